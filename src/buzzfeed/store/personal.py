"""Personal feeds: what readers leave, what is read to serve them, and what is forgotten of them."""

from __future__ import annotations

import math
import secrets
from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import ColumnElement, bindparam, func, or_, select
from sqlalchemy.engine import Connection

from buzzfeed.model.personalfeeds import Gone, PersonalDay, PersonalFeed, Remembered
from buzzfeed.store import schema
from buzzfeed.store.bulk import insert_missing, upsert
from buzzfeed.store.part import Part
from buzzfeed.store.sql import AnyRow, among, execute_in, execute_many

_FEEDS, _GONE, _DAYS = schema.personal_feeds, schema.personal_gone, schema.personal_days
_BY_FEED = select(_FEEDS).where(_FEEDS.c.feed == bindparam("digest"))
_BY_EDIT = select(_FEEDS).where(_FEEDS.c.edit == bindparam("digest"))
_SINCE = select(_GONE.c.since).where(_GONE.c.digest == bindparam("digest"))
_REMEMBER = (
    _FEEDS.update()
    .where(_FEEDS.c.key == bindparam("number"), _FEEDS.c.version == bindparam("at"))
    .values(shown=bindparam("places"), heard=bindparam("phrases"))
)
MOST_BURIED = 40
"""Times that one feed's secrets can be changed of which it is known that the old ones are gone; of more, it is not."""
_USED = _FEEDS.update().where(among(_FEEDS.c.key)).values(used_on=bindparam("day"))


class Emptying(Part):
    """What both who serves and who works do after something was wiped."""

    def empty_log(self) -> bool:
        """Have what was wiped leave the database's log too."""
        return self._db.empty_log()


class PersonalInbox(Emptying):
    """`buzzfeed.ports.personal.PersonalInbox`."""

    def keep_personal(
        self,
        feed_digest: str,
        edit_digest: str,
        said: str,
        language: str,
        title: str,
        feedback: bool,
        now: datetime,
        room: int,
    ) -> bool:
        """Keep a new feed, where there is room."""
        values = {"said": said, "language": language, "title": title, "feedback": feedback}
        with self._db.write() as connection:
            count = int(connection.execute(select(func.count()).select_from(_FEEDS)).scalar_one())
            if count >= room or not _free(connection, feed_digest, edit_digest):
                return False
            # No number is ever given twice: what is still to be kept of a feed that was wiped finds none.
            row = {"key": secrets.randbelow(1 << 62), "feed": feed_digest, "edit": edit_digest, **values}
            row |= {
                "paused": False,
                "version": 1,
                "created": now,
                "edited": now,
                "shown": b"",
                "heard": b"",
                "rotated": 0,
            }
            connection.execute(_FEEDS.insert(), row)
        return True

    def edit_personal(
        self,
        edit_digest: str,
        version: int,
        said: str,
        language: str,
        title: str,
        feedback: bool,
        now: datetime,
    ) -> PersonalFeed | None:
        """Put what is said now in the place of what was."""
        with self._db.write() as connection:
            row = connection.execute(_BY_EDIT, {"digest": edit_digest}).first()
            if row is None or row.version != version:
                return None
            values = {"said": said, "language": language, "title": title, "feedback": feedback}
            values |= {"version": version + 1, "edited": now}
            if row.said != said:
                values |= {"shown": b"", "heard": b""}
            connection.execute(_FEEDS.update().where(_FEEDS.c.key == row.key).values(values))
            return _feed(connection.execute(_BY_EDIT, {"digest": edit_digest}).one())

    def heed_personal(self, feed_digest: str, version: int, said: str, now: datetime) -> PersonalFeed | None:
        """Change what a feed says, where its reader lets its address do so."""
        with self._db.write() as connection:
            row = connection.execute(_BY_FEED, {"digest": feed_digest}).first()
            if row is None or row.version != version or not row.feedback:
                return None
            values = {"said": said, "version": version + 1, "edited": now, "shown": b"", "heard": b""}
            connection.execute(_FEEDS.update().where(_FEEDS.c.key == row.key).values(values))
            return _feed(connection.execute(_BY_FEED, {"digest": feed_digest}).one())

    def rotate_personal(self, edit_digest: str, new_feed: str, new_edit: str | None, now: datetime) -> bool:
        """Give a feed a new secret, or two."""
        with self._db.write() as connection:
            row = connection.execute(_BY_EDIT, {"digest": edit_digest}).first()
            if row is None or not _free(connection, new_feed, new_edit or new_feed):
                return False
            if row.rotated < MOST_BURIED:
                _bury(connection, [row.feed, *([row.edit] if new_edit else [])], now)
            values = {"feed": new_feed, "edit": new_edit or row.edit, "rotated": row.rotated + 1}
            connection.execute(_FEEDS.update().where(_FEEDS.c.key == row.key).values(values))
        return True

    def pause_personal(self, edit_digest: str, paused: bool, now: datetime) -> bool:
        """Stop a feed, or let it go on."""
        changed = _FEEDS.update().where(_FEEDS.c.edit == edit_digest)
        with self._db.write() as connection:
            return connection.execute(changed.values(paused=paused, edited=now)).rowcount > 0

    def delete_personal(self, edit_digest: str, now: datetime) -> bool:
        """Wipe a feed."""
        with self._db.write() as connection:
            return _forget(connection, _FEEDS.c.edit == edit_digest, now) > 0

    def remember_personal(self, remembered: Sequence[Remembered]) -> None:
        """Keep what selection remembers."""
        rows = [{"number": one.number, "at": one.version, "places": one.shown} for one in remembered]
        rows = [{**row, "phrases": one.heard} for row, one in zip(rows, remembered, strict=True)]
        with self._db.write() as connection:
            execute_many(connection, _REMEMBER, rows)

    def personal_used(self, numbers: Collection[int], day: date) -> None:
        """Keep the last day on which feeds were asked for."""
        with self._db.write() as connection:
            execute_in(connection, _USED, numbers, day=day.isoformat())


