"""A folder that a web server or a CDN serves: each file appears whole, or not at all."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import stat
import time
from collections.abc import Collection, Iterator
from pathlib import Path, PurePosixPath

from buzzfeed.errors import PublishError

MANIFEST = ".buzzfeed-manifest.json"
"""Where a folder keeps what was put there by us: nothing else is ever removed."""

JOURNAL = ".buzzfeed-journal"
"""What a run puts there for the first time, noted before it is written: a run that is killed leaves nothing unknown,
so that the next one can take it back."""

_PARTIAL = ".buzzfeed-part"
_STALE = 3600.0
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_DENIED = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
_LONGEST_MANIFEST = 200_000_000


class FolderPublisher:
    """Publishes into a folder. Files that hold the same bytes already are not touched.

    A file is written beside its place, synced, renamed over it, and the folder synced: a reader, or a power cut, finds
    the former file or the new one. Symbolic links below the root are never followed.
    """

    def __init__(self, root: Path) -> None:
        """Publish into ``root``, which is made at the first put."""
        self._root = root
        self._put: set[str] = set()
        self._ours: set[str] | None = None
        self._known_folders: set[Path] = set()

    def put(self, path: str, data: bytes, media_type: str) -> bool:
        """Put a document at a path below the root, atomically; return whether it changed.

        Raises:
            PublishError: the path leaves the root, or it could not be written; what was there still stands.
        """
        parts = _parts(path)
        target = self._root.joinpath(*parts)
        with _mapped(target):
            folder = self._folder(parts[:-1])
            changed = not _holds(target, data)
            if changed:
                self._note("/".join(parts))
                _write(folder, target, data)
        self._put.add("/".join(parts))
        return changed

    def finish(self, keep: Collection[str]) -> int:
        """Remove what earlier runs put here and is not among ``keep``; return how many files were removed.

        Raises:
            PublishError: something could not be removed, or the manifest not be written.
        """
        with _mapped(self._root):
            self._folder(())
            before = self._known()
            stale = before - set(keep) - self._put
            removed = sum(self._remove(path) for path in sorted(stale))
            self._sweep()
            self._keep_manifest(sorted((before - stale) | self._put))
            (self._root / JOURNAL).unlink(missing_ok=True)
            self._ours = None
        return removed

    def _folder(self, parts: tuple[str, ...]) -> Path:
        """Return the folder of a path, made where it is missing; a link in its place is refused."""
        folder = self._root
        if folder not in self._known_folders:
            folder.mkdir(parents=True, exist_ok=True)
            self._known_folders.add(folder)
        for part in parts:
            parent, folder = folder, folder / part
            if folder in self._known_folders:
                continue
            try:
                folder.mkdir()
                _sync(parent)
            except FileExistsError:
                if not stat.S_ISDIR(folder.lstat().st_mode):
                    raise PublishError(
                        str(folder), "is in the way: no folder of its own", "remove it, or export elsewhere"
                    ) from None
            self._known_folders.add(folder)
        return folder

    def _sweep(self) -> None:
        """Remove what a killed run left half-written; a run beside this one is left alone."""
        for folder in self._known_folders:
            for partial in folder.glob(f"{_PARTIAL}-*"):
                if time.time() - partial.lstat().st_mtime > _STALE:
                    partial.unlink(missing_ok=True)

    def _known(self) -> set[str]:
        """Return what earlier runs put here, those that were killed included."""
        if self._ours is None:
            self._ours = _listed(self._root / MANIFEST) | _noted(self._root / JOURNAL)
        return self._ours

    def _note(self, path: str) -> None:
        """Note a path before something is written there for the first time."""
        if path in self._known():
            return
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0)
        descriptor = os.open(self._root / JOURNAL, flags, 0o644)
        try:
            # After a line that a kill cut short, the next begins anew.
            os.write(descriptor, f"\n{json.dumps(path)}\n".encode())
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        self._known().add(path)

    def _keep_manifest(self, paths: list[str]) -> None:
        data = json.dumps({"files": paths}, indent=0).encode() + b"\n"
        target = self._root / MANIFEST
        if not _holds(target, data):
            _write(self._root, target, data)

    def _remove(self, path: str) -> bool:
        """Remove one file of ours and the folders it leaves empty; anything else at its place is left alone."""
        parts = _parts(path)
        folder = self._root
        for part in parts[:-1]:
            folder = folder / part
            if not folder.exists() or not stat.S_ISDIR(folder.lstat().st_mode):
                return False
        target = folder / parts[-1]
        try:
            if not stat.S_ISREG(target.lstat().st_mode):
                return False
            target.unlink()
        except FileNotFoundError:
            return False
        while folder != self._root:
            try:
                folder.rmdir()
            except OSError:
                break
            self._known_folders.discard(folder)
            folder = folder.parent
        _sync(folder)
        return True


def _listed(manifest: Path) -> set[str]:
    """Return the paths of a manifest; one that cannot be read names nothing, so that nothing is removed."""
    try:
        found = json.loads(_content(manifest))
    except (ValueError, RecursionError):
        return set()
    paths = found.get("files") if isinstance(found, dict) else None
    return {path for path in paths if isinstance(path, str) and _is_sound(path)} if isinstance(paths, list) else set()


def _noted(journal: Path) -> set[str]:
    """Return the paths of a journal; lines that are cut short are passed over."""
    found = set()
    for line in _content(journal).splitlines():
        try:
            path = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(path, str) and _is_sound(path):
            found.add(path)
    return found


def _content(path: Path) -> bytes:
    """Return the bytes of a file of ours; nothing where there is none, or something else in its place."""
    try:
        kept = path.lstat()
    except FileNotFoundError:
        return b""
    return path.read_bytes() if stat.S_ISREG(kept.st_mode) and kept.st_size <= _LONGEST_MANIFEST else b""


def _parts(path: str) -> tuple[str, ...]:
    """Return a path's parts.

    Raises:
        PublishError: it is absolute, empty, or leaves the root.
    """
    if not _is_sound(path):
        raise PublishError(path or "(no path)", "is no path below the folder", "this is a fault of buzzfeed: report it")
    return PurePosixPath(path).parts


def _is_sound(path: str) -> bool:
    parts = path.split("/")
    return all(part not in ("", ".", "..") for part in parts) and not any(char in path for char in "\\\0")


def _holds(target: Path, data: bytes) -> bool:
    """Return whether a regular file stands at ``target`` with exactly these bytes."""
    try:
        found = target.lstat()
    except FileNotFoundError:
        return False
    if stat.S_ISDIR(found.st_mode):
        raise IsADirectoryError(errno.EISDIR, "a folder is in the way", str(target))
    return stat.S_ISREG(found.st_mode) and found.st_size == len(data) and target.read_bytes() == data


def _write(folder: Path, target: Path, data: bytes) -> None:
    partial = folder / f"{_PARTIAL}-{os.getpid()}"
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    partial.unlink(missing_ok=True)
    descriptor = os.open(partial, flags, 0o644)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        # A link at the target is replaced, not followed.
        partial.replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)
        raise
    _sync(folder)


def _sync(folder: Path) -> None:
    """Make a rename in ``folder`` last through a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def _mapped(subject: Path) -> Iterator[None]:
    """Turn what the system says into one line with the mend."""
    try:
        yield
    except OSError as error:
        place = str(error.filename or subject)
        if error.errno in _FULL:
            raise PublishError(
                place, "the disk is full", "free some space, then export again", retryable=True
            ) from error
        if error.errno in _DENIED:
            raise PublishError(place, "may not be written", "give buzzfeed's user the right to write there") from error
        cause = error.strerror or str(error)
        raise PublishError(place, cause, "see that the folder can be written, then export again") from error
