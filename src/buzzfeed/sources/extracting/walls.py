"""Walls of consent: pages that answer as if all were well, and ask for cookies where their text would stand."""

from __future__ import annotations

import re
from collections.abc import Sequence

from buzzfeed.model import fold
from buzzfeed.sources.extracting.blocks import Block

_WE = re.compile(
    r"\bnous et (?:nos|\d+)\b|\bnos (?:\d+ )?partenaires(?: et nous)?\b|\b(?:we|us) and our\b|\bour (?:\d+ )?partners\b"
    r"|\bthis (?:site|website) uses\b|\b(?:ce|notre) site (?:internet )?utilise\b|\bwe use\b|\bnous utilisons\b"
)
_ABOUT = (
    re.compile(r"\bcookies?\b|\btraceurs?\b|\btrackers?\b|technologies similaires|similar technologies"),
    re.compile(r"\bconsent(?:ement|ir|ez)?\b|votre (?:accord|choix)|vos choix|your (?:consent|choices?)"),
    re.compile(r"donnees personnelles|personal (?:data|information)|vie privee|\bprivacy\b"),
    re.compile(r"publicites? (?:et|ciblee|personnalisee)|contenus? personnalise|personali[sz]ed (?:ads|content)"),
    re.compile(r"tout accepter|tout refuser|continuer sans accepter|accept all|reject all|manage (?:options|choices)"),
)
_LEAST = 2


def is_walled(blocks: Sequence[Block], shortest: int) -> bool:
    """Whether a wall of consent stands where the text would, and less than ``shortest`` letters of anything else.

    An article about such walls has other paragraphs, too, and is none.
    """
    prose = [block for block in blocks if block.prose]
    asking = [block for block in prose if _asks(fold(block.text[:3000]))]
    return bool(asking) and sum(len(block.text) for block in prose if block not in asking) < shortest


def _asks(text: str) -> bool:
    return bool(_WE.search(text)) and sum(bool(about.search(text)) for about in _ABOUT) >= _LEAST
