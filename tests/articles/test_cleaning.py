"""Cleaning a whole item: its fields, and what is wrong with it."""

import pickle
from dataclasses import replace
from datetime import UTC, datetime
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buzzfeed.articles import ArticleSettings, clean
from buzzfeed.model import Enclosure, Problem, RawImage, RawItem, Reason, Severity, Wish
from stage_values import NOW, SETTINGS, SITE, URL, cleaned, raw

DATED = replace(SETTINGS, permalink="/{year}/{month}/{day}/{slug}/")


def codes(item):
    """Return the codes of an item's faults."""
    return [fault.code for fault in item.faults]


def remarks(item):
    """Return the codes of an item's remarks."""
    return [remark.code for remark in item.remarks]


@pytest.mark.parametrize(
    "title",
    [
        "R&D, AT&T et a < b",
        "Écrire <em>Oui</em> en HTML",
        "&amp;eacute; n’est pas é",
        "«\u00a0Quoi\u00a0?\u00a0» 🚒 עברית",
    ],
)
def test_title_is_plain_text(title):
    """A title is what was written: nothing in it is read as markup or as a reference."""
    assert cleaned(title=title).title == title


def test_title_is_one_short_line():
    """Line breaks and control characters go, and it is cut after 500 characters."""
    assert cleaned(title=" Le\n port\x00\x92s \r\n").title == "Le port’s"
    assert len(cleaned(title="mot " * 1000).title) <= 500


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"title": " \n\u00a0\x00"}, "empty-title"),
        ({"body": ""}, "empty-body"),
        ({"body": "<p>&nbsp;</p><script>x</script><img src='data:x'>"}, "empty-body"),
        ({"published": "0000-01-01"}, "bad-date"),
        ({"published": "demain"}, "bad-date"),
        ({"url": "javascript:alert(1)"}, "bad-url"),
        ({"url": "https://user:pass@journal.example/"}, "bad-url"),
        ({"url": "ftp://journal.example/"}, "bad-url"),
        ({"url": "/{{ slug }}/"}, "bad-url"),
        ({"url": "https://journal.example/" + "x" * 3000}, "bad-url"),
    ],
)
def test_fault_is_told(changes, code):
    """What cannot be published as it is has one fault with a plain sentence; nothing raises."""
    item = cleaned(**changes)
    assert codes(item) == [code]
    assert item.faults[0].text.endswith(".")
    assert "\n" not in item.faults[0].text


def test_faults_of_the_source_come_first():
    """What the source found wrong stays, and so do its remarks."""
    remark = Problem("template", Severity.WARNING, "x.md", "Template code was left out.")
    item = cleaned(title="", faults=(Reason("front-matter", "It is no mapping."),), remarks=(remark,))
    assert codes(item) == ["front-matter", "empty-title"]
    assert item.remarks == (remark,)


def test_article_too_large_to_read_is_not_read():
    """Beyond the bound nothing is parsed; the article has that one fault."""
    item = cleaned("<p>x</p>" * 20, replace(SETTINGS, max_chars=100))
    assert codes(item) == ["too-large-to-read"]
    assert item.content == ""


def test_body_may_be_a_picture_or_an_enclosure():
    """A picture, or a recording, is something to publish."""
    assert codes(cleaned('<img src="/q.jpg">')) == []
    assert codes(cleaned("", enclosures=(Enclosure("/s.mp3", "audio/mpeg", 9),))) == []


def test_date_without_an_offset_is_the_newsrooms():
    """A local time is one in the newsroom's zone."""
    item = cleaned(published="2024-05-01 10:00")
    assert item.published == datetime(2024, 5, 1, 8, tzinfo=UTC)
    assert item.dated


@pytest.mark.parametrize("words", ["", " ", "9999-99-99"])
def test_missing_date_is_the_moment_first_seen(words):
    """Where there is no date, or a bad one, it is the moment first seen, and said to be."""
    item = cleaned(published=words)
    assert item.published == NOW
    assert not item.dated


