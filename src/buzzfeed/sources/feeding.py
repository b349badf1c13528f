"""What an upstream feed's answer holds, whatever its format: items, its hubs and its own address, and what to tell."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from html import unescape
from urllib.parse import urljoin, urlsplit

from buzzfeed.model import Problem, RawItem, Severity
from buzzfeed.ports import Response
from buzzfeed.sources import jsonfeed
from buzzfeed.sources.entries import Terms, item_of
from buzzfeed.sources.oldfeeds import alternates
from buzzfeed.sources.parsing import NotAFeedError, Parsed, parse

_TELL = "tell its publisher"
_MOST_PROBLEMS = 20
_LINK = re.compile(r"<([^<>]{1,2000})>([^<]{0,1000})")
_REL = re.compile(r";\s{0,5}rel\s{0,5}=\s{0,5}(?:\"([^\"]{0,500})\"|([^\",;\s]{1,200}))", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Topic:
    """What a feed says of being pushed (WebSub §4): its own address, and the hubs that push it; often none."""

    own: str = ""
    hubs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FeedRead:
    """A feed that was read: each origin once, what to tell of it, its format (``rss20``, ``json11``), who pushes it."""

    items: tuple[RawItem, ...]
    problems: tuple[Problem, ...]
    version: str
    topic: Topic


def read_feed(source: str, response: Response, terms: Terms, subject: str) -> FeedRead:
    """Read the feed in an answer: RSS 0.9x to 2.0, RDF, Atom 0.3 and 1.0, JSON Feed 1.0 and 1.1.

    Raises:
        NotAFeedError: it is none, or beyond the bounds; where a web page came that names feeds, the hint names them.
    """
    media = response.headers.get("content-type", "")
    try:
        if jsonfeed.looks_like(response.body, media):
            return _of_json(source, response, terms, subject)
        parsed = parse(response.body, media, response.url)
    except NotAFeedError as error:
        raise NotAFeedError(error.cause, error.hint or _other(response)) from None
    return _of_xml(source, parsed, response, terms, subject)


def topic_of(response: Response, own: str = "", hubs: tuple[str, ...] = ()) -> Topic:
    """Return what an answer says of being pushed: its headers go before what stands in the feed (WebSub §4)."""
    links: dict[str, list[str]] = {"hub": [], "self": []}
    for match in _LINK.finditer(response.headers.get("link", "")[:20_000]):
        rel = _REL.search(match[2])
        for kind in (rel[1] or rel[2] or "").lower().split() if rel else ():
            if kind in links and (address := _absolute(response.url, match[1])):
                links[kind].append(address)
    found = tuple(dict.fromkeys(links["hub"] or hubs))[:10]
    return Topic((links["self"] or [own])[0] or response.url, found) if found else Topic()


def _of_json(source: str, response: Response, terms: Terms, subject: str) -> FeedRead:
    feed = jsonfeed.read(source, response.body, response.url, terms)
    problems = [_nameless(number, subject) for number in feed.nameless]
    if feed.faults:
        more = f", and {len(feed.faults) - 1} more" if len(feed.faults) > 1 else ""
        text = f"it is not a valid JSON Feed: {feed.faults[0]}{more}"
        problems.insert(0, Problem("feed-ill-formed", Severity.WARNING, subject, text, f"{_TELL}; the rest was read"))
    items = {item.origin: item for item in reversed(feed.items)}
    version = "json11" if feed.version.rstrip("/").endswith("1.1") else "json1"
    topic = topic_of(response, feed.own, feed.hubs)
    return FeedRead(tuple(reversed(items.values())), tuple(problems[:_MOST_PROBLEMS]), version, topic)


def _of_xml(source: str, parsed: Parsed, response: Response, terms: Terms, subject: str) -> FeedRead:
    problems = []
    if parsed.fault:
        hint = f"{_TELL}; what could be read was read"
        problems.append(Problem("feed-ill-formed", Severity.WARNING, subject, parsed.fault, hint))
    guids = Counter(str(entry.get("id") or "") for entry in parsed.entries)
    shared = {guid for guid, count in guids.items() if guid and count > 1}
    items: dict[str, RawItem] = {}
    for number, entry in enumerate(parsed.entries, 1):
        item = item_of(source, entry, parsed, terms, shared)
        if item is None:
            problems.append(_nameless(number, subject))
        else:
            items.setdefault(item.origin, item)
    if shared:
        text = f"{len(shared)} ids stand on several entries, the first of them {min(shared)[:100]!r}"
        hint = f"{_TELL}; each is known by its link"
        problems.append(Problem("duplicate-id", Severity.WARNING, subject, text, hint))
    topic = topic_of(response, *_linked(parsed))
    return FeedRead(tuple(items.values()), tuple(problems[:_MOST_PROBLEMS]), parsed.version, topic)


def _nameless(number: int, subject: str) -> Problem:
    text = f"entry {number} has neither an id nor a link: it is left out"
    return Problem("entry-nameless", Severity.WARNING, subject, text, _TELL)


def _linked(parsed: Parsed) -> tuple[str, tuple[str, ...]]:
    """Return the address that a feed gives as its own, and the hubs that it names (WebSub §4)."""
    links = parsed.feed.get("links")
    known = [one for one in links[:200] if isinstance(one, dict)] if isinstance(links, list) else []
    found: dict[str, list[str]] = {"self": [], "hub": []}
    for one in known:
        kind, address = str(one.get("rel")), _absolute(parsed.url, str(one.get("href") or ""))
        if kind in found and address:
            found[kind].append(address)
    return (found["self"] or [""])[0], tuple(found["hub"])


def _other(response: Response) -> str:
    """Return a hint that names the feeds which a web page links to."""
    found = alternates(response.body, response.url)
    if not found:
        return "correct url in the config"
    more = f" (or {', '.join(found[1:3])})" if len(found) > 1 else ""
    return f'the page names this feed: set url = "{found[0]}"{more}'


def _absolute(base: str, address: str) -> str:
    try:
        absolute = urljoin(base, unescape(address.strip()))
        return absolute if address.strip() and urlsplit(absolute).scheme in ("http", "https") else ""
    except ValueError:
        return ""
