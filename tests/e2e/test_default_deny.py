"""The gate that outputs cannot be built around: of what is denied, nothing is found, wherever and however one asks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route

import canaries
import deniedwalk
from buzzfeed import verify
from buzzfeed.config import Config, load
from buzzfeed.daemon.wiring import network
from buzzfeed.follow import media_names
from buzzfeed.model import Finding, Format, Severity, Status, Verdict
from buzzfeed.notify import build_targets
from buzzfeed.pipeline import editor
from buzzfeed.pipeline.road import run_pass
from buzzfeed.pipeline.works import prepare
from buzzfeed.publish import FolderPublisher
from buzzfeed.store import open_store, open_window
from buzzfeed.testing import FakeClock, LocalPool
from buzzfeed.web import export
from buzzfeed.web.admin import create_admin
from buzzfeed.web.app import PublicApp
from buzzfeed.web.state import State

from harness import Newsroom

ANNOUNCE = """
[[announce]]
type = "websub"
url = "http://127.0.0.1:9/hub"

[[announce]]
type = "xmlrpc"
url = "http://127.0.0.1:9/rpc"

[[announce]]
type = "indexnow"
url = "http://127.0.0.1:9/indexnow"
key = "abcdef0123456789"

[aliases]
"/feed/" = "all.rss"
"/category/culture/feed/" = "category/culture.atom"

