"""The directory: every public channel that one can follow, searched, chosen from, and for machines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from buzzfeed.channels import MOST_TERMS, Mix, term_name
from buzzfeed.follow.frame import ChannelRow, Frame, channel_row, frame_of
from buzzfeed.follow.listing import FOUND, Item, Listing, Section
from buzzfeed.follow.machine import DIRECTORY_JSON, directory_data
from buzzfeed.follow.my.invite import Invite, invite
from buzzfeed.follow.phrases import number, quoted
from buzzfeed.follow.words import WORDS
from buzzfeed.follow.words.directory import DIRECTORY, DirectoryWords
from buzzfeed.model import ChannelKey, ChannelKind

_ALL = ChannelKey(ChannelKind.ALL)


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked of the directory: a search, and what is chosen already; a mix's other terms are carried along."""

    search: str = ""
    mix: Mix = field(default_factory=Mix)


@dataclass(frozen=True, slots=True)
class Results:
    """What a search found: a sentence that says so, and the channels."""

    sentence: str
    more: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Choosing:
    """Where a choice is sent: the form's addresses, what travels along unseen, and how many make one feed at most."""

    here: str
    mix: str
    opml: str
    hidden: tuple[tuple[str, str], ...]
    most: int
    sentence: str


@dataclass(frozen=True, slots=True)
class DirectoryView:
    """The page at ``/``. ``everything`` is missing until the first feeds are published, ``choosing`` in static files.

    ``results`` stand in the place of sections where something was searched for; ``chosen`` is what is ticked and would
    not be seen otherwise.
    """

    frame: Frame
    words: DirectoryWords
    heading: str
    search: str
    everything: ChannelRow | None
    sections: tuple[Section, ...]
    results: Results | None
    chosen: tuple[Item, ...]
    choosing: Choosing | None
    invite: Invite | None
    machine: str
    data: str
    micropub: str = ""


def directory_view(listing: Listing, asked: Asked = Asked()) -> DirectoryView:
    """Return the directory of the channels that are public and hold an article."""
    site, links = listing.site, listing.links
    own = DIRECTORY[links.language]
    whole = listing.channels.get(_ALL)
    everything = channel_row(whole, site, links) if whole is not None else None
    heading = own.heading.format(title=site.title)
    chosen = tuple(listing.channels[key] for key in asked.mix.any if key in listing.channels)
    listing = replace(listing, chosen=asked.mix.any)
    frame = frame_of(
        site,
        links,
        "/",
        title=heading,
        description=site.description or own.lead,
        feeds=everything.feeds if everything is not None else (),
    )
    return DirectoryView(
        frame=frame,
        words=own,
        heading=heading,
        search=asked.search,
        everything=everything,
        sections=() if asked.search else listing.sections(),
        results=_results(listing, asked.search) if asked.search else None,
        chosen=tuple(listing.item(state) for state in chosen) if asked.search else (),
        choosing=None if links.static else _choosing(listing, asked),
        invite=None if asked.search else invite(site, links),
        machine=links.file(DIRECTORY_JSON),
        micropub="" if links.static else site.micropub,
        data="" if asked.search else directory_data(listing, heading, frame.description),
    )


def _results(listing: Listing, search: str) -> Results:
    words, own = WORDS[listing.links.language], DIRECTORY[listing.links.language]
    found = [item for item in listing.found(search) if not item.chosen]
    query = quoted(search, words)
    pattern = {0: own.found_none, 1: own.found_one}.get(len(found), own.found)
    more = own.found_more.format(count=FOUND) if len(found) > FOUND else ""
    return Results(pattern.format(count=number(len(found), words), query=query), more, tuple(found[:FOUND]))


def _choosing(listing: Listing, asked: Asked) -> Choosing:
    links, own = listing.links, DIRECTORY[listing.links.language]
    hidden = [("lang", links.language)] if links.chosen else []
    parts: Mapping[str, tuple[ChannelKey, ...]] = {"all": asked.mix.all, "none": asked.mix.none}
    hidden += [(role, ",".join(map(term_name, keys))) for role, keys in parts.items() if keys]
    count = len(asked.mix.keys)
    sentence = {0: own.chosen_none, 1: own.chosen_one}.get(count, own.chosen_many).format(count=count)
    return Choosing(
        here=links.file("/"),
        mix=links.file("/follow/mix"),
        opml=links.file("/feeds.opml"),
        hidden=tuple(hidden),
        most=MOST_TERMS,
        sentence=sentence,
    )
