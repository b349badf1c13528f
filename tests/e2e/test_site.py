"""A site without an API as a source, by the whole road: import, update, deletion, and all that goes wrong."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from buzzfeed.config import NetSettings, load
from buzzfeed.daemon.wiring import workshop
from buzzfeed.model import Status
from buzzfeed.net import Net, Polite
from buzzfeed.pipeline.ingest import abandon, ingest, reread
from buzzfeed.pipeline.summary import Summary
from buzzfeed.pipeline.works import Works
from buzzfeed.sources import build
from buzzfeed.testing import FakeClock
from gazette import Gazette, Leaf, leaf, leaves

from harness import BUZZFEED, Newsroom

START = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def site() -> Iterator[Gazette]:
    """Run a site of twelve articles and a section page."""
    pages = leaves(12)
    section = Leaf("/port/", "Le port", (), START, "2026-01-01", section=True)
    with Gazette([*pages, section]) as running:
        yield running


class Desk:
    """A newsroom that takes its articles from a site, look by look, by a clock of its own."""

    def __init__(self, newsroom: Newsroom, site: Gazette, more: str = "") -> None:
        """Look at the site alone."""
        newsroom.configure()
        head, _, rest = newsroom.config.read_text().partition("[[sources]]")
        tail = rest[rest.index("[store]") :]
        source = f'[[sources]]\nname = "site"\ntype = "site"\nurl = "{site.url}"\n{more}\n\n'
        newsroom.config.write_text(head + source + tail)
        self.config = newsroom.config
        self.clock = FakeClock(START)

    @contextmanager
    def works(self) -> Iterator[Works]:
        """Open what a process works with: another one each time."""
        with workshop(load(self.config), serving=False) as (works, _):
            yield replace(works, clock=self.clock)

    def look(self, works: Works | None = None, hours: float = 1.0) -> Summary:
        """Take in what the site has now; then some hours pass."""
        summary = Summary()
        if works is None:
            with self.works() as own:
                return self.look(own, hours)
        abandon(works)
        ingest(works, "site", summary)
        reread(works, summary)
        self.clock.advance(hours * 3600)
        return summary

    def published(self) -> set[str]:
        """Return the origins' paths of what is published."""
        with self.works() as works:
            return {"/" + one.record.origin.split("/", 3)[3] for one in works.store.listed([Status.PUBLISHED])}


def paths(count: int) -> set[str]:
    """Return the paths of the first articles."""
    return {f"/n/{number}" for number in range(count)}


@pytest.mark.parametrize("shape", ["flat", "index"])
def test_a_site_is_imported_once_and_then_asked_for_little(newsroom: Newsroom, site: Gazette, shape: str) -> None:
    """Each article once, the newest first, section pages remembered as none; an hour later one 304 tells it all."""
    site.shape = shape
    desk = Desk(newsroom, site)
    summary = desk.look()
    assert (summary.articles.new, summary.articles.held, summary.problems) == (12, 0, [])
    assert desk.published() == paths(12)
    assert site.asked()[:12] == [f"/n/{number}" for number in range(11, -1, -1)]
    before = len(site.requests)
    again = desk.look()
    assert again.problems == []
    assert (again.articles.new, again.articles.changed, again.articles.unchanged) == (0, 0, 12)
    assert [one.path for one in site.requests[before:]] == ["/robots.txt", "/sitemap.xml"]
    assert ("if-none-match" in site.requests[-1].headers) == (shape == "flat")
    assert all(one.headers["user-agent"].startswith("buzzfeed/") for one in site.requests)


def test_values_of_a_page_reach_the_article(newsroom: Newsroom, site: Gazette) -> None:
    """Title, date, author, category, language, address and text are the page's."""
    desk = Desk(newsroom, site)
    desk.look()
    page = site.leaves["/n/3"]
    with desk.works() as works:
        (record,) = [one.record for one in works.store.listed([Status.PUBLISHED]) if one.record.origin.endswith("/n/3")]
        article = works.store.articles([record.id])[record.id]
    assert article.title.replace("\u00a0", " ").replace("’", "'") == page.title
    assert (article.published, article.url) == (page.published, site.url + page.path)
    assert {term.label for term in article.terms} == {"Port", "Naïma Benarbia"}
    assert "fois." in article.content
    assert "Accueil" not in article.content


