"""The publisher's own site, asked from outside: how its pages name our feeds, and what has to stand on its host."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

from buzzfeed.config import Config
from buzzfeed.daemon.access import viewed
from buzzfeed.daemon.doctor.check import Check
from buzzfeed.errors import BuzzfeedError
from buzzfeed.follow.sitemaps import recent
from buzzfeed.follow.snippets.hosts import RobotsLine, robots_lines
from buzzfeed.model import Format
from buzzfeed.model.hostnames import place_of
from buzzfeed.notify import root_of
from buzzfeed.ports import Fetch, Located, Response
from buzzfeed.verify.autodiscovery import MAX_PAGE, FeedTag, faults_of, feed_tags, sitemap_size
from buzzfeed.web.table import moved

_SNIPPETS = 'take them from "buzzfeed snippets"'
_JSON = "application/json"
_LARGEST_ROBOTS = 600_000  # RFC 9309 §2.5 has crawlers read 500 KiB at least
_LARGEST_SITEMAP = 50_000_000


def pages(config: Config, urls: Sequence[str], fetch: Fetch) -> Iterator[Check]:
    """Look at pages of the publisher's site, then at what its hosts have to give for us."""
    ours, base = our_feeds(config), config.newsroom.feeds_url
    led_on = {base + former: base + present for former, present in moved(config).items()}
    for url in urls:
        yield from _page(config, url, ours, led_on, fetch)
    yield from _hosts(config, fetch)


def our_feeds(config: Config) -> Mapping[str, str]:
    """Return the address of every feed that is served, aliases included, with its media type."""
    base = config.newsroom.feeds_url
    with viewed(config) as shelf:
        served = {feed.path: feed.format for feed in shelf.served() if not feed.withheld}
    found = {base + path: _bare(fmt) for path, fmt in served.items()}
    for alias, feed in config.aliases.items():
        if (fmt := served.get(f"/feeds/{feed}")) is not None:
            root = base.removesuffix(config.newsroom.prefix)
            found[root + alias] = found[base + alias] = _bare(fmt)
    return found


def _page(
    config: Config, url: str, ours: Mapping[str, str], led_on: Mapping[str, str], fetch: Fetch
) -> Iterator[Check]:
    subject = f"page {url}"
    try:
        answer = fetch.get(url, trusted=True, max_bytes=MAX_PAGE)
    except BuzzfeedError as error:
        yield Check(subject, False, error.cause, error.hint or "check the address")
        return
    media_type = _type_of(answer)
    if answer.status != 200 or media_type not in ("text/html", "application/xhtml+xml"):
        no_page = f'is no web page: its Content-Type is "{media_type}"'
        text = f"answers {answer.status}" if answer.status != 200 else no_page
        yield Check(subject, False, text, "give the address of a page of your site")
        return
    found = feed_tags(answer.body, answer.url)
    ours = {**ours, **dict(_mixes(config, found))}
    # Plain JSON is an alternate of many kinds (WordPress's API, a directory): it counts as a feed where it is ours.
    known = {*ours, *led_on}
    tags = tuple(one for one in found if one.address in known or one.media_type != _JSON)
    named = [tag for tag in tags if tag.address in ours]
    text = f"names {len(named)} of our feeds" if named else "names none of our feeds"
    yield Check(subject, bool(named), text, f"put the link tags into its <head>: {_SNIPPETS}")
    seen: set[tuple[str, str]] = set()
    for tag in tags:
        if (tag.address, tag.media_type) not in seen:
            seen.add((tag.address, tag.media_type))
            yield _link(config, tag, [(one.text, one.hint) for one in faults_of(tag, tags, ours, led_on)], ours, fetch)


def _mixes(config: Config, tags: Sequence[FeedTag]) -> Iterator[tuple[str, str]]:
    """Yield the mixes among them, whose number has no end, each with its media type; asked for, each tells if it is."""
    paths = {f"{config.newsroom.feeds_url}/feeds/mix.{fmt.value}": _bare(fmt) for fmt in Format}
    for tag in tags:
        path, _, query = tag.address.partition("?")
        if query and path in paths:
            yield tag.address, paths[path]


def _link(config: Config, tag: FeedTag, faults: list[tuple[str, str]], ours: Mapping[str, str], fetch: Fetch) -> Check:
    subject = f"link {tag.address}"
    if tag.address in ours:
        faults += _reached(config, tag, fetch)
    if not faults:
        return Check(subject, True, f"is ours, answers, and is {tag.media_type}")
    return Check(subject, False, "; ".join(text for text, _ in faults), "; ".join(hint for _, hint in faults))


