"""The pages at ``/my``: composing a feed, and an address that holds all of it."""

from __future__ import annotations

from dataclasses import dataclass

from buzzfeed.follow.channel import AddressField
from buzzfeed.follow.frame import FORMAT_NAMES, FeedLink, Frame, frame_of
from buzzfeed.follow.my.form import FormView
from buzzfeed.follow.my.preview import PreviewView
from buzzfeed.follow.my.saying import Said
from buzzfeed.follow.phrases import isolated
from buzzfeed.follow.qr import QrCode, drawn
from buzzfeed.follow.readers import HowTo, ReaderLink, by_hand, reader_links
from buzzfeed.follow.site import Links, Site
from buzzfeed.follow.words.follow import FOLLOW, FollowWords
from buzzfeed.follow.words.mine import MINE, MineWords
from buzzfeed.follow.words.my import MY
from buzzfeed.model import Format

MY_PATH = "/my"
DIRECT_PATH = "/my/address"
DELETED_PATH = "/my/deleted"
LONG_ADDRESS = 1500
"""Characters of an address beyond which some apps do not take it."""
_QR_MOST = 1200
"""Beyond this a code is too fine for a phone's camera."""


@dataclass(frozen=True, slots=True)
class MyView:
    """The page on which a feed is composed; ``direct`` is where an address is given that holds all of it.

    ``trouble`` is a sentence that tells why nothing was kept; empty where nothing went wrong.
    """

    frame: Frame
    form: FormView
    preview: PreviewView | None
    direct: str
    trouble: str


@dataclass(frozen=True, slots=True)
class Subscribing:
    """The ways to follow a private address: its fields (RSS first), readers, and a code that opens this page."""

    words: FollowWords
    fields: tuple[AddressField, ...]
    readers: tuple[ReaderLink, ...]
    by_hand: tuple[HowTo, ...]
    qr: QrCode | None


@dataclass(frozen=True, slots=True)
class DirectView:
    """The page with the address that holds all that was said; nothing is kept."""

    frame: Frame
    words: MineWords
    warning: str
    long: str
    ways: Subscribing
    back: str


@dataclass(frozen=True, slots=True)
class DeletedView:
    """The page that says what was wiped."""

    frame: Frame
    words: MineWords
    anew: str


def my_view(
    site: Site, links: Links, form: FormView, preview: PreviewView | None, query: str, trouble: str = ""
) -> MyView:
    """Return the page on which a feed is composed; ``query`` is what was said so far, for the other language."""
    own = MY[links.language]
    path = f"{MY_PATH}?{query}" if query else MY_PATH
    frame = frame_of(site, links, path, title=own.heading, description=own.invite_text, canonical=site.address(MY_PATH))
    return MyView(frame, form, preview, links.file(DIRECT_PATH), trouble)


def direct_view(site: Site, links: Links, said: Said, address: str) -> DirectView:
    """Return the page of an address that holds all that was said; ``address`` is its feed's, without an ending."""
    words = MINE[links.language]
    here = f"{DIRECT_PATH}?{said.query}"
    frame = frame_of(site, links, here, title=words.direct, canonical=site.address(MY_PATH))
    own = MY[links.language]
    ways = subscribing(site, links, address, said.title or own.usual_name, site.address(here))
    long = words.long_address if len(ways.fields[0].feed.address) > LONG_ADDRESS else ""
    return DirectView(frame, words, own.address_warning, long, ways, f"{links.file(MY_PATH)}?{said.query}#preview")


def deleted_view(site: Site, links: Links) -> DeletedView:
    """Return the page that says what was wiped."""
    words = MINE[links.language]
    return DeletedView(frame_of(site, links, DELETED_PATH, title=words.deleted), words, links.page(MY_PATH))


def subscribing(site: Site, links: Links, address: str, title: str, page: str) -> Subscribing:
    """Return the ways to follow a private address: ``{format}`` in it is the format's ending; ``page`` is this page."""
    words = FOLLOW[links.language]
    name = isolated(title)
    feeds = [
        FeedLink(
            name=FORMAT_NAMES[fmt],
            label=words.address_label.format(format=FORMAT_NAMES[fmt], name=name),
            href=links.prefix + address.replace("{format}", fmt.value),
            address=site.address(address.replace("{format}", fmt.value)),
            media_type=fmt.media_type.partition(";")[0],
        )
        for fmt in Format
    ]
    fields = tuple(
        AddressField(feed, feed.label, words.copy_label.format(format=feed.name, name=name)) for feed in feeds
    )
    qr = drawn(page) if len(page.encode()) <= _QR_MOST else None
    return Subscribing(words, fields, reader_links(feeds[0].address, name, words), by_hand(words), qr)
