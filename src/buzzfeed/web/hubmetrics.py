"""The hub's metrics: counts alone, labelled by a few words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric

from buzzfeed.model.subscriptions import LATER, WAITED, WAITS, Following, within

HUB_METRICS: Mapping[str, str] = {
    "buzzfeed_hub_subscriptions": "Subscriptions to our own hub, and requests that are not verified yet, by state.",
    "buzzfeed_hub_behind": "Subscriptions that are owed an edition.",
    "buzzfeed_hub_oldest_seconds": "For how long the longest of them waits.",
    "buzzfeed_hub_outcomes_total": "What became of pushes and of requests, by outcome.",
    "buzzfeed_hub_wait_seconds": "Seconds from publication to delivery.",
}
"""Every metric of the hub by its name as scraped, with its meaning."""

_STATES = ("active", "failing", "expired", "pending")
_OUTCOMES = (
    *("delivered", "failed", "dropped", "gone"),
    *("verified", "renewed", "refused", "denied", "unsubscribed", "expired"),
)


def hub_metrics(following: Following | None) -> Iterator[Metric]:
    """Yield the hub's metrics; nothing is known of it where the store was not read yet."""
    known = following or Following({}, 0, None, {}, {})
    states = GaugeMetricFamily(*_head("buzzfeed_hub_subscriptions"), labels=["state"])
    for state in _STATES:
        states.add_metric([state], known.states.get(state, 0))
    yield states
    yield GaugeMetricFamily(*_head("buzzfeed_hub_behind"), value=known.behind)
    waiting = (datetime.now(UTC) - known.oldest).total_seconds() if known.oldest is not None else 0.0
    yield GaugeMetricFamily(*_head("buzzfeed_hub_oldest_seconds"), value=max(0.0, waiting))
    name, text = _head("buzzfeed_hub_outcomes_total")
    outcomes = CounterMetricFamily(name.removesuffix("_total"), text, labels=["outcome"])
    for outcome in _OUTCOMES:
        outcomes.add_metric([outcome], known.tallies.get(outcome, 0))
    yield outcomes
    yield _waits(known.tallies)


def _waits(tallies: Mapping[str, int]) -> Metric:
    buckets, total = [], 0
    for bound in WAITS:
        total += tallies.get(within(bound), 0)
        buckets.append((str(float(bound)), float(total)))
    buckets.append(("+Inf", float(total + tallies.get(LATER, 0))))
    family = HistogramMetricFamily(*_head("buzzfeed_hub_wait_seconds"))
    family.add_metric([], buckets, sum_value=float(tallies.get(WAITED, 0)))
    return family


def _head(name: str) -> tuple[str, str]:
    return name, HUB_METRICS[name]
