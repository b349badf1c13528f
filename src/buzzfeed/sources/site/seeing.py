"""What a part of a round has seen, and the stamps under which that is remembered."""

from __future__ import annotations

from dataclasses import replace

from buzzfeed.errors import RestError
from buzzfeed.model import Find
from buzzfeed.ports import Clock
from buzzfeed.sources.site.moves import Origins
from buzzfeed.sources.site.pages import Came, Page, Pages
from buzzfeed.sources.site.round import Agenda, Due, Round
from buzzfeed.sources.site.stamps import Kind, Stamp

HELD = (Kind.ARTICLE, Kind.DOUBTFUL)
"""Kinds of pages at which an article is known to stand."""


class Seen:
    """Keeps what the pages of a part told; of each page, which stamp that gives."""

    def __init__(self, agenda: Agenda, pages: Pages, round_: Round, clock: Clock) -> None:
        """Prepare; nothing is asked for yet."""
        self._agenda = agenda
        self._pages = pages
        self._round = round_
        self._clock = clock
        self._finds: dict[str, Find] = {}
        self._touched: dict[str, str] = {}
        self._moved: list[str] = []
        self._rest: RestError | None = None
        self._besides: set[str] = set()
        self._left = 0
        self._ill = False
        self._origins: Origins | None = None

    def _holds(self, url: str) -> bool:
        """Whether an article stands at a page, for all that is known now."""
        if url in self._finds:
            return True
        told = self._touched.get(url)
        stamp = self._agenda.stamps.get(url) if told is None else Stamp.of(told)
        return stamp is not None and stamp.kind is Kind.ARTICLE

    def _without(self, one: Due, page: Page) -> Kind:
        """Return what a page without an article is, that may have had one.

        That it went, moved or is hidden is believed at once; that it is none any more only when it is seen again: it
        may be a page of maintenance. A page that is read anew, whatever was known of it, may have had one.
        """
        had = self._had(one)
        if had is Kind.NONE:
            return Kind.NONE
        if page.came is Came.BORROWED and had in HELD and not self._holds(page.elsewhere):
            return Kind.DOUBTFUL  # nobody else has it
        if page.came in (Came.GONE, Came.MOVED, Came.HIDDEN, Came.BORROWED) or had is not Kind.ARTICLE:
            return Kind.GONE
        return Kind.DOUBTFUL

    def _had(self, one: Due) -> Kind:
        """Return what is known to have been at a page: an article, for all we know, where it is to be read anew."""
        if one.known is not None:
            return one.known.kind
        return Kind.ARTICLE if one.entry.url in self._agenda.stamps else Kind.NONE

    def _is_ours(self, one: Due) -> bool:
        """Whether an article was taken from a page, however little is remembered of it now."""
        known, url = one.known, one.entry.url
        return (known is not None and known.kind is Kind.ARTICLE) or url in self._agenda.former

    def _unread(self, one: Due, page: Page) -> Stamp:
        """Return the stamp of a page that is there, but too hard to read: what it had it has still."""
        had = self._had(one)
        kept = Kind.DOUBTFUL if had is Kind.GONE else had
        if one.known is None:
            return self._stamp(one, kept, page)
        return replace(one.known.again(one.entry if one.listed else None, self._clock.now()), kind=kept)

    def _stamp(self, one: Due, kind: Kind, page: Page) -> Stamp:
        known = one.known
        vain = known is not None and known.kind is kind and known.digest == page.digest
        idle, same = known.in_vain(one.entry if one.listed else None) if vain and known is not None else (0, 0)
        stamp = Stamp(
            marks=(page.marks or (known.marks if known is not None else ())) if kind in HELD else (),
            kind=kind,
            checked=self._clock.now(),
            lastmod=one.entry.lastmod if one.listed else "",
            idle=idle,
            listed=one.listed,
            digest=page.digest,
            same=same,
        )
        if kind in (Kind.ARTICLE, Kind.NONE):
            return replace(stamp, etag=page.etag, modified=page.modified)
        return stamp
