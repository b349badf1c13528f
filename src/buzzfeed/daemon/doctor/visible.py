"""Whether what was published last was seen at the public address."""

from __future__ import annotations

from collections.abc import Iterator

from buzzfeed.config import Config
from buzzfeed.daemon.access import viewed
from buzzfeed.daemon.doctor.check import Check
from buzzfeed.model import Appearance, AppearanceState

_MEND = "have the cache before feeds_url purged: name it in [cdn]"


def visible(config: Config) -> Iterator[Check]:
    """Say how the last publication that came to its end was seen; nothing where there was none yet."""
    with viewed(config) as shelf:
        ended = [one for one in shelf.appearances(50) if one.state is not AppearanceState.WAITING]
    for one in ended[:1]:
        yield judged(one)


def judged(one: Appearance) -> Check:
    """Return what is well or to be mended about one publication's appearance."""
    if one.state is AppearanceState.VISIBLE and one.seen is not None:
        seconds = round((one.seen - one.created).total_seconds())
        return Check("visible", True, f"the last publication was seen at the public address after {seconds} s")
    # Where the address cannot be seen from here (nothing is served yet, a firewall), nothing is known to be wrong.
    unknown = one.state is AppearanceState.UNPROVED
    return Check("visible", unknown, f"the last publication was {one.words}", "" if unknown else _MEND)
