"""Closing archives, inside the publishing transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection

from buzzfeed.model import Archive, ArchivePage, ChannelKey, Format
from buzzfeed.store import schema
from buzzfeed.store.bulk import upsert
from buzzfeed.store.codec import pack_entries, pack_keys
from buzzfeed.store.sql import among, execute_many, rows_in

Place = tuple[int, int]
"""An archive: its channel's number and its own."""


def write_archives(connection: Connection, archives: Sequence[Archive], numbers: Mapping[ChannelKey, int]) -> None:
    """Write archives: their members are theirs from now on. One that changed since it was proved is stale at once."""
    if not archives:
        return
    ids = {ref.id for one in archives for ref in one.entries}
    articles = {row.id: row.article for row in rows_in(connection, _STANDING, ids)}
    execute_many(
        connection,
        _FILE,
        [
            {"of": numbers[one.channel], "who": articles[ref.id], "into": one.number}
            for one in archives
            for ref in one.entries
            if ref.id in articles
        ],
    )
    last = [{"of": numbers[one.channel], "last": one.number} for one in archives]
    execute_many(connection, _LAST, sorted(last, key=lambda row: row["last"]))
    now = _members(connection, archives, numbers)
    rows, pages = [], []
    for one in archives:
        place = {"channel": numbers[one.channel], "number": one.number}
        proved = {(ref.id, ref.digest) for ref in one.entries}
        stale = proved != now[place["channel"], one.number]
        rows.append({**place, "entries": pack_entries(one.entries)[1], "stale": stale})
        pages += [{**place, **_page(fmt, page)} for fmt, page in one.pages.items()]
    upsert(connection, schema.archives, rows)
    upsert(connection, schema.archive_pages, pages)


def _page(fmt: Format, page: ArchivePage) -> dict[str, Any]:
    return {
        "format": fmt.value,
        "head": page.head,
        "glue": page.glue,
        "tail": page.tail,
        "fragments": pack_keys(page.fragments),
    }


def _members(
    connection: Connection, archives: Sequence[Archive], numbers: Mapping[ChannelKey, int]
) -> Mapping[Place, set[tuple[str, str]]]:
    """Return the ids and digests of the members of these archives as they are now."""
    wanted: dict[ChannelKey, set[int]] = defaultdict(set)
    for one in archives:
        wanted[one.channel].add(one.number)
    found: dict[Place, set[tuple[str, str]]] = defaultdict(set)
    for key, some in wanted.items():
        for number, id_, digest in rows_in(connection, _NOW, some, of=numbers[key]):
            found[numbers[key], number].add((id_, digest))
    return found


_CHANNELS, _MEMBERS, _ENTRIES = schema.channels, schema.memberships, schema.entries
_STANDING = select(_ENTRIES.c.id, _ENTRIES.c.article).where(among(_ENTRIES.c.id))
_NOW = (
    select(_MEMBERS.c.archive, _ENTRIES.c.id, _ENTRIES.c.digest)
    .join(_ENTRIES, _ENTRIES.c.article == _MEMBERS.c.article)
    .where(_MEMBERS.c.channel == bindparam("of"), among(_MEMBERS.c.archive))
)
_FILE = (
    _MEMBERS.update()
    .where(_MEMBERS.c.channel == bindparam("of"), _MEMBERS.c.article == bindparam("who"), _MEMBERS.c.archive.is_(None))
    .values(archive=bindparam("into"))
)
_LAST = (
    _CHANNELS.update()
    .where(_CHANNELS.c.key == bindparam("of"), _CHANNELS.c.archives < bindparam("last"))
    .values(archives=bindparam("last"))
)
