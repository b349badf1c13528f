"""Metrics in Prometheus's form, on a registry of our own; nothing is labelled by address, title or term."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from buzzfeed import __version__
from buzzfeed.errors import StoreError
from buzzfeed.follow.hubs import hub_health
from buzzfeed.model import DeliveryState, HubHealth, Status
from buzzfeed.model.subscriptions import Following
from buzzfeed.ports import Figures
from buzzfeed.web.canarymetrics import CANARY_METRICS, canary_metrics
from buzzfeed.web.hubmetrics import HUB_METRICS, hub_metrics
from buzzfeed.web.state import State
from buzzfeed.web.timemetrics import TIME_METRICS, Timings, time_metrics
from buzzfeed.web.upstreammetrics import UPSTREAM_METRICS, upstream_metrics

METRICS: Mapping[str, str] = {
    "buzzfeed_requests_total": "Answers on the public address, by class of path (kind) and HTTP status.",
    "buzzfeed_feeds_served": "Feeds that are served.",
    "buzzfeed_generation": "Generation of the store that is served.",
    "buzzfeed_ready": "1 once the first editions are served.",
    "buzzfeed_bodies_kept_bytes": "Bytes of feeds and pages kept in memory.",
    "buzzfeed_articles": "Articles known, by status.",
    "buzzfeed_deliveries": "Deliveries kept, by state.",
    "buzzfeed_last_pass_timestamp_seconds": "When the last pass that did something ended (Unix time).",
    "buzzfeed_last_pass_duration_seconds": "How long it took.",
    "buzzfeed_last_pass_problems": "Problems it reported.",
    "buzzfeed_redelivery_waiting_channels": "Channels whose editions wait: readers would be shown articles again.",
    "buzzfeed_build_info": "Always 1; the version is a label.",
    **HUB_METRICS,
    **CANARY_METRICS,
    **TIME_METRICS,
    **UPSTREAM_METRICS,
}
"""Every metric of ours by its name as scraped, with its meaning."""

_LATEST = "last_pass"
_WAITING = "buzzfeed_redelivery_waiting_channels"
_KEPT_FOR = 5.0


def registry_of(state: State) -> CollectorRegistry:
    """Return a registry that reads ``state`` when it is scraped, in the thread that scrapes."""
    registry = CollectorRegistry()
    registry.register(_StateCollector(state))
    ProcessCollector(registry=registry)
    return registry


@dataclass(frozen=True, slots=True)
class _Facts:
    """What the store was last asked for, and when."""

    articles: Mapping[str, int] = field(default_factory=dict)
    deliveries: Mapping[str, int] = field(default_factory=dict)
    last_pass: Mapping[str, float] = field(default_factory=dict)
    following: Following | None = None
    hubs: tuple[HubHealth, ...] = ()
    upstreams: Mapping[str, int] = field(default_factory=dict)
    timings: Timings = field(default_factory=dict)
    oldest: datetime | None = None
    at: float = float("-inf")


class _StateCollector(Collector):
    def __init__(self, state: State) -> None:
        self._state = state
        self._facts = _Facts()

    def describe(self) -> Iterator[Metric]:
        """Name the metrics without reading anything."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        """Yield every metric."""
        yield self._requests()
        yield _gauge("buzzfeed_feeds_served", self._state.table.feeds)
        yield _gauge("buzzfeed_generation", self._state.table.generation)
        yield _gauge("buzzfeed_ready", int(self._state.ready))
        yield _gauge(
            "buzzfeed_bodies_kept_bytes", self._state.bodies.cache.size + self._state.pages.size + self._state.made.size
        )
        facts = self._asked()
        yield _labelled("buzzfeed_articles", "status", {str(one): 0 for one in Status} | dict(facts.articles))
        deliveries = {str(one): 0 for one in DeliveryState} | dict(facts.deliveries)
        yield _labelled("buzzfeed_deliveries", "state", deliveries)
        for name, value in facts.last_pass.items():
            yield _gauge(name, value)
        yield from hub_metrics(facts.following)
        yield from canary_metrics(facts.hubs, facts.following.tallies if facts.following else {})
        yield from upstream_metrics(facts.upstreams)
        yield from time_metrics(facts.timings, facts.oldest, datetime.now(UTC))
        yield _labelled("buzzfeed_build_info", "version", {__version__: 1})

    def _requests(self) -> Metric:
        name = "buzzfeed_requests_total"
        family = CounterMetricFamily(name.removesuffix("_total"), METRICS[name], labels=["kind", "status"])
        for (kind, status), count in sorted(self._state.counts.copy().items()):
            family.add_metric([kind, str(status)], count)
        return family

    def _asked(self) -> _Facts:
        """Ask the store, at most once in five seconds; while it cannot be read, its last words stand."""
        store = self._state.store
        if store is None or time.monotonic() - self._facts.at < _KEPT_FOR:
            return self._facts
        try:
            tally = store.tally()
            self._facts = _Facts(
                articles={str(status): count for status, count in tally.articles.items()},
                deliveries={str(state): count for state, count in tally.deliveries.items()},
                last_pass={**_last_pass(store), _WAITING: _waiting(store)},
                following=store.following(datetime.now(UTC)),
                hubs=hub_health(self._state.config, store, datetime.now(UTC)),
                upstreams=store.upstream_states(datetime.now(UTC)),
                timings=store.timings(),
                oldest=store.oldest_owed(),
                at=time.monotonic(),
            )
        except StoreError:
            return self._facts
        return self._facts


def _last_pass(store: Figures) -> Mapping[str, float]:
    text = store.setting(_LATEST)
    if text is None:
        return {}
    try:
        facts = json.loads(text)
        return {
            "buzzfeed_last_pass_timestamp_seconds": datetime.fromisoformat(facts["at"]).timestamp(),
            "buzzfeed_last_pass_duration_seconds": float(facts["seconds"]),
            "buzzfeed_last_pass_problems": float(facts["problems"]),
        }
    except (ValueError, TypeError, KeyError):
        return {}


def _waiting(store: Figures) -> float:
    try:
        return float(json.loads(store.setting("forecast") or "{}").get("waiting_channels", 0))
    except (ValueError, TypeError, AttributeError):
        return 0.0


def _gauge(name: str, value: float) -> Metric:
    family = GaugeMetricFamily(name, METRICS[name])
    family.add_metric([], value)
    return family


def _labelled(name: str, label: str, values: Mapping[str, float]) -> Metric:
    family = GaugeMetricFamily(name, METRICS[name], labels=[label])
    for key, value in values.items():
        family.add_metric([key], value)
    return family
