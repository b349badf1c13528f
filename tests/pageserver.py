"""A real serve process on loopback, as the daemon starts one."""

import contextlib
import http.client
import multiprocessing
import multiprocessing.forkserver
import os
import signal
import time
from functools import cache
from pathlib import Path

import pytest
import requests

import overheard
from buzzfeed import web
from buzzfeed.config import Config
from buzzfeed.daemon.clock import SystemClock
from buzzfeed.daemon.tokens import make_token
from buzzfeed.errors import BuzzfeedError
from buzzfeed.model import Scope
from buzzfeed.store import open_store
from buzzfeed.web import counting, server

from harness import free_port

CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["preloaded", "pageserver"])
HUB = "https://hub.example/"
KEY = "abcdef0123456789"


def make_config(folder, **sections):
    """Return the config of a newsroom whose feeds stand at a free port; ``prefix`` is a path below it."""
    port, admin, prefix = free_port(), free_port(), sections.pop("prefix", "")
    return Config.model_validate(
        {
            "file": folder / "buzzfeed.toml",
            "base": folder,
            "newsroom": {
                "title": "Le Fanal",
                "url": "https://lefanal.example",
                "feeds_url": f"http://127.0.0.1:{port}{prefix}",
                **sections.pop("newsroom", {}),
            },
            "sources": [{"type": "folder", "name": "redaction", "path": "articles"}],
            "announce": [
                {"type": "websub", "url": HUB},
                {"type": "indexnow", "url": "https://indexnow.example/", "key": KEY},
            ],
            "store": {"url": f"sqlite:///{folder}/buzzfeed.db"},
            "web": {"listen": f"127.0.0.1:{port}", "admin_listen": f"127.0.0.1:{admin}", **sections.pop("web", {})},
            **sections,
        }
    )


def writer(config):
    """Open the config's store for writing."""
    return open_store(config.store_url)


def operator_token(store, name="essai"):
    """Make a token that opens the operators' pages."""
    return make_token(store, name, [Scope.OPERATOR], SystemClock().now())


@cache
def prepare():
    """Start who forks the serve processes, once: it does not learn of itself where the tests lie."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(Path(__file__).parent))
        multiprocessing.forkserver.ensure_running()


def run(config, ready, header_timeout=8000, keep_every=counting.KEEP_EVERY):
    """Serve as the daemon's child does; exit 1 on an error that a person is told."""
    server._HEADER_TIMEOUT = header_timeout
    counting.KEEP_EVERY, counting.TICK = keep_every, min(keep_every, counting.TICK)
    try:
        web.serve(config, ready=ready.set)
    except BuzzfeedError as error:
        (config.base / "error").write_text(str(error))
        raise SystemExit(1) from None


class Served:
    """A running serve process, and the ways to ask it."""

    def __init__(self, config, **options):
        self.config = config
        self.base = config.newsroom.feeds_url
        self.root = f"http://{config.web.listen}"
        self.admin = f"http://{config.web.admin_listen}"
        prepare()
        self.ready = CONTEXT.Event()
        self.process = CONTEXT.Process(target=run, args=(config, self.ready), kwargs=options, daemon=True)
        self.process.start()
        assert self.ready.wait(60), "the serve process did not become ready"

    def get(self, path, headers=None, **options):
        """GET a path below the address, following no redirect; a plain client unless ``headers`` say otherwise."""
        plain = {"Accept-Encoding": "identity", "Accept-Language": None, **(headers or {})}
        return requests.get(self.root + path, headers=plain, timeout=30, allow_redirects=False, **options)

    def raw(self, method, path, headers=None):
        """Send any method; return status, headers and the body as it came over the wire."""
        host, _, port = self.config.web.listen.rpartition(":")
        with contextlib.closing(http.client.HTTPConnection(host, int(port), timeout=10)) as connection:
            connection.request(method, path, headers={"X-Forwarded-For": overheard.READER, **(headers or {})})
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()

    def stop(self):
        """Ask the process to end, as the daemon does; return its exit code and how long it took."""
        overheard.hear_metrics(self.admin)
        begun = time.monotonic()
        self.process.terminate()
        self.process.join(10)
        return self.process.exitcode, time.monotonic() - begun

    def kill(self):
        """End the process if it still runs."""
        if self.process.is_alive():
            overheard.hear_metrics(self.admin)
            self.process.kill()
            self.process.join(5)


def daemon_of(config, ready, pid):
    """Be a parent that starts a serve process and is killed: run in a process of its own."""
    child = multiprocessing.get_context("spawn").Process(target=run, args=(config, ready))
    child.start()
    Path(pid).write_text(str(child.pid))
    ready.wait(20)
    os.kill(os.getpid(), signal.SIGKILL)
