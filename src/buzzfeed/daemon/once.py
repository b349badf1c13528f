"""One pass by hand: what ``run --once``, ``ingest``, ``build`` and ``deliver`` do."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace

from buzzfeed.config import Config
from buzzfeed.daemon.access import locked
from buzzfeed.daemon.hub import hub_of
from buzzfeed.daemon.wiring import polite, witness_of, workshop
from buzzfeed.errors import ConfigError, LockError
from buzzfeed.model import Problem, Severity
from buzzfeed.net import Rest
from buzzfeed.notify import Dispatcher
from buzzfeed.pipeline.adopting import Outcome, adopt
from buzzfeed.pipeline.build import build
from buzzfeed.pipeline.dues import promote
from buzzfeed.pipeline.forecasting import accept
from buzzfeed.pipeline.ingest import abandon, ingest, reread
from buzzfeed.pipeline.leaving import accept_vanished, retire
from buzzfeed.pipeline.road import run_pass
from buzzfeed.pipeline.summary import Summary
from buzzfeed.pipeline.works import Works

Progress = Callable[[str, int, int], None]


def run_once(config: Config, progress: Progress | None = None, *, accept_redelivery: bool = False) -> Summary:
    """Ingest, build, verify, publish, and deliver what is due; with ``accept_redelivery`` the forecast stops nothing.

    Raises:
        LockError: another buzzfeed is at work on this data folder.
        StoreError: the store cannot be used.
    """
    with locked(config), workshop(config, serving=False, progress=progress, witnessed=True) as (works, dispatcher):
        summary = run_pass(replace(works, accept_redelivery=accept_redelivery))
        summary.problems.extend(summary.unfinished)
        _deliver(works, dispatcher, summary)
        return summary


def ingest_once(
    config: Config, names: Collection[str], progress: Progress | None = None, *, accept: bool = False
) -> Summary:
    """Ingest some sources (all, if none is named), and build nothing. What is named is asked though it is to rest.

    With ``accept`` what vanished from them is believed, however much it is; beside a running daemon this is noted.

    Raises:
        ConfigError: there is no source of that name.
        LockError: another buzzfeed is at work on this data folder, and there is nothing to note for it.
    """
    known = [source.name for source in config.sources]
    for name in names:
        if name not in known:
            raise ConfigError(name, "there is no such source", f"name one of: {', '.join(known)}")

    def work(works: Works, summary: Summary) -> None:
        abandon(works)
        for name in names or works.sources:
            if accept:
                accept_vanished(works, name)
            ingest(works, name, summary)
        reread(works, summary)
        summary.problems.extend(summary.unfinished)

    rests: list[Rest] = []
    try:
        summary = _by_hand(config, work, progress, rests.append if names else None)
        summary.problems.extend(map(_overridden, rests))
        return summary
    except LockError:
        if not accept:
            raise
        return _accept_vanished(config, names or known)


def build_once(config: Config, progress: Progress | None = None, *, accept_redelivery: bool = False) -> Summary:
    """Build, prove and publish what changed, and ingest nothing.

    With ``accept_redelivery`` the forecast stops nothing; beside a running daemon this is noted, and the daemon builds.

    Raises:
        LockError: another buzzfeed is at work on this data folder, and there is nothing to note for it.
    """

    def work(works: Works, summary: Summary) -> None:
        reread(works, summary)  # what an editor brought back may be private by now
        promote(works)
        retire(works, summary)
        build(replace(works, accept_redelivery=accept_redelivery), summary)

    try:
        return _by_hand(config, work, progress)
    except LockError:
        if not accept_redelivery:
            raise
        return _accept(config)


def _accept_vanished(config: Config, names: Collection[str]) -> Summary:
    """Note beside a running daemon that what vanished is gone indeed."""
    summary = Summary()
    with workshop(config, serving=False) as (works, _dispatcher):
        for name in names:
            accept_vanished(works, name)
            text = "what vanished is taken back when the running buzzfeed looks at it next"
            summary.problems.append(Problem("vanished-accepted", Severity.WARNING, name, text))
    return summary


def _accept(config: Config) -> Summary:
    """Note beside a running daemon that what waits may be published."""
    summary = Summary()
    with workshop(config, serving=False) as (works, _dispatcher):
        channels = accept(works)
    text = f"{channels} channels waited for it; the running buzzfeed publishes them" if channels else "nothing waits"
    summary.problems.append(Problem("redelivery-accepted", Severity.WARNING, "redelivery", text))
    return summary


def deliver(config: Config) -> Summary:
    """Deliver what is due, and nothing else.

    Raises:
        StoreError: the store cannot be used.
    """
    summary = Summary()
    with workshop(config, serving=False) as (works, dispatcher):
        _deliver(works, dispatcher, summary)
    return summary


def adopt_once(config: Config, url: str, progress: Progress | None = None, *, dry_run: bool = False) -> Outcome:
    """Take over the ids of the feeds that a site has now; works beside a running daemon.

    Raises:
        SourceError: there is no feed at this address, or it cannot be had.
        StoreError: the store cannot be used; nothing was taken over.
    """
    with workshop(config, serving=False, progress=progress, witnessed=True) as (works, _dispatcher):
        return adopt(works, polite(config, works.clock, works.store), url, dry_run=dry_run)


def _overridden(rest: Rest) -> Problem:
    text = f"was to be left alone until {rest.until:%Y-%m-%d %H:%M} UTC, since it {rest.why}: it was asked all the same"
    return Problem("rest-overridden", Severity.WARNING, rest.place, text, "once it answers well, the rest is over")


def _by_hand(
    config: Config,
    work: Callable[[Works, Summary], None],
    progress: Progress | None,
    overridden: Callable[[Rest], None] | None = None,
) -> Summary:
    summary = Summary()
    shop = workshop(config, serving=False, progress=progress, witnessed=True, overridden=overridden)
    with locked(config), shop as (works, _dispatcher):
        work(works, summary)
    return summary


def _deliver(works: Works, dispatcher: Dispatcher, summary: Summary) -> None:
    """Send what is due; where something is to be seen first, look for it, and send what waited for that."""
    counts, witness = summary.deliveries, witness_of(works, serving=False)
    witness.look()
    done = dispatcher.drain()
    counts.sent, counts.failed = done.sent, done.failed
    if witness.look():
        done = dispatcher.drain()
        counts.sent += done.sent
        counts.failed += done.failed
    counts.waiting = done.waiting
    if works.config.hub.enabled:
        hub_of(works.config, works.store, works.clock).drain()
