"""Articles that are handed in, from a token to the feeds and back out of them, over a real daemon."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import xmlrpc.client
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import feedparser
import pytest
import requests
from test_default_deny_served import addresses, asking

import deniedwalk
from buzzfeed.config import load
from buzzfeed.daemon.clock import SystemClock
from buzzfeed.daemon.tokens import make_token
from buzzfeed.model import ChannelKey, ChannelKind, Format, Scope
from buzzfeed.store import open_store, open_window
from docpages import DOCS, samples

from harness import BODY, Newsroom, until

PUSH = '[[sources]]\nname = "cms"\ntype = "push"\n\n[[sources]]\nname = "agence"\ntype = "push"\n'


def article(title: str, **more: Any) -> dict[str, Any]:
    """Return an article in the API's shape."""
    return {"title": title, "content_html": f"<p>{title}. {BODY}</p>", "date": "2026-03-01T09:00:00+01:00", **more}


class Desk:
    """A newsroom that takes articles, and a token for one of its sources."""

    def __init__(self, newsroom: Newsroom, token: str, process: subprocess.Popen[str]) -> None:
        """Ask with this token; ``process`` is the newsroom's daemon."""
        self.newsroom = newsroom
        self.token = token
        self.process = process

    def ask(self, method: str, path: str, body: Any = None) -> requests.Response:
        """Ask the API."""
        shown = {"Authorization": f"Bearer {self.token}"}
        return requests.request(method, self.newsroom.base + path, json=body, headers=shown, timeout=20)

    def stands(self, id_: str, state: str) -> Any:
        """Wait until an article stands so, and return what is told of it."""

        def told() -> Any:
            document = self.ask("GET", f"/api/articles/{id_}").json()
            document = document.get("standing", document)
            return document if document["state"] == state else None

        return until(told, within=40)


def lay(root: Path) -> Newsroom:
    """Return a newsroom with one article in a folder, and two sources that take articles."""
    newsroom = Newsroom(root)
    newsroom.configure(source='settle = "0ms"\nwatch = false', every="6h", more=PUSH)
    newsroom.write("a.md", "Au dossier", date="2026-02-01")
    return newsroom


def make(newsroom: Newsroom, source: str, scope: Scope = Scope.LOOK) -> str:
    """Make a token for a source beside the running daemon."""
    with closing(open_store(load(newsroom.config).store_url)) as store:
        return make_token(store, f"{source}-{scope}", [scope], SystemClock().now(), source)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Run one daemon for the module."""
    newsroom = lay(tmp_path_factory.mktemp("pushing"))
    with newsroom.daemon() as process:
        token = newsroom.run("token", "add", "cms", "--scope", "publish", "--source", "cms").stdout.strip()
        yield Desk(newsroom, token, process)


def test_an_article_goes_all_the_way_and_is_taken_back(desk: Desk) -> None:
    """In every feed seconds after it was handed in; deleted, it leaves a tombstone; put again, it is back."""
    newsroom = desk.newsroom
    assert desk.ask("PUT", "/api/articles/pont", article("Le pont ouvre", tags=["Ponts"])).status_code == 201
    told = desk.stands("pont", "published")
    until(lambda: newsroom.titles() == ["Le pont ouvre", "Au dossier"], within=40)
    assert newsroom.titles("/feeds/tag/ponts.json") == ["Le pont ouvre"]
    assert newsroom.get(told["url"].removeprefix(newsroom.base)).status_code == 200
    assert told["guid"].startswith("tag:lefanal.example,2026-03-01:cms/pont")
    digests = newsroom.digests()
    assert desk.ask("PUT", "/api/articles/pont", article("Le pont ouvre", tags=["Ponts"])).json() == told
    assert desk.ask("PUT", "/api/articles/pont", article("Le pont rouvre", tags=["Ponts"])).status_code == 200
    until(lambda: newsroom.titles() == ["Le pont rouvre", "Au dossier"], within=40)
    assert desk.stands("pont", "published")["guid"] == told["guid"]
    assert newsroom.digests() != digests
    assert desk.ask("DELETE", "/api/articles/pont").json()["state"] == "waiting"
    desk.stands("pont", "retracted")
    until(lambda: newsroom.titles() == ["Au dossier"], within=40)
    assert f'ref="{told["guid"]}"' in newsroom.get("/feeds/all.atom").text
    desk.ask("PUT", "/api/articles/pont", article("Le pont rouvre", tags=["Ponts"]))
    assert desk.stands("pont", "published")["guid"] == told["guid"]
    until(lambda: newsroom.titles() == ["Le pont rouvre", "Au dossier"], within=40)


def test_what_is_not_to_be_public_is_told_to_its_owner_alone(desk: Desk) -> None:
    """A draft is a draft; what the guard holds says why; a copy of another source's article tells nothing of that."""
    newsroom = desk.newsroom
    desk.ask("PUT", "/api/articles/projet", article("Zq projet", status="draft"))
    leak = "Sa clef est AKIAIOSFODNN7EXAMPLE et son compte FR76 3000 6000 0112 3456 7890 189."
    desk.ask("PUT", "/api/articles/secret", {**article("Zq secret"), "content_text": leak, "content_html": None})
    desk.ask("PUT", "/api/articles/copie", {**article("Au dossier"), "content_html": f"<p>{BODY}</p>"})
    assert desk.stands("projet", "draft")["reasons"][0]["code"] == "draft"
    assert desk.stands("secret", "held")["reasons"]
    copy = until(lambda: _settled(desk, "copie"))
    assert "a.md" not in str(copy)
    assert "redaction" not in str(copy)
    assert not any(title.startswith("Zq") for title in newsroom.titles())
    states = {one["id"]: one["state"] for one in desk.ask("GET", "/api/articles").json()["articles"]}
    assert states.items() >= {"projet": "draft", "secret": "held"}.items()


