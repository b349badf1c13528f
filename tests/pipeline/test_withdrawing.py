"""Whatever keeps a feed from being rebuilt, what was taken back is served nowhere: not over HTTP, not in an export."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from buzzfeed import verify
from buzzfeed.config import load
from buzzfeed.daemon.once import build_once
from buzzfeed.model import DeliveryState, Finding, Format, Severity, Verdict
from buzzfeed.pipeline import build, editor
from buzzfeed.pipeline.road import run_pass
from buzzfeed.pipeline.summary import Summary
from buzzfeed.pipeline.works import Works
from buzzfeed.publish import FolderPublisher
from buzzfeed.store import open_window
from buzzfeed.web.export import export
from buzzfeed.web.state import State
from newsdesk import ALL, HUB, Desk
from pageask import ask

from harness import Newsroom

SPOILT = Verdict("x", (Finding("title-differs", Severity.ERROR, "feed", "not what was written"),))
SECRET = "Canari"
Fault = Callable[[pytest.MonkeyPatch], None]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Return a desk whose published articles are one to keep and one to take back."""
    made = Desk(Newsroom(tmp_path))
    made.newsroom.write("a.md", "Un", date="2026-03-01")
    made.newsroom.write("b.md", SECRET, date="2026-03-02")
    assert not made.run().problems
    return made


def take_back(desk: Desk) -> None:
    """Retract the secret one, as an editor's command does."""
    with desk.open() as works:
        (id_,) = [one.record.id for one in works.store.listed() if one.record.title == SECRET]
        editor.retract(works.store, id_, works.clock.now(), by="Zoé")


def everything(desk: Desk) -> dict[str, tuple[int, str]]:
    """Return what every path of the site answers, over the application that serves it."""
    config = load(desk.newsroom.config)
    state = State(config)
    state.attach(open_window(config.store_url))
    paths = [*state.table.documents, "/", "/follow/all", "/follow/tag/mer", "/feeds.opml", "/a/canari", "/a/b"]
    answers = {path: ask(state, path) for path in paths}
    state.close()
    return {path: (status, body.decode("utf-8", "replace")) for path, (status, _, body) in answers.items()}


def exported(desk: Desk, folder: Path) -> dict[str, str]:
    """Export the site and return its files."""
    config = load(desk.newsroom.config)
    store = open_window(config.store_url)
    export(config, store, FolderPublisher(folder), precompress=False)
    store.close()
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {str(path.relative_to(folder)): path.read_text("utf-8", "replace") for path in files}


def check_whole_fails(patch: pytest.MonkeyPatch) -> None:
    """Let no whole feed pass, not even one with fewer entries."""
    patch.setattr(verify, "check_whole", lambda *_: SPOILT)


def frames_fail(patch: pytest.MonkeyPatch) -> None:
    """Let no frame pass; whole feeds do."""
    patch.setattr(verify, "prove_frame", lambda *_: SPOILT)


def planning_breaks(patch: pytest.MonkeyPatch) -> None:
    """Have the build end in an error before it begins."""

    def broken(*_: object) -> None:
        raise RuntimeError("a fault of ours")

    patch.setattr(build, "planned", broken)


@pytest.mark.parametrize(("fault", "served"), [(check_whole_fails, 503), (frames_fail, 200), (planning_breaks, 200)])
def test_what_was_taken_back_is_gone_though_its_feeds_cannot_be_rebuilt(
    desk: Desk,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    fault: Callable[[pytest.MonkeyPatch], None],
    served: int,
) -> None:
    """The last good edition serves without it, or nothing does; then, mended, everything is as it should be."""
    assert SECRET in everything(desk)["/feeds/all.rss"][1]
    take_back(desk)
    with monkeypatch.context() as patch:
        fault(patch)
        with desk.open() as works:
            summary = _try_to_build(works)
        answers = everything(desk)
        files = exported(desk, tmp_path / "site")
    assert answers["/feeds/all.rss"][0] == served
    assert not [path for path, (_, body) in answers.items() if SECRET in body]
    assert not [path for path, body in files.items() if SECRET in body]
    assert ("feeds/all.rss" in files) is (served == 200)
    if summary is not None:
        assert "retraction" in {one.code for one in summary.problems}
    assert not desk.run().problems
    assert desk.titles() == ["Un"]
    assert everything(desk)["/feeds/all.rss"][0] == 200


def _try_to_build(works: Works) -> Summary | None:
    summary = Summary()
    try:
        build.build(works, summary)
    except RuntimeError:
        return None
    return summary


