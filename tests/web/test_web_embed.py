import re

import pytest
from lxml import html

from buzzfeed.model import Status
from buzzfeed.web.state import State
from pageask import ask
from pageserver import make_config, writer
from pagestore import NOW, publish, take_in
from pagevalues import article, term

HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(1)>'


@pytest.fixture
def served(tmp_path):
    """Give the state that serves one article with hostile words, and its store."""
    config = make_config(tmp_path, newsroom={"title": f"Le Fanal {HOSTILE}"[:200]})
    store = writer(config)
    url = f"{config.newsroom.feeds_url}/a/mare"
    take_in(store, article(url=url, title=f"La mare {HOSTILE}", tags=(term("tag", "eau", f"Eau {HOSTILE}"),)))
    publish(store)
    state = State(config)
    state.attach(store)
    yield state, store, config
    state.close()
    store.close()


def test_a_card_is_a_page_for_frames_of_the_newsroom(served):
    """It shows the channel, its newest articles and its feeds; its policy lets newsroom.url alone frame it."""
    state, _, config = served
    status, headers, body = ask(state, "/embed/all")
    assert (status, headers[b"content-type"]) == (200, b"text/html; charset=utf-8")
    policy = headers[b"content-security-policy"].decode()
    assert "frame-ancestors 'self' https://lefanal.example " in policy
    assert "script-src" not in policy
    assert policy.startswith("default-src 'none'")
    assert f'href="{config.newsroom.feeds_url}/a/mare"' in body.decode() or 'href="/a/mare"' in body.decode()
    for fmt in ("rss", "atom", "json"):
        assert f'href="{config.newsroom.feeds_url}/feeds/all.{fmt}"' in body.decode()
    assert headers[b"x-robots-tag"] == b"noindex"


def test_a_card_speaks_the_language_that_is_asked_for(served):
    """French by the site, English by address or by header; each is told apart."""
    state, _, _ = served
    assert b"Suivre" in ask(state, "/embed/tag/eau")[2]
    assert b"Follow" in ask(state, "/embed/tag/eau?lang=en")[2]
    assert b"Follow" in ask(state, "/embed/tag/eau", headers=[(b"accept-language", b"en")])[2]


def test_a_card_is_held_to_the_theme_that_is_asked_for(served):
    """By address, light or dark, whatever was asked for before; nothing else is taken, and no scheme of its own."""
    state, _, _ = served
    for query, kind in (("", ""), ("?theme=light", " feed-card-light"), ("?theme=dark", " feed-card-dark"), ("", "")):
        page = ask(state, f"/embed/all{query}")[2].decode()
        assert f'<main class="feed-card{kind}">' in page
        assert 'name="color-scheme"' not in page
    assert b'<main class="feed-card">' in ask(state, "/embed/all?theme=x%22onload")[2]


@pytest.mark.parametrize("path", ["/embed/all", "/embed/tag/eau"])
def test_no_word_becomes_markup(served, path):
    """Titles, names of terms and of the newsroom are text in a card: no element is made from them."""
    page = ask(served[0], path)[2].decode()
    elements = [one for one in html.document_fromstring(page).iter() if isinstance(one.tag, str)]
    assert not {one.tag for one in elements} & {"script", "img", "iframe", "object"}
    assert not [name for one in elements for name in one.attrib if name.startswith("on")]
    assert "&lt;script&gt;alert(1)" in page


def test_channels_that_are_not_public_have_no_card(served):
    """What is unknown, of no kind or denied is a 404; what is retracted leaves the card at once."""
    state, store, config = served
    for path in ("/embed/tag/rien", "/embed/x/y", "/embed/all/x", "/embed/tag"):
        assert ask(state, path)[0] == 404
    hidden = article(id="c", slug="c", origin="c", url=f"{config.newsroom.feeds_url}/a/c", title="Canari")
    take_in(store, hidden, status=Status.DRAFT)
    take_in(store, article(url=f"{config.newsroom.feeds_url}/a/mare"), status=Status.RETRACTED, number=2, now=NOW)
    state.refresh()
    page = ask(state, "/embed/all")[2]
    assert b"mare" not in page
    assert b"Canari" not in page


def test_the_script_has_the_newsrooms_colours_and_no_slot_left(served):
    """The element's script is served as one, its placeholders filled; anything but reading it is refused."""
    state, _, _ = served
    status, headers, body = ask(state, "/embed/follow.js")
    assert (status, headers[b"content-type"]) == (200, b"text/javascript; charset=utf-8")
    assert not re.search(rb"ACCENT|DARK \}", body)
    assert state.renderer.colors.light.encode() in body
    assert b"innerHTML" not in body
    assert ask(state, "/embed/follow.js", method="POST")[0] == 405
