"""Planted cases: each is found under its own code, and no near miss is taken for one."""

from pathlib import Path

import pytest

from buzzfeed.config import GUARD_CODES, GuardSettings
from buzzfeed.pipeline.checking import CheckError, check, folder_of, planted
from buzzfeed.testing import FakeClock

PLANTED = Path(__file__).parent / "planted"
CASES = planted(PLANTED, GuardSettings())


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_planted_case_is_judged_as_expected(case):
    """What is planted is found, alone and with words in both languages; a near miss is published."""
    assert [reason.code for reason in case.found] == ([] if case.expect == "none" else [case.expect])
    for reason in case.found:
        assert reason.text.endswith(".")
        assert reason.text_fr.endswith(".")


def test_planted_cases_are_many_and_cover_every_rule_of_texts():
    """At least sixty are to be found, half of them in English, and each rule has one, but for two that need a file."""
    hits = [case for case in CASES if case.expect != "none"]
    assert len([case for case in hits if case.name.startswith("en-")]) >= 30
    assert len([case for case in hits if not case.name.startswith("en-")]) >= 30
    assert {case.expect for case in hits} == set(GUARD_CODES) - {"too-large", "no-address"}


def test_misspelt_case_is_refused(tmp_path):
    """A key or code that does not exist is told by its file and its case, since the case would test nothing."""
    file = tmp_path / "own.toml"
    for text in ('[case.a]\nexpect = "phones"', '[case.a]\nexpect = "phone"\nbodi = "x"', "[case", ""):
        file.write_text(text, encoding="utf-8")
        if text:
            with pytest.raises(CheckError, match=r"own\.toml"):
                planted(tmp_path, GuardSettings())
    assert planted(file, GuardSettings()) == ()
    with pytest.raises(CheckError, match="holds no"):
        planted(tmp_path / "nothing", GuardSettings()) if (tmp_path / "nothing").mkdir() is None else None


@pytest.mark.parametrize("text", ["case = 3\n", "[case]\na = 3\n", '[case.a]\nexpect = "none"\nbefore = "x"\n'])
def test_a_case_of_another_kind_is_refused_in_one_line(tmp_path, text):
    """A value where a table belongs, or words where a number does, is told, not raised through."""
    (tmp_path / "own.toml").write_text(text, encoding="utf-8")
    with pytest.raises(CheckError, match=r"own\.toml"):
        planted(tmp_path, GuardSettings())


def test_a_file_that_no_source_would_read_is_not_called_clean(tmp_path):
    """Whoever checks one file wants to know of that one."""
    note = tmp_path / ".caché.md~"
    note.write_text("IBAN : FR14 2004 1010 0505 0001 3M02 606", encoding="utf-8")
    ((source, cleaning, only),) = folder_of([str(note)], None)
    with pytest.raises(CheckError, match="no article"):
        list(check(source, cleaning, GuardSettings(), FakeClock(), only))
