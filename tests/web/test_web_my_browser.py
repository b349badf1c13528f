"""Personal feeds in a real browser, over a real newsroom: say, look, subscribe, change, rotate, wipe; no script."""

import json
import re
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from importlib import resources
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from reader import make_reader

from browsing import chromium, keep, opened
from buzzfeed.config import load
from newsdesk import Desk
from pageserver import Served

from harness import Newsroom

pytestmark = pytest.mark.browser
SUBJECTS = [
    ("Les tests de grossesse du télescope", "Sciences", "Astronomie"),
    ("Un vaccin contre la dengue", "Sciences", "Santé"),
    ("Le glacier recule encore", "Sciences", "Climat"),
    ("La digue tiendra-t-elle", "Environnement", "Climat"),
    ("Le loup est revenu", "Environnement", "Animaux"),
    ("Le théâtre rouvre", "Culture", "Théâtre"),
    ("Un film sur le port", "Culture", "Cinéma"),
    ("La bibliothèque ouvre le dimanche", "Culture", "Lecture"),
    ("Le stade est vide", "Sport", "Football"),
    ("La régate du siècle", "Sport", "Voile"),
]


@pytest.fixture(scope="module")
def browser():
    """Give one browser for all these tests."""
    with chromium() as launched:
        yield launched


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory):
    """Give a newsroom that is served, with articles of these days; nobody is bounded."""
    made = Newsroom(tmp_path_factory.mktemp("mine"))
    desk = Desk(made)
    config = made.config.read_text().replace("[web]\n", "[web]\nmade_per_minute = 10000\n", 1)
    made.config.write_text(config + "\n[personal]\nmade_per_hour = 1000\n")
    now = datetime.now(UTC)
    for number, (title, category, tag) in enumerate(SUBJECTS):
        date = (now - timedelta(hours=3 + 11 * number)).strftime("%Y-%m-%dT%H:%M:%SZ")
        body = f"Un texte sur {tag.lower()} et rien d’autre.\n" * 3
        made.write(f"{number}.md", title, body, category=category, tags=tag, date=date)
    desk.run()
    served = Served(load(made.config))
    try:
        yield made
    finally:
        served.kill()


def make(newsroom, *pairs):
    """Make a feed as a form does; return the address of its own page, and of its RSS feed."""
    answer = requests.post(f"{newsroom.base}/my", data=list(pairs), timeout=10, allow_redirects=False)
    assert answer.status_code == 303
    link = newsroom.base + answer.headers["location"].partition("?")[0]
    page = requests.get(link, timeout=10).text
    return link, re.search(rf"{newsroom.base}/my/[\w-]+\.rss", page)[0]


