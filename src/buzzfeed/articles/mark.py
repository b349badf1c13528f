"""The mark: a digest of what a reader sees of an article, by which an edit is told from noise.

What counts: the words and their blocks (headings, list items, quotations, table cells), what links lead to and which
words they stand on, pictures and embeds, deletions and insertions, code as it is laid out, the image, enclosures, the
language, and the terms as sets. What does not: white space, emphasis, the order of attributes and terms, the spelling
of terms, wrappers, the sizes of pictures, where the article itself stands, and links to related articles.

Beside it, the digest of the body alone, by which an article is recognised where nothing else tells.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from html import unescape

from buzzfeed.articles.text import visible_text
from buzzfeed.model import Enclosure, Image, fold, term_key

_TAG = re.compile(r"<(/?)([a-z][a-z0-9-]*)((?: [^>]*)?)>")
_ATTRIBUTE = re.compile(r' ([a-z-]+)="([^"]*)"')
_BREAKS = (
    "address article aside br center dd details div dl dt figcaption figure footer header hr main nav ol p section "
    "summary table tbody tfoot thead tr ul"
).split()
_KINDS = "h1 h2 h3 h4 h5 h6 li blockquote pre td th caption".split()
_CHANGES = "del ins s sub sup q".split()
_EMBEDS = frozenset("img iframe video audio source track".split())
_SIGN = "\ue000"  # begins what stands for a tag
_SIGNS = {
    **{slash + tag: "\n" for tag in (*_BREAKS, *_KINDS) for slash in ("", "/")},
    **{tag: f"\n{_SIGN}{tag} " for tag in _KINDS},
    **{slash + tag: f"{_SIGN}{slash}{tag}{_SIGN}" for tag in _CHANGES for slash in ("", "/")},
}
_ONLY_KIND = re.compile(f"{_SIGN}[a-z0-9]+")
_LAID_OUT = str.maketrans({" ": "\ue001", "\t": "\ue002", "\n": "\ue003"})


SHORTEST = 80
"""Letters and digits that a body must have to say anything of whose it is."""
TELLING = 400
"""Letters and digits of a body that tells by itself whose it is; a shorter one may be a formula that comes again."""

_APART = re.compile(r"[\W_]+")


def body_of(content: str) -> str:
    """Return the digest of an article's visible body: 32 hexadecimal digits, empty where it is too short to identify.

    It ends with a ``+`` where the body is long enough to tell by itself. Letters and digits alone count, without case
    and accents: the same text is the same in HTML and in Markdown, with one typography or another, under any title.
    """
    letters = _APART.sub("", fold(visible_text(content)))
    if len(letters) < SHORTEST:
        return ""
    digest = hashlib.sha256(letters.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    return digest + "+" if len(letters) >= TELLING else digest


def mark_of(
    texts: Iterable[str],
    content: str,
    image: Image | None,
    enclosures: Iterable[Enclosure],
    terms: Iterable[Iterable[str]],
    own: Iterable[str],
) -> str:
    """Return the mark as 32 hexadecimal digits.

    Args:
        texts: title, lede, language and key points, in order.
        content: the sanitised content.
        image: the main image, where the newsroom named one.
        enclosures: in order.
        terms: the names of authors, of categories, of tags.
        own: addresses that say where the article or its pictures stand: what begins with one counts from there on.
    """
    places = tuple(place for place in own if place)
    seen = [
        [_spaced(text) for text in texts],
        _seen(content, places),
        [_from(image.url, places), *map(_spaced, (image.alt, image.credit, image.caption))] if image else None,
        [[_from(enclosure.url, places), enclosure.media_type] for enclosure in enclosures],
        [sorted({term_key(name) for name in names}) for names in terms],
    ]
    return hashlib.sha256(json.dumps(seen, ensure_ascii=True, separators=(",", ":")).encode()).hexdigest()[:32]


def _seen(content: str, places: tuple[str, ...]) -> list[object]:
    """Return what canonical HTML shows: its lines, each begun by its kind of block, and what is linked and embedded."""
    parts = _TAG.split(content)
    shown = [parts[0].replace("\n", " ")]
    links: list[list[str]] = []
    embeds: list[list[str]] = []
    target, start, preformatted = "", 0, 0
    for here in range(1, len(parts), 4):
        slash, tag, attributes, text = parts[here : here + 4]
        if tag == "a":
            if slash and target:
                links.append([target, _spaced(unescape("".join(parts[start:here:4])))])
            target, start = "" if slash else _from(_attribute(attributes, "href"), places), here + 3
        elif tag in _EMBEDS:
            if not slash:
                source = _from(_attribute(attributes, "src"), places)
                embeds.append([tag, source, _spaced(_attribute(attributes, "alt"))])
        elif tag == "pre":
            preformatted += -1 if slash else 1
        shown.append(_SIGNS.get(slash + tag, ""))
        shown.append(text.translate(_LAID_OUT) if preformatted else text.replace("\n", " "))
    return [_lines(unescape("".join(shown))), links, embeds]


def _lines(text: str) -> list[str]:
    """Return the lines that hold words; a block's sign goes to its first words, whatever wraps them."""
    lines: list[str] = []
    kind = ""
    for line in map(_spaced, text.split("\n")):
        if _ONLY_KIND.fullmatch(line):
            kind += line
        elif line:
            lines.append(f"{kind}{line}" if line.startswith(_SIGN) else f"{kind} {line}".strip())
            kind = ""
    return lines


def _attribute(attributes: str, name: str) -> str:
    return next((unescape(value) for key, value in _ATTRIBUTE.findall(attributes) if key == name), "")


def _from(url: str, places: tuple[str, ...]) -> str:
    for place in places:
        if url.startswith(place):
            return "~" + url[len(place) :]
    return url


def _spaced(text: str) -> str:
    return " ".join(text.split())
