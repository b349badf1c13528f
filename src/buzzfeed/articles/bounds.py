"""Hostile HTML made harmless for parsers: nesting, elements and attributes bounded, in linear time.

An HTML parser's work grows with the square of the open elements (HTML §13.2.6: scopes, the list of active formatting
elements) and of an element's attributes. Small markup passes as it is. Anything else is read once by this tokeniser
(HTML §13.2.5, without recursion or look-back) and written anew, properly nested, so that what the parser sees is what
was counted.
"""

from __future__ import annotations

import re
from collections import Counter
from html import escape

SMALL = 64_000
"""Markup up to this many characters, with `FEW` tags at most, cannot cost a parser more than some milliseconds."""
FEW = 1000
DEPTH = 100
"""Elements nested deeper lose their tags, not their words."""
ELEMENTS = 50_000
"""Further elements lose their tags."""
ATTRIBUTES = 40
LONGEST_VALUE = 10_000
AMPERSANDS = 2000
"""In one piece of text: html5ever's work grows with the square of their number."""

BARE = "x-bare"
"""The name of an element of no meaning: the sanitiser takes its tags away, and keeps what is inside."""

VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_SWALLOWED = frozenset("script style textarea title xmp noembed noframes template svg select iframe".split())
_NO_TAGS = frozenset("html head body frameset plaintext math form".split())
_TABLE_PARTS = frozenset("tbody thead tfoot tr td th caption colgroup".split())
_WALLS = frozenset("table td th caption button object applet marquee".split())
_ENDS_PARAGRAPH = (
    "address article aside blockquote center details dialog dir div dl fieldset figcaption figure footer h1 h2 h3 h4 "
    "h5 h6 header hr main menu nav ol p pre section summary table ul"
).split()
_IMPLIED_ENDS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    **dict.fromkeys(_ENDS_PARAGRAPH, (frozenset({"p"}), _WALLS)),
    "li": (frozenset({"li"}), _WALLS | {"ul", "ol", "menu"}),
    "dt": (frozenset({"dt", "dd"}), _WALLS | {"dl"}),
    "dd": (frozenset({"dt", "dd"}), _WALLS | {"dl"}),
    "td": (frozenset({"td", "th"}), frozenset({"table", "tr"})),
    "th": (frozenset({"td", "th"}), frozenset({"table", "tr"})),
    "tr": (frozenset({"tr"}), frozenset({"table"})),
    "tbody": (frozenset({"tbody", "thead", "tfoot"}), frozenset({"table"})),
    "thead": (frozenset({"tbody", "thead", "tfoot"}), frozenset({"table"})),
    "tfoot": (frozenset({"tbody", "thead", "tfoot"}), frozenset({"table"})),
    "a": (frozenset({"a"}), _WALLS),
    "option": (frozenset({"option"}), _WALLS),
}
_NAME = re.compile(r"[^\s/>]{1,40}")
_ATTRIBUTE = re.compile(r"[\s/]*([^\s/>=]?[^\s/>=]*)(?:\s*=\s*)?")
_BARE_VALUE = re.compile(r"[^\s>]*")
_COMMENT_END = re.compile(r"--!?>")
_ENDS = {name: re.compile(rf"</{name}[\s/>]", re.IGNORECASE) for name in _SWALLOWED}
_TAG = re.compile(r"<(/?)([a-z][a-z0-9-]*)")
_SANE_NAME = re.compile(r"[a-z][a-z0-9-]*")


def bounded(html: str) -> tuple[str, bool]:
    """Return HTML that parses in about linear time, and whether tags were left out for it.

    It is as it was where it is small, else written anew within bounds.
    """
    if len(html) <= SMALL and html.count("<") <= FEW:
        return html, False
    writer = _Writer()
    _read(html, writer)
    return writer.whole(), writer.left_out


def flattened(html: str) -> tuple[str, bool]:
    """Return properly nested HTML of `DEPTH` elements' depth at most, and whether tags were left out for it."""
    if html.count("<") <= 2 * DEPTH or _depth(html) <= DEPTH:
        return html, False
    writer = _Writer()
    _read(html, writer)
    return writer.whole(), writer.left_out


def _depth(html: str) -> int:
    depth = deepest = 0
    for slash, name in _TAG.findall(html):
        if slash:
            depth -= 1
        elif name not in VOID:
            depth += 1
            deepest = max(deepest, depth)
    return deepest