def test_date_of_update_that_is_bad_holds_nothing():
    """It is left out, and remarked."""
    item = cleaned(updated="hier")
    assert item.updated is None
    assert codes(item) == []
    assert remarks(item) == ["bad-updated"]
    assert cleaned(updated="2024-05-02T00:00:00Z").updated == datetime(2024, 5, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("given_url", "settings", "expected"),
    [
        ("https://journal.example/x/", SETTINGS, f"{SITE}/x/"),
        ("/x/é", SETTINGS, f"{SITE}/x/%C3%A9"),
        ("x/", SETTINGS, f"{SITE}/x/"),
        ("//autre.example/x", SETTINGS, "https://autre.example/x"),
        ("/x/", replace(SETTINGS, newsroom_url=f"{SITE}/blog"), f"{SITE}/blog/x/"),
        ("/blog/x/", replace(SETTINGS, newsroom_url=f"{SITE}/blog"), f"{SITE}/blog/x/"),
        ("", SETTINGS, ""),
        ("", DATED, f"{SITE}/2024/05/01/le-port/"),
        ("/x/", DATED, f"{SITE}/x/"),
    ],
)
def test_address_is_the_articles_else_the_permalink(given_url, settings, expected):
    """An address is made absolute on the newsroom's site; else the source's pattern gives one; else there is none."""
    assert cleaned(settings=settings, url=given_url).url == expected


def test_permalink_has_the_local_day():
    """The day in an address is the newsroom's, as its site has it, not that of UTC."""
    assert cleaned(settings=DATED, published="2024-04-30T23:30:00Z").url == f"{SITE}/2024/05/01/le-port/"


def test_permalink_with_a_date_needs_one():
    """A pattern that asks for a date gives nothing to an article without, since it would change at each reading."""
    item = cleaned(settings=DATED, published="")
    assert item.url == ""
    assert remarks(item) == ["no-permalink"]
    assert cleaned(settings=replace(SETTINGS, permalink="/a/{slug}"), published="").url == f"{SITE}/a/le-port"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"slug": "Mon Slug"}, "mon-slug"),
        ({"title": "L’Œuvre d’ÉTÉ & l'IA"}, "l-oeuvre-d-ete-l-ia"),
        ({"title": "🚒", "origin": "le-feu"}, "le-feu"),
        ({"title": "x" * 300}, "x" * 80),
        ({"title": "mot " * 50}, "-".join(["mot"] * 20)),
    ],
)
def test_slug_is_short_ascii(changes, expected):
    """The slug is of the source's own, else the title, else the place it came from."""
    assert cleaned(**changes).slug == expected


@pytest.mark.parametrize(
    ("written", "source", "expected"),
    [
        ("", "", "fr"),
        ("", "en", "en"),
        ("de", "en", "de"),
        ("FR_ca", "", "fr-CA"),
        ("zh-hant-tw", "", "zh-Hant-TW"),
        ("en_US.UTF-8", "", "en-US"),
        ("français", "", "fr"),
        ("x" * 50, "en", "en"),
    ],
)
def test_language_is_the_articles_else_the_sources_else_the_newsrooms(written, source, expected):
    """A language is a BCP 47 tag; what is none is left out."""
    assert cleaned(settings=replace(SETTINGS, source_language=source), language=written).language == expected


def test_terms_are_distinct_and_clean():
    """Spellings of one term are one, the first of them; order stays, empty ones go, others are cut."""
    item = cleaned(tags=(" IA ", "ia", "Île-de-France", "ILE-DE-FRANCE", "", "\u0301", "Œuvre", "oeuvre", "x" * 999))
    assert item.tags[:3] == ("IA", "Île-de-France", "Œuvre")
    assert len(item.tags) == 4
    assert len(item.tags[3]) <= 200


def test_terms_are_bounded():
    """Fifty terms of a kind are enough for any article; more are remarked."""
    item = cleaned(tags=tuple(f"t{n}" for n in range(60)))
    assert len(item.tags) == 50
    assert remarks(item) == ["many-terms"]


def test_category_is_the_sources_where_there_is_none():
    """The default stands in only where the article names none."""
    settings = replace(SETTINGS, category="Actualités")
    assert cleaned(settings=settings).categories == ("Actualités",)
    assert cleaned(settings=settings, categories=("Mer",)).categories == ("Mer",)
    assert cleaned().categories == ()


def test_image_is_the_newsrooms_own():
    """Its address is absolute, its words clean, its type known from its name."""
    item = cleaned(url=URL, image=RawImage("q.JPG?x=1", alt=" Quai\n", credit="© Ana", caption="Le\x92 soir", width=-3))
    assert item.image is not None
    assert item.image.url == f"{URL}q.JPG?x=1"
    assert (item.image.alt, item.image.credit, item.image.caption) == ("Quai", "© Ana", "Le’ soir")
    assert (item.image.media_type, item.image.width, item.image.length) == ("image/jpeg", None, None)


