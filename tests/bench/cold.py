"""The cold build: from a folder of Markdown to every feed, whole processes side by side, in interleaved rounds."""

from collections.abc import Callable
from pathlib import Path

import corpus
import peers
from measure import CommandError, Spread, Usage, spread
from newsroom import Newsroom
from report import Goal, Part, megabytes, seconds

BUZZFEED, PELICAN, HUGO, HUGO_THREE = "buzzfeed", "pelican", "hugo", "hugo, three formats"
_DOES = {
    BUZZFEED: "RSS, Atom and JSON Feed, each verified, on a fresh SQLite store",
    PELICAN: "RSS and Atom",
    HUGO: "RSS alone",
    HUGO_THREE: "RSS, Atom and JSON Feed",
}


class _Field:
    """Everyone's site over one corpus."""

    def __init__(self, folder: Path, count: int, pelican: Path | None):
        chosen = list(corpus.articles(count))
        self.size = corpus.write(folder / "content", chosen)
        self.count = count
        self.newsroom = Newsroom(folder / "newsroom", folder / "content")
        self.feeds: dict[str, int] = {}
        self.builds: dict[str, Callable[[], Usage]] = {BUZZFEED: self._buzzfeed}
        if pelican:
            self._add(PELICAN, peers.Pelican(pelican, folder / "pelican", chosen))
        if program := peers.find("hugo"):
            for name, formats in ((HUGO, "rss"), (HUGO_THREE, "three")):
                self._add(name, peers.Hugo(program, folder / f"hugo-{formats}", folder / "content", formats))

    def _add(self, name: str, site: peers.Pelican | peers.Hugo) -> None:
        def build() -> Usage:
            usage = site.build(fresh=True)
            self.feeds[name] = site.feeds()
            return usage

        self.builds[name] = build

    def _buzzfeed(self) -> Usage:
        usage, summary = self.newsroom.once(fresh=True)
        articles, feeds = summary["articles"], summary["feeds"]
        if articles["new"] != self.count or feeds["failed"]:
            raise CommandError(f"buzzfeed did not publish all {self.count} articles: {summary}")
        self.feeds[BUZZFEED] = feeds["published"]
        return usage


def measure(folder: Path, count: int, rounds: int, pelican: Path | None) -> Part:
    """Build ``count`` articles in ``rounds`` interleaved rounds, beside Pelican where its program is given."""
    warm = _Field(folder / "warm", min(count, 20), pelican)
    for build in warm.builds.values():
        build()
    field = _Field(folder / "cold", count, pelican)
    used: dict[str, list[Usage]] = {name: [] for name in field.builds}
    for _ in range(rounds):
        for name, build in field.builds.items():
            used[name].append(build())
    return _told(field, used)


def _told(field: _Field, used: dict[str, list[Usage]]) -> Part:
    part = Part(f"cold-{field.count}")
    walls = {name: spread(one.wall for one in usages) for name, usages in used.items()}
    cpus = {name: spread(one.cpu for one in usages) for name, usages in used.items()}
    peaks = {name: spread(one.peak for one in usages) for name, usages in used.items()}
    sums = {name: spread(one.peak_sum for one in usages) for name, usages in used.items()}
    head = ["", "rounds", "wall (least–most)", "user + system", "memory, largest process", "all processes", "feeds"]
    rows = [
        [
            name,
            str(len(used[name])),
            seconds(walls[name]),
            seconds(cpus[name]),
            megabytes(peaks[name].median),
            megabytes(sums[name].median),
            f"{field.feeds[name]:,}",
        ]
        for name in used
    ]
    part.table(f"Cold build, {field.count:,} articles ({megabytes(field.size)} of Markdown)", head, rows)
    part.notes += [f"{name} writes {_DOES[name]}" for name in used]
    part.goals += _goals(field.count, walls, sums)
    for name in used:
        part.figures[name] = {
            "wall_s": walls[name].document(),
            "cpu_s": cpus[name].document(),
            "peak_bytes": peaks[name].document(),
            "peak_sum_bytes": sums[name].document(),
            "feeds": field.feeds[name],
        }
    return part


def _goals(count: int, walls: dict[str, Spread], sums: dict[str, Spread]) -> list[Goal]:
    mine = walls[BUZZFEED].median
    goals = []
    if count <= 1_000:
        limits = {PELICAN: 0.4, HUGO: 3.0, HUGO_THREE: 3.0}
        goals += [
            Goal(f"wall, against {name}", limits[name], mine / walls[name].median) for name in limits if name in walls
        ]
    else:
        names = [name for name in (HUGO, HUGO_THREE) if name in sums]
        goals += [
            Goal(f"memory of all processes, against {name}", 0.25, sums[BUZZFEED].median / sums[name].median)
            for name in names
        ]
    return goals
