"""Every page, as axe-core sees it: no violation of any of its rules, in both languages, light and dark."""

from importlib import resources

import pytest

from browsing import chromium, opened
from buzzfeed.web.app import PublicApp
from buzzfeed.web.state import State
from deniedwalk import NOWHERE, addresses
from pagestore import NOW
from pagevalues import article, term

pytestmark = pytest.mark.browser
SETTINGS = {"follow": {"newsletter": "https://lefanal.example/lettre", "fediverse": "@redaction@social.example"}}
A_ROUTE = 1
"""Pages of one route that are looked at: one template makes them all."""


def articles(base):
    """Return what is published: in two languages, with a table, a picture, and a name from right to left."""
    image = article().image
    content = "<h2>Titre</h2><p>Texte <a href='https://x.example/'>et lien</a>.</p><table><tr><th>A</th></tr></table>"
    return [
        article(url=f"{base}/a/mare", image=image, content=content),
        article(
            id="ar",
            slug="ar",
            origin="ar",
            url=f"{base}/a/ar",
            language="ar",
            title="بركة المدرسة",
            tags=(term("tag", "rtl", "بركة"),),
            image=None,
            published=NOW,
        ),
    ]


@pytest.fixture(scope="module")
def browser():
    """Give one browser for all these tests."""
    with chromium() as launched:
        yield launched


def shown(newsroom):
    """Return the addresses of pages: one of each route, a whole article, nothing, and a form filled in wrong."""
    state = State(newsroom.config)
    state.table.refresh(newsroom.store)
    paths = PublicApp(state).paths()
    found = ["/a/mare", "/nirgends", "/follow/own-reader?channel=all&reader=miniflux&host=http://x"]
    for path in paths:
        taken = 0
        for address in addresses([path], newsroom.store):
            answer = newsroom.get(address, {"Accept": "text/html"})
            if address in NOWHERE or not answer.headers.get("content-type", "").startswith("text/html"):
                continue
            if answer.status_code == 200 and address not in found:
                found.append(address)
                taken += 1
            if taken == A_ROUTE:
                break
    return found


def in_language(address, language):
    """Return an address with the language asked for."""
    return f"{address}{'&' if '?' in address else '?'}lang={language}"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_axe_finds_nothing_on_any_page(browser, newsroom, language):
    """No violation on any page that the application says it answers, light and dark."""
    axe = resources.files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
    pages = shown(newsroom)
    assert {"/", "/follow/all", "/a/mare"} < set(pages)
    assert any(page.startswith("/follow/own-reader?") for page in pages)
    faults = {}
    with opened(browser, newsroom.root, viewport={"width": 1000, "height": 800}) as page:
        for address in pages:
            page.goto(newsroom.root + in_language(address, language))
            page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
            page.evaluate(axe)
            for scheme, rules in (("light", "{}"), ("dark", "{runOnly: ['color-contrast']}")):  # colours alone differ
                page.emulate_media(color_scheme=scheme)
                found = page.evaluate(f"async () => (await axe.run({rules})).violations")
                for one in found:
                    faults[address, scheme, one["id"]] = [node["html"][:120] for node in one["nodes"]]
    assert faults == {}
