"""Walking a folder: which files are articles, and a stamp of each that changes when the file does."""

from __future__ import annotations

import fnmatch
import os
import re
import stat
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from buzzfeed.errors import SourceError
from buzzfeed.model import Problem, Severity

EXTENSIONS = (".md", ".markdown", ".html", ".htm", ".json", ".txt")
"""What an article's file name ends with, in whatever case."""
DEEPEST = 32
"""Folders in folders at most."""
MOST_FILES = 200_000
"""Articles of one source at most."""

_SKIPPED = re.compile(
    r"\..*"  # hidden, .goutputstream-*, .#lock, rsync's .name.XXXXXX
    r"|.*~|~\$.*|#.*#"
    r"|.*\.(?:sw[a-z]|tmp|temp|part|partial|filepart|crdownload|download|bak|orig|lock)"
    r"|.*\.tmp\.\w{1,8}|4913|.*___jb_(?:tmp|old)___"
    r"|node_modules|__pycache__|_site|_includes|_layouts|_data|_sass|_plugins"
    r"|_index\.(?:\w\w\.)?(?:md|markdown|html?)|.*\.11tydata\.json|package(?:-lock)?\.json",
    re.IGNORECASE | re.DOTALL,
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Seen:
    """A file as it was seen: its stamp, and when it was last written (seconds since 1970, UTC)."""

    stamp: str
    written: float


@dataclass(slots=True)
class Scan:
    """What a folder holds: articles by their path within it, with slashes.

    ``unreadable`` are folders that could not be listed: what lay in them is not known to be gone. ``whole`` is false
    where there was more than is ever listed.
    """

    files: dict[str, Seen] = field(default_factory=dict)
    unreadable: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    whole: bool = True

    def hides(self, origin: str) -> bool:
        """Whether a path lies in a folder that could not be listed."""
        return not self.whole or any(origin.startswith(folder) for folder in self.unreadable)


def skipped(name: str) -> bool:
    """Whether a file or folder of this name is hidden, temporary, partial, or a generator's own."""
    return _SKIPPED.fullmatch(name) is not None


def stamp_of(state: os.stat_result) -> str:
    """Return what changes when a file does: size in bytes, times of writing and of its inode in nanoseconds, inode.

    The inode's own time moves with permissions, so that a file which could not be read is tried again.
    """
    return f"{state.st_size}:{state.st_mtime_ns}:{state.st_ctime_ns}:{state.st_ino}"


def excluding(patterns: Sequence[str]) -> Callable[[str], bool]:
    """Return whether a path within the source, or its last name, matches one of these globs."""
    globs = [re.compile(fnmatch.translate(pattern.strip("/"))) for pattern in patterns]
    if not globs:
        return lambda _path: False
    return lambda path: any(glob.match(path) or glob.match(path.rpartition("/")[2]) for glob in globs)


def scan(root: Path, exclude: Sequence[str]) -> Scan:
    """List a folder's articles, in its folders too.

    A symbolic link counts where it leads to something inside the folder that is not listed already.

    Raises:
        SourceError: the folder is not there, or cannot be listed.
    """
    try:
        real = os.path.realpath(root, strict=True)
        with os.scandir(real):
            pass
    except OSError as error:
        hint = "check the path in the config and the folder's permissions; until then nothing is retracted"
        cause = "there is no such folder" if isinstance(error, FileNotFoundError) else error.strerror or str(error)
        raise SourceError(str(root), cause, hint, retryable=True) from None
    walk = _Walk(str(root), real, excluding(exclude))
    walk.folder(real, "", 0)
    walk.links()
    return walk.found


def scan_named(root: Path, exclude: Sequence[str], origins: Collection[str]) -> Scan | None:
    """List these articles of a folder alone, or nothing where that takes more than a look at each.

    One that is not there may have gone or moved, a folder may hold many, a link may lead anywhere: the whole tells.
    """
    excluded = excluding(exclude)
    found = Scan()
    for origin in origins:
        parts = origin.split("/")
        if _CONTROL.search(origin) or any(skipped(part) for part in parts) or len(parts) > DEEPEST:
            return None
        if any(excluded("/".join(parts[: count + 1])) for count in range(len(parts))):
            return None
        if PurePosixPath(origin).suffix.lower() not in EXTENSIONS:
            return None
        path = root.joinpath(*parts)
        try:
            state = path.lstat()
            straight = path.resolve(strict=True) == root.resolve(strict=True).joinpath(*parts)
        except (OSError, RuntimeError):
            return None
        if not stat.S_ISREG(state.st_mode) or not straight:
            return None
        found.files[origin] = Seen(stamp_of(state), state.st_mtime)
    return found


class _Walk:
    def __init__(self, shown: str, root: str, excluded: Callable[[str], bool]) -> None:
        self.found = Scan()
        self._shown = shown
        self._root = root
        self._excluded = excluded
        self._folders: set[str] = set()
        self._places: set[str] = set()
        self._links: list[tuple[str, str]] = []

    def folder(self, start: str, prefix: str, depth: int) -> None:
        """List a folder and all below it, without following links."""
        stack = [(start, prefix, depth)]
        while stack:
            path, below, level = stack.pop()
            self._folders.add(path)
            for entry in self._entries(path, below):
                is_folder, is_link = entry.is_dir(follow_symlinks=False), entry.is_symlink()
                if not (is_folder or is_link or entry.name.lower().endswith(EXTENSIONS)):
                    continue
                origin = below + entry.name
                if skipped(entry.name) or self._excluded(origin) or not self._named(entry.name, origin):
                    continue
                if is_link:
                    self._links.append((origin, entry.path))
                elif not is_folder:
                    self._file(origin, entry.path, entry)
                elif level < DEEPEST:
                    stack.append((entry.path, origin + "/", level + 1))
                else:
                    self._tell("folder-depth", origin, f"is more than {DEEPEST} folders deep: it is not read")

    def links(self) -> None:
        """Take what links lead to, where it lies inside the folder and was not listed yet."""
        while self._links:
            links, self._links = sorted(self._links), []
            for origin, path in links:
                real = Path(os.path.realpath(path))
                if not real.is_relative_to(self._root):
                    continue
                if real.is_dir():
                    if str(real) not in self._folders:
                        self.folder(str(real), origin + "/", origin.count("/") + 1)
                elif str(real) not in self._places and origin.lower().endswith(EXTENSIONS):
                    self._file(origin, str(real), real)

    def _entries(self, path: str, below: str) -> list[os.DirEntry[str]]:
        try:
            with os.scandir(path) as entries:
                return list(entries)
        except OSError as error:
            self.found.unreadable.append(below)
            cause = f"cannot be listed: {error.strerror}; what lay in it stays as it is"
            self._tell("folder-unreadable", below or ".", cause, "check the folder's permissions")
            return []

    def _file(self, origin: str, path: str, entry: os.DirEntry[str] | Path) -> None:
        if len(self.found.files) >= MOST_FILES:
            if self.found.whole:
                self._tell("folder-size", ".", f"holds more than {MOST_FILES} articles: the rest is not read")
            self.found.whole = False
            return
        try:
            state = entry.stat(follow_symlinks=False)
        except OSError:
            return  # it went between listing and looking: the next look says
        if stat.S_ISREG(state.st_mode):
            self._places.add(path)
            self.found.files[origin] = Seen(stamp_of(state), state.st_mtime)

    def _named(self, name: str, origin: str) -> bool:
        """Whether a name can be written down; one that cannot is told, not read."""
        if not _CONTROL.search(name):
            return True
        shown = origin.encode("utf-8", "backslashreplace").decode()
        self._tell("file-name", repr(shown), "its name is not UTF-8 or holds control characters", "rename it")
        return False

    def _tell(self, code: str, origin: str, text: str, hint: str = "") -> None:
        if len(self.found.problems) < 100:
            self.found.problems.append(Problem(code, Severity.WARNING, f"{self._shown}: {origin}", text, hint))
