"""A site that fails, is slow, wants rest or is killed in the midst of: nothing is lost, nothing twice, nobody waits."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

import warm
from buzzfeed.config import NetSettings, load
from buzzfeed.daemon.doctor import needs
from buzzfeed.daemon.glance import stands
from buzzfeed.daemon.once import ingest_once
from buzzfeed.net import Net, Polite
from buzzfeed.sources import build
from buzzfeed.testing import Answer
from gazette import Gazette, leaves
from gazettedesk import Desk, paths, small_site

from harness import Newsroom


@pytest.fixture
def site() -> Iterator[Gazette]:
    """Run a site of twelve articles and a section page."""
    with small_site() as running:
        yield running


def test_a_site_that_answers_errors_retracts_nothing(newsroom: Newsroom, site: Gazette) -> None:
    """Errors of robots.txt, of sitemaps and of pages, pages of maintenance, and a broken sitemap: all stays."""
    desk = Desk(newsroom, site)
    with desk.works() as works:
        desk.look(works)
        site.robots = 503
        (problem,) = desk.look(works).problems
        assert problem.text == "answered 503, so nothing is fetched"
        site.robots, site.statuses = None, {"/sitemap.xml": 500}
        (problem,) = desk.look(works).problems
        assert "answered 500" in problem.text
        site.statuses = {}
        site.broken = 900
        told = {problem.code for problem in desk.look(works).problems}
        assert told == {"sitemap-unread"}
        site.broken, site.status = None, 503
        assert desk.look(works).failed
        site.status = None
        for page in list(site.leaves.values())[:4]:
            page.lastmod, page.section = "2026-03-01T11:00:00Z", True
        desk.look(works, hours=0.5)
        site.statuses = {f"/n/{number}": 500 for number in range(4, 8)}
        for number in range(4, 8):
            site.leaves[f"/n/{number}"].lastmod = "2026-03-01T11:30:00Z"
        assert "pages-unanswered" in {problem.code for problem in desk.look(works, hours=0.2).problems}
        assert desk.published() == paths(12)
        for page in list(site.leaves.values())[:4]:
            page.section = False
        site.statuses = {}
        desk.look(works)
        assert desk.published() == paths(12)


def test_a_whole_site_that_is_gone_is_not_believed(newsroom: Newsroom, site: Gazette) -> None:
    """Where most pages answer 404 at once nothing is taken back; when they are there again all goes on."""
    desk = Desk(newsroom, site)
    with desk.works() as works:
        desk.look(works)
        kept = dict(site.leaves)
        site.leaves = {path: page for path, page in kept.items() if path in ("/n/0", "/n/1")}
        assert "many-vanished" in {problem.code for problem in desk.look(works).problems}
        assert desk.published() == paths(12)
        site.leaves = kept
        desk.clock.advance(86400)
        assert desk.look(works).problems == []
    assert desk.published() == paths(12)


def test_an_import_that_breaks_off_goes_on_and_nothing_is_lost_or_twice(newsroom: Newsroom, site: Gazette) -> None:
    """A site that falls ill midway keeps what came; the next look asks for the rest alone."""
    desk = Desk(newsroom, site)
    calls = []

    def fails(path: str) -> None:
        calls.append(path)
        site.status = 503 if len(calls) >= 5 else None

    site.at = fails
    summary = desk.look()
    assert summary.failed
    assert len(desk.published()) == 5
    site.at, site.status = lambda path: None, None
    before = len(site.requests)
    assert desk.look().articles.new == 7
    assert len(site.asked(before)) == 8
    assert desk.published() == paths(12)


def test_a_site_without_sitemaps_is_told_with_its_mend(newsroom: Newsroom, site: Gazette) -> None:
    """The command line says what is missing, in one line; the doctor, too, and what a sound one gives."""
    Desk(newsroom, site)
    site.shape = "none"
    done = newsroom.run("ingest", check=False)
    assert done.returncode == 1
    assert "has no sitemap: its robots.txt names none" in done.stdout + done.stderr
    site.shape = "index"
    done = newsroom.run("doctor", check=False)
    assert "3 sitemaps list 13 pages" in " ".join((done.stdout + done.stderr).split())


def test_a_kill_in_the_midst_of_an_import_loses_nothing(newsroom: Newsroom) -> None:
    """Killed while a page of the second part is asked for, it goes on there; each article is there once."""
    with Gazette(leaves(60)) as site:
        desk = Desk(newsroom, site)
        reached, held = threading.Event(), threading.Event()

        def waits(path: str) -> None:
            if len(site.asked()) > 55:
                reached.set()
                held.wait(20)

        site.at = waits
        with (newsroom.root / "ingest.log").open("w") as log:
            child = warm.Warm(["ingest", "--config", str(desk.config)], stdout=log, stderr=log, cwd=newsroom.root)
            assert reached.wait(60)
            child.kill()
            child.wait()
        held.set()
        site.at = lambda path: None
        assert len(desk.published()) == 50
        desk.clock.set(datetime.now(UTC))  # as the child's
        before = len(site.requests)
        assert desk.look().articles.new == 10
        assert len(site.asked(before)) == 10
        assert desk.published() == paths(60)


def test_a_long_import_lets_others_have_their_turn(newsroom: Newsroom, site: Gazette) -> None:
    """Where another pass follows, twenty seconds of a first import are a turn; what it gave is stored."""
    desk = Desk(newsroom, site)

    def takes_long(_: str) -> None:
        desk.clock.advance(3.0)

    site.at = takes_long
    with desk.works() as works:
        first = desk.look(replace(works, hurried=True))
        taken = first.articles.new
        assert 6 <= taken < 10
        assert first.again_in == {"site": 0.0}
        assert site.asked()[:3] == ["/n/11", "/n/10", "/n/9"]
        assert works.store.memory("site").first_import
        waited = desk.look(replace(works, hurried=True, awaited=lambda name: name == "site"))
        assert waited.again_in == {"site": 0.0}, "another source is waited for: a part is all"
        assert 1 <= waited.articles.new <= 2
        rest = desk.look(replace(works, hurried=True))
        assert (rest.articles.new, rest.again_in) == (12 - taken - waited.articles.new, {})
        assert not works.store.memory("site").first_import
    assert desk.published() == paths(12)


def test_a_page_that_takes_too_long_delays_no_other(newsroom: Newsroom, site: Gazette) -> None:
    """It is named, nothing is concluded from it, and it is there the next time."""
    desk = Desk(newsroom, site)
    desk.config.write_text(desk.config.read_text().replace("pace = 0", 'pace = 0\ntimeout = "3s"'))

    def hangs(path: str) -> None:
        if path == "/n/9":
            site.stopping.wait(10)

    site.at = hangs
    (problem,) = desk.look().problems
    assert problem.code == "pages-unanswered"
    assert "/n/9: no whole answer within 3 s" in problem.text
    assert desk.published() == paths(12) - {"/n/9"}
    site.at = lambda path: None
    assert desk.look().articles.new == 1
    assert desk.published() == paths(12)


def test_a_crawl_delay_is_waited_for_by_later_looks(newsroom: Newsroom, site: Gazette) -> None:
    """Where it is longer than a look may wait, each look asks for one thing, in silence, until all is had."""
    site.robots = "User-agent: *\nCrawl-delay: 30"
    site.leaves = dict(list(site.leaves.items())[:2])
    desk = Desk(newsroom, site)
    with Net(NetSettings(allow=("127.0.0.0/8",))) as net:
        fetch = Polite(net, desk.clock, 0.0, patience=5.0)
        with desk.works() as own:
            (settings,) = own.settings.values()
            works = replace(own, sources={"site": build(settings, own.config, fetch)}, hurried=True)
            for _ in range(5):
                summary = desk.look(works, hours=0)
                assert summary.problems == []
                desk.clock.advance(summary.again_in.get("site", 30.0))
    assert desk.published() == paths(2)
    spaced = [one.path for one in site.requests]
    assert spaced == ["/robots.txt", "/sitemap.xml", "/news-sitemap.xml", "/n/1", "/n/0"]


def test_a_site_that_asks_for_rest_gets_it(newsroom: Newsroom, site: Gazette) -> None:
    """429 with Retry-After ends the look with one clear line; nothing is asked before the time, not by later looks."""
    desk = Desk(newsroom, site)
    config = desk.config.read_text()
    desk.config.write_text(config.replace("pace = 0", "pace = 0.001"))
    site.status, site.retry_after = 429, "3600"
    assert desk.look().failed
    asked = len(site.requests)
    summary = desk.look()
    assert [problem.code for problem in summary.problems] == ["left-alone"]
    assert not summary.failed
    assert 3500 < summary.again_in["site"] <= 3600
    assert len(site.requests) == asked


def test_one_page_that_asks_for_rest_silences_nothing_else(newsroom: Newsroom, site: Gazette) -> None:
    """Its neighbours are read; status and doctor tell what rests, until when and why; by hand a rest is overridden."""
    desk = Desk(newsroom, site)
    year = Answer(503, {"Retry-After": "31536000"})
    site.statuses = {"/n/9": year}
    summary = desk.look()
    assert [problem.code for problem in summary.problems] == ["pages-unanswered"]
    assert not summary.again_in
    assert desk.published() == paths(12) - {"/n/9"}
    config = load(desk.config)
    (rest,) = stands(config)["resting"]  # type: ignore[misc]
    assert (rest["path"], "Retry-After" in rest["why"]) == ("/n/9", True)
    assert list(needs.rests(config)) == []
    site.statuses["/robots.txt"] = year
    assert desk.look().failed
    site.statuses = {}
    assert [problem.code for problem in desk.look().problems] == ["left-alone"]
    (check,) = needs.rests(config)
    assert (check.subject, check.ok, "buzzfeed ingest site" in check.hint) == ("rest site", False, True)
    assert "Retry-After" in check.text
    assert f"{rest['host']} until " in newsroom.run("status").stdout
    summary = ingest_once(config, ["site"])
    assert [problem.code for problem in summary.problems] == ["rest-overridden", "rest-overridden"]
    assert desk.published() == paths(12)
    assert stands(config)["resting"] == []
    assert list(needs.rests(config)) == []
