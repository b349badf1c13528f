"""How pages are answered: made once per stamp in a thread, in the language that is asked for, and kept."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import TypeVar

from starlette.exceptions import HTTPException
from starlette.requests import Request

from buzzfeed.follow import WORDS, Links
from buzzfeed.web.answers import Receive, Scope, Send, answer
from buzzfeed.web.documents import Document, Header
from buzzfeed.web.languages import choose
from buzzfeed.web.maker import PageMaker
from buzzfeed.web.pagecache import Key, Page
from buzzfeed.web.state import State
from buzzfeed.web.surrogates import page_headers

T = TypeVar("T")

HTML = "text/html; charset=utf-8"
FRESH = "public, max-age=60"
_STANDING: Header = (b"referrer-policy", b"same-origin")
_CSP = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src {images}; media-src {media}; "
    "base-uri 'none'; form-action {forms}; frame-ancestors 'none'"
)


def policy(*, images: str = "'self'", media: str = "'none'", forms: str = "'none'", script: str = "") -> Header:
    """Return the ``Content-Security-Policy`` of a page; a page without script allows none."""
    text = _CSP.format(images=images, media=media, forms=forms) + (f"; script-src {script}" if script else "")
    return b"content-security-policy", text.encode()


PAGE_HEADERS: tuple[Header, ...] = (_STANDING, policy())
FOLLOW_HEADERS: tuple[Header, ...] = (_STANDING, policy(forms="'self'", script="'self'"))
FORM_HEADERS: tuple[Header, ...] = (_STANDING, policy(forms="'self'"), (b"x-robots-tag", b"noindex"))
ARTICLE_HEADERS: tuple[Header, ...] = (_STANDING, policy(images="'self' https: http: data:", media="https: http:"))


class DocumentResponse:
    """A document as Starlette's endpoints return it."""

    def __init__(self, document: Document, state: State) -> None:
        """Answer with ``document``."""
        self._document = document
        self._state = state

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer: 200, 304, 405 or 406."""
        await answer(self._document, scope, send, self._state.bodies)


async def page_response(
    state: State,
    request: Request,
    make: Callable[[PageMaker, Links], bytes | None],
    headers: tuple[Header, ...],
    media_type: str = HTML,
    stamp: Callable[[PageMaker], object] | None = None,
    form: str = "",
) -> DocumentResponse:
    """Answer with a page in the language the person wants, made once per stamp: per generation where none is given.

    ``form`` tells pages apart that stand at one path.

    Raises:
        HTTPException: there is none.
        BuzzfeedError: it cannot be made now.
    """
    maker = maker_of(state)
    links = links_for(state, request)
    path = request.scope["path"]
    key: Key = (f"{path} {form}" if form else path, links.language, links.chosen)
    told = page_headers(path, state.config.cdn)

    def made() -> Page | None:
        data = make(maker, links)
        return None if data is None else page_of(key, data, links, (*headers, *told), media_type)

    # What a generation's own pages are kept by must not hold on to all that its maker has read.
    mark = maker.token if stamp is None else await state.in_thread(lambda: stamp(maker))
    document = await state.pages.get(mark, key, made)
    if document is None:
        raise HTTPException(404)
    return DocumentResponse(document, state)


def page_of(key: Key, data: bytes, links: Links, headers: tuple[Header, ...], media_type: str = HTML) -> Page:
    """Return a page of bytes at hand."""
    digest = hashlib.sha256(data).hexdigest()
    document = Document(
        kind="page",
        key=f"{key} {digest}",
        digest=digest,
        media_type=media_type,
        load=lambda: data,
        cache_control=FRESH,
        headers=lambda: (*headers, (b"content-language", links.language.encode("ascii"))),
        vary="Accept-Encoding" if links.chosen else "Accept-Encoding, Accept-Language",
    )
    return Page(document, len(data))


def links_for(state: State, request: Request) -> Links:
    """Return the links of a page in the language that ``?lang=`` or ``Accept-Language`` asks for."""
    asked = request.query_params.get("lang", "")
    chosen = asked in WORDS
    default = state.site.language
    language = asked if chosen else choose(request.headers.get("accept-language", ""), WORDS, default)
    return Links(state.site.prefix, language, default, chosen)


def maker_of(state: State) -> PageMaker:
    """Return what makes pages now.

    Raises:
        HTTPException: the store is not open yet (503).
    """
    if state.maker is None:
        raise HTTPException(503)
    return state.maker
