"""Quoting: text that is nothing but text, in HTML and in every tool that HTML is put into.

A newsroom's name may hold ``{{``, ``<?php`` or ``[gallery]``: what opens a tag in a template, in PHP or in WordPress's
shortcodes is written as a character reference, which HTML reads back and none of them sees.
"""

from __future__ import annotations

import json
from urllib.parse import quote

_URL_SAFE = ":/?#[]@!$&'()*+,;=-._~%"
_REFERENCES = {ord(char): f"&#{ord(char)};" for char in "&<>\"'`{}[]\\$%"}
_REFERENCES.update(dict.fromkeys((*range(0x20), *range(0x7F, 0xA0), *range(0xD800, 0xE000)), " "))
_REFERENCES.update({ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;", ord('"'): "&quot;"})


def text(words: str) -> str:
    """Return words as HTML text, or as the value of an attribute in quotes."""
    return words.translate(_REFERENCES)


def address(url: str) -> str:
    """Return an address as the value of an attribute in quotes."""
    return text(quote(url, safe=_URL_SAFE, errors="replace")).replace("&#37;", "%")


def php(markup: str) -> str:
    """Return a string of PHP, in single quotes, in which only the quote and the backslash mean anything."""
    return "'" + markup.replace("\\", "\\\\").replace("'", "\\'") + "'"


def yaml(words: str) -> str:
    """Return a string of YAML 1.2, in double quotes: those of JSON are among them."""
    return json.dumps(words)
