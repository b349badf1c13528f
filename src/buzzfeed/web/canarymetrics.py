"""What the canaries measure, as metrics: hubs by state, and what they pushed; ours apart from all others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from buzzfeed.model import CanaryState, HubHealth

CANARY_METRICS: Mapping[str, str] = {
    "buzzfeed_canary_hubs": "Hubs by what our own subscriptions to them tell (state), our own apart from others (hub).",
    "buzzfeed_canary_pushed_total": "Publications that hubs pushed to our own subscriptions, by own or other (hub).",
    "buzzfeed_canary_missed": "Of the last twenty publications told to each hub, those it did not push in time.",
    "buzzfeed_canary_seconds": "Median seconds from telling a hub to its push, of the last twenty; the slowest other.",
}
"""Every metric of the canaries by its name as scraped, with its meaning."""

_WHOSE = ("own", "other")


def canary_metrics(hubs: Sequence[HubHealth], tallies: Mapping[str, int]) -> Iterator[Metric]:
    """Yield the canaries' metrics."""
    states = Counter((_whose(one), one.state) for one in hubs)
    family = GaugeMetricFamily(*_head("buzzfeed_canary_hubs"), labels=["hub", "state"])
    for whose in _WHOSE:
        for state in CanaryState:
            family.add_metric([whose, str(state)], states[whose, state])
    yield family
    name, text = _head("buzzfeed_canary_pushed_total")
    pushed = CounterMetricFamily(name.removesuffix("_total"), text, labels=["hub"])
    missed = GaugeMetricFamily(*_head("buzzfeed_canary_missed"), labels=["hub"])
    seconds = GaugeMetricFamily(*_head("buzzfeed_canary_seconds"), labels=["hub"])
    for whose in _WHOSE:
        ours = [one for one in hubs if _whose(one) == whose]
        pushed.add_metric([whose], tallies.get(f"canary {whose} pushed", 0))
        missed.add_metric([whose], sum(one.missed for one in ours))
        known = [one.seconds for one in ours if one.seconds is not None]
        if known:
            seconds.add_metric([whose], max(known))
    yield from (pushed, missed, seconds)


def _whose(one: HubHealth) -> str:
    return "own" if one.type == "hub" else "other"


def _head(name: str) -> tuple[str, str]:
    return name, CANARY_METRICS[name]
