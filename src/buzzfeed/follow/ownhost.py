"""A reader on a host of one's own: the form's answer looked at, so that it leads where the person wrote and said so."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit

from buzzfeed.follow.frame import Frame, frame_of
from buzzfeed.follow.readers import OWN_HOST, Reader, own_host_link
from buzzfeed.follow.site import Links, Site
from buzzfeed.follow.words.follow import FOLLOW, FollowWords
from buzzfeed.model import ChannelKey, Format, follow_path
from buzzfeed.model.hostnames import ascii_host

CONFIRM = "/follow/own-reader"
GO = "/follow/own-reader/go"

_LONGEST = 300
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_PATH = re.compile(r"(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*")
_FIELDS = ("reader", "host", "channel")


@dataclass(frozen=True, slots=True)
class Wish:
    """What the form was sent with, as it came."""

    reader: str
    host: str
    channel: str

    @property
    def query(self) -> str:
        """The same as a query."""
        return urlencode({name: getattr(self, name) for name in _FIELDS})


@dataclass(frozen=True, slots=True)
class OwnHostForm:
    """The form: where it goes, what stands in it, and which readers there are."""

    action: str
    channel: str
    language: str
    readers: tuple[Reader, ...]
    chosen: str
    host: str


@dataclass(frozen=True, slots=True)
class OwnHostView:
    """The page between the form and the reader: ``target`` is where it leads; empty where the host is none.

    ``direct`` is whether its link leads there itself: the jump was asked for, and nothing told where from.
    """

    frame: Frame
    words: FollowWords
    name: str
    reader: str
    host: str
    feed: str
    target: str
    go: str
    direct: bool
    back: str
    form: OwnHostForm


def wish_of(query: str) -> Wish:
    """Return what a query asks for; of a field that stands there twice, the first counts."""
    found: dict[str, str] = {}
    for name, value in parse_qsl(query[:4000], max_num_fields=None):
        found.setdefault(name, value)
    return Wish(*(found.get(name, "").strip() for name in _FIELDS))


def host_of(text: str) -> str | None:
    """Return the base of a person's own reader, ``https://HOST[:PORT][/PATH]`` without a slash at its end.

    ``None`` where it is none: another scheme than https, a name or password, a query, a fragment, dots that climb, any
    letter that browsers or versions of IDNA read in more than one way. Without a scheme, https is meant; a name beyond
    ASCII is written as DNS has it.
    """
    text = text.strip()
    if not text or len(text) > _LONGEST or not text.isprintable() or set(text) & set("\\\"'<>`@?#% "):
        return None
    whole = text if text.lower().startswith("https://") else f"https://{text}"
    try:
        parts = urlsplit(whole)
        port = parts.port
    except ValueError:
        return None
    host = ascii_host(parts.hostname or "")
    if host is None or parts.netloc.endswith(":"):  # "https:/host" is no host called "https"
        return None
    path = parts.path.rstrip("/")
    if len(host) > 253 or not _HOST.fullmatch(host) or not _PATH.fullmatch(path) or port == 0:
        return None
    return f"https://{host}" + (f":{port}" if port not in (None, 443) else "") + path


def target_of(site: Site, wish: Wish, key: ChannelKey) -> str | None:
    """Return where a sound wish leads; ``None`` where its reader or host is none."""
    reader, host = OWN_HOST.get(wish.reader), host_of(wish.host)
    if reader is None or host is None:
        return None
    return own_host_link(reader, host, site.feed(key, Format.RSS))


def was_confirmed(site: Site, wish: Wish, referer: str, fetch_site: str) -> bool:
    """Return whether a request comes from our own page that showed this very wish.

    The page says which host it leads to, and a person went on from there: what browsers tell of where a request
    comes from is no other page's to set (Fetch Metadata; RFC 9110 §10.1.3).
    """
    if fetch_site not in ("", "same-origin"):
        return False
    try:
        came, own = urlsplit(referer), urlsplit(site.base)
    except ValueError:
        return False
    if (came.scheme, came.netloc, came.path) != (own.scheme, own.netloc, site.prefix + CONFIRM):
        return False
    return wish_of(came.query) == wish


def form_of(links: Links, key: ChannelKey, wish: Wish | None = None) -> OwnHostForm:
    """Return the form for a channel, empty or as it was filled in."""
    return OwnHostForm(
        action=links.file(CONFIRM),
        channel=key.path,
        language=links.language if links.chosen else "",
        readers=tuple(OWN_HOST.values()),
        chosen=wish.reader if wish is not None else "",
        host=wish.host[:_LONGEST] if wish is not None else "",
    )


def own_host_view(
    site: Site, links: Links, key: ChannelKey, name: str, wish: Wish, *, direct: bool = False
) -> OwnHostView:
    """Return the page that says where a wish leads, or what is wrong with it."""
    words = FOLLOW[links.language]
    target = target_of(site, wish, key) or ""
    reader = OWN_HOST.get(wish.reader)
    query = wish.query + (f"&lang={links.language}" if links.chosen else "")
    return OwnHostView(
        frame=frame_of(site, links, "", title=words.own_title),
        words=words,
        name=name,
        reader=reader.name if reader is not None else "",
        host=(host_of(wish.host) or "").removeprefix("https://"),
        feed=site.feed(key, Format.RSS),
        target=target,
        go=f"{links.file(GO)}?{query}",
        direct=direct,
        back=links.page(follow_path(key)),
        form=form_of(links, key, wish),
    )
