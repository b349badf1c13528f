"""The form for a reader on a host of one's own: what it takes, and from where alone it leads on."""

from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from buzzfeed.follow.ownhost import OWN_HOST, Wish, host_of, target_of, was_confirmed, wish_of
from buzzfeed.follow.site import site_of
from buzzfeed.model import ChannelKey, ChannelKind
from pagevalues import config

ALL = ChannelKey(ChannelKind.ALL)
SITE = site_of(config())
PIECES = st.lists(
    st.sampled_from(
        [
            *"https http javascript data ftp :// : / // \\ @ ? # % .. . - _ [ ]".split(),
            *"rss.example evil.example %2f %00".split(),
            *(
                "\t",
                "\n",
                "\r",
                " ",
                "\u2028",
                "\u3002",
                "\uff0f",
                "é",
                "xn--",
                "127.0.0.1",
                "::1",
                ":443",
                ":0",
                "a" * 64,
            ),
        ]
    ),
    max_size=8,
).map("".join)


@pytest.mark.parametrize(
    ("text", "base"),
    [
        ("https://rss.example", "https://rss.example"),
        (" rss.example/ ", "https://rss.example"),
        ("HTTPS://RSS.Example:443/lecteur/", "https://rss.example/lecteur"),
        ("rss.example:8443/a_b/~c", "https://rss.example:8443/a_b/~c"),
        ("192.168.1.20", "https://192.168.1.20"),
        ("nas", "https://nas"),
        ("https://lecteur.exämple.org", "https://lecteur.xn--exmple-cua.org"),
    ],
)
def test_a_host_is_taken_as_people_write_it(text, base):
    """With or without a scheme, a port, a path below it, letters beyond ASCII."""
    assert host_of(text) == base


@pytest.mark.parametrize(
    "text",
    [
        "",
        "http://rss.example",
        "javascript:alert(1)",
        "//rss.example",
        "/etc",
        "https://",
        "https://user@rss.example",
        "https://user:secret@rss.example",
        "https://rss.example\\@evil.example",
        "https://rss.example?x=1",
        "https://rss.example#x",
        "https://rss.example/../..",
        "https://rss.example//evil.example",
        "https://rss.example/%2e%2e",
        "https://rss.example:0",
        "https://rss.example:99999",
        "https://[::1]",
        "https://rss.example\n.evil.example",
        "https://rss. example",
        "https://-rss.example",
        "https://rss..example",
        "ftp://rss.example",
        "https:/evil.example",
        "https:evil.example",
        "rss.example:",
        "https://straße.example",
        "https://βόλος.example",
        "https://" + "a" * 400,
    ],
)
def test_what_is_no_host_is_refused(text):
    """Another scheme, a password, a query, a path that climbs, letters that browsers read in more than one way."""
    assert host_of(text) is None


@given(st.one_of(PIECES, st.text(max_size=60), PIECES.map("https://{}".format)))
@example("https://rss.example\u3002evil.example")
@example("https:rss.example")
def test_whatever_is_written_leads_to_https_under_the_host_shown(text):
    """What is taken is https, its host is the one that was read, and nothing climbs out of it."""
    base = host_of(text)
    if base is None:
        return
    parts = urlsplit(base)
    assert parts.scheme == "https"
    assert base.isascii()
    assert parts.username is None
    assert (parts.query, parts.fragment) == ("", "")
    assert ".." not in parts.path.split("/")
    assert host_of(base) == base
    for reader in OWN_HOST:
        target = target_of(SITE, Wish(reader, text, "all"), ALL)
        assert target.startswith(base + "/")
        assert urlsplit(target).netloc == parts.netloc


def test_an_unknown_reader_leads_nowhere():
    """The paths are fixed: a reader that is none of ours has none."""
    assert target_of(SITE, Wish("evil", "https://rss.example", "all"), ALL) is None


WISH = Wish("miniflux", "https://rss.example", "all")
PAGE = f"{SITE.base}/follow/own-reader?{WISH.query}"


def test_our_own_page_leads_on():
    """From the page that showed the host, whatever the order of its query."""
    assert was_confirmed(SITE, WISH, PAGE, "same-origin")
    assert was_confirmed(SITE, WISH, PAGE + "&lang=en", "")
    turned = f"{SITE.base}/follow/own-reader?host=https%3A%2F%2Frss.example&reader=miniflux&channel=all"
    assert was_confirmed(SITE, WISH, turned, "same-origin")


@pytest.mark.parametrize(
    ("referer", "fetch_site"),
    [
        ("", "same-origin"),
        ("", ""),
        (PAGE, "cross-site"),
        (PAGE, "same-site"),
        (PAGE, "none"),
        (f"{SITE.base}/", "same-origin"),
        (f"{SITE.base}/a/hostile?{WISH.query}", "same-origin"),
        (f"{SITE.base}/follow/own-reader/go?{WISH.query}", "same-origin"),
        (f"{SITE.base}.evil.example/follow/own-reader?{WISH.query}", ""),
        (f"https://evil.example/follow/own-reader?{WISH.query}", ""),
        (f"{SITE.base}/follow/own-reader?{Wish('miniflux', 'https://other.example', 'all').query}", "same-origin"),
        ("https://[", "same-origin"),
    ],
)
def test_no_other_place_leads_on(referer, fetch_site):
    """Neither another site, nor another page of ours, nor our page about another host, nor a typed address."""
    assert not was_confirmed(SITE, WISH, referer, fetch_site)


@given(st.text(max_size=300))
def test_any_query_is_read(text):
    """A query of anything gives a wish, or an empty one; the first of two fields counts."""
    assert isinstance(wish_of(text), Wish)
    assert wish_of("host=a&host=b&reader=c&x=y") == Wish("c", "a", "")
