"""A directory of a thousand tags in a real browser: searched, chosen from and combined, with and without script."""

import re
from dataclasses import replace

import pytest
from test_web_browser import CONTRAST, SMALL, browser, opened  # noqa: F401 - a fixture among them

from buzzfeed.model import fold
from pagevalues import article, term

pytestmark = pytest.mark.browser
LONG = "Anticonstitutionnellement" * 6
ODD = [
    "Œuvres & l’été",
    LONG,
    "الذكاء الاصطناعي",
    "<b>Gras</b>",
    "IA",
    "2026",
    "Straße",
    "Ἀθῆναι",
    "Ёлка",
    "ﬁn  de   siècle",
]
NARROW = {"width": 320, "height": 800}


def articles(base):
    """Return a few articles that carry a thousand tags between them."""
    names = [*ODD, *(f"Sujet numéro {number}" for number in range(990))]
    tags = [term("tag", f"t{place}", name) for place, name in enumerate(names)]
    one = article(url=f"{base}/a/mare", image=None)
    return [
        replace(
            one,
            id=f"a{at}",
            slug=f"a{at}",
            origin=f"a{at}",
            url=f"{base}/a/a{at}",
            tags=(*tags[at : at + 100], tags[4]),
        )
        for at in range(0, 1000, 100)
    ]


def shown(page):
    """Return the names of the channels that can be seen, or would be in an open group."""
    return page.eval_on_selector_all("[data-item]:not([hidden]) a", "all => all.map(a => a.textContent)")


@pytest.mark.parametrize(
    "path", ["/", "/?q=sujet&any=tag:t4", "/follow/mix?any=category:environnement,tag:t1&none=tag:t2"]
)
def test_it_fits_and_can_be_read_and_tapped(browser, newsroom, path):  # noqa: F811
    """On a phone and a desk, in light and dark: no sideways scrolling, contrast, targets, nothing from elsewhere."""
    for width, scheme in ((320, "light"), (1440, "dark")):
        size = {"width": width, "height": 800}
        page, faults, asked = opened(browser, newsroom, path, viewport=size, color_scheme=scheme)
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(CONTRAST) == []
        assert page.evaluate(SMALL) == []
        assert faults == []
        assert all(url.startswith(newsroom.root) for url in asked)
        page.context.close()


def test_search_choice_and_combining_without_script(browser, newsroom):  # noqa: F811
    """Typed, sent, ticked, sent again: all of it by one plain form, and what is ticked is not lost on the way."""
    page, _, _ = opened(browser, newsroom, "/", java_script_enabled=False, viewport=NARROW)
    page.get_by_label("Choisir Environnement").check()
    page.get_by_role("searchbox").fill("OEUVRES")
    page.get_by_role("button", name="Chercher").click()
    assert page.get_by_label("Choisir Environnement").is_checked()
    page.get_by_label("Choisir Œuvres & l’été").check()
    page.get_by_role("button", name="En faire un flux").click()
    assert page.url == f"{newsroom.root}/follow/mix?any=category:environnement,tag:t0"
    page.get_by_role("combobox", name=re.compile("Œuvres")).select_option("jamais")
    page.get_by_role("button", name="Changer le flux").click()
    assert page.url == f"{newsroom.root}/follow/mix?any=category:environnement&none=tag:t0"
    assert "Environnement, sans Œuvres & l’été" in page.get_by_role("heading", level=1).inner_text()
    page.get_by_role("link", name="Ajouter des canaux").click()
    assert page.get_by_label("Choisir Environnement").is_checked()
    page.context.close()


def test_groups_open_without_script_and_by_a_link_into_them(browser, newsroom):  # noqa: F811
    """A letter's channels unfold on a click, and on an address that names the letter they can be reached."""
    page, _, _ = opened(browser, newsroom, "/", java_script_enabled=False)
    line = page.get_by_role("link", name="Sujet numéro 700", exact=True)
    assert not line.is_visible()
    page.locator("#tag-s > summary").click()
    assert line.is_visible()
    page.context.close()


