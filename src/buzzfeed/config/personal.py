"""``[personal]``: feeds that readers put together from what they say, at ``/my``."""

from __future__ import annotations

from pydantic import Field

from buzzfeed.config.section import Section
from buzzfeed.config.units import Bytes, Seconds


class PersonalSettings(Section):
    """Whether there are personal feeds, how many, and for how long.

    Of those that are kept there are ``most`` at most, of which one network may make ``made_per_hour`` (three times as
    many from all around it), and change them twelve times as often; one that nobody asks for during ``expire_after`` is
    wiped, and one that nobody ever asked for after ``first_fetch_within``. One network may have ``asked_per_minute``
    feeds made, or addresses refused, in a minute; an answer at hand is not counted. ``cache_bytes`` are kept of answers
    and readers' choices.
    """

    enabled: bool = True
    expire_after: Seconds = Field(180 * 86400.0, ge=86400.0)
    first_fetch_within: Seconds = Field(7 * 86400.0, ge=86400.0)
    most: int = Field(20_000, ge=1, le=1_000_000)
    made_per_hour: int = Field(10, ge=1)
    asked_per_minute: int = Field(60, ge=1)
    cache_bytes: Bytes = Field(64_000_000, ge=1_000_000)
