"""Sketches: a few hundred bytes by which near copies of a text are told, without the text.

A sketch holds the smallest hashes of a text's shingles (every run of `WORDS` words, folded): a bottom-k sketch. Of two
of them, the share of common hashes among the smallest of both estimates the share of shingles that the texts have in
common (Broder, *On the resemblance and containment of documents*, 1997; Cohen and Kaplan, *Summarizing data using
bottom-k sketches*, 2007), with a standard error of ``sqrt(s(1-s)/k)``, 0.06 at the most. Nothing is drawn at random:
the same words have the same sketch on every machine.
"""

from __future__ import annotations

import re
import struct
from functools import lru_cache
from hashlib import blake2b
from heapq import nsmallest

from buzzfeed.model.folding import fold

WORDS = 3
"""Words in a shingle: few enough that a changed word costs little, enough that a common topic is no copy."""
KEPT = 64
"""Hashes kept in a sketch, four bytes each."""
LEAST = 12
"""Shingles that a text must have to be compared: two texts of a dozen words may well be alike by chance."""
ALIKE = 0.5
"""From this likeness on, one text is a near copy of the other."""
LEADING = 10
"""Hashes under which a sketch is looked up: near copies share one of these but once in a thousand times."""

_WORD = re.compile(r"\w+")
_SIZE = 4
_ALL_BITS = (1 << 64) - 1
_FACTORS = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9)  # odd, so that no bit of a word is lost
_LAST = 0xFF51AFD7ED558CCD


def sketch_of(text: str) -> bytes:
    """Return the sketch of a text: `KEPT` hashes of four bytes in ascending order, fewer where it is short."""
    words = [_word(word) for word in _WORD.findall(fold(text))]
    hashes = {_mixed(words[at], words[at + 1], words[at + 2]) for at in range(len(words) - WORDS + 1)}
    kept = nsmallest(KEPT, hashes)
    return struct.pack(f">{len(kept)}I", *kept)


def likeness(one: bytes, other: bytes) -> float:
    """Return which share of their shingles two texts have in common, as their sketches tell; 0 where one is short."""
    ours, theirs = set(_hashes(one)), set(_hashes(other))
    if min(len(ours), len(theirs)) < LEAST:
        return 0.0
    union = ours | theirs
    # Of a text with a full sketch nothing is known beyond its largest hash.
    smallest = nsmallest(KEPT, union) if KEPT in (len(ours), len(theirs)) else union
    return len((ours & theirs).intersection(smallest)) / len(smallest)


def leading(sketch: bytes) -> tuple[int, ...]:
    """Return the hashes under which a sketch is looked up; none where its text is too short to be compared."""
    return _hashes(sketch)[:LEADING] if len(sketch) >= LEAST * _SIZE else ()


def _hashes(sketch: bytes) -> tuple[int, ...]:
    return struct.unpack(f">{len(sketch) // _SIZE}I", sketch)


@lru_cache(maxsize=1 << 15)
def _word(word: str) -> int:
    return int.from_bytes(blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


def _mixed(first: int, second: int, third: int) -> int:
    """Return the hash of three words in their order: the upper half of a multiply-and-shift mix."""
    mix = (first * _FACTORS[0] + second * _FACTORS[1] + third * _FACTORS[2]) & _ALL_BITS
    mix = ((mix ^ (mix >> 33)) * _LAST) & _ALL_BITS
    return (mix ^ (mix >> 29)) >> 32
