"""The bench of the hub, small: what it checks at ten thousand is checked here at a few hundred."""

import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import fanout
import pytest

import harness

BODY = "Le petit port s’éveille avant le jour. " * 40


@pytest.fixture
def receiver() -> Iterator[fanout.Receiver]:
    """Give the subscribers' process."""
    started = fanout.Receiver()
    yield started
    started.close()


def test_subscribers_who_are_well_miss_nothing_among_those_who_are_not(tmp_path, receiver):
    """Of 300, some dead, hanging, failing, moving or gone: the well get three editions drained, and three at once."""
    desk = fanout.Desk.open(tmp_path, receiver, 3, BODY, timeout="1s", at_once=16)
    desk.follow(fanout.mixed(300))
    wanted = set()
    for _ in range(3):
        wanted.add(desk.write(BODY))
        desk.build()
        desk.drain()
    for _ in range(3):
        wanted.add(desk.write(BODY))
        desk.build()
    desk.drain()
    came = receiver.report()
    assert fanout.wrong(desk, came, wanted) == []
    assert came.count == 4 * len(desk.well)
    assert fanout.repeated(came) == 0
    assert came.tried["gone"] == list(desk.kinds.values()).count("gone")
    # The first push is whole and so is one that makes up for editions that were superseded; the others are differences.
    assert [len(entries) for entries in came.entries] == [4, 1, 1, 9]


KILLS = 30
FOLLOWERS = 40
AT_ONCE = 4


def test_kill_during_fan_out_loses_nothing(tmp_path, receiver):
    """Killed thirty times while it tells subscribers, the hub tells each of every edition; few are told twice.

    Twice at most those that were begun and not written down, which the hub bounds.
    """
    desk = fanout.Desk.open(tmp_path, receiver, 1, "Le petit port s’éveille.", at_once=AT_ONCE)
    desk.follow(["ok"] * FOLLOWERS)
    chance, killed, tries, twice = random.Random(7), 0, 0, []
    with child(desk) as ask:
        while killed < KILLS:  # on a busy machine a kill now and then comes when all is told
            tries += 1
            assert tries < 2 * KILLS, "the kills miss the fan-out"
            receiver.ask("reset")
            wanted = desk.write("Le petit port s’éveille.")
            desk.build()
            pid = int(ask("go"))
            threshold = chance.randrange(1, FOLLOWERS - 2 * AT_ONCE)
            harness.until(lambda at=threshold: int(receiver.ask("count")) >= at, every=0.001)
            os.kill(pid, signal.SIGKILL)
            killed += int(ask()) == -signal.SIGKILL
            assert ask("go").isdecimal()
            assert ask() == "0"
            came = receiver.report()
            assert fanout.wrong(desk, came, {wanted}) == []
            twice.append(fanout.repeated(came))
    assert max(twice) <= 3 * AT_ONCE, twice


@contextmanager
def child(desk):
    """Start who forks; give a function that says a word to it, if any, and returns its next line."""
    path = desk.folder / "config.json"
    path.write_text(desk.config.model_dump_json(), encoding="utf-8")
    script = str(Path(fanout.__file__).with_name("fanout_child.py"))
    process = subprocess.Popen(
        [sys.executable, script, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(harness.__file__).parent)},
    )

    def ask(word=""):
        if word:
            process.stdin.write(word + "\n")
            process.stdin.flush()
        return process.stdout.readline().strip()

    assert ask() == "ready"
    try:
        yield ask
    finally:
        process.stdin.close()
        process.wait(10)
        process.stdout.close()


def owed(desk):
    """Return the feeds of each delivery to the hub, the oldest first."""
    with fanout.workshop(desk.config, serving=False) as (works, _):
        told = [one for one in works.store.deliveries() if one.type == "hub"]
    return [one.payload["feeds"] for one in reversed(told)]


def test_only_changed_entries_that_somebody_follows_are_owed(tmp_path, receiver):
    """Without subscribers nothing is owed; with one, a new article is, and a feed that is only rendered anew is not."""
    desk = fanout.Desk.open(tmp_path, receiver, 2, BODY)
    desk.write(BODY)
    desk.build()
    assert owed(desk) == []
    desk.follow(["ok"])
    desk.write(BODY)
    desk.build()
    assert len(owed(desk)) == 1
    assert "/feeds/all.rss" in owed(desk)[0]
    desk.drain()
    newsroom = desk.config.newsroom.model_copy(update={"copyright": "© Le Fanal"})
    desk.config = desk.config.model_copy(update={"newsroom": newsroom})
    desk.build()
    desk.drain()
    assert len(owed(desk)) == 1
    assert receiver.report().count == 1
