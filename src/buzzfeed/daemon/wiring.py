"""Wiring: from a config to open parts that work together, and their orderly end."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from buzzfeed.config import Config
from buzzfeed.daemon.access import opened
from buzzfeed.daemon.clock import SystemClock
from buzzfeed.daemon.pool import WorkerPool, processes_for
from buzzfeed.net import Homebound, Net, Polite, Rest
from buzzfeed.net.politeness import PATIENCE
from buzzfeed.notify import Dispatcher, Listener, Subscriber, Witness, build_targets
from buzzfeed.notify.hub import OWN, OwnHub
from buzzfeed.pipeline.works import Works, prepare
from buzzfeed.ports import Clock, Store

_NICE = 10

BY_HAND = 60.0
"""Seconds that a request to a source waits for its turn at most where nobody else waits meanwhile."""

GRACE = 5.0
"""Seconds that our own server has to answer at the public address for the first time, where it starts beside us."""


def network(config: Config) -> Net:
    """Return the guarded way out, with an honest User-Agent that names how to reach the newsroom."""
    return Net(config.net, contact=config.newsroom.contact or config.newsroom.feeds_url)


def polite(
    config: Config,
    clock: Clock,
    store: Store | None = None,
    *,
    patience: float = BY_HAND,
    home: str = "",
    overridden: Callable[[Rest], None] | None = None,
) -> Polite:
    """Return the way to sources: `network`, gently. With ``store`` it outlasts this process who wants to be left alone.

    ``patience`` is how many seconds a request waits for its turn at most. With ``home``, an address, its host alone is
    trusted. With ``overridden``, who wanted to be left alone is asked all the same, and it is told that.
    """
    way = network(config)
    fetch = Homebound(way, home) if home else way
    return Polite(
        fetch,
        clock,
        config.net.pace,
        patience=patience,
        notes=store,
        overridden=overridden,
        timeout=config.net.timeout,
    )


@contextmanager
def workshop(
    config: Config,
    *,
    serving: bool,
    stop: threading.Event | None = None,
    progress: Callable[[str, int, int], None] | None = None,
    witnessed: bool = False,
    overridden: Callable[[Rest], None] | None = None,
) -> Iterator[tuple[Works, Dispatcher]]:
    """Open all that a pass and its deliveries need, and give it back in order.

    ``witnessed`` is whether the caller has a `witness_of` at work, for whom others are to wait; ``overridden`` as
    `polite` has it.
    """
    stop = stop or threading.Event()
    clock = SystemClock(stop)
    fetch = network(config)
    pool = WorkerPool(processes_for(config.work.processes, serving=serving), nice=_NICE if serving else 0)
    with opened(config) as store:
        own = tuple(OwnHub(store, clock, type_) for type_ in OWN) if config.hub.enabled else ()
        targets = (*build_targets(config, fetch), *own)
        reading = polite(config, clock, store, patience=PATIENCE if serving else BY_HAND, overridden=overridden)
        works = prepare(config, store, clock, pool, reading, targets, stopping=stop.is_set, progress=progress)
        works = replace(works, witnessed=witnessed, hurried=serving)
        try:
            yield works, Dispatcher(store, targets, clock)
        finally:
            pool.close()


def witness_of(works: Works, *, serving: bool) -> Witness:
    """Return who looks for what is published at the public address."""
    config = works.config
    return Witness(works.store, config, network(config), works.clock, GRACE if serving else 0.0)


def listener_of(works: Works) -> Listener:
    """Return who subscribes to our own feed, and sees what hubs push."""
    return Listener(works.config, works.store, network(works.config), works.clock)


def subscriber_of(works: Works) -> Subscriber:
    """Return who subscribes to the feeds that sources read, where hubs push them."""
    return Subscriber(works.config, works.store, network(works.config), works.clock)


def yield_to_readers() -> None:
    """Lower this thread's priority (and that of the processes it starts), so that whoever serves readers goes first."""
    if hasattr(os, "setpriority"):
        os.setpriority(os.PRIO_PROCESS, 0, _NICE)