def test_targets_are_told_though_the_rebuild_failed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The edition without the article is one that subscribers should fetch."""
    take_back(desk)
    before = desk.waiting()
    with monkeypatch.context() as patch, desk.open() as works:
        frames_fail(patch)
        _try_to_build(works)
    assert desk.waiting() > before
    with desk.open() as works:
        topics = {topic for one in works.store.deliveries([DeliveryState.WAITING]) for topic in one.payload["topics"]}
    assert desk.newsroom.base + "/feeds/all.atom" in topics


@pytest.mark.parametrize(("fault", "served"), [(check_whole_fails, False), (frames_fail, True)])
def test_caches_forget_what_was_taken_back_though_the_rebuild_failed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, fault: Fault, served: bool
) -> None:
    """The CDN is purged of the feeds and of the article's page; what is served is looked for, what is refused not."""
    desk.newsroom.configure(more=HUB + '[cdn]\ntype = "webhook"\nurl = "http://127.0.0.1:9/purge"\ntoken = "x"\n')
    take_back(desk)
    with monkeypatch.context() as patch, desk.open() as works:
        fault(patch)
        _try_to_build(replace(works, witnessed=True))
        (purge,) = [one for one in works.store.deliveries([DeliveryState.WAITING]) if one.type == "purge"]
        (article,) = [one.record.id for one in works.store.listed() if one.record.title == SECRET]
        looked_for = [
            path for one in works.store.waiting_appearances() for path in one.feeds if article in one.articles
        ]
    assert purge.retracted == (article,)
    assert desk.newsroom.base + "/feeds/all.rss" in str(purge.payload) or "bf-all" in str(purge.payload)
    assert purge.due > purge.created
    assert ("/feeds/all.rss" in looked_for) is served


def test_a_further_retraction_of_a_withheld_feed_has_its_own_page_purged(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its feeds are refused already and change by nothing: caches forget the page all the same, and once."""
    table = '[cdn]\ntype = "webhook"\nurl = "http://127.0.0.1:9/purge"\ntoken = "x"\nby = "url"\n'
    desk.newsroom.configure(more=table)

    with monkeypatch.context() as patch, desk.open() as opened:
        works = replace(opened, witnessed=True)
        check_whole_fails(patch)
        take_back(desk)
        _try_to_build(works)
        (kept,) = [one.record.id for one in works.store.listed() if one.record.title == "Un"]
        editor.retract(works.store, kept, works.clock.now(), by="Zoé")
        _try_to_build(works)
        _try_to_build(works)
        (further,) = [one for one in works.store.deliveries() if one.type == "purge" and one.retracted == (kept,)]
    assert desk.newsroom.base + "/a/a" in further.payload["urls"]


def test_an_export_before_the_next_build_is_without_it(desk: Desk, tmp_path: Path) -> None:
    """Retract, then export: nothing in between is needed."""
    exported(desk, tmp_path / "site")
    take_back(desk)
    files = exported(desk, tmp_path / "site")
    assert "Un" in files["feeds/all.atom"]
    assert not [path for path, body in files.items() if SECRET in body]


def test_what_is_taken_back_while_its_feeds_are_built_does_not_come_out(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A build that has read the article before the editor's word publishes nothing with it: it builds anew."""
    desk.newsroom.write("c.md", "Trois", date="2026-03-03")
    honest, times = build.frames, []

    def frames(job):
        if not times:
            take_back(desk)
        times.append(job)
        return honest(job)

    monkeypatch.setattr(build, "frames", frames)
    assert not desk.run().problems
    assert desk.titles() == ["Trois", "Un"]
    assert build_once(load(desk.newsroom.config)).feeds.built == 0


def test_an_editor_who_decides_while_a_changed_file_is_taken_in_is_not_overwritten(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file changed in the same second: it was judged before the editor's word, and is judged anew after it."""
    desk.newsroom.write("b.md", SECRET, "Un tout autre texte, assez long pour être lu.", date="2026-03-02")
    with desk.open() as works:
        honest, done = works.store.absorb, []

        def absorb(intake, now):
            if intake.revisions and not done:
                done.append(intake)
                take_back(desk)
            return honest(intake, now)

        monkeypatch.setattr(works.store, "absorb", absorb)
        summary = run_pass(works)
        assert done
        assert not summary.problems
        assert {one.record.title: one.record.status for one in works.store.listed()}[SECRET] == "retracted"
        assert summary.articles.changed == 1
    assert desk.titles() == ["Un"]


def test_a_damaged_feed_keeps_no_other_from_going_on_without_what_was_taken_back(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a fragment is lost and nothing can be rebuilt, the feeds that need it answer 503; the others serve on."""
    take_back(desk)
    with monkeypatch.context() as patch, desk.open() as works:
        frames_fail(patch)
        edition = works.store.edition(ALL, Format.RSS)
        with works.store._db.write() as connection:
            connection.execute(text("DELETE FROM fragments WHERE key = :key"), {"key": edition.fragments[0]})
        _try_to_build(works)
    answers = everything(desk)
    assert [answers[f"/feeds/all.{fmt}"][0] for fmt in ("rss", "atom", "json")] == [503, 200, 200]
    files = exported(desk, tmp_path / "site")
    assert "feeds/all.rss" not in files
    assert not [path for path, body in {**answers, **files}.items() if SECRET in str(body)]
