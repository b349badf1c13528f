"""One more article: from the moment it is saved until its feeds, over HTTP, contain it; beside the others' rebuild.

Three figures are told apart. *Save to served* is what a journalist waits for: it holds the time for which a file must
stand still before it is read (0.3 s), the ticks of watching and serving, and our asking every 10 ms. *The pass* is
the daemon's own work, as its log tells it. *CPU* is the time that all its processes used, answering us included.
While another tool rebuilds, the daemon is stopped, so that neither slows the other.
"""

import http.client
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import corpus
import peers
from measure import CommandError, Spread, Usage, cpu_between, cpu_times, resident, spread
from newsroom import Daemon, Newsroom
from report import Goal, Part, megabytes, seconds

_ASKED_EVERY = 0.01
_LONGEST = 60.0
_BUILD_WITHIN = 3_600.0
_PELICAN_ROUNDS = 3


@dataclass(frozen=True)
class Effort:
    """How one newsroom is measured: its articles, how many more are saved, seconds to wait for audits, and Pelican."""

    count: int
    repetitions: int
    patience: float
    pelican: Path | None


@dataclass(frozen=True)
class _Saved:
    """What one saved article took."""

    served: float
    work: float
    cpu: float


class _Site:
    """A daemon's newsroom and the others' sites over one corpus."""

    def __init__(self, folder: Path, count: int, pelican: Path | None):
        self._chosen = list(corpus.articles(count))
        self.count = count
        corpus.write(folder / "content", self._chosen)
        self.newsroom = Newsroom(folder / "newsroom", folder / "content")
        program = peers.find("hugo")
        self.hugo = peers.Hugo(program, folder / "hugo", folder / "content", "rss") if program else None
        self.pelican = peers.Pelican(pelican, folder / "pelican", self._chosen) if pelican else None

    def build_others(self) -> None:
        """Let the others build once, so that what is measured is a rebuild."""
        for site in (self.hugo, self.pelican):
            if site is not None:
                site.build(fresh=True)

    def article(self, at: int) -> corpus.Article:
        """Return the article that is saved in repetition ``at``."""
        return corpus.article(self.count + at)

    def save(self, article: corpus.Article) -> None:
        """Save an article where buzzfeed and Hugo see it."""
        corpus.write(self.newsroom.content, [article])


def measure(folder: Path, efforts: list[Effort]) -> Iterator[Part]:
    """Add articles one by one to one newsroom after another; yield the parts, the comparison last."""
    medians: dict[int, dict[str, Spread]] = {}
    for effort in efforts:
        site = _Site(folder / f"added-{effort.count}", effort.count, effort.pelican)
        part = Part(f"added-{effort.count}")
        medians[effort.count] = _measure(site, part, effort.repetitions, effort.patience)
        yield part
    if len(efforts) > 1:
        yield _compared(medians, efforts[0].count, efforts[-1].count)


def _measure(site: _Site, part: Part, repetitions: int, patience: float) -> dict[str, Spread]:
    site.build_others()
    saved: list[_Saved] = []
    rebuilt: dict[str, list[Usage]] = {"hugo": [], "pelican": []}
    # One pass on every core first: the daemon would leave one of them to readers that there are none of yet.
    built, _ = site.newsroom.once(fresh=True)
    part.notes.append(f"the cold build took {built.wall:.0f} s and {megabytes(built.peak_sum)} in all processes")
    part.figures["cold_peak_sum_bytes"] = built.peak_sum
    with Daemon(site.newsroom, fresh=False) as daemon:
        daemon.wait_for_articles(0, _BUILD_WITHIN)
        while not daemon.passes():
            time.sleep(_ASKED_EVERY)
        waited, quiet = daemon.wait_for_quiet(patience)
        held = resident(daemon.pids())
        paths = {
            (feed["kind"], feed["term"]): feed["path"] for feed in site.newsroom.feeds() if feed["format"] == "rss"
        }
        for at in range(repetitions):
            article = site.article(at)
            saved.append(_save(site, daemon, article, paths))
            daemon.freeze()
            if site.hugo is not None:
                rebuilt["hugo"].append(site.hugo.build(fresh=False))
            if site.pelican is not None and at < _PELICAN_ROUNDS:
                site.pelican.add([article])
                rebuilt["pelican"].append(site.pelican.build(fresh=False))
            daemon.thaw()
            daemon.wait_for_quiet(min(patience, 15.0))
    part.notes.append(
        f"the audit of whole feeds after the cold build took {waited:.0f} s"
        + ("" if quiet else ", and was still going on")
        + f"; the daemon's processes then held {megabytes(held)}"
    )
    part.figures["resident_bytes"] = held
    return _told(site, part, saved, {name: usages for name, usages in rebuilt.items() if usages})


