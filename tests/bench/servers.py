"""nginx over exported files, and the two clients: wrk, which asks as fast as it can, and the steady one."""

import http.client
import json
import os
import re
import subprocess
import sys
import time
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from measure import CommandError, family
from newsroom import free_port
from steady import Ask

CONNECTIONS = 32
# The level at which buzzfeed compresses too, so that both send as many bytes.
_GZIP_LEVEL = 6
_NGINX = """\
daemon off;
{user}worker_processes {workers};
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    sendfile on;
    tcp_nopush on;
    gzip_static on;
    gzip_vary on;
    keepalive_requests 1000000000;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    types {{ application/rss+xml rss; application/atom+xml atom; application/feed+json json; }}
    server {{
        listen 127.0.0.1:{port} reuseport;
        root {root};
        add_header Cache-Control "public, max-age=900";
    }}
}}
"""
_RATE = re.compile(r"Requests/sec:\s+([\d.]+)")
_COUNT = re.compile(r"(\d+) requests in")
_BAD = re.compile(r"(Non-2xx or 3xx responses|Socket errors): (.*)")


class Nginx:
    """nginx serving a folder of exported files, each compressed beforehand, from `__enter__` to `__exit__`."""

    def __init__(self, program: Path, folder: Path, root: Path, workers: int):
        self.port = free_port()
        self._program, self._folder = program, folder
        self._process: subprocess.Popen[bytes] | None = None
        folder.mkdir(parents=True)
        for path in [*root.rglob("*.rss"), *root.rglob("*.atom"), *root.rglob("*.json")]:
            packed = path.with_name(path.name + ".gz")
            if not packed.exists():
                packed.write_bytes(zlib.compress(path.read_bytes(), _GZIP_LEVEL, 31))
        # Its workers would be nobody, who may not look into our folder.
        user = "user root;\n" if os.geteuid() == 0 else ""
        text = _NGINX.format(folder=folder, root=root, port=self.port, workers=workers, user=user)
        (folder / "nginx.conf").write_text(text)

    def __enter__(self) -> Self:
        """Start it and wait until it answers."""
        command = [str(self._program), "-p", str(self._folder), "-c", str(self._folder / "nginx.conf")]
        self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 10
        while True:
            try:
                answer_of(self.port, "/feeds/all.rss")
                return self
            except OSError as error:
                if self._process.poll() is not None or time.monotonic() > deadline:
                    self.__exit__(None, None, None)
                    log = self._folder / "error.log"
                    raise CommandError(f"nginx does not serve: {log.read_text() if log.exists() else error}") from error
                time.sleep(0.05)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop it."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(10)

    def pids(self) -> list[int]:
        """Return its processes."""
        return family(self._process.pid) if self._process else []


@dataclass(frozen=True)
class Answered:
    """How one request was answered."""

    status: int
    etag: str
    size: int
    encoding: str


def answer_of(port: int, path: str, etag: str | None = None) -> Answered:
    """Ask once, for gzip, and with ``If-None-Match`` where an ETag is given.

    Raises:
        OSError: there was no answer.
    """
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        condition = {"If-None-Match": etag} if etag else {}
        connection.request("GET", path, headers={"Accept-Encoding": "gzip", **condition})
        response = connection.getresponse()
        size = len(response.read())
        return Answered(
            response.status, response.headers["ETag"] or "", size, response.headers["Content-Encoding"] or ""
        )
    finally:
        connection.close()


def wrk(program: Path, port: int, path: str, etag: str | None, duration: float) -> tuple[float, int]:
    """Ask as fast as one thread of wrk can for so many seconds; return the requests a second, and how many they were.

    Raises:
        CommandError: wrk failed, or a request did.
    """
    command = [str(program), "-t1", f"-c{CONNECTIONS}", f"-d{max(1, round(duration))}s", "-H", "Accept-Encoding: gzip"]
    if etag:
        command += ["-H", f"If-None-Match: {etag}"]
    done = subprocess.run(
        [*command, f"http://127.0.0.1:{port}{path}"], check=False, capture_output=True, text=True, timeout=duration + 60
    )
    rate, count = _RATE.search(done.stdout), _COUNT.search(done.stdout)
    if done.returncode or rate is None or count is None:
        raise CommandError(f"wrk exited with {done.returncode}:\n{done.stderr or done.stdout}")
    if bad := _BAD.search(done.stdout):
        raise CommandError(f"wrk, {path}: {bad[0]}")
    return float(rate[1]), int(count[1])


class Steady:
    """The steady client in a process of its own; `outcome` waits for its end."""

    def __init__(self, port: int, rate: float, seconds: float, asks: Sequence[Ask]):
        command = [sys.executable, str(Path(__file__).with_name("steady.py")), str(port), str(rate), str(seconds)]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert self._process.stdin is not None
        with self._process.stdin as pipe:
            json.dump(asks, pipe)
        self._process.stdin = None

    def outcome(self, until: float | None = None, since: float = 0.0) -> list[float]:
        """Return the latencies of requests due between two moments of ``time.monotonic``.

        A request that got no answer counts as one that took ten seconds.

        Raises:
            CommandError: the client failed, or most requests did, or one was answered otherwise than with 200 or 304.
        """
        out, errors = self._process.communicate(timeout=300)
        if self._process.returncode:
            raise CommandError(f"the steady client exited with {self._process.returncode}:\n{errors}")
        told = json.loads(out)
        odd = {status: count for status, count in told["statuses"].items() if status not in ("200", "304")}
        if odd or 2 * told["failed"] > len(told["due"]):
            raise CommandError(f"the steady client: {told['failed']} requests failed, {odd} were answered otherwise")
        end = until or float("inf")
        return [latency for due, latency in zip(told["due"], told["latencies"], strict=True) if since <= due <= end]


def percentile(values: Sequence[float], part: float) -> float:
    """Return the value below which ``part`` of them lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]
