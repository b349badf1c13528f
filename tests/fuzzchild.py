"""Reads hostile inputs of one kind of source in a process with bounds: ``fuzzchild.py KIND COUNT SEED``.

What it met is printed as JSON: how many inputs were taken and how many refused, each fault that is not the project's
own error, the CPU time of the slowest, and the memory it took beyond what the process began with.
"""

from __future__ import annotations

import json
import random
import resource
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from buzzfeed.errors import BuzzfeedError, FetchError, ItemError, SourceError
from buzzfeed.web.api.refusals import RefusedError
from fuzzkinds import KINDS
from fuzzmutating import mutated

OWN = (ItemError, SourceError, FetchError, RefusedError)
MEMORY = 256_000_000
LONGEST = 2.0
PAGE = resource.getpagesize()


def main(kind: str, count: int, seed: int) -> None:
    """Take every input, and tell what came of it."""
    seeds, take = KINDS[kind]()
    for one in seeds:  # what reads good inputs loads has nothing to do with hostile ones
        assert take(*one) > 0, f"{one[0]} gives no article"
    begun = memory()
    resource.setrlimit(resource.RLIMIT_AS, (begun + MEMORY, resource.RLIM_INFINITY))
    told: dict[str, Any] = {"taken": 0, "refused": 0, "faults": [], "slowest": 0.0, "slow": []}
    for number in range(count):
        # A chance of its own for each, so that one alone can be made again.
        chance = random.Random(f"{kind} {seed} {number}")
        hint, good = chance.choice(seeds)
        data = mutated(good, chance)
        spent = timed(take, hint, data, number, told)
        if spent > LONGEST:  # what a busy machine does meanwhile counts not
            spent = min(spent, timed(take, hint, data, number, told))
        told["slowest"] = max(told["slowest"], spent)
        if spent > LONGEST:
            told["slow"].append([number, hint, spent])
    print(json.dumps(told))


def timed(take: Callable[[str, bytes], int], hint: str, data: bytes, number: int, told: dict[str, Any]) -> float:
    """Take an input, count what came of it, and return its CPU time."""
    begun = time.process_time()
    try:
        take(hint, data)
        told["taken"] += 1
    except OWN as error:
        told["refused"] += 1
        if isinstance(error, BuzzfeedError) and (not error.cause or "\n" in str(error)):
            told["faults"].append([number, hint, f"tells no cause in one line: {error!r}"])
    except BaseException as error:  # noqa: BLE001 - each is a finding
        places = traceback.extract_tb(error.__traceback__)
        place = next((one for one in reversed(places) if "/buzzfeed/" in one.filename), places[-1])
        told["faults"].append([number, hint, f"{error!r}"[:300] + f" at {place.filename}:{place.lineno}"])
    return time.process_time() - begun


def memory() -> int:
    """Return the bytes of address space that this process has."""
    return int(Path("/proc/self/statm").read_text("ascii").split()[0]) * PAGE


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
