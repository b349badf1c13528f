"""The documentation says what there is: every word, link, sample and record."""

from __future__ import annotations

import configparser
import re
from pathlib import Path

import pytest

from buzzfeed.config import load
from buzzfeed.guard import FIRM, RULES
from buzzfeed.model import ChannelKind, DeliveryState, Status
from buzzfeed.web import METRICS
from docpages import DOCS, PAGES, ROOT, anchors, codes, links, rows, sections, text_of

WORDS = (
    "source",
    "raw item",
    "article",
    "term",
    "channel",
    "feed",
    "entry",
    "edition",
    "verdict",
    "hold",
    "retraction",
    "delivery",
    "target",
    "follow page",
    "personal feed",
)
named = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


@named
def test_relative_links_lead_somewhere(page: Path) -> None:
    """Every relative link names a file of the project, and every anchor a heading of that file."""
    for path, anchor in links(page):
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), f"{page.name} links to {path}, which is not there"
        assert target.is_relative_to(ROOT), f"{page.name} links to {path}, out of the project"
        if anchor:
            assert anchor in anchors(target), f"{page.name} links to {path}#{anchor}: no such heading"


@named
def test_no_page_holds_a_path_of_this_machine(page: Path) -> None:
    """A page names no folder of whoever wrote it: no home, no temporary folder, nothing above the checkout."""
    where_servers_keep_things = {"etc", "opt", "run", "srv", "usr", "var"}
    private = {"home", "root", "tmp", "Users"} | ({ROOT.parts[1]} - where_servers_keep_things)
    pattern = re.compile(rf"(?<![\w.}}>~/-])/(?:{'|'.join(sorted(private))})(?:/|\b)")
    found = [line for line in text_of(page).splitlines() if pattern.search(line)]
    assert found == []


def test_every_page_can_be_reached_from_the_index() -> None:
    """Following links from docs/index.md leads to every page of the documentation."""
    seen: set[Path] = set()
    ahead = [DOCS / "index.md"]
    while ahead:
        page = ahead.pop()
        if page in seen:
            continue
        seen.add(page)
        ahead += [target for path, _ in links(page) if (target := (page.parent / path).resolve()).suffix == ".md"]
    assert set(DOCS.rglob("*.md")) <= seen


def test_readme_leads_to_the_documentation() -> None:
    """The README links the index and the first steps."""
    linked = {path for path, _ in links(ROOT / "README.md")}
    assert {"docs/index.md", "docs/getting-started.md"} <= linked


def test_glossary_gives_every_word_one_meaning() -> None:
    """The first table holds each word of the design once, with a meaning and the words not used for it."""
    table = [row for row in rows(text_of(DOCS / "glossary.md")) if len(row) == 3 and row[2] not in ("yes", "no")]
    assert [word for word, _, _ in table] == list(WORDS)
    assert all(meaning and others for _, meaning, others in table)


def test_glossary_tells_every_status() -> None:
    """Each status of an article is explained, and only published ones are said to be in outputs."""
    told = {row[0]: row[2] for row in rows(text_of(DOCS / "glossary.md")) if row[-1] in ("yes", "no")}
    assert told == {str(status): "yes" if status is Status.PUBLISHED else "no" for status in Status}


def test_closed_lists_of_the_json_are_complete() -> None:
    """Where the command line's documents have a closed list of values, the page names every one."""
    page = sections(DOCS / "cli.md")
    assert {str(kind) for kind in ChannelKind if kind not in (ChannelKind.MIX, ChannelKind.PERSONAL)} <= set(
        codes(page["feeds"])
    )
    assert {str(status) for status in Status} <= set(codes(page["articles"]))
    assert {str(state) for state in DeliveryState} <= set(codes(page["deliveries"]))


def test_metrics_are_told() -> None:
    """The page on operations has a row on each metric, and none on one that is not there."""
    told = {code for row in rows(text_of(DOCS / "operations.md")) for code in codes(row[0])}
    assert {code for code in told if code.startswith("buzzfeed_")} == set(METRICS)


def test_reasons_to_hold_are_told() -> None:
    """The page on operations explains every rule of the guard, and what no release overrules."""
    told = {code for row in rows(text_of(DOCS / "operations.md")) for code in codes(row[0])}
    assert {rule.code for rule in RULES} | FIRM <= told


def test_decisions_are_numbered_and_listed() -> None:
    """Records are numbered without a gap, and each stands in the list under its own title."""
    records = sorted(path for path in (DOCS / "adr").glob("*.md") if path.name != "README.md")
    listed = re.findall(r"^(\d+)\. \[(.+)\]\((.+)\)$", text_of(DOCS / "adr" / "README.md"), flags=re.MULTILINE)
    assert [path.name for path in records] == [name for _, _, name in listed]
    for number, (path, (counted, title, _)) in enumerate(zip(records, listed, strict=True), 1):
        assert path.name.startswith(f"{number:04}-")
        assert counted == str(number)
        assert text_of(path).startswith(f"# {number}. {title}\n"), f"{path.name} bears another title than the list"


def test_service_runs_the_daemon_and_lets_it_drain() -> None:
    """The systemd unit starts `buzzfeed run` itself, reloads by SIGHUP, and waits longer than draining takes."""
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read_string(text_of(DOCS / "buzzfeed.service"))
    service = unit["Service"]
    assert service["ExecStart"].endswith("/bin/buzzfeed run")
    assert "-HUP $MAINPID" in service["ExecReload"]
    assert service["KillMode"] == "mixed"
    drain = load(ROOT / "config" / "buzzfeed.toml").work.drain
    assert float(service["TimeoutStopSec"]) > drain + 4


def test_service_is_shown_as_it_ships() -> None:
    """The page on operations speaks of the very unit that stands beside it."""
    assert ("buzzfeed.service", "") in list(links(DOCS / "operations.md"))
