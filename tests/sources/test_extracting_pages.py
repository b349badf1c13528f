"""Thirty pages of a publication's site are read: field by field, and without what frames their articles."""

import pytest

from buzzfeed.sources.extracting import extract, item_of
from buzzlysite import BASE, BuzzlySite, home, pages
from extractscores import FIELDS, fields, leaks


@pytest.fixture(scope="module")
def read():
    """Every page, as it is served and as it is read."""
    return {
        page: extract(page.content, BASE + page.path, content_type=page.content_type, site_name="Buzzly")
        for page in pages()
    }


@pytest.fixture(scope="module")
def judged(read):
    """Every page, and of each field whether it is right."""
    return {page: fields(page, got) for page, got in read.items()}


def table(judged):
    """Tell what is wrong, a line for each."""
    lines = [
        f"{page.number:02} {page.theme:9} {name:10} read {got!r}, expected {wanted!r}"
        for page, found in judged.items()
        for name, (right, got, wanted) in found.items()
        if not right
    ]
    return "\n".join(["", *lines])


@pytest.mark.parametrize("name", FIELDS)
def test_each_field_is_right_on_nearly_all_pages(judged, name):
    """Of every field, at least 95 of 100 are right, over all thirty pages."""
    right = sum(found[name][0] for found in judged.values())
    assert right >= 0.95 * len(judged), table({page: {name: found[name]} for page, found in judged.items()})


@pytest.mark.parametrize("apart", [False, True])
def test_pages_that_nobody_tuned_for_are_read_as_well(judged, apart):
    """Over all fields, at least 95 of 100 are right: on the pages that were tuned with, and on those set apart."""
    chosen = {page: found for page, found in judged.items() if page.apart is apart}
    right = [right for found in chosen.values() for right, _, _ in found.values()]
    assert len(chosen) == (10 if apart else 20)
    assert sum(right) >= 0.95 * len(right), table(chosen)


def test_no_body_holds_what_frames_it(read):
    """No menu, comment, related box, share bar, newsletter, cookie notice, ad or follow line stands in any body."""
    found = {f"{page.number:02} {page.theme}": leaks(page, got.body) for page, got in read.items()}
    assert {name: words for name, words in found.items() if words} == {}


def test_what_frames_an_article_would_be_seen():
    """The measure itself works: the whole page as a body leaks comments, menus and what is paid for."""
    for page in pages():
        whole = page.content.decode("cp1252" if page.theme == "bare" else "utf-8")
        assert len(leaks(page, whole[whole.index("<body") :])) >= 10, page.path


def test_paid_articles_are_never_given_in_full(read):
    """Of a paid article nothing comes that only subscribers may read, and what comes says that there is more."""
    paid = [(page, got) for page, got in read.items() if page.expected["paywalled"]]
    assert len(paid) == 3
    for page, got in paid:
        item = item_of(got, "site")
        assert not leaks(page, item.body)
        assert "réservée aux abonnés" in item.body
        assert got.canonical in item.body
        assert [remark.code for remark in item.remarks] == ["paywalled"]


def test_all_of_them_are_articles_and_the_home_page_is_none(read):
    """A page that gathers teasers is no article, whatever its address."""
    assert [(page.number, got.doubt) for page, got in read.items() if not got.article] == []
    for path in ("/", "/actualites/"):
        assert extract(home(list(pages())).encode(), BASE + path).doubt


def test_bodies_keep_the_newsrooms_own_markup(read):
    """Headings, lists, quotes, tables, figures with captions, emphasis and links stay, their addresses absolute."""
    bodies = "".join(got.body for got in read.values())
    for markup in (
        "<h2>Du sel, de l’acier et beaucoup de patience</h2>",
        "<ol><li><strong>La lumière.</strong>",
        "<blockquote><p>Nous ne vendons pas un téléphone",
        "<th>Week-end</th>",
        "<figcaption>Les liseuses sont enfin réglables, et les rideaux ferment.</figcaption>",
        '<figure><img src="https://buzzly.example/media/plan-main.webp"',
        "<em>tressée comme un casier à homards</em>",
        '<a href="https://science.example/membranes">décrit l’an passé</a>',
        "<p>Personne ne voulait de ce blockhaus.",
    ):
        assert markup in bodies, markup
    assert "class=" not in bodies
    assert "spacer.gif" not in bodies


def test_the_site_is_served_with_robots_and_sitemaps():
    """The loopback site gives its pages as they are, and names each in one of its sitemaps."""
    with BuzzlySite() as site:
        listed = site.answer_to("/sitemap-1.xml") + site.answer_to("/sitemap-2.xml")
        assert all(f"{site.base}{path}</loc>" in listed for path in site.pages)
        assert f"Sitemap: {site.base}/sitemap.xml" in site.answer_to("/robots.txt")
        page = next(iter(site.pages.values()))
        assert site.base in page.expected["canonical"]