class PersonalFeeds(Part):
    """`buzzfeed.ports.personal.PersonalFeeds` but for meanings."""

    def personal_by_feed(self, digest: str) -> PersonalFeed | Gone | None:
        """Return the feed whose secret has this digest."""
        with self._db.read() as connection:
            return _found(connection, digest, by_edit=False)

    def personal_by_edit(self, digest: str) -> PersonalFeed | Gone | None:
        """Return the feed that is managed by the secret with this digest."""
        with self._db.read() as connection:
            return _found(connection, digest, by_edit=True)

    def personal_days(self, since: date, until: date) -> tuple[PersonalDay, ...]:
        """Return how many feeds there were on each of these days."""
        query = select(_DAYS).where(_DAYS.c.day >= since.isoformat(), _DAYS.c.day <= until.isoformat())
        with self._db.read() as connection:
            rows = connection.execute(query.order_by(_DAYS.c.day)).all()
        return tuple([PersonalDay(date.fromisoformat(row.day), row.feeds, row.used) for row in rows])


class PersonalUpkeep(PersonalFeeds, Emptying):
    """`buzzfeed.ports.personal.PersonalUpkeep` but for meanings."""

    def personal_said(self) -> tuple[str, ...]:
        """Return what all feeds say that are not paused."""
        with self._db.read() as connection:
            return tuple(connection.execute(select(_FEEDS.c.said).where(~_FEEDS.c.paused)).scalars())

    def keep_personal_day(self, day: date) -> None:
        """Count the feeds that there are, and those that were asked for on a day."""
        used = select(func.count()).where(_FEEDS.c.used_on == day.isoformat())
        with self._db.write() as connection:
            feeds = int(connection.execute(select(func.count()).select_from(_FEEDS)).scalar_one())
            row = {"day": day.isoformat(), "feeds": feeds, "used": int(connection.execute(used).scalar_one())}
            # Where there never was one, nothing is counted.
            if feeds or connection.execute(select(_DAYS.c.day).limit(1)).first() is not None:
                upsert(connection, _DAYS, [row])

    def prune_personal(
        self, now: datetime, unused: timedelta, unfetched: timedelta, gone_for: timedelta, days: timedelta
    ) -> int:
        """Wipe what nobody asks for, and forget what nobody may still ask for."""
        count = 0
        with self._db.write() as connection:
            if (day := _seen_before(connection, now, unused)) is not None:
                used = or_(_FEEDS.c.used_on.is_(None), _FEEDS.c.used_on < day.date().isoformat())
                count += _forget(connection, (_FEEDS.c.edited < day) & used, now)
            if (day := _seen_before(connection, now, unfetched)) is not None:
                count += _forget(connection, (_FEEDS.c.edited < day) & _FEEDS.c.used_on.is_(None), now)
            if (day := _seen_before(connection, now, gone_for)) is not None:
                connection.execute(_GONE.delete().where(_GONE.c.since < day))
            if (day := _seen_before(connection, now, days)) is not None:
                connection.execute(_DAYS.delete().where(_DAYS.c.day < day.date().isoformat()))
        return count


