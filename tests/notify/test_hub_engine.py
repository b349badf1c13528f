"""The threads that tell subscribers: bounded, fair to hosts, and held up by nobody slow."""

import threading
import time
from collections import Counter
from dataclasses import dataclass

import pytest

from buzzfeed.notify.hub.engine import Engine

from harness import until


@dataclass(frozen=True)
class Job:
    """A job: its number, its host, and how long it takes."""

    number: int
    host: str
    seconds: float = 0.0


class Watched:
    """Work that is watched: how many were at it at once, in all and for each host."""

    def __init__(self):
        """Watch nothing yet."""
        self.lock = threading.Lock()
        self.now = Counter()
        self.most = Counter()
        self.release = threading.Event()

    def __call__(self, job):
        """Do a job."""
        with self.lock:
            for key in ("all", job.host):
                self.now[key] += 1
                self.most[key] = max(self.most[key], self.now[key])
        if job.seconds < 0:
            self.release.wait(10)
        else:
            time.sleep(job.seconds)
        with self.lock:
            self.now.subtract(["all", job.host])
        return job.number


def gathered(engine, number):
    """Gather results, each kept at once, until there are so many."""
    found = []

    def some():
        got = engine.gather(0.01)
        engine.kept(len(got))
        found.extend(got)
        return len(found) >= number

    until(some, within=10, every=0.001)
    return found


def test_every_job_is_done_once_within_the_bounds():
    """So many jobs run at a time, in all and for one host, and none is lost or done twice."""
    work = Watched()
    engine = Engine(work, at_once=6, per_host=2)
    jobs = [Job(number, f"h{number % 3}", 0.001) for number in range(120)]
    engine.add(jobs[:60])
    engine.add(jobs[60:])
    assert sorted(gathered(engine, 120)) == list(range(120))
    assert work.most["all"] <= 6
    assert max(work.most[f"h{at}"] for at in range(3)) <= 2
    assert not engine.busy


def test_slow_ones_give_their_places_up():
    """While as many hang as may run at a time, others are done all the same."""
    work = Watched()
    engine = Engine(work, at_once=4, per_host=4, patience=0.05)
    engine.add([Job(number, f"slow{number}", -1) for number in range(4)])
    engine.add([Job(number, "well") for number in range(10, 30)])
    assert sorted(gathered(engine, 20)) == list(range(10, 30))
    assert engine.busy
    work.release.set()
    assert sorted(gathered(engine, 4)) == [0, 1, 2, 3]


def test_crowded_host_holds_up_no_other():
    """Jobs of a host that is asked as often as it may be wait behind it alone, and it is said to be crowded."""
    work = Watched()
    engine = Engine(work, at_once=4, per_host=1, patience=60)
    engine.add([*(Job(number, "one", -1) for number in range(5)), Job(10, "other")])
    assert gathered(engine, 1) == [10]
    assert engine.crowded == {"one"}
    work.release.set()
    assert sorted(gathered(engine, 5)) == list(range(5))
    assert work.most["one"] == 1


def test_no_more_is_begun_than_can_be_written_down():
    """Where results are not kept, no more than three times as many jobs are begun as run at a time."""
    begun = []
    engine = Engine(lambda job: begun.append(job.number) or job.number, at_once=2, per_host=2)
    engine.add([Job(number, "h") for number in range(50)])
    until(lambda: len(begun) >= 6)
    time.sleep(0.1)
    assert len(begun) == 6
    engine.kept(len(engine.gather(0.1)))
    until(lambda: len(begun) == 12)


def test_halted_engine_gives_back_what_it_did_not_begin():
    """Once halted it begins nothing, says what was left, and what is under way comes to its end."""
    work = Watched()
    engine = Engine(work, at_once=1, per_host=1, patience=60)
    engine.add([Job(0, "a", -1), Job(1, "a"), Job(2, "b")])
    until(lambda: work.now["all"] == 1)
    assert sorted(job.number for job in engine.halt()) == [1, 2]
    work.release.set()
    assert gathered(engine, 1) == [0]
    assert not engine.busy


def test_a_fault_of_ours_costs_one_job():
    """Work that raises ends neither its thread nor the count."""

    def work(job):
        if job.number == 1:
            raise RuntimeError("ours")
        return job.number

    engine = Engine(work, at_once=1, per_host=1)
    engine.add([Job(number, "a") for number in range(8)])
    assert sorted(gathered(engine, 7)) == [0, 2, 3, 4, 5, 6, 7]
    until(lambda: not engine.busy)


@pytest.mark.parametrize("at_once", [1, 5])
def test_threads_end_where_there_is_nothing_to_do(at_once, monkeypatch):
    """Threads that wait for long end, so that a quiet hub has none."""
    monkeypatch.setattr("buzzfeed.notify.hub.engine._IDLE", 0.05)
    before = threading.active_count()
    engine = Engine(lambda job: job.number, at_once=at_once, per_host=at_once)
    engine.add([Job(number, "a") for number in range(20)])
    gathered(engine, 20)
    until(lambda: threading.active_count() <= before, within=5)
