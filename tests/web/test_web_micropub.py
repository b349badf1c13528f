"""Micropub (W3C Recommendation): the cases of micropub.rocks' server tests, by their numbers, and what they leave."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import requests

from apidesk import SOURCES, Api
from buzzfeed.model import Scope
from pageserver import Served, make_config

PHOTO = "https://lefanal.example/photos/pont.jpg"
OTHER = "https://lefanal.example/photos/quai.png"


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    """Serve a newsroom with push sources for the whole module, and ask it as a writing app."""
    settings = {"max_bytes": 20_000, "per_minute": 5000}
    made = App(make_config(tmp_path_factory.mktemp("micropub"), sources=SOURCES, api=settings))
    yield made
    made.served.kill()
    made.store.close()


class App(Api):
    """A writing app."""

    def post(self, body=None, *, token="cms", **options):
        """Send JSON where ``body`` is given, else what the options say."""
        return self.ask("POST", "/micropub", body, token=token, **options)

    def form(self, *pairs, token="cms", **options):
        """Send a form."""
        return self.post(token=token, data=list(pairs), **options)

    def created(self, answer):
        """Return the properties of what was created, as ``q=source`` gives them, and its address."""
        assert answer.status_code == 201, answer.text
        url = answer.headers["location"]
        return self.source(url), url

    def source(self, url, *properties):
        """Ask ``q=source``."""
        query = {"q": "source", "url": url, "properties[]": properties}
        answer = self.ask("GET", "/micropub", params=query)
        assert answer.status_code == 200, answer.text
        document = answer.json()
        assert document.get("type") == (None if properties else ["h-entry"])
        return document["properties"]

    def restart(self):
        """End the process that serves, and begin another."""
        self.served.kill()
        self.served = Served(self.config)

    def article(self, url):
        """Return the article that an entry was made into."""
        return self.ask("GET", f"/api/articles/{url.rpartition('/')[2]}").json()["article"]


def entry(**properties):
    """Return a new entry as JSON."""
    return {"type": ["h-entry"], "properties": {name.replace("_", "-"): value for name, value in properties.items()}}


def assert_refused(answer, status, code):
    """See that a refusal is told as the specification wants it (§3.8)."""
    assert (answer.status_code, answer.json()["error"]) == (status, code), answer.text
    assert answer.json()["error_description"]


def test_100_101_104_107_forms_create_entries(app):
    """An entry; with several categories, with one, and with a photo by its address."""
    plain, url = app.created(app.form(("h", "entry"), ("content", "Le pont ouvre.")))
    assert plain == {"content": ["Le pont ouvre."]}
    assert app.article(url)["content_text"] == "Le pont ouvre."
    many = app.form(("h", "entry"), ("content", "a"), ("category[]", "Ponts"), ("category[]", "Vélo"))
    assert app.article(app.created(many)[1])["tags"] == ["Ponts", "Vélo"]
    photo, url = app.created(app.form(("h", "entry"), ("content", "a"), ("photo", PHOTO)))
    assert photo["photo"] == [app.article(url)["image"]] == [PHOTO]
    one = app.form(("h", "entry"), ("content", "a"), ("category", "Ponts"))
    assert app.article(app.created(one)[1])["tags"] == ["Ponts"]


def test_200_to_206_json_creates_entries(app):
    """An entry; categories, HTML, a photo, what is nested, a photo with its text, several photos."""
    plain, _ = app.created(app.post(entry(content=["Le pont ouvre."])))
    assert plain == {"content": ["Le pont ouvre."]}
    many, url = app.created(app.post(entry(content=["a"], category=["Ponts", "Vélo"])))
    assert many["category"] == app.article(url)["tags"] == ["Ponts", "Vélo"]
    html, url = app.created(app.post(entry(content=[{"html": "<p>Le <b>pont</b></p>"}])))
    assert html["content"] == [{"html": "<p>Le <b>pont</b></p>"}]
    assert app.article(url)["content_html"] == "<p>Le <b>pont</b></p>"
    photo, _ = app.created(app.post(entry(content=["a"], photo=[PHOTO])))
    assert photo["photo"] == [PHOTO]
    card = {"type": ["h-card"], "properties": {"name": ["Ada Brook"], "url": ["https://a.example/"]}}
    nested, url = app.created(app.post(entry(content=["a"], author=[card], checkin=[card])))
    assert nested["checkin"] == [card]
    assert app.article(url)["authors"] == ["Ada Brook"]
    alt, url = app.created(app.post(entry(content=["a"], photo=[{"value": PHOTO, "alt": "Un pont"}])))
    assert alt["photo"] == [{"value": PHOTO, "alt": "Un pont"}]
    assert (app.article(url)["image"], app.article(url)["image_alt"]) == (PHOTO, "Un pont")
    several, url = app.created(app.post(entry(content=["a"], photo=[PHOTO, OTHER])))
    assert several["photo"] == [PHOTO, OTHER]
    assert app.article(url)["attachments"] == [{"url": OTHER, "mime_type": "image/png"}]


def test_300_301_and_700_to_702_files_are_refused_clearly(app):
    """A multipart form is taken, a file in it is not, and no media endpoint is offered."""
    fields = {"h": (None, "entry"), "content": (None, "Le pont ouvre.")}
    assert app.created(app.post(files=fields))[0] == {"content": ["Le pont ouvre."]}
    one = {"photo": ("a.jpg", b"\xff\xd8\xff", "image/jpeg")}
    two = [("photo[]", ("a.jpg", b"\xff", "image/jpeg")), ("photo[]", ("b.jpg", b"\xff", "image/jpeg"))]
    for files in (one, two):
        refused = app.post(data={"h": "entry", "content": "a"}, files=files)
        assert_refused(refused, 400, "invalid_request")
        assert "address" in refused.json()["error_description"]
    assert "media-endpoint" not in app.ask("GET", "/micropub?q=config").json()
    assert app.ask("POST", "/micropub/media").status_code == 404


def test_400_to_405_updates(app):
    """Replace, add to what is there and to what is not, remove a value and a property; no lists, no update."""
    _, url = app.created(app.post(entry(name=["Le pont"], content=["a"], category=["Ponts"], mp_slug=["le-pont"])))

    def update(**change):
        answer = app.post({"action": "update", "url": url, **change})
        assert answer.status_code == 204, answer.text
        return app.source(url)

    assert update(replace={"content": ["b"]})["content"] == ["b"]
    assert update(add={"category": ["Vélo"]})["category"] == ["Ponts", "Vélo"]
    assert update(add={"photo": [PHOTO]})["photo"] == [PHOTO]
    assert update(delete={"category": ["Ponts"]})["category"] == ["Vélo"]
    assert "category" not in update(delete=["category"])
    article = app.article(url)
    assert (article["title"], article["content_text"], article["image"]) == ("Le pont", "b", PHOTO)
    assert article["slug"] == "le-pont"
    assert "tags" not in article
    before = app.source(url)
    for change in (
        {"replace": "c"},
        {"replace": {"content": "c"}},
        {"add": {"category": "c"}},
        {"delete": "content"},
        {},
    ):
        assert_refused(app.post({"action": "update", "url": url, **change}), 400, "invalid_request")
    assert app.source(url) == before


def test_500_to_503_delete_and_undelete(app):
    """By form and by JSON; twice is once, and what is back is what it was."""
    before, url = app.created(app.post(entry(name=["Le pont"], content=["a"])))
    forms = [app.form(("action", action), ("url", url)) for action in ("delete", "delete", "undelete", "undelete")]
    assert [one.status_code for one in forms] == [204] * 4
    assert app.source(url) == before
    assert app.post({"action": "delete", "url": url}).status_code == 204
    assert_refused(app.ask("GET", "/micropub", params={"q": "source", "url": url}), 400, "invalid_request")
    assert_refused(app.post({"action": "update", "url": url, "replace": {"content": ["b"]}}), 400, "invalid_request")
    assert app.post({"action": "undelete", "url": url}).status_code == 204
    assert app.source(url) == before


def test_what_was_deleted_long_ago_is_gone(app):
    """Undeleting it is refused in words; its id is told of without the article, and takes a new one."""
    _, url = app.created(app.post(entry(name=["Vieux pont"], content=["a"])))
    assert app.post({"action": "delete", "url": url}).status_code == 204
    app.store.prune(datetime.now(UTC) + timedelta(days=31), timedelta(days=30))
    gone = app.post({"action": "undelete", "url": url})
    assert_refused(gone, 400, "invalid_request")
    assert "30 days" in gone.json()["error_description"]
    told = app.ask("GET", "/api/articles/vieux-pont")
    assert (told.status_code, told.json()["standing"].get("article")) == (410, None)
    assert app.ask("PUT", "/api/articles/vieux-pont", {"title": "Neuf"}).status_code == 201


def test_600_to_603_queries(app):
    """What is offered, where it is syndicated to (nowhere), a post whole, and some of its properties."""
    config = app.ask("GET", "/micropub?q=config").json()
    assert config["syndicate-to"] == app.ask("GET", "/micropub?q=syndicate-to").json()["syndicate-to"] == []
    assert set(config["q"]) == {"config", "source", "syndicate-to"}
    whole, url = app.created(app.post(entry(name=["Le pont"], content=["a"], category=["Ponts"])))
    assert whole == {"name": ["Le pont"], "content": ["a"], "category": ["Ponts"]}
    assert app.source(url, "category") == {"category": ["Ponts"]}
    assert app.source(url, "name", "nothing") == {"name": ["Le pont"]}
    for query in ("", "?q=x", "?q=source", "?q=source&url=https://elsewhere.example/"):
        assert_refused(app.ask("GET", f"/micropub{query}"), 400, "invalid_request")


def test_800_to_805_tokens(app):
    """In the header or in the form, never kept, never both; none and another scope are refused."""
    secret = app.tokens["cms"]
    kept, url = app.created(app.form(("h", "entry"), ("content", "a"), ("access_token", secret), token=""))
    assert "access_token" not in kept
    assert secret not in json.dumps(app.article(url))
    body = entry(content=["a"])
    assert_refused(app.post({**body, "access_token": secret}), 400, "invalid_request")
    body["properties"]["access_token"] = [secret]
    assert_refused(app.post(body), 400, "invalid_request")
    bare = app.form(("h", "entry"), ("content", "a"), token="")
    assert_refused(bare, 401, "unauthorized")
    assert bare.headers["www-authenticate"].startswith("Bearer")
    assert_refused(app.form(("h", "entry"), ("content", "a"), token="wrong"), 401, "unauthorized")
    app.tokens["editor"] = app.token("editor", [Scope.UPDATE], "cms")
    assert_refused(app.post(entry(content=["a"]), token="editor"), 403, "insufficient_scope")
    assert_refused(app.form(("h", "entry"), ("content", "a"), ("access_token", secret)), 400, "invalid_request")


def test_a_draft_is_a_draft_and_a_name_gives_the_address(app):
    """post-status, mp-slug, published and summary are what they say; of two posts of one name each has its address."""
    body = entry(
        name=["Un été"],
        summary=["Court."],
        content=["a"],
        post_status=["draft"],
        published=["2026-03-01T09:30:00+0100"],
    )
    _, url = app.created(app.post(body))
    assert url == f"{app.base}/micropub/cms/un-ete"
    article = app.article(url)
    assert (article["status"], article["description"], article["date"]) == (
        "draft",
        "Court.",
        "2026-03-01T09:30:00+01:00",
    )
    other = {**body, "properties": {**body["properties"], "content": ["b"]}}
    assert app.created(app.post(other))[1] == url + "-2"
    assert app.created(app.post(entry(name=["x"], content=["a"], mp_slug=["mon-slug"])))[1].endswith("/cms/mon-slug")


@pytest.mark.parametrize("name", [["Le doublon"], []], ids=["named", "note"])
def test_a_post_that_comes_twice_is_one_post(app, name):
    """An app that heard no answer tries again, at once or later; what was deleted meanwhile is a new post."""
    body = entry(name=name, content=[f"Une seule fois: {name}."])
    _, url = app.created(app.post(body))
    with ThreadPoolExecutor(3) as pool:
        again = list(pool.map(lambda _: app.post(body), range(3)))
    assert {(one.status_code, one.headers["location"]) for one in again} == {(201, url)}
    once = entry(name=name, content=[f"Trois à la fois: {name}."])
    with ThreadPoolExecutor(3) as pool:
        assert len({one.headers["location"] for one in pool.map(lambda _: app.post(once), range(3))}) == 1
    assert app.post({"action": "delete", "url": url}).status_code == 204
    _, new = app.created(app.post(body))
    assert new != url


def test_a_post_that_comes_twice_is_one_post_over_a_restart(app):
    """Nameless, and changed meanwhile: the process that takes the second one never heard of the first"""
    body = entry(content=["Une note que l’application envoie encore après une panne."])
    _, url = app.created(app.post(body))
    change = {"action": "update", "url": url, "replace": {"content": ["Une note corrigée entre-temps."]}}
    assert app.post(change).status_code == 204
    app.restart()
    again = app.post(body)
    assert (again.status_code, again.headers["location"]) == (201, url)


def test_an_article_of_the_api_keeps_what_a_writing_app_knows_nothing_of(app):
    """Changed by Micropub, it loses neither its embargo nor its Markdown, and its category stays one."""
    article = {
        "title": "Le pont",
        "content_markdown": "Le **pont**",
        "category": "Ville",
        "tags": ["Ponts"],
        "embargo": "2030-01-01T00:00:00Z",
        "image": {"src": PHOTO, "alt": "Un pont", "credit": "Ada"},
        "authors": [{"name": "Ada"}],
    }
    app.ask("PUT", "/api/articles/api-made", article)
    url = f"{app.base}/micropub/cms/api-made"
    assert app.source(url)["category"] == ["Ville", "Ponts"]
    changed = app.post(
        {"action": "update", "url": url, "replace": {"name": ["Le quai"]}, "add": {"category": ["Vélo"]}}
    )
    assert changed.status_code == 204, changed.text
    after = app.article(url)
    expected = {**article, "title": "Le quai", "categories": ["Ville"], "tags": ["Ponts", "Vélo"]}
    assert after == {name: value for name, value in expected.items() if name != "category"}


@pytest.mark.parametrize(
    "body",
    [
        [],
        {"type": ["h-event"], "properties": {"name": ["x"]}},
        {"type": ["h-entry"], "properties": {"like-of": ["https://a.example/"]}},
        {"type": ["h-entry"], "properties": {"name": "x"}},
        {"type": ["h-entry"], "properties": {"name": ["x"], "published": ["tomorrow"]}},
        {"type": ["h-entry"], "properties": {"name": ["x"], "photo": ["javascript:alert(1)"]}},
        {"type": ["h-entry"], "properties": {"name": ["x"], "post-status": ["ready"]}},
        {"action": "explode", "url": "https://a.example/"},
        {"action": "delete"},
    ],
)
def test_what_is_no_article_is_refused(app, body):
    """With the specification's own word, and words for people."""
    assert_refused(app.post(body), 400, "invalid_request")


