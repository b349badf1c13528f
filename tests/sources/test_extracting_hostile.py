"""Pages that are broken, huge or made to harm: each gives an article or one plain error, in time and within bounds."""

import json
import multiprocessing
import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buzzfeed.errors import ItemError
from buzzfeed.sources.extracting import LONGEST, extract, item_of
from buzzlysite import BASE, pages

HEAD = b"<!doctype html><html><head><title>x</title></head><body><article><h1>Titre</h1>"
TEXT = b"<p>Une phrase assez longue pour compter comme un paragraphe de texte courant, vraiment.</p>"
DATA = HEAD + b'<script type="application/ld+json">'
SCOPE = b'<div itemscope itemtype="https://schema.org/NewsArticle">'
BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d SYSTEM "file:///etc/passwd">]><html><body><p>&c;&d;</p>'
)
REFUSED = {
    "deep": HEAD + b"<div>" * 100_000,
    "deep lists": HEAD + b"<ul><li>" * 50_000,
    "deep tables": HEAD + b"<table><tr><td>" * 3000,
    "deep below the count": HEAD + b"<font>" * 9000 + TEXT,
    "formatting": HEAD + b"<p><b><i><u>x" * 20_000,
    "many elements": HEAD + b"<p>a" * 400_000,
    "many scripts": DATA + b'{}</script><script type="application/ld+json">' * 30_000,
    "nothing": b"",
    "white space": b" \n\t ",
    "NUL": b"\0" * 100_000,
    "too large": HEAD + TEXT * 60_000,
    "long text": HEAD + b"<p>" + b"mot " * 900_000,
    "a feed": b'<?xml version="1.0"?><rss version="2.0"><channel></channel></rss>',
    "JSON": b'{"title": "x"}',
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(1000),
}
"""Pages that no article stands on: an error says so."""
READ = {
    "at the depth": HEAD + b"<div>" * 100 + TEXT * 300 + b"</div>" * 100,
    "a long attribute": HEAD + b'<p class="' + b"a " * 1_000_000 + b'">x</p>' + TEXT * 20,
    "a bare long attribute": HEAD + b"<p class=" + b"a" * 3_000_000 + b">x</p>" + TEXT * 20,
    "many attributes": HEAD + b"<p " + b" ".join(b"a%d=1" % one for one in range(200_000)) + b">x</p>" + TEXT * 20,
    "an open attribute": HEAD + TEXT * 20 + b'<p class="' + b"a" * 3_000_000,
    "brackets": HEAD + TEXT * 20 + b"<" * 300_000,
    "ampersands": HEAD + TEXT * 20 + b"&" * 300_000,
    "a bomb": BOMB + TEXT * 9,
    "tiny paragraphs": HEAD + b"<p>a" * 10_000,
    "links": HEAD + b"<p>" + b'<a href="x">mot </a>' * 10_000,
    "line breaks": HEAD + b"text<br><br>" * 7000,
    "pictures": HEAD + b"<img src=a.jpg>" * 10_000,
    "a long word": HEAD + TEXT * 9 + b"<p>" + b"a" * 900_000,
    "dates": HEAD + b"<p>" + b"le 3 mars 2025 a 14h05, mis a jour " * 9000 + TEXT * 9,
    "crumbs": HEAD + b"<div class=breadcrumb>" + b"<a>x</a> &gt; " * 9000 + b"</div>" + TEXT * 9,
    "captions": HEAD + b"<figure><img src=a.jpg><figcaption>" + b"photo (photo: " * 9000 + b"</figure>" + TEXT * 9,
    "a wide graph": DATA + b'{"@graph":[' + b'{"@type":"NewsArticle"},' * 12_000 + b"{}]}</script>" + TEXT * 9,
    "deep data": DATA + b"[" * 100_000 + b"</script>" + TEXT * 9,
    "deep objects": DATA + b'{"@graph":' * 20_000 + b"1" + b"}" * 20_000 + b"</script>" + TEXT * 9,
    "keywords": DATA + b'{"@type":"Article","keywords":"' + b"a," * 200_000 + b'"}</script>' + TEXT * 9,
    "wrong types": DATA + b'{"@type":"Article","headline":{},"author":[[1]],"image":7}</script>' + TEXT,
    "scopes": HEAD + SCOPE + b'<b itemprop="author" itemscope><i itemprop=name>x</i></b>' * 7000 + TEXT * 9,
    "a set of sources": HEAD + b'<img srcset="' + b"a 1w, " * 100_000 + b'">' + TEXT * 9,
    "comments": HEAD + TEXT * 9 + b"<!--" * 300_000,
    "plaintext": HEAD + TEXT * 9 + b"<plaintext>" + b"<p>x" * 9000,
    "UTF-16": ("<html><body><h1>é</h1><p>" + "é " * 10_000).encode("utf-16"),
    "every byte": HEAD + TEXT * 9 + bytes(range(1, 256)) * 400,
    "a frameset": b"<html><frameset><frame src=x></frameset></html>",
    "a tag": b"<",
}
"""Pages that are read, whatever comes of them."""


