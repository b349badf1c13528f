import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

from sqlalchemy import text
from store_invariants import findings
from store_values import ALL, NOW, build, publish_article

from buzzfeed.model import Publication

ROUNDS = {"sqlite": 30, "postgresql": 6}
SCRIPT = Path(__file__).with_name("store_killing.py")


def test_killed_writer_loses_nothing_and_leaves_nothing_half_done(fresh, tmp_path):
    """A writer killed at random moments: what it was told is done is there, the rest wholly or not at all.

    Every served edition is whole and owes its delivery, and nothing in the store contradicts itself.
    """
    fresh.open().close()
    fresh.stores.clear()
    logs = tmp_path / "logs"
    logs.mkdir()
    rounds = ROUNDS[fresh.url.partition(":")[0].partition("+")[0]]
    env = {**os.environ, "PYTHONPATH": str(SCRIPT.parent)}
    arguments = [sys.executable, str(SCRIPT), fresh.url, str(logs), str(rounds), "1"]
    subprocess.run(arguments, env=env, check=True, timeout=110)
    store = fresh.open()
    last: Counter[str] = Counter()
    for log in logs.iterdir():
        lines = log.read_text().splitlines()
        last[lines[-1].split()[0]] += 1
        ids = [line.split(" ", 1)[1] for line in lines if line.startswith("absorbed ")]
        assert set(store.articles(ids)) == set(ids), "a stored article is gone"
        generations = [int(line.split()[1]) for line in lines if line.startswith("published ")]
        assert max(generations, default=0) <= store.generation()
    assert findings(store) == []
    owed = {delivery.id for delivery in store.deliveries(limit=100_000)}
    assert {f"{feed.path} {feed.digest}" for feed in store.served()} <= owed
    assert last["absorb"] + last["publish"] >= rounds / 4, f"too few were killed at work: {last}"
    if "sqlite" in fresh.url:
        with store._db.read() as connection:
            assert connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"


def test_channels_left_dirty_by_a_killed_pass_are_built_by_the_next(store):
    """What was absorbed and not published is dirty until it is: a crash in between forgets nothing."""
    publish_article(store, "a")
    build(store, ALL)
    assert store.served() == ()
    dirty = store.dirty()
    store.publish(Publication(tuple(build(store, one.key) for one in dirty), (), dirty), NOW)
    assert {feed.channel for feed in store.served()} == {one.key for one in dirty}
    assert store.dirty() == ()