class _Writer:
    """Writes what is read, properly nested; whatever is too deep or too much loses its tags."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.open: list[str] = []
        self.counts: Counter[str] = Counter()
        self.dropped: Counter[str] = Counter()
        self.elements = 0
        self.left_out = False

    def text(self, text: str) -> None:
        if text.count("&") <= AMPERSANDS:
            self.pieces.append(text)
            return
        pieces = text.split("&")
        for place in range(0, len(pieces), AMPERSANDS):
            run = "&".join(pieces[place : place + AMPERSANDS])
            self.pieces.append(f"<{BARE}></{BARE}>&{run}" if place else run)

    def start(self, name: str, attributes: str) -> None:
        implied = _IMPLIED_ENDS.get(name)
        if implied:
            self._close(*implied)
        if name in _NO_TAGS:
            return
        if self.elements >= ELEMENTS or (len(self.open) >= DEPTH and name not in VOID):
            self.left_out = True
            self.dropped[name] += name not in VOID
            return
        self.elements += 1
        self.pieces.append(f"<{name}{attributes}>")
        if name not in VOID:
            self.open.append(name)
            self.counts[name] += 1

    def end(self, name: str) -> None:
        if self.dropped[name]:
            self.dropped[name] -= 1
        else:
            walls = frozenset() if name == "table" else frozenset({"table"}) if name in _TABLE_PARTS else _WALLS
            self._close(frozenset({name}), walls)

    def whole(self) -> str:
        self._close_to(0)
        return "".join(self.pieces)

    def _close(self, names: frozenset[str], walls: frozenset[str]) -> None:
        if not any(self.counts[name] for name in names):
            return
        for place in range(len(self.open) - 1, -1, -1):  # DEPTH steps at most
            if self.open[place] in names:
                self._close_to(place)
                return
            if self.open[place] in walls:
                return

    def _close_to(self, place: int) -> None:
        for name in reversed(self.open[place:]):
            self.pieces.append(f"</{name}>")
            self.counts[name] -= 1
        del self.open[place:]


def _read(html: str, writer: _Writer) -> None:
    """Walk through the markup once; each step looks forward only, and past its end only once."""
    here = 0
    while (mark := html.find("<", here)) >= 0:
        writer.text(html[here:mark])
        after = html[mark + 1 : mark + 2]
        if after.isascii() and after.isalpha():
            here = _start_tag(html, mark + 1, writer)
        elif after == "/" and html[mark + 2 : mark + 3].isalpha():
            name = _NAME.match(html, mark + 2)
            here, _ = _attributes(html, name.end() if name else mark + 2)
            writer.end(name[0].lower() if name else "")
        elif after in ("!", "?", "/"):
            here = _after_comment(html, mark)
        else:
            writer.text("&lt;")
            here = mark + 1
    writer.text(html[here:])


def _start_tag(html: str, place: int, writer: _Writer) -> int:
    match = _NAME.match(html, place)
    name = match[0].lower() if match else ""
    here, attributes = _attributes(html, match.end() if match else place)
    if not _SANE_NAME.fullmatch(name):
        return here
    if name not in _SWALLOWED:
        writer.start(name, attributes)
        return here
    end = _ENDS[name].search(html, here)
    if name == "iframe":
        writer.start(name, attributes)
        writer.end(name)
    return _attributes(html, end.end() - 1)[0] if end else len(html)


def _attributes(html: str, here: int) -> tuple[int, str]:
    """Read attributes up to and with ``>``; return where the tag ends, and them written anew, `ATTRIBUTES` at most."""
    if html.startswith(">", here):
        return here + 1, ""
    found: dict[str, str] = {}
    length = len(html)
    while here < length and html[here] != ">":
        match = _ATTRIBUTE.match(html, here)
        assert match is not None
        name, here = match[1].lower(), match.end()
        value = ""
        if match[0].rstrip().endswith("="):
            here, value = _value(html, here)
        elif match.end() == match.start():
            here += 1
        if len(value) <= LONGEST_VALUE and len(found) < ATTRIBUTES and _SANE_NAME.fullmatch(name):
            found.setdefault(name, value)
    return here + 1, "".join(f' {name}="{value}"' for name, value in found.items())


def _value(html: str, here: int) -> tuple[int, str]:
    quote = html[here : here + 1]
    if quote in ('"', "'") and quote:
        end = html.find(quote, here + 1)
        if end < 0:  # the tag never ends, and nothing after it is seen
            return len(html), ""
        return end + 1, html[here + 1 : end].replace('"', "&quot;")
    match = _BARE_VALUE.match(html, here)
    assert match is not None
    return match.end(), escape(match[0], quote=True).replace("&amp;", "&")


def _after_comment(html: str, mark: int) -> int:
    if html.startswith("<!--", mark):
        end = _COMMENT_END.search(html, mark + 2)
        return end.end() if end else len(html)
    close = html.find(">", mark)
    return close + 1 if close >= 0 else len(html)
