"""Front matter's fields under the names that generators give them, dates, and what an item says of its visibility."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buzzfeed.model import Wish
from buzzfeed.sources.dates import from_name, iso
from buzzfeed.sources.fields import Fields
from buzzfeed.sources.items import Piece, item_of, take_heading
from buzzfeed.sources.wishes import wish_of


def item(meta, origin="a.md", body=""):
    """Make the raw item of this front matter."""
    return item_of("s", origin, Piece(meta, body))


@pytest.mark.parametrize(
    ("meta", "tags"),
    [
        ({"tags": ["a b", "c"]}, ("a b", "c")),
        ({"tags": "a b c"}, ("a", "b", "c")),
        ({"tags": "a b, c"}, ("a b", "c")),
        ({"tag": "one tag, comma and all"}, ("one tag, comma and all",)),
        ({"taxonomies": {"tags": ["a"]}}, ("a",)),
        ({"params": {"Tags": ["a", "a"]}}, ("a",)),
        ({"keywords": ["a"]}, ("a",)),
        ({"tags": [{"name": "a"}, None, 7]}, ("a", "7")),
    ],
)
def test_tags_in_every_form(meta, tags):
    """Lists, text parted by commas or spaces, Hugo's and Zola's nested keys give names, each once"""
    assert item(meta).tags == tags


@pytest.mark.parametrize(
    ("meta", "authors"),
    [
        ({"author": "Ada Brook, correspondent"}, ("Ada Brook, correspondent",)),
        ({"authors": ["Ada", {"name": "Tom"}]}, ("Ada", "Tom")),
        ({"author": {"name": "Ada", "email": "a@x.example"}}, ("Ada",)),
        ({"authors": "Ada Brook; Tom Reed"}, ("Ada Brook", "Tom Reed")),
        ({"authors": {"ada": {"bio": "…"}, "tom": {}}}, ("ada", "tom")),
    ],
)
def test_authors_in_every_form(meta, authors):
    """Authors are names, mappings or lists of either"""
    assert item(meta).authors == authors


@pytest.mark.parametrize(
    ("meta", "ref", "alt", "caption"),
    [
        ({"image": "/a.png", "image_alt": "b", "image_figcaption": "c <a href='x'>d</a>"}, "/a.png", "b", "c d"),
        ({"cover": {"image": "a.png", "alt": "b", "caption": "c"}}, "a.png", "b", "c"),
        ({"header": {"teaser": "a.png"}}, "a.png", "", ""),
        ({"images": ["a.png", "b.png"]}, "a.png", "", ""),
        ({"hero": "false", "featured_image": "{{ site.baseurl }}/a.png"}, "/a.png", "", ""),
    ],
)
def test_the_image_in_every_form(meta, ref, alt, caption):
    """The main image is a path, a mapping or a list; words beside it are plain"""
    image = item(meta).image
    assert image is not None
    assert (image.ref, image.alt, image.caption) == (ref, alt, caption)


@pytest.mark.parametrize(
    "meta", [{"hero": "false"}, {"image": None}, {"image": True}, {"image": ""}, {"header": "Words"}]
)
def test_what_is_no_image(meta):
    """Yes, no, nothing and plain words name no image"""
    assert item(meta).image is None


def test_dates_titles_and_slugs_fall_back():
    """Without front matter, the file's name gives date and slug, the first heading the title"""
    raw = item({}, "news/2024-05-01-a-day.fr.md", "<h1>A <em>day</em></h1>\n<p>Text</p>")
    assert (raw.published, raw.slug, raw.title, raw.language) == ("2024-05-01", "a-day", "A day", "fr")
    assert raw.body == "<p>Text</p>"


def test_a_heading_that_repeats_the_title_is_left_out_and_another_kept():
    """The first `h1` leaves the body where it is the title, or says the same"""
    assert item({"title": "A  Day"}, body="<h1>A day</h1><p>x</p>").body == "<p>x</p>"
    assert item({"title": "B"}, body="<h1>A day</h1>").body == "<h1>A day</h1>"
    assert take_heading("<p>no heading</p>") == ("", "<p>no heading</p>")


def test_mkdocs_dates_and_updates():
    """A mapping under `date` gives both the creation and the update"""
    raw = item({"date": {"created": "2024-05-01", "updated": "2024-05-02"}})
    assert (raw.published, raw.updated) == ("2024-05-01", "2024-05-02")
    raw = item({"published": "true", "pubDate": "x", "lastmod": "2024-05-02"})
    assert (raw.published, raw.updated) == ("", "2024-05-02")


@pytest.mark.parametrize(
    ("meta", "url"),
    [
        ({"url": "https://x.example/a"}, "https://x.example/a"),
        ({"permalink": "/a/b/"}, "/a/b/"),
        ({"permalink": "/:year/:title/"}, ""),
        ({"permalink": "pretty"}, ""),
        ({"permalink": "/x/{{ title | slug }}/"}, ""),
    ],
)
def test_only_a_real_address_is_one(meta, url):
    """Patterns that a generator fills in are no address"""
    assert item(meta).url == url


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("A <a href='x'>link</a> and **bold** &amp; `code`", "A link and bold & code"),
        ("<script> R&D stays", "<script> R&D stays"),
        ("How <div> works", "How <div> works"),
        ("1 < 2 & 3*4*5", "1 < 2 & 3*4*5"),
        ("{{ 'x' | mystery }}Known", "Known"),
    ],
)
def test_a_lede_is_plain_words(written, plain):
    """Inline HTML, Markdown and template code leave a description; bare signs and tags written about stay"""
    assert item({"description": written}).lede == plain


