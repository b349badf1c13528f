"""Front matter as Hugo, Jekyll, Pelican, MkDocs and Eleventy write it, and as hostile hands would."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buzzfeed.errors import ItemError
from buzzfeed.sources.frontmatter import read

WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20)


def test_yaml_values_stay_text_as_written():
    """A date is no instant yet, `no` may be a language, and a title may be a number"""
    text = "---\nTitle: 2024\ndate: 2024-05-01 10:00:00 -4\nlang: no\nslug: 007\nempty: ~\n---\nBody\n"
    meta, body = read(text, "a.md")
    assert meta == {"title": "2024", "date": "2024-05-01 10:00:00 -4", "lang": "no", "slug": "007", "empty": None}
    assert body == "Body\n"


def test_keys_are_folded_whatever_their_spelling():
    """`Image-Alt`, `image alt` and `image_alt` are one key; the last one counts"""
    meta, _ = read("---\nImage-Alt: a\nimage alt: b\n---\n", "a.md")
    assert meta == {"image_alt": "b"}


@pytest.mark.parametrize(
    ("text", "meta"),
    [
        (
            "+++\ntitle = 'A'\ndate = 2024-05-01T10:00:00+02:00\ntags = ['x']\n+++\nB",
            {"date": "2024-05-01T10:00:00+02:00"},
        ),
        ("---toml\ntitle = 'A'\n---\nB", {"title": "A"}),
        ('---json\n{"title": "A"}\n---\nB', {"title": "A"}),
        ('{\n  "title": "A", "draft": true\n}\n\nB', {"title": "A", "draft": True}),
        (
            "Title: A\nTags: x y, z\nSummary: one\n    two\n\nB",
            {"title": "A", "tags": ["x y", "z"], "summary": "one two"},
        ),
        ("\n\n---\ntitle: A\n...\nB", {"title": "A"}),
    ],
    ids=["hugo-toml", "eleventy-toml", "eleventy-json", "hugo-json", "pelican", "blank-lines-first"],
)
def test_every_generators_form_is_read(text, meta):
    """TOML, JSON, `Key: value` lines and YAML give the same kind of mapping, and the text after them"""
    found, body = read(text, "a.md", lines=True)
    assert found.items() >= meta.items()
    assert body.strip() == "B"


@pytest.mark.parametrize(
    "text",
    [
        "A thematic break\n---\nNote: well\n",
        "---\n\nJust a rule above.\n",
        "Note: a first paragraph.\n\nMore.\n",
        "# Title\n",
    ],
)
def test_prose_is_no_front_matter(text):
    """A rule, a note with a colon and a heading are text"""
    assert read(text, "a.md", lines=True) == ({}, text)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("---\ntitle: ok\nbad: 'unclosed\n---\n", 3, "not YAML"),
        ("---\ntitle: a: b\n---\n", 2, "not YAML"),
        ("---\n- a\n- b\n---\n", 2, "a list, not a mapping"),
        ("---\njust words\n---\n", 2, "plain text, not a mapping"),
        ("---\ntitle: *star\n---\n", 2, "begins with *"),
        ("---\n? [a]\n: b\n---\n", 2, "a key is a list"),
        ("---\na: &x [*x]\n---\n", 2, "names nothing"),
        ("---\na: b\x01c\n---\n", 2, "may not stand"),
        ("---\ntitle: never ends\n", 1, "never ends"),
        ("+++\na = 1\nb = \n+++\n", 3, "not TOML"),
        ('{"title": "a",\n"b": }\n', 2, "not JSON"),
    ],
)
def test_broken_front_matter_names_its_line(text, line, words):
    """What is broken is refused with the line of the file and the cause, so that a draft never shows as text"""
    with pytest.raises(ItemError) as caught:
        read(text, "a.md")
    assert caught.value.code == "front-matter"
    assert f"line {line}:" in caught.value.cause
    assert words in caught.value.cause


@pytest.mark.parametrize(
    "head",
    [
        "---\n" + "[" * 90_000 + "\n---\n",
        "---\n" + "- " * 40_000 + "\n---\n",
        "---\n" + "a: &a [x]\n" + "b: [" + "*a, " * 60_000 + "]\n---\n",
        "---\n" + "x: y\n" * 60_000 + "---\n",
        "+++\na = " + "[" * 50_000 + "\n+++\n",
        '{"a":' + "[" * 50_000,
        "---\na: 'b\n" * 20_000,
    ],
    ids=["flow", "block", "aliases", "long", "toml", "json", "many-openings"],
)
def test_bombs_are_refused_at_once(head):
    """Depth, aliases and length are bounded: a refusal takes well under a second"""
    begun = time.perf_counter()
    with pytest.raises(ItemError) as caught:
        read(head, "a.md")
    assert caught.value.code == "front-matter"
    assert time.perf_counter() - begun < 1.0


@given(st.dictionaries(st.from_regex(r"[a-z]{1,8}", fullmatch=True), WORDS, min_size=1), st.text(max_size=200))
def test_what_is_written_in_quotes_comes_back(values, body):
    """Whatever words stand in quoted YAML come back, and so does the text below"""
    quoted = "".join(f"{key}: '{value.replace(chr(39), chr(39) * 2)}'\n" for key, value in values.items())
    meta, rest = read(f"---\n{quoted}---\n{body}", "a.md")
    assert meta == values
    assert rest == body


@given(st.text(alphabet="-+{}[]:=#&*!|>'\"%@` \t\nabT.1", max_size=300))
def test_any_text_is_read_or_refused(text):
    """Nothing but an `ItemError` comes of any text, and what is left of it is its end"""
    for head in ("", "---\n", "+++\n", "Title: a\n"):
        refused = None
        try:
            _, body = read(head + text, "a.md", lines=True)
        except ItemError as error:
            refused = error.code
        assert refused == "front-matter" or (head + text).endswith(body.lstrip("\n"))
