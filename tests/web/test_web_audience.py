"""The operators' page of the audience, as it is served."""

import csv
import io
import shutil
from datetime import UTC, datetime, timedelta
from importlib import resources

import pytest
import requests

from buzzfeed.model import AudienceReport, AudienceSum, Range
from buzzfeed.store import open_inbox
from pageserver import Served, make_config, operator_token, writer
from pagestore import publish, take_in
from pagevalues import article

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
TODAY = datetime.now(UTC).date()


@pytest.fixture(scope="module")
def counted(tmp_path_factory):
    """Serve a newsroom that was polled for ten days."""
    config = make_config(tmp_path_factory.mktemp("counted"), prefix="/flux")
    store = writer(config)
    take_in(store, article())
    publish(store)
    inbox = open_inbox(config.store_url)
    for back in range(1, 11):
        day = TODAY - timedelta(days=back)
        sums = [
            AudienceSum(day, "all", "FreshRSS", 7, Range(1080, 1120 + back), 10, 6, 4, 15, 2, 5000),
            AudienceSum(day, "tag/eau", "browsers", 7, Range(0, 3), 5, 0, 0, 0, 0, 700),
            AudienceSum(day, "", "bots", 7, Range(), 99),
        ]
        inbox.keep_audience(sums, [AudienceReport(day, "all", "Feedly", "a?", 462)])
    inbox.close()
    store.prune_audience(TODAY, 25)
    served = Served(config)
    served.token = operator_token(store)
    store.close()
    try:
        yield served
    finally:
        served.kill()


def ask(served, path, **headers):
    """GET from the operators' address with the token."""
    return requests.get(served.admin + path, auth=("x", served.token), headers=headers, timeout=10)


def test_audience_is_for_operators_alone(counted):
    """Page, JSON and CSV ask for a token; nothing of it is on the public address, and no cache keeps it."""
    for path in ("/audience", "/audience.json", "/audience.csv"):
        assert requests.get(counted.admin + path, timeout=10).status_code == 401
        assert counted.get(path).status_code == 404
        answer = ask(counted, path)
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")


def test_page_shows_ranges_reasons_and_charts(counted):
    """In French and English, by Accept-Language and by address."""
    text = ask(counted, "/audience", **{"Accept-Language": "en"}).text
    for shown in ("1,542 to 1,586", "at least 1,542", "Why it is a range", "<svg", "FreshRSS", "Feedly", "Browsers"):
        assert shown in text, shown
    french = ask(counted, "/audience?lang=fr&days=90").text
    assert "de 1\u202f542 à 1\u202f586" in french
    assert 'lang="fr"' in french
    assert 'href="/audience?channel=tag%2Feau&amp;days=90&amp;lang=fr"' in french
    assert f'href="{counted.base}/privacy?lang=fr"' in french
    one = ask(counted, "/audience?channel=tag/eau&lang=en").text
    assert "FreshRSS" not in one
    assert "0 to 3" in one


def test_nonsense_in_the_address_is_harmless(counted):
    """Another period is the usual one; a channel that is not there has nothing; nothing is taken for markup."""
    for query in (
        "days=0",
        "days=%C2%B2",
        "days=-1",
        "days=99999999999",
        "days=0000000309",
        "days=" + "9" * 5000,
        "lang=xx",
        "channel=nirgends",
    ):
        assert ask(counted, f"/audience?{query}").status_code == 200
    assert "<script" not in ask(counted, "/audience?channel=<script>&lang=<script>").text


def test_json_and_csv_hold_the_same_figures(counted):
    """The JSON is the command's; the CSV has a line for each day, channel and reader."""
    found = ask(counted, "/audience.json").json()
    assert found["subscriptions"] == {"low": 1542, "high": 1586}
    assert (found["people"], found["polls"]["bots"]) == ({"low": 1542}, 99)
    assert found["hub"] == {"subscriptions": 0, "channels": {}, "spared_polls": 0}
    assert [one["channel"] for one in found["channels"]] == ["all", "tag/eau"]
    assert found["channels"][1]["title"] == "Eau"
    assert len(found["days"]) == 10
    rows = list(csv.DictReader(io.StringIO(ask(counted, "/audience.csv").text)))
    days = {(TODAY - timedelta(days=back)).isoformat() for back in range(1, 11)}
    assert {row["day"] for row in rows} == days
    assert {(row["reader"], row["low"]) for row in rows if row["channel"] == "all"} == {
        ("FreshRSS", "1080"),
        ("Feedly", "462"),
    }
    assert len(list(csv.DictReader(io.StringIO(ask(counted, "/audience.csv?channel=tag/eau").text)))) == 10


@pytest.mark.browser
def test_page_holds_in_a_browser(counted):
    """Light and dark, at 320 and 1,440 px, in both languages: nothing overflows, fails, or comes from elsewhere.

    axe-core finds nothing either, with every table shown.
    """
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed (Debian: chromium)")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        axe = resources.files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
        for width, scheme, language in ((320, "light", "fr"), (320, "dark", "en"), (1440, "dark", "fr")):
            page = browser.new_context(
                http_credentials={"username": "x", "password": counted.token},
                viewport={"width": width, "height": 800},
                color_scheme=scheme,
                bypass_csp=True,  # for axe, which the test puts into the page
            ).new_page()
            told, asked = [], []
            page.on("console", lambda message, told=told: told.append(message.text))
            page.on("request", lambda request, asked=asked: asked.append(request.url))
            page.goto(f"{counted.admin}/audience?lang={language}")
            assert [one for one in told if "401" not in one] == []
            assert all(url.startswith(counted.admin) for url in asked)
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            assert page.locator("svg[role=img]").count() == 2
            assert page.locator("table").count() == page.locator("table caption").count() == 3
            page.keyboard.press("Tab")
            assert page.evaluate("document.activeElement.className") == "skip"
            page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
            page.evaluate(axe)
            found = page.evaluate("async () => (await axe.run()).violations")
            assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []
        browser.close()


def test_readers_are_told_what_is_counted(counted):
    """Every page leads to it, in its language; with a slash at its end it is led back."""
    french = counted.get("/privacy", {"Accept-Language": "fr"})
    assert french.status_code == 200
    assert "aucune adresse" in french.text or "ni adresse IP" in french.text
    assert "No cookies" in counted.get("/privacy?lang=en").text
    assert counted.get("/privacy/").headers["location"] == "/flux/privacy"
    for path in ("/", "/follow/all"):
        assert 'href="/flux/privacy"' in counted.get(path, {"Accept-Language": "fr"}).text, path
