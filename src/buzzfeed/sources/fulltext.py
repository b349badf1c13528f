"""Full text: the pages of a feed's entries, fetched a few at a time, in the place of the summaries that it gives.

What a page cannot give stays as the feed has it: no entry is lost by a page that is not had. How that stands is part of
an entry's stamp, so that it is asked for again in time, and not for ever.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit

from buzzfeed.errors import FetchError, ItemError, RestError, SourceError
from buzzfeed.model import Find, Problem, RawItem, Severity
from buzzfeed.net import Polite, redirected, same_host
from buzzfeed.ports import Clock, Fetch, Response
from buzzfeed.sources.extracting import LARGEST, Extracted, extract
from buzzfeed.sources.origins import origin_of
from buzzfeed.sources.site.robots import Robots, fetch_robots
from buzzfeed.sources.text import squeeze, untag

AT_ONCE = 20
"""Pages that are fetched in one look at most."""
SPAN = 8.0
"""Seconds after which a look fetches no further page: others wait for it."""
LONGEST_WAIT = 120.0
"""Seconds for which an entry waits at most because the host of its page is left alone; then its summary goes out."""
AGAIN = (600, 3600, 6 * 3600, 86400)
"""Seconds after which a page is asked for again that was not had so many times; then its entry stays as it is."""
WHOLE = 2500
"""Letters of content from which on a feed's entry is taken for the full text, and its page is left alone."""

_TIMEOUT = 10.0
_HOPS = 5
_ROBOTS_HOLD = 3600.0
_MOST_HOSTS = 500
_ACCEPT = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"
_TAG = re.compile(r"<[^<>]{0,5000}>")
_LONGEST_LEDE = 2000


@dataclass(frozen=True, slots=True)
class Stamp:
    """What is remembered of an entry: the digest of its values, and how often its page was asked for in vain.

    ``again`` is when to ask next (Unix seconds), 0 where it is not asked for any more.
    """

    digest: str
    tries: int = 0
    again: int = 0

    def __str__(self) -> str:
        """Return it as it is kept."""
        return f"{self.digest} {self.tries} {self.again}" if self.tries else self.digest

    @classmethod
    def of(cls, text: str) -> Stamp:
        """Read what was kept."""
        parts = text.split(" ")
        if len(parts) == 3 and all(one.isascii() and one.isdigit() for one in parts[1:]):
            return cls(parts[0], int(parts[1][:6]), int(parts[2][:12]))
        return cls(text)

    def due(self, now: datetime) -> bool:
        """Whether its page is to be asked for again."""
        return 0 < self.again <= now.timestamp()

    def failed(self, now: datetime) -> Stamp:
        """Return it after one more time in vain."""
        wait = AGAIN[self.tries] if self.tries < len(AGAIN) else 0
        return Stamp(self.digest, self.tries + 1, round(now.timestamp()) + wait if wait else 0)


class NoTextError(Exception):
    """A page gives no full text: its first argument says why, its second how to mend that."""


class LaterError(Exception):
    """A page is not asked for yet, since its host is left alone for a moment."""

    def __init__(self, seconds: float) -> None:
        """Say for how long."""
        super().__init__(seconds)
        self.seconds = max(1.0, seconds)


