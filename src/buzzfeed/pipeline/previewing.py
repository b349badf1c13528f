"""Previewing: what would become of a source's articles, by the same road that they would travel, kept nowhere."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from buzzfeed import verify
from buzzfeed.articles.dates import instant
from buzzfeed.config import Config, FeedSource, SiteSource, WordPressSource
from buzzfeed.errors import BuzzfeedError, SourceError
from buzzfeed.model import (
    ChannelKey,
    ChannelKind,
    Find,
    Format,
    Listed,
    Look,
    Problem,
    RawItem,
    SourceMemory,
    Status,
    Unreadable,
    Verdict,
)
from buzzfeed.pipeline.comparing import Comparison, compare
from buzzfeed.pipeline.road import run_pass
from buzzfeed.pipeline.works import Works
from buzzfeed.ports import Clock, Fetch, Source
from buzzfeed.sources.finding import present_feed
from buzzfeed.sources.wordpress import WordPress

LOOKS = 40
"""Parts in which a source is looked at at most, until enough of it was seen."""
SPAN = 30.0
"""Seconds after which no further part is looked at."""

_ALL = ChannelKey(ChannelKind.ALL)
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Made:
    """A feed as it would be: how many entries it has, its title, and what verification says of it."""

    format: Format
    entries: int
    title: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Preview:
    """What would become of a source: its articles, what could not be read, the feeds, and the present feed beside them.

    ``cut`` says that there is more than was looked at. ``compared`` is ``None`` where there is no present feed.
    """

    articles: tuple[Listed, ...]
    unreadable: tuple[Unreadable, ...]
    feeds: tuple[Made, ...]
    compared: Comparison | None
    problems: tuple[Problem, ...]
    cut: bool

    @property
    def sound(self) -> bool:
        """Whether every feed is."""
        return all(one.verdict.sound for one in self.feeds)


class Limited:
    """A `buzzfeed.ports.Source` that shows the first articles of another one, and forgets."""

    def __init__(self, source: Source, most: int, progress: Progress) -> None:
        """Show ``most`` articles of ``source`` at most."""
        self._source = source
        self._most = most
        self._progress = progress
        self.cut = False
        self.error: Exception | None = None

    @property
    def name(self) -> str:
        """The name of the other one."""
        return self._source.name

    def look(self, memory: SourceMemory, clock: Clock, only: Collection[str] = ()) -> Look:
        """Look until enough articles were seen, or there are no more.

        Raises:
            SourceError: the source could not be looked at.
        """
        if only:
            return Look()
        try:
            return self._look(memory, clock)
        except Exception as error:
            self.error = error
            raise

    def read(self, find: Find) -> RawItem:
        """Read one find."""
        return self._source.read(find)

    def _look(self, memory: SourceMemory, clock: Clock) -> Look:
        finds: dict[str, Find] = {}
        problems: list[Problem] = []
        begun, looks, more = clock.steady(), 0, True
        while more and len(finds) < self._most and looks < LOOKS and clock.steady() - begun < SPAN:
            looks += 1
            look = self._part(memory, clock)
            finds.update({find.origin: find for find in look.finds})
            problems += [one for one in look.problems if one not in problems]
            stamps = {**memory.stamps, **{find.origin: find.stamp for find in look.finds}, **_touched(look)}
            memory = replace(memory, stamps=stamps, notes=dict(look.notes))
            more = look.more and not look.again_in
            self._progress("looking", min(len(finds), self._most), self._most)
            self.cut = look.more
        self.cut = self.cut or len(finds) > self._most
        return Look(finds=tuple(finds.values())[: self._most], problems=tuple(problems))

    def _part(self, memory: SourceMemory, clock: Clock) -> Look:
        if isinstance(self._source, WordPress):
            look = self._source.latest(self._most, clock)
            return replace(look, more=False)
        return self._source.look(memory, clock)


def preview(works: Works, name: str, fetch: Fetch, most: int) -> Preview:
    """Take the first articles of the source ``name`` all the way, in a store that is thrown away.

    Args:
        works: what a pass works with, over an empty store.
        name: the source.
        fetch: the way to the present feed.
        most: articles at most.

    Raises:
        SourceError: the source could not be looked at.
    """
    limited = Limited(works.sources[name], most, works.progress)
    works = replace(works, sources={name: limited})
    summary = run_pass(works)
    if limited.error is not None:
        error = limited.error
        raise error if isinstance(error, BuzzfeedError) else SourceError(name, f"cannot be looked at: {error!r:.200}")
    listed = works.store.listed()
    works.progress("comparing", 0, 1)
    compared = _compared(works, name, listed, fetch, cut=limited.cut)
    works.progress("comparing", 1, 1)
    unreadable = works.store.unreadable()
    return Preview(listed, unreadable, _feeds(works), compared, tuple(summary.problems), limited.cut)


def _touched(look: Look) -> dict[str, str]:
    return dict(getattr(look, "touched", {}) or {})


def _feeds(works: Works) -> tuple[Made, ...]:
    made = []
    for format_ in Format:
        found = works.store.document(_ALL, format_)
        if found is not None:
            edition, data = found
            verdict = verify.examine(data, edition.path, format_.media_type)
            made.append(Made(format_, len(edition.entries), edition.title, verdict))
    return tuple(made)


def _compared(works: Works, name: str, listed: tuple[Listed, ...], fetch: Fetch, *, cut: bool) -> Comparison | None:
    """Hold the feed that the site has now against what we would publish."""
    settings = works.settings[name]
    if isinstance(settings, FeedSource | WordPressSource | SiteSource):
        url = settings.url
    elif settings.type in ("folder", "push") and urlsplit(works.newsroom.url).hostname:
        url = works.newsroom.url
    else:
        return None
    found = present_feed(url, fetch)
    if found is None and isinstance(settings, WordPressSource):
        found = present_feed(url.rstrip("/") + "/feed/", fetch)
    if found is None:
        return None
    zone = works.config.newsroom.timezone
    ours = [one.record for one in listed if one.record.status is Status.PUBLISHED]
    return compare(found.url, found.items, ours, lambda words: instant(words, zone), cut=cut)


def config_for(config: Config, name: str, store: str) -> Config:
    """Return the config with that source alone, over the store at ``store``, and nobody to be told of anything."""
    sources = tuple(one for one in config.sources if one.name == name)
    kept = config.store.model_copy(update={"url": store})
    return config.model_copy(update={"sources": sources, "store": kept, "announce": (), "editors": (), "cdn": None})
