"""The REST API of a WordPress site: where it stands, and lists of posts asked of it, page by page."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from html import unescape
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from buzzfeed.config import WordPressSource
from buzzfeed.errors import FetchError, SourceError, one_line
from buzzfeed.ports import Fetch, Response
from buzzfeed.sources.wordpress.posts import EMBEDDED, FIELDS, LISTED, NAMED, Values, number_of, posts_in

PER_PAGE = 100
"""Posts in one answer at most: the API gives no more."""
_LARGEST = 20_000_000
_POSTS = "posts"
SMALLER = 10
"""Posts in an answer where a hundred were too many."""
_RELATION = "https://api.w.org/"
_LINK_HEADER = re.compile(r'<([^<>]{1,2000})>[^,<>]{0,200}\brel\s?=\s?"?https://api\.w\.org/"?')
_LINK_TAG = re.compile(r"<link(?=\s)[^<>]{0,1000}>", re.IGNORECASE)
_HREF = re.compile(r"""\shref\s{0,5}=\s{0,5}["']?([^"'\s<>]{1,500})""", re.IGNORECASE)
_SHUT = frozenset((401, 403, 404, 405, 410))


class ShutError(SourceError):
    """The site answers, and gives no list of posts: its REST API is shut, or there is no WordPress."""


@dataclass(frozen=True, slots=True)
class Page:
    """Posts as they came, and how many there are in all; ``None`` where the site does not say."""

    posts: tuple[Values, ...]
    total: int | None

    def ends(self, done: int) -> bool:
        """Return whether nothing follows, ``done`` posts having been seen with these."""
        return not self.posts or (self.total is not None and done >= self.total)


class Api:
    """Lists of posts of one site, by way of the guarded ``fetch``."""

    def __init__(self, settings: WordPressSource, fetch: Fetch, root: str = "") -> None:
        """Ask at ``root``; where it is not known yet, it is looked for with the first question."""
        self._settings = settings
        self._fetch = fetch
        self.root = root
        self.clock: datetime | None = None

    @property
    def sees_all(self) -> bool:
        """Whether credentials were given, with which private posts are seen."""
        return bool(self._settings.user)

    @property
    def subject(self) -> str:
        """The site's address for people."""
        return self._settings.url

    def page(self, offset: int, *, after: str = "") -> Page:
        """Return posts from ``offset`` on, by number; with ``after`` those changed since, the last first.

        A page that is too large, or takes the site too long, is asked for in smaller pieces.

        Raises:
            ShutError: the site gives no posts.
            SourceError: it did not answer, or with an error.
        """
        order = {"orderby": "id", "order": "asc"}
        if after:
            order = {"orderby": "modified", "order": "desc", "modified_after": after}
        wanted = {**order, "offset": str(offset), "_fields": FIELDS, "_embed": EMBEDDED}
        try:
            return self._list({**wanted, "per_page": str(PER_PAGE)})
        except FetchError as error:
            try:
                return self._list({**wanted, "per_page": str(SMALLER)})
            except FetchError:
                raise self._unheard(error) from error

    def listing(self, offset: int) -> Page:
        """Return posts from ``offset`` on, by number, with no more than names them.

        Raises:
            ShutError: the site gives no posts.
            SourceError: it did not answer, or with an error.
        """
        values = {"orderby": "id", "order": "asc", "offset": str(offset), "_fields": LISTED}
        return self._told({**values, "per_page": str(PER_PAGE)})

    def count(self) -> int | None:
        """Return how many posts there are; ``None`` where the site does not say.

        Raises:
            ShutError: the site gives no posts.
            SourceError: it did not answer, or with an error.
        """
        return self._told({"per_page": "1", "_fields": "id"}).total

    def names(self, kind: str, offset: int) -> Page | None:
        """Return terms or authors (``categories``, ``tags``, ``users``), those that most posts bear first.

        ``None`` where the site does not give them: many hide their users, and nothing hangs on it.

        Raises:
            RestError: the site is left alone for now.
        """
        order = {} if kind == "users" else {"orderby": "count", "order": "desc", "hide_empty": "true"}
        values = {**order, "offset": str(offset), "per_page": str(PER_PAGE), "_fields": NAMED}
        try:
            return self._list(values, kind)
        except (FetchError, SourceError):
            return None

    def named(self, numbers: Sequence[int], *, whole: bool = True) -> Iterator[Values]:
        """Yield those posts among ``numbers`` that are there; with no more than names them unless ``whole``.

        Raises:
            ShutError: the site gives no posts.
            SourceError: it did not answer, with an error, or with other posts than were asked for.
        """
        size = PER_PAGE // 2
        for start in range(0, len(numbers), size):
            some = numbers[start : start + size]
            values = {"include": ",".join(map(str, some)), "per_page": str(PER_PAGE)}
            fields = {"_fields": FIELDS, "_embed": EMBEDDED} if whole else {"_fields": LISTED}
            page = self._told({**values, **fields})
            if not {number_of(post) for post in page.posts} <= set(some):
                # A cache that ignores what is asked would have posts seem gone that are there.
                raise SourceError(self.subject, "gives other posts than were asked for", NO_CACHE, retryable=True)
            yield from page.posts

    def _told(self, values: Mapping[str, str]) -> Page:
        try:
            return self._list(values)
        except FetchError as error:
            raise self._unheard(error) from error

    def _unheard(self, error: FetchError) -> SourceError:
        return SourceError(self.subject, error.cause, error.hint, retryable=error.retryable)

    def _list(self, values: Mapping[str, str], kind: str = _POSTS) -> Page:
        if not self.root:
            self.root = self._discover()
        self._same_site()
        status = {"status": "publish,private"} if self._settings.user and kind == _POSTS else {}
        response = self._get(_with(self.root, f"wp/v2/{kind}", {**values, **status}))
        posts = posts_in(response.body) if response.status == 200 else None
        if posts is None:
            raise self._refusal(response)
        self.clock = _date(response)
        total = response.headers.get("x-wp-total", "")
        return Page(tuple(posts), int(total) if total.isascii() and total.isdigit() and len(total) < 10 else None)

    def _same_site(self) -> None:
        """Send credentials to the site alone that the operator named: never to another host, nor from https to http."""
        site, root = _origin(self._settings.url), _origin(self.root)
        upgraded = (site[0], root[0]) == ("http", "https") and site[1] == root[1]
        if self._settings.user and root != site and not upgraded:
            stands = f"{root[0]}://{root[1]}"
            cause = f"its API stands at {stands}, where user and password are not sent"
            raise SourceError(self.subject, cause, f'write url = "{stands}" if that is the site')

    def _get(self, url: str) -> Response:
        headers = {"accept": "application/json"}
        if self._settings.user:
            pair = f"{self._settings.user}:{self._settings.password}".encode()
            headers["authorization"] = "Basic " + base64.b64encode(pair).decode()
        return self._fetch.get(url, headers=headers, trusted=self._is_home(url), max_bytes=_LARGEST)

    def _is_home(self, url: str) -> bool:
        """Whether an address is on the host that the operator named, so that it may be private."""
        return _origin(url)[1:] == _origin(self._settings.url)[1:]

    def _discover(self) -> str:
        """Return where the API stands: as the site says, else at the usual place (REST API handbook, Discovery)."""
        site = self._settings.url.rstrip("/") + "/"
        front = self._fetch.get(site, headers={"accept": "text/html"}, trusted=True, max_bytes=_LARGEST)
        if front.status >= 500 or front.status == 429:
            raise self._refusal(front)
        return api_root(front) or urljoin(site, "wp-json/")

    def _refusal(self, response: Response) -> SourceError:
        """Say what an answer that is no list of posts means."""
        kind = response.headers.get("content-type", "").partition(";")[0].strip() or "nothing"
        if response.status == 200 and "json" in kind:
            begins = repr(one_line(response.body[:60].decode("utf-8", "replace")))
            cause = f"answered no list of posts, though it calls it JSON: it begins with {begins}"
            return ShutError(
                self.subject, cause, "see whether a plugin prints into it: WP_DEBUG_DISPLAY shows warnings"
            )
        if response.status == 200:
            return ShutError(self.subject, f"answered {kind} where a list of posts was asked for", _OPEN)
        cause = f"answered {response.status}"
        if response.status == 401 and self._settings.user:
            return SourceError(self.subject, cause, "check user and password: an application password is needed")
        if response.status in _SHUT:
            return ShutError(self.subject, f"{cause} where a list of posts was asked for", _OPEN)
        wait = response.headers.get("retry-after", "").strip()
        hint = f"it asks to be left alone for {wait[:40]} s" if wait.isdigit() else "it is tried again"
        return SourceError(self.subject, cause, hint, retryable=True)


def api_root(front: Response) -> str:
    """Return where a page of a site says that its REST API stands (REST API handbook, Discovery); empty: nowhere."""
    found = _LINK_HEADER.search(front.headers.get("link", ""))
    if found and (root := _joined(front.url, str(found[1]))):
        return root
    for tag in _LINK_TAG.findall(front.body[:200_000].decode("utf-8", "replace")):
        address = _HREF.search(tag)
        if _RELATION in tag and address and (root := _joined(front.url, unescape(address[1]))):
            return root
    return ""


def _joined(base: str, words: str) -> str:
    """Return an absolute address; nothing where the words make none."""
    try:
        joined = urljoin(base, words)
        return joined if urlsplit(joined).port != 0 else ""
    except ValueError:  # as for a port that is no number, too
        return ""


NO_CACHE = "see whether a cache before the site ignores the query of /wp-json/"
_OPEN = "see whether a plugin or a firewall shuts /wp-json/ to this server"


def _with(root: str, route: str, values: Mapping[str, str]) -> str:
    """Return the address of a route: below the root, or in its ``rest_route`` where permalinks are plain."""
    parts = urlsplit(root)
    query = dict(parse_qsl(parts.query))
    if "rest_route" in query:
        query["rest_route"] = query["rest_route"].rstrip("/") + "/" + route
        return urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode({**query, **values}), ""))
    return urljoin(root.rstrip("/") + "/", route) + "?" + urlencode(values)


def _origin(url: str) -> tuple[str, str, int | None]:
    """Return scheme, host and port (RFC 6454 §4); of what is no address, nothing that another has."""
    try:
        parts = urlsplit(url)
        return parts.scheme, parts.hostname or url, parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    except ValueError:
        return "", url, None


def _date(response: Response) -> datetime | None:
    try:
        moment = parsedate_to_datetime(response.headers.get("date", ""))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
