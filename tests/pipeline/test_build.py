"""Building over a real store: what fails its proof is isolated, what is served stays sound, changes alone are told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from buzzfeed import verify
from buzzfeed.model import ChannelKey, ChannelKind, Finding, Format, Severity, Status, Verdict
from buzzfeed.pipeline.ingest import ingest
from buzzfeed.pipeline.road import run_pass
from buzzfeed.pipeline.summary import Summary
from newsdesk import HUB, Desk, Opened

from harness import Newsroom

SPOILT = Verdict("x", (Finding("title-differs", Severity.ERROR, "entry", "not what was written"),))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Return a desk with two published articles."""
    made = Desk(Newsroom(tmp_path))
    made.newsroom.write("a.md", "Un", date="2026-03-01")
    made.newsroom.write("b.md", "Deux", date="2026-03-02")
    assert not made.run().problems
    return made


@pytest.fixture
def spoil(monkeypatch: pytest.MonkeyPatch) -> Iterator[set[str]]:
    """Return a set of titles whose entries fail their proof in Atom."""
    titles: set[str] = set()
    honest = verify.prove_entry

    def prove_entry(document, fmt, article, newsroom):
        spoilt = article.title in titles and fmt is Format.ATOM
        return SPOILT if spoilt else honest(document, fmt, article, newsroom)

    monkeypatch.setattr(verify, "prove_entry", prove_entry)
    return titles


def test_an_article_that_fails_its_proof_is_held_and_its_neighbours_go_out(desk: Desk, spoil: set[str]) -> None:
    """The guilty one is named and waits with the verdict; the feed goes out without it."""
    spoil.add("Trois")
    desk.newsroom.write("c.md", "Trois", date="2026-03-03")
    desk.newsroom.write("d.md", "Quatre", date="2026-03-04")
    summary = desk.run()
    assert desk.titles() == ["Quatre", "Deux", "Un"]
    assert [(one.code, one.severity) for one in summary.problems] == [("unsound-title-differs", Severity.ERROR)]
    assert "c.md" in summary.problems[0].text
    assert summary.feeds.failed == 0
    with desk.open() as works:
        (held,) = works.store.listed([Status.HELD])
        assert held.record.reasons[0].code == "unsound-title-differs"


def test_a_spoilt_edit_leaves_the_last_good_revision(desk: Desk, spoil: set[str]) -> None:
    """An edit that fails its proof waits; readers keep what they had."""
    spoil.add("Deux, gâché")
    desk.newsroom.write("b.md", "Deux, gâché", date="2026-03-02")
    summary = desk.run()
    assert summary.failed
    assert desk.titles() == ["Deux", "Un"]
    spoil.clear()
    desk.newsroom.write("b.md", "Deux, mieux", date="2026-03-02")
    assert not desk.run().failed
    assert desk.titles() == ["Deux, mieux", "Un"]


