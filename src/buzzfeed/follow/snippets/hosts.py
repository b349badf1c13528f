"""What has to stand on the newsroom's own host where that is not ours: lines for robots.txt, IndexNow's keys."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from buzzfeed.config import Config
from buzzfeed.follow.sitemaps import ELSEWHERE, NEWS, SITEMAP
from buzzfeed.follow.snippets.tools import Snippet
from buzzfeed.notify import foreign_key_files, host_of, root_of

HOSTS = "hosts"


def host_snippets(config: Config) -> tuple[Snippet, ...]:
    """Return what belongs onto other hosts, or above our prefix, each with its place; nothing where all is ours."""
    return (*_robots(config), *_keys(config))


def robots_lines(config: Config) -> tuple[str, str, bool] | None:
    """Return the address of the robots.txt that has to name our news sitemap, and that sitemap's address.

    The third is whether that host is another than ours. ``None`` where our own robots.txt is the one.
    """
    own = config.newsroom
    if host_of(own.url) != host_of(own.feeds_url):
        folder = f"{ELSEWHERE}/{urlsplit(own.url).hostname}"
        return f"{root_of(own.url)}/robots.txt", own.feeds_url + folder + NEWS, True
    if own.prefix:
        return f"{root_of(own.feeds_url)}/robots.txt", own.feeds_url + NEWS, False
    return None


def _robots(config: Config) -> Iterator[Snippet]:
    found = robots_lines(config)
    if found is None:
        return
    place, news, foreign = found
    yield Snippet(HOSTS, "news", f"a line of {place}", f"Sitemap: {news}\n")
    every = news.removesuffix(NEWS) + SITEMAP
    where = f"a line of {place}, where your site has no sitemap of its own" if foreign else f"a line of {place}"
    yield Snippet(HOSTS, "sitemap", where, f"Sitemap: {every}\n")


def _keys(config: Config) -> Iterator[Snippet]:
    for place, key in foreign_key_files(config).items():
        yield Snippet(HOSTS, "indexnow", f"the whole of the file at {place}", key.decode("ascii") + "\n")
