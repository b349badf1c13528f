"""The page of a personal feed that is kept: its address, the link to it, its choices and what a change of them does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from buzzfeed.follow.frame import Frame, frame_of
from buzzfeed.follow.my.changed import Choice
from buzzfeed.follow.my.form import FormView
from buzzfeed.follow.my.page import Subscribing, subscribing
from buzzfeed.follow.my.preview import Entry, PreviewView, entries_view
from buzzfeed.follow.phrases import moment
from buzzfeed.follow.site import Links, Site
from buzzfeed.follow.words import WORDS
from buzzfeed.follow.words.mine import MINE, Doing, MineWords
from buzzfeed.follow.words.my import MY
from buzzfeed.model import Article
from buzzfeed.model.personalfeeds import PersonalFeed
from buzzfeed.personal import Selection, difference, reason, why_not

EDIT_PATH = "/my/edit/{token}"
ASKED = ("rotate", "delete")
"""What is asked once more before it is done."""


@dataclass(frozen=True, slots=True)
class Action:
    """Something that can be done with a feed: where its button leads, by which method, and what it says."""

    href: str
    post: bool
    words: Doing


@dataclass(frozen=True, slots=True)
class Effect:
    """What saving a draft would bring in and take out, and which choices it changes."""

    comes: tuple[Entry, ...]
    goes: tuple[Entry, ...]
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class KeptView:
    """The page. ``ways`` are missing where the feed's address is not known; ``effect`` where nothing is drafted.

    ``told`` says what was just done, ``trouble`` why something was not; ``fresh`` is whether the feed is new.
    """

    frame: Frame
    words: MineWords
    fresh: bool
    title: str
    lead: str
    told: str
    trouble: str
    ways: Subscribing | None
    link: str
    form: FormView
    preview: PreviewView | None
    effect: Effect | None
    version: int
    back: str
    export: str
    actions: tuple[Action, ...]
    expires: str


@dataclass(frozen=True, slots=True)
class AskedView:
    """The page that asks once more."""

    frame: Frame
    words: MineWords
    doing: Doing
    title: str
    action: str
    new_link: bool
    back: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a feed stands: the secret by which it is managed, and the path of the feed itself.

    ``{format}`` is in the place of its ending; it is empty where it is not known. ``days`` is after how many days it is
    wiped where nobody asks for it, ``first`` after how many where nobody ever did.
    """

    token: str
    address: str
    days: int
    first: int


@dataclass(frozen=True, slots=True)
class Looks:
    """What choices give, and what they bring in and take out, where they are others than those that are kept."""

    preview: PreviewView | None = None
    effect: Effect | None = None


def edit_path(token: str, more: str = "") -> str:
    """Return the path of a feed's page, or of something that can be done with it."""
    return EDIT_PATH.replace("{token}", token) + (f"/{more}" if more else "")


def kept_view(site: Site, links: Links, feed: PersonalFeed, place: Place, form: FormView, looks: Looks) -> KeptView:
    """Return the page of a feed.

    Args:
        site: the newsroom.
        links: in which language.
        feed: as it is kept.
        place: where it stands.
        form: its choices, or what they may become.
        looks: what the choices in the form give.
    """
    words, common = MINE[links.language], WORDS[links.language]
    title = feed.title or MY[links.language].usual_name
    page = links.page(edit_path(place.token))
    doings = ("resume" if feed.paused else "pause", *ASKED)
    dates = {name: moment(getattr(feed, name), common, site.timezone).text for name in ("created", "edited")}
    expires = words.expires.format(days=place.days)
    return KeptView(
        frame=replace(frame_of(site, links, edit_path(place.token), title=title), canonical=""),
        words=words,
        fresh=False,
        title=title,
        lead=(words.lead_paused if feed.paused else words.lead).format(**dates),
        told="",
        trouble="",
        ways=subscribing(site, links, place.address, title, site.address(edit_path(place.token)))
        if place.address
        else None,
        link=site.address(edit_path(place.token)),
        form=form,
        preview=looks.preview,
        effect=looks.effect,
        version=feed.version,
        back=f"{page}#change",
        export=links.file(edit_path(place.token, "export")),
        actions=tuple(
            Action(links.page(edit_path(place.token, name)), name not in ASKED, words.doing[name]) for name in doings
        ),
        expires=expires if feed.used is not None else f"{words.never_used.format(days=place.first)} {expires}",
    )


def asked_view(site: Site, links: Links, feed: PersonalFeed, token: str, doing: str) -> AskedView:
    """Return the page that asks once more before something is done."""
    words = MINE[links.language]
    path = edit_path(token, doing)
    return AskedView(
        frame=replace(frame_of(site, links, path, title=words.doing[doing].heading), canonical=""),
        words=words,
        doing=words.doing[doing],
        title=feed.title,
        action=links.page(path),
        new_link=doing == "rotate",
        back=links.page(edit_path(token)),
    )


def effect_ids(before: Selection, after: Selection, most: int) -> tuple[str, ...]:
    """Return the articles that a change of choices brings in or takes out, some of each."""
    changed = difference(before, after)
    return (*changed.gained[:most], *changed.lost[:most])


def effect_of(
    before: Selection, after: Selection, articles: Mapping[str, Article], site: Site, links: Links, most: int
) -> Effect:
    """Return what a change of choices brings in and takes out, each with its sentence."""
    language, changed = links.language, difference(before, after)
    into = {one.candidate.id: reason(one, language) for one in after.chosen}
    out = {one.candidate.id: why_not(one, language) for one in after.scored}
    return Effect(
        entries_view(changed.gained[:most], articles, into, site, links),
        entries_view(changed.lost[:most], articles, out, site, links),
    )
