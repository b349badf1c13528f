"""Articles that are handed in by HTTP, up to the store: who may, what is taken, and what is said of what is not."""

import asyncio
import json
import socket
import time
from contextlib import ExitStack
from urllib.parse import urlsplit

import pytest
import requests

from apidesk import SOURCES, Api
from buzzfeed.model import Scope
from buzzfeed.web.api.known import OLD, KnownTokens
from pageserver import make_config

ARTICLE = {"title": "Le pont", "content_html": "<p>On passe.</p>", "tags": ["Ponts"], "date": "2026-03-01"}


def test_the_tokens_are_read_once_for_many_who_ask():
    """However many show what is none; a token that was just made is among them, a revoked one soon is not."""
    there, reads = ["a"], []

    async def read():
        reads.append(tuple(there))
        await asyncio.sleep(0.01)
        return tuple(there)

    async def ask():
        known = KnownTokens(read)
        assert await asyncio.gather(*(known.recent() for _ in range(50))) == [("a",)] * 50
        assert len(reads) == 1
        there.append("b")
        assert await known.recent() == ("a",)
        assert await asyncio.gather(*(known.newer() for _ in range(50))) == [("a", "b")] * 50
        assert len(reads) == 2
        there.clear()
        await asyncio.sleep(2 * OLD)
        assert await known.recent() == ()
        assert len(reads) == 3

    asyncio.run(ask())


@pytest.fixture(scope="module")
def api(tmp_path_factory):
    """Serve a newsroom with two push sources for the whole module."""
    settings = {"max_bytes": 20_000, "per_minute": 3000}
    made = Api(make_config(tmp_path_factory.mktemp("api"), sources=SOURCES, api=settings))
    yield made
    made.served.kill()
    made.store.close()


def test_put_creates_changes_and_is_idempotent(api):
    """201 with its address, then 200; the same once more changes nothing, however its JSON is written."""
    made = api.ask("PUT", "/api/articles/a", ARTICLE)
    assert (made.status_code, made.json()["state"]) == (201, "waiting")
    assert made.headers["location"] == f"{api.base}/api/articles/a" == made.json()["href"]
    again = api.ask("PUT", "/api/articles/a", json.dumps(dict(reversed(ARTICLE.items())), indent=3).encode())
    assert (again.status_code, again.headers["etag"]) == (200, made.headers["etag"])
    assert again.json() == made.json()
    changed = api.ask("PUT", "/api/articles/a", {**ARTICLE, "title": "Le pont ouvre", "tags": None})
    assert changed.status_code == 200
    assert changed.headers["etag"] != made.headers["etag"]
    got = api.ask("GET", "/api/articles/a")
    assert got.json()["article"] == {**{k: v for k, v in ARTICLE.items() if k != "tags"}, "title": "Le pont ouvre"}


def test_what_no_answer_could_carry_is_put_right(api):
    """A lone surrogate, which JSON can write, becomes U+FFFD; a NUL and a whole number written as a fraction stay."""
    body = b'{"title": "a\\ud800b\\u0000", "_\\udc00": 1.0}'
    assert api.ask("PUT", "/api/articles/odd", body).status_code == 201
    assert api.ask("GET", "/api/articles/odd").json()["article"] == {"title": "a\ufffdb\x00", "_\ufffd": 1}


def test_head_is_get_without_a_body(api):
    """As HTTP wants it of whatever answers GET (RFC 9110 §9.1)."""
    made = api.ask("PUT", "/api/articles/head", ARTICLE)
    for path in ("/api/articles/head", "/api/articles"):
        asked = api.ask("HEAD", path)
        assert (asked.status_code, asked.content) == (200, b"")
        assert "HEAD" in api.ask("PATCH", path).headers["allow"]
    assert api.ask("HEAD", "/api/articles/head").headers["etag"] == made.headers["etag"]
    assert api.ask("HEAD", "/api/articles/never").status_code == 404
    assert api.ask("HEAD", "/api/look/redaction").status_code == 405


