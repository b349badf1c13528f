"""Articles that are handed in: kept as they came, read by the work process, and how each stands for its owner."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import BindParameter, bindparam, func, select
from sqlalchemy.engine import Connection

from buzzfeed.model import Reason, Status
from buzzfeed.model.pushed import KEPT_DELETED, MOST_PUSHED, Kept, Precondition, Pushed, PushState, Standing
from buzzfeed.store import schema
from buzzfeed.store.bulk import upsert
from buzzfeed.store.codec import lookup, unpack_reasons
from buzzfeed.store.part import Part
from buzzfeed.store.sql import AnyRow, among, rows_in
from buzzfeed.store.wishes import wish


class PushInbox(Part):
    """`buzzfeed.ports.PushInbox`."""

    def put_pushed(
        self,
        source: str,
        origin: str,
        body: bytes,
        digest: str,
        condition: Precondition,
        now: datetime,
        birth: str = "",
    ) -> Kept:
        """Keep an article under its id; the same once more changes nothing."""
        with self._db.write() as connection:
            row = connection.execute(_ONE, {"of": source, "which": origin}).first()
            there = row is not None and row.deleted is None
            if not condition.holds(row.digest if row is not None and there else None):
                return Kept.CONFLICT
            if row is not None and there and row.digest == digest:
                return Kept.SAME
            if row is None and connection.execute(_COUNT, {"of": source}).scalar_one() >= MOST_PUSHED:
                return Kept.FULL
            values = {
                "source": source,
                "origin": origin,
                "digest": digest,
                "received": now if row is None else row.received,
                "changed": now,
                "deleted": None,
                "body": body,
                "birth": birth if row is None else row.birth,
            }
            upsert(connection, _PUSHED, [values])
            wish(connection, source, now)
            return Kept.CHANGED if there else Kept.CREATED

    def drop_pushed(self, source: str, origin: str, condition: Precondition, now: datetime) -> Kept:
        """Note that an article is deleted; deleting it again changes nothing."""
        with self._db.write() as connection:
            row = connection.execute(_ONE, {"of": source, "which": origin}).first()
            there = row is not None and row.deleted is None
            if not condition.holds(row.digest if row is not None and there else None):
                return Kept.CONFLICT
            if row is None:
                return Kept.ABSENT
            if not there:
                return Kept.SAME
            connection.execute(_DROP, {"of": source, "which": origin, "at": now})
            wish(connection, source, now)
            return Kept.CHANGED

    def standing(self, source: str, origin: str) -> Standing | None:
        """Return how an article stands."""
        with self._db.read() as connection:
            row = connection.execute(_ONE_WHOLE, {"of": source, "which": origin}).first()
            return None if row is None else _standings(connection, source, [row])[0]

    def standings(self, source: str, after: str, limit: int) -> Sequence[Standing]:
        """Return how articles stand, in the order of their ids."""
        with self._db.read() as connection:
            rows = connection.execute(_PAGE, {"of": source, "after": after, "most": limit}).all()
            return _standings(connection, source, rows)

    def pushed_by(self, source: str, birth: str, since: datetime) -> str | None:
        """Return the id of the article that a request created."""
        with self._db.read() as connection:
            found: str | None = connection.execute(_BORN, {"of": source, "birth": birth, "since": since}).scalar()
            return found

    def pushed_at(self, source: str, address: str, slug: str) -> str | None:
        """Return the id of a source's own article by its address or its page's slug."""
        with self._db.read() as connection:
            found = None
            if address:
                found = connection.execute(_BY_ADDRESS, {"of": source, "url": lookup(address)}).scalar()
            if found is None and slug:
                found = connection.execute(_BY_SLUG, {"of": source, "slug": slug}).scalar()
            return found


class PushedReading(Part):
    """`buzzfeed.ports.PushedReading`."""

    def pushed_digests(self, source: str) -> Mapping[str, str]:
        """Return the digests of a source's articles by id."""
        with self._db.read() as connection:
            return {row.origin: row.digest for row in connection.execute(_DIGESTS, {"of": source}).all()}

    def pushed(self, source: str, ids: Collection[str]) -> Mapping[str, Pushed]:
        """Return articles of a source by id."""
        with self._db.read() as connection:
            return {row.origin: _pushed(row, row.body) for row in rows_in(connection, _WHOLE, ids, of=source)}


