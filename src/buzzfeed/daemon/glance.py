"""The state at a glance, as ``buzzfeed status`` shows it."""

from __future__ import annotations

import json
from collections import Counter

from buzzfeed.config import Config
from buzzfeed.daemon.access import in_use, opened
from buzzfeed.daemon.clock import SystemClock
from buzzfeed.daemon.passes import LATEST
from buzzfeed.model import Record, Status
from buzzfeed.pipeline.forecasting import FORECAST


def stands(config: Config) -> dict[str, object]:
    """Return the state at a glance: articles, feeds, deliveries, sources, the last pass."""
    with opened(config) as store:
        articles = Counter(str(listed.record.status) for listed in store.listed())
        deliveries = Counter(str(one.state) for one in store.deliveries(limit=100_000))
        sources = {source.name: store.memory(source.name).failures for source in config.sources}
        following = store.following(SystemClock().now())
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
            "failing": {name: failures for name, failures in sources.items() if failures},
            **_forecast(store.setting(FORECAST)),
            "generation": store.generation(),
            "last_pass": store.setting(LATEST),
            "audit": store.setting("audit"),
        }


def _forecast(note: str | None) -> dict[str, object]:
    """Return what the last build was to show readers, and why some of it waits."""
    told = json.loads(note) if note else {}
    waiting = told.get("waiting_channels", 0)
    cause = f"{waiting} channels wait: {told['cause']}" if waiting else None
    return {"forecast": told.get("arrivals", {}), "redelivery": cause}


def _leaving(record: Record) -> dict[str, object]:
    return {"id": record.id, "title": record.title, "source": record.source, "due": record.leaves}
