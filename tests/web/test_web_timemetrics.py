"""How long news takes, as Prometheus reads it."""

from datetime import UTC, datetime, timedelta

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.registry import Collector

from buzzfeed.web.timemetrics import time_metrics

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


class _Told(Collector):
    def __init__(self, timings, oldest):
        self._given = timings, oldest

    def collect(self):
        """Yield the metrics."""
        return time_metrics(*self._given, NOW)


def scraped(timings, oldest):
    """Return the lines that are scraped."""
    registry = CollectorRegistry()
    registry.register(_Told(timings, oldest))
    return generate_latest(registry).decode().splitlines()


def test_a_histogram_adds_up():
    """A bucket holds what the smaller ones hold, and the last one all; what took longer than any bound is in it."""
    lines = scraped({("websub", "sent"): ({1: 3, 5: 2, -1: 1}, 100000), ("visible", "late"): ({1800: 1}, 1200)}, None)
    label = 'outcome="sent",type="websub"'
    assert f'buzzfeed_delivery_seconds_bucket{{le="1.0",{label}}} 3.0' in lines
    assert f'buzzfeed_delivery_seconds_bucket{{le="5.0",{label}}} 5.0' in lines
    assert f'buzzfeed_delivery_seconds_bucket{{le="+Inf",{label}}} 6.0' in lines
    assert f"buzzfeed_delivery_seconds_count{{{label}}} 6.0" in lines
    assert 'buzzfeed_visible_seconds_sum{outcome="late"} 1200.0' in lines
    assert "buzzfeed_oldest_undelivered_seconds 0.0" in lines


def test_the_oldest_that_waits_is_told_by_its_age():
    """An hour-old delivery that waits shows, and nothing names to whom."""
    assert "buzzfeed_oldest_undelivered_seconds 3600.0" in scraped({}, NOW - timedelta(hours=1))
