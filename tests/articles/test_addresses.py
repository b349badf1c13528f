"""Addresses: made absolute as browsers do, and harmless."""

from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from buzzfeed.articles.addresses import absolute, srcset, under, web_address

BASE = "https://journal.example/2024/port/"


@pytest.mark.parametrize(
    ("ref", "expected"),
    [
        ("quai.jpg", f"{BASE}quai.jpg"),
        ("../mer/", "https://journal.example/2024/mer/"),
        ("/a?b=é c", "https://journal.example/a?b=%C3%A9%20c"),
        ("//cdn.example/x", "https://cdn.example/x"),
        ("HTTPS://Journal.EXAMPLE/É", "https://journal.example/%C3%89"),
        ("https://été.example/", "https://xn--t-9fab.example/"),
        ("http:\\\\a.example\\b", "http://a.example/b"),
        ("https:/a.example", "https://a.example"),
        (" \n https://a.example/\tb ", "https://a.example/b"),
        ("?page=2", f"{BASE}?page=2"),
        ("#note", f"{BASE}#note"),
        ("https://a.example/100%", "https://a.example/100%25"),
        ("https://a.example/%C3%A9", "https://a.example/%C3%A9"),
        ("https://a.example/a[1]|<b>", "https://a.example/a%5B1%5D%7C%3Cb%3E"),
        ("https://[2001:db8::1]:8080/x", "https://[2001:db8::1]:8080/x"),
        ("mailto:a@b.example?subject=été", "mailto:a@b.example?subject=%C3%A9t%C3%A9"),
        ("tel:+33 1 02", "tel:+33%201%2002"),
    ],
)
def test_address_is_made_absolute(ref, expected):
    """Relative, protocol-relative, non-ASCII and untidy addresses become what a browser would make of them."""
    assert absolute(ref, BASE) == expected


@pytest.mark.parametrize(
    "ref",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\nscript:alert(1)",
        "\x01javascript:alert(1)",
        " \tjavascript:alert(1)",
        "vbscript:x",
        "data:text/html,<script>",
        "file:///etc/passwd",
        "blob:https://a.example/x",
        "feed:https://a.example/",
        "https://user:password@a.example/",
        "//user@a.example/",
        "https://",
        "https://a.example:99999/",
        "https://a.example:x/",
        "https://[::1/",
        "https://a b.example/",
        "https://-/",
        "https://" + "a" * 300 + ".example/",
        "https://a.example/" + "x" * 5000,
        "mailto:",
        "",
        "c:\\windows",
    ],
)
def test_address_that_leads_nowhere_harmless_is_none(ref):
    """Scripts, files, credentials and hosts that cannot be give no address at all."""
    assert absolute(ref, BASE) == ""


def test_relative_address_without_a_base_is_none():
    """What is relative to nothing leads nowhere."""
    assert absolute("quai.jpg", "") == ""


@given(st.text(max_size=80))
@example("java\tscript:1")
@example("https:\\@evil")
@example("http://a.example\\@b.example/")
def test_address_is_absolute_allowed_and_stable(ref):
    """Whatever is written: an address has an allowed scheme and only ASCII, and is its own absolute form."""
    url = absolute(ref, BASE)
    assert url == "" or urlsplit(url).scheme in {"http", "https", "mailto", "tel"}
    assert url.isascii()
    assert not set(url) & set(' "<>\\^`{|}')
    assert absolute(url, BASE) == url


def test_web_address_is_http_alone_and_bounded():
    """An article's own address is http(s), of at most as many characters as are asked for."""
    assert web_address("mailto:a@b.example", BASE) == ""
    assert web_address("https://a.example/" + "x" * 90, BASE, 100) == ""
    assert web_address("x", BASE, 100) == f"{BASE}x"


@pytest.mark.parametrize(
    ("base", "path", "expected"),
    [
        ("https://a.example", "/x/", "https://a.example/x/"),
        ("https://a.example/blog", "/x/", "https://a.example/blog/x/"),
        ("https://a.example/blog", "/blog/x/", "https://a.example/blog/x/"),
        ("https://a.example/blog", "/blogs/", "https://a.example/blog/blogs/"),
    ],
)
def test_path_stands_under_the_site(base, path, expected):
    """A path is one of the newsroom's site, which may itself stand in a folder."""
    assert under(base, path) == expected


def test_srcset_is_read_as_browsers_do():
    """Candidates are split at commas outside addresses; what has no good address or descriptor is left out."""
    value = "a.jpg 1x,b.jpg 2x, c,d.jpg 300w, javascript:x 2x, e.jpg 1q, f.jpg"
    assert srcset(value, lambda ref: absolute(ref, BASE)) == (
        (f"{BASE}a.jpg", "1x"),
        (f"{BASE}b.jpg", "2x"),
        (f"{BASE}c,d.jpg", "300w"),
        (f"{BASE}f.jpg", ""),
    )
