"""Metrics of how long news takes: since its publication, until it is visible, and until others have it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from prometheus_client.core import GaugeMetricFamily, HistogramMetricFamily, Metric

Timings = Mapping[tuple[str, str], tuple[Mapping[int, int], int]]

TIME_METRICS: Mapping[str, str] = {
    "buzzfeed_oldest_undelivered_seconds": "Age of the oldest delivery that still waits; 0 if none does.",
    "buzzfeed_visible_seconds": "Seconds from publication until it was seen at the public address, by outcome.",
    "buzzfeed_delivery_seconds": "Seconds from publication to the end of a delivery, by its type and outcome.",
}

_VISIBLE = "visible"
_BEYOND = -1


def time_metrics(timings: Timings, oldest: datetime | None, now: datetime) -> Iterator[Metric]:
    """Yield the metrics of how long things took."""
    name = "buzzfeed_oldest_undelivered_seconds"
    age = 0.0 if oldest is None else max(0.0, (now - oldest).total_seconds())
    yield GaugeMetricFamily(name, TIME_METRICS[name], value=age)
    name = "buzzfeed_visible_seconds"
    visible = HistogramMetricFamily(name, TIME_METRICS[name], labels=["outcome"])
    name = "buzzfeed_delivery_seconds"
    delivered = HistogramMetricFamily(name, TIME_METRICS[name], labels=["type", "outcome"])
    for (what, outcome), (counts, total) in sorted(timings.items()):
        buckets = _buckets(counts)
        if what == _VISIBLE:
            visible.add_metric([outcome], buckets, total)
        else:
            delivered.add_metric([what, outcome], buckets, total)
    yield visible
    yield delivered


def _buckets(counts: Mapping[int, int]) -> list[tuple[str, float]]:
    """Return counts as a histogram has them: each bucket holds what the smaller ones hold, too."""
    found, so_far = [], 0
    for most in sorted(bound for bound in counts if bound != _BEYOND):
        so_far += counts[most]
        found.append((f"{most}.0", float(so_far)))
    return [*found, ("+Inf", float(so_far + counts.get(_BEYOND, 0)))]
