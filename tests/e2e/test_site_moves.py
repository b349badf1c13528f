"""Pages of a site that move, or say that their article belongs elsewhere: it keeps its id, and none is lost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from buzzfeed.model import Status
from buzzfeed.pipeline.works import Works
from buzzfeed.sources.site import parts
from gazette import Gazette, Leaf, leaf
from gazettedesk import START, Desk, paths, small_site

from harness import Newsroom

LATER = "2026-03-01T12:30:00Z"


@pytest.fixture
def site() -> Iterator[Gazette]:
    """Run a site of twelve articles and a section page."""
    with small_site() as running:
        yield running


def ids(works: Works) -> dict[str, str]:
    """Return the ids of what is published, by path."""
    listed = works.store.listed([Status.PUBLISHED])
    return {"/" + one.record.origin.split("/", 3)[3]: one.record.id for one in listed}


def move(
    site: Gazette, path: str, to: str, title: str = "", texts: tuple[str, ...] = (), *, listed: bool = False
) -> None:
    """Have a page stand elsewhere, perhaps with other words; the old address redirects for good."""
    old = site.leaves[path]
    site.leaves[to] = replace(
        old, path=to, lastmod=LATER, title=title or old.title, paragraphs=texts or old.paragraphs, listed=True
    )
    site.leaves[path] = replace(old, status=301, location=to, listed=listed)


def test_what_moves_and_changes_at_once_keeps_its_id(newsroom: Newsroom, site: Gazette) -> None:
    """A word, a paragraph, title and text, by way of two redirects, with the old one listed still: the id stays."""
    desk = Desk(newsroom, site)
    with desk.works() as works:
        desk.look(works)
        before = ids(works)
        first = site.leaves["/n/1"].paragraphs
        move(site, "/n/1", "/2026/1", texts=(first[0].replace("fois", "reprise", 1), *first[1:]))
        move(site, "/n/2", "/2026/2", texts=(*site.leaves["/n/2"].paragraphs, "Un ajout de la mi-journée."))
        move(site, "/n/3", "/2026/3", "Un tout autre titre", ("Tout a été récrit, et rien ne reste. " * 20,))
        move(site, "/n/4", "/2026/4", "Encore un autre titre", ("Ceci est nouveau et se lit ici. " * 20,))
        site.leaves["/n/4"].location = "/passage"
        site.leaves["/passage"] = replace(site.leaves["/n/4"], path="/passage", location="/2026/4")
        move(site, "/n/5", "/2026/5", "Le dernier titre", ("La mer est basse, le port attend. " * 20,), listed=True)
        site.leaves["/n/5"].lastmod = "2026-02-01"
        counts = desk.look(works).articles
        assert (counts.new, counts.retracted, counts.held) == (0, 0, 0)
        moved = {path.replace("/n/", "/2026/") if path in {f"/n/{n}" for n in range(1, 6)} else path for path in before}
        assert ids(works) == {path: before[path.replace("/2026/", "/n/")] for path in moved}
        site.edit("/2026/3", "Une correction.", "2026-03-01T14:00:00Z")
        counts = desk.look(works).articles
        assert (counts.changed, counts.new, counts.retracted) == (1, 0, 0)


def test_what_moves_in_parts_keeps_its_id(newsroom: Newsroom, site: Gazette, monkeypatch: pytest.MonkeyPatch) -> None:
    """Old addresses that left the sitemap are asked before new ones, whatever dates they bear; news is seen, too."""
    desk = Desk(newsroom, site)
    with desk.works() as works:
        desk.look(works)
        before = ids(works)
        monkeypatch.setattr(parts, "MOST", 3)
        for number in range(12):
            move(site, f"/n/{number}", f"/2026/{number}", texts=(*site.leaves[f"/n/{number}"].paragraphs, "Ajout."))
        site.leaves["/n/40"] = replace(leaf(40, START), lastmod="2026-03-01T12:50:00Z")
        site.statuses["/2026/7"] = 503
        counts = desk.look(works).articles
        assert (counts.new, counts.retracted) == (1, 0)
        del site.statuses["/2026/7"]
        counts = desk.look(works).articles
        assert (counts.new, counts.retracted) == (0, 0)
        after = ids(works)
        assert {path.replace("/2026/", "/n/"): article for path, article in after.items() if path != "/n/40"} == before


def test_pages_that_left_the_sitemap_delay_news_little(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where twenty of them stand as they stood, the sitemap only forgets: news goes first again."""
    site = small_site()
    with site:
        for number in range(100, 150):
            one = leaf(number, START - timedelta(days=number))
            site.leaves[one.path] = one
        desk = Desk(newsroom, site)
        with desk.works() as works:
            desk.look(works)
            for number in range(100, 150):
                site.leaves[f"/n/{number}"].listed = False
            site.leaves["/n/40"] = replace(leaf(40, START), lastmod="2026-03-01T12:50:00Z")
            monkeypatch.setattr(parts, "MOST", 10)
            before = len(site.requests)
            desk.look(works)
            assert site.asked(before).index("/n/40") == 20


