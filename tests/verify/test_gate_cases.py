"""Golden cases of the gate: one file each, with what is to be found in its head."""

import re
from pathlib import Path

import pytest

from buzzfeed import verify
from buzzfeed.model import Severity

CASES = sorted((Path(__file__).parent / "cases").iterdir())
EXPECT = re.compile(r"expect: ([a-z0-9, -]+)\.")


def expected(data):
    """Read the codes that a case's head names."""
    found = EXPECT.search(data.decode("utf-8", "replace"))
    codes = {code.strip() for code in found[1].split(",")}
    return codes - {"nothing"}


@pytest.mark.parametrize("case", CASES, ids=[case.stem for case in CASES])
def test_case_gives_what_its_head_says(case):
    """The gate finds in each case exactly what its head names; it is sound where these are warnings."""
    data = case.read_bytes()
    codes = expected(data)
    verdict = verify.examine(data, case.name)
    assert {finding.code for finding in verdict.findings} == codes, verdict.findings
    assert verdict.sound == all(verify.SEVERITIES[code] is Severity.WARNING for code in codes)
    assert verdict.subject == case.name
    assert all(finding.place and finding.text for finding in verdict.findings)


def test_there_are_many_cases():
    """The cases are where they should be, in four formats."""
    assert len(CASES) >= 100
    assert {case.name.partition("-")[0] for case in CASES} == {"rss", "atom", "json", "rdf"}
