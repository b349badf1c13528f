"""What a User-Agent says: which family of readers polls, and how many subscribers a hosted service polls for.

There is no standard for it. Services write "462 subscribers" or "2 readers" somewhere in the agent, and some name the
feed by a number of theirs: ``feed-id=…``, ``feed-id:…``, ``feedId: …``, ``feedID:…``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from buzzfeed.model.audience import UNTOLD

BOTS, BROWSERS, OTHERS = "bots", "browsers", "others"
"""Families that are no reader's name: programs that follow nobody, browsers, and what does not say what it is."""

LONGEST = 512
MOST_SUBSCRIBERS = 10_000_000
"""A larger number is nothing that a service would say of one feed."""


class Kind(StrEnum):
    """What polls: a service for many, an app or a server of one reader's, something unknown, or no reader at all."""

    SERVICE = "service"
    READER = "reader"
    UNKNOWN = "unknown"
    BOT = "bot"


@dataclass(frozen=True, slots=True)
class Agent:
    """Who polls. ``count`` and ``feed_id`` are what it reports; ``name`` tells unknown services apart."""

    family: str
    kind: Kind
    count: int | None = None
    feed_id: str = ""
    name: str = ""


_SERVICES = {
    "feedly": "Feedly",
    "inoreader": "Inoreader",
    "newsblur": "NewsBlur",
    "theoldreader": "The Old Reader",
    "feedbin": "Feedbin",
    "bazqux": "BazQux",
    "dreamwidth": "Dreamwidth",
    "netvibes": "Netvibes",
    "livejournal": "LiveJournal",
    "feedfetcher-google": "Google",
    "feedspot": "Feedspot",
    "g2reader": "G2Reader",
    "bloglovin": "Bloglovin",
    "feedhq": "FeedHQ",
    "blogtrottr": "Blogtrottr",
    "flipboard": "Flipboard",
}
_READERS = {
    "freshrss": "FreshRSS",
    "miniflux": "Miniflux",
    "netnewswire": "NetNewsWire",
    "newsboat": "Newsboat",
    "newsbeuter": "Newsboat",
    "python-reader": "python-reader",
    "tiny tiny rss": "Tiny Tiny RSS",
    "nextcloud-news": "Nextcloud News",
    "nextcloud news": "Nextcloud News",
    "thunderbird": "Thunderbird",
    "vivaldi": "Vivaldi",
    "reeder": "Reeder",
    "liferea": "Liferea",
    "akregator": "Akregator",
    "commafeed": "CommaFeed",
    "newsflash": "NewsFlash",
    "rssguard": "RSS Guard",
    "rss guard": "RSS Guard",
    "rssowl": "RSSOwl",
    "quiterss": "QuiteRSS",
    "feeder/": "Feeder",
    "readyou": "Read You",
    "read you": "Read You",
    "antennapod": "AntennaPod",
    "vienna": "Vienna",
    "fluent reader": "Fluent Reader",
    "selfoss": "selfoss",
    "yarr": "Yarr",
    "unread rss": "Unread",
    "lire/": "lire",
    "newsify": "Newsify",
    "fiery feeds": "Fiery Feeds",
    "elfeed": "Elfeed",
    "gnus": "Gnus",
    "snownews": "Snownews",
    "rss2email": "rss2email",
    "feedbro": "Feedbro",
}
FAMILIES = tuple(dict.fromkeys([*_SERVICES.values(), *_READERS.values(), UNTOLD, BROWSERS, OTHERS, BOTS]))
"""Every name under which polls are counted."""

_COUNT = re.compile(
    r"(?:^|[\s;(,+:-])(\d{1,3}(?:[,.\xa0\u202f]\d{3})+|\d{1,12})[\s_]*(?:subscriber|reader)s?(?=$|[\s;,.)\-])",
    re.IGNORECASE,
)
_FEED_ID = re.compile(r"\bfeed[-_ ]?id\s*[=:]\s*([\w.-]{1,64})", re.IGNORECASE)
_BOT = re.compile(
    r"bot\b|bot[/;_-]|crawl|spider|slurp|archiv|monitor|uptime|pingdom|statuscake|nagios|zabbix|healthcheck|kube-probe|"
    r"validat|preview|facebookexternalhit|meta-external|whatsapp|telegram|slack|discord|linkedin|embedly|iframely|"
    r"mastodon|pleroma|misskey|akkoma|friendica|lighthouse|pagespeed|scan|headless|phantomjs|superfeedr|websub|"
    r"gptbot|claude|ccbot|bytespider|amazonbot|buzzfeed/|feedburner|ifttt|zapier|^hub/|hubbub|check",
    re.IGNORECASE,
)
_BROWSER = re.compile(r"^(?:Mozilla|Opera)/\d")
_PROGRAM = re.compile(r"compatible;|\+https?://", re.IGNORECASE)


def kind_of(family: str) -> Kind:
    """Return of which kind a family is."""
    if family in _SERVICES.values() or family == UNTOLD:
        return Kind.SERVICE
    if family in _READERS.values():
        return Kind.READER
    return Kind.BOT if family == BOTS else Kind.UNKNOWN


def read_agent(text: str) -> Agent:
    """Return what a User-Agent says; any text will do."""
    text = text[:LONGEST]
    lower = text.lower()
    reader = next((family for needle, family in _READERS.items() if needle in lower), "")
    if reader:
        # A server of several people may say of how many; it is the reader it is all the same.
        return Agent(reader, Kind.READER, _count(text))
    service = next((family for needle, family in _SERVICES.items() if needle in lower), "")
    count = _count(text)
    if count is not None:
        found = _FEED_ID.search(text)
        feed_id = found[1] if found else ""
        return Agent(service or UNTOLD, Kind.SERVICE, count, feed_id, "" if service else _name(lower))
    if service:
        return Agent(service, Kind.SERVICE)
    if _BOT.search(text):
        return Agent(BOTS, Kind.BOT)
    if _BROWSER.match(text) and not _PROGRAM.search(text):
        return Agent(BROWSERS, Kind.UNKNOWN)
    return Agent(OTHERS, Kind.UNKNOWN)


def _count(text: str) -> int | None:
    """Return the first number of subscribers that is told; ``None`` where none is, or none that can be true."""
    for found in _COUNT.finditer(text):
        number = int(re.sub(r"\D", "", found[1]))
        if number <= MOST_SUBSCRIBERS:
            return number
    return None


def _name(lower: str) -> str:
    """Return what stays the same of an unknown service's agent while its numbers change."""
    return re.sub(r"[\d.,\s]+", " ", _FEED_ID.sub("", lower)).strip()