def test_the_whole_way_without_script(browser, newsroom, tmp_path):  # noqa: PLR0915 - a way has many steps
    """From the directory to a feed in a reader, and back to change, rotate and wipe it, on a phone, without script."""
    phone = {"viewport": {"width": 390, "height": 800}, "java_script_enabled": False}
    with opened(browser, newsroom.base + "/", **phone) as page, ExitStack() as stack:
        page.get_by_role("link", name="Commencer").click()
        assert page.get_by_role("heading", level=1).inner_text() == "Composez votre fil"

        # Say, and be asked back; Enter looks.
        page.get_by_label("Phrase 1").fill("Plus de culture")
        page.get_by_role("radiogroup", name="Sciences").get_by_role("radio", name="beaucoup").check()
        page.get_by_label("La une de la rédaction").select_option("aucun")
        page.get_by_label("Un autre sujet").press("Enter")
        page.wait_for_url("**/my?**")
        assert urlsplit(page.url).query == "much=category%3ASciences&say=Plus+de+culture&front=0"
        chosen = page.locator(".chosen li")
        assert "Parce que vous suivez « Sciences »." in chosen.all_inner_texts()[0].replace("\xa0", " ")
        page.get_by_role("button", name="Je veux « culture »".replace("« ", "«\xa0").replace(" »", "\xa0»")).click()
        assert page.get_by_label("Phrase 1").input_value() == "J’aime culture."
        assert "Compris" in page.locator(".heard").inner_text()

        # What stays outside has its reason, and a link that would bring some of it in; and the way back.
        assert "Le loup est revenu" in page.locator(".out").inner_text()
        before, inside = page.url, chosen.count()
        page.locator(".what-if a").first.click()
        assert page.url != before
        assert page.locator(".chosen li").count() >= inside
        page.go_back()
        assert page.url == before

        # Ask for it: a page of one's own, which reloads without asking again.
        page.get_by_label("Nom du fil").fill("Le matin de Zoé")
        page.get_by_role("button", name="Obtenir mon fil").click()
        assert page.get_by_role("heading", level=1).inner_text() == "Votre fil est prêt"
        link = page.get_by_role("textbox", name="Lien pour modifier votre fil").input_value()
        address = page.get_by_role("textbox", name="Adresse du flux RSS").input_value()
        assert link in page.url
        assert address.startswith(f"{newsroom.base}/my/")
        feedly = page.get_by_role("link", name="Feedly").get_attribute("href")
        assert feedly == "https://feedly.com/i/subscription/feed%2F" + address.replace(":", "%3A").replace("/", "%2F")
        page.reload()
        assert page.get_by_role("textbox", name="Adresse du flux RSS").input_value() == address

        # A real reader follows it.
        reader = stack.enter_context(make_reader(str(tmp_path / "reader.db")))
        reader.add_feed(address)
        reader.update_feed(address)
        entries = list(reader.get_entries())
        assert reader.get_feed(address).title == "Le Fanal – Le matin de Zoé"
        assert {"Un vaccin contre la dengue", "Le glacier recule encore"} <= {one.title for one in entries}
        assert any("Parce que vous suivez" in one.get_content().value for one in entries if one.get_content())

        # Change: see what comes and goes, then save.
        page.goto(link)
        page.get_by_role("radiogroup", name="Sciences").get_by_role("radio", name="jamais").check()
        page.get_by_role("radiogroup", name="Environnement").get_by_role("radio", name="beaucoup").check()
        page.get_by_role("button", name="Actualiser l’aperçu").click()
        draft = page.locator(".make", has_text="Ce qui changerait")
        assert "beaucoup → jamais" in draft.inner_text()
        assert "Le loup est revenu" in draft.inner_text()
        assert "Vous ne voulez jamais" in draft.inner_text()
        page.get_by_role("button", name="Enregistrer").click()
        assert "C’est enregistré." in page.get_by_role("status").first.inner_text()
        reader.update_feed(address)
        titles = {one.title for one in reader.get_entries()}
        assert "Le loup est revenu" in titles

        # Rotate: the old address is gone, and the page knows the new one.
        page.get_by_role("link", name="Changer d’adresse").click()
        page.get_by_role("button", name="Changer d’adresse").click()
        fresh = page.get_by_role("textbox", name="Adresse du flux RSS").input_value()
        assert fresh != address
        assert requests.get(address, timeout=10).status_code == 410
        assert requests.get(fresh, timeout=10).status_code == 200

        # Wipe.
        page.get_by_role("link", name="Effacer ce fil").click()
        page.get_by_role("button", name="Effacer ce fil").click()
        assert page.get_by_role("heading", level=1).inner_text() == "Votre fil est effacé"
        assert requests.get(fresh, timeout=10).status_code == 410
        assert page.goto(link).status == 410
        assert page.faults == [one for one in page.faults if "410" in one]


def test_feedback_tells_what_it_would_change_and_takes_it_back(browser, newsroom):
    """A link of an entry shows the one choice that would change, changes it by its button alone, and undoes it."""
    link, address = make(newsroom, ("little", "category:Sciences"), ("feedback", "1"))
    token = urlsplit(address).path.removeprefix("/my/").removesuffix(".rss")
    items = newsroom.get("/feeds/category/sciences.json").json()["items"]
    about = {"id": items[0]["id"]}
    there = requests.Request("GET", f"{newsroom.base}/my/{token}/more", params=about).prepare().url

    def kept():
        return requests.get(f"{link}/export", timeout=10).json()["choices"]

    with opened(browser, there, java_script_enabled=False) as page:
        assert "Rien n’a encore changé." in page.locator(".lead").inner_text()
        assert kept()["little"] == ["category:Sciences"], "looking changes nothing"
        step = page.get_by_role("button").first
        assert step.inner_text().replace("\xa0", " ") == "« Sciences » : un peu → beaucoup"
        keep(page, "my-feedback")
        step.click()
        assert "un peu → beaucoup" in page.get_by_role("status").inner_text()
        assert kept()["much"] == ["category:Sciences"]
        page.get_by_role("button", name="Annuler ce changement").click()
        assert kept()["little"] == ["category:Sciences"]
        assert "annulé" in page.get_by_role("status").inner_text()
    forged = requests.post(there, data={"step": "tag:Voile==never", "version": "3"}, timeout=10)
    assert forged.status_code == 409
    assert kept()["never"] == []
    _, silent = make(newsroom, ("little", "category:Sciences"))
    off = requests.get(silent.replace(".rss", "/more"), params=about, timeout=10)
    assert off.status_code == 404, "they are off unless they were asked for"