def test_news_edits_and_deletions_are_seen(newsroom: Newsroom, site: Gazette) -> None:
    """New pages, a changed lastmod, a page that is gone and one that left the sitemap and is there still."""
    desk = Desk(newsroom, site)
    with desk.works() as works:
        desk.look(works)
        fresh = leaf(40, START)
        site.leaves[fresh.path] = fresh
        site.edit("/n/2", "Le bac a repris.")
        del site.leaves["/n/5"]
        site.leaves["/n/6"].listed = False
        before = len(site.requests)
        summary = desk.look(works)
        counts = summary.articles
        assert (counts.new, counts.changed, counts.retracted) == (1, 1, 1)
        assert set(site.asked(before)) == {"/n/40", "/n/2", "/n/6"}, "the rest is not asked for"
        assert desk.published() == (paths(12) - {"/n/5"}) | {"/n/40"}
        before = len(site.requests)
        desk.look(works)
        assert site.asked(before) == ["/n/6"] or site.asked(before) == [], "it is asked for again, ever more seldom"
        del site.leaves["/n/6"]
        desk.clock.advance(30 * 86400)
        desk.look(works)
    assert "/n/6" not in desk.published()


def test_lastmods_that_lie_are_followed_ever_more_seldom(newsroom: Newsroom, site: Gazette) -> None:
    """A sitemap that dates everything with now costs conditional requests that grow rare; an edit is still seen."""
    desk = Desk(newsroom, site)
    asked = []
    with desk.works() as works:
        for hour in range(12):
            for page in site.leaves.values():
                page.lastmod = (START + timedelta(hours=hour)).isoformat()
            before = len(site.requests)
            summary = desk.look(works)
            asked.append(len(site.asked(before)))
            assert summary.articles.changed == 0
        assert asked[0] == 13
        assert sum(asked[1:]) <= 13 * 5
        conditional = [one for one in site.requests[20:] if one.path in site.leaves]
        assert all("if-none-match" in one.headers for one in conditional)
        site.edit("/n/2", "Le bac a repris.", "2026-05-01")
        desk.clock.advance(30 * 86400)
        assert desk.look(works).articles.changed == 1


def test_without_lastmods_pages_are_asked_again_in_time(newsroom: Newsroom, site: Gazette) -> None:
    """An edit and a deletion are seen though no sitemap dates anything."""
    site.dated = False
    desk = Desk(newsroom, site)
    with desk.works() as works:
        assert desk.look(works).articles.new == 12
        site.edit("/n/2", "Le bac a repris.")
        site.leaves["/n/4"].status = 410
        summary = desk.look(works)
    assert (summary.articles.changed, summary.articles.retracted) == (1, 1)
    assert desk.published() == paths(12) - {"/n/4"}


def test_a_page_that_moves_keeps_its_article(newsroom: Newsroom, site: Gazette) -> None:
    """Under its new address, to which the old one redirects for good, it is the same article, and changed once."""
    desk = Desk(newsroom, site)
    with desk.works() as works:
        desk.look(works)
        ids = {one.record.id for one in works.store.listed([Status.PUBLISHED])}
        old = site.leaves["/n/7"]
        site.leaves["/port/bac"] = replace(old, path="/port/bac")
        site.leaves["/n/7"] = replace(old, status=301, location="/port/bac", listed=False)
        desk.look(works)
        assert {one.record.id for one in works.store.listed([Status.PUBLISHED])} == ids
    assert desk.published() == (paths(12) - {"/n/7"}) | {"/port/bac"}


def test_hidden_and_borrowed_pages_are_none(newsroom: Newsroom, site: Gazette) -> None:
    """noindex, in the page or the header, and a canonical address elsewhere: no article; one that gets it leaves."""
    site.leaves["/n/0"].headers = {"X-Robots-Tag": "googlebot: all, noindex"}
    site.leaves["/n/1"].headers = {"X-Robots-Tag": "noindex"}
    site.leaves["/n/2"].head = '<link rel="canonical" href="https://other.example/story">'
    site.leaves["/n/3"].head = f'<link rel="canonical" href="{site.url}/n/4">'
    site.leaves["/n/5"].head = f'<link rel="canonical" href="{site.url}/n/5/">'
    desk = Desk(newsroom, site)
    with desk.works() as works:
        desk.look(works)
        assert desk.published() == paths(12) - paths(4)
        site.leaves["/n/6"].headers = {"X-Robots-Tag": "none"}
        site.leaves["/n/6"].lastmod = "2026-03-01"
        assert desk.look(works).articles.retracted == 1
    assert desk.published() == paths(12) - paths(4) - {"/n/6"}


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


