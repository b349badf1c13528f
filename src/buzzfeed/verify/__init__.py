"""Verification: whether a feed says what it should, and whether readers will see it."""

from buzzfeed.verify.codes import MEANINGS, SEVERITIES
from buzzfeed.verify.fields import ENTRY_FIELDS, FEED_FIELDS, Field
from buzzfeed.verify.gate import MAX_GATE_BYTES, examine
from buzzfeed.verify.proofs import prove_entry, prove_frame
from buzzfeed.verify.whole import check_whole, round_trip

__all__ = [
    "ENTRY_FIELDS",
    "FEED_FIELDS",
    "MAX_GATE_BYTES",
    "MEANINGS",
    "SEVERITIES",
    "Field",
    "check_whole",
    "examine",
    "prove_entry",
    "prove_frame",
    "round_trip",
]
