"""Whole processes, measured: wall and CPU time, memory of one and of all; medians with their spread.

CPU time and the largest process's memory come from the kernel's own accounts (``wait4``), children that were waited for
included. The sum over processes is sampled from ``/proc``; pages that they share count once for each.
"""

import os
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

_SAMPLED_EVERY = 0.05
_PAGE = os.sysconf("SC_PAGE_SIZE")
_CLOCK_OF_PROCESS = 2  # CPUCLOCK_SCHED, see clock_getcpuclockid(3)


@dataclass(frozen=True)
class Usage:
    """What a command used: seconds of wall and CPU time, bytes of memory at its peaks."""

    wall: float
    user: float
    system: float
    peak: int
    peak_sum: int
    output: str

    @property
    def cpu(self) -> float:
        """Seconds of CPU time, user and system."""
        return self.user + self.system


class CommandError(Exception):
    """A measured command did not exit with 0; its last lines tell why."""


def run(command: Sequence[str | Path], folder: Path, environment: Mapping[str, str] | None = None) -> Usage:
    """Run a command to its end and return what it used.

    Raises:
        CommandError: it exited otherwise than with 0.
    """
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        begun = time.perf_counter()
        process = subprocess.Popen(
            [str(part) for part in command],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
        )
        sampler = _Sampler(process.pid)
        sampler.start()
        try:
            _, status, used = os.wait4(process.pid, 0)
        except BaseException:
            process.terminate()
            raise
        finally:
            wall = time.perf_counter() - begun
            sampler.stop()
        process.returncode = os.waitstatus_to_exitcode(status)
        output, errors = _text(out), _text(err)
    if process.returncode != 0:
        last = "\n".join((errors or output).strip().splitlines()[-5:])
        raise CommandError(f"{Path(str(command[0])).name} exited with {process.returncode}:\n{last}")
    peak = used.ru_maxrss * 1024
    return Usage(wall, used.ru_utime, used.ru_stime, peak, max(peak, sampler.most), output)


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode("utf-8", "replace")


class _Sampler(threading.Thread):
    """Keeps the most memory that a process and its descendants were seen to hold together."""

    def __init__(self, pid: int):
        super().__init__(daemon=True)
        self._pid = pid
        self._over = threading.Event()
        self.most = 0

    def run(self) -> None:
        while not self._over.wait(_SAMPLED_EVERY):
            self.most = max(self.most, resident(family(self._pid)))

    def stop(self) -> None:
        self._over.set()
        self.join()


def family(pid: int) -> list[int]:
    """Return a process and all that it started, as far as they live."""
    found = [pid]
    for one in found:
        with suppress(OSError):
            for task in Path(f"/proc/{one}/task").iterdir():
                found.extend(int(child) for child in (task / "children").read_text().split())
    return found


def resident(pids: Iterable[int]) -> int:
    """Return the bytes of memory that processes hold; one that is gone holds none."""
    total = 0
    for pid in pids:
        with suppress(OSError):
            total += int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE
    return total


def cpu_times(pids: Iterable[int]) -> dict[int, float]:
    """Return the seconds of CPU time that each process has used so far, to the nanosecond."""
    times = {}
    for pid in pids:
        with suppress(OSError):
            times[pid] = time.clock_gettime((~pid << 3) | _CLOCK_OF_PROCESS)
    return times


def cpu_between(before: Mapping[int, float], after: Mapping[int, float]) -> float:
    """Return the seconds used between two readings; a process that came in between counts from its start."""
    return sum(used - before.get(pid, 0.0) for pid, used in after.items())


@dataclass(frozen=True)
class Spread:
    """Several measurements of one thing."""

    values: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle one."""
        return statistics.median(self.values)

    @property
    def least(self) -> float:
        """The smallest one."""
        return min(self.values)

    @property
    def most(self) -> float:
        """The largest one."""
        return max(self.values)

    def document(self) -> dict[str, object]:
        """Return what stands in the results file."""
        return {"median": self.median, "least": self.least, "most": self.most, "rounds": list(self.values)}


def spread(values: Iterable[float]) -> Spread:
    """Return some measurements of one thing as one value."""
    return Spread(tuple(values))
