"""The hub, measured: how fast it tells beside ``requests``, among faulty subscribers, and under siege."""

import http.client
import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import siege
from fanout import Desk, Receiver, mixed, peer, repeated, wrong
from measure import CommandError, family, resident
from newsroom import COMMAND, free_port
from report import Goal, Part

from buzzfeed.store import open_store

BODY = "Le petit port s’éveille avant le jour, et déjà les lampes dansent au bout du quai. " * 40
_THREADS = 32
_EDITIONS = 3
_CONFIG = """\
[newsroom]
title = "Le Fanal"
url = "https://lefanal.example"
feeds_url = "http://127.0.0.1:{port}"

[[sources]]
name = "redaction"
path = "articles"

[web]
listen = "127.0.0.1:{port}"
admin_listen = "127.0.0.1:{admin}"

[net]
allow = ["127.0.0.0/8"]
"""


def measure(folder: Path, number: int, dripping: int, flood: int, rounds: int = 3) -> Iterator[Part]:
    """Measure with so many subscribers, dripping connections and requests at once."""
    receiver = Receiver()
    try:
        yield _rates(folder / "rates", receiver, number, rounds)
        receiver.ask("reset")
        yield _faults(folder / "faults", receiver, number)
        receiver.ask("reset")
        yield _siege(folder / "siege", receiver, dripping, flood)
    finally:
        receiver.close()


