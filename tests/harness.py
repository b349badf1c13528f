"""A newsroom of its own for each test: a folder, a config, and the real command line over it."""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import requests

import overheard
import warm

BUZZFEED = [sys.executable, "-m", "buzzfeed"]

CONFIG = """
[newsroom]
title = "Le Fanal"
url = "https://lefanal.example"
feeds_url = "{base}"
language = "{language}"
timezone = "Europe/Paris"

[[sources]]
name = "redaction"
type = "folder"
path = "{articles}"
every = "{every}"
{source}

[store]
url = "{store}"

[web]
listen = "127.0.0.1:{port}"
admin_listen = "127.0.0.1:{admin}"

[net]
allow = ["127.0.0.0/8"]
pace = 0

{more}
"""

ARTICLE = """---
title: "{title}"
date: {date}
category: "{category}"
tags: [{tags}]
---

{body}
"""

BODY = (
    "Le petit port s’éveille avant le jour, et déjà les lampes dansent au bout du quai. On décharge, on compte. "
    "La criée ouvre à six heures ; à sept, tout est parti vers les marchés de la côte, et le café sent le pain chaud."
)
_PORTS = random.SystemRandom()
ANNOUNCE = """
[[announce]]
type = "websub"
url = "{hub}"

[[announce]]
type = "xmlrpc"
url = "{ping}"

[[announce]]
type = "indexnow"
url = "{indexnow}"
key = "{key}"
"""
"""Targets of every kind, to be formatted with their addresses and IndexNow's key."""


def free_port() -> int:
    """Return a port that nothing listens on just now, below those from which connections are made meanwhile."""
    while True:
        port = _PORTS.randrange(15_000, 32_000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def least_cpu(call: Callable[[], Any], times: int = 3) -> float:
    """Return the CPU time of a call in seconds, the least of several: what a busy machine does meanwhile counts not."""
    spent = []
    for _ in range(times):
        begun = time.process_time()
        call()
        spent.append(time.process_time() - begun)
    return min(spent)


def until(true: Callable[[], Any], within: float = 20.0, every: float = 0.05) -> Any:
    """Wait until ``true()`` is, and return what it returned; fail after ``within`` seconds."""
    deadline = time.monotonic() + within
    while True:
        value = true()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"did not come true within {within} s")
        time.sleep(every)


class Newsroom:
    """A folder of articles and a config, with commands run over it as a user would."""

    def __init__(self, root: Path, **settings: str) -> None:
        """Lay the folder; ``settings`` fill the config."""
        self.root = root
        self.articles = root / "articles"
        self.articles.mkdir(parents=True, exist_ok=True)
        self.port, self.admin = free_port(), free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.settings = {
            "base": self.base,
            "port": str(self.port),
            "admin": str(self.admin),
            "language": "fr",
            "articles": "articles",
            "every": "5m",
            "source": "",
            "store": "sqlite:///var/buzzfeed.db",
            "more": "",
            **settings,
        }
        self.config = root / "buzzfeed.toml"
        self.configure()

    def configure(self, **settings: str) -> None:
        """Write the config again with some settings changed."""
        self.settings.update(settings)
        self.config.write_text(CONFIG.format(**self.settings), encoding="utf-8")

    def write(
        self,
        name: str,
        title: str = "",
        body: str = BODY,
        *,
        category: str = "Culture",
        tags: str = "Mer, Ports",
        date: str = "2026-03-01",
    ) -> Path:
        """Write an article's file."""
        text = ARTICLE.format(title=title or name, date=date, category=category, tags=tags, body=body)
        return self.save(name, text)

    def save(self, name: str, text: str | bytes) -> Path:
        """Write a file as it is."""
        path = self.articles / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8") if isinstance(text, str) else text)
        return path

    def run(
        self, *words: str, check: bool = True, timeout: float = 120, cold: bool = False
    ) -> subprocess.CompletedProcess[str]:
        """Run a command; with ``check``, it must end with exit code 0; with ``cold``, Python starts for it alone."""
        if words and words[0] not in ("verify", "init"):
            words = (*words, "--config", str(self.config))
        if cold:
            command = [*BUZZFEED, *words]
            done = subprocess.run(command, capture_output=True, text=True, timeout=timeout, cwd=self.root, check=False)
        else:
            done = warm.run(words, timeout=timeout, cwd=self.root)
        assert "Traceback" not in done.stderr, done.stderr
        if check:
            assert done.returncode == 0, f"{words}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done

    def json(self, *words: str, check: bool = True, cold: bool = False) -> Any:
        """Run a command with --json and return its document."""
        return json.loads(self.run(*words, "--json", check=check, cold=cold).stdout)

    def settled(self) -> bool:
        """Return whether no delivery waits any more."""
        return all(one["state"] != "waiting" for one in self.json("deliveries"))

    def once(self, *, check: bool = True, cold: bool = False) -> Any:
        """Run one pass and return its document."""
        return self.json("run", "--once", check=check, cold=cold)

    def digests(self) -> dict[str, str]:
        """Return each feed's digest by path."""
        return {feed["path"]: feed["digest"] for feed in self.json("feeds")}

    def get(self, path: str, **headers: str) -> requests.Response:
        """GET a path from the running daemon."""
        return requests.get(self.base + path, headers=headers, timeout=10)

    def titles(self, path: str = "/feeds/all.json") -> list[str]:
        """Return the titles of a served JSON feed's entries; none where it is not served (yet)."""
        try:
            answer = self.get(path)
        except requests.ConnectionError:
            return []
        return [item["title"] for item in answer.json()["items"]] if answer.status_code == 200 else []

    @contextmanager
    def daemon(self, *, wait: bool = True, cold: bool = False) -> Iterator[warm.Warm | subprocess.Popen[str]]:
        """Run the daemon; it must stop within ten seconds of SIGTERM, with exit code 0."""
        log = (self.root / "daemon.log").open("a+", encoding="utf-8")
        words = ["run", "--config", str(self.config)]
        process: warm.Warm | subprocess.Popen[str]
        if cold:
            process = subprocess.Popen(
                [*BUZZFEED, *words], stdout=log, stderr=log, text=True, cwd=self.root, start_new_session=True
            )
        else:
            process = warm.Warm(words, stdout=log, stderr=log, cwd=self.root, start_new_session=True)
        try:
            if wait:
                until(lambda: process.poll() is not None or self.ready(), within=60)
                assert process.poll() is None, self.log()
            yield process
            if process.poll() is None:
                overheard.hear_metrics(f"http://127.0.0.1:{self.admin}")
                process.send_signal(signal.SIGTERM)
                assert process.wait(timeout=10) == 0, self.log()
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
            log.close()
        assert "Traceback" not in self.log(), self.log()

    def ready(self) -> bool:
        """Whether /readyz answers 200."""
        try:
            return self.get("/readyz").status_code == 200
        except requests.RequestException:
            return False

    def log(self) -> str:
        """Return what the daemon printed."""
        return (self.root / "daemon.log").read_text(encoding="utf-8")