def run(pipe):
    """Read every page in a process of its own, and tell what came of it, in how much time and memory."""
    extract(HEAD + TEXT * 9, f"{BASE}/a/b")  # libraries are loaded before time counts
    told = {}
    for name, page in {**REFUSED, **READ}.items():
        begun = time.thread_time()
        try:
            item_of(extract(page, f"{BASE}/a/b"), "site")
            outcome = "read"
        except ItemError as error:
            outcome = str(error) if error.hint else "no mend"
        told[name] = outcome, time.thread_time() - begun
    pipe.send((told, memory()))
    pipe.close()


def memory():
    """Return the most memory that this process had, in MB; what its parent had before it began does not count."""
    status = Path("/proc/self/status").read_text("ascii")
    return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) / 1024


@pytest.fixture(scope="module")
def told():
    """Return what the hostile pages came to."""
    here, there = multiprocessing.get_context("spawn").Pipe(duplex=False)
    child = multiprocessing.get_context("spawn").Process(target=run, args=(there,))
    child.start()
    there.close()
    try:
        return here.recv()
    finally:
        child.join(60)
        child.kill()


def test_what_is_no_article_is_refused_in_one_line(told):
    """The error names the page, the cause and the mend, without a line break."""
    outcomes = {name: told[0][name][0] for name in REFUSED}
    told_well = re.compile(r"https://\S+: [^\n]+ \([^\n]+\)")
    assert {name: text for name, text in outcomes.items() if not told_well.fullmatch(text)} == {}


def test_what_can_be_read_is_read(told):
    """Long attributes, broken data, stray signs and strange encodings keep nothing from being read."""
    assert {name: told[0][name][0] for name in READ if told[0][name][0] != "read"} == {}


def test_no_page_takes_long_or_much_memory(told):
    """Each page is done within two seconds of work, and all of them within 256 MB."""
    slow = {name: spent for name, (_, spent) in told[0].items() if spent > LONGEST}
    assert slow == {}
    assert told[1] < 256


def tried(content, url, content_type):
    """Return what a page gives, or its error."""
    try:
        return extract(content, url, content_type=content_type)
    except ItemError as error:
        return error


CUTS = st.tuples(
    st.integers(0, len(pages()) - 1),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 400), st.binary(max_size=12)), max_size=6),
    st.floats(0, 1),
)


@settings(max_examples=60, deadline=None)
@given(CUTS)
def test_damaged_pages_give_an_article_or_an_error(case):
    """Pages with pieces cut out, bytes put in and their end missing: what comes is sound, or one error."""
    number, changes, end = case
    page = pages()[number]
    content = page.content[: 500 + int(len(page.content) * end)]
    for place, length, put in changes:
        at = int(place * len(content))
        content = content[:at] + put + content[at + length :]
    got = tried(content, BASE + page.path, page.content_type)
    if isinstance(got, ItemError):
        assert got.hint
        assert "tangled" not in got.cause, "an error that nobody foresaw"
    else:
        assert "<script" not in got.body
        repr(got).encode()  # no lone surrogate anywhere


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.sampled_from(["NewsArticle", "2026-01-01"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(
        "@type @id @graph headline author name image url datePublished hasPart isAccessibleForFree cssSelector "
        "itemListElement position item keywords publisher articleSection mainEntityOfPage".split()
    ), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(VALUES)
def test_data_of_any_shape_is_read(value):
    """JSON-LD may hold anything under any name; the article beside it is read all the same."""
    script = json.dumps({"@type": "NewsArticle", "headline": "Titre", "author": value, "image": value, "@graph": value})
    got = extract(DATA + script.replace("</", "<\\/").encode() + b"</script>" + TEXT * 4, f"{BASE}/a/b")
    assert got.title
    assert "Une phrase assez longue" in got.body or got.paywalled