def _settled(desk: Desk, id_: str) -> Any:
    document = desk.ask("GET", f"/api/articles/{id_}").json()
    return document if document["state"] != "waiting" else None


def test_a_token_is_for_one_source_and_ends_when_it_is_revoked(desk: Desk) -> None:
    """A second source's token sees its own alone; revoked, it opens nothing at once, while the first goes on."""
    newsroom = desk.newsroom
    other = Desk(newsroom, make(newsroom, "agence", Scope.PUBLISH), desk.process)
    assert other.ask("PUT", "/api/articles/pont", article("Une dépêche", date="2026-01-01")).status_code == 201
    other.stands("pont", "published")
    assert "Une dépêche" in until(lambda: [t for t in newsroom.titles() if t == "Une dépêche"], within=40)
    assert len(other.ask("GET", "/api/articles").json()["articles"]) == 1
    newsroom.run("token", "revoke", "agence-publish")
    until(lambda: other.ask("GET", "/api/articles").status_code == 401, within=5)
    assert desk.ask("GET", "/api/articles").status_code == 200
    listed = {one["name"]: one for one in newsroom.json("token", "list")}
    assert (listed["cms"]["source"], listed["cms"]["scopes"]) == ("cms", ["publish"])
    assert listed["cms"]["used_on"]
    assert desk.token not in newsroom.log()


def test_wordpress_own_ping_has_a_source_looked_at(desk: Desk) -> None:
    """Though its schedule is hours away, what is new there is served seconds after it said so."""
    newsroom = desk.newsroom
    newsroom.write("b.md", "Au dossier aussi", "Tout autre chose. " + BODY[::-1], date="2026-02-02")
    address = f"{newsroom.base}/api/look/redaction/{make(newsroom, 'redaction')}"
    site = "https://lefanal.example/"
    body = xmlrpc.client.dumps(("Le Fanal", site, site, f"{site}feed/"), "weblogUpdates.extendedPing").encode()
    heard = requests.post(address, data=body, headers={"Content-Type": "text/xml"}, timeout=20)
    assert (heard.status_code, heard.headers["content-type"]) == (200, "text/xml; charset=utf-8")
    assert xmlrpc.client.loads(heard.text)[0][0]["flerror"] is False
    until(lambda: "Au dossier aussi" in newsroom.titles(), within=40)


def test_nobody_else_is_told_of_what_is_denied(desk: Desk) -> None:
    """No address that is answered holds a word of it, and its own address is as one of which nothing is known."""
    newsroom = desk.newsroom
    desk.ask("PUT", "/api/articles/projet", article("Zqprojet", tags=["Zqprojet"], status="draft"))
    desk.stands("projet", "draft")
    public, _ = addresses(newsroom)
    paths = [path for path in public if path.startswith(("/api", "/micropub", "/feeds/all", "/feeds.opml"))]
    assert {"/micropub/cms/projet", "/api/articles/projet", "/micropub", "/api/look/redaction"} <= set(paths)
    answers = dict(deniedwalk.walk(asking(newsroom.port), [*paths, "/"]))
    assert [asked for asked, text in answers.items() if b"zqprojet" in text.lower()] == []
    for stem in ("/micropub/cms/", "/api/articles/"):
        known, nothing = f"{stem}projet", f"{stem}nirgends"
        same = [(answers[asked], answers[asked.replace(known, nothing)]) for asked in answers if f" {known} " in asked]
        assert same
        assert all(one == other for one, other in same)


def test_what_the_page_says_can_be_typed(desk: Desk) -> None:
    """Every command of docs/publishing-in.md does what it says, in the order in which it stands there."""
    newsroom = desk.newsroom
    values = {"FEEDS": newsroom.base, "TOKEN": desk.token, "SOURCE": "agence", "LOOK": make(newsroom, "agence")}
    done = []
    for command in samples(DOCS / "publishing-in.md", "sh"):
        ran = subprocess.run(
            ["sh", "-c", command], env={**os.environ, **values}, capture_output=True, text=True, timeout=30, check=False
        )
        assert ran.returncode == 0, command + ran.stdout + ran.stderr
        done.append(json.loads(ran.stdout))
    put, got, gone, listed, looked = done
    assert put["state"] == "waiting"
    assert got["article"]["title"] == "A bridge for bicycles"
    assert gone["id"] in {one["id"] for one in listed["articles"]}
    assert looked == {"source": "agence", "looking": True}


def test_what_was_accepted_outlives_a_kill(desk: Desk) -> None:
    """A daemon that dies between its answer and the pass has lost nothing, and takes nothing in twice.

    The last test of the module: its daemon is gone.
    """
    newsroom = desk.newsroom
    os.kill(desk.process.pid, signal.SIGSTOP)  # who takes articles in stands still; who answers is another process
    made = [desk.ask("PUT", f"/api/articles/n{number}", article(f"Numéro {number}")) for number in range(5)]
    assert [one.json()["state"] for one in made] == ["waiting"] * 5
    assert desk.ask("GET", "/api/articles/n0").json()["state"] == "waiting"
    os.killpg(desk.process.pid, signal.SIGKILL)
    desk.process.wait()
    assert [one.status_code for one in made] == [201] * 5
    newsroom.once()
    with closing(open_window(load(newsroom.config).store_url)) as shelf:
        found = shelf.document(ChannelKey(ChannelKind.ALL), Format.ATOM)
    assert found is not None
    titles = [entry["title"] for entry in feedparser.parse(found[1])["entries"]]
    assert sorted(title for title in titles if title.startswith("Numéro")) == [
        f"Numéro {number}" for number in range(5)
    ]
