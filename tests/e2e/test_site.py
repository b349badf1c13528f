"""A site without an API as a source, by the whole road: import, news, edits, deletions, moves, what is no article."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from buzzfeed.model import Status
from buzzfeed.pipeline.leaving import retire
from buzzfeed.pipeline.summary import Summary
from buzzlysite import BuzzlySite
from gazette import Gazette, Leaf, leaf
from gazettedesk import START, Desk, paths, small_site

from harness import Newsroom


@pytest.fixture
def site() -> Iterator[Gazette]:
    """Run a site of twelve articles and a section page."""
    with small_site() as running:
        yield running


@pytest.mark.parametrize("shape", ["flat", "index"])
def test_a_site_is_imported_once_and_then_asked_for_little(newsroom: Newsroom, site: Gazette, shape: str) -> None:
    """Each article once, the newest first, section pages remembered as none; later one 304 tells it all."""
    site.shape = shape
    desk = Desk(newsroom, site)
    summary = desk.look(hours=0.5)
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


def test_thirty_pages_of_a_publication_are_thirty_articles(newsroom: Newsroom) -> None:
    """Of a site with sections, a home page and an index of sitemaps, each article is taken, and no other page."""
    with BuzzlySite() as site:
        desk = Desk(newsroom, site)
        desk.clock.set(datetime(2027, 1, 1, tzinfo=UTC))
        summary = desk.look()
        assert (summary.articles.new, summary.failed) == (30, False)
        assert desk.published() == set(site.pages)
        assert len(site.requests) <= 45


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
        assert set(site.asked(before)) == {"/n/40", "/n/2", "/n/6", "/port/"}, "of the rest, only what held nothing"
        assert desk.published() == (paths(12) - {"/n/5"}) | {"/n/40"}
        before = len(site.requests)
        desk.look(works)
        asked = set(site.asked(before))
        assert asked <= {"/n/6", "/n/2", "/n/40"}, "what is gone and what is of today are asked for, ever more seldom"
        del site.leaves["/n/6"]
        desk.clock.advance(30 * 86400)
        desk.look(works)
    assert "/n/6" not in desk.published()


def test_lastmods_that_lie_are_followed_ever_more_seldom(newsroom: Newsroom, site: Gazette) -> None:
    """A sitemap that dates everything with now costs conditional requests that grow rare; an edit is still seen."""
    desk = Desk(newsroom, site)
    asked = []
    with desk.works() as works:
        for hour in range(8):
            for page in site.leaves.values():
                page.lastmod = (START + timedelta(hours=hour)).isoformat()
            before = len(site.requests)
            summary = desk.look(works)
            asked.append(len(site.asked(before)))
            assert summary.articles.changed == 0
        assert asked[0] == 13
        assert sum(asked[1:]) <= 13 * 4
        conditional = [one for one in site.requests[20:] if one.path in site.leaves]
        assert all("if-none-match" in one.headers for one in conditional)
        site.edit("/n/2", "Le bac a repris.", "2026-05-01")
        desk.clock.advance(30 * 86400)
        assert desk.look(works).articles.changed == 1


def test_an_index_that_dates_nothing_hides_no_news(newsroom: Newsroom, site: Gazette) -> None:
    """Its sitemaps are asked for all the same, by one process as by another."""
    site.shape, site.dated = "index", False
    desk = Desk(newsroom, site)
    with desk.works() as works:
        desk.look(works)
        site.leaves["/n/40"] = leaf(40, START)
        assert desk.look(works, hours=0.1).articles.new == 1
    site.leaves["/n/41"] = leaf(41, START)
    assert desk.look(hours=0.1).articles.new == 1
    assert {"/n/40", "/n/41"} < desk.published()


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
        for _ in range(2):  # it is still listed, and stays gone
            desk.look(works, hours=30)
            assert desk.published() == paths(12) - {"/n/4"}
        site.leaves["/n/4"].status = 200
        desk.look(works)
    assert desk.published() == paths(12), "under its address it comes back"


def test_time_of_grace_runs_though_the_page_is_looked_at_again(newsroom: Newsroom, site: Gazette) -> None:
    """A deleted page that its sitemap goes on naming keeps its article no longer than `retract_after`."""
    desk = Desk(newsroom, site, 'retract_after = "2h"')
    with desk.works() as works:
        desk.look(works)
        site.leaves["/n/4"].status, site.leaves["/n/4"].lastmod = 404, "2026-03-01"
        desk.look(works)
        site.leaves["/n/4"].lastmod = "2026-03-02"
        desk.look(works)
        assert desk.published() == paths(12)
        desk.clock.advance(60)
        retire(works, Summary())
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
    """noindex, in the page or the header, and another page as canonical: no article; one that gets it leaves."""
    site.leaves["/n/0"].head = '<meta name="robots" content="noindex, follow">'
    site.leaves["/n/1"].headers = {"X-Robots-Tag": "noindex"}
    site.leaves["/n/2"].headers = {"X-Robots-Tag": "googlebot: all, noindex"}
    site.leaves["/n/3"].head = f'<link rel="canonical" href="{site.url}/n/4">'
    site.leaves["/n/6"].head = '<link rel="canonical" href="https://lefanal.example/n/6">'
    site.leaves["/n/8"].head = '<link rel="canonical" href="https://other.example/n/8">'
    site.leaves["/n/5"].head = f'<link rel="canonical" href="{site.url}/n/5/">'
    desk = Desk(newsroom, site)
    with desk.works() as works:
        desk.look(works)
        assert desk.published() == paths(12) - paths(4) - {"/n/8"}
        site.leaves["/n/6"].headers = {"X-Robots-Tag": "none"}
        site.leaves["/n/7"].head = '<meta name="robots" content="none">'
        site.leaves["/n/6"].lastmod = site.leaves["/n/7"].lastmod = "2026-03-01"
        assert desk.look(works).articles.retracted == 2
    assert desk.published() == paths(12) - paths(4) - {"/n/6", "/n/7", "/n/8"}


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
    site.robots = "User-agent: *\nDisallow: /\n" + "# " + "x" * 600_000  # what is too long is read as far as it may be
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
