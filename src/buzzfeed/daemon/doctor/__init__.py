"""The doctor: small checks, each with its mend. A module holds one kind; what it looks at, it looks at from outside."""

from __future__ import annotations

from collections.abc import Sequence

from buzzfeed.config import Config
from buzzfeed.daemon.clock import SystemClock
from buzzfeed.daemon.doctor import directories, hubs, needs, personal, reach, site, telling, visible
from buzzfeed.daemon.doctor.check import Check
from buzzfeed.daemon.wiring import network, polite

__all__ = ["Check", "examine", "examine_directories", "examine_reach", "examine_site"]


def examine(config: Config) -> tuple[Check, ...]:
    """Look at everything a running daemon needs; the store is made where there is none."""
    fetch = network(config)
    return (
        Check("config", True, f"{config.file} is sound"),
        *needs.sources(config, polite(config, SystemClock())),
        *needs.rests(config),
        *needs.machine(config),
        *needs.address(config, fetch),
        *telling.targets(config, fetch),
        *telling.hub(config, fetch),
        *telling.editors(config, fetch),
        *visible.visible(config),
        *hubs.hubs(config),
        *personal.ranking(config),
    )


def examine_site(config: Config, urls: Sequence[str]) -> tuple[Check, ...]:
    """Look at pages of the publisher's own site, and at what its host gives for us."""
    return tuple(site.pages(config, urls, network(config)))


def examine_directories(config: Config) -> tuple[Check, ...]:
    """Look whether the feed of everything is what news directories ask for."""
    return tuple(directories.directories(config))


def examine_reach(config: Config) -> tuple[Check, ...]:
    """Look whether the readers that there are get our feeds at the public address."""
    return tuple(reach.reach(config, network(config)))