SAID = [
    ("say", "Je m’intéresse au climat, pas au football"),
    ("say", "Plus de culture"),
    ("much", "category:Sciences"),
    ("little", "tag:Voile"),
    ("hide", "loup~2027-01-31"),
    ("word", "digue"),
    ("front", "2"),
]


def pages_of(newsroom):
    """Return each page of personal feeds, by a name for its picture."""
    link, address = make(newsroom, *SAID, ("feedback", "1"))
    item = newsroom.get("/feeds/category/sciences.json").json()["items"][0]["id"]
    query = requests.Request("GET", "http://x/", params=SAID).prepare().url.partition("?")[2]
    faulty = "other=zut&amount=99&hide-word=a&hide-until=demain"
    return {
        "my": "/my",
        "my-said": f"/my?{query}&{faulty}",
        "my-address": f"/my/address?{query}",
        "my-ready": f"{link}?new=1",
        "my-draft": f"{link}?much=tag:Climat&title=Zo%C3%A9",
        "my-rotate": f"{link}/rotate",
        "my-more": requests.Request("GET", address.replace(".rss", "/more"), params={"id": item}).prepare().url,
    }


PICTURES = {"my", "my-said", "my-ready", "my-draft"}


@pytest.fixture(scope="module")
def addresses(newsroom):
    """Give each page's absolute address, by name."""
    made = pages_of(newsroom)
    return {name: one if one.startswith("http") else newsroom.base + one for name, one in made.items()}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_axe_finds_nothing_and_each_page_fits(browser, addresses, language):
    """No violation, light and dark; nothing wider than 320 or 1,440 px; nothing is asked for from elsewhere."""
    axe = resources.files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
    faults = []
    with opened(browser, addresses["my-rotate"], viewport={"width": 1440, "height": 900}) as page:
        for name, bare in addresses.items():
            page.goto(f"{bare}{'&' if '?' in bare else '?'}lang={language}")
            assert page.evaluate("document.documentElement.lang") == language
            picture = name in PICTURES and language == "fr"
            if picture:
                keep(page, f"{name}-1440")
            page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
            page.evaluate(axe)
            for scheme, rules in (("light", "{}"), ("dark", "{runOnly: ['color-contrast']}")):
                page.emulate_media(color_scheme=scheme)
                for one in page.evaluate(f"async () => (await axe.run({rules})).violations"):
                    faults.append((name, scheme, one["id"], one["nodes"][0]["html"][:160]))
            page.set_viewport_size({"width": 320, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= 320, name
            if picture:
                keep(page, f"{name}-320-dark")
            page.set_viewport_size({"width": 1440, "height": 900})
            page.emulate_media(color_scheme="light")
            assert page.evaluate("document.documentElement.scrollWidth") <= 1440, name
        assert {urlsplit(one).netloc for one in page.asked} == {urlsplit(addresses["my"]).netloc}
        assert [one for one in page.faults if "status of 4" not in one] == []
    assert faults == []


def test_the_address_is_copied_and_keyboards_reach_all(browser, addresses):
    """With script the address is copied; by keyboard alone, wants are chosen by arrows."""
    with opened(browser, addresses["my-ready"], permissions=["clipboard-read", "clipboard-write"]) as page:
        page.get_by_role("button", name="Copier l’adresse du flux RSS").click()
        page.get_by_role("status").get_by_text("Adresse copiée.").wait_for()
        assert page.evaluate("navigator.clipboard.readText()").endswith(".rss")
        assert page.context.cookies() == []
    with opened(browser, addresses["my"]) as page:
        page.get_by_role("radiogroup", name="Culture").get_by_role("radio", name="sans avis").focus()
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Enter")
        page.wait_for_url("**/my?**")
        assert parse_qs(urlsplit(page.url).query)["much"] == ["category:Culture"]
        assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "light dark"
        page.emulate_media(media="print")
        assert not page.locator("form.my").is_visible()
        assert page.locator(".chosen li").first.is_visible()


def test_all_that_is_kept_is_given_to_take_along(newsroom):
    """The file says in words what is kept, and nothing of the secrets."""
    link, address = make(newsroom, *SAID, ("title", "Zoé"))
    answer = requests.get(f"{link}/export", timeout=10)
    assert answer.headers["content-disposition"].startswith("attachment")
    told = json.loads(answer.text)
    assert (told["title"], told["choices"]["sentences"]) == ("Zoé", [text for name, text in SAID if name == "say"])
    assert told["choices"]["words_to_hide"] == [{"word": "loup", "until": "2027-01-31"}]
    for secret in (link.rpartition("/")[2], address.rpartition("/")[2].removesuffix(".rss")):
        assert secret not in answer.text