def test_robots_txt_is_obeyed(newsroom: Newsroom, site: Gazette) -> None:
    """Groups for us and for all, longer rules, the sitemaps it names; where it forbids all, this is told."""
    site.shape = "none"
    site.robots = (
        "User-agent: *\nDisallow: /\n\nUser-agent: buzzfeed\nAllow: /n/11\nDisallow: /n/1\n\n"
        f"Sitemap: {site.url}/one.xml\nSitemap: https://elsewhere.example/map.xml\nSitemap: {site.url}/two.xml.gz\n"
    )
    with_maps = Desk(newsroom, site)
    (problem,) = with_maps.look().problems
    assert problem.text.endswith("answered 404")
    site.shape = "index"
    with_maps.look(hours=25)
    assert with_maps.published() == paths(12) - {"/n/1", "/n/10"}
    assert not {"/n/1", "/n/10"} & {one.path for one in site.requests}
    site.robots = "User-agent: *\nDisallow: /"
    (problem,) = with_maps.look().problems
    assert problem.text == "its robots.txt forbids every page that its sitemaps list"
    assert with_maps.published() == paths(12) - {"/n/1", "/n/10"}


def test_settings_choose_pages(newsroom: Newsroom, site: Gazette) -> None:
    """Globs let in and keep out, old pages stay out; one that is left out later on is taken back."""
    desk = Desk(newsroom, site, 'include = ["/n/*"]\nexclude = ["/n/3", "/n/4"]\nback = "53d"')
    desk.look()
    young = {path for path, page in site.leaves.items() if START - page.published < timedelta(days=53)}
    assert desk.published() == (young & paths(12)) - {"/n/3", "/n/4"}
    assert len(desk.published()) > 5
    assert "/port/" not in site.asked()
    desk.config.write_text(desk.config.read_text().replace('"/n/4"', '"/n/4", "/n/9"'))
    assert desk.look().articles.retracted == 1
    assert "/n/9" not in desk.published()


def test_a_news_sitemap_dates_what_its_page_does_not(newsroom: Newsroom) -> None:
    """A page without a date of its own bears the one of the news sitemap, which is found by custom."""
    bare = Leaf("/brève", "Le bac est là", leaf(3, START).paragraphs, START - timedelta(hours=5))
    site = Gazette([bare])
    site.now, site.news, site.shape = START, True, "none"
    with site:
        site.leaves = {"/br%C3%A8ve": replace(bare, path="/br%C3%A8ve", undated=True)}
        desk = Desk(newsroom, site)
        assert desk.look().problems == []
        with desk.works() as works:
            (record,) = [one.record for one in works.store.listed([Status.PUBLISHED])]
            assert works.store.articles([record.id])[record.id].published == START - timedelta(hours=5)


def test_a_site_without_sitemaps_is_told_with_its_mend(newsroom: Newsroom, site: Gazette) -> None:
    """The command line says what is missing, in one line; the doctor, too, and what a sound one gives."""
    desk = Desk(newsroom, site)
    site.shape = "none"
    done = subprocess.run(
        [*BUZZFEED, "ingest", "--config", str(desk.config)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "has no sitemap: its robots.txt names none" in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    site.shape = "index"
    done = subprocess.run(
        [*BUZZFEED, "doctor", "--config", str(desk.config)], capture_output=True, text=True, check=False
    )
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
        with subprocess.Popen([*BUZZFEED, "ingest", "--config", str(desk.config)], stderr=subprocess.DEVNULL) as child:
            assert reached.wait(60)
            child.kill()
        held.set()
        site.at = lambda path: None
        assert len(desk.published()) == 50
        before = len(site.requests)
        assert desk.look().articles.new == 10
        assert len(site.asked(before)) == 10
        assert desk.published() == paths(60)


def test_a_site_that_changes_its_scheme_stays_the_same(newsroom: Newsroom, site: Gazette) -> None:
    """Sitemaps that name each page otherwise, with a slash at its end, bring nothing twice; each is listed once."""
    desk = Desk(newsroom, site)
    with desk.works() as works:
        desk.look(works)
        ids = {one.record.id for one in works.store.listed([Status.PUBLISHED])}
        for path in list(site.leaves):
            site.leaves[path + "/"] = replace(site.leaves.pop(path), path=path + "/")
            site.leaves[path] = Leaf(path, "", (), START, status=301, location=path + "/", lastmod="2026-03-01")
        summary = desk.look(works)
        assert {one.record.id for one in works.store.listed([Status.PUBLISHED])} == ids
        assert (summary.articles.new, summary.articles.retracted, summary.articles.held) == (0, 0, 0)
        assert len(works.store.listed(list(Status))) == 12


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
