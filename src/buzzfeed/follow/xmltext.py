"""Text that may stand in XML, whatever a config holds."""

from __future__ import annotations

import re

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    """Return ``text`` without the characters that XML 1.0 §2.2 forbids."""
    return _FORBIDDEN.sub("", text)
