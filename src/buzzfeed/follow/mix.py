"""The follow page of a mix: that of any channel, with a form that changes what is combined; and why there is none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime

from buzzfeed.channels import ROLES, Mix, mix_title, term_name
from buzzfeed.errors import MixError
from buzzfeed.follow.channel import FollowView
from buzzfeed.follow.frame import channel_name, frame_of
from buzzfeed.follow.message import MessageView
from buzzfeed.follow.phrases import isolated, quoted
from buzzfeed.follow.rhythm import LOOKED_AT
from buzzfeed.follow.site import Links, Site
from buzzfeed.follow.words import WORDS
from buzzfeed.follow.words.mix import MIX, MixWords
from buzzfeed.model import ChannelKey, ChannelKind, ChannelState


@dataclass(frozen=True, slots=True)
class Choice:
    """What a term may be: the value that says so in an address, its name, and whether it is so now."""

    value: str
    name: str
    now: bool


@dataclass(frozen=True, slots=True)
class MixTerm:
    """One channel of a mix, and what it may be to it; ``term`` is the name of its field."""

    term: str
    title: str
    kind: str
    label: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class MixPanel:
    """The form that changes a mix: where it is sent, and where channels are added."""

    words: MixWords
    action: str
    hidden: tuple[tuple[str, str], ...]
    terms: tuple[MixTerm, ...]
    add: str
    alone: bool


@dataclass(frozen=True, slots=True)
class MixView(FollowView):
    """A mix's follow page."""

    mix: MixPanel


def mix_state(
    mix: Mix, channels: Mapping[ChannelKey, ChannelState], published: Sequence[datetime], links: Links, site: Site
) -> ChannelState:
    """Return how a mix stands, named in a page's language, given when its entries appeared, the newest first."""
    if mix.key.kind is not ChannelKind.MIX:
        return channels[mix.key]
    words = WORDS[links.language]
    titles = {key: isolated(channel_name(channels[key], site, words)) for key in mix.keys}
    created = max(channels[key].created for key in mix.keys)
    latest = published[0] if published else None
    title = mix_title(mix, titles, links.language)
    return ChannelState(mix.key, title, len(published), created, latest=latest, public=True)


def mix_view(
    view: FollowView, site: Site, links: Links, mix: Mix, channels: Mapping[ChannelKey, ChannelState]
) -> MixView:
    """Return a mix's follow page, made from that of a channel."""
    words, own = WORDS[links.language], MIX[links.language]
    roles = dict(zip(ROLES, (mix.any, mix.all, mix.none), strict=True))

    def term(role: str, key: ChannelKey) -> MixTerm:
        title = channel_name(channels[key], site, words)
        choices = [Choice(one, name, one == role) for one, name in own.roles.items()]
        label = own.role_of.format(name=quoted(title, words))
        return MixTerm(
            term_name(key), title, words.kinds[key.kind], label, (*choices, Choice("", own.leave_out, False))
        )

    language = f"&lang={links.language}" if links.chosen else ""
    panel = MixPanel(
        words=own,
        action=links.file("/follow/mix"),
        hidden=(("lang", links.language),) if links.chosen else (),
        terms=tuple(term(role, key) for role, keys in roles.items() for key in keys),
        add=links.file(f"/?{mix.query}{language}"),
        alone=mix.key.kind is not ChannelKind.MIX,
    )
    # Of a mix no more entries are looked at: how many there are beyond is not known.
    row = replace(view.row, count="") if view.row.articles >= LOOKED_AT and not panel.alone else view.row
    values = {one.name: getattr(view, one.name) for one in fields(view)}
    # A reader on a person's own host is asked for a channel by its path, which a mix has not.
    return MixView(**{**values, "row": row, "own": view.own if panel.alone else None}, mix=panel)


def fault_view(site: Site, links: Links, fault: MixError | None) -> MessageView:
    """Return the page that says why there is no such mix; without a fault, that too many were asked for."""
    own = MIX[links.language]
    heading, text = (
        own.faults.get(fault.code, own.faults["unknown"]) if fault is not None else (own.busy, own.busy_text)
    )
    return MessageView(frame_of(site, links, "", title=heading), heading, text)
