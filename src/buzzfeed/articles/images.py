"""Pictures in an article's content, as readers need them: one real ``img`` each, absolute, with its size.

Mends what pages do for their own sake: lazy loading (placeholders beside ``data-src``), ``noscript`` copies,
``picture`` with its sources, pixels that count readers, emoji drawn as pictures.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from lxml import etree

from buzzfeed.articles import addresses
from buzzfeed.articles.bounds import BARE, bounded
from buzzfeed.articles.markup import GONE, LAZY, LAZY_SETS, NOSCRIPT, Element, drop, parse, words_of
from buzzfeed.articles.media import Pictures
from buzzfeed.articles.text import one_line

_PLACEHOLDER = re.compile(
    r"(?:^|[/_.-])(?:1x1|blank|placeholder|spacer|pixel|transparent|lazy(?:load)?|grey|gray|loading)(?:[_.-][^/]*)?"
    r"\.(?:gif|png|svg|jpe?g|webp)(?:\?|$)",
    re.IGNORECASE,
)
_EMOJI = re.compile(r"/images/core/emoji/|/wp-includes/images/smilies/|twemoji|/emoji/\d")
_NUMBER = re.compile(r"\s*([0-9]{1,5})(?:\.[0-9]{1,6})?(?:px)?\s*")
_STYLE_SIZE = re.compile(r"(?:^|;)\s*(width|height)\s*:\s*([01])(?:\.\d+)?(?:px)?\s*(?:!important\s*)?(?:;|$)", re.I)
_SIZE_SUFFIX = re.compile(r"-\d{2,4}x\d{2,4}(?=\.[a-z]{3,4}$)")
_NO_SCRIPT_WORDS = re.compile(r"java\s?script", re.IGNORECASE)
_WIDEST = 1600
_REF = "data-ref"  # what the article called a picture, until it is noted


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture that the content shows."""

    url: str
    alt: str
    width: int | None
    height: int | None
    ref: str


@dataclass(slots=True)
class Page:
    """What an article's content is mended with, and what is learnt of it on the way.

    ``base`` is what relative addresses start from; ``own`` the article's own address, empty where it has none;
    ``links`` the addresses that its links lead to.
    """

    base: str
    own: str
    language: str
    pictures: Pictures
    shown: list[Shown] = field(default_factory=list)
    links: set[str] = field(default_factory=set)

    def picture(self, ref: str) -> str:
        """Return the absolute http(s) address of a picture that the article calls ``ref``; empty where it has none."""
        file = self.pictures.find(ref)
        served = self.pictures.address(file) if file else None
        return addresses.web_address(ref, self.base, addresses.LONGEST) if served is None else served


def mend_pictures(root: Element, page: Page) -> None:
    """Mend every picture of the tree; those that show nothing are taken out."""
    for noscript in list(root.iter(NOSCRIPT)):
        _unescape(noscript)
    for picture in list(root.iter("picture")):
        _unwrap_picture(picture)
    images = list(root.iter("img"))
    lazy = {image for image in images if _mend_source(image, page)}
    copies = Counter(map(_stem, images))
    for noscript in list(root.iter(NOSCRIPT)):
        _mend_noscript(noscript, lazy, copies)
    for image in images:
        if image.tag == "img":
            _finish(image, page)


def take_out(element: Element) -> None:
    """Take an element out with all that is inside; what follows it stays."""
    del element[:]
    element.text = None
    element.attrib.clear()
    element.tag = GONE


def whole_number(value: str | None, most: int = 99_999) -> int | None:
    """Return the pixels that an attribute names; ``None`` where it names none (``100%``, ``auto``)."""
    match = _NUMBER.fullmatch(value) if value else None
    return int(match[1]) if match and int(match[1]) <= most else None


def unseen(element: Element) -> bool:
    """Whether an element is a pixel or less, as what counts readers is."""
    sizes = [whole_number(element.get(name)) for name in ("width", "height")]
    return any(size is not None and size <= 1 for size in sizes) or bool(_STYLE_SIZE.search(element.get("style") or ""))


def _unescape(noscript: Element) -> None:
    """Read markup that a page's own software wrote as text, since to it a ``noscript`` holds only text."""
    words = (noscript.text or "").strip()
    if len(noscript) or not words.startswith("<"):
        return
    inside, _ = parse(bounded(words)[0])
    noscript.text = inside.text
    noscript.extend(list(inside))


