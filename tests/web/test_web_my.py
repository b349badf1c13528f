"""The pages of personal feeds over HTTP: what is sent by whom, hostile forms, headers, and what nobody may see."""

import contextlib
import re
import sqlite3
import time
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
import requests

from buzzfeed.model.personalfeeds import edit_digest
from buzzfeed.store import open_inbox, open_window
from buzzfeed.web.state import State
from pageask import ask
from pageserver import make_config, writer
from pagestore import publish, take_in
from pagevalues import article, term

NEW = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=5)
SETTINGS = {"web": {"made_per_minute": 100_000}, "personal": {"made_per_hour": 100_000, "asked_per_minute": 100_000}}
FORM = [(b"content-type", b"application/x-www-form-urlencoded")]
SECRETS = ("Je cherche un avocat en droit du divorce", "Zanzibarite")


def articles(base):
    """Return what is published, of today."""
    made = {"published": NEW, "updated": NEW, "image": None}
    return [
        article(url=f"{base}/a/mare", **made),
        article(
            id="b",
            slug="b",
            origin="b",
            url=f"{base}/a/b",
            title="Le budget",
            lede="Voté.",
            content="<p>Voté.</p>",
            tags=(term("tag", "budget", "Budget"),),
            categories=(term("category", "ville", "Ville"),),
            **made,
        ),
    ]


def make(newsroom, *pairs, **headers):
    """Ask for a feed; return the answer."""
    return requests.post(f"{newsroom.root}/my", data=list(pairs), headers=headers, timeout=10, allow_redirects=False)


@pytest.fixture(scope="module")
def link(newsroom):
    """Make a feed of what nobody else should know; return the path of its own page."""
    answer = make(newsroom, ("say", SECRETS[0]), ("word", SECRETS[1]), ("much", "tag:Eau"), ("feedback", "1"))
    return answer.headers["location"].partition("?")[0]


def secrets_of(newsroom, link):
    """Return the two secrets of a feed."""
    page = newsroom.get(link).text
    return link.rpartition("/")[2], re.search(r"/my/([\w-]+)\.rss", page)[1]


def test_a_form_leads_to_the_one_address_that_says_the_same(newsroom):
    """What is sent is put in its canonical form, as a link to send or to go back to; empty fields leave no trace."""
    answer = newsroom.get("/my?tag:Eau=much&tag:Budget=&words=port,%20mer&say=&amount=5&hide-word=&hide-until=")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/my?much=tag%3AEau&word=mer&word=port"
    assert newsroom.get(answer.headers["location"]).status_code == 200
    assert newsroom.get("/my?tag:Eau=&lang=en").headers["location"] == "/my?amount=5&lang=en"


def test_private_pages_are_kept_by_nobody(newsroom, link):
    """No cache, no robot, no referrer, no framing; the page at /my alone may be listed, and names no one's choices."""
    for path in (link, f"{link}/export", f"{link}/rotate", "/my?much=tag:Eau", "/my/address?much=tag%3AEau"):
        headers = newsroom.get(path).headers
        assert headers["cache-control"] == "private, no-store", path
        assert headers["referrer-policy"] == "no-referrer"
        assert "noindex" in headers["x-robots-tag"]
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "set-cookie" not in headers
    bare = newsroom.get("/my")
    assert "x-robots-tag" not in bare.headers
    assert bare.headers["cache-control"].startswith("public")
    assert newsroom.get("/my", {"If-None-Match": bare.headers["etag"]}).status_code == 304


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, 303),
        ({"Origin": "null"}, 303),
        ({}, 303),
        ({"Content-Type": "text/plain"}, 415),
        ({"Content-Type": "multipart/form-data; boundary=x"}, 415),
    ],
)
def test_what_another_sites_page_sends_is_turned_away(newsroom, link, headers, status):
    """For making a feed, and for each thing that is done with one."""
    assert make(newsroom, ("much", "tag:Eau"), **headers).status_code == status
    if status != 303:
        for doing in ("", "/rotate", "/delete", "/pause"):
            answer = requests.post(newsroom.root + link + doing, data={"version": "1"}, headers=headers, timeout=10)
            assert answer.status_code == status
        assert newsroom.get(link).status_code == 200


