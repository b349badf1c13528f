"""The way to a reader on a host of one's own, asked of the real server: no open redirect, whatever is asked."""

import random
from urllib.parse import quote, urlencode, urlsplit

import pytest

from buzzfeed.follow.ownhost import OWN_HOST
from pagevalues import article

ASKED = {"reader": "miniflux", "host": "https://rss.example", "channel": "category/environnement"}
FEED = "{}/feeds/category/environnement.rss"
HOSTILE = "</title><script>alert('x')</script>\"' onload=alert(1)"


def articles(base):
    """Return what is published."""
    return [article(url=f"{base}/a/mare", image=None)]


def go(newsroom, asked, referer=None, site="same-origin"):
    """Ask for the jump, from the page about the same wish unless another place is named."""
    query = asked if isinstance(asked, str) else urlencode(asked)
    headers = {"Referer": referer if referer is not None else f"{newsroom.base}/follow/own-reader?{query}"}
    return newsroom.get(f"/follow/own-reader/go?{query}", {**headers, **({"Sec-Fetch-Site": site} if site else {})})


def test_from_its_own_page_it_leads_to_the_reader(newsroom):
    """A 303 to the fixed path on the host that was named, which is not told where the person comes from."""
    enc = quote(f"{newsroom.base}/feeds/category/environnement.rss", safe="")
    answer = go(newsroom, ASKED)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"https://rss.example/bookmarklet?uri={enc}"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "referer", ["", "https://evil.example/", "https://evil.example/follow/own-reader?" + urlencode(ASKED)]
)
@pytest.mark.parametrize("site", ["cross-site", "none", "same-origin", ""])
def test_from_elsewhere_it_shows_the_page(newsroom, referer, site):
    """A link on another site, in a mail or typed, gets the page that names the host, never the jump."""
    answer = go(newsroom, ASKED, referer, site)
    assert answer.status_code == 200
    assert "Vous partez vers rss.example" in answer.text
    assert "location" not in answer.headers
    assert answer.headers["x-robots-tag"] == "noindex"
    link = f'rel="noreferrer" href="https://rss.example/bookmarklet?uri={quote(FEED.format(newsroom.base), safe="")}"'
    assert link in answer.text
    assert "/go?" not in answer.text, "a button that leads here again would lead in a circle"


def test_no_query_leads_anywhere_but_to_https_under_the_host_it_names(newsroom):
    """Three hundred queries made of what breaks parsers: each jump goes to the host read from it, or there is none."""
    rng = random.Random(7)
    pieces = [
        *"https:// http:// // / \\ @ : ? # . .. %2f %00 %0d%0aset-cookie:x=1 javascript: data: ; & =".split(),
        *"[::1] 127.0.0.1".split(),
        *(
            "rss.example",
            "evil.example",
            "\r\nLocation: https://evil.example",
            "\u3002",
            "é",
            "a" * 200,
            " ",
            "\t",
            "\x00",
        ),
    ]
    jumps = 0
    for _ in range(300):
        host = "".join(rng.choices(pieces, k=rng.randint(1, 4)))
        asked = {
            "reader": rng.choice([*OWN_HOST, "evil", ""]),
            "host": rng.choice(["", "https://"]) + host,
            "channel": rng.choice(["all", "category/environnement", "all", "x", "../all", ""]),
        }
        answer = go(newsroom, asked)
        assert answer.status_code in (200, 303, 400, 404)
        assert "set-cookie" not in answer.headers
        if answer.status_code != 303:
            assert "location" not in answer.headers
            continue
        jumps += 1
        target = urlsplit(answer.headers["location"])
        assert target.scheme == "https"
        assert target.hostname in asked["host"].lower()
        assert target.username is None
        assert any(one.pattern.partition("{")[0] in answer.headers["location"] for one in OWN_HOST.values())
    assert jumps >= 3


@pytest.mark.parametrize("field", ["reader", "host", "channel"])
def test_what_is_planted_in_a_field_stays_text(newsroom, field):
    """Markup in any field is shown as it was written, or not at all."""
    answer = newsroom.get("/follow/own-reader?" + urlencode({**ASKED, field: HOSTILE}), {"Accept": "text/html"})
    assert answer.status_code in (400, 404)
    assert "<script>" not in answer.text
    assert "\"' onload" not in answer.text  # the quotes that would end an attribute are none there
    assert "script-src" not in answer.headers["content-security-policy"]


def test_a_channel_that_is_none_has_no_form(newsroom):
    """404, as its follow page."""
    for channel in ("", "tag/none", "all/x", "mix", "none"):
        assert newsroom.get("/follow/own-reader?" + urlencode({**ASKED, "channel": channel})).status_code == 404