[[channels]]
slug = "bord-de-mer"
title = "Bord de mer"
words = ["phare"]
"""
TAKEN_BACK = tuple(
    canaries.Kind(name, {"id": f"urn:fanal:{name}", "tags": ["Mer"], "categories": ["Culture"], "authors": []})
    for name in ("retracted", "vanished", "unpublished")
)
"""Articles that were published and then were not: their terms were public before, so they have none of their own."""


class Press:
    """A newsroom in this process, under a clock of its own: two of them with the same articles give the same bytes."""

    def __init__(self, root: Path) -> None:
        self.newsroom = Newsroom(root, base="http://127.0.0.1:9", source='settle = "0ms"', more=ANNOUNCE)
        self.config: Config = load(self.newsroom.config)
        self.clock = FakeClock(datetime(2026, 11, 12, 9, 0, tzinfo=UTC))
        self.store = open_store(self.config.store_url)
        canaries.lay_public(self.newsroom)

    def run(self, seconds: float = 60.0) -> None:
        """Run a pass, ``seconds`` after the last one; of articles that are denied it must report nothing but counts."""
        self.clock.advance(seconds)
        fetch = network(self.config)
        targets = build_targets(self.config, fetch)
        run_pass(prepare(self.config, self.store, self.clock, LocalPool(), fetch, targets))

    def id_of(self, title: str) -> str:
        """Return the id of the one article whose title holds this."""
        (found,) = (one.record.id for one in self.store.listed() if title in one.record.title)
        return found

    def state(self) -> State:
        """Return what a serve process would hold."""
        state = State(self.config)
        state.attach(open_window(self.config.store_url))
        return state

    def exported(self, folder: Path) -> dict[str, bytes]:
        """Export the site; return every file by its path."""
        window = open_window(self.config.store_url)
        export(self.config, window, FolderPublisher(folder), precompress=False)
        window.close()
        return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def press(tmp_path: Path) -> Iterator[Press]:
    """Return a newsroom whose public articles are published."""
    made = Press(tmp_path / "presse")
    made.run()
    yield made
    made.store.close()


def lay_all(press: Press) -> list[str]:
    """Lay every kind that is denied from the start or was held back since; return all stems."""
    for kind in canaries.KINDS:
        canaries.lay(press.newsroom, kind)
    stems = [kind.stem for kind in canaries.KINDS] + [canaries.lay_unreadable(press.newsroom)]
    press.run()
    editor.reject(press.store, press.id_of("zqrejectedqz"), press.clock.now())
    press.run()
    return stems


def test_denied_articles_leave_the_public_site_as_it_would_be_without_them(press: Press, tmp_path: Path) -> None:
    """Not a byte, a file, a count, a label or a delivery differs from those of a newsroom that has no such articles."""
    lay_all(press)
    without = Press(tmp_path / "sans")
    for _ in range(3):
        without.run()
    try:
        ours, theirs = press.exported(tmp_path / "a"), without.exported(tmp_path / "b")
        assert ours.keys() == theirs.keys()
        assert [path for path in ours if ours[path] != theirs[path]] == []
        assert press.store.channels() == without.store.channels()
        assert press.store.deliveries() == without.store.deliveries()
        assert {one.status for one in (listed.record for listed in press.store.listed())} >= {
            *(Status.DRAFT, Status.SCHEDULED, Status.HELD, Status.REJECTED, Status.PUBLISHED)
        }
    finally:
        without.store.close()


@pytest.fixture
def denying(press: Press, monkeypatch: pytest.MonkeyPatch) -> tuple[Press, list[str]]:
    """Return a newsroom with a denied article of every kind, and the words by which each would be found."""
    honest = verify.prove_entry

    def prove_entry(document, fmt, article, newsroom):
        if "zqunsoundqz" in article.title and fmt is Format.ATOM:
            return Verdict("x", (Finding("title-differs", Severity.ERROR, "entry", "zqunsoundqz"),))
        return honest(document, fmt, article, newsroom)

    monkeypatch.setattr(verify, "prove_entry", prove_entry)
    canaries.lay(press.newsroom, canaries.Kind("unsound"))
    for kind in TAKEN_BACK:
        canaries.lay(press.newsroom, kind)
    press.run()
    assert len(canaries.leaks(served(press), [kind.stem for kind in TAKEN_BACK])) == len(TAKEN_BACK)
    editor.retract(press.store, press.id_of("zqretractedqz"), press.clock.now(), note="zqretractedqz note")
    unpublished = TAKEN_BACK[-1]
    # Its address is another now: that one was never public, so that nobody is told of it either.
    secret = {"draft": True, "slug": "zqnewslugqz", "url": f"{canaries.HOST}/zqnewslugqz/"}
    canaries.lay(press.newsroom, replace(unpublished, fields={**unpublished.fields, **secret}))
    (press.newsroom.articles / "zqvanishedqz-fichier.json").unlink()
    stems = lay_all(press)
    press.run(11)
    assert {one.record.status for one in press.store.listed() if "zqvanishedqz" in one.record.title} == {
        Status.RETRACTED
    }
    return press, [*stems, "zqunsoundqz", "zqnewslugqz", *(kind.stem for kind in TAKEN_BACK)]


def served(press: Press) -> bytes:
    """Return the served JSON feed of everything."""
    window = open_window(press.config.store_url)
    feed = next(feed for feed in window.served() if feed.path == "/feeds/all.json")
    found = window.document(feed.channel, feed.format)
    window.close()
    assert found is not None
    return found[1]


def without_tombstones(text: bytes) -> bytes:
    """Take out what stays of a retracted article: which id went, and when (RFC 6721)."""
    return re.sub(
        rb'<at:deleted-entry [^>]*?/>|<at:deleted-entry ref="[^"]*" when="[^"]*">\s*</at:deleted-entry>', b"", text
    )


def found_in(texts: Iterable[tuple[str, bytes]], stems: list[str]) -> list[str]:
    """Return where which canary was found."""
    return [f"{where}: {leak}" for where, text in texts for leak in canaries.leaks(without_tombstones(text), stems)]


def test_nothing_of_a_denied_article_is_found_at_any_address(denying: tuple[Press, list[str]]) -> None:
    """Every path the application names, in every format, language, coding and method, and the operators' pages."""
    press, stems = denying
    state = press.state()
    app = PublicApp(state)
    paths = deniedwalk.addresses(app.paths(), open_window(press.config.store_url))
    assert {"/feeds/all.rss", "/feed/", "/follow/tag/mer", "/a/mole", "/feeds/query/bord-de-mer.json"} <= set(paths)
    assert sum(path.startswith("/a/media/") for path in paths) >= 1
    gone = [str(kind.fields["id"]) for kind in TAKEN_BACK]
    with deniedwalk.asker(app) as ask:
        assert found_in(deniedwalk.walk(ask, paths), [*stems, *gone]) == []
    admin = create_admin(state)
    own = deniedwalk.addresses((route.path for route in admin.routes if isinstance(route, Route)), state.store)
    assert len(own) > len(admin.routes)
    with deniedwalk.asker(admin) as ask:
        assert found_in(deniedwalk.walk(ask, own), stems) == []
    state.close()


