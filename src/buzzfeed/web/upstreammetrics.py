"""How our subscriptions to upstream feeds stand, as metrics."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from prometheus_client.core import GaugeMetricFamily, Metric

UPSTREAM_METRICS: Mapping[str, str] = {
    "buzzfeed_upstream_subscriptions": "Our subscriptions at the hubs of feeds that sources read, by state.",
}
"""Every metric of upstream feeds by its name as scraped, with its meaning."""

_STATES = ("asked", "subscribed", "pushes", "leaving")


def upstream_metrics(states: Mapping[str, int]) -> Iterator[Metric]:
    """Yield the metrics."""
    ((name, text),) = UPSTREAM_METRICS.items()
    family = GaugeMetricFamily(name, text, labels=["state"])
    for state in _STATES:
        family.add_metric([state], states.get(state, 0))
    yield family
