"""From a page's bytes to its text, as browsers decide it (WHATWG HTML §13.2.3.2), and past what sites get wrong."""

from __future__ import annotations

import codecs
import re

from buzzfeed.errors import ItemError
from buzzfeed.sources.extracting.values import LARGEST
from buzzfeed.sources.text import scrub

_CHARSET = re.compile(r"charset\s{0,5}=\s{0,5}[\"']?\s{0,5}([\w.:-]{1,40})", re.IGNORECASE)
_META = re.compile(rb"<meta[^<>]{0,400}?charset\s{0,5}=\s{0,5}[\"']?\s{0,5}([\w.:-]{1,40})", re.IGNORECASE)
_XML = re.compile(rb"\s{0,20}<\?xml[^<>]{0,200}?encoding\s{0,5}=\s{0,5}[\"']([\w.:-]{1,40})", re.IGNORECASE)
_HEAD = 4096
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_LATIN = "cp1252"
# What calls itself ASCII or Latin 1 is windows-1252 (WHATWG Encoding §4.2): « œ » stands where Latin 1 has nothing.
_READ_AS = {"ascii": _LATIN, "iso8859-1": _LATIN, "iso8859-9": "cp1254", "iso8859-11": "cp874", "gb2312": "gbk"}
_KNOWN = re.compile(
    r"utf-8|utf-16-[lb]e|cp125\d|cp874|cp1252|iso8859-(?:\d|1[0-6])|koi8-[ru]|mac-(?:roman|cyrillic)|shift_jis|cp932"
    r"|euc_jp|iso2022_jp|euc_kr|cp949|gbk|gb18030|big5|big5hkscs"
)
_PAGES = (
    "text/html",
    "application/xhtml+xml",
    "text/plain",
    "application/xml",
    "text/xml",
    "application/octet-stream",
    "",
)
_FOREIGN = re.compile(rb"\s*(?:%PDF-|\x89PNG|GIF8|\xff\xd8\xff|PK\x03\x04|\x1f\x8b|RIFF|[{\[]\s*[\"{\[\]}])")
_FEED = re.compile(
    rb"\s*(?:<\?xml[^<>]{0,200}\?>\s*)?(?:<!--.{0,500}?-->\s*)?<(?:rss|feed|rdf:RDF|urlset|sitemapindex)\b", re.S
)
# Controls are nothing that a page shows.
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


def decode(page: bytes, url: str, content_type: str) -> str:
    """Return a page's text: by its byte-order mark, else as HTTP says, else as it says itself, else by what fits.

    Text that calls itself something else and is sound UTF-8 is UTF-8; what calls itself UTF-8 and is not is
    windows-1252, which French pages are written in that nobody converted.

    Raises:
        ItemError: ``too-large``, ``empty``, or ``not-a-page`` (a document, a picture, JSON, a feed).
    """
    if len(page) > LARGEST:
        cause = f"the page is larger than {LARGEST // 1_000_000} MB"
        raise ItemError(url, cause, "leave it out with `exclude`, or write the article to a folder", code="too-large")
    if not page.strip():
        raise ItemError(url, "the page is empty", "it is read again when it changes", code="empty")
    _must_be_a_page(page, url, content_type)
    text = _decoded(page, content_type).replace("\r\n", "\n").replace("\r", "\n").replace("\f", " ")
    return scrub(_CONTROLS.sub("", text))


def _must_be_a_page(page: bytes, url: str, content_type: str) -> None:
    said = content_type.partition(";")[0].strip().lower()
    if said not in _PAGES:
        raise ItemError(url, f"it is {said[:60]}, not a web page", "leave it out with `exclude`", code="not-a-page")
    if _FOREIGN.match(page[:200]):
        raise ItemError(
            url, "it is a document or data, not a web page", "leave it out with `exclude`", code="not-a-page"
        )
    if _FEED.match(page[:2000]):
        hint = 'use it as a source of type = "feed", or leave it out with `exclude`'
        raise ItemError(url, "it is a feed or a sitemap, not a web page", hint, code="not-a-page")


def _decoded(page: bytes, content_type: str) -> str:
    for mark, encoding in _MARKS:
        if page.startswith(mark):
            return page[len(mark) :].decode(encoding, "replace")
    declared = _codec(charset[1] if (charset := _CHARSET.search(content_type[:500])) else "") or _said_inside(page)
    if declared in ("utf-16-le", "utf-16-be") and b"\0" not in page[:200]:
        declared = ""  # whoever could read that declaration reads ASCII
    sound = _utf8(page)
    if sound is not None and (declared in ("", "utf-8", _LATIN) or not page.isascii()):
        return sound
    if declared in ("", "utf-8"):
        # Some broken bytes among sound ones are a cut or a slip; a text full of them was never UTF-8.
        loose = page.decode("utf-8", "replace")
        whole = sum(1 for letter in loose if "\x80" <= letter != "\ufffd")
        return loose if loose.count("\ufffd") <= whole // 4 + 1 and whole else page.decode(_LATIN, "replace")
    return page.decode(declared, "replace")


def _utf8(page: bytes) -> str | None:
    try:
        return page.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _said_inside(page: bytes) -> str:
    head = page[:_HEAD]
    for pattern in (_META, _XML):
        if (found := pattern.search(head)) and (codec := _codec(found[1].decode("ascii", "replace"))):
            return codec
    return ""


def _codec(label: str) -> str:
    """Return Python's name of a label, nothing where it is none that pages are written in."""
    if not label.isascii():
        return ""
    try:
        name = codecs.lookup(label).name
    except (LookupError, ValueError):
        return ""
    name = _READ_AS.get(name, name)
    name = {"utf-16": "utf-16-le", "utf_8_sig": "utf-8", "utf-8-sig": "utf-8"}.get(name, name)
    return name if _KNOWN.fullmatch(name) else ""
