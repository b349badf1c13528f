"""Reading a file's bytes: whatever they are, an item comes of them or one clear error."""

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buzzfeed.errors import ItemError
from buzzfeed.sources.items import item_of
from buzzfeed.sources.reading import read_piece
from buzzfeed.sources.scan import EXTENSIONS

HEADS = [
    "",
    "---\ntitle: a\n---\n",
    "+++\n",
    '{"title": "a", "content_markdown": "',
    "<html><body><article>",
    "Title: a\n",
]
BITS = [
    "{{ x }}",
    "{% if a %}",
    "<p>",
    "</p>",
    "<img src='a'>",
    "# h\n",
    "\n\n",
    "À lire B",
    "• c\n",
    "```\n",
    "é\u202f!",
    "\ufffe",
]
BODIES = st.lists(st.sampled_from(BITS) | st.text(max_size=10), max_size=12).map("".join)


@given(st.sampled_from(EXTENSIONS), st.sampled_from(HEADS), BODIES | st.binary(max_size=60))
def test_any_bytes_come_to_an_item_or_an_item_error(extension, head, body):
    """No file crashes its reader, and what is read travels between processes"""
    data = head.encode() + (body if isinstance(body, bytes) else body.encode("utf-8", "surrogatepass"))
    code = ""
    try:
        raw = item_of("s", f"a{extension}", read_piece(data, f"a{extension}"))
        assert pickle.loads(pickle.dumps(raw)) == raw
        raw.body.encode("utf-8")
        raw.title.encode("utf-8")
    except ItemError as error:
        code = error.code
    assert code in {"", "not-utf8", "binary", "empty", "front-matter", "not-json", "json-shape", "html", "too-deep"}


@pytest.mark.parametrize("extension", EXTENSIONS[:2])
def test_a_title_alone_is_an_item_without_text(extension):
    """Whether an article without text is published is not for its source to say"""
    raw = item_of("s", f"a{extension}", read_piece(b"---\ntitle: Alone\n---\n", f"a{extension}"))
    assert (raw.title, raw.body) == ("Alone", "")
