"""Whatever is handed in is taken or refused in words, and what is taken can be read as any article."""

import json
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from buzzfeed.model.pushed import Pushed
from buzzfeed.sources.dates import iso
from buzzfeed.sources.pushed import raw_item
from buzzfeed.web.api.refusals import RefusedError
from buzzfeed.web.api.shapes import Article, article_of, encoded, parse
from buzzfeed.web.micropub import asking, entries

NOW = datetime(2026, 3, 1, tzinfo=UTC)
WORDS = st.text(max_size=30)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=6,
)
NAMES = st.sampled_from(
    "name content summary category photo featured audio published updated author url post-status visibility mp-slug"
    " x".split()
)
VALUES = JSON | st.sampled_from(
    [
        "2026-03-01",
        "draft",
        "private",
        "https://a.example/b.jpg",
        {"html": "<p>x</p>"},
        {"value": "https://a.example/c.png", "alt": "é"},
    ]
)
PROPERTIES = st.dictionaries(NAMES, st.lists(VALUES, max_size=3), max_size=6)
KINDS = st.sampled_from([asking.FORM, asking.JSON, asking.MULTIPART, f"{asking.MULTIPART}; boundary=x"])


def tried(call, *values):
    """Return what a call gives, or its refusal."""
    try:
        return call(*values)
    except RefusedError as error:
        return error


def read(body):
    """Return the raw item of what is kept of an article."""
    return raw_item(Pushed("cms", "a", encoded(body), "d", NOW, NOW))


@settings(max_examples=150, deadline=None)
@given(
    KINDS, st.binary(max_size=200) | st.dictionaries(WORDS, JSON, max_size=4).map(lambda one: json.dumps(one).encode())
)
def test_any_body_is_read_or_refused(kind, body):
    """Forms, multipart forms and JSON of any bytes."""
    found = tried(lambda: asking.read(kind, body))
    if isinstance(found, RefusedError):
        assert 400 <= found.status < 500
        assert found.text


def test_an_entry_has_so_many_properties_and_values():
    """More are refused before anything is done with them, however they come, and so is what would become more."""
    most = asking.MOST_VALUES
    many, few = [str(number) for number in range(most + 1)], {"category": [str(number) for number in range(most)]}
    named = {f"x{number}": ["a"] for number in range(asking.MOST_PROPERTIES + 1)}
    for change in ({"replace": {"z": many}}, {"add": {"z": many}}, {"delete": {"z": many}}, {"add": named}):
        body = json.dumps({"action": "update", "url": "https://a.example/", **change}).encode()
        assert tried(asking.read, asking.JSON, body).status == 400
    entry = {"type": ["h-entry"], "properties": {"category": many}}
    assert tried(asking.read, asking.JSON, json.dumps(entry).encode()).status == 400
    form = "&".join(f"category[]={value}" for value in many).encode()
    assert tried(asking.read, asking.FORM, form).status == 400
    assert tried(asking.updated, few, asking.Asked(add={"category": ["more"]})).status == 400
    assert asking.updated(few, asking.Asked(add={"category": ["3"]})) == few
    nested = asking.updated(
        {"x": [{"a": 1, "b": 2}]}, asking.Asked(add={"x": [{"b": 2, "a": 1}, "c"]}, remove={"x": ["c"]})
    )
    assert nested == {"x": [{"a": 1, "b": 2}]}


@settings(max_examples=150, deadline=None)
@given(PROPERTIES)
def test_any_entry_is_an_article_or_refused(properties):
    """What is made of its properties can be read; they are given back as they were, and stand still when changed."""
    article = tried(entries.article_of, properties)
    if isinstance(article, RefusedError):
        assert article.status == 400
        return
    item = read(article)
    assert item.faults == ()
    assert entries.properties_of(article) == {name: values for name, values in properties.items() if name[:3] != "mp-"}
    again = entries.changed(article, entries.properties_of(article))
    assert again == article


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(Article.model_fields)) | WORDS, JSON, max_size=5), WORDS)
def test_any_article_that_is_taken_can_be_read(value, title):
    """What has another shape is refused with its places; what fits is no fault for whoever reads it."""
    value["title"] = f"T{title}"
    data = json.dumps(value).encode()
    article = tried(lambda: article_of(parse(data)))
    if isinstance(article, RefusedError):
        assert article.faults
        assert all(fault.cause and fault.mend for fault in article.faults)
        return
    assert read(article).faults == ()
    assert article_of(parse(encoded(article))) == article


@settings(max_examples=100, deadline=None)
@given(st.from_regex(Article.model_json_schema()["properties"]["date"]["anyOf"][0]["pattern"], fullmatch=True))
def test_dates_that_are_taken_exist(words):
    """The pattern lets pass what the calendar knows, and nothing else."""
    assert datetime.fromisoformat(iso(words)).year >= 1900
