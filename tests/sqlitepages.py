"""SQLite's files as they lie on the disk: pages with what is free in them, the log beside, and all of it as one image.

Nothing here opens a database: it is read while others write, and no lock is taken (https://www.sqlite.org/fileformat2.html).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

MAGIC = b"SQLite format 3\0"
_FRAME_HEAD, _LOG_HEAD = 24, 32
_TRIES = 3
_TREES = frozenset({2, 5, 10, 13})
"""First bytes of pages that hold a part of a tree (§1.6)."""


def page_size(head: bytes) -> int:
    """Return the bytes of a page, by the first hundred bytes of a database."""
    size = int.from_bytes(head[16:18], "big")
    return 65536 if size == 1 else size


def pages(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Give the pages of a database by number, counted from 1."""
    size = page_size(data)
    for at in range(0, len(data), size):
        yield at // size + 1, data[at : at + size]


def frames(log: bytes, begin: int = _LOG_HEAD) -> Iterator[tuple[int, int, bytes]]:
    """Give what a write-ahead log holds since it was begun anew: page number, size at a commit or 0, the page (§4)."""
    if len(log) < _LOG_HEAD:
        return
    size, salts = int.from_bytes(log[8:12], "big"), log[16:24]
    for at in range(begin, len(log) - _FRAME_HEAD - size + 1, _FRAME_HEAD + size):
        if log[at + 8 : at + 16] != salts:
            return
        number, commit = int.from_bytes(log[at : at + 4], "big"), int.from_bytes(log[at + 4 : at + 8], "big")
        yield number, commit, log[at + _FRAME_HEAD : at + _FRAME_HEAD + size]


def content(page: bytes) -> bytes:
    """Return a page without the empty room in its midst; what is left in that room stays."""
    if page[:1] and page[0] in _TREES:
        start = int.from_bytes(page[5:7], "big") or 65536
        room = page[12 + 2 * int.from_bytes(page[3:5], "big") : start]
        return page if room.strip(b"\0") else page[start:]
    return page.strip(b"\0")


def image(path: Path) -> bytes:
    """Return a database as whoever opens it finds it: the file, with what its log commits."""
    before, data, log = _both(path)
    for _ in range(_TRIES):
        after, again, log_again = _both(path)
        if (after, len(again)) == (before, len(data)):
            break
        before, data, log = after, again, log_again  # somebody wrote meanwhile
    return _joined(bytearray(data), log)


def _both(path: Path) -> tuple[tuple[int, ...], bytes, bytes]:
    """Read a database and its log, and tell when they were written last."""
    log = path.with_name(path.name + "-wal")
    there = log.exists()
    data, more = path.read_bytes(), log.read_bytes() if there else b""
    stamps = [one.stat().st_mtime_ns for one in ((path, log) if there else (path,))]
    return (*stamps, len(more)), data, more


def _joined(data: bytearray, log: bytes) -> bytes:
    pending: list[tuple[int, bytes]] = []
    for number, commit, page in frames(log):
        pending.append((number, page))
        if not commit:
            continue
        for at, one in pending:
            begin = (at - 1) * len(one)
            if len(data) < begin:
                data.extend(bytes(begin - len(data)))
            data[begin : begin + len(one)] = one
        del data[commit * len(page) :]
        pending.clear()
    return bytes(data)


def opened(whole: bytes) -> sqlite3.Connection:
    """Open an image in memory."""
    connection = sqlite3.connect(":memory:")
    connection.text_factory = lambda text: text.decode("utf-8", "replace")
    connection.deserialize(whole[:18] + b"\1\1" + whole[20:])  # without a log: that is in it already
    return connection


def tables(connection: sqlite3.Connection) -> list[tuple[str, int]]:
    """Return the names of all tables, and the page on which each begins; virtual ones are held by others."""
    return [
        (str(name), int(root))
        for name, root in connection.execute("SELECT name, rootpage FROM sqlite_master WHERE type = 'table'")
        if root
    ]


def values(connection: sqlite3.Connection, leave: tuple[str, ...] = ()) -> Iterator[tuple[str, bytes]]:
    """Give every text and blob in a database with its table and column, but for some tables."""
    for table, _ in tables(connection):
        if table in leave:
            continue
        rows = connection.execute(f'SELECT * FROM "{table}"')
        names = [column[0] for column in rows.description]
        for row in rows:
            for name, value in zip(names, row, strict=True):
                if isinstance(value, str):
                    yield f"{table}.{name}", value.encode("utf-8", "backslashreplace")
                elif isinstance(value, bytes):
                    yield f"{table}.{name}", value


def is_empty(page: bytes) -> bool:
    """Whether a page that a tree begins with is a leaf that holds nothing."""
    return page[:1] in (b"\x0a", b"\x0d") and page[3:5] == b"\0\0"