def _save(site: _Site, daemon: Daemon, article: corpus.Article, paths: dict[tuple[str, str], str]) -> _Saved:
    """Save an article and follow it into its category's feed, everything's, and a tag's, if one has a feed already."""
    known = [paths[key] for key in (("tag", tag) for tag in article.tags) if key in paths]
    everything = next(path for (kind, _), path in paths.items() if kind == "all")
    followed = [paths["category", article.category], everything, *known[:1]]
    passes = len(daemon.passes())
    connection = http.client.HTTPConnection("127.0.0.1", site.newsroom.port, timeout=10)
    etags = {path: _ask(connection, path, "")[0] for path in followed}
    before = cpu_times(daemon.pids())
    site.save(article)
    begun = time.perf_counter()
    for path in followed:
        _wait_until_shown(connection, path, etags[path], article.slug, begun)
    served = time.perf_counter() - begun
    connection.close()
    while len(told := daemon.passes()) == passes and time.perf_counter() - begun < _LONGEST:
        time.sleep(_ASKED_EVERY)
    cpu = cpu_between(before, cpu_times(daemon.pids()))
    return _Saved(served, sum(one.seconds for one in told[passes:]), cpu)


def _wait_until_shown(connection: http.client.HTTPConnection, path: str, etag: str, slug: str, begun: float) -> None:
    while True:
        etag, body = _ask(connection, path, etag)
        if slug.encode() in body:
            return
        if time.perf_counter() - begun > _LONGEST:
            raise CommandError(f"a saved article was not in {path} after {_LONGEST:.0f} s")
        time.sleep(_ASKED_EVERY)


def _ask(connection: http.client.HTTPConnection, path: str, etag: str) -> tuple[str, bytes]:
    connection.request("GET", path, headers={"If-None-Match": etag} if etag else {})
    response = connection.getresponse()
    body = response.read()
    if response.status not in (200, 304):
        raise CommandError(f"{path} was answered with {response.status}")
    return response.headers["ETag"] or etag, body


def _told(site: _Site, part: Part, saved: list[_Saved], rebuilt: dict[str, list[Usage]]) -> dict[str, Spread]:
    mine = {
        "save to served": spread(one.served for one in saved),
        "the pass": spread(one.work for one in saved),
        "CPU": spread(one.cpu for one in saved),
    }
    rows = [[f"buzzfeed, {name}", str(len(saved)), seconds(values)] for name, values in mine.items()]
    part.figures.update({f"buzzfeed {name}": values.document() for name, values in mine.items()})
    for name, usages in rebuilt.items():
        for what, values in (
            ("wall", spread(one.wall for one in usages)),
            ("CPU", spread(one.cpu for one in usages)),
        ):
            rows.append([f"{name} again, {what}", str(len(usages)), seconds(values)])
            part.figures[f"{name} {what}"] = values.document()
    part.table(f"One article added to {site.count:,}", ["", "times", "median (least–most)"], rows)
    if hugo := rebuilt.get("hugo"):
        wall, cpu = spread(one.wall for one in hugo).median, spread(one.cpu for one in hugo).median
        for name, against in (("the pass", wall), ("CPU", cpu), ("save to served", wall)):
            kind = "CPU" if name == "CPU" else "wall"
            part.goals.append(Goal(f"{name}, against hugo's rebuild ({kind})", 0.1, mine[name].median / against))
    return mine


def _compared(measured: dict[int, dict[str, Spread]], few: int, many: int) -> Part:
    part = Part("added-growth")
    part.table(
        f"One article added: at {many:,} against {few:,}",
        ["", f"{few:,}", f"{many:,}"],
        [[name, seconds(measured[few][name]), seconds(measured[many][name])] for name in measured[few]],
    )
    for name in measured[few]:
        ratio = measured[many][name].median / measured[few][name].median
        part.goals.append(Goal(f"{name}, at {many:,} against {few:,}", 1.5, ratio))
    return part