def test_a_canonical_address_alone_takes_nothing_back(newsroom: Newsroom, site: Gazette) -> None:
    """One that leads nowhere, off the site, to a section, or in a circle: the article stays, and follows its page."""
    desk = Desk(newsroom, site)
    with desk.works() as works:
        desk.look(works)
        before = ids(works)
        leads = {1: "/absent", 2: "/port/", 4: "/n/5", 5: "/n/4", 7: "/n/8"}
        for number, path in leads.items():
            site.leaves[f"/n/{number}"].head = f'<link rel="canonical" href="{site.url}{path}">'
            site.edit(f"/n/{number}", "Une correction.", LATER)
        site.leaves["/n/3"].head = '<link rel="canonical" href="https://ailleurs.example/n/3">'
        site.edit("/n/3", "Une correction.", LATER)
        desk.look(works)
        after = ids(works)
        (gone,) = {"/n/4", "/n/5"} - after.keys()
        assert after == {path: article for path, article in before.items() if path not in ("/n/7", gone)}
        content = works.store.articles([after["/n/1"]])[after["/n/1"]]
        assert "Une correction" in content.content
        assert content.url == f"{site.url}/n/1"


def test_a_canonical_address_that_is_new_is_where_the_article_went(newsroom: Newsroom, site: Gazette) -> None:
    """A page that goes on answering, and names its new address as the canonical one, takes its id there."""
    desk = Desk(newsroom, site)
    with desk.works() as works:
        desk.look(works)
        before = ids(works)
        old = site.leaves["/n/2"]
        head = f'<link rel="canonical" href="{site.url}/le-bac">'
        texts = (*old.paragraphs, "Un ajout.")
        site.leaves["/le-bac"] = replace(old, path="/le-bac", head=head, paragraphs=texts, lastmod=LATER)
        old.head, old.listed = head, False
        counts = desk.look(works).articles
        assert (counts.new, counts.retracted) == (0, 0)
        after = ids(works)
        assert after.pop("/le-bac") == before.pop("/n/2")
        assert after == before


def test_copies_on_a_site_are_published_once(newsroom: Newsroom, site: Gazette) -> None:
    """A page for printing, one for phones, one with a parameter, none with a canonical address: held."""
    one = site.leaves["/n/3"]
    for path in ("/imprimer/3", "/n/3?print=1"):
        site.leaves[path] = replace(one, path=path)
    desk = Desk(newsroom, site)
    with desk.works() as works:
        desk.look(works)
        assert set(ids(works)) == paths(12)
        site.leaves["/n/3/amp/"] = replace(one, path="/n/3/amp/", lastmod=LATER)
        desk.look(works)
        assert set(ids(works)) == paths(12)
        held = works.store.listed([Status.HELD])
        assert {one.record.reasons[0].code for one in held} == {"same-text"}
        assert len(held) == 3


def test_a_move_that_is_seen_late_is_one(newsroom: Newsroom, site: Gazette) -> None:
    """An old address that is listed as it was: the new one waits, held, till the old one is seen to lead there.

    Only a day tells when it was published, so that nothing says which old address to ask.
    """
    site.leaves["/n/6"].published = START.replace(hour=0, minute=0)
    desk = Desk(newsroom, site)
    with desk.works() as works:
        desk.look(works)
        before = ids(works)
        move(site, "/n/6", "/le-phare", listed=True)
        desk.look(works)
        assert ids(works) == before
        site.leaves["/n/6"].listed = False
        desk.look(works)
        after = ids(works)
        assert after.pop("/le-phare") == before.pop("/n/6")
        assert after == before


def test_changed_settings_publish_no_borrowed_page_and_lose_none(newsroom: Newsroom, site: Gazette) -> None:
    """All pages are read anew: what was never an article of its own is none, what was kept is kept, a move is one."""
    site.leaves["/n/8"].head = '<link rel="canonical" href="https://ailleurs.example/n/8">'
    desk = Desk(newsroom, site)
    with desk.works() as works:
        desk.look(works)
        site.leaves["/n/3"].head = '<link rel="canonical" href="https://ailleurs.example/n/3">'
        site.leaves["/n/3"].lastmod = LATER
        desk.look(works)
        before = ids(works)
    assert before.keys() == paths(12) - {"/n/8"}
    desk.config.write_text(desk.config.read_text().replace('type = "site"', 'type = "site"\ncategory = "Actu"'))
    move(site, "/n/5", "/2026/5", "Un autre titre", ("La mer est basse, le port attend. " * 20,))
    for _ in range(3):
        desk.look(hours=2)
    with desk.works() as works:
        after = ids(works)
    assert after.pop("/2026/5") == before.pop("/n/5")
    assert after == before


