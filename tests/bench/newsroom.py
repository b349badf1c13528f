"""buzzfeed over a generated newsroom: its config, one pass by hand, and the daemon beside which things are measured."""

import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import corpus
import peers
from measure import CommandError, Usage, cpu_between, cpu_times, family, run

COMMAND = [sys.executable, "-m", "buzzfeed"]
_CONFIG = """\
[newsroom]
title = "{title}"
url = "{host}"
feeds_url = "http://127.0.0.1:{port}"
language = "fr"
timezone = "Europe/Paris"

[[sources]]
name = "redaction"
type = "folder"
path = "{content}"
every = "1d"
permalink = "/{{year}}/{{slug}}/"

[feeds]
items = {entries}

[guard]
flood = 1000000

[store]
url = "sqlite:///var/buzzfeed.db"

[web]
listen = "127.0.0.1:{port}"
admin_listen = "127.0.0.1:{admin}"
"""
# Seconds of CPU time a second: an audit takes a quarter of a core, watching and waiting a few hundredths.
_QUIET = 0.1
# Seconds in a row: the audit begins two seconds after the daemon, and rests some more while the watch is set up.
_CALM = 5
_PASS = re.compile(r"event=pass\b.*")
_FIELD = re.compile(r"(\w+)=(\S+)")


@dataclass(frozen=True)
class Pass:
    """A pass of the daemon as its log tells it; ``seconds`` are its own, from beginning to end."""

    seconds: float
    new: int
    published: int
    failed: int


def free_port() -> int:
    """Return a port that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Newsroom:
    """A folder with a config and a store, over a folder of articles."""

    def __init__(self, folder: Path, content: Path):
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.content = folder, content
        self.port, self.admin = free_port(), free_port()
        text = _CONFIG.format(
            title=peers.TITLE,
            host=corpus.HOST,
            port=self.port,
            admin=self.admin,
            content=content,
            entries=peers.ENTRIES,
        )
        (folder / "buzzfeed.toml").write_text(text, encoding="utf-8")

    def command(self, *arguments: str) -> Usage:
        """Run a command of buzzfeed to its end.

        Raises:
            CommandError: it exited otherwise than with 0.
        """
        where = ["--config", str(self.folder / "buzzfeed.toml")]
        return run([*COMMAND, *arguments, *where], self.folder, environment())

    def once(self, *, fresh: bool) -> tuple[Usage, dict[str, dict[str, int]]]:
        """Run one pass, ``fresh`` on an empty store; return what it used and its summary."""
        if fresh:
            shutil.rmtree(self.folder / "var", ignore_errors=True)
        usage = self.command("run", "--once", "--json")
        return usage, json.loads(usage.output)

    def feeds(self) -> list[dict[str, str]]:
        """Return the table of feeds; ``term`` is a title without the newsroom's name before it."""
        table = json.loads(self.command("feeds", "--json").output)
        return [{**feed, "term": feed["title"].removeprefix(f"{peers.TITLE} – ")} for feed in table]


def environment() -> dict[str, str]:
    """Return the caller's environment without settings of buzzfeed."""
    return {name: value for name, value in os.environ.items() if not name.startswith("BUZZFEED_")}


class Daemon:
    """``buzzfeed run`` over a newsroom, from `__enter__` to `__exit__`."""

    def __init__(self, newsroom: Newsroom, *, fresh: bool = True):
        self.newsroom = newsroom
        self._log = newsroom.folder / "daemon.log"
        self._process: subprocess.Popen[bytes] | None = None
        if fresh:
            shutil.rmtree(newsroom.folder / "var", ignore_errors=True)

    def __enter__(self) -> Self:
        """Start it; `wait_for_articles` waits for its first editions."""
        command = [*COMMAND, "run", "--config", str(self.newsroom.folder / "buzzfeed.toml")]
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                command,
                cwd=self.newsroom.folder,
                env=environment(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=log,
            )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop it: gently, and if it does not heed that, firmly."""
        if self._process is None:
            return
        pids = family(self._process.pid)
        self.thaw()
        self._process.terminate()
        try:
            self._process.wait(15)
        except subprocess.TimeoutExpired:
            for pid in pids:
                with suppress(OSError):
                    os.kill(pid, signal.SIGKILL)
            self._process.wait()

    def pids(self) -> list[int]:
        """Return the daemon's processes."""
        return family(self._process.pid) if self._process else []

    def freeze(self) -> None:
        """Let it rest while something else is measured."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        self._signal(signal.SIGCONT)

    def rest_work(self) -> None:
        """Stop all but what serves readers: its scheduler, passes and audit are one process, the first."""
        self._send(self.pids()[:1], signal.SIGSTOP)

    def resume_work(self) -> None:
        """Let that go on."""
        self._send(self.pids()[:1], signal.SIGCONT)

    def serving_pids(self) -> list[int]:
        """Return its processes but for the first; while that rests, one of them serves and the others sleep."""
        return self.pids()[1:]

    def _signal(self, number: signal.Signals) -> None:
        self._send(self.pids(), number)

    @staticmethod
    def _send(pids: list[int], number: signal.Signals) -> None:
        for pid in pids:
            with suppress(OSError):
                os.kill(pid, number)

    def passes(self) -> list[Pass]:
        """Return the passes that the log tells of so far."""
        text = self._log.read_text("utf-8", "replace")
        told = [dict(_FIELD.findall(line)) for line in _PASS.findall(text)]
        return [Pass(float(one["seconds"]), int(one["new"]), int(one["published"]), int(one["failed"])) for one in told]

    def wait_for_articles(self, count: int, within: float) -> float:
        """Wait until ``count`` articles in all were published and are served; return when that was seen.

        Raises:
            CommandError: the daemon ended, or did not publish them within so many seconds.
        """
        deadline = time.monotonic() + within
        while sum(one.new for one in self.passes()) < count or not self._is_ready():
            if self._process is not None and self._process.poll() is not None:
                raise CommandError(f"buzzfeed run exited with {self._process.returncode}:\n{self._last_lines()}")
            if time.monotonic() > deadline:
                raise CommandError(f"buzzfeed run did not publish in {within:.0f} s:\n{self._last_lines()}")
            time.sleep(0.05)
        return time.monotonic()

    def wait_for_quiet(self, within: float) -> tuple[float, bool]:
        """Wait until the work that follows a build (the audit of whole feeds) is done.

        Returns how many seconds it took, and whether it came to its end.
        """
        begun = time.monotonic()
        calm = 0
        while calm < _CALM:
            if time.monotonic() - begun > within:
                return within, False
            before = cpu_times(self.pids())
            time.sleep(1.0)
            used = cpu_between(before, cpu_times(self.pids()))
            calm = calm + 1 if used < _QUIET else 0
        return time.monotonic() - begun, True

    def _is_ready(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.newsroom.port, timeout=5)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()

    def _last_lines(self) -> str:
        return "\n".join(self._log.read_text("utf-8", "replace").splitlines()[-5:])
