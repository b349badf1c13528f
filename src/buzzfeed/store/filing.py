"""Filing revisions: each gets its number, its rows and the decision beside it, before anything is made public."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection

from buzzfeed.model import Media, Revision, Status
from buzzfeed.store import schema
from buzzfeed.store.bulk import insert, insert_missing
from buzzfeed.store.cleared import Cleared
from buzzfeed.store.codec import lookup, pack_article, pack_channels, pack_reasons, pack_strings
from buzzfeed.store.places import keep_rivals
from buzzfeed.store.sql import among, execute_in, execute_many, next_key, rows_in
from buzzfeed.store.standing import KEEPS_CLEARED, WITHDRAWS, Past, Standing
from buzzfeed.store.terms import TermBook, Use


class Filing:
    """Takes revisions in their order, and writes their rows at once. ``standings`` are the articles known, by id."""

    def __init__(
        self,
        connection: Connection,
        book: TermBook,
        standings: dict[str, Standing],
        now: datetime,
        *,
        of_source: bool = True,
    ) -> None:
        """Start with nothing filed. Only revisions ``of_source`` say where their articles stand, and that they do."""
        self._connection = connection
        self._book = book
        self._standings = standings
        self._now = now
        self._of_source = of_source
        self._next = next_key(connection, schema.articles)
        self._rows: dict[tuple[int, int], dict[str, Any]] = {}
        self._uses: dict[tuple[int, int], list[Use]] = {}
        self._media: dict[tuple[int, int], tuple[Media, ...]] = {}
        self._wanted: dict[int, tuple[str, ...]] = {}
        self._urls: dict[tuple[str, int], None] = {}
        self._guids: dict[tuple[str, str, int], None] = {}
        self._rivals: dict[int, tuple[str, ...]] = {}
        self._slugs: dict[str, int] = {}
        self.cleared: dict[int, Cleared] = {}
        """The revisions that outputs may read from now on, by article."""

    def file(self, revision: Revision) -> None:
        """File one revision; nothing changes where it is stored already."""
        payload, base = pack_article(revision.article)
        uses = self._uses_of(revision)
        standing = self._standings.get(revision.article.id) or self._add(revision)
        number = _number(standing, revision, base, uses)
        if number is None:
            if self._of_source:
                standing.row |= _place(revision)
                if revision.judgement.due is None:
                    standing.row["leaves"] = None
            self._know(standing.key, revision)
            return
        row = self._row(standing, number, revision, payload, base)
        standing.row |= _of_article(revision, number)
        if self._of_source:
            standing.row |= _place(revision)
        standing.uses[number] = uses
        standing.past[number] = Past(
            revision.judgement.status, base, row["wish"], True, row["reasons"], revision.judgement.due
        )
        if revision.judgement.status in WITHDRAWS:
            standing.withdraw(before=number)
        standing.settle(number, revision.judgement)
        self._keep(standing, number, revision, row, uses)
        self._know(standing.key, revision)

    def write(self) -> None:
        """Write what was filed; the articles' own rows have to stand already."""
        refs = self._picture_refs()
        places = [{"who": article, "which": number} for article, number in self._rows]
        execute_many(self._connection, _REPLACE, places)
        by_key = {standing.key: standing for standing in self._standings.values()}
        for (article, number), row in self._rows.items():
            row["status"] = by_key[article].past[number].status.value
        insert(self._connection, schema.revisions, list(self._rows.values()))
        insert(
            self._connection,
            schema.revision_terms,
            [
                {"article": article, "revision": number, "place": place, "term": term, "spelling": spelling}
                for (article, number), uses in self._uses.items()
                for place, (term, spelling) in enumerate(uses)
            ],
        )
        self._write_media(refs)
        self._write_lookups()

    def _uses_of(self, revision: Revision) -> list[Use]:
        """Return the article's terms in their order, each as it is spelled there."""
        spelled = {(use.term.kind, use.term.key): use.spelling for use in revision.uses}
        return [
            (self._book.number(term), spelled.get((term.kind, term.key), term.label)) for term in revision.article.terms
        ]

    def _add(self, revision: Revision) -> Standing:
        row = {
            "key": self._next,
            "id": revision.article.id,
            "first_seen": revision.first_seen,
            "reasons": "[]",
            "due": None,
            "gone": None,
            "away": None,
            "turn": 0,
            "shown": None,
            "leaves": None,
        }
        standing = Standing(self._next, row, new=True)
        self._next += 1
        self._standings[revision.article.id] = standing
        return standing

    def _row(self, standing: Standing, number: int, revision: Revision, payload: bytes, base: str) -> dict[str, Any]:
        article, judgement = revision.article, revision.judgement
        return {
            "article": standing.key,
            "number": number,
            "status": judgement.status.value,
            "due": judgement.due,
            "by": "",
            "note": "",
            "decided": self._now,
            "seen": self._now,
            "guid": revision.guid,
            "stamp": revision.stamp,
            "wish": revision.wish.value,
            "dated": revision.dated,
            "as_judged": True,
            "published": article.published,
            "updated": article.updated,
            "base": base,
            "mark": article.mark,
            "url": article.url,
            "slug": article.slug,
            "title_key": revision.title_key,
            "reasons": pack_reasons(judgement.reasons),
            "channels": pack_channels(self._book.channels(revision.channels, article.terms)),
            "wanted": pack_strings(revision.wanted),
            "payload": payload,
            "address": revision.address,
            "body": revision.body,
        }

    def _keep(self, standing: Standing, number: int, revision: Revision, row: dict[str, Any], uses: list[Use]) -> None:
        key, article = standing.key, revision.article
        self._rows[key, number] = row
        self._uses[key, number] = uses
        self._media[key, number] = revision.media
        self._wanted[key] = revision.wanted
        if article.slug:
            self._slugs.setdefault(article.slug, key)
        if standing.cleared == number:
            self.cleared[key] = self._cleared(standing, revision, row, uses)

    def _know(self, key: int, revision: Revision) -> None:
        """Keep what the article is recognised by, and for which others it is held."""
        if revision.address:
            self._urls[lookup(revision.address), key] = None
        if revision.guid:
            self._guids[revision.article.source, lookup(revision.guid), key] = None
        self._rivals[key] = revision.rivals

    def _cleared(self, standing: Standing, revision: Revision, row: dict[str, Any], uses: list[Use]) -> Cleared:
        article = revision.article
        return Cleared(
            article=standing.key,
            id=article.id,
            revision=row["number"],
            published=article.published,
            updated=article.updated,
            base=row["base"],
            mark=article.mark,
            url=article.url,
            slug=article.slug,
            title_key=lookup(revision.title_key),
            channels=self._book.channels(revision.channels, article.terms),
            terms=tuple(term for term, _ in uses),
        )

    def _picture_refs(self) -> set[tuple[int, int, str]]:
        """Return which revision shows which picture: those that came with it, and earlier ones that it still names.

        A revision that was read from the store and handed in again comes without its pictures.
        """
        naming = {place: row["payload"] for place, row in self._rows.items() if _PICTURES in row["payload"]}
        known: dict[int, set[str]] = defaultdict(set)
        for article, name in rows_in(self._connection, _KNOWN_PICTURES, {article for article, _ in naming}):
            known[article].add(name)
        refs = {(*place, one.name) for place, media in self._media.items() for one in media}
        for (article, number), payload in naming.items():
            refs |= {(article, number, name) for name in known[article] if name.encode() in payload}
        return refs

    def _write_media(self, refs: Iterable[tuple[int, int, str]]) -> None:
        pictures = {one.name: one for media in self._media.values() for one in media}
        insert_missing(
            self._connection,
            schema.media,
            [{"name": one.name, "media_type": one.media_type, "data": one.data} for one in pictures.values()],
        )
        insert_missing(
            self._connection,
            schema.media_refs,
            [{"article": article, "revision": number, "name": name} for article, number, name in sorted(refs)],
        )

    def _write_lookups(self) -> None:
        insert_missing(self._connection, schema.urls, [{"url": url, "article": key} for url, key in self._urls])
        insert_missing(
            self._connection,
            schema.guids,
            [{"source": source, "guid": guid, "article": key} for source, guid, key in self._guids],
        )
        keep_rivals(self._connection, self._rivals)
        insert_missing(
            self._connection,
            schema.slugs,
            [{"slug": slug, "article": key, "public": False} for slug, key in self._slugs.items()],
        )
        execute_in(self._connection, _UNWANT, self._wanted)
        rows = {(lookup(title), article): None for article, titles in self._wanted.items() for title in titles if title}
        insert(self._connection, schema.wanted, [{"title_key": title, "article": article} for title, article in rows])


