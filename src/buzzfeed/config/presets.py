"""Presets: services that ``[[announce]]`` knows by name, so that ``type = "pingomatic"`` is all that is written."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

INDEXNOW = "https://api.indexnow.org/indexnow"
"""The endpoint that engines share: whoever is told tells the others."""

PRESETS: Mapping[str, Mapping[str, object]] = MappingProxyType(
    {
        "pingomatic": {"type": "xmlrpc", "url": "https://rpc.pingomatic.com/"},
        "twingly": {"type": "xmlrpc", "url": "https://rpc.twingly.com/"},
        "blogs": {"type": "xmlrpc", "url": "http://ping.blo.gs/"},
        # It honours about ten addresses in one request.
        "google-hub": {"type": "websub", "url": "https://pubsubhubbub.appspot.com/", "batch": 10},
        "superfeedr": {"type": "websub", "url": "https://pubsubhubbub.superfeedr.com/"},
    }
)
"""What each name stands for; whatever a table says besides goes before it. IndexNow has its own address by default."""


def spelt_out(table: object) -> object:
    """Return an ``[[announce]]`` table with the preset that its ``type`` names written out, and all else as it was."""
    known = PRESETS.get(str(table.get("type"))) if isinstance(table, dict) else None
    if known is None or not isinstance(table, dict):
        return table
    own = {key: value for key, value in table.items() if key != "type"}
    return {**known, "name": table["type"], **own}
