"""Follow pages in a real browser: every reader's link, copying, the reader used last, keyboard, no script, pictures."""

from dataclasses import replace
from datetime import timedelta

import pytest

from browsing import chromium, keep, note, opened
from pagestore import NOW
from pagevalues import article, term

pytestmark = pytest.mark.browser
LONG = "Anticonstitutionnellement" * 6
SETTINGS = {
    "follow": {"newsletter": "https://lefanal.example/lettre", "fediverse": "@redaction@social.example"},
    "newsroom": {"color": "#0b6b5e"},
}


def articles(base):
    """Return what is published: a category over some months, a very long name, and a name from right to left."""
    made = [
        replace(
            article(url=f"{base}/a/a{number}", image=None),
            id=f"a{number}",
            slug=f"a{number}",
            origin=f"a{number}",
            title=f"Article numéro {number}",
            published=NOW - timedelta(days=4 * number),
            updated=NOW - timedelta(days=4 * number),
        )
        for number in range(30)
    ]
    made[0] = replace(
        made[0], title=LONG, tags=(term("tag", "long", LONG), term("tag", "rtl", "بركة المدرسة، فصل أول"))
    )
    return made


@pytest.fixture(scope="module")
def browser():
    """Give one browser for all these tests."""
    with chromium() as launched:
        yield launched


@pytest.fixture
def feed(newsroom):
    """Give the address of the category's RSS feed, and the same encoded whole."""
    address = f"{newsroom.base}/feeds/category/environnement.rss"
    return address, address.replace(":", "%3A").replace("/", "%2F")


PAGE = "/follow/category/environnement"


def test_each_reader_has_its_exact_link(browser, newsroom, feed):
    """What the browser would open for each reader, and for each way beside feeds, letter by letter."""
    address, enc = feed
    with opened(browser, newsroom.root + PAGE) as page:
        links = page.eval_on_selector_all("a[data-reader]", "all => all.map(a => [a.dataset.reader, a.href])")
        others = page.eval_on_selector_all(".way a", "all => all.map(a => a.href)")
    assert dict(links) == {
        "feedly": f"https://feedly.com/i/subscription/feed%2F{enc}",
        "inoreader": f"https://www.inoreader.com/?add_feed={enc}",
        "newsblur": f"https://www.newsblur.com/?url={enc}",
        "theoldreader": f"https://theoldreader.com/feeds/subscribe?url={enc}",
        "feedbin": f"https://feedbin.com/?subscribe={enc}",
        "bazqux": f"https://bazqux.com/add?url={enc}",
        "app": f"feed:{address}",
    }
    assert others == [
        "https://lefanal.example/lettre",
        "https://social.example/@redaction",
        "https://google.com/preferences/source?q=lefanal.example",
    ]


def test_the_address_is_copied_and_that_is_told(browser, newsroom, feed):
    """The button puts the whole address on the clipboard, and says so to those who hear the page."""
    with opened(browser, newsroom.root + PAGE, permissions=["clipboard-read", "clipboard-write"]) as page:
        page.get_by_role("button", name="Copier l’adresse du flux RSS").click()
        status = page.get_by_role("status")
        status.get_by_text("Adresse copiée.").wait_for()
        assert page.evaluate("navigator.clipboard.readText()") == feed[0]
        assert status.get_attribute("aria-live") == "polite"


def test_where_copying_is_not_allowed_the_address_is_selected(browser, newsroom, feed):
    """A browser that lets no script copy has the address selected, and the page says what to do."""
    refused = "Object.defineProperty(navigator, 'clipboard', {value: undefined}); document.execCommand = () => false"
    with opened(browser, newsroom.root + PAGE, script=refused) as page:
        page.get_by_role("button", name="Copier l’adresse du flux RSS").click()
        page.get_by_role("status").get_by_text("La copie n’est pas permise ici").wait_for()
        assert page.evaluate("String(getSelection()) || document.activeElement.value") == feed[0]
        assert page.faults == []


