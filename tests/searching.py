"""Searching what tests leave, each piece once: files that changed, pages that were not seen, what was heard."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import overheard
import sqlitepages
from traces import Trace, left_behind, marked, sentences_of, spoken, tokens, unsaid

Stamp = tuple[int, int, int]
_LARGEST = 256 << 20
"""Bytes of a file that are looked at."""
_POSTGRES_PAGE = 8192
_NOTHING = bytes(64)
_DIGEST = re.compile(rb"[0-9a-f]{64}")


@dataclass
class Watched:
    """A database as it was seen last, and whether readers ever kept a feed in it."""

    stamp: Stamp | None = None
    log_stamp: Stamp | None = None
    salts: bytes = b""
    read: int = 0
    first: bytes = b""
    readers: bool = False
    digests: set[str] = field(default_factory=set)
    sentences: set[str] = field(default_factory=set)


class Search:
    """What was seen so far, and what was found in it."""

    def __init__(self) -> None:
        """Know of nothing."""
        self.lasting: set[Path] = set()
        """Folders that outlive a test."""
        self._entered: set[Path] = set()
        self._ended: set[Path] = set()
        self._asked: set[str] = set()
        self._found: list[Trace] = []
        self._seen: set[int] = set()
        self._stamps: dict[str, Stamp] = {}
        self._watched: dict[str, Watched] = {}
        self._departed: list[Watched] = []
        self._cluster: set[str] = set()
        self._trees: dict[int, tuple[int, ...]] = {}

    def look_into(self, folder: Path) -> None:
        """Search a folder that is about to go."""
        files = list(_files(folder))
        self._look([*files, *self._lasting_files()])  # whose databases may hold the digest of what stands here
        for path in files:
            self._stamps.pop(path, None)
            if watched := self._watched.pop(path, None):
                self._departed.append(watched)

    def look_into_cluster(self, folder: Path) -> None:
        """Search the files of a PostgreSQL that has stopped: dead rows in its tables, and all that its log still holds.

        Of readers' sentences nothing is said there: what held them lies about until vacuum comes, and docs say so.
        """
        for path in _files(folder):
            data = Path(path).read_bytes()
            parts = (data[at : at + _POSTGRES_PAGE] for at in range(0, len(data), _POSTGRES_PAGE))
            fresh = b"\n".join(part.replace(_NOTHING, b"") for part in parts if self._is_new(part))
            self._found += marked(fresh, path)
            if path.startswith(f"{folder}/base/") and (digests := {one.decode() for one in _DIGEST.findall(fresh)}):
                self._cluster |= digests
                self._found += tokens(fresh, self._cluster, path)

    def finish(self, *, last: bool) -> list[Trace]:
        """Search what was heard, the databases in lasting folders, and with a module's ``last`` test all in them."""
        self._look(self._lasting_files(last))
        self._hear()
        self._departed.clear()
        if last:
            self._leave()
        found, self._found = self._found, []
        return found

    def _lasting_files(self, last: bool = False) -> list[str]:
        """Return the databases that are watched, and all files of folders that are new or seen for the last time."""
        files = list(self._watched)
        for folder in self.lasting:
            if last or folder not in self._entered:
                self._entered.add(folder)
                files += _files(folder)
        return files

    def end(self) -> list[Trace]:
        """Search all that ever lasted once more, since who wrote there is gone."""
        self.lasting |= self._ended
        return self.finish(last=True)

    def _leave(self) -> None:
        """Go on with the next module: databases that last longer stay watched, what was said in it is forgotten."""
        self._ended |= self.lasting
        self.lasting.clear()
        self._asked.clear()
        for path, watched in list(self._watched.items()):
            watched.digests.clear()
            watched.sentences.clear()
            if _stamp(path) is None:
                del self._watched[path]

    def _look(self, files: Iterable[str]) -> None:
        """Search files that changed: by form first, then for what readers of the databases among them keep secret."""
        changed: list[str] = []
        there = set(files)
        for path in sorted(there):
            if path.endswith(("-wal", "-shm")) and path[:-4] in there:
                continue  # it is looked at with its database
            try:
                if self._look_at(path):
                    changed.append(path)
            except OSError:  # whoever wrote it took it away, or closed it
                continue
        if self._secrets():
            for path in changed:
                self._search_file(path)

    def _look_at(self, path: str) -> bool:
        """Look at a file for the first time or again; return whether there was anything new."""
        stamp = _stamp(path)
        if stamp is None:
            return False
        watched = self._watched.get(path)
        if watched is not None:
            return self._look_at_database(path, watched, stamp)
        if self._stamps.get(path) == stamp:
            return False
        self._stamps[path] = stamp
        with Path(path).open("rb") as file:
            head = file.read(100)
            if head.startswith(sqlitepages.MAGIC) or _stamp(f"{path}-wal") is not None:
                return self._look_at_database(path, self._watched.setdefault(path, Watched()), stamp)
            data = head + file.read(_LARGEST)
        if self._is_new(data):
            self._found += marked(data, path)
        return True

    def _look_at_database(self, path: str, watched: Watched, stamp: Stamp) -> bool:
        fresh: list[bytes] = []
        changed = False
        if stamp != watched.stamp:
            watched.stamp, changed = stamp, True
            data = Path(path).read_bytes()
            if data.startswith(sqlitepages.MAGIC):
                watched.first = data[: sqlitepages.page_size(data)]
                roots = self._roots(path, watched.first)
                for number, page in sqlitepages.pages(data):
                    watched.readers |= number in roots and not sqlitepages.is_empty(page)
                    if self._is_new(page):
                        fresh.append(sqlitepages.content(page))
        changed |= self._look_at_log(path, watched, fresh)
        text = b"\n".join(fresh)
        self._found += marked(text, path)
        if changed and (watched.readers or b"say=" in text):
            self._read(path, watched)
        return changed

    def _look_at_log(self, path: str, watched: Watched, fresh: list[bytes]) -> bool:
        log = f"{path}-wal"
        stamp = _stamp(log)
        if stamp is None or stamp == watched.log_stamp:
            return False
        watched.log_stamp = stamp
        with Path(log).open("rb") as file:
            head = file.read(32)
            if head[16:24] != watched.salts:
                watched.salts, watched.read = head[16:24], 32
            file.seek(watched.read)
            data = head + file.read()
        added = 0
        for number, _, page in sqlitepages.frames(data):
            added += 1
            if number == 1:
                watched.first = page
            if number in self._roots(path, watched.first):
                watched.readers |= not sqlitepages.is_empty(page)
            if self._is_new(page):
                fresh.append(sqlitepages.content(page))
        if added:
            watched.read += added * (24 + int.from_bytes(head[8:12], "big"))
        return added > 0

    def _roots(self, path: str, first: bytes) -> tuple[int, ...]:
        """Return where the tables begin that hold readers' feeds: the same in all databases of one schema."""
        key = hash(first[100:])
        if key not in self._trees:
            try:
                connection = sqlitepages.opened(sqlitepages.image(Path(path)))
            except (sqlite3.Error, OSError):
                return ()
            try:
                found = dict(sqlitepages.tables(connection))
            except sqlite3.Error:  # a test damaged it
                return ()
            finally:
                connection.close()
            self._trees[key] = tuple(found[name] for name in ("personal_feeds", "personal_gone") if name in found)
        return self._trees[key]

    def _read(self, path: str, watched: Watched) -> None:
        """Read a database in which readers keep feeds: digests, sentences, and where else these stand."""
        whole = sqlitepages.image(Path(path))
        connection = sqlitepages.opened(whole)
        try:
            rows = connection.execute("SELECT feed, edit, said FROM personal_feeds").fetchall()
            gone = connection.execute("SELECT digest FROM personal_gone").fetchall()
            for feed, edit, said in rows:
                watched.digests.update((feed, edit))
                watched.sentences |= sentences_of([said])
            watched.digests.update(digest for (digest,) in gone)
            self._found += left_behind(whole, [said for _, _, said in rows], path)
            if watched.sentences:
                for column, value in sqlitepages.values(connection, leave=("personal_feeds",)):
                    self._found += spoken(value, watched.sentences, f"{path}: {column}")
        except sqlite3.Error:  # no store of ours, or a damaged one
            return
        finally:
            connection.close()

    def _secrets(self) -> bool:
        digests, sentences = self._known()
        return bool(digests or sentences)

    def _known(self) -> tuple[set[str], set[str]]:
        databases = [*self._watched.values(), *self._departed]
        digests = set().union(*(one.digests for one in databases))
        said = set().union(*(one.sentences for one in databases))
        self._asked |= sentences_of(overheard.asked)
        overheard.asked.clear()
        return digests, said | self._asked

    def _search_file(self, path: str) -> None:
        digests, sentences = self._known()
        watched = self._watched.get(path)
        for piece in (path, f"{path}-wal") if watched else (path,):
            try:
                data = Path(piece).read_bytes()
                if piece == path and watched and sentences:
                    # What a row ever held was looked at with the rows; this was only sent, or is another newsroom's.
                    self._found += spoken(sqlitepages.image(Path(path)), unsaid(sentences, watched.sentences), path)
            except OSError:
                continue
            if digests:
                self._found += tokens(data, digests, piece)
            if not watched:
                self._found += spoken(data, sentences, piece)

    def _hear(self) -> None:
        said, overheard.heard[:] = list(overheard.heard), []
        digests, sentences = self._known()
        for whence, data in said:
            self._found += marked(data, whence)
            if digests:
                self._found += tokens(data, digests, whence)
            if sentences:
                self._found += spoken(data, sentences, whence)

    def _is_new(self, data: bytes) -> bool:
        key = hash(data)
        if key in self._seen:
            return False
        self._seen.add(key)
        return True


def _files(folder: Path | str) -> Iterator[str]:
    """Give all files below a folder; links are not followed."""
    waiting = [os.fspath(folder)]
    while waiting:
        try:
            entries = list(os.scandir(waiting.pop()))
        except OSError:  # gone meanwhile, or a test closed it
            continue
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                waiting.append(entry.path)
            elif entry.is_file(follow_symlinks=False):
                yield entry.path


def _stamp(path: str) -> Stamp | None:
    try:
        status = os.stat(path)  # noqa: PTH116 - of every file after every test: a `Path` would take longer
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino
