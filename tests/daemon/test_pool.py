"""The pool: the same answers in the same order, wherever the work is done."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from buzzfeed.daemon.pool import WORTH_A_PROCESS, WorkerPool, processes_for
from buzzfeed.errors import ItemError


@pytest.fixture
def pool() -> Iterator[WorkerPool]:
    """Return a pool of two processes, closed afterwards."""
    made = WorkerPool(2, nice=5)
    yield made
    made.close()


def where(number: int) -> tuple[int, int, int]:
    """Return the number, the process that saw it, and how nice that is."""
    return number, os.getpid(), os.nice(0)


def gives_way(_number: int) -> bool:
    """Return whether the process that sees it runs only where nobody else wants the core."""
    return os.sched_getscheduler(0) == os.SCHED_IDLE


def refuse(number: int) -> int:
    """Fail as a source would."""
    raise ItemError(f"{number}.md", "is too large", code="too-large")


def test_little_work_stays_in_this_process(pool: WorkerPool) -> None:
    """A handful of pieces is not worth a process."""
    assert {pid for _, pid, _ in pool.map(where, range(8))} == {os.getpid()}


def test_much_work_goes_to_niced_processes_in_order(pool: WorkerPool) -> None:
    """Many pieces are shared out to processes that give way to readers; answers keep their order."""
    answers = list(pool.map(where, range(WORTH_A_PROCESS + 5)))
    assert [number for number, _, _ in answers] == list(range(WORTH_A_PROCESS + 5))
    assert os.getpid() not in {pid for _, pid, _ in answers}
    assert all(nice > os.nice(0) for _, _, nice in answers)


@pytest.mark.skipif(not hasattr(os, "SCHED_IDLE"), reason="this system has no such policy")
def test_workers_leave_the_core_to_readers_at_once(pool: WorkerPool) -> None:
    """Beside a serve process workers are of the idle class; where nothing is served they are as anybody."""
    assert all(pool.map(gives_way, range(WORTH_A_PROCESS)))
    alone = WorkerPool(2)
    assert not any(alone.map(gives_way, range(WORTH_A_PROCESS)))
    alone.close()


def test_workers_end_with_a_parent_that_is_killed() -> None:
    """Who is killed can close no pool: its workers see that it is gone, and go too."""
    script = (
        "import sys, time; sys.path.insert(0, sys.argv[1]); import test_pool\n"
        "pool = test_pool.WorkerPool(2)\n"
        "print(*{pid for _, pid, _ in pool.map(test_pool.where, range(200))}, flush=True)\n"
        "time.sleep(60)\n"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", script, str(Path(__file__).parent)], stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    workers = [int(pid) for pid in parent.stdout.readline().split()]
    parent.kill()
    parent.wait()
    deadline = time.monotonic() + 20
    while workers and time.monotonic() < deadline:
        workers = [pid for pid in workers if alive(pid)]
        time.sleep(0.05)
    parent.stdout.close()
    assert not workers


def alive(pid: int) -> bool:
    """Return whether a process is there and has not ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_items_are_taken_only_a_little_ahead_of_the_answers(pool: WorkerPool) -> None:
    """Of endless work some is taken in advance, not all of it; what is no longer asked for is not done."""
    taken: list[int] = []
    endless = (taken.append(number) or number for number in count())
    answers = pool.map(where, endless)
    assert [next(answers)[0] for _ in range(1000)] == list(range(1000))
    assert 1000 < len(taken) < 2000
    answers.close()  # type: ignore[attr-defined]
    assert [number for number, _, _ in pool.map(where, range(200))] == list(range(200))


def test_an_error_comes_back_whole(pool: WorkerPool) -> None:
    """An error of a worker arrives with its subject, cause and code."""
    with pytest.raises(ItemError) as caught:
        list(pool.map(refuse, range(WORTH_A_PROCESS)))
    assert (caught.value.subject, caught.value.cause, caught.value.code) == ("0.md", "is too large", "too-large")


def test_a_closed_pool_starts_anew(pool: WorkerPool) -> None:
    """After closing, more work starts new processes."""
    first = {pid for _, pid, _ in pool.map(where, range(WORTH_A_PROCESS))}
    pool.close()
    second = {pid for _, pid, _ in pool.map(where, range(WORTH_A_PROCESS))}
    assert not first & second


def test_one_core_is_left_to_readers() -> None:
    """While readers are served a cold build takes one core fewer, and one at least."""
    assert processes_for(0, serving=False) >= processes_for(0, serving=True) >= 1
    assert processes_for(3, serving=True) == 3