def test_a_new_page_whose_canonical_address_is_dead_is_published(newsroom: Newsroom, site: Gazette) -> None:
    """It leads to a 404, to a redirect to one, or back: published under its own address, and said; else it waits."""
    leads = {1: "/perdu", 2: "/ancien", 3: "/vieux", 4: "/n/5", 5: "/n/4", 6: "/port/", 7: "/en-panne", 8: "/n/9"}
    for number, path in leads.items():
        site.leaves[f"/n/{number}"].head = f'<link rel="canonical" href="{site.url}{path}">'
    old = replace(site.leaves["/n/2"], status=301, listed=False)
    site.leaves["/ancien"] = replace(old, path="/ancien", location="/perdu")
    site.leaves["/vieux"] = replace(old, path="/vieux", location="/n/3")
    site.statuses["/en-panne"] = 503
    desk = Desk(newsroom, site)
    with desk.works() as works:
        told = {problem.code: problem.text for problem in desk.look(works).problems}
        before = ids(works)
        (circled,) = {"/n/4", "/n/5"} & before.keys()
        assert before.keys() == paths(12) - {"/n/4", "/n/5", "/n/6", "/n/7", "/n/8"} | {circled}
        assert told["canonical-lost"].startswith("4 of its pages name a canonical address that is dead, or leads back")
        article = works.store.articles([before["/n/1"]])[before["/n/1"]]
        assert article.url == f"{site.url}/n/1"
        site.statuses["/en-panne"] = 410
        desk.look(works)
        site.leaves["/perdu"] = replace(leaf(1, START), path="/perdu", lastmod=LATER, listed=False)
        desk.look(works, hours=50)
        desk.look(works, hours=50)
        after = ids(works)
        assert "/n/7" in after
        assert (after["/perdu"], "/n/1" in after) == (before["/n/1"], False), "it is there at last: the same article"


def test_an_article_whose_canonical_address_died_is_not_frozen(newsroom: Newsroom, site: Gazette) -> None:
    """After settings that have all read anew, too, what is changed on its page reaches its readers."""
    desk = Desk(newsroom, site)
    with desk.works() as works:
        desk.look(works)
        site.leaves["/n/1"].head = f'<link rel="canonical" href="{site.url}/absent">'
        site.edit("/n/1", "Une correction.", LATER)
        desk.look(works)
    desk.config.write_text(desk.config.read_text().replace('type = "site"', 'type = "site"\ncategory = "Actu"'))
    desk.look(hours=2)
    site.edit("/n/1", "Une seconde correction.", "2026-03-01T15:30:00Z")
    desk.look(hours=2)
    with desk.works() as works:
        article = works.store.articles([ids(works)["/n/1"]])[ids(works)["/n/1"]]
        assert "Une seconde correction" in article.content


def test_a_move_of_which_the_sitemap_says_nothing_keeps_its_id(newsroom: Newsroom, site: Gazette) -> None:
    """Old addresses that stay listed as they were, with other words at the new ones: they are asked where they lead.

    Where they are gone, what the site calls the article tells, and its moment; while one does not answer, nothing is
    decided, and the new page waits. Another article is never taken for it.
    """
    named = {1: "", 2: "?p=2", 3: "?p=3", 4: "", 5: "?p=5", 6: "?p=same", 7: "?p=same"}
    for number, name in named.items():
        site.leaves[f"/n/{number}"].head = f'<link rel="shortlink" href="{site.url}/{name}">' if name else ""
    desk = Desk(newsroom, site)
    with desk.works() as works:
        desk.look(works)
        before = ids(works)
        asked = len(site.requests)
        for number in named:
            page = site.leaves[f"/n/{number}"]
            words = (f"Tout a été récrit pour la page {number}, et rien ne reste de ce qui se lisait ici. " * 9,)
            move(site, f"/n/{number}", f"/2026/{number}", f"Un autre titre {number}", words, listed=True)
            page = site.leaves[f"/n/{number}"]
            page.status, page.location = (301, page.location) if number == 1 else (404 if number % 2 else 503, "")
        site.leaves["/n/5"].status, site.leaves["/n/5"].location = 200, ""
        desk.look(works)
        after = ids(works)
        assert "/2026/2" not in after, "whose old page does not answer"
        assert after["/n/2"] == before["/n/2"]
        for number in (1, 3):
            assert after[f"/2026/{number}"] == before[f"/n/{number}"]
            assert f"/n/{number}" not in after
        for number in (4, 5, 6, 7):
            assert after[f"/2026/{number}"] not in before.values(), "that it is the same is not certain"
        assert after["/n/5"] == before["/n/5"]
        assert len(site.asked(asked)) <= 15
        site.leaves["/n/2"].status = 404
        desk.look(works)
        after = ids(works)
        assert after["/2026/2"] == before["/n/2"]
        assert "/n/2" not in after
        for _ in range(3):
            counts = desk.look(works, hours=1).articles
            assert (counts.new, counts.retracted) == (0, 0)


