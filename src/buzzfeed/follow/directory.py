"""The directory: every public channel that one can follow."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from buzzfeed.follow.frame import ChannelRow, Frame, channel_row, frame_of
from buzzfeed.follow.site import Links, Site
from buzzfeed.follow.words import WORDS
from buzzfeed.follow.words.directory import DIRECTORY, DirectoryWords
from buzzfeed.model import ChannelKind, ChannelState, fold

ORDER = (ChannelKind.CATEGORY, ChannelKind.QUERY, ChannelKind.TAG, ChannelKind.AUTHOR, ChannelKind.LANGUAGE)


@dataclass(frozen=True, slots=True)
class Section:
    """The channels of one kind, by name."""

    kind: ChannelKind
    title: str
    rows: tuple[ChannelRow, ...]


@dataclass(frozen=True, slots=True)
class DirectoryView:
    """The page at ``/``. ``everything`` is missing until the first feeds are published."""

    frame: Frame
    words: DirectoryWords
    heading: str
    everything: ChannelRow | None
    sections: tuple[Section, ...]


def directory_view(site: Site, links: Links, channels: Iterable[ChannelState]) -> DirectoryView:
    """Return the directory of the channels that are public and hold an article.

    One language alone is no choice: languages are listed where there are several.
    """
    words = DIRECTORY[links.language]
    shown = [state for state in channels if state.public]
    whole = next((state for state in shown if state.key.kind is ChannelKind.ALL), None)
    everything = channel_row(whole, site, links) if whole is not None else None
    heading = words.heading.format(title=site.title)
    return DirectoryView(
        frame=frame_of(
            site,
            links,
            "/",
            title=heading,
            description=site.description or words.lead,
            feeds=everything.feeds if everything is not None else (),
        ),
        words=words,
        heading=heading,
        everything=everything,
        sections=tuple(section for kind in ORDER if (section := _section(kind, shown, site, links)).rows),
    )


def _section(kind: ChannelKind, channels: Iterable[ChannelState], site: Site, links: Links) -> Section:
    rows = [channel_row(state, site, links) for state in channels if state.key.kind is kind and state.articles]
    if kind is ChannelKind.LANGUAGE and len(rows) < 2:
        rows = []
    rows.sort(key=lambda row: (fold(row.title), row.key.slug))
    return Section(kind, WORDS[links.language].sections[kind], tuple(rows))
