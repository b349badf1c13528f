from datetime import timedelta

import pytest

from buzzfeed.model import Status
from buzzfeed.publish import FolderPublisher
from buzzfeed.web import export, sitemaps
from buzzfeed.web.state import State
from pageask import ask
from pageserver import make_config, writer
from pagestore import NOW, publish, take_in
from pagevalues import article
from sitemapschema import news, places

ELSEWHERE = "/elsewhere/lefanal.example"


def made(config, name, at=NOW, url="", **changes):
    """Return an article published at a time, on our host if no address is given."""
    url = url or f"{config.newsroom.feeds_url}/a/{name}"
    return article(id=name, slug=name, origin=name, url=url, image=None, published=at, updated=at, **changes)


@pytest.fixture
def newsroom(tmp_path):
    """Give a config, its store and what serves it, at a time of the test's own."""
    config = make_config(tmp_path)
    store = writer(config)
    state = State(config)
    state.now = lambda: NOW
    yield config, store, state
    state.close()
    store.close()


def opened(newsroom):
    """Publish what was taken in, and serve it."""
    _, store, state = newsroom
    publish(store)
    if state.store is None:
        state.attach(store)
    else:
        state.refresh()
    return state


def test_time_alone_takes_an_article_out_of_the_news(newsroom):
    """With no build between, an article leaves the news sitemap when two days are over, and stays in the other."""
    config, store, state = newsroom
    take_in(store, made(config, "vieux", NOW - timedelta(days=1)), made(config, "neuf"))
    opened(newsroom)
    status, headers, body = ask(state, "/news-sitemap.xml")
    assert (status, headers[b"content-type"]) == (200, b"application/xml; charset=utf-8")
    assert [one[0].rpartition("/")[2] for one in news(body)] == ["neuf", "vieux"]
    for later, left in ((timedelta(days=1), ["neuf", "vieux"]), (timedelta(days=1, seconds=1), ["neuf"])):
        state.now = lambda later=later: NOW + later
        assert [one[0].rpartition("/")[2] for one in news(ask(state, "/news-sitemap.xml")[2])] == left
    state.now = lambda: NOW + timedelta(days=3)
    status, other, body = ask(state, "/news-sitemap.xml", headers=[(b"if-none-match", headers[b"etag"])])
    assert (status, news(body)) == (200, [])
    assert f"{config.newsroom.feeds_url}/a/vieux" in places(ask(state, "/sitemap.xml")[2])
    assert ask(state, "/news-sitemap.xml", headers=[(b"if-none-match", other[b"etag"])])[0] == 304


def test_an_edit_keeps_the_date_of_publication(newsroom):
    """The news sitemap tells the original publication, the other one the last change."""
    config, store, state = newsroom
    take_in(store, made(config, "un"))
    edited = made(config, "un", title="Autre titre", mark="other")
    later = NOW + timedelta(hours=3)
    take_in(store, article(**{**_fields(edited), "updated": later}), number=2)
    opened(newsroom)
    state.now = lambda: later
    assert [one[3:] for one in news(ask(state, "/news-sitemap.xml")[2])] == [("2026-11-12T09:00:00Z", "Autre titre")]
    found = places(ask(state, "/sitemap.xml")[2])
    base = config.newsroom.feeds_url
    assert found[f"{base}/a/un"] == found[f"{base}/follow/all"] == "2026-11-12T12:00:00Z"


def _fields(one):
    return {name: getattr(one, name) for name in one.__dataclass_fields__}


def test_denied_articles_are_in_no_sitemap_and_retracted_ones_leave_at_once(newsroom):
    """Whatever is not public is in neither, on no host; a retraction takes its article out before any build."""
    config, store, state = newsroom
    theirs = made(config, "reste", url="https://lefanal.example/reste/")
    gone = made(config, "repris", url="https://lefanal.example/repris/")
    take_in(store, theirs, gone, made(config, "un"))
    for status in (Status.DRAFT, Status.SCHEDULED, Status.EMBARGOED, Status.HELD, Status.REJECTED):
        take_in(store, made(config, f"canari-{status}"), status=status)
        take_in(store, made(config, f"canari2-{status}", url=f"https://lefanal.example/c2-{status}/"), status=status)
    opened(newsroom)
    paths = ("/sitemap.xml", "/news-sitemap.xml", f"{ELSEWHERE}/sitemap.xml", f"{ELSEWHERE}/news-sitemap.xml")
    for path in paths:
        assert b"canari" not in ask(state, path)[2]
    assert list(places(ask(state, paths[2])[2])) == [gone.url, theirs.url]
    take_in(store, gone, status=Status.RETRACTED, number=2)
    state.refresh()  # no edition was built: the decision alone counts
    assert list(places(ask(state, paths[2])[2])) == [theirs.url]
    assert [one[0] for one in news(ask(state, paths[3])[2])] == [theirs.url]


