"""``[api]``: the bounds of what is handed in by HTTP."""

from __future__ import annotations

from pydantic import Field

from buzzfeed.config.section import Section
from buzzfeed.config.units import Bytes, Seconds


class ApiSettings(Section):
    """``[api]``: bytes of a request at most, seconds in which it must arrive, and requests of one token in a minute."""

    max_bytes: Bytes = 1_000_000
    timeout: Seconds = 10.0
    per_minute: int = Field(120, ge=1, le=100_000)
