"""``make bench``: measures buzzfeed beside Pelican, Hugo and nginx, prints what came of it, and writes it as JSON.

Figures are told, never asserted: the exit code is 0 unless something broke. A peer that is not installed is named and
left out. Everything is generated below one temporary folder, which is removed at the end.
"""

import argparse
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import added
import cold
import extraction
import hubbing
import pages
import peers
import personal_many
import polling
import ranking
import report
import serving
from measure import CommandError

PARTS = ("cold", "added", "serving", "pages", "polling", "hub", "personal", "extraction")
_RESULTS = Path("var") / "bench.json"


@dataclass(frozen=True)
class Plan:
    """How much is measured: articles, rounds, seconds of each measurement of the server, and of waits for the audit.

    ``patience_of_many`` is short: the audit of 10,000 articles' feeds takes most of an hour, and rests while an article
    is on its way. ``followers`` are the hub's subscribers, ``readers`` those who keep personal feeds (over as many
    articles).
    """

    few: int
    many: int
    rounds: int
    rounds_of_many: int
    repetitions: int
    repetitions_of_many: int
    duration: float
    patience: float
    patience_of_many: float
    news: int = 20
    followers: int = 10_000
    readers: int = 10_000


FULL = Plan(1_000, 10_000, 5, 3, repetitions=7, repetitions_of_many=5, duration=3.0, patience=300, patience_of_many=20)
SMALL = Plan(1_000, 0, 5, 0, repetitions=5, repetitions_of_many=0, duration=3.0, patience=90, patience_of_many=0)
QUICK = Plan(
    100,
    0,
    1,
    0,
    repetitions=2,
    repetitions_of_many=0,
    duration=1.0,
    patience=60,
    patience_of_many=0,
    news=6,
    followers=500,
    readers=500,
)


def main() -> int:
    """Measure what was asked for; return the exit code."""
    options = _options()
    plan = QUICK if options.quick else SMALL if options.small else FULL
    rounds = options.rounds or plan.rounds
    for name, found in _peers().items():
        if not found:
            print(f"Not installed, and left out: {name}")
    # Ended from without, we still end what we started, and remove what we wrote.
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
    parts: list[report.Part] = []
    begun = time.monotonic()
    try:
        with tempfile.TemporaryDirectory(prefix="buzzfeed-bench-", ignore_cleanup_errors=True) as temporary:
            work = _work(Path(temporary), plan, rounds, options.only.split(","))
            outcomes = [_run(name, measured, parts, begun) for name, measured in work]
    finally:
        report.save(options.results, parts, {"quick": options.quick, "rounds": rounds})
    print(f"\n{time.monotonic() - begun:.0f} s in all; every figure is in {options.results}")
    return 0 if all(outcomes) else 1


def _run(name: str, measured: Iterator[report.Part], parts: list[report.Part], begun: float) -> bool:
    """Measure and show one part after another; return whether nothing broke."""
    try:
        for part in measured:
            part.show()
            print(f"  ({time.monotonic() - begun:.0f} s since the beginning)")
            sys.stdout.flush()
            parts.append(part)
    except CommandError as error:
        print(f"\n{name}: {error}", file=sys.stderr)
        return False
    return True


def _work(folder: Path, plan: Plan, rounds: int, only: list[str]) -> Iterator[tuple[str, Iterator[report.Part]]]:
    if "cold" in only:
        yield "cold", _cold(folder, plan, rounds)
    if "added" in only:
        yield "added", added.measure(folder, list(_efforts(plan)))
    if "hub" in only:
        yield "hub", hubbing.measure(folder / "hub", plan.followers, plan.followers // 10, plan.followers)
    if "serving" in only:
        yield "serving", serving.measure(folder, plan.few, rounds, plan.duration)
    if "polling" in only:
        yield "polling", polling.measure(folder, plan.news)
    if "pages" in only:
        yield "pages", pages.measure(folder, plan.few)
    if "personal" in only:
        yield "personal", ranking.measure()
        yield "personal", personal_many.measure(folder / "personal", plan.readers, plan.readers)
    if "extraction" in only:
        yield "extraction", extraction.measure()


def _efforts(plan: Plan) -> Iterator[added.Effort]:
    yield added.Effort(plan.few, plan.repetitions, plan.patience, peers.find_pelican())
    if plan.many:
        yield added.Effort(plan.many, plan.repetitions_of_many, plan.patience_of_many, None)


def _cold(folder: Path, plan: Plan, rounds: int) -> Iterator[report.Part]:
    yield cold.measure(folder / "few", plan.few, rounds, peers.find_pelican())
    if plan.many:
        # No goal sets 10,000 articles against Pelican, and it would take as long as all the rest.
        yield cold.measure(folder / "many", plan.many, plan.rounds_of_many, None)


def _peers() -> dict[str, bool]:
    found = {name: peers.find(name) is not None for name in ("hugo", "nginx", "wrk")}
    return {"pelican": peers.find_pelican() is not None, **found}


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="100 articles and one round: to see that it works")
    parser.add_argument("--small", action="store_true", help="1,000 articles alone: about a quarter of an hour")
    parser.add_argument("--only", default=",".join(PARTS), help=f"some of the parts, with commas: {','.join(PARTS)}")
    parser.add_argument("--rounds", type=int, default=0, help="interleaved rounds (5)")
    parser.add_argument("--results", type=Path, default=_RESULTS, help="where the figures go (var/bench.json)")
    options = parser.parse_args()
    unknown = set(options.only.split(",")) - set(PARTS)
    if unknown:
        parser.error(f"unknown part {', '.join(sorted(unknown))}; known: {', '.join(PARTS)}")
    return options


if __name__ == "__main__":
    sys.exit(main())
