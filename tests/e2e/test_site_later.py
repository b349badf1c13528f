"""What a site changes without saying so, and what is hard to read: edits, takedowns and new articles are seen still."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, fields, replace
from datetime import datetime, timedelta

import pytest

from buzzfeed.model import Status
from buzzfeed.sources.site import parts
from gazette import Gazette, Leaf, leaf, leaves
from gazettedesk import START, Desk, paths, small_site

from harness import Newsroom

DAY = "2026-03-01"
LEAVE_OUT = "leave it out with `exclude`, or write the article to a folder"


class Talked(Leaf):
    """An article with more comments below it than anybody reads."""

    def html(self) -> str:
        """Return its page."""
        talk = "<div class='c'><b>Nom</b><p>Bien dit.</p><i>x</i></div>" * 4100
        return super().html().replace("</main>", f"</main><section class='comments'>{talk}</section>")


class Empty(Leaf):
    """An article in whose place the site answers nothing at all, and calls it well."""

    def html(self) -> str:
        """Return its page."""
        return ""


class Bomb(Leaf):
    """An article in a page of more megabytes than anybody reads."""

    def html(self) -> str:
        """Return its page."""
        return super().html() + " " * 4_000_000


class Silent(Leaf):
    """An article of which a broken template leaves a comment."""

    def html(self) -> str:
        """Return its page."""
        return "<!-- 14:02:11 -->"


@pytest.fixture
def site() -> Iterator[Gazette]:
    """Run a site of twelve articles and a section page."""
    with small_site() as running:
        yield running


def test_takedowns_are_seen_while_everything_is_read_anew(newsroom: Newsroom, site: Gazette) -> None:
    """404, noindex and a redirect take articles back though settings that changed made their stamps worth nothing."""
    desk = Desk(newsroom, site)
    desk.look()
    told = desk.config.read_text().replace('type = "site"', 'type = "site"\ncategory = "Actu"')
    desk.config.write_text(told)
    site.leaves["/n/3"].status, site.leaves["/n/3"].lastmod = 404, "2026-03-01T12:59:00Z"
    site.leaves["/n/4"].head = '<meta name="robots" content="noindex">'
    site.leaves["/n/5"].status, site.leaves["/n/5"].location = 301, site.url + "/"
    site.leaves["/n/6"].status, site.leaves["/n/6"].listed = 410, False
    old = site.leaves["/n/7"]
    site.leaves["/port/bac"] = replace(old, path="/port/bac")
    site.leaves["/n/7"] = replace(old, status=301, location="/port/bac", listed=False)
    summary = desk.look()
    assert summary.articles.held == 0
    assert desk.published() == (paths(12) - {f"/n/{number}" for number in range(3, 8)}) | {"/port/bac"}
    for _ in range(3):  # a section page is none still, and costs nothing but looks
        assert desk.look(hours=6).articles.retracted == 0


def test_news_are_seen_though_an_index_names_the_same_day(newsroom: Newsroom, site: Gazette) -> None:
    """Of a sitemap dated with today nothing is believed; of one with an old date, an hour; by each process."""
    site.shape = "index"
    for page in site.leaves.values():
        page.lastmod = DAY
    desk = Desk(newsroom, site)
    with desk.works() as works:
        desk.look(works)
        site.leaves["/n/40"] = replace(leaf(40, START), lastmod=DAY)
        assert desk.look(works, hours=0.1).articles.new == 1
    site.leaves["/n/41"] = replace(leaf(41, START), lastmod=DAY)
    assert desk.look().articles.new == 1
    for page in site.leaves.values():
        page.lastmod = "2026-02-01T10:00:00Z"
    with desk.works() as works:
        desk.look(works, hours=0.5)
        site.leaves["/n/42"] = replace(leaf(42, START), lastmod="2026-02-01T10:00:00Z")
        before = len(site.requests)
        assert desk.look(works, hours=0.6).articles.new == 0
        assert [one.path for one in site.requests[before:] if "sitemap" not in one.path] in ([], ["/robots.txt"])
        assert desk.look(works).articles.new == 1


def test_edits_under_the_same_lastmod_are_seen(newsroom: Newsroom, site: Gazette) -> None:
    """A correction the same day, a page from a cache, a stub that is filled in; what is old is seen in two days."""
    for page in site.leaves.values():
        page.lastmod = "2026-01-10"
    site.leaves["/n/2"].lastmod = DAY
    whole = site.leaves["/n/3"].paragraphs
    site.leaves["/n/3"].paragraphs = ("Développement suit.",)
    desk = Desk(newsroom, site)
    with desk.works() as works:
        assert desk.look(works).articles.new == 11
        site.edit("/n/2", "Le bac a repris.", DAY)
        site.leaves["/n/3"].paragraphs = whole
        before = len(site.requests)
        counts = desk.look(works).articles
        assert (counts.new, counts.changed) == (1, 1)
        assert set(site.asked(before)) == {"/n/2", "/n/3", "/port/"}
        site.leaves["/n/4"].lastmod = "2026-03-01T14:00:00Z"  # its sitemap is ahead of its page
        desk.look(works)
        site.edit("/n/4", "Le bac a repris.", "2026-03-01T14:00:00Z")
        assert desk.look(works, hours=24).articles.changed == 1
        for _ in range(12):
            desk.look(works, hours=24)
        site.leaves["/n/5"].status = 410
        before = len(site.requests)
        assert sum(desk.look(works, hours=24).articles.retracted for _ in range(3)) == 1
        for _ in range(3):
            desk.look(works, hours=24)
        assert len(site.asked(before)) <= 3 * 13, "each page every two days"
    assert desk.published() == paths(12) - {"/n/5"}


def test_a_takedown_is_seen_within_days_whatever_the_sitemap_says(newsroom: Newsroom, site: Gazette) -> None:
    """An old page that is gone though it is listed without a date, with today's, or no more at all: in two days."""
    desk = Desk(newsroom, site)
    site.leaves["/n/1"].lastmod = ""
    with desk.works() as works:
        desk.look(works)
        site.leaves["/n/2"].listed = False
        for day in range(2, 20):
            site.leaves["/n/3"].lastmod = f"2026-03-{day:02}T08:00:00Z"
            desk.look(works, hours=24)
        for number in (1, 2, 3):
            site.leaves[f"/n/{number}"].status = 410
        for day in range(20, 23):
            site.leaves["/n/3"].lastmod = f"2026-03-{day:02}T08:00:00Z"
            desk.look(works, hours=24)
    assert desk.published() == paths(12) - {"/n/1", "/n/2", "/n/3"}