HOSTILE = [
    [("say", "x" * 5_000_000)],
    [("say", "a" * 290)] * 5000,
    [(f"tag:{number}", "much") for number in range(20_000)],
    [("word", f"w{number}") for number in range(900)],
    [("words", "," * 50_000)],
    [("hide-word", "(a+)+$" * 3000)],
    [("say", "pas " * 5000)],
    [("say", "\x00\x1b[31m\u202e")],
    [("title", "\r\nSet-Cookie: a=b")],
    [("say", "'; DROP TABLE personal_feeds; --"), ("title", "<script>alert(1)</script>")],
    [("much", "tag:<img src=x onerror=alert(1)>"), ("word", '"><svg onload=alert(1)>')],
    [("hide", "mot~9999999-99-99"), ("amount", "١٢"), ("front", "-1"), ("per", "\ud83d")],
    [("put", "9" * 40 + "+"), ("say", "Plus de culture")],
    [("other", "," .join(f"t{number}" for number in range(5000)))],
]  # fmt: skip


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_hostile_forms_are_answered_in_time_with_words(newsroom, number):
    """Megabytes, thousands of rules, control characters, markup, SQL, patterns: words that say why not, or a feed."""
    pairs = HOSTILE[number]
    begun = time.process_time(), time.monotonic()
    body = urlencode(pairs, errors="surrogatepass")
    posted = requests.post(f"{newsroom.root}/my", data=body, timeout=30, allow_redirects=False,
                           headers={"Content-Type": "application/x-www-form-urlencoded"})  # fmt: skip
    assert posted.status_code in (303, 400, 413)
    asked = newsroom.get(f"/my?{body[:50_000]}") if len(body) < 8_000_000 else posted
    assert asked.status_code in (200, 303, 400, 414, 431)
    assert time.monotonic() - begun[1] < 20
    for answer in (posted, asked):
        assert "Traceback" not in answer.text
        assert "<script>alert" not in answer.text
        assert "onload=alert" not in re.sub(r"&[a-z#0-9]+;[^<>]*", "", answer.text)
        assert "set-cookie" not in answer.headers
    if posted.status_code == 400:
        assert 'class="wrong' in posted.text
    if posted.status_code == 303:
        page = newsroom.get(posted.headers["location"])
        assert page.status_code == 200
        assert "<script>alert" not in page.text


def test_what_is_wrong_keeps_what_was_typed(newsroom):
    """Input stays in its field, with the fault beside it, tied to it for those who hear the page."""
    page = newsroom.get("/my?other=chaussette&hide-word=loto&hide-until=demain&word=port").text
    assert re.search(
        r'name="other" value="chaussette"[^>]*aria-describedby="other-hint wrong-other"[^>]*aria-invalid', page
    )
    assert "chaussette" in re.search(r'id="wrong-other">([^<]*)<', page)[1]
    assert re.search(r'name="hide-word" value="loto"[^>]*aria-invalid="true" aria-describedby="wrong-hide"', page)
    assert 'name="words" value="port"' in page


@pytest.mark.parametrize("token", ["x" * 32, "x", "..%2f..%2f", "%00", "x" * 5000, "'%20OR%201=1"])
def test_a_link_that_is_none_tells_nothing(newsroom, link, token):
    """Made-up links, and the feed's own secret in the place of the link's, manage nothing."""
    for doing in ("", "/export", "/rotate", "/delete", "/more?id=a"):
        answer = newsroom.get(f"/my/edit/{token}{doing}")
        assert answer.status_code in (404, 431)
        assert not any(secret in answer.text for secret in SECRETS)
    edit, feed = secrets_of(newsroom, link)
    assert newsroom.get(f"/my/edit/{feed}").status_code == 404
    assert requests.post(f"{newsroom.root}/my/edit/{feed}/delete", timeout=10).status_code == 404
    assert newsroom.get(f"/my/{edit}/more?id=b").status_code == 404


