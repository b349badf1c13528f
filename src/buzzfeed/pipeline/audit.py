"""The audit: whole feeds through feedparser, after they are served. What it finds is an alarm."""

from __future__ import annotations

from buzzfeed import channels, verify
from buzzfeed.model import Problem, ServedFeed, Severity
from buzzfeed.pipeline.plans import TOMBSTONES
from buzzfeed.pipeline.works import RENDERED_WITH, Works


def audit(works: Works, feed: ServedFeed) -> tuple[Problem, ...]:
    """Read one served feed as a reader would, and hold every entry against its stored article (invariant 3).

    A feed that was published anew in between, or is about to be, is left to the next audit.
    """
    if works.store.setting(RENDERED_WITH) != works.rendering:
        return ()
    state = works.store.channel(feed.channel)
    found = works.store.document(feed.channel, feed.format)
    if state is None or found is None:
        return ()
    edition, document = found
    entries = {entry.id: entry for entry in edition.entries}
    present = {
        entry.id: entry
        for entry in works.store.members(feed.channel, len(edition.entries) + 1)
        if entry.id in entries and entries[entry.id].digest == entry.digest
    }
    if edition.digest != feed.digest or len(present) != len(entries):
        return ()
    loaded = works.store.articles(entries)
    articles = [loaded[entry.id] for entry in edition.entries if entry.id in loaded]
    if len(articles) != len(entries):
        return ()
    stones = works.store.tombstones([feed.channel], TOMBSTONES).get(feed.channel, ())
    channel = channels.describe(state, works.newsroom, works.queries, stones)
    verdict = verify.round_trip(document, feed.format, channel, works.newsroom, articles)
    return tuple(
        Problem(one.code, Severity.ERROR, feed.path, f"{one.place}: {one.text}", "report this: a gate let it through")
        for one in verdict.findings
        if one.severity is Severity.ERROR
    )
