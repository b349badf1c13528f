"""The pages in a real browser: nothing overflows, nothing is loaded from elsewhere, the keyboard is enough."""

import shutil
from dataclasses import replace

import pytest

from pagestore import NOW
from pagevalues import article, term

pytestmark = pytest.mark.browser
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
LONG = "Anticonstitutionnellement" * 6


def articles(base):
    """Return what the newsroom of these tests has published: plain, very long, from right to left."""
    one = article(url=f"{base}/a/mare", image=None)
    content = f"<p>{LONG}</p><pre><code>{'x = 1; ' * 60}</code></pre><table><tr>{'<td>cellule</td>' * 30}</tr></table>"
    long = replace(
        one,
        id="long",
        slug="long",
        origin="long",
        url=f"{base}/a/long",
        title=LONG,
        content=content,
        tags=tuple(term("tag", f"sujet-{number}", f"Sujet numéro {number}") for number in range(60)),
        authors=(term("author", "long", LONG),),
    )
    arabic = replace(
        one,
        id="ar",
        slug="ar",
        origin="ar",
        url=f"{base}/a/ar",
        language="ar",
        title="بركة المدرسة",
        lede="ستة أمتار طولا.",
        content="<p>يجب أن تنحني.</p>",
        authors=(term("author", "ar", "حنّا"),),
        published=NOW,
    )
    return [one, long, arabic]


PAGES = [
    "/",
    "/follow/all",
    "/follow/author/long",
    "/follow/language/ar",
    "/a/mare",
    "/a/long",
    "/a/ar",
    "/nothing-here",
]


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


def opened(browser, newsroom, path, **options):
    """Open a page; return it with the faults it tells and the addresses it asks for."""
    page = browser.new_context(locale="fr-FR", **options).new_page()
    faults, asked = [], []
    page.on("console", lambda message: faults.append(message.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(newsroom.root + path)
    return page, [fault for fault in faults if "404" not in fault], asked


@pytest.mark.parametrize("path", PAGES)
def test_nothing_overflows_and_nothing_is_loaded_from_elsewhere(browser, newsroom, path):
    """From a small phone to a desk, in light and dark, no page scrolls sideways, breaks its policy or calls away."""
    for width, scheme in ((320, "light"), (1440, "dark")):
        size = {"width": width, "height": 800}
        page, faults, asked = opened(browser, newsroom, path, viewport=size, color_scheme=scheme)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, width)
        assert faults == []
        assert all(url.startswith(newsroom.root) for url in asked)
        assert page.context.cookies() == []
        page.context.close()


@pytest.mark.parametrize("path", ["/", "/follow/all", "/a/mare"])
def test_text_has_the_contrast_that_wcag_wants(browser, newsroom, path):
    """Every text on its own ground has 4.5:1, in light and in dark."""
    for scheme in ("light", "dark"):
        page, _, _ = opened(browser, newsroom, path, color_scheme=scheme)
        poor = page.evaluate(CONTRAST)
        assert poor == [], (path, scheme)
        page.context.close()


@pytest.mark.parametrize("path", ["/", "/follow/all", "/a/mare"])
def test_targets_are_large_enough(browser, newsroom, path):
    """What one taps is 24 pixels high at least, or a link within a sentence (WCAG 2.2, 2.5.8)."""
    page, _, _ = opened(browser, newsroom, path, viewport={"width": 320, "height": 800})
    small = page.evaluate(SMALL)
    assert small == []
    page.context.close()


def test_the_keyboard_is_enough(browser, newsroom):
    """The first tab shows the skip link, Enter goes to the content, and what has the focus can be seen."""
    page, _, _ = opened(browser, newsroom, "/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.evaluate("document.activeElement.getBoundingClientRect().top") >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.context.close()


def test_the_explanation_opens_without_script(browser, newsroom):
    """What a feed is can be read with JavaScript turned off."""
    page, _, _ = opened(browser, newsroom, "/", java_script_enabled=False)
    page.get_by_text("Qu’est-ce qu’un flux").click()
    assert page.get_by_text("Cela s’appelle aussi RSS").is_visible()
    page.context.close()


def test_links_have_names_that_stand_alone(browser, newsroom):
    """Heard without what stands around it, each feed's link says which feed it is, and each box what it chooses."""
    page, _, _ = opened(browser, newsroom, "/")
    named = "a[href^='/feeds/'], input[type=checkbox]"
    names = page.eval_on_selector_all(named, "all => all.map(a => a.ariaLabel || a.textContent)")
    assert len(names) == len(set(names)) > 60
    page.context.close()


SMALL = """() => [...document.querySelectorAll('a, input, button, summary, label:has(input)')].filter(e => {
  const box = e.getBoundingClientRect();
  return e.className !== 'skip' && e.type !== 'radio' && box.height > 0 && box.height < 24 && !e.closest('p, .content');
}).map(e => e.outerHTML)"""

CONTRAST = """() => {
  const parse = text => (text.match(/[\\d.]+/g) || []).map(Number);
  const linear = v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4;
  const lum = ([r, g, b]) => .2126 * linear(r / 255) + .7152 * linear(g / 255) + .0722 * linear(b / 255);
  const ground = e => {
    for (; e; e = e.parentElement) {
      const c = parse(getComputedStyle(e).backgroundColor);
      if (c.length === 3 || c[3] > 0) return c;
    }
    return [255, 255, 255];
  };
  const poor = [];
  for (const e of document.body.querySelectorAll('*')) {
    const own = [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
    if (!own || !e.getClientRects().length) continue;
    const [a, b] = [lum(parse(getComputedStyle(e).color)), lum(ground(e))].sort((x, y) => y - x);
    if ((a + .05) / (b + .05) < 4.5) poor.push(e.outerHTML.slice(0, 100));
  }
  return poor;
}"""