def test_redirects_in_a_circle_take_nothing_back(newsroom: Newsroom, site: Gazette) -> None:
    """A slash that is added and taken away, two pages that lead to each other: nobody can read them, and they stay."""
    desk = Desk(newsroom, site)
    with desk.works() as works:
        desk.look(works)
        before = ids(works)
        for path, to in (("/n/1", "/n/1/"), ("/n/1/", "/n/1"), ("/n/2", "/passage"), ("/passage", "/n/2")):
            page = replace(leaf(1, START), path=path, status=301, location=to, lastmod=LATER, listed=path in before)
            site.leaves[path] = page
        (problem,) = desk.look(works).problems
        assert problem.code == "pages-unanswered"
        assert problem.text.endswith("it redirects in a circle")
        desk.look(works, hours=50)
        assert ids(works) == before


def test_a_translation_is_no_move(newsroom: Newsroom, site: Gazette, monkeypatch: pytest.MonkeyPatch) -> None:
    """It bears its original's identifier, and that one does not answer, or is gone: they are two, and stay two.

    Nor is one taken for the other under a name that a template gives to all, or of what was read by an earlier release.
    """
    html = Leaf.html

    def named(page: Leaf) -> str:
        value = f"art-{page.path[3]}" if page.path[3] in "56" else ""
        said = json.dumps({"@type": "PropertyValue", "name": "La Gazette", "value": value})
        spoken = "en" if page.path == "/n/6-en" else "fr"
        return (
            html(page)
            .replace('"articleSection"', f'"identifier": {said}, "articleSection"')
            .replace('"fr"', f'"{spoken}"')
        )

    monkeypatch.setattr(Leaf, "html", named)
    desk = Desk(newsroom, site)
    with desk.works() as works:
        desk.look(works)
        before = ids(works)
        for number, status in ((5, 503), (6, 410), (7, 410)):
            site.leaves[f"/n/{number}"].status = status
            other = leaf(40 + number, START)
            site.leaves[f"/n/{number}-en"] = replace(other, path=f"/n/{number}-en", title="Another title")
        site.leaves["/n/6-en"].published = site.leaves["/n/6"].published
        desk.look(works)
        site.leaves["/n/5"].status = 200
        for _ in range(2):
            desk.look(works)
        after = ids(works)
    assert after["/n/5"] == before["/n/5"]
    assert not {after[f"/n/{number}-en"] for number in (5, 6, 7)} & set(before.values())


@pytest.mark.parametrize("status", [404, 410])
def test_what_was_taken_down_does_not_come_back_as_a_copy(newsroom: Newsroom, site: Gazette, status: int) -> None:
    """A page for printing, which names it as canonical and is edited or met later: left out, and named.

    Settings that have all pages read anew change nothing in that.
    """
    for number, path in ((3, "/imprimer/3"), (4, "/imprimer/4")):
        one = site.leaves[f"/n/{number}"]
        one.head = f'<link rel="canonical" href="{site.url}{one.path}">'
        site.leaves[path] = replace(one, path=path)
    late = site.leaves.pop("/imprimer/4")
    desk = Desk(newsroom, site)
    with desk.works() as works:
        desk.look(works)
        for path in ("/n/3", "/n/4"):
            site.leaves[path].status, site.leaves[path].listed = status, False
        desk.look(works)
        assert set(ids(works)) == paths(12) - {"/n/3", "/n/4"}
        site.edit("/imprimer/3", "Un pied de page.", "2026-03-01T13:30:00Z")
        site.leaves[late.path] = replace(late, lastmod="2026-03-01T13:30:00Z")
        (problem,) = desk.look(works).problems
        assert (problem.code, problem.text[:19]) == ("canonical-retracted", "2 of its pages name")
        assert set(ids(works)) == paths(12) - {"/n/3", "/n/4"}
    desk.config.write_text(desk.config.read_text().replace('type = "site"', 'type = "site"\ncategory = "Actu"'))
    for _ in range(3):
        desk.look(hours=2)
    assert desk.published() == paths(12) - {"/n/3", "/n/4"}
