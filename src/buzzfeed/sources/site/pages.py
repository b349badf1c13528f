"""One page of a site: asked for, and what came of it.

An address that redirects for good (301, 308) holds nothing any more: what was there is where it leads, if anywhere. One
that redirects for now (302, 303, 307) says nothing. A page that asks robots not to index it, and one that names another
page as its canonical one (it is borrowed), hold no article of their own; an article that is known is not taken back on
the word of a canonical address alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from urllib.parse import urljoin

from buzzfeed.errors import FetchError, ItemError, LargeError, RestError, SourceError
from buzzfeed.model import RawItem
from buzzfeed.ports import Fetch, Response
from buzzfeed.sources.extracting import LARGEST, extract, item_of
from buzzfeed.sources.site.moves import is_described, marks_of
from buzzfeed.sources.site.places import Places, same_page
from buzzfeed.sources.site.sitemaps import Entry
from buzzfeed.sources.site.stamps import Kind, Stamp

_ACCEPT = "text/html, application/xhtml+xml, */*;q=0.1"
_HOPS = 3
CIRCLE = "it redirects in a circle"
"""What is said of a page that leads to itself: nobody can read it, and nothing says that it is gone."""
_FOR_GOOD = (301, 308)
_FOR_NOW = (302, 303, 307)
_GONE = (404, 410)
_TOO_HARD = ("too-large", "too-slow", "too-deep", "html", "wall")
_NO_LIST = 'if it is an article, have it say so (og:type "article"); else retract it, or leave it out with `exclude`'
_LEAVE_OUT = "leave it out with `exclude`, or write the article to a folder"
_HTML = frozenset(("", "text/html", "application/xhtml+xml"))


class Came(StrEnum):
    """What came of asking for a page."""

    ARTICLE = "article"
    SAME = "same"
    NONE = "none"
    HARD = "hard"
    LIST = "list"
    HIDDEN = "hidden"
    BORROWED = "borrowed"
    MOVED = "moved"
    GONE = "gone"
    UNTOLD = "untold"


@dataclass(frozen=True, slots=True)
class Page:
    """A page that was asked for.

    ``item`` is its article; ``why`` says why there is none, ``hint`` what helps; ``elsewhere`` is the page of the site
    that has it instead. A borrowed page has an item, too: the article that it shows, though it says that this belongs
    elsewhere. Of what seems to be a list of articles, ``perhaps`` says that it may be an article all the same.
    """

    came: Came
    item: RawItem | None = None
    why: str = ""
    hint: str = ""
    elsewhere: str = ""
    etag: str = ""
    modified: str = ""
    marks: tuple[str, ...] = ()
    perhaps: bool = False

    @property
    def digest(self) -> str:
        """What tells its article from another state of it; empty where there is none."""
        if self.item is None or self.came is not Came.ARTICLE:
            return ""
        return hashlib.sha256(repr(self.item).encode("utf-8", "backslashreplace")).hexdigest()[:32]


class PageError(SourceError):
    """A page did not answer, or with an error: nothing is known of it."""


class NamesakeError(PageError):
    """A page answered, and whether its article is new hangs on another one that did not."""


class Pages:
    """The pages of one site, by way of the guarded ``fetch``."""

    def __init__(self, name: str, places: Places, fetch: Fetch, home: str, title: str) -> None:
        """Read pages as the source ``name`` of a publication called ``title``, whose site is at ``home``."""
        self._name = name
        self._places = places
        self._fetch = fetch
        self._home = Places(home)
        self._title = title

    def ask(self, entry: Entry, known: Stamp | None) -> Page:
        """Ask for a page, with what it answered last time where that tells anything.

        Raises:
            PageError: it did not answer, or with an error that says nothing of the page.
            RestError: the site is left alone for now.
        """
        headers = {"accept": _ACCEPT}
        # An article of which too little is remembered, as earlier releases did, is to be had whole once.
        if known is not None and (
            known.kind is Kind.NONE or (known.kind is Kind.ARTICLE and is_described(known.marks))
        ):
            validators = (("if-none-match", known.etag), ("if-modified-since", known.modified))
            headers |= {header: value for header, value in validators if value}
        url = entry.url
        for _ in range(_HOPS):
            try:
                answer = self._get(url, headers)
            except LargeError as error:
                return Page(
                    Came.HARD, why=error.cause, hint=error.hint if error.hint.startswith("raise") else _LEAVE_OUT
                )
            target = self._target(url, answer)
            if not target or not (same_page(target, entry.url) and self._places.is_here(target)):
                break
            url = target
        else:
            raise PageError(entry.url, CIRCLE, "it is asked for again", retryable=True)
        return self._judged(entry, url, answer, target, conditional=len(headers) > 1)

    def _get(self, url: str, headers: Mapping[str, str]) -> Response:
        trusted = self._places.is_home(url)
        try:
            return self._fetch.get(url, headers=headers, trusted=trusted, max_bytes=LARGEST, follow=False)
        except RestError as error:
            if not error.alone:
                raise
            raise PageError(url, error.cause, error.hint, retryable=True) from error
        except LargeError:
            raise
        except FetchError as error:
            raise PageError(url, error.cause, error.hint, retryable=error.retryable) from error

    def _target(self, url: str, answer: Response) -> str:
        if answer.status not in (*_FOR_GOOD, *_FOR_NOW) or not answer.headers.get("location"):
            return ""
        try:
            return urljoin(url, answer.headers["location"].encode("latin-1", "replace").decode("utf-8", "replace"))
        except ValueError:
            return ""

    def _judged(self, entry: Entry, url: str, answer: Response, target: str, *, conditional: bool) -> Page:
        status = answer.status
        if status in (200, 304) and _noindex(answer.headers.get("x-robots-tag", "")):
            return Page(Came.HIDDEN, why="it asks not to be indexed")
        if status == 304 and conditional:
            return Page(Came.SAME)
        if status in _FOR_GOOD and target:
            return Page(Came.MOVED, why="it redirects", elsewhere=self._places.page(target))
        if status in _FOR_NOW and target:
            return Page(Came.UNTOLD, why="it redirects for now")
        if status in _GONE:
            return Page(Came.GONE, why=f"answered {status}")
        if status != 200:
            raise PageError(url, f"answered {status}", "it is tried again", retryable=True)
        page = self._read(entry, url, answer)
        etag = answer.headers.get("etag", "").strip()[:500]
        return replace(page, etag=etag, modified=answer.headers.get("last-modified", "").strip()[:100])

    def _read(self, entry: Entry, url: str, answer: Response) -> Page:
        kind = answer.headers.get("content-type", "")
        if kind.partition(";")[0].strip().lower() not in _HTML:
            return Page(Came.NONE, why="it is no web page")
        try:
            found = extract(answer.body, url, content_type=kind, site_name=self._title)
        except ItemError as error:
            # That nobody can read it says nothing of what stands there: an article may have grown beyond a bound.
            came = Came.HARD if error.code in _TOO_HARD or not answer.body.strip() else Came.NONE
            return Page(came, why=error.cause, hint=error.hint)
        if found.noindex:
            return Page(Came.HIDDEN, why="it asks not to be indexed")
        own = not found.canonical or self._is_own(found.canonical, url)
        elsewhere = "" if own else self._places.page(found.canonical)
        if not found.article:
            came, why = Came.LIST if found.listed else Came.NONE, found.doubt or "no article stands on it"
            return Page(came, why=why, hint=_NO_LIST, elsewhere=elsewhere, perhaps=found.perhaps)
        item = _completed(item_of(found, self._name, entry.url, url="" if own else url), entry)
        marks = marks_of(found.marks, item)
        if own:
            return Page(Came.ARTICLE, item, marks=marks)
        why = "it names another page as the canonical one"
        return Page(Came.BORROWED, item, why, elsewhere=elsewhere, marks=marks)

    def _is_own(self, canonical: str, url: str) -> bool:
        """Whether a canonical address is the page's own, perhaps on the host at which the publication stands."""
        if same_page(canonical, url):
            return True
        at_home = self._home.is_here(canonical) and not self._places.is_here(canonical)
        return at_home and _path(canonical) == _path(url)


def _completed(item: RawItem, entry: Entry) -> RawItem:
    """Fill what the page left out with what a news sitemap says."""
    return replace(
        item,
        title=item.title or entry.title,
        published=item.published or entry.published,
        tags=item.tags or entry.keywords,
    )


def _path(url: str) -> str:
    return url.partition("://")[2].partition("/")[2].partition("#")[0].rstrip("/")


def _noindex(header: str) -> bool:
    """Whether an ``X-Robots-Tag`` tells all robots, or ours, not to index.

    Several such headers come as one, in which nobody can tell for whom a rule after another robot's is: it is heeded.
    """
    for part in header.lower().split(","):
        agent, colon, rule = part.strip().rpartition(":")
        if rule.strip() in ("noindex", "none") and (not colon or agent.strip() == "buzzfeed"):
            return True
    return False
