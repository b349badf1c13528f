"""``[hub]``: the newsroom's own hub, and its bounds."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from buzzfeed.config.section import Section
from buzzfeed.config.units import Seconds


class HubSettings(Section):
    """The hub at ``/hub``, and rssCloud beside it: leases, retries' limits, and what keeps it from being abused.

    ``at_once`` requests are made at a time, ``at_once_per_host`` to one host. There are ``subscriptions`` at most,
    ``subscriptions_per_host`` to callbacks of one host, and ``pending`` requests that wait for being verified. In one
    minute ``asked_per_address`` requests are taken from one address, and ``asked_per_host`` for callbacks of one host.
    """

    enabled: bool = True
    rsscloud: bool = True
    signature: Literal["sha1", "sha256", "sha384", "sha512"] = "sha256"
    lease: Seconds = 10 * 86400.0
    shortest_lease: Seconds = 3600.0
    longest_lease: Seconds = 30 * 86400.0
    timeout: Seconds = 10.0
    at_once: int = Field(32, ge=1, le=256)
    at_once_per_host: int = Field(8, ge=1, le=256)
    subscriptions: int = Field(100_000, ge=1)
    subscriptions_per_host: int = Field(5_000, ge=1)
    pending: int = Field(5_000, ge=1)
    pending_per_host: int = Field(1_000, ge=1)
    asked_per_address: int = Field(60, ge=1)
    asked_per_host: int = Field(300, ge=1)

    @model_validator(mode="after")
    def _leases_in_order(self) -> HubSettings:
        if not 1 <= self.shortest_lease <= self.lease <= self.longest_lease <= 366 * 86400:
            raise ValueError('"lease" lies between "shortest_lease" and "longest_lease", a second and a year')
        if self.timeout < 0.1:
            raise ValueError('"timeout" is 100ms at least')
        return self

    def clamped(self, asked: int | None) -> int:
        """Return the seconds that a lease lasts: those asked for, within bounds, or the default."""
        wanted = self.lease if asked is None else float(asked)
        return round(min(max(wanted, self.shortest_lease), self.longest_lease))