def test_first_large_picture_stands_for_a_missing_image():
    """Where none is named, or none that can be loaded, the first picture known to be large enough is taken."""
    body = '<img src="/i.png" width="16"><img src="/s.png"><img src="/q.png" width="640" height="400" alt="Q">'
    item = cleaned(body, image=RawImage("javascript:x"))
    assert item.image is not None
    assert (item.image.url, item.image.width, item.image.alt) == (f"{SITE}/q.png", 640, "Q")
    assert remarks(item) == ["bad-image"]
    assert cleaned('<img src="/s.png">').image is None


def test_enclosures_are_absolute_and_distinct():
    """Bad addresses go, types are checked, lengths are no less than nothing."""
    found = cleaned(
        enclosures=(
            Enclosure("/s.mp3", "Audio/MPEG; x", 12),
            Enclosure("/s.mp3", "audio/mpeg", 13),
            Enclosure("javascript:x", "audio/mpeg", 1),
            Enclosure("/q.png", "??", -1),
        )
    ).enclosures
    assert found == (Enclosure(f"{SITE}/s.mp3", "audio/mpeg", 12), Enclosure(f"{SITE}/q.png", "image/png", 0))


def test_related_titles_are_distinct():
    """Two spellings of one title name one article."""
    assert cleaned(related=("Le port ouvre !", "LE PORT OUVRE", " ", "Autre")).related == ("Le port ouvre !", "Autre")


def test_guid_of_several_lines_or_pages_is_none():
    """A guid is one line of 1,000 characters at most; else one is made, and that is remarked."""
    assert cleaned(guid=" urn:x:1 ").guid == "urn:x:1"
    for guid in ("a\nb", "x" * 1001):
        item = cleaned(guid=guid)
        assert item.guid == ""
        assert remarks(item) == ["bad-guid"]


def test_rest_is_carried_over():
    """Where it came from, what the newsroom wishes and the key points stay."""
    item = cleaned(wish=Wish.PRIVATE, featured=True, key_points=(" Un\n", "", "Deux"))
    assert (item.source, item.origin) == ("redaction", "2024/le-port.md")
    assert (item.wish, item.featured, item.key_points) == (Wish.PRIVATE, True, ("Un", "Deux"))


def test_items_travel_between_processes():
    """Settings and cleaned items pickle, since articles are cleaned in worker processes."""
    item = cleaned('<img src="/q.png">')
    assert pickle.loads(pickle.dumps((SETTINGS, item))) == (SETTINGS, item)


TEXTS = st.text(st.characters(codec=None), max_size=80)
ITEMS = st.builds(
    RawItem,
    source=st.just("s"),
    origin=TEXTS.filter(bool),
    title=TEXTS,
    body=TEXTS,
    guid=TEXTS,
    url=TEXTS,
    slug=TEXTS,
    lede=TEXTS,
    published=TEXTS,
    updated=TEXTS,
    language=TEXTS,
    authors=st.tuples(TEXTS, TEXTS),
    categories=st.tuples(TEXTS),
    tags=st.tuples(TEXTS),
    image=st.builds(RawImage, TEXTS, alt=TEXTS, media_type=TEXTS, width=st.none() | st.integers()),
    enclosures=st.tuples(st.builds(Enclosure, TEXTS, TEXTS, st.integers())),
    key_points=st.tuples(TEXTS),
    related=st.tuples(TEXTS),
)


@given(ITEMS, st.sampled_from([SETTINGS, DATED, ArticleSettings("https://a.example/b", "https://f.example/c", "UTC")]))
def test_no_item_raises_and_all_text_is_legal(item, settings):
    """Whatever a source yields is cleaned without an error, into text that XML 1.0 can carry and UTF-8 can write."""
    made = clean(item, settings, NOW)
    texts = [made.title, made.lede, made.content, made.url, made.slug, made.guid, made.language, made.mark]
    texts += [*made.authors, *made.categories, *made.tags, *made.key_points, *made.related]
    texts += [fault.text for fault in made.faults]
    for text in texts:
        text.encode()
        assert not any(char < " " and char not in "\n\t" for char in text)
    assert made.slug
    assert clean(item, settings, NOW) == made


def test_cleaning_is_quick():
    """An article of ordinary length takes a few milliseconds on any machine."""
    body = "<h2>Titre</h2>" + '<p>Le <a href="/a">port</a> ouvre, « enfin », <b>demain</b>. ' * 100
    item = raw(body)
    best = min(_elapsed(item) for _ in range(5))
    assert best < 0.05


def _elapsed(item):
    start = process_time()
    clean(item, SETTINGS, NOW)
    return process_time() - start
