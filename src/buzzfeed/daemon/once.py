"""One pass by hand: what ``run --once``, ``ingest``, ``build`` and ``deliver`` do."""

from __future__ import annotations

from collections.abc import Callable, Collection

from buzzfeed.config import Config
from buzzfeed.daemon.access import locked
from buzzfeed.daemon.wiring import workshop
from buzzfeed.errors import ConfigError
from buzzfeed.notify import Dispatcher
from buzzfeed.pipeline.build import build
from buzzfeed.pipeline.dues import promote
from buzzfeed.pipeline.ingest import ingest
from buzzfeed.pipeline.road import run_pass
from buzzfeed.pipeline.summary import Summary
from buzzfeed.pipeline.works import Works

Progress = Callable[[str, int, int], None]


def run_once(config: Config, progress: Progress | None = None) -> Summary:
    """Ingest, build, verify, publish, and deliver what is due.

    Raises:
        LockError: another buzzfeed is at work on this data folder.
        StoreError: the store cannot be used.
    """
    with locked(config), workshop(config, serving=False, progress=progress) as (works, dispatcher):
        summary = run_pass(works)
        _deliver(dispatcher, summary)
        return summary


def ingest_once(config: Config, names: Collection[str], progress: Progress | None = None) -> Summary:
    """Ingest some sources (all, if none is named), and build nothing.

    Raises:
        ConfigError: there is no source of that name.
        LockError: another buzzfeed is at work on this data folder.
    """
    known = [source.name for source in config.sources]
    for name in names:
        if name not in known:
            raise ConfigError(name, "there is no such source", f"name one of: {', '.join(known)}")

    def work(works: Works, summary: Summary) -> None:
        for name in names or works.sources:
            ingest(works, name, summary)

    return _by_hand(config, work, progress)


def build_once(config: Config, progress: Progress | None = None) -> Summary:
    """Build, prove and publish what changed, and ingest nothing.

    Raises:
        LockError: another buzzfeed is at work on this data folder.
    """

    def work(works: Works, summary: Summary) -> None:
        promote(works)
        build(works, summary)

    return _by_hand(config, work, progress)


def deliver(config: Config) -> Summary:
    """Deliver what is due, and nothing else.

    Raises:
        StoreError: the store cannot be used.
    """
    summary = Summary()
    with workshop(config, serving=False) as (_works, dispatcher):
        _deliver(dispatcher, summary)
    return summary


def _by_hand(config: Config, work: Callable[[Works, Summary], None], progress: Progress | None) -> Summary:
    summary = Summary()
    with locked(config), workshop(config, serving=False, progress=progress) as (works, _dispatcher):
        work(works, summary)
    return summary


def _deliver(dispatcher: Dispatcher, summary: Summary) -> None:
    done = dispatcher.drain()
    counts = summary.deliveries
    counts.sent, counts.waiting, counts.failed = done.sent, done.waiting, done.failed