def test_hosts_that_are_not_ours_have_none(newsroom):
    """Another publication's host, one that is nobody's and another file are a 404; ours has no second place."""
    config, store, state = newsroom
    take_in(store, made(config, "un", url="https://agence.example/un"))
    opened(newsroom)
    for path in ("agence.example/sitemap.xml", "lefanal.example/robots.txt", "lefanal.example/sitemap-1.xml"):
        assert ask(state, f"/elsewhere/{path}")[0] == 404
    for path in ("/elsewhere/127.0.0.1/sitemap.xml", "/sitemap-1.xml", "/sitemap-0.xml", "/sitemap-x.xml"):
        assert ask(state, path)[0] == 404
    assert ask(state, f"{ELSEWHERE}/news-sitemap.xml")[0] == 200


def test_a_large_sitemap_is_an_index_of_parts(newsroom, monkeypatch, tmp_path):
    """Beyond a part's size there is an index; its parts together name everything once, in export as well."""
    monkeypatch.setattr(sitemaps, "PART", 4)
    config, store, state = newsroom
    take_in(store, *(made(config, f"n{number}", NOW + timedelta(seconds=number)) for number in range(3)))
    theirs = [made(config, f"t{number}", url=f"https://lefanal.example/{number}/") for number in range(5)]
    take_in(store, *theirs)
    opened(newsroom)
    base = config.newsroom.feeds_url
    parts = places(ask(state, "/sitemap.xml")[2])
    assert list(parts) == [f"{base}/sitemap-{number}.xml" for number in range(1, len(parts) + 1)]
    named = [list(places(ask(state, url.removeprefix(base))[2])) for url in parts]
    assert {len(part) for part in named[:-1]} == {4}
    whole = [url for part in named for url in part]
    assert len(whole) == len(set(whole))
    assert {f"{base}/", f"{base}/follow/all", f"{base}/a/n0", f"{base}/a/n2"} <= set(whole)
    assert list(places(ask(state, f"{ELSEWHERE}/sitemap.xml")[2])) == [
        f"{base}{ELSEWHERE}/sitemap-{number}.xml" for number in (1, 2)
    ]
    export(config, store, FolderPublisher(tmp_path / "site"), now=NOW)
    put = tmp_path / "site" / ELSEWHERE.lstrip("/")
    there = places((put / "sitemap.xml").read_bytes())
    assert list(there) == [f"https://lefanal.example/sitemap-{number}.xml" for number in (1, 2)]
    assert [url for number in (1, 2) for url in places((put / f"sitemap-{number}.xml").read_bytes())] == [
        one.url for one in theirs
    ]


def test_the_files_are_those_that_are_served(newsroom, tmp_path):
    """Export writes both hosts' sitemaps as they are served, and the lines for the other host's robots.txt."""
    config, store, state = newsroom
    take_in(store, made(config, "un"), made(config, "deux", url="https://lefanal.example/deux/"))
    opened(newsroom)
    export(config, store, FolderPublisher(tmp_path / "site"), now=NOW)
    for path in ("/sitemap.xml", "/news-sitemap.xml", f"{ELSEWHERE}/sitemap.xml", f"{ELSEWHERE}/news-sitemap.xml"):
        assert (tmp_path / "site" / path.lstrip("/")).read_bytes() == ask(state, path)[2]
    lines = (tmp_path / "site" / ELSEWHERE.lstrip("/") / "robots-lines.txt").read_text()
    assert lines.splitlines() == [
        "Sitemap: https://lefanal.example/sitemap.xml",
        "Sitemap: https://lefanal.example/news-sitemap.xml",
    ]


def test_robots_name_the_sitemaps(tmp_path):
    """robots.txt allows all and names both sitemaps by their whole addresses, prefix included."""
    config = make_config(tmp_path, prefix="/flux")
    state = State(config)
    base = config.newsroom.feeds_url
    assert ask(state, "/robots.txt")[2].decode().splitlines() == [
        "User-agent: *",
        "Disallow:",
        "",
        f"Sitemap: {base}/sitemap.xml",
        f"Sitemap: {base}/news-sitemap.xml",
    ]
    assert ask(state, "/news-sitemap.xml")[0] == 503
    state.close()


def test_an_unchanged_newsroom_is_read_once(newsroom, monkeypatch):
    """While nothing changes, no request for a sitemap goes to the store again."""
    config, store, state = newsroom
    take_in(store, made(config, "un"))
    opened(newsroom)
    assert {ask(state, path)[0] for path in ("/sitemap.xml", "/news-sitemap.xml")} == {200}
    for name in ("located", "touched", "articles", "channels"):
        monkeypatch.setattr(type(store), name, None)
    assert {ask(state, path)[0] for path in ("/sitemap.xml", "/news-sitemap.xml")} == {200}