def test_forms_that_cannot_be_read_are_refused(app):
    """Neither broken forms nor broken JSON, neither other kinds nor long ones are more than a refusal."""
    kinds = (
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "multipart/form-data; boundary=x",
        "application/json",
    )
    for kind in kinds:
        assert_refused(app.post(data=b"\xff%ff[=", headers={"Content-Type": kind}), 400, "invalid_request")
    assert app.post(data=b"x", headers={"Content-Type": "text/plain"}).status_code == 415
    assert app.form(("content", "x" * 21_000)).status_code == 413
    assert_refused(app.form(("h", "event"), ("name", "x")), 400, "invalid_request")
    assert_refused(app.form(("url", "a"), ("url", "b"), ("action", "delete")), 400, "invalid_request")


def test_apps_in_a_browser_may_ask(app):
    """They ask first whether they may (CORS), and may read each answer, refusals too."""
    asked = app.ask("OPTIONS", "/micropub", token="", headers={"Origin": "https://app.example"})
    assert (asked.status_code, asked.headers["access-control-allow-origin"]) == (204, "*")
    assert "Authorization" in asked.headers["access-control-allow-headers"]
    for answer in (app.post(entry(name=["x"], content=["a"])), app.post(entry(name=["x"]), token="wrong")):
        assert answer.headers["access-control-allow-origin"] == "*"
        assert "Location" in answer.headers["access-control-expose-headers"]
        assert "access-control-allow-credentials" not in answer.headers


def test_posts_of_other_sources_are_nobodys(app):
    """Another token changes nothing, and an address leads nowhere before its article is public."""
    _, url = app.created(app.post(entry(name=["A nous"], content=["a"])))
    for change in ({"action": "delete"}, {"action": "update", "replace": {"name": ["x"]}}):
        assert_refused(app.post({**change, "url": url}, token="agence"), 400, "invalid_request")
    assert requests.get(url, timeout=20, allow_redirects=False).status_code == 404
    assert requests.get(f"{app.base}/micropub/cms/never", timeout=20).text == requests.get(url, timeout=20).text
    home = requests.get(app.base + "/", timeout=20).text
    assert f'<link rel="micropub" href="{app.base}/micropub">' in home
