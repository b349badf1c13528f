"""How personal feeds compare readers' sentences here: by their meaning, or word by word."""

from __future__ import annotations

from collections.abc import Iterator

from buzzfeed.config import Config
from buzzfeed.daemon.access import opened
from buzzfeed.daemon.clock import SystemClock
from buzzfeed.daemon.doctor.check import Check, tried
from buzzfeed.pipeline.meaning import waiting
from buzzfeed.ports import Meaning
from buzzfeed.semantic import find_meaning


def ranking(config: Config) -> Iterator[Check]:
    """Say which ranking is in use, where there are personal feeds."""
    if not config.personal.enabled:
        return
    meaning = find_meaning()
    if meaning is None:
        text = "sentences are compared word by word; the extra semantic, which compares meanings, is not installed"
        yield Check("personal feeds", True, text)
        return
    yield tried("personal feeds", lambda: _by_meaning(config, meaning))


def _by_meaning(config: Config, meaning: Meaning) -> str:
    with opened(config) as store:
        count = waiting(store, meaning, SystemClock().now())
    wait = f"; recent articles that still wait for theirs: {count}" if count else ""
    return f"sentences are compared by their meaning ({meaning.name}){wait}"