class FullText:
    """Fetches the pages of one feed's entries."""

    def __init__(self, url: str, fetch: Fetch, *, trusted: bool) -> None:
        """Fetch for the feed at ``url``; only its own host is ``trusted`` as it is."""
        self._home = origin_of(url) if trusted else None
        self._fetch = fetch
        self._robots: dict[str, tuple[Robots, float]] = {}

    def take(
        self, finds: Sequence[Find], known: Mapping[str, str], clock: Clock
    ) -> tuple[tuple[Find, ...], float | None]:
        """Return as many finds as there is time for, in order, with the full text of those whose pages give it.

        ``known`` are the stamps of what is remembered. An entry whose page is not had says so, once. Where a host is
        to be left alone for a while, the rest waits for it: in how many seconds to go on is returned, too.
        """
        taken: list[Find] = []
        begun, asked = clock.steady(), 0
        for find in finds:
            if find.ready is None or not _wants(find.ready):
                taken.append(find)
                continue
            if asked and (asked >= AT_ONCE or clock.steady() - begun > SPAN):
                break
            asked += 1
            before = Stamp.of(known.get(find.origin, ""))
            before = before if before.digest == find.stamp else Stamp(find.stamp)
            try:
                ready, stamp = merged(find.ready, self._page(find.ready.url, clock)), Stamp(find.stamp)
            except LaterError as error:
                return tuple(taken), error.seconds
            except NoTextError as error:
                told = () if before.tries else (_told(find.ready, *map(str, error.args)),)
                ready = replace(find.ready, remarks=(*find.ready.remarks, *told))
                stamp = before.failed(clock.now())
            taken.append(Find(find.origin, str(stamp), ready))
        return tuple(taken), None

    def _may(self, url: str, clock: Clock, *, trusted: bool) -> None:
        """Ask a page's site whether it may be fetched, once in an hour.

        Raises:
            NoTextError: it may not, or the site does not say.
        """
        host = urlsplit(url).netloc
        known, at = self._robots.get(host, (None, 0.0))
        if known is None or clock.steady() - at > _ROBOTS_HOLD:
            try:
                known = fetch_robots(url, self._fetch, trusted=trusted)
            except RestError as error:
                raise _resting(error) from None
            except SourceError as error:
                raise NoTextError(f"its robots.txt was not had: {error.cause}", error.hint) from None
            if isinstance(self._fetch, Polite):
                self._fetch.keep_apart(url, known.delay)
            if len(self._robots) >= _MOST_HOSTS:
                self._robots.clear()
            self._robots[host] = known, clock.steady()
        if not known.allows(url):
            raise NoTextError("its robots.txt asks not to fetch its page", "leave full_text out, or ask its publisher")

    def _page(self, url: str, clock: Clock) -> Extracted:
        """Return what the page at an address gives.

        Raises:
            NoTextError: it may not be fetched, is not had, gives no text, or only to subscribers.
        """
        try:
            answer = self._answer(url, clock)
            if answer.status != 200:
                raise NoTextError(f"its page answered {answer.status}", "see whether it can be read in a browser")
            found = extract(answer.body, answer.url, content_type=answer.headers.get("content-type", ""))
        except RestError as error:
            raise _resting(error) from None
        except FetchError as error:
            raise NoTextError(f"its page was not had: {error.cause}", error.hint) from None
        except ItemError as error:
            raise NoTextError(error.cause, "") from None
        if found.paywalled:
            raise NoTextError("its page is for subscribers", "nothing to mend, if that is meant")
        if not found.article and found.doubt:
            raise NoTextError(f"its page is no article: {found.doubt}", "leave full_text out, if that is wrong")
        if not found.body.strip():
            raise NoTextError("no text was found on its page", "leave full_text out for this feed, if none has any")
        return found

    def _answer(self, url: str, clock: Clock) -> Response:
        """Return what an address answers, or what it leads to; each host on the way is asked as any other.

        Raises:
            NoTextError: one of them may not be fetched, or they lead nowhere.
            FetchError, RestError: as `Fetch.get`.
        """
        trusted = self._home is not None and origin_of(url) == self._home
        for _ in range(_HOPS + 1):
            self._may(url, clock, trusted=trusted)
            answer = self._fetch.get(
                url, headers={"accept": _ACCEPT}, trusted=trusted, max_bytes=LARGEST, follow=False, timeout=_TIMEOUT
            )
            target = redirected(url, answer)
            if not target:
                return answer
            trusted = trusted and same_host(url, target)
            url = target
        raise NoTextError(f"its page redirects more than {_HOPS} times", "see whether it can be read in a browser")


def _resting(error: RestError) -> Exception:
    """Return what becomes of an entry whose host is left alone: it waits, unless that is long."""
    if error.seconds <= LONGEST_WAIT:
        return LaterError(error.seconds)
    return NoTextError(f"its page was not had: {error.cause}", error.hint)


def merged(item: RawItem, page: Extracted) -> RawItem:
    """Return an entry with its page's text, and what else the page has that the feed left out; pure.

    What the feed says goes before what the page says, but for the text, where the page's is longer.
    """
    longer = letters(page.body) > letters(item.body)
    lede = item.lede or page.lede
    if longer and not item.lede and 0 < letters(item.body) <= _LONGEST_LEDE:
        lede = squeeze(untag(_TAG.sub(" ", item.body)))
    bare = not item.categories and not item.tags
    return replace(
        item,
        title=item.title or page.title,
        body=page.body if longer else item.body,
        lede=lede,
        published=item.published or page.published,
        updated=item.updated or page.updated,
        language=item.language or page.language,
        authors=item.authors or page.authors,
        categories=page.categories if bare else item.categories,
        tags=page.tags if bare else item.tags,
        image=item.image or page.image,
        key_points=item.key_points or page.key_points,
        related=item.related or page.related,
    )


def letters(markup: str) -> int:
    """Return how many letters of HTML are words."""
    return len(squeeze(_TAG.sub(" ", markup)))


def _wants(item: RawItem) -> bool:
    """Whether an entry's page is asked for: it has one, and the feed does not give the whole text already."""
    return bool(item.url) and letters(item.body) < WHOLE


def _told(item: RawItem, cause: str, hint: str) -> Problem:
    text = f"{cause}: the summary of its feed stands in for the full text"
    return Problem("no-full-text", Severity.WARNING, item.url, text, hint or "it is tried again")
