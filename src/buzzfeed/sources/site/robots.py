"""robots.txt (RFC 9309): what a site lets us ask for, how slowly, and where it says that its sitemaps are."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from protego import Protego

from buzzfeed.errors import FetchError, SourceError
from buzzfeed.ports import Fetch

TOKEN = "buzzfeed"  # noqa: S105 (RFC 9309's word: the name under which robots.txt speaks of us)
"""The product token by which groups of robots.txt name us (RFC 9309 §2.2.1)."""

_READ = 512_000
"""Bytes of a robots.txt that are read: what follows is left out (RFC 9309 §2.5)."""
_LARGEST = 8_000_000
_TOO_MANY = 429
_MOST_MAPS = 100


@dataclass(frozen=True, slots=True)
class Robots:
    """What a robots.txt says to us; one that is not there lets everything pass."""

    rules: Protego
    sitemaps: tuple[str, ...] = ()
    _answers: dict[str, bool] = field(default_factory=dict, compare=False)

    @classmethod
    def read(cls, text: str, url: str) -> Robots:
        """Read a robots.txt that stands at ``url``; addresses of sitemaps may be relative, though they should not."""
        rules = Protego.parse(text.removeprefix("\ufeff"))  # what stands behind an editor's mark is a rule as well
        named = [_joined(url, str(one).strip()) for one in list(rules.sitemaps)[:_MOST_MAPS]]
        return cls(rules, tuple(dict.fromkeys(one for one in named if one.startswith(("http://", "https://")))))

    def allows(self, url: str) -> bool:
        """Return whether we may ask for an address."""
        known = self._answers.get(url)
        if known is None:
            # Asked for each page in each part of a round: some files have ten thousand rules.
            known = self._answers[url] = bool(self.rules.can_fetch(url, TOKEN))
        return known

    @property
    def delay(self) -> float:
        """The seconds between two requests that the site asks for, 0 where it asks for none."""
        delay = self.rules.crawl_delay(TOKEN)
        return max(0.0, float(delay or 0.0))


def _joined(base: str, words: str) -> str:
    """Return an absolute address; nothing where the words make none."""
    try:
        return urljoin(base, words)
    except ValueError:
        return ""


def fetch_robots(site: str, fetch: Fetch, *, trusted: bool) -> Robots:
    """Ask for the robots.txt of a site, given by any of its addresses.

    Where there is none (4xx) everything may be asked for; where it cannot be had (5xx, 429, no answer), nothing
    (RFC 9309 §2.3.1).

    Raises:
        SourceError: it cannot be had.
        RestError: the site is left alone for now.
    """
    parts = urlsplit(site)
    url = f"{parts.scheme}://{parts.netloc}/robots.txt"
    try:
        answer = fetch.get(url, headers={"accept": "text/plain"}, trusted=trusted, max_bytes=_LARGEST)
    except FetchError as error:
        raise SourceError(url, f"{error.cause}, so nothing is fetched", error.hint, retryable=True) from error
    if answer.status == 200:
        kept = answer.body if len(answer.body) <= _READ else answer.body[:_READ].rpartition(b"\n")[0]
        return Robots.read(kept.decode("utf-8", "replace"), url)
    if 400 <= answer.status < 500 and answer.status != _TOO_MANY:
        return Robots(Protego.parse(""))
    cause = f"answered {answer.status}, so nothing is fetched"
    raise SourceError(url, cause, "it is tried again; see whether the site is up", retryable=True)