def test_a_maintenance_page_in_the_midst_of_an_import_is_not_for_good(newsroom: Newsroom, site: Gazette) -> None:
    """What could not be read then is there an hour later."""
    desk = Desk(newsroom, site)
    kept = {path: page.paragraphs for path, page in site.leaves.items()}

    def shut(path: str) -> None:
        if path == "/n/6":
            for page in site.leaves.values():
                page.paragraphs = ("Maintenance en cours.",)

    site.at = shut
    with desk.works() as works:
        assert desk.look(works).articles.new == 5
        site.at = lambda path: None
        for path, page in site.leaves.items():
            page.paragraphs = kept[path]
        assert desk.look(works).articles.new == 7


def test_an_unchanged_site_is_looked_at_a_bit_at_a_time(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many pages are due though nothing is said to have changed, a round asks for some of them alone."""
    monkeypatch.setattr("buzzfeed.sources.site.round._MOST_STILL", 4)
    monkeypatch.setattr(parts, "MOST", 3)
    with Gazette(leaves(10)) as site:
        desk = Desk(newsroom, site)
        with desk.works() as works:
            desk.look(works, hours=22 * 24)
            asked = []
            for _ in range(4):
                before = len(site.requests)
                desk.look(works)
                asked.append(site.asked(before))
    assert [len(one) for one in asked] == [4, 4, 2, 0]
    assert {path for one in asked for path in one} == paths(10)


def test_an_article_that_grew_too_large_stays_and_is_named(newsroom: Newsroom, site: Gazette) -> None:
    """What breaks a bound of reading is no reason to take anything back, however often it is seen."""
    desk = Desk(newsroom, site)
    with desk.works() as works:
        desk.look(works)
        page = site.leaves["/n/3"]
        site.leaves["/n/4"] = Bomb(**{**asdict(site.leaves["/n/4"]), "lastmod": "2026-03-01T11:00:00Z"})
        (problem,) = desk.look(works, hours=0.2).problems
        assert (problem.code, problem.hint.partition("; ")[2]) == ("pages-unread", LEAVE_OUT)
        assert problem.text.endswith(f"the first of them {site.url}/n/4: the answer is larger than 4 MB")
        wall = "Nous et nos 812 partenaires utilisons des cookies, avec votre accord, sur ce site." * 3
        site.leaves["/n/7"] = replace(site.leaves["/n/7"], paragraphs=(wall,), lastmod="2026-03-01T12:05:00Z")
        values = {field.name: getattr(page, field.name) for field in fields(Leaf)}
        site.leaves["/n/3"] = Talked(**{**values, "lastmod": "2026-03-01T12:30:00Z"})
        broken = Silent(**{field.name: getattr(site.leaves["/n/5"], field.name) for field in fields(Leaf)})
        site.leaves["/n/5"] = replace(broken, lastmod="2026-03-01T12:20:00Z")
        empty = Empty(**{field.name: getattr(site.leaves["/n/6"], field.name) for field in fields(Leaf)})
        site.leaves["/n/6"] = replace(empty, lastmod="2026-03-01T12:10:00Z")
        (problem,) = desk.look(works).problems
        assert problem.code == "pages-unread"
        assert problem.text.startswith(f"4 of its pages could not be read, the first of them {site.url}/n/3: the page")
        assert problem.hint == "what is known of them stays as it is; leave it out with `exclude`"
        for _ in range(3):
            desk.look(works, hours=12)
        assert desk.published() == paths(12)
        site.leaves["/n/3"] = replace(page, paragraphs=(*page.paragraphs, "Fin."), lastmod="2026-03-03T12:30:00Z")
        assert desk.look(works, hours=24).articles.changed + desk.look(works).articles.changed == 1


def test_a_page_that_seems_to_be_a_list_loses_no_article(
    newsroom: Newsroom, site: Gazette, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that is known stays as it was read last, and is named; a new one is left out, counted and named."""
    beside = "".join(
        f'<article><h3><a href="/m/{number}">Un titre {number}</a></h3><time datetime="2026-02-0{number}">hier</time>'
        f"<p>{'Le port attend la marée de demain avec patience. ' * 9}</p></article>"
        for number in range(1, 5)
    )
    desk = Desk(newsroom, site)
    with desk.works() as works:
        desk.look(works)
        html = Leaf.html

        def listing(page: Leaf) -> str:
            if page.path not in ("/n/3", "/n/40"):
                return html(page)
            head = f'<title>{page.title}</title><meta property="article:published_time" content="2026-02-02">'
            text = "Une brève du port se lit ici, avant ce que le site annonce. " * 4
            return f"<html lang=fr><head>{head}</head><body><main><p>{text}</p>{beside}</main></body></html>"

        monkeypatch.setattr(Leaf, "html", listing)
        site.leaves["/n/3"].lastmod = "2026-03-01T12:30:00Z"
        site.leaves["/n/40"] = leaf(40, START)
        told = {problem.code: problem for problem in desk.look(works).problems}
        assert told.keys() == {"pages-unread", "pages-listed"}
        assert told["pages-unread"].text.endswith(f"{site.url}/n/3: it is a list of articles")
        assert told["pages-listed"].text.startswith("1 of its new pages seem to be lists of articles, the first of the")
        for _ in range(3):
            desk.look(works, hours=12)
        assert desk.published() == paths(12)


@pytest.mark.parametrize("lost", [2, 25])
def test_few_takedowns_do_not_wait_for_a_long_round(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch, lost: int
) -> None:
    """A few are taken back by the part that saw them; where much is gone, its share is judged at the end."""
    with Gazette(leaves(30)) as site:
        desk = Desk(newsroom, site)
        with desk.works() as works:
            desk.look(works)
            since = datetime(2025, 1, 1, tzinfo=START.tzinfo)
            for number in range(100, 112):
                page = leaf(number, since + timedelta(hours=number))
                site.leaves[page.path] = page
            for number in range(lost):
                site.leaves[f"/n/{number}"].status, site.leaves[f"/n/{number}"].listed = 410, False
            monkeypatch.setattr(parts, "MOST", 5)
            published: list[int] = []

            def part(*_: object) -> None:
                published.append(len(works.store.listed([Status.PUBLISHED])))

            summary = desk.look(replace(works, progress=part))
            told = {problem.code for problem in summary.problems}
    if lost == 2:
        assert (summary.articles.retracted, told) == (2, set())
        drops = [number for number, count in enumerate(published[1:]) if count < published[number]]
        assert drops, "before the last part"
        assert drops[0] <= 2
    else:
        assert (summary.articles.retracted, told) == (0, {"many-vanished"})
        assert len(published) > 3
