"""JSON files: one documented shape, and one clear line for each fault."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buzzfeed.errors import ItemError
from buzzfeed.sources import jsonfile
from buzzfeed.sources.items import item_of

WHOLE = {
    "id": 7,
    "title": "Le titre",
    "date": "2024-05-01T10:00:00",
    "updated": "2024-05-02",
    "authors": ["Ada", {"name": "Tom"}],
    "categories": ["Sport"],
    "tags": ["a b"],
    "description": "Le chapeau",
    "content_html": "<p>Texte {{ hidden }}</p>",
    "image": {"src": "a.png", "alt": "x"},
    "lang": "fr",
    "draft": False,
    "slug": "le-titre",
    "url": "https://x.example/a",
    "featured": True,
    "attachments": [{"url": "https://x.example/a.mp3", "mime_type": "audio/mpeg", "size_in_bytes": 12}],
    "_own": {"anything": 1},
    "image_alt": None,
}


def read(value):
    """Read a JSON value as a file's text and give the raw item."""
    return item_of("s", "a.json", jsonfile.read(json.dumps(value), "a.json"))


def test_the_whole_shape_is_read():
    """Every documented key finds its field; keys that begin with _ are the newsroom's own"""
    raw = read(WHOLE)
    assert (raw.guid, raw.title, raw.slug, raw.url) == ("7", "Le titre", "le-titre", "https://x.example/a")
    assert (raw.authors, raw.categories, raw.tags) == (("Ada", "Tom"), ("Sport",), ("a b",))
    assert (raw.published, raw.updated, raw.language, raw.lede) == (
        "2024-05-01T10:00:00",
        "2024-05-02",
        "fr",
        "Le chapeau",
    )
    assert raw.body == "<p>Texte </p>"
    assert raw.featured
    assert [(file.media_type, file.length) for file in raw.enclosures] == [("audio/mpeg", 12)]


@pytest.mark.parametrize(
    ("content", "body"),
    [
        ({"content_markdown": "A **b**"}, "<p>A <strong>b</strong></p>"),
        ({"content_text": "A < b\nc\n\nd"}, "<p>A &lt; b<br>c</p>\n<p>d</p>"),
        ({"content_text": "x", "content_html": "<p>y</p>"}, "<p>y</p>"),
    ],
)
def test_content_in_three_forms(content, body):
    """HTML, Markdown and plain text give HTML; HTML goes first"""
    assert read({"title": "t", **content}).body.strip() == body


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ('{"title": "a",\n "date": }', "not-json", "line 2"),
        ('{"title": NaN}', "not-json", "NaN"),
        ("[" * 100_000, "not-json", "deep"),
        ('{"title": ' + "1" * 10_000 + "}", "not-json", "is not JSON"),
        ("[]", "json-shape", "a list, not an object"),
        ("{}", "json-shape", "neither a title nor any content"),
        ('{"title": 5}', "json-shape", '"title" is a number'),
        ('{"title": "a", "draft": "no"}', "json-shape", '"draft" is text'),
        ('{"title": "a", "draft": 1}', "json-shape", '"draft" is a number'),
        ('{"title": "a", "tags": "x"}', "json-shape", '"tags" is text'),
        ('{"title": "a", "tags": ["x", 1]}', "json-shape", '"tags" holds a number'),
        ('{"tilte": "a"}', "json-shape", '"tilte" is no key'),
    ],
)
def test_faults_are_one_clear_line(text, code, words):
    """What is no JSON, or not this shape, is refused with its place and the mend"""
    with pytest.raises(ItemError) as caught:
        jsonfile.read(text, "a.json")
    assert caught.value.code == code
    assert words in caught.value.cause
    assert caught.value.hint


def test_lone_surrogates_do_not_survive():
    """An escape that no encoding can carry becomes U+FFFD, in keys and lists too"""
    raw = item_of("s", "a", jsonfile.read(r'{"title": "a\ud800", "content_text": "\udc00", "tags": ["x\ud800"]}', "a"))
    assert (raw.title, raw.body, raw.tags) == ("a\ufffd", "<p>\ufffd</p>", ("x\ufffd",))


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from([*jsonfile.SHAPE, "unknown"]), VALUES, max_size=5))
def test_any_object_is_read_or_refused(value):
    """Whatever types values have, an item comes of them or an `ItemError` that says what is wrong"""
    code = ""
    try:
        read(value)
    except ItemError as error:
        code = error.code
    assert code in ("", "json-shape")
