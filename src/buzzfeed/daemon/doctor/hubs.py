"""Whether hubs push what they are told of, by our own subscriptions to them."""

from __future__ import annotations

from collections.abc import Iterator

from buzzfeed.config import Config
from buzzfeed.daemon.access import viewed
from buzzfeed.daemon.clock import SystemClock
from buzzfeed.daemon.doctor.check import Check
from buzzfeed.follow.hubs import hub_health
from buzzfeed.model import CanaryState, HubHealth

_MENDS = {
    CanaryState.SILENT: "count on our own hub: this one takes pings and tells nobody; leave it out of [[announce]]",
    CanaryState.UNVERIFIED: "see that feeds_url + /hub/canary/ is reached from outside by GET and POST",
}


def hubs(config: Config) -> Iterator[Check]:
    """Say of each hub what its canary tells; nothing where there is none."""
    with viewed(config) as shelf:
        found = hub_health(config, shelf, SystemClock().now())
    for one in found:
        yield judged(one)


def judged(one: HubHealth) -> Check:
    """Return what is well or to be mended about a hub; that nothing is known yet is well."""
    mend = _MENDS.get(one.state, "")
    return Check(f"pushes of {one.target} ({one.type})", not mend, one.text, mend)
