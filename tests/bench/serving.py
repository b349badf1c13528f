"""Serving: 200s and 304s a second beside nginx, and the latency at a steady 300 a second; idle, and during a build.

During a build means: as many articles again, older than all others, appear in the watched folder, and the daemon reads,
renders, proves and publishes them while it serves. Being older, they leave the feeds that wrk asks for as they are, so
that the 304s stay 304s. nginx is measured during the same builds, on the same cores.

Idle means that the daemon's work process is stopped: the audit of what was just published would go on for minutes. Then
the CPU time that a server used can be told too, which does not depend on what else the machine does.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import corpus
import peers
from measure import CommandError, cpu_between, cpu_times, spread
from newsroom import Daemon, Newsroom
from report import Goal, Part, microseconds, rate, seconds
from servers import CONNECTIONS, Nginx, Steady, answer_of, percentile, wrk
from steady import Ask

RATE = 300
# One serve process with one thread that handles requests; nginx gets one worker too.
_WORKERS = 1
_BUILD_WITHIN = 3_600.0
_MOST_BUILDS = 20
_SHORT = 2.0
_IDLE = 3.0
# Seconds after which no further build is begun, for the latencies and for the rates each: nobody waits all day.
_LONGEST = 230.0
# nginx builds nothing: two rounds show what of a latency during a build is the machine's.
_ROUNDS_OF_NGINX = 2
_TAGS = 20
BUZZFEED, NGINX = "buzzfeed", "nginx"
IDLE, BUILDING = "idle", "during a build"
P99 = "p99"
CPU = "CPU, "

# (idle or during a build, server, what) → its rounds
Measured = dict[tuple[str, str, str], list[float]]


@dataclass(frozen=True)
class _Kind:
    """What wrk asks for."""

    name: str
    path: str
    conditional: bool


@dataclass
class _Stage:
    """The servers that are measured, and the builds that can be begun."""

    daemon: Daemon
    content: Path
    count: int
    ports: dict[str, int]
    pids: dict[str, Callable[[], list[int]]]
    paths: list[str]
    kinds: list[_Kind]
    avoided: str
    etags: dict[tuple[str, str], str] = field(default_factory=dict)
    builds: int = 0
    _expected: int = 0

    def __post_init__(self) -> None:
        """Begin with what the daemon has published."""
        self._expected = self.count

    def remember_etags(self) -> None:
        """Ask each server for each feed once, so that all are warm and their ETags known."""
        for server, port in self.ports.items():
            for path in self.paths:
                answer = answer_of(port, path)
                if answer.status != 200 or answer.encoding != "gzip":
                    raise CommandError(f"{server} answered {path} with {answer.status}, {answer.encoding or 'plain'}")
                self.etags[server, path] = answer.etag

    def asks(self, server: str) -> list[Ask]:
        """Return what the steady client goes round: every feed, with and without its ETag."""
        return [(path, etag) for path in self.paths for etag in (None, self.etags[server, path])]

    def begin_build(self) -> float:
        """Let as many articles again appear at once; return when the daemon is seen at work on them."""
        older = corpus.articles(self.count, -self.count * (self.builds + 1))
        chosen = [article for article in older if self.avoided not in article.tags]
        staged = self.content.with_name("staged")
        corpus.write(staged, chosen)
        staged.rename(self.content / f"older-{self.builds}")
        self.builds += 1
        self._expected += len(chosen)
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            before = cpu_times(self.daemon.pids())
            time.sleep(0.1)
            if cpu_between(before, cpu_times(self.daemon.pids())) > 0.05:
                return time.monotonic()
        raise CommandError("the daemon did not begin to build")

    def is_building(self) -> bool:
        """Whether the daemon has not yet published all that was put before it."""
        return sum(one.new for one in self.daemon.passes()) < self._expected

    def finish_build(self) -> float:
        """Wait for the end of a build; return when it was seen."""
        return self.daemon.wait_for_articles(self._expected, _BUILD_WITHIN)


def measure(folder: Path, count: int, rounds: int, duration: float) -> Iterator[Part]:
    """Measure a newsroom of ``count`` articles, ``duration`` seconds a measurement at most."""
    folder = folder / "serving"
    newsroom = Newsroom(folder / "newsroom", folder / "content")
    corpus.write(newsroom.content, corpus.articles(count))
    program, client = peers.find("nginx"), peers.find("wrk")
    with ExitStack() as stack:
        daemon = stack.enter_context(Daemon(newsroom))
        daemon.wait_for_articles(count, _BUILD_WITHIN)
        stage = _staged(daemon, newsroom, count, {BUZZFEED: newsroom.port}, {BUZZFEED: daemon.serving_pids})
        if program:
            newsroom.command("export", str(folder / "public"))
            nginx = stack.enter_context(Nginx(program, folder / "nginx", folder / "public", _WORKERS))
            stage.ports[NGINX], stage.pids[NGINX] = nginx.port, nginx.pids
        stage.remember_etags()
        rates: Measured = {}
        latencies: Measured = {}
        daemon.rest_work()
        try:
            for _ in range(rounds):
                if client:
                    _flood(stage, client, min(duration, _IDLE), rates)
                _ask_steadily(stage, duration, latencies)
        finally:
            daemon.resume_work()
        _ask_steadily_while_building(stage, rounds, duration, latencies)
        yield _told_latencies(stage, latencies)
        if client:
            notes = _flood_while_building(stage, client, rounds, min(duration, _SHORT), rates)
            yield _told_rates(stage, rates, notes)


def _staged(
    daemon: Daemon,
    newsroom: Newsroom,
    count: int,
    ports: dict[str, int],
    pids: dict[str, Callable[[], list[int]]],
) -> _Stage:
    """Choose what readers ask for: everything, the categories, the most used tags, in RSS and Atom."""
    feeds = [feed for feed in newsroom.feeds() if feed["format"] in ("rss", "atom")]
    tags = sorted(
        (feed for feed in feeds if feed["kind"] == "tag"), key=lambda feed: (-int(feed["entries"]), feed["path"])
    )
    everything = next(feed["path"] for feed in feeds if feed["kind"] == "all" and feed["format"] == "rss")
    paths = [feed["path"] for feed in feeds if feed["kind"] in ("all", "category")]
    paths += [feed["path"] for feed in tags[: 2 * _TAGS]]
    # A feed of five entries; no article of a later build carries its tag.
    small = next(feed for feed in tags if int(feed["entries"]) <= 5)
    kinds = [
        _Kind("200, everything's feed", everything, conditional=False),
        _Kind("200, a small tag's feed", small["path"], conditional=False),
        _Kind("304", everything, conditional=True),
    ]
    paths = list(dict.fromkeys([*paths, small["path"]]))
    return _Stage(daemon, newsroom.content, count, ports, pids, paths, kinds, small["term"])


def _flood(stage: _Stage, client: Path, duration: float, rates: Measured) -> None:
    """Ask each server as fast as wrk can, once for each kind of answer; tell its CPU time for each request too."""
    for kind in stage.kinds:
        for server in stage.ports:
            pids = stage.pids[server]()
            before = cpu_times(pids)
            value, requests = _rate(stage, client, server, kind, duration)
            used = cpu_between(before, cpu_times(pids))
            rates.setdefault((IDLE, server, kind.name), []).append(value)
            rates.setdefault((IDLE, server, CPU + kind.name), []).append(used / requests)


def _rate(stage: _Stage, client: Path, server: str, kind: _Kind, duration: float) -> tuple[float, int]:
    etag = stage.etags[server, kind.path] if kind.conditional else None
    return wrk(client, stage.ports[server], kind.path, etag, duration)


def _flood_while_building(stage: _Stage, client: Path, rounds: int, duration: float, rates: Measured) -> list[str]:
    """Do the same during builds, as many as it takes; return what is to be told of them."""
    queue = [(server, kind) for _ in range(rounds) for kind in stage.kinds for server in stage.ports]
    dropped, before, begun = 0, stage.builds, time.monotonic()
    while queue and stage.builds < before + _MOST_BUILDS and time.monotonic() - begun < _LONGEST:
        stage.begin_build()
        while queue and stage.is_building():
            server, kind = queue[0]
            value, _ = _rate(stage, client, server, kind, duration)
            if not stage.is_building():
                dropped += 1
                break
            rates.setdefault((BUILDING, server, kind.name), []).append(value)
            queue.pop(0)
        stage.finish_build()
    for (server, path), etag in stage.etags.items():
        if path in {kind.path for kind in stage.kinds} and answer_of(stage.ports[server], path, etag).status != 304:
            raise CommandError(f"{path} of {server} changed while it was measured")
    builds = f"{stage.builds - before} builds of about {stage.count:,} articles"
    return [f"{builds}; {dropped} measurements outlived theirs and were dropped, {len(queue)} found none"]


def _ask_steadily(stage: _Stage, duration: float, latencies: Measured) -> None:
    """Ask each server 300 times a second, and keep the 99th percentile."""
    for server, port in stage.ports.items():
        told = Steady(port, RATE, max(duration, _SHORT), stage.asks(server)).outcome()
        latencies.setdefault((IDLE, server, P99), []).append(percentile(told, 0.99))


def _ask_steadily_while_building(stage: _Stage, rounds: int, duration: float, latencies: Measured) -> None:
    """Do the same during a build for each server; what was asked after its end does not count."""
    begun = time.monotonic()
    for number in range(rounds):
        for server, port in stage.ports.items():
            if (server == NGINX and number >= _ROUNDS_OF_NGINX) or time.monotonic() - begun > _LONGEST:
                continue
            client = Steady(port, RATE, 4 * max(duration, _SHORT), stage.asks(server))
            since = stage.begin_build()
            told = client.outcome(since=since, until=stage.finish_build())
            if told:
                latencies.setdefault((BUILDING, server, P99), []).append(percentile(told, 0.99))


def _told_rates(stage: _Stage, rates: Measured, notes: list[str]) -> Part:
    part = Part("serving-rate", notes=notes)
    for when in (IDLE, BUILDING):
        rows = []
        for kind in stage.kinds:
            size = answer_of(stage.ports[BUZZFEED], kind.path).size
            what = kind.name if kind.conditional else f"{kind.name} ({size / 1000:.0f} kB gzipped)"
            values = {server: spread(rates.get((when, server, kind.name), ())) for server in stage.ports}
            rows.append([what, *(rate(one) if one.values else "not measured" for one in values.values())])
            mine, theirs = values[BUZZFEED], values.get(NGINX)
            if mine.values and theirs and theirs.values:
                ratio = mine.median / theirs.median
                part.goals.append(Goal(f"{what}, {when}, against nginx", 0.6, ratio, at_least=True))
            name = f"{kind.name}, {when}"
            part.figures[name] = {server: one.document() for server, one in values.items() if one.values}
        part.table(f"Requests a second, {when} (wrk, {CONNECTIONS} connections, one thread)", ["", *stage.ports], rows)
    rows = []
    for kind in stage.kinds:
        used = {server: spread(rates.get((IDLE, server, CPU + kind.name), ())) for server in stage.ports}
        rows.append([kind.name, *(microseconds(one) if one.values else "not measured" for one in used.values())])
        part.figures[f"{CPU}{kind.name}"] = {server: one.document() for server, one in used.items() if one.values}
    part.table("CPU time for a request, idle", ["", *stage.ports], rows)
    return part


def _told_latencies(stage: _Stage, latencies: Measured) -> Part:
    part = Part("serving-latency")
    rows = []
    for server in stage.ports:
        idle, building = (spread(latencies.get((when, server, P99), ())) for when in (IDLE, BUILDING))
        rows.append([server, *(seconds(one) if one.values else "not measured" for one in (idle, building))])
        if not building.values:
            continue
        part.figures[server] = {IDLE: idle.document(), BUILDING: building.document()}
        ratio = building.median / idle.median
        if server == BUZZFEED:
            part.goals.append(Goal("p99 during a build, against idle", 3.0, ratio))
        else:
            part.notes.append(f"{server}, which builds nothing itself, for comparison: {ratio:.2f} times its idle p99")
    title = f"99th percentile at {RATE} requests a second ({len(stage.paths)} feeds, half of the requests conditional)"
    part.table(title, ["", IDLE, BUILDING], rows)
    return part
