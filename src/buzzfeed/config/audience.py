"""``[audience]``: whether polls are counted, and for how long sums are kept."""

from __future__ import annotations

from pydantic import Field

from buzzfeed.config.section import Section


class AudienceSettings(Section):
    """``[audience]``: whether polls of feeds are counted, and for how many months their sums are kept, 25 at most."""

    count: bool = True
    months: int = Field(25, ge=1, le=25)
