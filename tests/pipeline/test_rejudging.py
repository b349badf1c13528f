"""Judging anew: settings that change reach what is not saved again; floods, cuts and warnings over a real store."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import pytest

from buzzfeed.model import Severity, Status
from buzzfeed.pipeline import editor
from buzzfeed.pipeline.road import run_pass
from buzzfeed.testing import Website
from newsdesk import Desk
from redelivering import Upstream, pieces

from harness import BODY, Newsroom

PHONE = BODY + " Joindre le capitaine au 06 39 98 12 34."


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Return a desk whose articles have addresses."""
    desk = Desk(Newsroom(tmp_path))
    desk.newsroom.configure(source='settle = "0ms"\npermalink = "/{slug}/"', more="")
    return desk


def listed(desk: Desk) -> dict[str, dict[str, object]]:
    """Return what is known of each article, by its file."""
    with desk.open() as works:
        return {one.record.origin: asdict(one.record) for one in works.store.listed()}


def test_settings_reach_what_is_not_saved_again(desk: Desk) -> None:
    """A rule that is turned off frees what it held, one that is turned on holds; nothing else moves, and once only."""
    desk.newsroom.write("a.md", "Sain")
    desk.newsroom.write("b.md", "Joignable", body=PHONE)
    desk.run()
    before = listed(desk)
    assert [before[name]["status"] for name in ("a.md", "b.md")] == [Status.PUBLISHED, Status.HELD]
    (reason,) = before["b.md"]["reasons"]
    assert (reason["code"], "06 39 98 12 34" in reason["excerpt"]) == ("phone", False)

    desk.newsroom.configure(more='[guard.rules]\nphone = "warn"')
    summary = desk.run()
    told = [(one.code, one.severity, one.subject) for one in summary.problems if one.code != "redelivery"]
    assert told == [("phone", Severity.WARNING, "b.md")]
    assert (summary.articles.new, summary.articles.unchanged) == (1, 1)
    after = listed(desk)
    assert after["b.md"]["status"] is Status.PUBLISHED
    assert after["a.md"] == {**before["a.md"], "turn": after["a.md"]["turn"]}
    assert [one for one in desk.run().problems if one.code == "phone"] == []

    desk.newsroom.configure(more="")
    assert desk.run().articles.held == 1
    assert desk.titles() == ["Sain"]


def test_another_permalink_or_category_is_no_edit(desk: Desk) -> None:
    """Addresses and categories follow the config; ids, dates of update and what is owed to targets stay."""
    desk.newsroom.save("a.md", f"---\ntitle: Sain\ndate: 2026-03-01\n---\n{BODY}\n")
    desk.run()
    before = listed(desk)["a.md"]
    desk.newsroom.configure(source='settle = "0ms"\npermalink = "/a/{slug}.html"\ncategory = "Port"')
    summary = desk.run()
    after = listed(desk)["a.md"]
    assert after["url"] == "https://lefanal.example/a/a.html"
    assert [after[name] for name in ("id", "updated", "revision", "mark")] == [
        before[name] for name in ("id", "updated", "revision", "mark")
    ]
    assert summary.articles.changed == 0
    with desk.open() as works:
        (one,) = works.store.listed()
        assert one.categories == ("Port",)


def test_flood_waits_for_an_editor(desk: Desk) -> None:
    """Too many new articles in one pass are all held; a first import is none; other settings lift nothing."""
    flood = "[guard]\nflood = 2"
    desk.newsroom.configure(more=flood)
    for number in range(3):
        desk.newsroom.write(f"{number}.md", f"Ancien {number}", body=f"{BODY} {number}")
    assert desk.run().articles.new == 3
    for number in range(3, 6):
        desk.newsroom.write(f"{number}.md", f"Nouveau {number}", body=f"{BODY} {number}")
    assert desk.run().articles.held == 3
    desk.newsroom.configure(more=flood + "\nearliest = 1991")
    assert desk.run().articles.held == 3
    assert len(desk.titles()) == 3
    desk.newsroom.write("6.md", "Nouveau 6", body=f"{BODY} 6")
    assert desk.run().articles.new == 1


def test_an_upstream_entry_that_is_read_again_makes_no_flood_of_the_others(tmp_path: Path) -> None:
    """What was known already is no arrival, though one entry alone was to be read again."""
    with Website() as site:
        upstream = Upstream(tmp_path, site, more="[guard]\nflood = 2\n")
        upstream.run(pieces(5))
        upstream.show(pieces(6))
        with upstream.opened() as (works, _):
            (origin, *_) = works.store.memory("amont").stamps
            works.store.make_stale("amont", [origin])
            summary = run_pass(works, {})
            assert works.store.stale() == {}
    assert (summary.articles.new, summary.articles.held) == (1, 0)


def test_cut_is_held_and_the_whole_text_serves_until_it_is_released(desk: Desk) -> None:
    """A body that lost most of what readers have waits; released, it goes out, and another reason holds it anew."""
    desk.newsroom.write("a.md", "Long", body=BODY * 3)
    desk.run()
    desk.newsroom.write("a.md", "Court", body="Le petit port s’éveille.")
    desk.run()
    assert desk.titles() == ["Long"]
    with desk.open() as works:
        (held,) = works.store.listed([Status.HELD])
        assert [reason.code for reason in held.record.reasons] == ["shrunk"]
        editor.release(works.store, held.record.id, works.clock.now(), by="Ana")
    desk.newsroom.write("a.md", "Court", body="Le petit port s’éveille.", tags="Ports, Mer")
    desk.run()
    assert desk.titles() == ["Court"]
    desk.newsroom.write("a.md", "Court", body="Le petit port s’éveille. [TODO]")
    desk.run()
    assert desk.titles() == ["Court"]
    with desk.open() as works:
        (held,) = works.store.listed([Status.HELD])
        assert [reason.code for reason in held.record.reasons] == ["todo-mark"]