def test_nothing_of_a_denied_article_is_exported_announced_or_listed(
    denying: tuple[Press, list[str]], tmp_path: Path
) -> None:
    """No file's name or bytes, no delivery's payload and no listed feed tells of it; of gone ones, targets get URLs."""
    press, stems = denying
    files = press.exported(tmp_path / "site")
    assert "feeds.opml" in files
    assert found_in(((path, path.encode() + b"\n" + data) for path, data in files.items()), stems) == []
    owed = [(one.id, repr(one.payload).encode()) for one in press.store.deliveries()]
    gone = [kind.stem for kind in TAKEN_BACK]
    assert owed
    assert found_in(iter(owed), [stem for stem in stems if stem not in gone]) == []
    told = {url for one in press.store.deliveries() for url in one.payload.get("urls", ())}
    assert {url for url in told if canaries.leaks(url.encode(), gone)} == {
        f"{press.config.newsroom.feeds_url}/a/{stem}-slug" for stem in gone
    }
    window = open_window(press.config.store_url)
    shown = [repr(window.served()), repr(window.channels()), repr(window.tally())]
    window.close()
    assert found_in((("shelf", text.encode()) for text in shown), stems) == []


def test_a_guess_at_a_denied_article_is_answered_as_any_wrong_address(denying: tuple[Press, list[str]]) -> None:
    """Status, headers and body are those of a slug that nobody ever used; a page that was taken back is gone."""
    press, stems = denying
    state = press.state()
    guesses = ("/a/{}-slug", "/a/{}", "/feeds/tag/{}mot.rss", "/follow/tag/{}mot", "/follow/author/auteur-{}")
    denied = [stem for stem in stems if stem not in {kind.stem for kind in TAKEN_BACK}]
    with deniedwalk.asker(PublicApp(state)) as ask:
        for guess in (*guesses, "/a/media/{}.png", "/follow/category/rubrique-{}"):
            for _, more, headers in deniedwalk.WAYS[:8]:
                unknown = ask("GET", guess.format("zqnobodyqz") + more, headers)
                assert unknown[0] in (301, 404)
                for stem in denied:
                    answer = deniedwalk.as_text(ask("GET", guess.format(stem) + more, headers))
                    assert answer.replace(stem.encode(), b"zqnobodyqz") == deniedwalk.as_text(unknown), (guess, stem)
        assert ask("GET", "/a/zqretractedqz-slug", {})[0] == 410
        names = [name for stem in denied for name in pictures(press, stem)]
        assert len(names) > 10
        assert {ask("GET", f"/a/media/{name}", {})[0] for name in names} == {404}
    state.close()


def pictures(press: Press, stem: str) -> list[str]:
    """Return the names of the stored pictures of a canary."""
    ids = [one.record.id for one in press.store.listed() if stem in one.record.title]
    found = [revision for id_ in ids if (revision := press.store.revision(id_)) is not None]
    return sorted({name for one in found for name in media_names(one.article) if stem in name})


def planting(route: object, state: State) -> PublicApp:
    """Return the application with a route more."""
    app = PublicApp(state)
    app._routes.append(route)
    return app


async def _untold(_request: Request) -> Response:
    return JSONResponse({})


def test_a_new_route_cannot_go_unseen(press: Press) -> None:
    """A path with parts that nobody says how to fill is refused, and so is a route that does not say its place."""
    state = press.state()
    assert state.store is not None
    with pytest.raises(deniedwalk.UnknownRouteError, match=r"/drafts/\{id\}"):
        deniedwalk.addresses(planting(Route("/drafts/{id}", _untold), state).paths(), state.store)
    with pytest.raises(TypeError, match="where it stands"):
        planting(Mount("/drafts", routes=[]), state).paths()
    state.close()


def test_a_new_route_or_format_that_leaks_is_found(denying: tuple[Press, list[str]]) -> None:
    """A route that goes round the shelf to the store is caught by the same walk; through the shelf there is no way."""
    press, stems = denying
    state = press.state()

    async def sitemap(_request: Request) -> Response:
        return JSONResponse([one.record.url for one in press.store.listed()])

    app = planting(Route("/sitemap-test.xml", sitemap), state)
    paths = [path for path in deniedwalk.addresses(app.paths(), state.store) if "sitemap-test" in path]
    with deniedwalk.asker(app) as ask:
        assert len(found_in(deniedwalk.walk(ask, paths), stems)) > len(canaries.KINDS)
    for name in ("listed", "revision", "ledger", "terms", "unreadable", "fragments"):
        assert not hasattr(state.store, name)
    state.close()
