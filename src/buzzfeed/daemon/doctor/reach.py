"""Whether readers get our feeds at the public address: each is asked for as the readers that there are ask for it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from buzzfeed import verify
from buzzfeed.config import Config
from buzzfeed.daemon.access import viewed
from buzzfeed.daemon.doctor.check import Check
from buzzfeed.errors import BuzzfeedError
from buzzfeed.model import Format, ServedFeed
from buzzfeed.ports import Fetch, Response

AGENTS: Mapping[str, str] = MappingProxyType(
    {
        "Feedly": "Feedly/1.0 (+http://www.feedly.com/fetcher.html; 1 subscribers; )",
        "Inoreader": "Inoreader/1.0 (+http://www.inoreader.com/feed-fetcher; 1 subscribers; )",
        "NewsBlur": "NewsBlur Feed Fetcher - 1 subscribers - https://www.newsblur.com",
        "The Old Reader": "Mozilla/5.0 (compatible; theoldreader.com; 1 subscribers; feed-id=1)",
        "Feedbin": "Feedbin feed-id:1 - 1 subscribers",
        "BazQux": "Mozilla/5.0 (compatible; BazQux/2.4; +https://bazqux.com/fetcher; 1 subscribers)",
        "FreshRSS": "FreshRSS/1.27.0 (Linux; https://freshrss.org)",
        "Miniflux": "Mozilla/5.0 (compatible; Miniflux/2.2.0; +https://miniflux.app)",
        "NetNewsWire": "NetNewsWire (RSS Reader; https://netnewswire.com/)",
        "newsboat": "Newsboat/2.30 (Linux x86_64)",
        "python-reader": "python-reader/3.20 (+https://github.com/lemon24/reader)",
    }
)
"""How readers call themselves, by name."""

_MEND = "let robots that ask for /feeds/ pass: in a CDN, a rule that skips bot protection for that path"


def reach(config: Config, fetch: Fetch) -> Iterator[Check]:
    """Ask for each feed of all articles as each reader does, then for every other feed as the first one does.

    A wall stands before all of a site: what it does to one feed it does to the others.
    """
    with viewed(config) as shelf:
        served = shelf.served()
    everything = [feed for feed in served if feed.channel.path == "all"]
    rest = [feed for feed in served if feed.channel.path != "all"]
    if not everything:
        yield Check("reach", False, "no feed is served yet", "publish first: buzzfeed run")
        return
    for name, agent in AGENTS.items():
        yield _reader(config, fetch, name, agent, everything)
    first = next(iter(AGENTS.values()))
    turned = [(feed, why) for feed in rest if (why := _turned_away(config, fetch, agent=first, feed=feed))]
    for feed, why in turned:
        yield Check(f"reach {feed.path}", False, why, "see what stands at this address")
    if rest and not turned:
        yield Check("reach feeds", True, f"{len(rest)} other feeds answer")


def _reader(config: Config, fetch: Fetch, name: str, agent: str, feeds: Sequence[ServedFeed]) -> Check:
    for feed in feeds:
        why = _turned_away(config, fetch, agent, feed)
        if why:
            return Check(f"reach {name}", False, f"{feed.path} {why}", _MEND)
    return Check(f"reach {name}", True, f"gets {', '.join(feed.path for feed in feeds)}")


def _turned_away(config: Config, fetch: Fetch, agent: str, feed: ServedFeed) -> str:
    """Return why a reader does not get a feed; empty where it does."""
    url = config.newsroom.feeds_url + feed.path
    try:
        answer = fetch.get(url, headers={"User-Agent": agent}, trusted=True)
    except BuzzfeedError as error:
        return f"cannot be reached: {error.cause}"
    if answer.status != 200:
        return f"answers {answer.status}{_wall(answer)}"
    if hashlib.sha256(answer.body).hexdigest() == feed.digest or _is_feed(answer, feed.format):
        return ""
    return f"answers something else than a feed{_wall(answer)}"


def _is_feed(answer: Response, fmt: Format) -> bool:
    return verify.shown(answer.body, fmt) is not None


def _wall(answer: Response) -> str:
    """Say what stands in the way, as far as it shows."""
    words = answer.body[:4000].lower()
    if "cf-mitigated" in answer.headers or b"just a moment" in words or b"challenge" in words or b"captcha" in words:
        return ": a page that asks for a browser"
    if "text/html" in answer.headers.get("content-type", ""):
        return ": a web page"
    return ""
