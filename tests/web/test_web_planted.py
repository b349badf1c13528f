"""Hostile titles, names and addresses planted in every field that pages show: none of them carries script."""

from dataclasses import replace
from html.parser import HTMLParser

import pytest

from buzzfeed.web.app import PublicApp
from buzzfeed.web.state import State
from deniedwalk import addresses
from pagevalues import article, term

PLANTED = "</title></script><script>alert('x')</script><img src=x onerror=alert(1)>\"' onload=alert(1) {{ 7*7 }}"
WRONG = "javascript:alert(1)//"
SETTINGS = {
    "newsroom": {"title": PLANTED[:200], "description": PLANTED, "copyright": PLANTED},
    "channels": [{"slug": "planted", "title": PLANTED, "description": PLANTED, "words": ["mare"]}],
}


def articles(base):
    """Return articles whose every field is hostile: one on our host, one with an address of another scheme."""
    one = article(url=f"{base}/a/planted")
    made = replace(
        one,
        id="planted",
        slug="planted",
        origin="planted",
        title=PLANTED,
        lede=PLANTED,
        content="<p>La mare.</p>",
        key_points=(PLANTED,),
        categories=(term("category", "planted", PLANTED),),
        tags=(term("tag", "planted", PLANTED),),
        authors=(term("author", "planted", PLANTED),),
        image=replace(one.image, url=f"{base}/a/media/x.png", alt=PLANTED, credit=PLANTED, caption=PLANTED),
        related=tuple(replace(related, title=PLANTED, url=WRONG) for related in one.related),
    )
    return [made, replace(made, id="wrong", slug="wrong", origin="wrong", url=WRONG)]


class Found(HTMLParser):
    """What could run in a page."""

    def __init__(self, text):
        super().__init__()
        self.running = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        """Keep an element that runs something, or would on a click."""
        values = dict(attrs)
        if tag == "script" and not (
            values.get("src", "").startswith("/") or values.get("type") == "application/ld+json"
        ):
            self.running.append((tag, attrs))
        for name, value in attrs:
            text = (value or "").strip().lower()
            if name.startswith("on") or (name in ("href", "src", "action") and text.startswith(("javascript", "data"))):
                self.running.append((tag, attrs))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_nothing_planted_runs_on_any_page(newsroom, language):
    """Each page that the application says it answers shows what was planted as text, or not at all."""
    state = State(newsroom.config)
    state.table.refresh(newsroom.store)
    looked = shown = 0
    for address in addresses(PublicApp(state).paths(), newsroom.store):
        answer = newsroom.get(address, {"Accept": "text/html", "Accept-Language": language})
        if not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        looked += 1
        shown += "alert(1)" in answer.text
        assert Found(answer.text).running == [], address
        assert ">49<" not in answer.text
        assert "'unsafe" not in answer.headers["content-security-policy"].partition("script-src")[2]
    assert shown > 8
    assert looked >= shown