def _reached(config: Config, tag: FeedTag, fetch: Fetch) -> Iterator[tuple[str, str]]:
    """Yield what keeps readers from a feed of ours, as the world sees it."""
    try:
        answer = fetch.get(tag.address, trusted=True, max_bytes=config.net.max_bytes)
    except BuzzfeedError as error:
        yield error.cause, error.hint or "see that feeds_url leads here"
        return
    if answer.status != 200:
        yield f"answers {answer.status}", "see that feeds_url leads here, and that nothing stands between"
    elif _type_of(answer) != tag.media_type:
        said = _type_of(answer) or "none"
        yield f'comes with the Content-Type "{said}"', f"let your server or CDN send {tag.media_type} as it is"


def _hosts(config: Config, fetch: Fetch) -> Iterator[Check]:
    """Look whether the robots.txt of each host with articles names its news sitemap, and whether that is one."""
    with viewed(config) as shelf:
        located = shelf.located()
    for line in robots_lines(config, located):
        # Another host is one that an article was said to stand on, if only below the newsroom's own name.
        own = (config.newsroom.url, config.newsroom.feeds_url)
        trusted = place_of(line.robots) in [place_of(url) for url in own]
        yield from _host(line, located, fetch, trusted=trusted)


def _host(line: RobotsLine, located: Sequence[Located], fetch: Fetch, *, trusted: bool) -> Iterator[Check]:
    subject, hint = f"robots.txt {line.robots}", f"add a line to it: Sitemap: {line.news}"
    try:
        answer = fetch.get(line.robots, trusted=trusted, max_bytes=_LARGEST_ROBOTS)
    except BuzzfeedError as error:
        yield Check(subject, False, error.cause, hint)
        return
    named = _sitemaps(answer)
    own = f"{line.root}/news-sitemap.xml"
    news = next((one for one in (line.news, own) if one in named), None)
    if news is None:
        yield Check(subject, False, "does not name the news sitemap", hint)
        return
    yield Check(subject, True, "names the news sitemap")
    yield _news_sitemap(news, line, located, fetch, trusted=trusted or news == line.news)


def _news_sitemap(address: str, line: RobotsLine, located: Sequence[Located], fetch: Fetch, *, trusted: bool) -> Check:
    subject, hint = f"news sitemap {address}", "let it lead here, or put there what buzzfeed export writes"
    try:
        answer = fetch.get(address, trusted=trusted, max_bytes=_LARGEST_SITEMAP)
    except BuzzfeedError as error:
        return Check(subject, False, error.cause, hint)
    if answer.status != 200:
        return Check(subject, False, f"answers {answer.status}", hint)
    held = sitemap_size(answer.body)
    if held is None:
        return Check(subject, False, "is no sitemap", hint)
    return (_missed(subject, line, located) if not held else None) or Check(
        subject, True, f"is visible, and holds {held} of the last two days"
    )


def _missed(subject: str, line: RobotsLine, located: Sequence[Located]) -> Check | None:
    """Return what an empty news sitemap should hold, or where the articles stand instead; nothing without any."""
    now = datetime.now(UTC)
    if here := recent(located, line.root, now):
        text = f"is empty, though {len(here)} articles of the last two days stand on {place_of(line.root)}"
        return Check(subject, False, text, f"let it be what this buzzfeed gives: {line.news}")
    elsewhere = Counter({root: len(recent(located, root, now)) for root in _roots(located)})
    ((root, count),) = elsewhere.most_common(1) or (("", 0),)
    if not count:
        return None
    text = f"is empty: {count} articles of the last two days stand on {place_of(root)}"
    return Check(subject, False, text, f'set newsroom.url to where your articles stand, "{root}" say')


def _roots(located: Sequence[Located]) -> Iterator[str]:
    """Yield one root for each host with articles."""
    yield from {place_of(one.url): root_of(one.url) for one in located if place_of(one.url)}.values()


def _sitemaps(answer: Response) -> frozenset[str]:
    if answer.status != 200:
        return frozenset()
    lines = (line.partition(":") for line in answer.body.decode("utf-8", "replace").splitlines())
    return frozenset(value.partition("#")[0].strip() for name, _, value in lines if name.strip().lower() == "sitemap")


def _type_of(answer: Response) -> str:
    return answer.headers.get("content-type", "").partition(";")[0].strip().lower()


def _bare(fmt: Format) -> str:
    return fmt.media_type.partition(";")[0]
