"""The state at a glance, as ``buzzfeed status`` shows it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from buzzfeed.config import Config
from buzzfeed.daemon.access import in_use, opened
from buzzfeed.daemon.clock import SystemClock
from buzzfeed.daemon.passes import LATEST
from buzzfeed.follow.hubs import hub_health
from buzzfeed.model import Appearance, AppearanceState, HubHealth, Record, Status
from buzzfeed.model.upstreams import Upstream
from buzzfeed.net import NOTE, Rest, resting
from buzzfeed.pipeline.forecasting import FORECAST


def stands(config: Config) -> dict[str, object]:
    """Return the state at a glance: articles, feeds, deliveries, sources, the last pass."""
    with opened(config) as store:
        articles = Counter(str(listed.record.status) for listed in store.listed())
        deliveries = Counter(str(one.state) for one in store.deliveries(limit=100_000))
        sources = {source.name: store.memory(source.name).failures for source in config.sources}
        now = SystemClock().now()
        following = store.following(now)
        return {
            "newsroom": config.newsroom.title,
            "feeds_url": config.newsroom.feeds_url,
            "running": in_use(config),
            "articles": dict(articles),
            "held": len(store.listed([Status.HELD])) + len(store.unreadable()),
            "leaving": [_leaving(listed.record) for listed in store.leaving()],
            "feeds": len(store.served()),
            "to_build": len(store.dirty()),
            "deliveries": dict(deliveries),
            "subscribers": {**following.states, "behind": following.behind},
            "visible": _visible(store.appearances(50)),
            "hubs": [_hub(one) for one in hub_health(config, store, now)],
            "upstreams": [_upstream(one, now) for one in store.upstreams()],
            "failing": {name: failures for name, failures in sources.items() if failures},
            "resting": [_rest(one) for one in resting(store.settings_from(NOTE), now)],
            **_forecast(store.setting(FORECAST)),
            "generation": store.generation(),
            "last_pass": store.setting(LATEST),
            "audit": store.setting("audit"),
        }


def _visible(appearances: Sequence[Appearance]) -> dict[str, object] | None:
    """Return how the last publication that came to its end was seen at the public address; ``None`` before."""
    for one in appearances:
        if one.state is not AppearanceState.WAITING:
            seconds = None if one.seen is None else round((one.seen - one.created).total_seconds())
            return {"state": str(one.state), "seconds": seconds, "published": one.created, "words": one.words or None}
    return None


def _hub(one: HubHealth) -> dict[str, object]:
    facts = {name: getattr(one, name) for name in ("target", "type", "seconds", "pushed", "missed")}
    return {**facts, "state": str(one.state), "text": one.text}


def _upstream(one: Upstream, now: datetime) -> dict[str, object]:
    """Return how a subscription to a source's feed stands; where it reaches us is nobody's business."""
    facts = {name: getattr(one, name) for name in ("source", "hub", "pushed", "pushes")}
    return {**facts, "state": one.state(now), "words": one.words or None}


def _rest(one: Rest) -> dict[str, object]:
    return {"host": one.host, "path": one.path or None, "until": one.until, "why": one.why}


def _forecast(note: str | None) -> dict[str, object]:
    """Return what the last build was to show readers, and why some of it waits."""
    told = json.loads(note) if note else {}
    waiting = told.get("waiting_channels", 0)
    cause = f"{waiting} channels wait: {told['cause']}" if waiting else None
    return {"forecast": told.get("arrivals", {}), "redelivery": cause}


def _leaving(record: Record) -> dict[str, object]:
    return {"id": record.id, "title": record.title, "source": record.source, "due": record.leaves}
