"""The texts of a feed, as readers will show them: what is lost, what was escaped too often, what leads nowhere."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from html.entities import html5

from lxml import etree

from buzzfeed.verify import readers
from buzzfeed.verify.gate.names import HTML_ELEMENTS
from buzzfeed.verify.gate.notes import Notes, Text
from buzzfeed.verify.strict import Element

MOST_LOOKED_INTO = 4_000_000
"""Characters of text in one feed; what goes beyond is not looked into, and that is said."""

_SANITIZED = 8000
_SANITIZED_IN_ALL = 200_000
"""The longest text that is given to feedparser's sanitiser, and the most of one feed: hostile ones take it long."""

# Tags that each end, attributes quoted, nothing else in angle brackets: no parser takes a word of it for markup.
_TAG = r"""</?[A-Za-z](?:[^<>"']|"[^"]*+"|'[^']*+')*+>"""
_PROPER = re.compile(rf"(?:[^<>]|{_TAG})*+")
_TAGS = re.compile(rf"<!--.*?-->|{_TAG}", re.DOTALL)
_SWALLOWING = ("script", "style", "applet")

_C1 = re.compile("[\x80-\x84\x86-\x9f]")
_REFERENCE = re.compile(r"&(#[0-9]{2,7}|#[xX][0-9A-Fa-f]{2,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_BARE = re.compile(r"&(?!#?[A-Za-z0-9]{1,32};)")
_MARKUP = re.compile(r"\s*<(p|div|h[1-6]|ul|ol|table|blockquote|figure)\b[^<>]*>.*</\1>\s*", re.DOTALL | re.IGNORECASE)
_SCHEME = re.compile(r"\s*(?:[A-Za-z][A-Za-z0-9+.-]*:|#|$)")
_ADDRESSES = ("href", "src", "poster", "cite", "longdesc")
_SCRIPTED = re.compile(r"\s*(?:javascript|vbscript):", re.IGNORECASE)


def examine_texts(notes: Notes) -> None:
    """Look into the texts that were met."""
    budget = MOST_LOOKED_INTO
    shown: dict[int, str] = {}
    bare: set[str] = set()
    looked: list[tuple[Text, str, Element | None]] = []
    for text in notes.texts:
        budget -= len(text.value)
        if budget < 0:
            notes.add("not-looked-into", text.place, f"texts beyond {MOST_LOOKED_INTO} characters")
            break
        tree = _parsed(text.value) if text.html else None
        visible = text.value if not text.html else _visible(tree, text.value)
        if text.html:
            shown[text.entry] = shown.get(text.entry, "") + visible
        if text.entry and _BARE.search(visible):
            bare.add(text.field)
        looked.append((text, visible, tree))
    budget = _SANITIZED_IN_ALL
    for text, visible, tree in looked:
        if tree is not None:
            _markup(text, tree, notes)
            if not _vanishing(text, tree, notes) and _is_risky(text.value, tree):
                budget -= len(text.value)
                if budget >= 0:
                    _losses(text, visible, notes)
        if not _has_markup(tree):
            if text.field not in bare:
                _references(text, visible, "" if text.html else shown.get(text.entry, ""), notes)
            _shown_markup(text, visible, notes)
        if match := _C1.search(text.value):
            notes.add("c1-control", text.place, f"{match[0]!r}, most likely Windows-1252")


def _parsed(value: str) -> Element | None:
    """Parse HTML, or return ``None`` where there is no markup in it."""
    if "<" not in value:
        return None
    parser = etree.HTMLParser(no_network=True, huge_tree=False, recover=True, encoding="utf-8")
    try:
        return etree.fromstring(value.encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError):
        return None


def _visible(tree: Element | None, value: str) -> str:
    """Return what a reader shows of HTML: its text, without scripts and styles that are closed."""
    if tree is None:
        return html.unescape(value)
    hidden = {tag for tag in ("script", "style") if f"</{tag}" in value.lower()}
    return "".join(_shown(tree, hidden))


def _shown(tree: Element, hidden: set[str]) -> Iterator[str]:
    for element in tree.iter():
        if isinstance(element.tag, str) and element.tag not in hidden:
            yield element.text or ""
        yield element.tail or ""


def _markup(text: Text, tree: Element, notes: Notes) -> None:
    """Find scripts and relative addresses."""
    for element in tree.iter(etree.Element):
        if element.tag == "script":
            notes.add("script", text.place, "<script>")
        for name, value in element.attrib.items():
            if name.lower().startswith("on"):
                notes.add("script", text.place, f"{name:.40} on <{element.tag:.40}>")
            elif name in _ADDRESSES:
                if _SCRIPTED.match(value):
                    notes.add("script", text.place, f"{value:.80}")
                elif not _SCHEME.match(value):
                    notes.add("relative-url", text.place, f"{name}={value!r:.200}")


def _vanishing(text: Text, tree: Element, notes: Notes) -> bool:
    """Find elements that HTML does not know: written as text, ``List<String>`` say, they vanish."""
    unknown = next((one for one in tree.iter(etree.Element) if _vanishes(one)), None)
    if unknown is not None:
        notes.add("text-lost", text.place, f"<{unknown.tag:.80}> is no element of HTML, and would vanish")
    return unknown is not None


def _is_risky(value: str, tree: Element) -> bool:
    """Return whether a sanitiser may drop words of it, and it is short enough to be asked."""
    if len(value) > _SANITIZED:
        return False
    return next(tree.iter(*_SWALLOWING), None) is not None or not _PROPER.fullmatch(value)


def _losses(text: Text, visible: str, notes: Notes) -> None:
    """Find words that a reader's sanitiser would drop."""
    if not _PROPER.fullmatch(text.value):
        # What stands in angle brackets without being a tag was meant to be read.
        visible = html.unescape(_TAGS.sub("", text.value))
    kept = readers.sanitized(text.value)
    left = set(_visible(_parsed(kept), kept).split())
    if lost := next((word for word in visible.split() if word not in left), None):
        notes.add("text-lost", text.place, f"{lost!r:.80} would vanish")


def _vanishes(element: Element) -> bool:
    tag: str = element.tag
    if tag in HTML_ELEMENTS or "-" in tag or ":" in tag:
        return False
    return not any(above.tag in ("svg", "math") for above in element.iterancestors())


def _has_markup(tree: Element | None) -> bool:
    """Return whether there is markup that works: whoever escapes once too often has none."""
    found = None if tree is None else next(tree.iterdescendants("a", "p", "br", "div", "em", "strong", "img"), None)
    return found is not None


def _references(text: Text, visible: str, full: str, notes: Notes) -> None:
    """Find references that readers would show. One that the full text shows as well is meant.

    So is any in a feed where the same element shows an ampersand of its own elsewhere: who escapes once too often
    does so each time.
    """
    for match in _REFERENCE.finditer(visible):
        name = match[1]
        if (name.startswith("#") or f"{name};" in html5) and match[0] not in full:
            notes.add("double-escaped", text.place, f"readers would show {match[0]}")
            return


def _shown_markup(text: Text, visible: str, notes: Notes) -> None:
    """Find markup that readers would show as text."""
    if "<" in visible and _MARKUP.fullmatch(visible):
        notes.add("double-escaped", text.place, f"readers would show the markup {visible.strip()[:40]!r}")
