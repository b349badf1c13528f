"""How the hub fares, in counts: what operators' pages and metrics show of subscribers."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import bindparam, case, func, or_, select
from sqlalchemy.engine import Connection

from buzzfeed.model import ChannelKey, ChannelKind, Format
from buzzfeed.model.subscriptions import Following, Speech, Topic
from buzzfeed.store import schema
from buzzfeed.store.hub_tallies import add_tallies, tallies
from buzzfeed.store.part import Part

GRACE = timedelta(days=1)
"""How long a subscription is kept after upkeep first found its lease over: the clock may have been set ahead by
mistake, and what is forgotten is not remembered once it is set right."""

PATIENCE = timedelta(days=1)
"""How long a request is kept whose callback was never reached."""


class HubFigures(Part):
    """`Figures.following`."""

    def following(self, now: datetime) -> Following:
        """Return how the hub fares."""
        with self._db.read() as connection:
            states = dict.fromkeys(("active", "failing", "expired"), 0)
            states |= {row.state: int(row.many) for row in connection.execute(_STATES, {"present": now})}
            states["pending"] = connection.execute(_PENDING).scalar_one()
            behind, oldest = connection.execute(_BEHIND, {"present": now}).one()
            topics = {
                (Topic(ChannelKey(ChannelKind(row.kind), row.slug), Format(row.format)), Speech(row.speech)): row.many
                for row in connection.execute(_TOPICS, {"present": now})
            }
            return Following(states, behind, oldest, topics, tallies(connection))


def forget_expired(connection: Connection, now: datetime) -> None:
    """Forget and count subscriptions whose lease was over a while ago; forget requests that were never confirmed."""
    table = schema.subscriptions
    # Found over by a clock that was set back since, or renewed by its owner.
    connection.execute(
        table.update().where(or_(_S.lapsed > now, _S.expires > now)).where(_S.lapsed.is_not(None)).values(lapsed=None)
    )
    connection.execute(table.update().where(_S.expires <= now, _S.lapsed.is_(None)).values(lapsed=now))
    over = connection.execute(table.delete().where(_S.expires <= now, _S.lapsed <= now - GRACE))
    add_tallies(connection, {"expired": over.rowcount})
    requests = schema.hub_requests
    connection.execute(requests.delete().where(requests.c.created <= now - PATIENCE))


_S, _CHANNELS = schema.subscriptions.c, schema.channels.c
_NOW = bindparam("present", type_=_S.expires.type)
_STATE = case((_S.expires <= _NOW, "expired"), (_S.fails > 0, "failing"), else_="active")
_FOLLOWERS = _S.callback.not_in(select(schema.canaries.c.callback))
"""Our own canary is told like anybody, and is nobody who follows: only who knows its callback could pass for it."""
_STATES = select(_STATE.label("state"), func.count().label("many")).where(_FOLLOWERS).group_by(_STATE)
_ASKING = schema.hub_requests.c.callback.not_in(select(schema.canaries.c.callback))
_PENDING = select(func.count()).select_from(schema.hub_requests).where(_ASKING)
_BEHIND = select(func.count(), func.min(_S.since)).where(_S.due.is_not(None), _S.expires > _NOW, _FOLLOWERS)
_TOPICS = (
    select(_CHANNELS.kind, _CHANNELS.slug, _S.format, _S.speech, func.count().label("many"))
    .join(schema.channels, _CHANNELS.key == _S.channel)
    .where(_S.expires > _NOW, _FOLLOWERS)
    .group_by(_CHANNELS.kind, _CHANNELS.slug, _S.format, _S.speech)
)