_PICTURES = b"/a/media/"
_REVISIONS, _WANTED, _REFS = schema.revisions, schema.wanted, schema.media_refs
_KNOWN_PICTURES = select(_REFS.c.article, _REFS.c.name).where(among(_REFS.c.article)).distinct()
_REPLACE = _REVISIONS.delete().where(
    _REVISIONS.c.article == bindparam("who"), _REVISIONS.c.number == bindparam("which")
)
_UNWANT = _WANTED.delete().where(among(_WANTED.c.article))


def _number(standing: Standing, revision: Revision, base: str, uses: Iterable[Use]) -> int | None:
    """Return the number a revision gets, or ``None`` where it is stored already.

    A pass that was killed hands in the same again, and two processes may hand in the same number at once: what is the
    same is not stored twice, and what differs is never lost.
    """
    if not standing.past:
        return max(1, revision.number)
    latest = standing.latest
    if revision.number > latest:
        return revision.number
    past = standing.past[latest]
    same = past.base == base and standing.uses.get(latest, []) == uses
    if revision.number < latest:
        stored = standing.past.get(revision.number)
        known = stored is not None and stored.base == base
        return None if revision.replaces or known or same else latest + 1
    if revision.replaces:
        return latest if same or not _keeps(past, revision) else latest + 1
    if not same:
        return latest + 1
    repeated = past.wish == revision.wish.value and (not past.as_judged or past.judged(revision.judgement))
    return None if repeated else latest


def _keeps(past: Past, revision: Revision) -> bool:
    """Return whether a held rendering has to stand beside the published one that it would replace."""
    return past.status is Status.PUBLISHED and revision.judgement.status in KEEPS_CLEARED


def _place(revision: Revision) -> dict[str, Any]:
    """Return where an article stands whose source was seen to have it."""
    place = {"source": revision.article.source, "origin": revision.article.origin, "guid": revision.guid}
    return {**place, "gone": None, "away": None}


def _of_article(revision: Revision, number: int) -> dict[str, Any]:
    article = revision.article
    return {
        "url": article.url,
        "slug": article.slug,
        "title": article.title,
        "published": article.published,
        "updated": article.updated,
        "mark": article.mark,
        "latest": number,
        "address": revision.address,
        "body": revision.body,
    }