def test_typing_narrows_at_once_as_the_server_would(browser, newsroom):  # noqa: F811
    """Each letter narrows the list, unfolds what fits and says how many; Escape gives all back, groups closed again."""
    page, faults, asked = opened(browser, newsroom, "/")
    every = len(shown(page))
    before = len(asked)
    box = page.get_by_role("searchbox")
    box.fill("numero 70")
    found = shown(page)
    assert len(found) == 20
    assert page.get_by_role("link", name="Sujet numéro 707", exact=True).is_visible()
    assert page.locator(".told").inner_text() == "20\u00a0résultats pour «\u00a0numero 70\u00a0»"
    box.fill("zz $& $` {query}")
    assert "«\u00a0zz $& $` {query}\u00a0»" in page.locator(".told").inner_text()
    box.fill("zzzz")
    assert page.locator(".told").inner_text().startswith("Rien ne correspond")
    box.press("Escape")
    assert len(shown(page)) == every
    assert page.locator("details[open]").count() == 0
    assert len(asked) == before
    for typed in ("oeuvres", "STRASSE", "αθηναι", "елка", "fin de siecle", "الذكاء"):
        box.fill(typed)
        given = shown(page)
        server = browser.new_context(java_script_enabled=False, locale="fr-FR").new_page()
        server.goto(f"{newsroom.root}/?q={typed}")
        assert sorted(given) == sorted(
            server.eval_on_selector_all("[data-item] a", "all => all.map(a => a.textContent)")
        )
        assert len(given) == 1, typed
        server.context.close()
    names = [*ODD, "İstanbul", "ÉCOLE\u00a0d’été", "ĳs", "ΣΊΣΥΦΟΣ", "ﬀ", "Ĳ", "Ǆ", "Ａ１", "é̱"]
    assert page.evaluate("names => names.map(window.buzzfeedFold)", names) == [fold(name) for name in names]
    assert faults == []
    page.context.close()


def test_the_keyboard_is_enough_to_find_choose_and_combine(browser, newsroom):  # noqa: F811
    """Tab, letters, Space and Enter alone lead from the page's top to a feed of two channels; focus can be seen."""
    page, _, _ = opened(browser, newsroom, "/", viewport=NARROW, reduced_motion="reduce")

    def tab_to(test):
        for _ in range(60):
            page.keyboard.press("Tab")
            if page.evaluate(f"(e => {test})(document.activeElement)"):
                return
        raise AssertionError(f"Tab never led to {test}")

    tab_to("e.type === 'search'")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.type("numero 70")
    page.keyboard.press("Enter")
    for name in ("tag:t80", "tag:t710"):
        tab_to(f"e.value === '{name}'")
        box = page.evaluate("(r => [r.top, r.bottom])(document.activeElement.getBoundingClientRect())")
        bar = page.evaluate("document.querySelector('.choosing').getBoundingClientRect().top")
        assert box[0] >= 0
        assert box[1] <= bar, "what has the focus is hidden by the bar (WCAG 2.2, 2.4.11)"
        page.keyboard.press("Space")
    assert page.locator(".choosing .count").inner_text() == "2\u00a0choisis"
    tab_to("e.textContent.includes('En faire un flux')")
    page.keyboard.press("Enter")
    page.wait_for_url("**/follow/mix?any=tag:t710,tag:t80")
    page.context.close()


def test_what_has_no_box_is_counted_too(browser, newsroom):  # noqa: F811
    """Channels that a mix leaves out or wants of each are part of the choice, and of the ten that one feed takes."""
    page, _, _ = opened(browser, newsroom, "/?any=tag:t4&none=tag:t1,tag:t2")
    assert page.locator(".choosing .count").inner_text() == "3\u00a0choisis"
    page.locator("input[type=checkbox]:visible:not(:checked)").first.check()
    assert page.locator(".choosing .count").inner_text() == "4\u00a0choisis"
    page.context.close()


def test_a_choice_can_be_undone_and_says_when_it_is_too_large(browser, newsroom):  # noqa: F811
    """Beyond ten it says that one feed takes no more; one button unticks all."""
    page, _, _ = opened(browser, newsroom, "/")
    assert not page.get_by_role("button", name="En faire un flux").is_visible()
    boxes = page.locator("input[type=checkbox]:visible")
    for place in range(11):
        boxes.nth(place).check()
    assert page.get_by_text("dix au plus").is_visible()
    page.get_by_role("button", name="Tout décocher").click()
    assert page.locator("input[type=checkbox]:checked").count() == 0
    assert page.locator(".choosing .count").inner_text() == "Cochez ce que vous voulez suivre."
    page.context.close()
