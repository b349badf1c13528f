"""The audience for programs: a JSON document, and a table as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Any

from buzzfeed.audience.agents import kind_of
from buzzfeed.audience.figures import Audience, Counted
from buzzfeed.model import AudienceSum

COLUMNS = ("day", "channel", "reader", "low", "high", "rss", "atom", "json", "unmodified", "deltas", "bytes")
"""What stands in each line of the CSV."""


def document(audience: Audience) -> dict[str, Any]:
    """Return the document of ``buzzfeed audience --json`` and ``/audience.json``."""
    return {
        "day": audience.day.isoformat(),
        "whole": audience.whole,
        "channel": audience.channel or None,
        "subscriptions": _range(audience.total),
        "people": {"low": audience.people},
        "polls": {
            **_polls(audience.total),
            **audience.formats,
            "spared_bytes": audience.total.spared,
            "bots": audience.bots,
            "uncounted": audience.uncounted,
        },
        "channels": [
            {"channel": name, "title": audience.titles.get(name) or None, **_range(one), **_polls(one)}
            for name, one in audience.channels.items()
        ],
        "readers": [
            {"reader": name, "kind": str(kind_of(name)), **_range(one), **_polls(one)}
            for name, one in audience.families.items()
        ],
        "days": [{"day": day.isoformat(), **_range(one), **_polls(one)} for day, one in audience.days.items()],
        "reasons": [str(reason) for reason in audience.reasons],
        "hub": None
        if audience.pushed is None
        else {
            "subscriptions": audience.pushed.active,
            "channels": dict(audience.pushed.channels),
            "spared_polls": audience.pushed.spares,
        },
        "personal": None
        if audience.personal is None
        else {
            "feeds": audience.personal.feeds,
            "used": audience.personal.used,
            "days": [
                {"day": day.isoformat(), "feeds": feeds, "used": audience.personal.read.get(day)}
                for day, feeds in audience.personal.days.items()
            ],
            "unserved": [
                {"kind": one.kind, "name": one.name, "readers": one.readers, "articles": one.articles}
                for one in audience.personal.unserved
            ],
        },
    }


def table(sums: Iterable[AudienceSum]) -> str:
    """Return sums as CSV (RFC 4180): a line for each day, channel and family of readers."""
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow(COLUMNS)
    for one in sums:
        row = (one.day.isoformat(), one.channel, one.family, one.readers.low, one.readers.high)
        lines.writerow((*row, one.rss, one.atom, one.json, one.unmodified, one.deltas, one.size))
    return text.getvalue()


def _range(one: Counted) -> dict[str, int]:
    return {"low": one.readers.low, "high": one.readers.high}


def _polls(one: Counted) -> dict[str, int]:
    return {"polls": one.polls, "unmodified": one.unmodified, "deltas": one.deltas, "bytes": one.size}
