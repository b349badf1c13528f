"""Verification: whether a feed says what it should, and whether readers will see it."""

from __future__ import annotations

from buzzfeed.model import Verdict
from buzzfeed.verify.annotated import check_annotated
from buzzfeed.verify.codes import MEANINGS, SEVERITIES
from buzzfeed.verify.fields import ENTRY_FIELDS, FEED_FIELDS, Field
from buzzfeed.verify.proofs import check_frame, prove_entry, prove_frame
from buzzfeed.verify.shown import shown
from buzzfeed.verify.strict import MAX_GATE_BYTES
from buzzfeed.verify.whole import check_whole, round_trip

__all__ = [
    "ENTRY_FIELDS",
    "FEED_FIELDS",
    "MAX_GATE_BYTES",
    "MEANINGS",
    "SEVERITIES",
    "Field",
    "check_annotated",
    "check_frame",
    "check_whole",
    "examine",
    "prove_entry",
    "prove_frame",
    "round_trip",
    "shown",
]


def examine(data: bytes, subject: str, media_type: str = "") -> Verdict:
    """Hold any feed, ours or not, against its specification: `buzzfeed.verify.gate.examine`."""
    # Imported here: the workers that prove our own feeds import this package, and need none of the gate.
    from buzzfeed.verify import gate

    return gate.examine(data, subject, media_type)
