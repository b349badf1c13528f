"""Whole feeds: the cheap check of a document joined from proved parts, and the audit through feedparser."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from buzzfeed.model import Article, Channel, Finding, Format, Newsroom, Verdict
from buzzfeed.model.wire import ATOM, feed_url, updated_of
from buzzfeed.verify import elements, readers
from buzzfeed.verify.codes import finding
from buzzfeed.verify.expected import entry_values, feed_values
from buzzfeed.verify.proofs import (
    entry_differences,
    feed_differences,
    lede_findings,
    open_feed,
    reader_differences,
    reader_feed_differences,
)
from buzzfeed.verify.strict import parse_json, parse_xml


def check_whole(document: bytes, fmt: Format, ids: Sequence[str], gone: Collection[str] = ()) -> Verdict:
    """Parse a whole feed strictly, and check its entries' ids: which, how many, in which order, each once.

    Where some are ``gone``, it must say of each of them that it was deleted. All else was proved of its parts. The
    interpreter is free for other threads while XML is parsed.
    """
    found = _ids(document, fmt)
    if isinstance(found, Finding):
        return Verdict(fmt, (found,))
    entries, stones = found
    if untold := set(gone) - stones:
        return Verdict(fmt, (finding("deletion-untold", "document", f"of {min(untold)!r:.200}"),))
    return Verdict(fmt, tuple(id_findings(entries, ids)))


def id_findings(found: Sequence[str | None], ids: Sequence[str]) -> Iterator[Finding]:
    """Yield where a feed's ids are not those it should have, each once, in their order."""
    if list(found) != list(ids) or len(set(found)) != len(found):
        yield from _id_findings(found, ids)


Ids = tuple[list[str | None], set[str]]
"""The ids of a feed's entries in their order, and those that it says were deleted."""


def _ids(document: bytes, fmt: Format) -> Ids | Finding:
    return ids_in(parse_json(document) if fmt is Format.JSON else parse_xml(document), fmt)


def ids_in(root: Any, fmt: Format) -> Ids | Finding:
    """Return the ids of a feed that is parsed, or why there are none."""
    if fmt is Format.JSON:
        return _json_ids(root)
    if isinstance(root, Finding):
        return root
    if fmt is Format.RSS and root.tag == "rss" and len(root) == 1 and root[0].tag == "channel":
        return [item.findtext("guid") for item in root[0].iterchildren("item")], set()
    if fmt is Format.ATOM and root.tag == f"{{{ATOM}}}feed":
        found = [entry.findtext(f"{{{ATOM}}}id") for entry in root.iterchildren(f"{{{ATOM}}}entry")]
        stones = {str(stone.get("ref")) for stone in root.iterchildren(elements.DELETED)}
        buried = stones.intersection(found)
        return finding("entry-deleted", "document", f"{min(buried)!r:.200}") if buried else (found, stones)
    return finding("unknown-root", "document", f"{root.tag} with {len(root)} elements is no feed in this format")


def _json_ids(feed: object) -> Ids | Finding:
    if isinstance(feed, Finding):
        return feed
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        return finding("unknown-root", "document", "no feed, or none with items")
    return [item.get("id") if isinstance(item, dict) else None for item in items], set()


def _id_findings(found: Sequence[str | None], ids: Sequence[str]) -> Iterator[Finding]:
    seen: set[str] = set()
    for number, id_ in enumerate(found, 1):
        if not id_:
            yield finding("missing-id", f"entry {number}", "it has no id")
        elif id_ in seen:
            yield finding("duplicate-id", f"entry {number}", f"{id_!r:.200} stands there twice")
        else:
            seen.add(id_)
    if len(found) != len(ids):
        yield finding("entry-count", "document", f"{len(found)} entries instead of {len(ids)}")
    if seen != set(ids):
        strange = sorted(seen.symmetric_difference(ids))
        yield finding("entry-ids", "document", f"{strange[0]!r:.200} stands on one side alone")
    elif list(found) != list(ids) and len(found) == len(ids):
        at = next(number for number, (one, other) in enumerate(zip(found, ids, strict=True), 1) if one != other)
        yield finding("entry-order", f"entry {at}", f"it is {found[at - 1]!r:.80} and should be {ids[at - 1]!r:.80}")


def round_trip(
    document: bytes, fmt: Format, channel: Channel, newsroom: Newsroom, articles: Sequence[Article]
) -> Verdict:
    """Read a whole feed through feedparser as a reader would, and hold all of it against its articles: the audit.

    Takes about as long as proving every entry anew.
    """
    findings = list(check_whole(document, fmt, [article.id for article in articles]).findings)
    opened = open_feed(document, fmt)
    if isinstance(opened, Finding):
        findings.append(opened)
    elif not findings:
        findings += _audit(document, opened, fmt, channel, newsroom, articles)
    return Verdict(feed_url(channel.key, fmt, newsroom), tuple(findings))


def _audit(
    document: bytes, opened: Any, fmt: Format, channel: Channel, newsroom: Newsroom, articles: Sequence[Article]
) -> Iterator[Finding]:
    wanted = feed_values(channel, fmt, newsroom, updated_of(channel, articles))
    values = [entry_values(article, fmt, newsroom) for article in articles]
    yield from feed_differences(opened, fmt, wanted)
    entries = opened["items"] if fmt is Format.JSON else elements.entries_of(opened, fmt)
    for article, entry, value in zip(articles, entries, values, strict=True):
        yield from entry_differences(entry, fmt, value, article.id)
        if fmt is Format.RSS:
            yield from lede_findings(entry, value, article.id)
    if fmt is Format.JSON:
        return
    read = readers.read(document)
    if read is None or read["version"] != readers.VERSIONS[fmt] or len(read["entries"]) != len(articles):
        yield finding("reader-failed", "document", "feedparser does not read all of it in this format")
        return
    yield from reader_feed_differences(read, fmt, wanted)
    for article, entry, value in zip(articles, read["entries"], values, strict=True):
        yield from reader_differences(entry, fmt, value, article.id)