def _rates(folder: Path, receiver: Receiver, number: int, rounds: int) -> Part:
    """Tell subscribers who are all well, in turn with the same POSTs by ``requests``."""
    part = Part(f"hub: {number} subscribers, all well")
    desk = Desk.open(folder, receiver, 50, BODY)
    desk.follow(["ok"] * number)
    rates: dict[str, list[float]] = {"buzzfeed": [], "requests, guarded": [], "requests": []}
    grown = []
    for _ in range(rounds):
        name = desk.write(BODY)
        desk.build()
        with _memory() as most:
            took = desk.drain()
        grown.append(most())
        came = receiver.report()
        if found := wrong(desk, came, {name}):
            raise CommandError("; ".join(found[:3]))
        body = came.bodies[-1]
        receiver.ask("reset")
        rates["buzzfeed"].append(number / took)
        rates["requests, guarded"].append(number / peer(desk, body, _THREADS, guarded=True))
        rates["requests"].append(number / peer(desk, body, _THREADS, guarded=False))
        receiver.ask("reset")
    rows = [(name, *(f"{one:.0f}" for one in some)) for name, some in rates.items()]
    part.table(
        f"deliveries a second, {_THREADS} at a time: the whole feed first, then what changed",
        ["", *map(str, range(1, rounds + 1))],
        rows,
    )
    middle = {name: sorted(some)[len(some) // 2] for name, some in rates.items()}
    ratio = middle["buzzfeed"] / middle["requests, guarded"]
    part.goals.append(Goal("deliveries beside requests behind the same guard", 0.9, ratio, at_least=True))
    part.notes.append(f"memory grew by {max(grown) / 1e6:.0f} MB at most while subscribers were told")
    part.figures.update(rates=rates, grown=grown)
    return part


def _faults(folder: Path, receiver: Receiver, number: int) -> Part:
    """Tell subscribers of whom some are dead, hang, fail, move or are gone; look at all that came."""
    part = Part(f"hub: {number} subscribers, some of them faulty")
    desk = Desk.open(folder, receiver, 50, BODY, timeout="5s")
    desk.follow(mixed(number))
    wanted, rows, came = set(), [], receiver.report()
    for at in range(_EDITIONS + 1):
        for _ in range(1 if at < _EDITIONS else _EDITIONS):
            wanted.add(desk.write(BODY))
            desk.build()
        expected = len(desk.well) * (at + 1)
        with _memory() as most:
            took = desk.drain(expected)
        what = f"edition {at + 1}" if at < _EDITIONS else f"{_EDITIONS} editions at once"
        rows.append((what, f"{took:.1f} s", f"{len(desk.well) / took:.0f}", f"{most() / 1e6:.0f} MB"))
        came = receiver.report()
    if found := wrong(desk, came, wanted):
        raise CommandError("; ".join(found[:3]))
    part.table(
        f"until all {len(desk.well)} who are well had it",
        ["", "time", "deliveries a second", "memory grew by"],
        rows,
    )
    part.notes.append(f"all of {came.count} bodies and signatures right and in order, {repeated(came)} repeated")
    part.figures.update(rows=rows, tried=came.tried)
    return part


@dataclass
class _Good:
    """Clients who ask for feeds while others do as they do: seconds of each answer."""

    took: list[float]
    failed: int = 0

    @property
    def p99(self) -> float:
        """Milliseconds within which 99 of 100 were answered."""
        return 1000 * sorted(self.took)[int(0.99 * (len(self.took) - 1))]


def _siege(folder: Path, receiver: Receiver, dripping: int, flood: int) -> Part:
    """Serve good clients beside dripping connections, and beside a flood from one address."""
    part = Part(f"hub: {dripping} dripping connections, {flood} requests from one address")
    with _daemon(folder) as (port, pid):
        before = resident(family(pid))
        calm = _ask_well(port, 3.0, lambda: None)
        attack = subprocess.Popen([sys.executable, siege.__file__, "drip", str(port), str(dripping), "15"])
        time.sleep(3)
        dripped = _ask_well(port, 10.0, lambda: None)
        most = resident(family(pid))
        attack.wait(60)
        topic = f"http://127.0.0.1:{port}/feeds/all.rss"
        command = [sys.executable, siege.__file__, "flood", str(port), str(flood), str(receiver.port), topic]
        attack = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        flooded = _ask_well(port, 120.0, lambda: attack.poll() is not None)
        said = attack.communicate(timeout=120)[0]
        statuses = {int(status): count for status, count in json.loads(said).items()}
        kept = _kept(folder, statuses.get(202, 0))
        most = max(most, resident(family(pid)))
    rows = [
        (name, f"{good.p99:.1f} ms", str(len(good.took)), str(good.failed))
        for name, good in (("alone", calm), ("beside dripping", dripped), ("beside a flood", flooded))
    ]
    part.table("good clients, on four connections", ["", "p99", "asked", "failed"], rows)
    for name, good in (("dripping connections", dripped), ("a flood", flooded)):
        part.goals.append(Goal(f"p99 of good clients beside {name}, ms", 100, good.p99))
    part.notes.append(f"answered: {statuses}; {kept} are subscribed")
    part.notes.append(f"memory of all processes: {before / 1e6:.0f} MB before, {most / 1e6:.0f} MB at most")
    if kept != statuses.get(202, 0):
        raise CommandError(f"{statuses.get(202, 0)} requests were accepted, {kept} are subscribed")
    part.figures.update(rows=rows, statuses=statuses)
    return part


def _ask_well(port: int, seconds: float, over: object) -> _Good:
    """Ask for a feed on four connections, at most two hundred times a second."""
    good, lock = _Good([]), threading.Lock()
    ends = time.monotonic() + seconds

    def client() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        while time.monotonic() < ends and not over():  # type: ignore[operator]
            began = time.perf_counter()
            try:
                connection.request("GET", "/feeds/all.rss", headers={"Accept-Encoding": "gzip"})
                answer = connection.getresponse()
                answer.read()
                sound = answer.status == 200
            except OSError:
                connection.close()
                sound = False
            with lock:
                good.took.append(time.perf_counter() - began)
                good.failed += not sound
            time.sleep(0.02)
        connection.close()

    threads = [threading.Thread(target=client) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return good


def _kept(folder: Path, expected: int) -> int:
    """Return how many subscriptions there are, once they are as many as expected, or after a while."""
    store = open_store(f"sqlite:///{folder}/var/buzzfeed.db")
    try:
        from datetime import UTC, datetime

        for _ in range(200):
            states = store.following(datetime.now(UTC)).states
            if states.get("active", 0) >= expected:
                break
            time.sleep(0.1)
        return states.get("active", 0)
    finally:
        store.close()


@contextmanager
def _daemon(folder: Path) -> Iterator[tuple[int, int]]:
    """Run buzzfeed over a newsroom of one article; give its port and its pid."""
    port, admin = free_port(), free_port()
    (folder / "articles").mkdir(parents=True)
    (folder / "articles" / "un.md").write_text(f'---\ntitle: "Un"\ndate: 2026-03-01\n---\n\n{BODY}\n', encoding="utf-8")
    config = folder / "buzzfeed.toml"
    config.write_text(_CONFIG.format(port=port, admin=admin), encoding="utf-8")
    log = (folder / "log").open("w")
    process = subprocess.Popen([*COMMAND, "run", "--config", str(config)], cwd=folder, stdout=log, stderr=log)
    try:
        deadline = time.monotonic() + 60
        while not _ready(port):
            if process.poll() is not None or time.monotonic() > deadline:
                raise CommandError(f"buzzfeed does not serve: {(folder / 'log').read_text()[-500:]}")
            time.sleep(0.1)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(20)
        log.close()


def _ready(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


@contextmanager
def _memory() -> Iterator[object]:
    """Watch this process's memory; give a function that says by how many bytes it grew at most."""
    import os

    mine, over, begun = [os.getpid()], threading.Event(), resident([os.getpid()])
    most = [begun]

    def watch() -> None:
        while not over.wait(0.05):
            most[0] = max(most[0], resident(mine))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield lambda: most[0] - begun
    finally:
        over.set()
        watcher.join()