def test_a_page_of_this_server_is_nobodys_address(api):
    """Two entries would have one link, however that is written."""
    for url in (f"{api.base}/a/le-pont", f"{api.base}/x/../%61/le-pont/?utm_source=x#top"):
        refused = api.ask("PUT", "/api/articles/page", {**ARTICLE, "url": url})
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "/url")
    entry = {"type": ["h-entry"], "properties": {"name": ["x"], "content": ["a"], "url": [f"{api.base}/a/le-pont"]}}
    assert api.ask("POST", "/micropub", entry).status_code == 422
    assert api.ask("PUT", "/api/articles/page", {**ARTICLE, "url": f"{api.base}/about"}).status_code == 201


def test_strangers_leave_room_for_who_shows_a_token(api):
    """However many of them begin to send forms, from however many networks, and never end."""
    head = f"POST /micropub HTTP/1.1\r\nHost: {api.base.removeprefix('http://')}\r\nContent-Length: 900\r\n"
    head += "Content-Type: application/x-www-form-urlencoded\r\n\r\nh=entry&"
    port = urlsplit(api.base).port
    with ExitStack() as slow:
        for number in range(72):
            source = (f"127.0.0.{2 + number % 9}", 0)
            one = slow.enter_context(socket.create_connection(("127.0.0.1", port), 20, source))
            one.sendall(head.encode())
        time.sleep(0.3)
        assert api.ask("PUT", "/api/articles/busy", ARTICLE).status_code == 201
        assert api.ask("POST", "/micropub", token="", data={"h": "entry", "access_token": "x"}).status_code == 503


def test_delete_is_idempotent_and_put_brings_back(api):
    """What never was is no article; what is deleted twice is deleted once."""
    assert api.ask("DELETE", "/api/articles/never").status_code == 404
    api.ask("PUT", "/api/articles/d", ARTICLE)
    for _ in range(2):
        gone = api.ask("DELETE", "/api/articles/d")
        assert (gone.status_code, gone.json()["state"]) == (200, "deleted")
        asked = api.ask("GET", "/api/articles/d")
        assert (asked.status_code, asked.json()["standing"]) == (410, gone.json())
    assert api.ask("PUT", "/api/articles/d", ARTICLE).status_code == 201


def test_lost_updates_are_refused(api):
    """If-Match and If-None-Match are heeded (RFC 9110 §13.1); one that cannot be read holds for nothing."""
    first = api.ask("PUT", "/api/articles/e", ARTICLE, headers={"If-None-Match": "*"}).headers["etag"]
    assert api.ask("PUT", "/api/articles/e", ARTICLE, headers={"If-None-Match": "*"}).status_code == 412
    other = {**ARTICLE, "title": "Autre"}
    assert api.ask("PUT", "/api/articles/e", other, headers={"If-Match": f'"x", {first}'}).status_code == 200
    assert api.ask("PUT", "/api/articles/e", ARTICLE, headers={"If-Match": first}).status_code == 412
    assert api.ask("DELETE", "/api/articles/e", headers={"If-Match": f"W/{first}"}).status_code == 412
    for name in ("If-Match", "If-None-Match"):
        assert api.ask("DELETE", "/api/articles/e", headers={name: "x"}).status_code == 412


