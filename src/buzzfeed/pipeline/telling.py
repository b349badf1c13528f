"""Who is there to be told of what a publication changes."""

from __future__ import annotations

from collections.abc import Iterable

from buzzfeed.model import ChannelKey
from buzzfeed.notify import hub
from buzzfeed.pipeline.works import Works
from buzzfeed.ports import Target


def told_of(works: Works, channels: Iterable[ChannelKey]) -> tuple[Target, ...]:
    """Return the targets that changes in these channels are owed to: our own hub only where somebody follows one."""
    topics = hub.topics_of(channels)
    return tuple(
        target
        for target in works.targets
        if target.type not in hub.OWN or works.store.subscribed(topics, hub.OWN[target.type])
    )
