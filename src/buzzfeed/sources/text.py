"""Text: from bytes to words, and from words to HTML. What is trimmed is ASCII white space: no-break spaces are text."""

from __future__ import annotations

import html
import re

from buzzfeed.errors import ItemError
from buzzfeed.sources.markdown import render

BLANK = " \t\r\n\f\v"
"""What is trimmed at the edges of a text; French typography's no-break spaces are not among it."""

_SURROGATE = re.compile(r"[\ud800-\udfff]")
_SPACE = re.compile(r"[ \t\r\n\f\v]+")
_NAMES = (
    "a|abbr|b|bdi|bdo|big|br|center|cite|code|del|dfn|div|em|figcaption|font|h[1-6]|i|img|ins|kbd|li|mark|ol|p|q|s|samp"
    "|small|span|strong|sub|sup|time|tt|u|ul|var|wbr"
)
_INLINE = re.compile(rf"</?(?:{_NAMES})(?=[\s/>])[^<>]{{0,2000}}>", re.IGNORECASE)
_MARKED = re.compile(rf"</(?:{_NAMES})>|<(?:br|img|wbr)(?=[\s/>])", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_MARKUP = re.compile(r"\]\(|\*\*\S|`|(?<![\w\\])[*_][^\s*_]")
_ADDRESS = re.compile(r"https?://[^\s<>\"«»“”]{1,2000}")
_CLOSERS = ".,;:!?…)]}'’"


def decode(data: bytes, origin: str) -> str:
    """Return a file's text: UTF-8 with or without a byte-order mark, every line end a line feed.

    Raises:
        ItemError: ``not-utf8``, ``binary`` (it holds NUL) or ``empty``.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ItemError(origin, "is UTF-16, not UTF-8", "save it as UTF-8", code="not-utf8")
    nul = data.find(b"\0")
    if nul >= 0:
        cause = f"line {_line(data, nul)} holds a NUL byte: it is not text"
        raise ItemError(origin, cause, "save it as plain UTF-8 text", code="binary")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        cause = f"line {_line(data, error.start)} is not UTF-8 (byte 0x{data[error.start]:02x})"
        raise ItemError(origin, cause, "save it as UTF-8", code="not-utf8") from None
    if not text.strip():
        raise ItemError(origin, "is empty", "write the article, or remove the file", code="empty")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def scrub(text: str) -> str:
    """Return ``text`` with U+FFFD in place of lone surrogates, which no encoding can carry (RFC 3629 §3)."""
    return _SURROGATE.sub("\ufffd", text)


def squeeze(text: str) -> str:
    """Return ``text`` on one line: runs of ASCII white space become one space, none at its edges."""
    return _SPACE.sub(" ", text).strip(BLANK)


def untag(text: str) -> str:
    """Return the words of simple HTML: known tags out, entities read; ``<`` that opens no known tag stays."""
    return squeeze(html.unescape(_INLINE.sub(" " if "<p" in text or "<br" in text or "<li" in text else "", text)))


def plain(text: str) -> str:
    """Return front matter's one line as plain words: inline HTML, entities and Markdown's marks are taken out.

    A text that has no such markup comes back as it is, so that a bare ``<`` or ``&``, and a tag that is written about,
    stay themselves.
    """
    text = squeeze(scrub(text))
    if _MARKUP.search(text):
        text = squeeze(render(text[:20_000]))
    if _MARKED.search(text):
        return untag(text)
    return squeeze(html.unescape(text)) if _ENTITY.search(text) else text


def escape(text: str) -> str:
    """Return text as HTML, its addresses as links."""
    pieces, done = [], 0
    for match in _ADDRESS.finditer(text):
        address = match[0].rstrip(_CLOSERS)
        pieces += [html.escape(text[done : match.start()], quote=False)]
        pieces += [f'<a href="{html.escape(address)}">{html.escape(address, quote=False)}</a>']
        done = match.start() + len(address)
    pieces.append(html.escape(text[done:], quote=False))
    return "".join(pieces)


def paragraphs(text: str) -> str:
    """Return plain text as HTML paragraphs: a blank line parts them, a line end is a line break."""
    blocks = re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n").replace("\r", "\n"))
    lines = ([line.strip(BLANK) for line in block.strip(BLANK).split("\n")] for block in blocks)
    return "\n".join(f"<p>{'<br>'.join(escape(line) for line in block)}</p>" for block in lines if any(block))


def _line(data: bytes, position: int) -> int:
    return data.count(b"\n", 0, position) + 1
