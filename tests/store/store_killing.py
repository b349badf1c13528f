"""Works on a store until it is killed, again and again: the parent of `test_store_kill`'s children.

    store_killing.py URL FOLDER ROUNDS SEED

Everything is imported once; each child is forked before any connection is open, and writes to a log of its own what it
is about to do and what was done, unbuffered.
"""

import os
import random
import signal
import sys
import time
from pathlib import Path

from store_values import NOW, build, intake, make_article, make_delivery, revise

from buzzfeed.model import Format, Publication, Status
from buzzfeed.store import open_store


def work(url: str, log: Path, number: int, randomly: random.Random) -> None:
    """Ingest and publish without end; each line of the log is on its way to the disk before the next step begins."""
    store = open_store(url)
    out = log.open("a", buffering=1)
    for turn in range(10_000):
        article = make_article(f"r{number}t{turn}", tags=randomly.choices(["IA", "ia", "Sport", "Climat"], k=1))
        again = make_article("again", content=f"<p>{number} {turn}</p>", tags=randomly.choices(["IA", "ia"], k=1))
        known = store.revision(again.id)
        status = randomly.choice([Status.PUBLISHED, Status.HELD])
        out.write(f"absorb {article.id}\n")
        store.absorb(intake(revise(article), revise(again, known.number + 1 if known else 1, status)), NOW)
        out.write(f"absorbed {article.id}\n")
        dirty = store.dirty()
        editions = [build(store, one.key, fmt) for one in dirty for fmt in (Format.RSS, Format.ATOM)]
        owed = [make_delivery(f"{edition.path} {edition.digest}") for edition in editions]
        out.write("publish\n")
        generation = store.publish(Publication(tuple(editions), tuple(owed), dirty), NOW)
        out.write(f"published {generation}\n")
        if turn == 0:  # by now every statement is prepared: from here on the work is the database's
            out.write("ready\n")


def kill_one(url: str, log: Path, number: int, randomly: random.Random) -> None:
    """Start a child, and kill it at a random moment after it is ready."""
    child = os.fork()
    if child == 0:
        try:
            work(url, log, number, randomly)
        finally:
            os._exit(1)
    deadline = time.monotonic() + 30
    while not (log.exists() and "ready" in log.read_text()) and time.monotonic() < deadline:
        time.sleep(0.002)
    time.sleep(randomly.uniform(0, 0.1))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def main(url: str, folder: str, rounds: str, seed: str) -> None:
    """Kill one child after the other."""
    randomly = random.Random(seed)
    for number in range(int(rounds)):
        kill_one(url, Path(folder) / f"{number:03}.log", number, randomly)


if __name__ == "__main__":
    main(*sys.argv[1:])