def test_the_reader_used_last_is_offered_first_and_forgotten_at_will(browser, newsroom, feed):
    """A click is remembered on this device alone: no cookie, nothing sent; a button forgets it."""
    with opened(browser, newsroom.root + "/follow/all") as page:
        assert not page.locator(".last").is_visible()
        page.route("https://**", lambda route: route.fulfill(body="elsewhere"))
        page.get_by_role("link", name="avec Feedbin").click()
        page.goto(newsroom.root + PAGE)
        large = page.locator(".last a")
        assert large.get_attribute("href") == f"https://feedbin.com/?subscribe={feed[1]}"
        assert large.inner_text() == "Suivre «\u00a0Environnement\u00a0» avec Feedbin"
        assert page.context.cookies() == []
        assert page.evaluate("Object.entries(localStorage).join()") == 'buzzfeed.reader,{"reader":"feedbin"}'
        page.get_by_role("button", name="Oublier ce choix").click()
        assert not large.is_visible()
        assert page.evaluate("localStorage.length") == 0
        assert page.evaluate("document.activeElement.id") == "content"


@pytest.mark.parametrize(
    "kept", ['{"reader":"x\\"]"}', "null", "[]", "{", '{"reader":"miniflux","host":"javascript:alert(1)"}']
)
def test_whatever_the_device_kept_does_no_harm(browser, newsroom, kept):
    """What another script wrote there breaks nothing, and no link becomes anything but ours."""
    script = f"localStorage.setItem('buzzfeed.reader', {kept!r})"
    with opened(browser, newsroom.root + PAGE, script=script) as page:
        href = page.locator(".last a").evaluate("a => a.href")
        assert href.startswith((newsroom.root + PAGE, f"{newsroom.root}/follow/own-reader?"))
        assert page.faults == []


def test_a_reader_on_a_host_of_ones_own_is_reached_by_keyboard(browser, newsroom, feed):
    """From the form to the page that names the host, and from there by its link to the reader, without a mouse."""
    with opened(browser, newsroom.root + PAGE) as page:
        page.get_by_role("radio", name="FreshRSS").focus()
        page.keyboard.press("Space")
        page.get_by_label("Adresse de votre lecteur").focus()
        page.keyboard.type("lecteur.example/rss/")
        page.keyboard.press("Enter")
        page.wait_for_url("**/follow/own-reader?**")
        assert page.get_by_role("heading", level=1).inner_text() == "Vous partez vers lecteur.example/rss"
        keep(page, "own-reader-confirm")
        page.get_by_role("link", name="Ouvrir lecteur.example/rss").focus()
        with page.expect_response("**/follow/own-reader/go?**") as jump:
            page.keyboard.press("Enter")
        assert jump.value.status == 303
        assert jump.value.headers["location"] == f"https://lecteur.example/rss/i/?c=feed&a=add&url_rss={feed[1]}"
        assert jump.value.headers["referrer-policy"] == "no-referrer"
        # There is no such host, so the browser stands where it set out: what it keeps is seen in another page.
        other = page.context.new_page()
        other.goto(newsroom.root + PAGE)
        assert other.locator(".last a").inner_text() == "FreshRSS · lecteur.example/rss/"


def test_all_of_it_works_without_script(browser, newsroom, feed):
    """No button is shown that could do nothing; links, form, formats and chart are there."""
    with opened(browser, newsroom.root + PAGE, java_script_enabled=False) as page:
        assert page.get_by_role("textbox", name="Adresse du flux RSS").input_value() == feed[0]
        assert page.locator("button:visible").all_inner_texts() == ["Continuer"]
        assert not page.locator(".last").is_visible()
        page.get_by_text("Autres formats").click()
        assert page.get_by_role("textbox", name="Adresse du flux Atom").is_visible()
        assert page.get_by_text("Environ 2\u00a0articles par semaine").is_visible()
        page.get_by_label("Adresse de votre lecteur").fill("http://lecteur.example")
        page.get_by_role("button", name="Continuer").click()
        assert page.get_by_text("Cette adresse ne peut pas être ouverte d’ici").is_visible()
        assert page.get_by_label("Adresse de votre lecteur").input_value() == "http://lecteur.example"
        keep(page, "own-reader-wrong")


