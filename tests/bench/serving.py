"""Serving: 200s and 304s a second beside nginx, and the latency at a steady 300 a second; idle, and during a build.

During a build means: as many articles again, older than all others, appear in the watched folder, and the daemon reads,
renders, proves and publishes them while it serves. Being older, they leave the feeds that wrk asks for as they are, so
that the 304s stay 304s. nginx is measured during the same builds, on the same cores.
"""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import corpus
import peers
from measure import CommandError, Spread, cpu_between, cpu_times, spread
from newsroom import Daemon, Newsroom
from report import Goal, Part, rate, seconds
from servers import CONNECTIONS, Nginx, Steady, answer_of, percentile, wrk
from steady import Ask

RATE = 300
# One serve process with one thread that handles requests; nginx gets one worker too.
_WORKERS = 1
_BUILD_WITHIN = 3_600.0
_MOST_BUILDS = 40
_SHORT = 2.0
_TAGS = 20
BUZZFEED, NGINX = "buzzfeed", "nginx"
IDLE, BUILDING = "idle", "during a build"


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
    paths: list[str]
    kinds: list[_Kind]
    etags: dict[tuple[str, str], str] = field(default_factory=dict)
    builds: int = 0
    _staged: Path | None = None

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

    def stage_build(self) -> None:
        """Write what the next build will ingest, out of the daemon's sight."""
        self._staged = self.content.with_name(f"staged-{self.builds}")
        corpus.write(self._staged, corpus.articles(self.count, -self.count * (self.builds + 1)))

    def begin_build(self) -> float:
        """Let the next articles appear at once, and return when the daemon is seen at work on them."""
        if self._staged is None:
            self.stage_build()
        assert self._staged is not None
        self._staged.rename(self.content / f"older-{self.builds}")
        self._staged = None
        self.builds += 1
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            before = cpu_times(self.daemon.pids())
            time.sleep(0.1)
            if cpu_between(before, cpu_times(self.daemon.pids())) > 0.05:
                return time.monotonic()
        raise CommandError("the daemon did not begin to build")

    @property
    def building(self) -> bool:
        """Whether the daemon has not yet published all that was put before it."""
        return sum(one.new for one in self.daemon.passes()) < self.count * (1 + self.builds)

    def finish_build(self) -> float:
        """Wait for the end of a build; return when it was seen."""
        return self.daemon.wait_for_articles(self.count * (1 + self.builds), _BUILD_WITHIN)


def measure(folder: Path, count: int, rounds: int, duration: float, patience: float) -> Iterator[Part]:
    """Measure a newsroom of ``count`` articles, ``duration`` seconds a measurement."""
    newsroom = Newsroom(folder / "serving" / "newsroom", folder / "serving" / "content")
    corpus.write(newsroom.content, corpus.articles(count))
    program, client = peers.find("nginx"), peers.find("wrk")
    with ExitStack() as stack:
        daemon = stack.enter_context(Daemon(newsroom))
        daemon.wait_for_articles(count, _BUILD_WITHIN)
        daemon.wait_for_quiet(patience)
        ports = {BUZZFEED: newsroom.port}
        if program:
            newsroom.command("export", str(folder / "serving" / "public"))
            nginx = Nginx(program, folder / "serving" / "nginx", folder / "serving" / "public", _WORKERS)
            ports[NGINX] = stack.enter_context(nginx).port
        paths, kinds = _chosen(newsroom)
        stage = _Stage(daemon, newsroom.content, count, ports, paths, kinds)
        stage.remember_etags()
        if client:
            yield _flooded(stage, client, rounds, duration)
            daemon.wait_for_quiet(patience)
            stage.remember_etags()
        yield _steady(stage, rounds, max(duration, _SHORT))


def _chosen(newsroom: Newsroom) -> tuple[list[str], list[_Kind]]:
    """Choose what readers ask for: everything, the categories, the most used tags, in RSS and Atom."""
    feeds = [feed for feed in newsroom.feeds() if feed["format"] in ("rss", "atom")]
    tags = sorted(
        (feed for feed in feeds if feed["kind"] == "tag"), key=lambda feed: (-int(feed["entries"]), feed["path"])
    )
    everything = next(feed["path"] for feed in feeds if feed["kind"] == "all" and feed["format"] == "rss")
    paths = [feed["path"] for feed in feeds if feed["kind"] in ("all", "category")]
    paths += [feed["path"] for feed in tags[: 2 * _TAGS]]
    # A middling tag, a few entries long: half of all tags have one or two.
    small = next((feed["path"] for feed in tags if int(feed["entries"]) <= 5), everything)
    kinds = [
        _Kind("200, everything's feed", everything, conditional=False),
        _Kind("200, a small tag's feed", small, conditional=False),
        _Kind("304", everything, conditional=True),
    ]
    return list(dict.fromkeys([*paths, small])), kinds