def test_an_edit_that_another_window_overtook_is_told_and_lost_nothing(newsroom):
    """Of two saves of one version the second is shown how the feed stands now."""
    link = make(newsroom, ("much", "tag:Eau")).headers["location"].partition("?")[0]
    first, second = (
        requests.post(newsroom.root + link, data=pairs, timeout=10, allow_redirects=False)
        for pairs in ([("much", "tag:Budget"), ("version", "1")], [("never", "tag:Budget"), ("version", "1")])
    )
    assert first.status_code == 303
    assert second.status_code == 409
    assert "entre-temps" in second.text
    assert newsroom.get(f"{link}/export").json()["choices"]["much"] == ["tag:Budget"]
    paused = requests.post(f"{newsroom.root}{link}/pause", timeout=10)
    assert "En pause" in paused.text
    assert "Reprendre" in paused.text


def test_a_new_link_takes_the_old_ones_place(newsroom):
    """Rotated with its link, a feed is found by the new one alone; the old one is gone, 410."""
    link = make(newsroom, ("much", "tag:Eau")).headers["location"].partition("?")[0]
    before = secrets_of(newsroom, link)
    moved = (
        requests.post(f"{newsroom.root}{link}/rotate", data={"new-link": "1"}, timeout=10, allow_redirects=False)
        .headers["location"]
        .partition("?")[0]
    )
    assert newsroom.get(link).status_code == 410
    assert newsroom.get(f"/my/{before[1]}/more?id=b").status_code == 410
    after = secrets_of(newsroom, moved)
    assert not set(before) & set(after)


def test_the_address_is_shown_though_nobody_knows_the_ones_before_any_more(newsroom):
    """What is gone is forgotten after a while; the page still finds the address that answers now."""
    link = make(newsroom, ("much", "tag:Eau")).headers["location"].partition("?")[0]
    addresses = [secrets_of(newsroom, link)[1]]
    for _ in range(2):
        requests.post(f"{newsroom.root}{link}/rotate", timeout=10)
        addresses.append(secrets_of(newsroom, link)[1])
    assert len(set(addresses)) == 3
    with contextlib.closing(sqlite3.connect(newsroom.config.base / "buzzfeed.db")) as store, store:
        store.execute("DELETE FROM personal_gone")
    assert secrets_of(newsroom, link)[1] == addresses[-1]


def test_nothing_that_a_reader_wrote_stands_anywhere_else(newsroom, link):
    """No public page, list, map or feed holds a word of it, nor either secret; the store holds no secret at all."""
    secrets = (*SECRETS, *secrets_of(newsroom, link), "/my/edit/")
    for path in ("/", "/my", "/sitemap.xml", "/sitemap-1.xml", "/feeds.opml", "/directory.json", "/robots.txt",
                 "/follow/all", "/follow/tag/eau", "/privacy", "/news-sitemap.xml", "/.well-known/feeds"):  # fmt: skip
        text = newsroom.get(path, {"Accept": "text/html"}).text
        assert not [secret for secret in secrets if secret in text], path
    assert "/my" not in newsroom.get("/sitemap.xml").text
    admin = requests.get(f"{newsroom.admin}/metrics", timeout=10).text
    assert not [secret for secret in secrets if secret in admin]
    stored = b"".join(one.read_bytes() for one in newsroom.config.base.glob("buzzfeed.db*"))
    assert not [secret for secret in secrets_of(newsroom, link) if secret.encode() in stored]


def test_other_pages_lead_there_where_it_is_enabled(newsroom):
    """The directory and a follow page lead to it, the latter with its own subject wanted; privacy tells of it."""
    assert 'href="/my"' in newsroom.get("/").text
    assert 'href="/my?much=tag%3AEau"' in newsroom.get("/follow/tag/eau").text
    assert 'id="personal"' in newsroom.get("/privacy").text
    page = newsroom.get("/my?much=tag%3AEau").text
    assert "La mare de l’école" in page
    assert "Parce que vous suivez «\u00a0Eau\u00a0»." in page


