"""Our own subscriptions at hubs, each kind in a table of its own: asked for, verified, denied, forged."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Table, and_, case, literal, true

from buzzfeed.model import Canary
from buzzfeed.model.ownsubscriptions import OwnSubscription, renewed_after
from buzzfeed.model.upstreams import Upstream
from buzzfeed.store import schema
from buzzfeed.store.part import Part

_DENIED_FOR = timedelta(days=1)
_TABLES: Mapping[type[OwnSubscription], Table] = {Canary: schema.canaries, Upstream: schema.upstreams}
_ASKED = ("asked", "attempts", "due", "leaving")


class OwnSubscriptions(Part):
    """`buzzfeed.ports.ownsubscriptions.OwnSubscriptions`."""

    def own_asked(self, one: OwnSubscription) -> None:
        """Keep when a hub was asked, and for what."""
        table = _TABLES[type(one)]
        values = {name: getattr(one, name) for name in _ASKED if name in table.c}
        with self._db.write(turn=False) as connection:
            connection.execute(table.update().where(table.c.digest == one.digest).values(values))

    def own_failed(self, one: OwnSubscription) -> None:
        """Keep why asking came to nothing; a hub that verified meanwhile was faster than its answer."""
        table = _TABLES[type(one)]
        unheard = table.update().where(table.c.digest == one.digest, table.c.attempts > 0)
        with self._db.write(turn=False) as connection:
            connection.execute(unheard.values(words=one.words))


class OwnSubscriptionInbox(Part):
    """`buzzfeed.ports.ownsubscriptions.OwnSubscriptionInbox`."""

    def own_verified(self, one: OwnSubscription, lease: int, now: datetime) -> None:
        """Keep that a hub verified, and when to ask it again."""
        table, lasts = _TABLES[type(one)], timedelta(seconds=lease)
        values: dict[str, Any] = {"verified": now, "expires": now + lasts, "attempts": 0, "words": ""}
        if "begun" in table.c:
            stands = and_(table.c.expires > now, table.c.begun.is_not(None))
            values["begun"] = case((stands, table.c.begun), else_=literal(now, table.c.begun.type))
        self._change(one, values | {"due": now + renewed_after(lasts)})

    def own_denied(self, one: OwnSubscription, words: str, now: datetime) -> None:
        """Keep that a hub denied or ended a subscription, and ask again in a day."""
        self._change(one, {"expires": now, "words": words, "due": now + _DENIED_FOR})

    def own_forged(self, one: OwnSubscription, words: str, now: datetime) -> None:
        """Keep that a forgery came."""
        self._change(one, {"forged": now} | ({"words": words} if words else {}))

    def _change(self, one: OwnSubscription, values: Mapping[str, Any]) -> None:
        """Change a subscription, unless it is to end."""
        table = _TABLES[type(one)]
        stays = table.c.leaving.is_(False) if "leaving" in table.c else true()
        with self._db.write() as connection:
            connection.execute(table.update().where(table.c.digest == one.digest, stays).values(values))
