"""Snippets in pages of the publisher's own, in a real browser: the card, the frame and the element."""

import shutil

import pytest

from buzzfeed.follow import site_of
from buzzfeed.follow.colors import accents
from buzzfeed.follow.snippets import offer_of, snippets_of
from buzzfeed.testing import Answer, Website
from pageserver import Served, make_config, writer
from pagestore import publish, take_in
from pagevalues import article, channel

pytestmark = pytest.mark.browser
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
HOSTILE = "Le Fanal {{7*7}} <img src=x onerror=document.title='x'>"
PAGE = """<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>Le site</title>{links}</head><body>{body}</body></html>"""


@pytest.fixture(scope="module")
def browser():
    """Give a real Chromium, or skip where there is none."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed (Debian: chromium)")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as started:
        launched = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def sites(tmp_path_factory):
    """Serve buzzfeed, the newsroom's own site and a stranger's, each on a port of its own; give their addresses."""
    with Website() as own, Website() as stranger:
        config = make_config(tmp_path_factory.mktemp("embed"), newsroom={"title": HOSTILE, "url": own.url})
        store = writer(config)
        take_in(store, article(url=f"{config.newsroom.feeds_url}/a/mare", image=None))
        publish(store)
        site = site_of(config)
        for language in ("fr", "en"):
            offer = offer_of(site, channel("all"), language, accents(""))
            found = {one.name: one.code for one in snippets_of(offer, "en") if one.tool == "html"}
            for name, code in found.items():
                body = "" if name == "links" else code
                page = PAGE.format(language=language, links=found["links"], body=body)
                answer = Answer(200, {"Content-Type": "text/html; charset=utf-8"}, page.encode())
                own.pages[f"/{language}/{name}"] = stranger.pages[f"/{language}/{name}"] = answer
        served = Served(config)
        yield own.url, stranger.url, config.newsroom.feeds_url
        served.kill()
        store.close()


def opened(browser, url, **options):
    """Open a page; return it with the faults it tells and the addresses it asks for."""
    context = browser.new_context(viewport={"width": 320, "height": 700}, **options)
    page = context.new_page()
    faults, asked = [], []
    page.on("console", lambda message: faults.append(message.text) if not _of_icon(message) else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(url)
    return page, faults, [one for one in asked if not one.endswith("favicon.ico")]


def _of_icon(message):
    """Whether a browser tells that the publication's site, which is not ours, has no icon."""
    return message.location.get("url", "").endswith("/favicon.ico")


def test_the_card_needs_no_script_and_loads_nothing(browser, sites):
    """Without script it reads well in light and dark, fits a small phone and asks nobody for anything."""
    own, _, base = sites
    grounds = set()
    for scheme in ("light", "dark"):
        page, _, asked = opened(browser, f"{own}/fr/card", java_script_enabled=False, color_scheme=scheme)
        assert asked == [f"{own}/fr/card"]
        link = page.get_by_role("link", name="Suivre Le Fanal")
        assert link.get_attribute("href") == f"{base}/follow/all"
        assert page.title() == "Le site"
        assert page.locator("img").count() == 0
        grounds.add(page.screenshot(clip={"x": 40, "y": 40, "width": 4, "height": 4}))
        page.context.close()
    assert len(grounds) == 2


def test_the_frame_shows_the_newest_articles_on_the_newsrooms_site_alone(browser, sites):
    """Framed by newsroom.url it shows them; framed by anybody else the browser refuses it."""
    own, stranger, _ = sites
    page, _, _ = opened(browser, f"{own}/fr/frame")
    card = page.frame_locator("iframe")
    card.get_by_text("La mare de l’école").wait_for()
    card.get_by_role("link", name="Suivre").wait_for(timeout=5000)
    page.context.close()
    page, faults, _ = opened(browser, f"{stranger}/fr/frame")
    page.wait_for_timeout(200)
    assert any("frame-ancestors" in fault or "Content Security Policy" in fault for fault in faults)
    assert not page.frame_locator("iframe").get_by_text("La mare").is_visible()
    page.context.close()


@pytest.mark.parametrize(
    ("language", "copy", "done"),
    [
        ("fr", "Copier l’adresse", "Adresse copiée"),
        ("en", "Copy the address", "Address copied"),
    ],
)
def test_the_element_copies_the_address(browser, sites, language, copy, done):
    """With script a button copies the feed's address and says so; keyboard alone is enough; nothing else is loaded."""
    own, _, base = sites
    page, faults, asked = opened(
        browser, f"{own}/{language}/element", permissions=["clipboard-read", "clipboard-write"]
    )
    page.get_by_role("button", name=copy).focus()
    page.keyboard.press("Enter")
    page.get_by_text(done).wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == f"{base}/feeds/all.rss"
    assert faults == []
    assert asked == [f"{own}/{language}/element", f"{base}/embed/follow.js"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.title() == "Le site"
    page.context.close()


def test_the_element_without_script_is_its_links(browser, sites):
    """Where script is off, or its file does not come, each link is there and leads where it should."""
    own, _, base = sites
    for options in ({"java_script_enabled": False}, {}):
        context = browser.new_context(**options)
        page = context.new_page()
        page.route("**/follow.js", lambda route: route.abort())
        page.goto(f"{own}/en/element")
        links = page.get_by_role("link")
        assert [links.nth(at).get_attribute("href") for at in range(links.count())] == [
            f"{base}/follow/all?lang=en",
            *(f"{base}/feeds/all.{fmt}" for fmt in ("rss", "atom", "json")),
        ]
        assert all(links.nth(at).is_visible() for at in range(links.count()))
        context.close()