def test_template_code_in_front_matter_is_told():
    """What leaves a title is reported like what leaves the body, with the file's name"""
    raw = item({"title": "A {{ mystery }}"}, "x/a.md")
    assert raw.title == "A"
    assert [(remark.code, remark.subject) for remark in raw.remarks] == [("template-code", "x/a.md")]
    assert "{{ mystery }}" in raw.remarks[0].text


@pytest.mark.parametrize(
    ("meta", "origin", "wish"),
    [
        ({}, "a.md", Wish.PUBLISH),
        (
            {"draft": "false", "published": "2024-05-01", "status": "published", "visibility": "public"},
            "a.md",
            Wish.PUBLISH,
        ),
        ({"status": "new"}, "a.md", Wish.PUBLISH),
        ({"draft": True}, "a.md", Wish.DRAFT),
        ({"draft": "yes"}, "a.md", Wish.DRAFT),
        ({"draft": "almost"}, "a.md", Wish.DRAFT),
        ({"published": "false"}, "a.md", Wish.DRAFT),
        ({"published": False}, "a.md", Wish.DRAFT),
        ({"status": "draft"}, "a.md", Wish.DRAFT),
        ({"status": "à relire"}, "a.md", Wish.DRAFT),
        ({"params": {"draft": True}}, "a.md", Wish.DRAFT),
        ({}, "_drafts/a.md", Wish.DRAFT),
        ({"private": "true"}, "a.md", Wish.PRIVATE),
        ({"status": "hidden"}, "a.md", Wish.PRIVATE),
        ({"visibility": "unlisted"}, "a.md", Wish.PRIVATE),
        ({"permalink": False}, "a.md", Wish.PRIVATE),
        ({"password": "sesame"}, "a.md", Wish.PROTECTED),
        ({"visibility": "password"}, "a.md", Wish.PROTECTED),
    ],
)
def test_what_an_item_says_of_its_visibility(meta, origin, wish):
    """Every generator's way to say no is understood, and a word that is not understood is a no"""
    assert item(meta, origin).wish is wish


@given(st.sampled_from(["draft", "status", "visibility", "private"]), st.text(min_size=1, max_size=12))
def test_an_unknown_word_never_publishes(name, word):
    """No word publishes what it does not clearly publish"""
    clear = (
        "false no off 0 non faux n published publish public live online final default new deprecated visible".split()
    )
    clear += ["publié", "publiée", "publie", "en-ligne"]
    if word.strip().lower() not in clear and word.strip(" \t\r\n\f\v"):
        assert wish_of({name: word}, "a.md") is not Wish.PUBLISH


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("2024-5-1", "2024-05-01"),
        ("2024/05/01 9:30", "2024-05-01T09:30:00"),
        ("2015-05-05 00:00:00 -4", "2015-05-05T00:00:00-04:00"),
        ("2024-05-01T10:00:00.123+0530", "2024-05-01T10:00:00+05:30"),
        ("20240501", "2024-05-01"),
        ("Mon, 01 Jan 2024 10:00:00 +0200", "2024-01-01T10:00:00+02:00"),
        ("Mon, 01 Jan 2024 10:00:00 GMT", "2024-01-01T10:00:00Z"),
        ("Mon, 01 Jan 2024 10:00:00", "2024-01-01T10:00:00"),
        ("0000-00-00", "0000-00-00"),
        ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"),
        ("hier", "hier"),
    ],
)
def test_dates_come_to_iso_words(written, words):
    """Known forms are brought to ISO 8601 with the offset they have; others come back as written"""
    assert iso(written) == words


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("2024-05-01-a-day.md", ("2024-05-01", "a-day")),
        ("x/20240501_a.md", ("2024-05-01", "a")),
        ("2024/5/1/a.md", ("2024-05-01", "a")),
        ("x/2024-05-01-a/index.md", ("2024-05-01", "a")),
        ("2024-05-01.md", ("2024-05-01", "2024-05-01")),
        ("2024-13-41-a.md", ("", "2024-13-41-a")),
        ("12345678.md", ("", "12345678")),
        ("index.md", ("", "index")),
    ],
)
def test_a_path_may_carry_a_date(path, found):
    """Names and folders give a day where it could be one"""
    assert from_name(path) == found


@given(st.text(max_size=60))
def test_any_words_are_a_date_or_themselves(words):
    """No words make reading a date fail, and a date that was read is read alike again"""
    assert iso(iso(words)) == iso(words)


KEYS = st.sampled_from(["title", "tags", "date", "image", "author", "draft", "url", "params"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(KEYS, VALUES))
def test_any_mapping_gives_an_item(meta):
    """Whatever types values have, an item comes of them, its texts being text"""
    raw = item(meta)
    assert all(isinstance(name, str) and name for name in (*raw.tags, *raw.authors))
    assert isinstance(Fields(meta).text("title"), str)