def test_tab_goes_through_everything_in_order_and_shows_where_it_is(browser, newsroom):
    """Each link, field and button has its turn, in the order in which they stand, with an outline that is seen."""
    with opened(browser, newsroom.root + PAGE) as page:
        seen = []
        for _ in range(60):
            page.keyboard.press("Tab")
            at = page.evaluate(FOCUSED)
            if at is None:
                break
            seen.append(at)
        assert all(outline == "solid" for _, outline in seen)
        tops = [place for place, _ in seen]
        assert tops == sorted(tops)
        assert len(seen) > 25


FOCUSED = """() => {
  const e = document.activeElement;
  if (e === document.body) return null;
  const all = [...document.querySelectorAll('*')];
  return [all.indexOf(e), getComputedStyle(e).outlineStyle];
}"""


@pytest.mark.parametrize("path", [PAGE, "/follow/tag/long", "/follow/tag/rtl"])
def test_no_name_breaks_the_page_at_any_width(browser, newsroom, path):
    """At 320 and 1,440 pixels, light and dark, in both languages, nothing is cut off or scrolls sideways."""
    for width, scheme, language in (
        (320, "dark", "fr"),
        (1440, "light", "en"),
        (320, "light", "en"),
        (1440, "dark", "fr"),
    ):
        size = {"width": width, "height": 900}
        address = f"{newsroom.root}{path}?lang={language}"
        with opened(browser, address, viewport=size, color_scheme=scheme, reduced_motion="reduce") as page:
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            assert page.evaluate(CUT_OFF) == []
            assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
            assert page.evaluate("document.getAnimations().length") == 0
            assert page.faults == []
            keep(page, f"{path} {width} {scheme} {language}")


CUT_OFF = """() => [...document.querySelectorAll('main *')].filter(e => {
  const box = e.getBoundingClientRect();
  return box.width && !e.closest('svg, .skip') && (box.left < -1 || box.right > innerWidth + 1);
}).map(e => e.outerHTML.slice(0, 100))"""


def test_a_name_from_right_to_left_stands_as_it_should(browser, newsroom):
    """The Arabic name keeps its order within the French phrase, and stands alone from the right."""
    with opened(browser, newsroom.root + "/follow/tag/rtl") as page:
        assert (
            page.get_by_role("heading", level=1).inner_text()
            == "Suivre «\u00a0\u2068بركة المدرسة، فصل أول\u2069\u00a0»"
        )
        assert page.locator(".bar").evaluate("e => getComputedStyle(e).direction") == "rtl"
    with opened(browser, newsroom.root + "/follow/tag/long") as page:
        assert page.locator(".chips a", has_text="بركة").evaluate("e => getComputedStyle(e).direction") == "rtl"


def test_a_page_is_light_and_asks_nobody_else(browser, newsroom):
    """All that a first visit transfers is under 50 kB, compressed as it comes, and of our host."""
    with opened(browser, "about:blank") as page:
        client = page.context.new_cdp_session(page)
        names, came = {}, {}
        client.on(
            "Network.requestWillBeSent", lambda event: names.update({event["requestId"]: event["request"]["url"]})
        )
        client.on(
            "Network.loadingFinished",
            lambda event: came.update({names[event["requestId"]]: event["encodedDataLength"]}),
        )
        client.send("Network.enable")
        page.goto(newsroom.root + PAGE, wait_until="networkidle")
        assert {url for url in page.asked if not url.startswith(newsroom.root)} <= {"about:blank"}
        lines = [f"{round(size):6} {url.removeprefix(newsroom.root)}" for url, size in came.items()]
        note("transferred.txt", "\n".join([*lines, f"{round(sum(came.values())):6} bytes in all, headers included"]))
        assert len(came) >= 3
        assert sum(came.values()) < 50_000
        assert page.evaluate("[...document.querySelectorAll('.qr')].length") == 1


def test_print_leaves_what_paper_can_do(browser, newsroom):
    """On paper there are the address, the QR code and the articles; buttons and forms are not."""
    with opened(browser, newsroom.root + PAGE) as page:
        page.emulate_media(media="print")
        assert page.locator(".qr").is_visible()
        assert page.get_by_role("textbox", name="Adresse du flux RSS").is_visible()
        assert page.locator("button:visible, form:visible").count() == 0
        keep(page, "print")
