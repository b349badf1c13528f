"""A newsroom whose source says what a test scripts, with the real pipeline and a real store behind it."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from buzzfeed.config import Config
from buzzfeed.config.load import load
from buzzfeed.model import ChannelKey, ChannelKind, Find, Format, Look, RawItem, SourceMemory, Status
from buzzfeed.net import Net
from buzzfeed.pipeline.road import run_pass
from buzzfeed.pipeline.summary import Summary
from buzzfeed.pipeline.works import Works, prepare
from buzzfeed.store import open_store
from buzzfeed.testing import FakeClock, LocalPool
from store.store_invariants import empty_store

_LASTING: dict[Path, Desk] = {}
ALL = ChannelKey(ChannelKind.ALL)
START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
_WORDS = "la marée monte le port attend une barque rentre sans bruit les lampes dansent au quai".split()


def words_of(number: int, letters: int = 600) -> str:
    """Write a text of its own for a number, long enough to tell by itself."""
    text, turn = "", 0
    while len(text) < letters:
        digest = hashlib.sha256(f"{number} {turn}".encode()).digest()
        text += " ".join(_WORDS[byte % len(_WORDS)] for byte in digest[:12]) + f" {digest.hex()[:6]}. "
        turn += 1
    return text


@dataclass
class Scripted:
    """A `buzzfeed.ports.Source` of a few items held in memory: a folder, or with ``window`` a feed.

    A folder tells that a file is missing at one look, and that it is gone at the next.
    """

    name: str
    window: bool = False
    items: dict[str, RawItem] = field(default_factory=dict)
    missing: set[str] = field(default_factory=set)

    def look(self, memory: SourceMemory, clock: object, only: Collection[str] = ()) -> Look:
        """See what differs from what is remembered."""
        stamps = {origin: stamp_of(item) for origin, item in self.items.items()}
        finds = tuple(
            Find(origin, stamp, self.items[origin])
            for origin, stamp in sorted(stamps.items())
            if memory.stamps.get(origin) != stamp and (not only or origin in only)
        )
        away = {origin for origin in memory.stamps if origin not in stamps} if not only else set()
        if self.window:
            return Look(finds, len(stamps) - len(finds), left=tuple(sorted(away)))
        gone, missing = away & self.missing, away - self.missing
        back = self.missing & stamps.keys()
        if not only:
            self.missing = missing
        return Look(
            finds,
            len(stamps) - len(finds),
            vanished=tuple(sorted(gone)),
            missing=tuple(sorted(missing)),
            back=tuple(sorted(back)),
        )

    def read(self, find: Find) -> RawItem:
        """Give what is there."""
        return self.items[find.origin]


def stamp_of(item: RawItem) -> str:
    """Tell an item by its values."""
    return hashlib.sha256(repr(item).encode()).hexdigest()


class Desk:
    """Works over scripted sources, in this process."""

    def __init__(self, root: Path, *sources: Scripted, **settings: str) -> None:
        """Open a store of its own."""
        self.root = root
        root.mkdir(parents=True, exist_ok=True)
        self.clock = FakeClock(START)
        self.sources = {source.name: source for source in sources}
        self.config = self.configure(**settings)
        self.store = open_store(self.config.store_url)
        self.works = self._works()

    @classmethod
    def over(cls, root: Path, *sources: Scripted) -> Desk:
        """Open an emptied store that lasts, since making one takes far longer than a history does."""
        made = _LASTING.get(root)
        if made is None:
            made = _LASTING[root] = cls(root, *sources)
        empty_store(made.store)
        made.clock.set(START)
        made.sources = {source.name: source for source in sources}
        made.works = made._works()
        return made

    def configure(
        self, url: str = "https://lefanal.example", more: Mapping[str, str] = {}, handed: Collection[str] = ()
    ) -> Config:
        """Write the config, with further lines for some sources; to those that are ``handed`` others push."""
        lines = ["[newsroom]", 'title = "Le Fanal"', f'url = "{url}"', 'feeds_url = "https://flux.example"']
        for name in self.sources:
            kind = ['type = "push"'] if name in handed else ['type = "folder"', f'path = "{name}"']
            lines += ["[[sources]]", f'name = "{name}"', *kind, more.get(name, "")]
        file = self.root / "buzzfeed.toml"
        file.write_text("\n".join(lines), "utf-8")
        self.config = load(file)
        return self.config

    def reopen(self, **settings: object) -> None:
        """Start anew with another config, over the same store."""
        self.configure(**settings)  # type: ignore[arg-type]
        self.works = self._works()

    def _works(self) -> Works:
        works = prepare(self.config, self.store, self.clock, LocalPool(), Net(self.config.net, contact="x"))
        return replace(works, sources=dict(self.sources))

    def run(self, *names: str) -> Summary:
        """Run a pass over some sources, or all, a second later."""
        self.clock.advance(1)
        return run_pass(self.works, dict.fromkeys(names, ()) if names else None)

    def settle(self) -> None:
        """Run passes until nothing that is missing may come back."""
        for _ in range(3):
            self.run()

    def ids(self) -> dict[str, str]:
        """Return the ids of what is published, by title."""
        return {one.record.title: one.record.id for one in self.store.listed([Status.PUBLISHED])}

    def held(self) -> dict[str, list[str]]:
        """Return the codes of the reasons why origins are held."""
        return {
            one.record.origin: [reason.code for reason in one.record.reasons]
            for one in self.store.listed([Status.HELD])
        }

    def feed(self, fmt: Format = Format.ATOM) -> bytes:
        """Return the served bytes of everything."""
        found = self.store.document(ALL, fmt)
        return found[1] if found else b""

    def shown(self) -> list[str]:
        """Return the ids in the current feed of everything."""
        edition = self.store.edition(ALL, Format.ATOM)
        return [entry.id for entry in edition.entries] if edition else []

    def close(self) -> None:
        """Close the store."""
        self.store.close()
