"""Whether the feed of everything is what each news directory asks for, as it stands in the store."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from buzzfeed.config import Config
from buzzfeed.daemon.access import viewed
from buzzfeed.daemon.doctor.check import Check
from buzzfeed.model import ChannelKey, ChannelKind, Format
from buzzfeed.model.hostnames import place_of
from buzzfeed.verify.directories import Need, needs

_TOLD = 3
"""Articles that a line names; of further ones it tells how many."""


def directories(config: Config) -> Iterator[Check]:
    """Look at the feed that a publisher gives to directories; nothing is asked over the network."""
    with viewed(config) as shelf:
        found = shelf.document(ChannelKey(ChannelKind.ALL), Format.RSS)
    if found is None:
        yield Check("directories", False, "there is no feed yet", "publish first: buzzfeed run --once")
        return
    own = (config.newsroom.url, config.newsroom.feeds_url)
    hosts = {place_of(url).removeprefix("www.") for url in own}
    for need in needs(found[1], hosts):
        subject = f"{need.directory}: {need.asks}"
        yield Check(subject, not need.faults, _told(need.faults) if need.faults else "fulfilled", _mend(need))


def _mend(need: Need) -> str:
    return need.hint if need.faults else ""


def _told(faults: Sequence[str]) -> str:
    more = f" and {len(faults) - _TOLD} more" if len(faults) > _TOLD else ""
    return "; ".join(faults[:_TOLD]) + more
