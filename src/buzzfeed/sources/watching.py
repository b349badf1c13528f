"""Watching folders: which sources to look at, as soon as something changes in them."""

from __future__ import annotations

import stat
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from watchfiles import Change, DefaultFilter
from watchfiles import watch as watch_files

from buzzfeed.config import Config, FolderSource
from buzzfeed.errors import SourceError
from buzzfeed.sources.folder import place
from buzzfeed.sources.scan import skipped

_STEP = 50
_DEBOUNCE = 400
_TICK = 1000


@dataclass(frozen=True, slots=True)
class _State:
    """A watched folder at a moment: its real path, and what makes it that folder and no other; empty if absent."""

    path: str = ""
    device: int = 0
    inode: int = 0


Touched = Mapping[str, frozenset[str]]
"""The sources in which something changed, and what: paths within their folders; of an empty set, anything may have."""


def watch(config: Config, stop: threading.Event) -> Iterator[Touched]:
    """Yield the folder sources in which something changed, and the paths that did, until ``stop`` is set.

    Changes within 50 ms are one. A folder that does not exist yet, vanishes, or is replaced by another (a symbolic link
    turned over, a remount) is watched again as soon as it stands, and yielded then.

    Raises:
        SourceError: the system gives no more watches.
    """
    folders = [source for source in config.sources if isinstance(source, FolderSource) and source.watch]
    roots = {source.name: place(config, source) for source in folders}
    if not roots:
        return
    states = _states(roots)
    while not stop.is_set():
        if any(state.path for state in states.values()):
            yield from _until_moved(roots, states, stop)
        else:
            stop.wait(_TICK / 1000)
        before, states = states, _states(roots)
        appeared = {name: frozenset[str]() for name in roots if states[name] != before[name] and states[name].path}
        if appeared and not stop.is_set():
            yield appeared


def _until_moved(roots: Mapping[str, Path], states: Mapping[str, _State], stop: threading.Event) -> Iterator[Touched]:
    """Yield what changes in the folders that stand, until one of them is another than it was."""
    paths = {state.path for state in states.values() if state.path}
    try:
        changes = watch_files(
            *paths,
            watch_filter=_Filter(paths),
            debounce=_DEBOUNCE,
            step=_STEP,
            rust_timeout=_TICK,
            yield_on_timeout=True,
            stop_event=stop,
            raise_interrupt=False,
            ignore_permission_denied=True,
        )
        for batch in changes:
            paths_changed = [path for _, path in batch]
            touched = {name: _inner(paths_changed, state.path) for name, state in states.items() if state.path}
            touched = {name: inner for name, inner in touched.items() if inner}
            if touched:
                yield touched
            if _states(roots) != states:
                return
    except FileNotFoundError:
        return  # a folder went before it was watched
    except OSError as error:
        hint = "raise fs.inotify.max_user_watches; until then the schedule looks"
        raise SourceError(", ".join(sorted(paths)), f"cannot be watched: {error}", hint) from error


class _Filter(DefaultFilter):
    """Lets pass what may concern an article: nothing hidden, temporary or partial."""

    def __init__(self, roots: set[str]) -> None:
        super().__init__(ignore_dirs=(), ignore_entity_patterns=(), ignore_paths=())
        self._roots = roots

    def __call__(self, change: Change, path: str) -> bool:
        inner = next((path[len(root) :] for root in self._roots if _within(path, root)), path)
        return not any(skipped(part) for part in inner.split("/") if part)


def _inner(paths: list[str], folder: str) -> frozenset[str]:
    """Return those of ``paths`` that lie in a folder, as paths within it."""
    return frozenset(path[len(folder.rstrip("/")) + 1 :] for path in paths if _within(path, folder))


def _within(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip("/") + "/")


def _states(roots: Mapping[str, Path]) -> dict[str, _State]:
    return {name: _state(root) for name, root in roots.items()}


def _state(root: Path) -> _State:
    try:
        path = root.resolve(strict=True)
        state = path.stat()
    except (OSError, RuntimeError):
        return _State()
    return _State(str(path), state.st_dev, state.st_ino) if stat.S_ISDIR(state.st_mode) else _State()