def test_the_address_that_holds_all_says_what_that_means(newsroom):
    """It is offered beside, never first; its page warns that whoever has it reads the choices; nothing is kept."""
    query = urlencode({"much": "tag:Eau", "say": SECRETS[0]})
    page = newsroom.get(f"/my/address?{query}").text
    assert "peut lire tous vos choix" in page
    assert f"/my/feed.rss?{query}".replace("&", "&amp;") in page
    offered = newsroom.get(f"/my?{query}").text
    assert offered.index("Obtenir mon fil") < offered.index("Prendre une adresse qui contient mes choix")
    assert newsroom.get("/my/address").headers["location"].startswith("/my")


def test_what_one_client_may_look_at_is_bounded(newsroom):
    """Whoever looks too often is told when to come again; what was said stays in its fields."""
    state = State(make_config(newsroom.config.base, web={"made_per_minute": 1}))
    try:
        state.attach(open_window(newsroom.config.store_url))
        first, second = (ask(state, "/my?much=tag%3AEau") for _ in range(2))
        assert (first[0], second[0]) == (200, 429)
        assert int(second[1][b"retry-after"]) > 0
        assert b'name="tag:Eau" value="much" checked' in second[2]
        state.lookers.now = 1000
        state.limiter.wait = lambda *_: 0.0
        assert ask(state, "/my?much=tag%3AEau")[0] == 503
    finally:
        state.close()


def test_nothing_is_told_as_done_that_was_not(newsroom):
    """A feed that is wiped while something is done with it: the page says that it is no more."""
    link = make(newsroom, ("much", "tag:Eau")).headers["location"].partition("?")[0]
    state = State(newsroom.config)
    try:
        state.attach(open_window(newsroom.config.store_url))
        state.inbox = open_inbox(newsroom.config.store_url)
        known = state.store.personal_by_edit(edit_digest(link.rpartition("/")[2]))
        assert "7\u00a0jours" in newsroom.get(link).text
        newsroom_inbox = state.inbox
        for doing in ("rotate", "pause", "delete"):
            refusing = type("Refusing", (), {f"{doing}_personal": lambda *_: False, "close": lambda _: None})
            state.inbox = refusing()
            status, _, page = ask(state, f"{link}/{doing}", "POST", FORM, b"")
            assert status == 409, doing
            assert "entre-temps" in page.decode()
        state.inbox = newsroom_inbox
        assert state.store.personal_by_edit(edit_digest(link.rpartition("/")[2])) == known
    finally:
        state.close()


def test_where_there_are_none_nothing_leads_there(newsroom):
    """Turned off, no page stands there, and no other leads to one."""
    config = make_config(newsroom.config.base, personal={"enabled": False})
    state = State(config)
    try:
        state.attach(open_window(newsroom.config.store_url))
        assert ask(state, "/my")[0] == 404
        assert ask(state, "/my/edit/" + "x" * 32)[0] == 404
        assert b'href="/my' not in ask(state, "/")[2]
        assert b'id="personal"' not in ask(state, "/privacy")[2]
    finally:
        state.close()


def test_below_a_path_all_links_keep_it(tmp_path):
    """Where the pages stand below a path of the host, forms, links and the feed's address do, too."""
    config = make_config(tmp_path, prefix="/flux")
    with contextlib.closing(writer(config)) as store:
        take_in(store, *articles(config.newsroom.feeds_url))
        publish(store)
    state = State(config)
    try:
        state.attach(open_window(config.store_url))
        state.inbox = open_inbox(config.store_url)
        assert ask(state, "/flux/my?tag:Eau=much")[1][b"location"] == b"/flux/my?much=tag%3AEau"
        link = ask(state, "/flux/my", "POST")[1][b"location"].decode()
        assert link.startswith("/flux/my/edit/")
        page = ask(state, link)[2].decode()
        assert f'value="{config.newsroom.feeds_url}/my/' in page
        assert not re.search(r'(?:href|action|formaction)="/(?!flux/)', page)
    finally:
        state.close()
