"""The folder source: what is new, changed and gone in a folder of articles."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from buzzfeed.model import Find, Look, Problem, RawItem, Severity, SourceMemory
from buzzfeed.ports import Clock
from buzzfeed.sources.images import with_pictures
from buzzfeed.sources.items import item_of
from buzzfeed.sources.reading import read_bytes, read_piece
from buzzfeed.sources.scan import Scan, scan, scan_named, stamp_of

if TYPE_CHECKING:  # the config's library takes longer to import than a worker process takes to read fifty files
    from buzzfeed.config import Config
    from buzzfeed.config import FolderSource as FolderSettings

_MISSING = "missing:"
_SOONEST = 0.05


def place(config: Config, settings: FolderSettings) -> Path:
    """Return a folder source's folder, symbolic links unresolved: a deployment may turn one over to a new release."""
    return config.base / Path(settings.path).expanduser()


@dataclass(frozen=True, slots=True)
class Folder:
    """A `buzzfeed.ports.Source` over a folder; small, so that it travels to worker processes with each find.

    Attributes:
        name: the source's name in the config.
        path: the folder.
        settle: seconds for which a file must have stood still before it is taken.
        gone_after: seconds after which a file that is still missing counts as gone.
        exclude: globs of what is no article.
        keeps_pictures: whether pictures beside an article are to be served by buzzfeed, where it names no address.
    """

    name: str
    path: str
    settle: float
    gone_after: float
    exclude: tuple[str, ...]
    keeps_pictures: bool

    @classmethod
    def of(cls, settings: FolderSettings, config: Config) -> Folder:
        """Make the source of its settings."""
        return cls(
            name=settings.name,
            path=str(place(config, settings)),
            settle=settings.settle,
            gone_after=settings.gone_after,
            exclude=settings.exclude,
            keeps_pictures=not settings.permalink,
        )

    def look(self, memory: SourceMemory, clock: Clock, only: Collection[str] = ()) -> Look:
        """See what is new, changed, unchanged and gone since ``memory``.

        Files that are named in ``only`` and are all there are looked at alone: in a folder of ten thousand, listing it
        costs more than the article that was saved.

        Raises:
            SourceError: the folder is not there, or cannot be listed; nothing is known to be gone.
        """
        named = scan_named(Path(self.path), self.exclude, only) if only else None
        if only and named is None:
            return Look(incomplete=True)
        found = named or scan(Path(self.path), self.exclude)
        changed = [origin for origin, seen in found.files.items() if memory.stamps.get(origin) != seen.stamp]
        now = clock.now()
        young = [origin for origin in changed if now.timestamp() - found.files[origin].written < self.settle]
        restless: set[str] = set()
        if young:
            clock.sleep(self.settle)
            restless = {origin for origin in young if self._stamp(origin) != found.files[origin].stamp}
        steady = clock.steady()
        away = _Away() if named else self._away(memory, found, steady)
        waits = [self.gone_after - (steady - since) for since in away.missing.values()]
        waits += [self.settle] if restless else []
        return Look(
            finds=tuple(
                Find(origin, found.files[origin].stamp) for origin in sorted(changed) if origin not in restless
            ),
            unchanged=len(found.files) - len(changed),
            vanished=away.gone,
            missing=tuple(away.missing),
            back=() if named else tuple(origin for origin in found.files if _MISSING + origin in memory.notes),
            doubtful=away.doubtful,
            notes=memory.notes if named else {_MISSING + origin: f"{at:.3f}" for origin, at in away.since.items()},
            problems=(*found.problems, *away.problems),
            restless=tuple(sorted(restless)),
            again_in=max(_SOONEST, min(waits)) if waits else None,
        )

    def read(self, find: Find) -> RawItem:
        """Read one file.

        Raises:
            ItemError: it cannot be read; the error's code says why.
        """
        root = Path(self.path)
        piece = read_piece(read_bytes(root, find.origin, find.stamp, self.settle), find.origin)
        item = item_of(self.name, find.origin, piece)
        return with_pictures(item, root, keep=self.keeps_pictures and not item.url)

    def _stamp(self, origin: str) -> str:
        """Return a file's stamp as it is now, nothing where it is not there."""
        try:
            return stamp_of((Path(self.path) / origin).stat())
        except OSError:
            return ""

    def _away(self, memory: SourceMemory, found: Scan, now: float) -> _Away:
        """Return what is not there any more.

        Moments are those of `Clock.steady`: where a clock is set forward by an hour, no file is gone by that. One that
        was noted before the machine began anew is noted again.
        """
        away = [origin for origin in memory.stamps if origin not in found.files and not found.hides(origin)]
        if away and len(away) == len(memory.stamps) and not found.files:
            return _Away(doubtful=tuple(sorted(away)), problems=(self._emptied(len(away)),))
        since: dict[str, float] = {}
        gone: list[str] = []
        for origin in sorted(away):
            noted = _noted(memory.notes.get(_MISSING + origin, ""))
            since[origin] = now if noted is None else min(noted, now)
            if noted is not None and now - noted >= self.gone_after:
                gone.append(origin)
        return _Away(since, tuple(gone))

    def _emptied(self, count: int) -> Problem:
        what = "its only known article is" if count == 1 else f"all {count} known articles are"
        return Problem(
            "folder-emptied",
            Severity.WARNING,
            self.path,
            f"{what} missing at once: the folder may not be mounted, so nothing was retracted",
            f"bring the folder back, or confirm that they are gone with: buzzfeed ingest {self.name} --accept-vanished",
        )


def _noted(words: str) -> float | None:
    try:
        return float(words)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class _Away:
    """What is not in the folder any more: since when, what of it for long enough, and what to doubt and to tell.

    Since when is noted of what is gone, too: where the look is not believed, the next one need not wait again.
    """

    since: Mapping[str, float] = field(default_factory=dict)
    gone: tuple[str, ...] = ()
    doubtful: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def missing(self) -> Mapping[str, float]:
        """What may still come back, and since when it is not there."""
        return {origin: at for origin, at in self.since.items() if origin not in set(self.gone)}