@pytest.mark.parametrize(
    ("body", "status", "field", "words"),
    [
        (b"{", 400, "", "not JSON"),
        (b"\xff", 400, "", "not UTF-8"),
        (b"[" * 9000, 400, "", "too deeply"),
        (b'{"title": "a", "_x": ' + b"[" * 60 + b"]" * 60 + b"}", 400, "", "too deeply"),
        (b'{"title": "a", "_x": 1e999}', 400, "", "too large"),
        (b'{"title": "a", "_x": NaN}', 400, "", "no JSON value"),
        ([], 422, "", "is a list"),
        ({}, 422, "/title", "is missing"),
        ({"title": " "}, 422, "/title", "form"),
        ({"title": 7}, 422, "/title", "is a number"),
        ({**ARTICLE, "titel": "x"}, 422, "/titel", "no key"),
        ({**ARTICLE, "tags": ["a", 7]}, 422, "/tags/1", "is a number"),
        ({**ARTICLE, "date": "2026-02-30"}, 422, "/date", "form"),
        ({**ARTICLE, "status": "ready"}, 422, "/status", "none of the words"),
        ({**ARTICLE, "draft": "yes"}, 422, "/draft", "is text"),
        ({**ARTICLE, "image": {"alt": "x"}}, 422, "/image/src", "is missing"),
        ({**ARTICLE, "authors": [{"name": "A"}, {"nom": "B"}]}, 422, "/authors/1/name", "is missing"),
        ({**ARTICLE, "url": "javascript:alert(1)"}, 422, "/url", "form"),
    ],
)
def test_each_fault_is_told_with_its_place_cause_and_mend(api, body, status, field, words):
    """As application/problem+json (RFC 9457), and nothing is kept."""
    answer = api.ask("PUT", "/api/articles/faulty", body)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert told["status"] == status
    fault = told["errors"][0]
    assert fault["field"] == field
    assert words in fault["cause"]
    assert fault["mend"]
    assert api.ask("GET", "/api/articles/faulty").status_code == 404


def test_bodies_are_bounded_and_of_one_kind(api):
    """Neither a long body nor another media type is read."""
    assert api.ask("PUT", "/api/articles/long", {**ARTICLE, "content_text": "x" * 20_000}).status_code == 413
    wrong = api.ask("PUT", "/api/articles/form", headers={"Content-Type": "text/plain"}, data="x")
    assert wrong.status_code == 415
    assert api.ask("PUT", "/api/articles/-x", ARTICLE).status_code == 422
    assert api.ask("GET", "/api/articles/" + "x" * 201).status_code == 404


def test_who_may_not_is_told_nothing_else(api):
    """Without a token 401 and a challenge, with a wrong one that it is none, with another's scope 403."""
    for method, path in (("GET", "/api/articles"), ("PUT", "/api/articles/a"), ("POST", "/api/look/cms")):
        bare = api.ask(method, path, token="")
        assert (bare.status_code, bare.json()["code"]) == (401, "unauthorized")
        assert bare.headers["www-authenticate"].startswith("Bearer ")
        wrong = api.ask(method, path, token="bzf_wrong")
        assert (wrong.status_code, wrong.json()["code"]) == (401, "invalid-token")
        assert 'error="invalid_token"' in wrong.headers["www-authenticate"]
        operator = api.ask(method, path, token=api.tokens.setdefault("op", api.token("op", [Scope.OPERATOR])))
        assert (operator.status_code, operator.json()["code"]) == (403, "insufficient-scope")
        api.store.revoke_token("op")
        time.sleep(0.5)
        assert api.ask(method, path, token="op").status_code == 401
        del api.tokens["op"]


def test_operators_pages_open_to_no_other_token(api):
    """A token that hands articles in is for nothing else."""
    shown = {"Authorization": f"Bearer {api.tokens['cms']}"}
    assert requests.get(f"{api.served.admin}/deliveries.json", headers=shown, timeout=20).status_code == 401


def test_each_scope_is_for_what_it_says(api):
    """`create` creates, `update` changes, `delete` deletes, and none of them does what another one is for."""
    for scope in (Scope.CREATE, Scope.UPDATE, Scope.DELETE):
        api.tokens[scope] = api.token(f"only-{scope}", [scope], "cms")
    tries = [("update", "PUT", 403), ("create", "PUT", 201), ("create", "PUT", 403), ("update", "PUT", 200)]
    tries += [("update", "DELETE", 403), ("delete", "PUT", 403), ("delete", "DELETE", 200), ("update", "PUT", 403)]
    for token, method, status in tries:
        body = ARTICLE if method == "PUT" else None
        assert api.ask(method, "/api/articles/scoped", body, token=token).status_code == status, (token, method)
        assert api.ask("GET", "/api/articles/scoped", token=token).status_code in (200, 404, 410)


