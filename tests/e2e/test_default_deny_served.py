"""The same gate over real processes: what a daemon serves, logs and sends, and what commands print for the public."""

from __future__ import annotations

import http.client
import importlib
import pkgutil
import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import typer.main

import canaries
import deniedwalk
from buzzfeed import cli
from buzzfeed.cli.app import app as command_line
from buzzfeed.config import load
from buzzfeed.store import open_window
from buzzfeed.testing import Hub, IndexNowEndpoint, LoopbackServer, PingService
from buzzfeed.web.admin import create_admin
from buzzfeed.web.app import PublicApp
from buzzfeed.web.state import State

from harness import ANNOUNCE, Newsroom, until

KEY = "abcdef0123456789"
RETRACTED = canaries.Kind(
    "retracted", {"id": "urn:fanal:repris", "tags": ["Mer"], "categories": ["Culture"], "authors": []}
)

FOR_THE_PUBLIC = {"export", "feeds", "verify"}
"""Commands that print or write what stands in public: a denied article must not be in it."""
FOR_EDITORS = set(
    "adopt articles audience build correct decisions deliver deliveries doctor guard held ingest init preview receipt "
    "reject release retract run snippets status terms token".split()
)
"""Commands that show editors their own work, or carry it out."""


@contextmanager
def announcing(newsroom: Newsroom) -> Iterator[list[LoopbackServer]]:
    """Run the three loopback targets, and have the newsroom announce to them."""
    with ExitStack() as stack:
        hub, ping, indexnow = (stack.enter_context(kind()) for kind in (Hub, PingService, IndexNowEndpoint))
        newsroom.configure(
            more=ANNOUNCE.format(hub=hub.url, ping=ping.url, indexnow=indexnow.endpoint, key=KEY),
            source='settle = "50ms"',
        )
        yield [hub, ping, indexnow]


def asking(port: int, token: str = "") -> deniedwalk.Ask:
    """Return how to ask a server on this port, one connection a request, with a token where there is one."""
    shown = {"Authorization": f"Bearer {token}"} if token else {}

    def ask(method: str, path: str, headers: Mapping[str, str]) -> deniedwalk.Answer:
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
            connection.request(method, path, headers={**headers, **shown})
            answer = connection.getresponse()
            return answer.status, answer.getheaders(), answer.read()

    return ask


def addresses(newsroom: Newsroom) -> tuple[list[str], list[str]]:
    """Return what the applications themselves say they answer: the public one and the operators'."""
    state = State(load(newsroom.config))
    state.attach(open_window(state.config.store_url))
    assert state.store is not None
    public = deniedwalk.addresses(PublicApp(state).paths(), state.store)
    own = deniedwalk.addresses((getattr(route, "path", "{") for route in create_admin(state).routes), state.store)
    state.close()
    return public, own


def test_every_command_is_for_the_public_or_for_editors() -> None:
    """A new command says here for whom it prints, and so whether it is looked at for denied articles."""
    for module in pkgutil.iter_modules(cli.__path__):
        importlib.import_module(f"{cli.__name__}.{module.name}")
    known = set(typer.main.get_command(command_line).commands)  # type: ignore[attr-defined]
    assert {"run", "export"} <= known
    assert known - FOR_EDITORS == FOR_THE_PUBLIC


def test_a_daemon_tells_nobody_of_what_is_denied(newsroom: Newsroom, tmp_path: Path) -> None:
    """No answer, no log line, no request to a target and no exported file holds a word of a denied article."""
    canaries.lay_public(newsroom)
    with announcing(newsroom) as targets:
        canaries.lay(newsroom, RETRACTED)
        printed = newsroom.run("run", "--once").stderr
        newsroom.run("retract", "urn:fanal:repris", "--reason", f"{RETRACTED.stem} motif")
        for server in targets:
            server.requests.clear()
        for kind in canaries.KINDS:
            canaries.lay(newsroom, kind)
        stems = [kind.stem for kind in canaries.KINDS] + [canaries.lay_unreadable(newsroom), RETRACTED.stem]
        denied = [stem for stem in stems if stem != RETRACTED.stem]
        with newsroom.daemon():
            until(lambda: len(newsroom.json("held")) >= 4)
            newsroom.run("reject", "urn:zqrejectedqz:id")
            until(lambda: newsroom.get("/a/zqretractedqz-slug").status_code == 410 and targets[0].requests)
            public, own = addresses(newsroom)
            assert found_in(deniedwalk.walk(asking(newsroom.port), public), stems) == []
            token = newsroom.json("token", "add", "walk", "--scope", "operator")["token"]
            assert found_in(deniedwalk.walk(asking(newsroom.admin, token), own), denied) == []
            feeds = newsroom.run("feeds", "--json").stdout + newsroom.run("feeds").stdout
            newsroom.run("export", str(tmp_path / "site"))
        newsroom.save("zqtemplateqz-fichier.json", (newsroom.articles / "zqtemplateqz-fichier.json").read_text() + " ")
        again = newsroom.run("run", "--once", check=False)
        printed += again.stdout + again.stderr
        files = [path for path in (tmp_path / "site").rglob("*") if path.is_file()]
        assert len(files) > 50
        names = ((str(path), str(path).encode() + _plain(path)) for path in files)
        assert found_in(names, stems) == []
        told = ((str(server), repr(server.requests).encode()) for server in targets)
        assert found_in(told, denied) == []
        texts = {"feeds": feeds, "run --once": printed, "log": newsroom.log()}
        assert found_in(((name, text.encode()) for name, text in texts.items()), stems) == []


def _plain(path: Path) -> bytes:
    return deniedwalk.plain(path.read_bytes(), "gzip" if path.suffix == ".gz" else "")


def found_in(texts: Iterator[tuple[str, bytes]], stems: list[str]) -> list[str]:
    """Return where which canary was found, the tombstones of what was taken back left out."""
    stone = re.compile(rb"<at:deleted-entry [^>]*>\s*(?:</at:deleted-entry>)?")
    return [f"{where}: {leak}" for where, text in texts for leak in canaries.leaks(stone.sub(b"", text), stems)]