def _flooded(stage: _Stage, client: Path, rounds: int, duration: float) -> Part:
    """Measure how many requests a second each server answers."""
    part = Part("serving-rate")
    measured: dict[tuple[str, str, str], list[float]] = {}
    turns = [(server, kind) for kind in stage.kinds for server in stage.ports]

    def take(server: str, kind: _Kind, length: float) -> float:
        etag = stage.etags[server, kind.path] if kind.conditional else None
        return wrk(client, stage.ports[server], kind.path, etag, length)

    for _ in range(rounds):
        for server, kind in turns:
            measured.setdefault((IDLE, server, kind.name), []).append(take(server, kind, duration))
    queue = [turn for _ in range(rounds) for turn in turns]
    dropped = 0
    while queue and stage.builds < _MOST_BUILDS:
        stage.stage_build()
        stage.begin_build()
        while queue and stage.building:
            server, kind = queue[0]
            value = take(server, kind, min(duration, _SHORT))
            if not stage.building:
                dropped += 1
                break
            measured.setdefault((BUILDING, server, kind.name), []).append(value)
            queue.pop(0)
        stage.finish_build()
    _require_304(stage)
    part.notes.append(
        f"{stage.builds} builds of {stage.count:,} articles; {dropped} measurements outlived theirs: dropped"
    )
    _tell_rates(stage, part, {key: spread(values) for key, values in measured.items()})
    return part


def _require_304(stage: _Stage) -> None:
    """Make sure that what was measured as 304s were 304s to the end, and the 200s the same bytes."""
    for (server, path), etag in stage.etags.items():
        if path in {kind.path for kind in stage.kinds} and answer_of(stage.ports[server], path, etag).status != 304:
            raise CommandError(f"{path} of {server} changed while it was measured")


def _tell_rates(stage: _Stage, part: Part, measured: dict[tuple[str, str, str], Spread]) -> None:
    for when in (IDLE, BUILDING):
        rows = []
        for kind in stage.kinds:
            size = answer_of(stage.ports[BUZZFEED], kind.path).size
            what = kind.name if kind.conditional else f"{kind.name} ({size / 1000:.0f} kB gzipped)"
            values = {server: measured.get((when, server, kind.name)) for server in stage.ports}
            rows.append([what, *(rate(value) if value else "not measured" for value in values.values())])
            mine, theirs = values[BUZZFEED], values.get(NGINX)
            if mine and theirs:
                part.goals.append(
                    Goal(f"{what}, {when}, against nginx", 0.6, mine.median / theirs.median, at_least=True)
                )
            part.figures[f"{kind.name}, {when}"] = {server: one.document() for server, one in values.items() if one}
        part.table(f"Requests a second, {when} (wrk, {CONNECTIONS} connections, one thread)", ["", *stage.ports], rows)


def _steady(stage: _Stage, rounds: int, duration: float) -> Part:
    """Measure the latency of a fixed rate, idle and during builds; nginx, for the noise of the machine, beside it."""
    part = Part("serving-latency")
    measured: dict[tuple[str, str], list[float]] = {}
    for _ in range(rounds):
        for server in stage.ports:
            latencies = Steady(stage.ports[server], RATE, duration, stage.asks(server)).outcome()
            measured.setdefault((IDLE, server), []).append(percentile(latencies, 0.99))
    for _ in range(rounds):
        for server in stage.ports:
            stage.stage_build()
            client = Steady(stage.ports[server], RATE, max(duration, 10 * _SHORT), stage.asks(server))
            begun = stage.begin_build()
            latencies = client.outcome(until=stage.finish_build(), since=begun)
            if latencies:
                measured.setdefault((BUILDING, server), []).append(percentile(latencies, 0.99))
    p99 = {key: spread(values) for key, values in measured.items()}
    rows = [
        [
            server,
            *(seconds(p99[when, server]) if (when, server) in p99 else "not measured" for when in (IDLE, BUILDING)),
        ]
        for server in stage.ports
    ]
    title = f"99th percentile at {RATE} requests a second (over {len(stage.paths)} feeds, half of them conditional)"
    part.table(title, ["", IDLE, BUILDING], rows)
    for server in stage.ports:
        if (BUILDING, server) in p99:
            ratio = p99[BUILDING, server].median / p99[IDLE, server].median
            part.figures[server] = {when: p99[when, server].document() for when in (IDLE, BUILDING)}
            if server == BUZZFEED:
                part.goals.append(Goal("p99 during a build, against idle", 3.0, ratio))
            else:
                part.notes.append(
                    f"{server}, whose builds are none of its own, for comparison: {ratio:.2f} times its idle p99"
                )
    return part