def _seen_before(connection: Connection, now: datetime, ago: timedelta) -> datetime | None:
    """Return the beginning of the day since which as many days were seen as ``ago`` has; ``None`` where fewer were.

    Days are counted that upkeep saw: a clock that is set ahead by months makes one of them, and wipes nobody's feed.
    """
    seen = select(_DAYS.c.day).where(_DAYS.c.day <= now.date().isoformat()).order_by(_DAYS.c.day.desc())
    found = connection.execute(seen.limit(1).offset(math.ceil(ago / timedelta(days=1)) - 1)).scalar()
    return None if found is None else min(datetime.fromisoformat(found).replace(tzinfo=UTC), now - ago)


def _found(connection: Connection, digest: str, *, by_edit: bool) -> PersonalFeed | Gone | None:
    """Look a digest up; what is out of use takes as long as what never was."""
    row = connection.execute(_BY_EDIT if by_edit else _BY_FEED, {"digest": digest}).first()
    if row is not None:
        return _feed(row)
    since = connection.execute(_SINCE, {"digest": digest}).scalar()
    return None if since is None else Gone(since)


def _free(connection: Connection, *digests: str) -> bool:
    held = or_(_FEEDS.c.feed.in_(digests), _FEEDS.c.edit.in_(digests))
    if connection.execute(select(_FEEDS.c.key).where(held)).first() is not None:
        return False
    return connection.execute(select(_GONE.c.digest).where(_GONE.c.digest.in_(digests))).first() is None


def _forget(connection: Connection, condition: ColumnElement[bool], now: datetime) -> int:
    rows = connection.execute(select(_FEEDS.c.key, _FEEDS.c.feed, _FEEDS.c.edit).where(condition)).all()
    if rows:
        _bury(connection, [digest for row in rows for digest in (row.feed, row.edit)], now)
        execute_in(connection, _FEEDS.delete().where(among(_FEEDS.c.key)), [row.key for row in rows])
    return len(rows)


def _bury(connection: Connection, digests: Sequence[str], now: datetime) -> None:
    insert_missing(connection, _GONE, [{"digest": digest, "since": now} for digest in digests])


def _feed(row: AnyRow) -> PersonalFeed:
    return PersonalFeed(
        number=row.key,
        said=row.said,
        language=row.language,
        title=row.title,
        feedback=bool(row.feedback),
        paused=bool(row.paused),
        version=row.version,
        created=row.created,
        edited=row.edited,
        used=date.fromisoformat(row.used_on) if row.used_on else None,
        shown=bytes(row.shown),
        heard=bytes(row.heard),
    )
