"""What has to stand on the newsroom's own host where that is not ours: lines for robots.txt, IndexNow's keys."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from buzzfeed.config import Config
from buzzfeed.follow.site import site_of
from buzzfeed.follow.sitemaps import ELSEWHERE, NEWS, SITEMAP, other_roots
from buzzfeed.follow.snippets.tools import Snippet
from buzzfeed.model.hostnames import place_of
from buzzfeed.notify import foreign_key_files, root_of
from buzzfeed.ports.shelf import Located

HOSTS = "hosts"


@dataclass(frozen=True, slots=True)
class RobotsLine:
    """A line that a robots.txt needs: its address, the news sitemap to name, and the scheme and host it is for.

    ``foreign`` is whether that host is another than ours.
    """

    robots: str
    news: str
    root: str
    foreign: bool


def host_snippets(config: Config, located: Sequence[Located]) -> tuple[Snippet, ...]:
    """Return what belongs onto other hosts, or above our prefix, each with its place; nothing where all is ours.

    ``located`` is where the published articles stand, the oldest first.
    """
    return (*_robots(config, located), *_keys(config))


def robots_lines(config: Config, located: Sequence[Located]) -> tuple[RobotsLine, ...]:
    """Return a line for each host with articles whose robots.txt is not ours, `newsroom.url`'s where none has any.

    ``located`` is where the published articles stand, the oldest first.
    """
    own, held = config.newsroom, {place_of(one.url) for one in located}
    ours, home = place_of(own.feeds_url), place_of(own.url)
    found = []
    if own.prefix and ours in {home, *held}:
        root = root_of(own.feeds_url)
        found.append(RobotsLine(f"{root}/robots.txt", own.feeds_url + NEWS, root, False))
    roots = other_roots(site_of(config), located)
    shown = {name: root for name, root in roots.items() if place_of(root) in held}
    if not shown and ours not in held:
        shown = {name: root for name, root in roots.items() if place_of(root) == home}
    for name, root in shown.items():
        found.append(RobotsLine(f"{root}/robots.txt", f"{own.feeds_url}{ELSEWHERE}/{name}{NEWS}", root, True))
    return tuple(found)


def _robots(config: Config, located: Sequence[Located]) -> Iterator[Snippet]:
    for line in robots_lines(config, located):
        where = f"a line of {line.robots}"
        yield Snippet(HOSTS, "news", where, f"Sitemap: {line.news}\n")
        if line.foreign:
            where += ", where your site has no sitemap of its own"
        yield Snippet(HOSTS, "sitemap", where, f"Sitemap: {line.news.removesuffix(NEWS)}{SITEMAP}\n")


def _keys(config: Config) -> Iterator[Snippet]:
    for place, key in foreign_key_files(config).items():
        yield Snippet(HOSTS, "indexnow", f"the whole of the file at {place}", key.decode("ascii") + "\n")