def forget_deleted(connection: Connection, now: datetime) -> None:
    """Forget the words of what was deleted long ago; its id stays known."""
    connection.execute(_FORGET, {"before": now - KEPT_DELETED})


def _pushed(row: AnyRow, body: bytes) -> Pushed:
    deleted = row.deleted is not None
    return Pushed(row.source, row.origin, body, row.digest, row.received, row.changed, deleted)


def _standings(connection: Connection, source: str, rows: Sequence[AnyRow]) -> list[Standing]:
    """Say of pushed articles how they stand: what the store knows of their places, in the same transaction."""
    ids = [row.origin for row in rows]
    stamps = {row.origin: row.stamp for row in rows_in(connection, _STAMPED, ids, of=source)}
    unread = {row.origin: unpack_reasons(row.reasons) for row in rows_in(connection, _UNREAD, ids, of=source)}
    copies = {row.origin: row.status for row in rows_in(connection, _COPIES, ids, of=source)}
    articles: dict[str, AnyRow] = {}
    for row in rows_in(connection, _ARTICLES_AT, ids, of=source):
        known = articles.get(row.origin)
        if known is None or _claim(row) > _claim(known):
            articles[row.origin] = row
    found = []
    for row in rows:
        pushed = _pushed(row, row.body if "body" in row._fields else b"")
        article, stamp = articles.get(row.origin), stamps.get(row.origin)
        if pushed.deleted:
            found.append(_gone(pushed, article, settled=stamp is None))
        elif stamp != pushed.digest:
            found.append(_stood(pushed, article, PushState.WAITING))
        elif row.origin in unread:
            found.append(_unread(pushed, article, unread[row.origin]))
        elif article is None:
            found.append(_beside(pushed, copies.get(row.origin)))
        else:
            found.append(_as_decided(pushed, article))
        if article is not None and found[-1].article:
            found[-1] = replace(found[-1], slug=article.slug)
    return found


def _claim(row: AnyRow) -> tuple[bool, bool, int]:
    return row.gone is None, row.status != Status.RETRACTED.value, row.key


def _stood(pushed: Pushed, article: AnyRow | None, state: PushState) -> Standing:
    """Return how an article stands that has a change to be taken up: where it stood is told of it, not why."""
    if article is None:
        return Standing(pushed, state)
    return Standing(pushed, state, article.id, article.url if article.status == Status.PUBLISHED.value else "")


def _gone(pushed: Pushed, article: AnyRow | None, *, settled: bool) -> Standing:
    """Return how a deleted one stands; one whose time of grace runs is published for as long as that."""
    if not settled:
        return _stood(pushed, article, PushState.WAITING)
    if article is None or article.gone is not None:
        return Standing(pushed, PushState.DELETED, article.id if article is not None else "")
    if article.status == Status.PUBLISHED.value:
        return Standing(pushed, PushState.PUBLISHED, article.id, article.url)
    state = PushState.RETRACTED if article.status == Status.RETRACTED.value else PushState.DELETED
    return Standing(pushed, state, article.id)


def _beside(pushed: Pushed, status: str | None) -> Standing:
    """Return how one stands that is no article of its own: of another one is told that it is public, and no more."""
    if status is None:
        return Standing(pushed, PushState.WAITING)
    if status == Status.PUBLISHED.value:
        return Standing(pushed, PushState.COPY)
    return Standing(pushed, PushState.HELD, reasons=(_BESIDE,))


def _unread(pushed: Pushed, article: AnyRow | None, reasons: tuple[Reason, ...]) -> Standing:
    """Return how an article stands that cannot be read as it is now; one that is public goes on as it was."""
    if article is None or article.status != Status.PUBLISHED.value:
        return Standing(pushed, PushState.HELD, reasons=reasons)
    return Standing(pushed, PushState.PUBLISHED, article.id, article.url, PushState.HELD, reasons)


