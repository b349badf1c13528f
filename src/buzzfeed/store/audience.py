"""The audience: sums as they come in from the serve process, as they are shown, and what is forgotten of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from buzzfeed.model import AudienceReport, AudienceSum, Range
from buzzfeed.model.audience import STANDS_FOR, close_day
from buzzfeed.store import schema
from buzzfeed.store.bulk import insert, upsert
from buzzfeed.store.part import Part
from buzzfeed.store.sql import AnyRow

_SUMS, _REPORTS = schema.audience_sums, schema.audience_reports
_CLOSED = "audience_closed"
"""The setting that names the last day that was closed."""
_FIGURES = ("rss", "atom", "json", "unmodified", "deltas", "size")
_NO_READERS = ("bots", "uncounted")
_DAYS = (
    select(_SUMS.c.day, *(func.sum(_SUMS.c[name]).label(name) for name in ("low", "high", *_FIGURES)))
    .where(_SUMS.c.run == 0, _SUMS.c.family.not_in(_NO_READERS))
    .group_by(_SUMS.c.day)
    .order_by(_SUMS.c.day)
)
_LAST_CLOSED = select(schema.settings.c.value).where(schema.settings.c.name == _CLOSED)
_OPEN = timedelta(days=2)
"""The serve process may still write to yesterday; what is older is closed."""


class Audience(Part):
    """`Figures.audience`."""

    def audience(self, since: date, until: date) -> tuple[tuple[AudienceSum, ...], tuple[AudienceReport, ...]]:
        """Return the sums of some days, and the reports that stand on any of them."""
        with self._db.read() as connection:
            return _read(connection, since, until)

    def audience_days(self, since: date, until: date, channel: str = "") -> tuple[AudienceSum, ...]:
        """Return one sum for each closed day, of all channels or of one."""
        query = _DAYS.where(_SUMS.c.day >= since.isoformat(), _SUMS.c.day <= until.isoformat())
        if channel:
            query = query.where(_SUMS.c.channel == channel)
        with self._db.read() as connection:
            rows = connection.execute(query).all()
        return tuple(
            AudienceSum(date.fromisoformat(day), channel, "", 0, Range(int(low), int(high)), *map(int, figures))
            # A sum of whole numbers is a Decimal in PostgreSQL.
            for day, low, high, *figures in rows
        )


class AudienceSums(Part):
    """`Inbox.keep_audience`."""

    def keep_audience(self, sums: Sequence[AudienceSum], reports: Sequence[AudienceReport]) -> None:
        """Keep sums and reports in one small transaction; a day that is closed takes no sums any more."""
        if not sums and not reports:
            return
        with self._db.write() as connection:
            closed = connection.execute(_LAST_CLOSED).scalar() or ""
            upsert(connection, _SUMS, [_sum_row(one) for one in sums if one.day.isoformat() > closed])
            upsert(connection, _REPORTS, [_report_row(one) for one in reports])


class AudienceUpkeep(Audience):
    """`Store.prune_audience`."""

    def prune_audience(self, today: date, months: int) -> None:
        """Close days one by one, each in a transaction of its own, and forget what is too old."""
        while (day := self._to_close(today - _OPEN)) is not None:
            with self._db.write() as connection:
                sums, reports = _read(connection, day, day)
                connection.execute(_SUMS.delete().where(_SUMS.c.day == day.isoformat()))
                insert(connection, _SUMS, [_sum_row(one) for one in close_day(sums, reports, day)])
                upsert(connection, schema.settings, [{"name": _CLOSED, "value": day.isoformat()}])
        with self._db.write() as connection:
            connection.execute(_SUMS.delete().where(_SUMS.c.day < months_before(today, months).isoformat()))
            # On every day on which they stood, they are in the sums by now.
            connection.execute(_REPORTS.delete().where(_REPORTS.c.day <= (today - _OPEN - STANDS_FOR).isoformat()))

    def _to_close(self, last: date) -> date | None:
        """Return the next day to close of which something is known, ``last`` at the latest."""
        with self._db.read() as connection:
            closed = connection.execute(_LAST_CLOSED).scalar()
            next_day = date.fromisoformat(closed) + timedelta(days=1) if closed else date(1970, 1, 1)
            standing = (next_day - STANDS_FOR).isoformat()
            counted = select(func.min(_SUMS.c.day)).where(_SUMS.c.day >= next_day.isoformat())
            reported = select(func.min(_REPORTS.c.day)).where(_REPORTS.c.day > standing)
            first = [connection.execute(query).scalar() for query in (counted, reported)]
        days = [max(date.fromisoformat(one), next_day) for one in first if one]
        return min((day for day in days if day <= last), default=None)


def months_before(day: date, months: int) -> date:
    """Return the day ``months`` months before, the last of its month where there is no such day."""
    month = day.year * 12 + day.month - 1 - months
    first = date(month // 12, month % 12 + 1, 1)
    after = date((month + 1) // 12, (month + 1) % 12 + 1, 1)
    return min(first.replace(day=1) + timedelta(days=day.day - 1), after - timedelta(days=1))


def _read(
    connection: Connection, since: date, until: date
) -> tuple[tuple[AudienceSum, ...], tuple[AudienceReport, ...]]:
    sums = select(_SUMS).where(_SUMS.c.day >= since.isoformat(), _SUMS.c.day <= until.isoformat())
    first = since - STANDS_FOR
    reports = select(_REPORTS).where(_REPORTS.c.day > first.isoformat(), _REPORTS.c.day <= until.isoformat())
    return (
        tuple([_sum(row) for row in connection.execute(sums.order_by(*_SUMS.primary_key)).all()]),
        tuple([_report(row) for row in connection.execute(reports.order_by(*_REPORTS.primary_key)).all()]),
    )


def _sum(row: AnyRow) -> AudienceSum:
    figures = (getattr(row, name) for name in _FIGURES)
    day = date.fromisoformat(row.day)
    return AudienceSum(day, row.channel, row.family, row.run, Range(row.low, row.high), *figures)


def _report(row: AnyRow) -> AudienceReport:
    return AudienceReport(date.fromisoformat(row.day), row.channel, row.family, row.source, row.readers)


def _sum_row(one: AudienceSum) -> dict[str, Any]:
    row = {name: getattr(one, name) for name in ("channel", "family", "run", *_FIGURES)}
    return {**row, "day": one.day.isoformat(), "low": one.readers.low, "high": one.readers.high}


def _report_row(one: AudienceReport) -> dict[str, Any]:
    row = {name: getattr(one, name) for name in ("channel", "family", "source", "readers")}
    return {**row, "day": one.day.isoformat()}
