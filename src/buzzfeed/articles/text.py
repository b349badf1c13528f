"""Plain text as XML 1.0 and feeds can carry it, and no more: forbidden characters out, NFC, edges clean."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from html import unescape

# What XML 1.0 §2.2 forbids, and what no article means: DEL, C1 controls, the byte order mark, noncharacters.
_NONCHARACTERS = "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000))
_UNWANTED = re.compile(
    f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufeff{_NONCHARACTERS}]",
)
# In UTF-8: C0 controls, DEL, CR, and what begins a character beyond the first plane; C1; noncharacters.
_SUSPECT_BYTES = bytes(byte for byte in (*range(0x20), 0x7F, *range(0xF0, 0x100)) if byte not in b"\t\n")
_SUSPECT_C1 = re.compile(rb"\xc2[\x80-\x9f]")
_SUSPECT_NONCHARACTER = re.compile(rb"\xef(?:\xb7[\x90-\xaf]|\xbf[\xbe\xbf])")
_SURROGATES = re.compile("[\ud800-\udfff]")
_OVERRIDES = re.compile("[\u202d\u202e]")
_SPACES = re.compile("[ \t\n\r\u2028\u2029]+")  # no-break spaces are typography, and stay
_AFTER_TAG = re.compile(r">([^\x00-\x7f])")


def _c1_as_cp1252() -> dict[str, str]:
    """Map each C1 control to the character that Windows-1252 has in its place, for it is what was meant."""
    table = {}
    for code in range(0x80, 0xA0):
        try:
            table[chr(code)] = bytes([code]).decode("cp1252")
        except UnicodeDecodeError:
            table[chr(code)] = ""
    return table


_INSTEAD = {**_c1_as_cp1252(), **dict.fromkeys("\x0b\x0c\x1c\x1d\x1e\x1f", " ")}


def scrub(text: str) -> str:
    """Return ``text`` with only characters that XML 1.0 §2.2 allows, LF line ends, in NFC; idempotent."""
    text = _legal(text)
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def scrub_markup(html: str) -> str:
    """Return HTML scrubbed as text is, its tags untouched.

    A combining mark that stands right behind a tag becomes a reference: NFC would make one character of ``>`` and
    U+0338, and so break the tag.
    """
    html = _legal(html)
    if unicodedata.is_normalized("NFC", html):
        return html
    return unicodedata.normalize("NFC", _AFTER_TAG.sub(_shield, html))


def one_line(text: str, limit: int = 500) -> str:
    """Return ``text`` scrubbed, on one line, cut at a word after ``limit`` characters; no-break spaces stay inside."""
    text = _SPACES.sub(" ", _OVERRIDES.sub("", scrub(text[: 20 * limit]))).strip()
    return cut(text, limit, limit)


def label(text: str) -> str:
    """Return the name of a term or person on one line, 200 characters at most."""
    return one_line(text, 200)


def cut(text: str, aim: int, limit: int) -> str:
    """Return ``text``, or its beginning of ``limit`` characters at most.

    It ends after a sentence where one ends between ``aim`` and ``limit``, else after a word and with an ellipsis.
    """
    if len(text) <= limit:
        return text
    ends = [match.end() for match in _SENTENCE_END.finditer(text, 0, limit + 1) if aim <= match.end() <= limit]
    if ends and aim < limit:
        return text[: ends[-1]].rstrip()
    head = text[: limit - 1]
    words, space, _ = head.rpartition(" ")
    if not space or len(words) < limit // 2:
        words = head
    while words and unicodedata.combining(text[len(words)]):
        words = words[:-1]  # never between a letter and its mark
    return words.rstrip(" \u00a0\u202f,;:–—-([«“") + "…"


# Behind a word of two letters or more (so that initials end nothing), or the space that French puts before "!" and "?".
_SENTENCE_END = re.compile(r"(?:(?<=[^\s.!?…]{2})|(?<=\w[ \u00a0\u202f]))[.!?…]+(?:[\u00a0\u202f ]?[»”\"’)])?(?=\s)")

_BREAKS = (
    "address article aside audio blockquote br caption dd details div dl dt fieldset figcaption figure footer h1 h2 h3 "
    "h4 h5 h6 header hr iframe li main nav ol p pre section summary table tbody td tfoot th thead tr ul video"
).split()
_BREAK_TAG = re.compile(rf"</?(?:{'|'.join(_BREAKS)})(?: [^>]*)?>")
_TAG = re.compile(r"</?[a-z][^>]*>")


def visible_text(content: str) -> str:
    """Return the words that sanitised HTML shows: one line per block, runs of white space as one space."""
    text = unescape(_TAG.sub("", _BREAK_TAG.sub("\n", content.replace("\n", " "))))
    return "\n".join(line for line in (_SPACES.sub(" ", line).strip() for line in text.split("\n")) if line)


def _legal(text: str) -> str:
    if not _suspect(text):
        return text
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if _UNWANTED.search(text) is None:
        return text
    if _SURROGATES.search(text):  # a pair is one character that was taken apart; a lone one is nothing
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    return _UNWANTED.sub(lambda match: _INSTEAD.get(match[0], ""), text)


def _suspect(text: str) -> bool:
    """Whether something may have to go: a quick look at the bytes, for a character class costs much more."""
    try:
        data = text.encode()
    except UnicodeEncodeError:
        return True
    return (
        len(data.translate(None, _SUSPECT_BYTES)) != len(data)
        or b"\xef\xbb\xbf" in data
        or _SUSPECT_C1.search(data) is not None
        or _SUSPECT_NONCHARACTER.search(data) is not None
    )


def _shield(match: re.Match[str]) -> str:
    return f">&#{ord(match[1])};" if unicodedata.combining(match[1]) else match[0]


def distinct(names: Iterable[str], key: Callable[[str], str]) -> tuple[str, ...]:
    """Return the first of all names that have one key, in their order."""
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(key(name), name)
    return tuple(found.values())