def _as_decided(pushed: Pushed, article: AnyRow) -> Standing:
    reasons: tuple[Reason, ...] = unpack_reasons(article.reasons)
    state = PushState(article.status)
    if article.status != Status.PUBLISHED.value:
        return Standing(pushed, state, article.id, reasons=reasons)
    edit = None if article.edit == article.status else PushState(article.edit)
    return Standing(pushed, state, article.id, article.url, edit, reasons if edit else ())


_PUSHED, _ARTICLES, _PLACES, _ENTRIES = schema.pushed, schema.articles, schema.places, schema.entries
_STAMPS, _UNREADABLE, _URLS, _SLUGS = schema.stamps, schema.unreadable, schema.urls, schema.slugs
_SOURCE: BindParameter[str] = bindparam("of")
_OWN = _PUSHED.c.source == _SOURCE
_THIS = (_OWN, _PUSHED.c.origin == bindparam("which"))
_FACTS = [column for column in _PUSHED.c if column.name != "body"]
_ONE = select(*_FACTS).where(*_THIS)
_ONE_WHOLE = select(_PUSHED).where(*_THIS)
_WHOLE = select(_PUSHED).where(_OWN, _PUSHED.c.deleted.is_(None), among(_PUSHED.c.origin))
_PAGE = (
    select(*_FACTS)
    .where(_OWN, _PUSHED.c.origin > bindparam("after"))
    .order_by(_PUSHED.c.origin)
    .limit(bindparam("most"))
)
_COUNT = select(func.count()).where(_OWN)
_DIGESTS = (
    select(_PUSHED.c.origin, _PUSHED.c.digest).where(_OWN, _PUSHED.c.deleted.is_(None)).order_by(_PUSHED.c.origin)
)
_BORN = (
    select(_PUSHED.c.origin)
    .where(_OWN, _PUSHED.c.birth == bindparam("birth"), _PUSHED.c.deleted.is_(None))
    .where(_PUSHED.c.received >= bindparam("since", type_=_PUSHED.c.received.type))
    .order_by(_PUSHED.c.received.desc(), _PUSHED.c.origin)
    .limit(1)
)
_DROP = _PUSHED.update().where(*_THIS).values(deleted=bindparam("at", type_=_PUSHED.c.deleted.type))
_FORGET = (
    _PUSHED.update()
    .where(_PUSHED.c.deleted < bindparam("before", type_=_PUSHED.c.deleted.type), _PUSHED.c.body != b"")
    .values(body=b"")
)
_STAMPED = select(_STAMPS.c.origin, _STAMPS.c.stamp).where(_STAMPS.c.source == _SOURCE, among(_STAMPS.c.origin))
_UNREAD = select(_UNREADABLE.c.origin, _UNREADABLE.c.reasons).where(
    _UNREADABLE.c.source == _SOURCE, among(_UNREADABLE.c.origin)
)
_COPIES = (
    select(_PLACES.c.origin, _ARTICLES.c.status)
    .join(_ARTICLES, _ARTICLES.c.key == _PLACES.c.article)
    .where(_PLACES.c.source == _SOURCE, among(_PLACES.c.origin))
)
_BESIDE = Reason("duplicate-url", "It stands beside an article of another source that is not public any more.")
_NAMES = "key id origin slug status edit reasons gone".split()
_PUBLIC_URL = func.coalesce(_ENTRIES.c.url, "").label("url")  # that of an edit that is held is not told
_ARTICLES_AT = (
    select(*(_ARTICLES.c[name] for name in _NAMES), _PUBLIC_URL)
    .outerjoin(_ENTRIES, _ENTRIES.c.article == _ARTICLES.c.key)
    .where(_ARTICLES.c.source == _SOURCE, among(_ARTICLES.c.origin))
)
_OF_SOURCE = (
    select(_ARTICLES.c.origin)
    .where(_ARTICLES.c.source == _SOURCE, _ARTICLES.c.gone.is_(None))
    .order_by(_ARTICLES.c.key.desc())
    .limit(1)
)
_BY_ADDRESS = _OF_SOURCE.join(_URLS, _URLS.c.article == _ARTICLES.c.key).where(_URLS.c.url == bindparam("url"))
_BY_SLUG = _OF_SOURCE.join(_SLUGS, _SLUGS.c.article == _ARTICLES.c.key).where(_SLUGS.c.slug == bindparam("slug"))