def _unwrap_picture(picture: Element) -> None:
    """Leave the picture's own ``img``, with a source's candidates where it has none itself."""
    image = next(picture.iter("img"), None)
    if image is None:
        image = etree.SubElement(picture, "img")
    for source in list(picture.iter("source")):
        candidates = next((source.get(name) for name in (*LAZY_SETS, "srcset") if source.get(name)), None)
        if candidates and not any(image.get(name) for name in ("src", "srcset", *LAZY, *LAZY_SETS)):
            image.set("srcset", candidates)
        take_out(source)
    picture.tag = BARE


def _mend_source(image: Element, page: Page) -> bool:
    """Give an image its real address, absolute, or none; return whether it was loaded lazily or is a placeholder."""
    lazy = [value for value in (image.get(name) for name in LAZY) if value]
    source = (image.get("src") or "").strip()
    refs = list(lazy)
    if source and (page.pictures.find(source) or not _PLACEHOLDER.search(source)):
        refs.append(source)
    ref, real = next(((ref, url) for ref in refs if (url := page.picture(ref))), ("", ""))
    sets = next((image.get(name) for name in (*LAZY_SETS, "srcset") if image.get(name)), None)
    candidates = addresses.srcset(sets, page.picture) if sets else ()
    if not real and candidates:
        real = _best(candidates)
    drop(image, *LAZY, *LAZY_SETS, "srcset", "src")
    if real:
        image.set("src", real)
        image.set(_REF, ref)
    if real and len(candidates) > 1:
        image.set("srcset", ", ".join(f"{url} {size}".strip() for url, size in candidates))
    return bool(lazy) or not real


def _best(candidates: tuple[tuple[str, str], ...]) -> str:
    """Choose the widest candidate that is not wider than a reader's column asks for."""
    widths = [(int(size[:-1]), url) for url, size in candidates if size.endswith("w")]
    fitting = [pair for pair in widths if pair[0] <= _WIDEST]
    if fitting:
        return max(fitting)[1]
    return min(widths)[1] if widths else candidates[-1][0]


def _mend_noscript(noscript: Element, lazy: set[Element], copies: Counter[str]) -> None:
    """Show what a page shows without scripts, as a reader does, but no picture twice."""
    images = [image for image in noscript.iter("img") if image.get("src") and not unseen(image)]
    embed = next(noscript.iter("iframe", "video", "audio"), None)
    words = " ".join(words_of(noscript).split())
    if not images and (embed is None or unseen(embed)) and (not words or _NO_SCRIPT_WORDS.search(words)):
        take_out(noscript)
        return
    noscript.tag = BARE
    twin = _neighbour(noscript) if images else None
    if twin is not None and (twin in lazy or _stem(twin) == _stem(images[0])):
        for name in ("alt", "width", "height"):
            if twin.get(name) and not images[0].get(name):
                images[0].set(name, str(twin.get(name)))
        copies[_stem(twin)] -= 1
        take_out(twin)
    for image in images:
        if copies[_stem(image)] > 1:
            copies[_stem(image)] -= 1
            take_out(image)


def _neighbour(noscript: Element) -> Element | None:
    """Return the picture right before or behind, itself or alone within its wrapper."""
    for beside, between in (
        (noscript.getprevious(), ""),
        (noscript.getnext(), noscript.tail),
    ):
        if beside is None or (between or "").strip():
            continue
        if beside is noscript.getprevious() and (beside.tail or "").strip():
            continue
        images = [beside] if beside.tag == "img" else list(beside.iter("img"))
        if len(images) == 1 and not words_of(beside).strip():
            return images[0]
    return None


def _stem(image: Element) -> str:
    return _SIZE_SUFFIX.sub("", (image.get("src") or "").partition("?")[0])


def _finish(image: Element, page: Page) -> None:
    """Keep what a reader needs of an image, note it, or take it out."""
    source, alt = image.get("src"), one_line(image.get("alt") or "", 1000)
    ref = image.get(_REF) or ""
    drop(image, _REF)
    if source and alt and _EMOJI.search(source):
        image.tag, image.text = BARE, alt
        image.attrib.clear()
        return
    if not source or unseen(image):
        take_out(image)
        return
    file = page.pictures.find(ref)
    sizes = {name: whole_number(image.get(name)) for name in ("width", "height")}
    if file and sizes == {"width": None, "height": None}:
        sizes = {"width": file.width, "height": file.height}
    for name, size in sizes.items():
        drop(image, name)
        if size:
            image.set(name, str(size))
    image.set("alt", alt)
    if not image.get("srcset"):
        drop(image, "sizes")
    page.shown.append(Shown(str(source), alt, sizes["width"], sizes["height"], ref))