def test_a_feed_that_fails_keeps_its_last_good_edition(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A whole that is not sound is not published; it is told, and built again with the next pass."""
    with monkeypatch.context() as patch:
        patch.setattr(verify, "check_whole", lambda *_: SPOILT)
        desk.newsroom.write("c.md", "Trois", date="2026-03-03")
        summary = desk.run()
        assert summary.feeds.published == 0
        assert summary.feeds.failed == summary.feeds.built > 0
        assert desk.titles() == ["Deux", "Un"]
    summary = desk.run()
    assert not summary.failed
    assert desk.titles() == ["Trois", "Deux", "Un"]


def test_a_changed_setting_rewrites_feeds_without_telling_anyone(desk: Desk) -> None:
    """Deliveries arise from entries that changed, never from a digest alone."""
    before = desk.waiting()
    text = desk.newsroom.config.read_text("utf-8").replace('title = "Le Fanal"', 'title = "Le Phare"')
    desk.newsroom.config.write_text(text, "utf-8")
    summary = desk.run()
    assert summary.feeds.published == summary.feeds.built > 0
    assert desk.waiting() == before


def test_another_version_of_frames_rewrites_feeds_without_telling_anyone(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where frames are rendered in another way, all feeds are built anew of what stands; nobody is told."""
    before = desk.waiting()
    with desk.open() as works:
        kept = works.store.served()
    monkeypatch.setattr("buzzfeed.feeds.FRAMES", "next")
    summary = desk.run()
    assert summary.feeds.built == len(kept)
    assert summary.feeds.unchanged == len(kept)  # this version writes what the last one wrote
    assert desk.waiting() == before


def test_an_edit_is_told_and_noise_is_not(desk: Desk) -> None:
    """White space and the order of tags change nothing for a reader, so nobody is told; another word is told."""
    before = desk.waiting()
    desk.newsroom.write("b.md", "Deux", date="2026-03-02", tags="Ports, Mer")
    desk.run()
    assert desk.waiting() == before
    desk.newsroom.write("b.md", "Deux fois", date="2026-03-02")
    desk.run()
    assert desk.waiting() > before


def test_an_edit_that_comes_while_its_entry_is_awaited_is_the_one_that_goes_out(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is proved under an entry's key is what the entry said when it was planned; else all is planned anew."""
    with desk.open() as works:
        desk.newsroom.write("a.md", "Un, premier", date="2026-03-01")
        honest, edits = works.store.standing, ["Un, second"]

        def standing(entries):
            while edits:
                desk.newsroom.write("a.md", edits.pop(), date="2026-03-01")
                ingest(works, "redaction", Summary())
            return honest(entries)

        monkeypatch.setattr(works.store, "standing", standing)
        assert not run_pass(works).problems
    assert desk.titles() == ["Deux", "Un, second"]


def test_only_channels_that_changed_are_built(desk: Desk) -> None:
    """An article in a category of its own leaves the others' feeds alone."""
    desk.newsroom.write("c.md", "Trois", category="Sport", tags="Voile", date="2026-03-03")
    summary = desk.run()
    # Everything, the language, the new category, the new tag: four channels in three formats each.
    assert summary.feeds.built == 4 * len(Format)


def test_a_tag_below_its_minimum_has_no_feed_until_it_has_enough(desk: Desk) -> None:
    """With a minimum of two, a tag's feed appears with its second article, and stays when it falls below."""
    desk.newsroom.configure(more=HUB + "\n[feeds]\ntag_minimum = 2\n")
    desk.newsroom.write("c.md", "Trois", tags="Voile", date="2026-03-03")
    desk.run()
    voile = ChannelKey(ChannelKind.TAG, "voile")
    with desk.open() as works:
        assert works.store.edition(voile, Format.RSS) is None
    desk.newsroom.write("d.md", "Quatre", tags="Voile", date="2026-03-04")
    desk.run()
    desk.newsroom.write("d.md", "Quatre", tags="Rame", date="2026-03-04")
    desk.run()
    with desk.open() as works:
        edition = works.store.edition(voile, Format.RSS)
        assert edition is not None
        assert len(edition.entries) == 1


def test_the_same_state_gives_the_same_bytes(desk: Desk, tmp_path: Path) -> None:
    """Two fresh stores over the same dated files agree in every digest."""
    other = Newsroom(tmp_path / "other", **{key: desk.newsroom.settings[key] for key in ("base", "more", "source")})
    other.write("b.md", "Deux", date="2026-03-02")
    other.write("a.md", "Un", date="2026-03-01")
    Desk(other).run()
    with desk.open() as mine, Opened(other) as theirs:
        assert {feed.path: feed.digest for feed in mine.store.served()} == {
            feed.path: feed.digest for feed in theirs.store.served()
        }


def test_a_query_that_changes_takes_in_what_it_matches_now(desk: Desk) -> None:
    """A saved query's channel follows its terms; emptied, it stays, empty."""
    query = '[[channels]]\nslug = "quais"\ntitle = "Quais"\nany = ["tag:{}"]\n'
    counts = []
    for tag in ("Mer", "Voile"):
        desk.newsroom.configure(more=HUB + query.format(tag))
        desk.run()
        with desk.open() as works:
            edition = works.store.edition(ChannelKey(ChannelKind.QUERY, "quais"), Format.JSON)
            assert edition is not None
            counts.append(len(edition.entries))
    assert counts == [2, 0]


def test_a_file_that_comes_back_is_the_same_article_again(desk: Desk) -> None:
    """Gone long enough it is retracted; back with the same words it is published under its old id."""
    desk.newsroom.configure(source='settle = "0ms"\ngone_after = "0s"')
    path = desk.newsroom.articles / "b.md"
    text = path.read_text("utf-8")
    with desk.open() as works:
        ids = {one.record.origin: one.record.id for one in works.store.listed()}
    path.unlink()
    desk.run()
    desk.run()
    assert desk.titles() == ["Un"]
    path.write_text(text, "utf-8")
    desk.run()
    assert desk.titles() == ["Deux", "Un"]
    with desk.open() as works:
        assert {one.record.origin: one.record.id for one in works.store.listed([Status.PUBLISHED])} == ids


def test_an_article_in_more_channels_than_are_published_at_once_is_submitted_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A build commits its channels a few at a time; IndexNow and ping services are owed one delivery all the same."""
    monkeypatch.setattr("buzzfeed.pipeline.build.CHANNELS_AT_ONCE", 2)
    more = [
        HUB,
        '[[announce]]\ntype = "indexnow"\nurl = "http://127.0.0.1:9/i"\nkey = "abcdef0123456789"\n',
        '[[announce]]\ntype = "xmlrpc"\nurl = "http://127.0.0.1:9/x"\n',
    ]
    desk.newsroom.configure(more="".join(more))
    today = datetime.now(UTC).date().isoformat()
    desk.newsroom.write("e.md", "Cinq", tags="A, B, C, D, E", date=today)
    desk.run()
    with desk.open() as works:
        id_ = next(one.record.id for one in works.store.listed() if one.record.title == "Cinq")
        owed = [one.type for one in works.store.deliveries() if id_ in one.articles]
    assert (owed.count("indexnow"), owed.count("xmlrpc")) == (1, 1)
    assert owed.count("websub") >= 2
