"""Addresses of a site: which belong to it, which of them are pages to look at, and which are one and the same."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fnmatch import fnmatchcase
from urllib.parse import unquote, urldefrag, urlsplit

from buzzfeed.articles.canonical import tracks
from buzzfeed.model.hostnames import place_of

_LONGEST = 2048
_NO_PAGE = re.compile(
    r"\.(?:avif|css|csv|docx?|epub|gif|gz|ico|jpe?g|js|json|m4a|mov|mp3|mp4|ods|odt|ogg|pdf|png|pptx?|rss|svg|tiff?|"
    r"txt|wav|webm|webp|woff2?|xlsx?|xml|zip)",
    re.IGNORECASE,
)
_INDEX = re.compile(r"/index\.(?:html?|php)$", re.IGNORECASE)


class Places:
    """The addresses of one site: its host, with ``www.`` or without, and what stands below its path."""

    def __init__(
        self, site: str, include: Sequence[str] = (), exclude: Sequence[str] = (), trusted: Sequence[str] = ()
    ) -> None:
        """Know the site by its address.

        Args:
            site: where it begins; pages above its path are none of its own.
            include: globs of paths (a query counts to them): where there are any, a page has to fit one.
            exclude: globs of paths that are not looked at.
            trusted: further addresses that the operator wrote.
        """
        self.site = site
        self._host = _bare(site)
        self._prefix = urlsplit(site).path.rstrip("/") + "/"
        self._include = tuple(include)
        self._exclude = tuple(exclude)
        self._typed = frozenset(place_of(url) for url in (site, *trusted))

    def is_here(self, url: str) -> bool:
        """Return whether an address is on the site's host."""
        return _bare(url) == self._host and url.lower().startswith(("http://", "https://"))

    def is_home(self, url: str) -> bool:
        """Return whether an address is on a host that the operator wrote, so that it may be private."""
        return place_of(url) in self._typed

    def page(self, url: str) -> str:
        """Return a page's address without fragment and tracking; empty where it is none that is looked at."""
        url = untracked(urldefrag(url.strip())[0]) if len(url) <= _LONGEST else ""
        if not self.is_here(url) or any(char in url for char in ' \t\r\n<>"\\'):
            return ""
        return url if self.is_wanted(url) else ""

    def is_wanted(self, url: str) -> bool:
        """Return whether settings let a page of the site be looked at; its front page never is."""
        parts = urlsplit(url)
        path = parts.path or "/"
        if not path.startswith(self._prefix) or path == self._prefix or _NO_PAGE.fullmatch(path[path.rfind(".") :]):
            return False
        whole = f"{path}?{parts.query}" if parts.query else path
        if self._include and not any(fnmatchcase(whole, glob) for glob in self._include):
            return False
        return not any(fnmatchcase(whole, glob) for glob in self._exclude)


def same_page(one: str, other: str) -> bool:
    """Return whether two addresses differ in nothing that makes another page: scheme, ``www.``, a slash at the end."""
    return key_of(one) == key_of(other)


def key_of(url: str) -> tuple[str, str, str]:
    """Return what all addresses of one page share, as `same_page` says."""
    parts = urlsplit(untracked(urldefrag(url)[0]))
    return _bare(url), _INDEX.sub("/", unquote(parts.path)).rstrip("/"), parts.query


def untracked(url: str) -> str:
    """Return an address without the parameters that say how a reader came; one without any as it is."""
    head, mark, query = url.partition("?")
    parts = query.split("&")
    kept = [part for part in parts if not tracks(part)]
    return url if not mark or len(kept) == len(parts) else "?".join(filter(None, (head, "&".join(kept))))


def _bare(url: str) -> str:
    return place_of(url).removeprefix("www.")