def test_sources_know_nothing_of_each_other(api):
    """The same id is another article for another token; neither sees, changes nor deletes the other's."""
    api.ask("PUT", "/api/articles/ours", ARTICLE)
    assert api.ask("GET", "/api/articles/ours", token="agence").status_code == 404
    assert api.ask("DELETE", "/api/articles/ours", token="agence").status_code == 404
    assert api.ask("PUT", "/api/articles/ours", {"title": "Dépêche"}, token="agence").status_code == 201
    assert api.ask("GET", "/api/articles/ours").json()["article"] == ARTICLE
    listed = api.ask("GET", "/api/articles", token="agence").json()
    assert [one["id"] for one in listed["articles"]] == ["ours"]
    assert "article" not in listed["articles"][0]


def test_ids_are_listed_page_by_page(api):
    """Each page names the next; what is asked for badly is told."""
    for number in range(5):
        api.ask("PUT", f"/api/articles/page-{number}", ARTICLE)
    seen, path = [], "/api/articles?limit=2&after=page"
    while path:
        page = api.ask("GET", path).json()
        seen += [one["id"] for one in page["articles"]]
        path = page["next"].removeprefix(api.base) if page["next"] else ""
    assert seen[:5] == [f"page-{number}" for number in range(5)]
    assert seen == sorted(set(seen))
    for query in ("limit=0", "limit=x", "limit=201", "after=%20"):
        assert api.ask("GET", f"/api/articles?{query}").status_code == 422


def test_a_look_is_wished_whatever_is_sent(api):
    """By header or by an address that holds a token for looks alone; WordPress' own ping gets the answer it reads."""
    look = api.token("look", [Scope.LOOK], "redaction")
    assert api.ask("POST", "/api/look/redaction", {"post_id": 7}, token=look).status_code == 202
    assert api.ask("POST", f"/api/look/redaction/{look}", token="", data="x=1").status_code == 202
    ping = b"<methodCall><methodName>weblogUpdates.ping</methodName></methodCall>"
    heard = api.ask("POST", f"/api/look/redaction/{look}", token="", data=ping, headers={"Content-Type": "text/xml"})
    assert "<boolean>0</boolean>" in heard.text
    assert set(api.store.look_wishes()) >= {"redaction"}
    assert api.store.look_wishes()["redaction"] == 3
    assert api.ask("POST", "/api/look/cms", token=look).status_code == 403
    assert api.ask("POST", "/api/look/nowhere", token=look).status_code == 403
    assert api.ask("POST", f"/api/look/cms/{api.tokens['cms']}", token="").status_code == 403
    assert api.ask("POST", "/api/look/redaction/wrong", token="").status_code == 401
    assert api.ask("GET", "/api/look/redaction", token=look).status_code == 405


def test_what_is_asked_too_often_waits(tmp_path):
    """Each token has its own measure, and is told when to come back."""
    api = Api(make_config(tmp_path, sources=SOURCES, api={"per_minute": 3}))
    try:
        told = [api.ask("GET", "/api/articles") for _ in range(4)]
        assert [one.status_code for one in told] == [200, 200, 200, 429]
        assert 1 <= int(told[-1].headers["retry-after"]) <= 20
        assert api.ask("GET", "/api/articles", token="agence").status_code == 200
        guesses = [api.ask("GET", "/api/articles", token=f"bzf_{number}") for number in range(6)]
        assert [one.status_code for one in guesses] == [401] * 5 + [429]
        assert int(guesses[-1].headers["retry-after"]) >= 1
        assert api.ask("GET", "/api/articles", token="agence").status_code == 200, "a right token waits for nobody"
    finally:
        api.served.kill()
        api.store.close()
