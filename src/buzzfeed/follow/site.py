"""What the pages say of the newsroom, and where their links lead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from buzzfeed.config import Config
from buzzfeed.follow.words import DEFAULT, WORDS
from buzzfeed.model import ChannelKey, Format, feed_path


@dataclass(frozen=True, slots=True)
class Site:
    """The newsroom as its pages know it.

    ``base`` is ``feeds_url``, ``prefix`` its path (often empty); neither ends in a slash. ``language`` is the pages'
    own where a person asks for none. ``descriptions`` are those of saved queries, by slug. ``newsletter`` is the page
    of a form for e-mail, ``fediverse`` a handle and ``profile`` its page, ``domain`` the one that Google knows the
    newsroom by, ``micropub`` where writing apps publish; each is empty where it is not offered. ``personal`` is whether
    readers may compose feeds of their own.
    """

    title: str
    url: str
    base: str
    prefix: str
    language: str
    timezone: str
    description: str
    copyright: str
    hubs: tuple[str, ...]
    descriptions: Mapping[str, str]
    newsletter: str = ""
    fediverse: str = ""
    profile: str = ""
    domain: str = ""
    micropub: str = ""
    personal: bool = False

    def address(self, path: str) -> str:
        """Return the absolute address of a path of ours, as the world sees it."""
        return self.base + path

    def feed(self, key: ChannelKey, fmt: Format) -> str:
        """Return a feed's absolute address."""
        return self.base + feed_path(key, fmt)


def site_of(config: Config) -> Site:
    """Return the site that a config describes."""
    own = config.newsroom
    base = own.language.partition("-")[0].lower()
    return Site(
        title=own.title,
        url=own.url,
        base=own.feeds_url,
        prefix=own.prefix,
        language=base if base in WORDS else DEFAULT,
        timezone=own.timezone,
        description=own.description,
        copyright=own.copyright,
        hubs=config.hubs,
        descriptions={query.slug: query.description for query in config.channels},
        newsletter=config.follow.newsletter or "",
        fediverse=config.follow.fediverse,
        profile=config.follow.profile,
        domain=_domain(own.url) if config.follow.preferred_source else "",
        micropub=own.feeds_url + "/micropub" if any(one.type == "push" for one in config.sources) else "",
        personal=config.personal.enabled,
    )


def _domain(url: str) -> str:
    """Return the domain of the newsroom's site, without "www."; empty where its host is none (an IP address, say)."""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    return host if "." in host and not host.rpartition(".")[2].isdigit() else ""


@dataclass(frozen=True, slots=True)
class Links:
    """Where the links of a page lead: paths on our own host, in the page's language.

    ``chosen`` is whether the person asked for the language by address, so that links must keep it. As ``static`` files
    there is no query: a page is ``PATH/index.html`` in the site's language, and ``PATH/index.LANG.html`` in another.
    """

    prefix: str
    language: str
    default: str
    chosen: bool = False
    static: bool = False

    def page(self, path: str) -> str:
        """Return the link to a page."""
        return self._page(path, self.language, self.chosen)

    def other(self, path: str, language: str) -> str:
        """Return the link to a page in another language."""
        return self._page(path, language, True)

    def file(self, path: str) -> str:
        """Return the link to what has no language: a feed, a picture, a style sheet."""
        return self.prefix + path

    def _page(self, path: str, language: str, chosen: bool) -> str:
        if self.static:
            name = "" if language == self.default else f"index.{language}.html"
            return f"{self.prefix}{path.rstrip('/')}/{name}"
        mark = "&" if "?" in path else "?"
        return f"{self.prefix}{path}" + (f"{mark}lang={language}" if chosen else "")


def link_to(url: str, site: Site, links: Links) -> str:
    """Return the link to an article: by path, in the page's language, where its page is ours; else its web address."""
    own = site.base + "/a/"
    slug = url.removeprefix(own)
    if url.startswith(own) and slug and not set(slug) & set("/?#"):
        return links.page(f"/a/{slug}")
    return web_address(url)


def web_address(url: str) -> str:
    """Return ``url`` where it is an absolute http(s) address, else nothing: no other scheme becomes a link."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in ("http", "https") and parts.netloc else ""
