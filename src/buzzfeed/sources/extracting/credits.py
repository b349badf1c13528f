"""Captions of pictures: what is shown, and whose picture it is."""

from __future__ import annotations

import re

from lxml import html

from buzzfeed.model import RawImage
from buzzfeed.sources.extracting.told import line
from buzzfeed.sources.extracting.tree import Element, apart, drop, marks, words
from buzzfeed.sources.text import squeeze

_HOLDERS = frozenset("credit credits copyright copyrightholder credittext photographer source crédit".split())
_SIGN = (
    r"(?:©|\([cC]\)\s|copyright\s|(?:crédits?|credits?)(?:\s(?:photos?|images?))?\s?:"
    r"|(?:photo(?:graph|graphie|s)?|images?|illustration|picture|visuel|dessin|source)\s?(?:by\s|:)|photo\s(?:by|de)\s)"
)
_LEADING = re.compile(rf"^{_SIGN}\s*(?P<credit>[^|]{{1,120}}?)(?:\s+[-–—|]\s+(?P<caption>.+))?$", re.I | re.S)
_TRAILING = re.compile(
    rf"^(?P<caption>.*?[\s.!?…»”])\s*[-–—/|(\[]?\s*{_SIGN}\s*(?P<credit>[^.]{{1,120}})\.?$", re.I | re.S
)
_IN_BRACKETS = re.compile(
    rf"^(?P<caption>.*?)\s*[(\[]\s*(?:{_SIGN}|photos?\s)\s*(?P<credit>[^()]{{1,120}})\s*[)\]]\.?$", re.I | re.S
)
_ONLY_SIGN = re.compile(rf"^\s*[-–—/|(]?\s*{_SIGN}\s*", re.I)
_SIZED = re.compile(r"(?:[-_]\d{2,4}x\d{2,4}|-scaled|@\dx)(?=\.\w{2,5}$)|\?.*$|#.*$")


def caption_of(element: Element | None) -> tuple[str, str]:
    """Return the caption and the credit that a caption's element holds."""
    if element is None:
        return "", ""
    element = html.fromstring(html.tostring(element, encoding="unicode", with_tail=False))
    for holder in element.iterdescendants():
        credited = bool(marks(holder) & _HOLDERS)
        signed = holder.tag in ("em", "small", "span", "i", "cite") and _ONLY_SIGN.match(words(holder))
        if (credited or signed) and words(holder):
            credit = bare(apart(holder))
            drop(holder)
            return split(line(words(element)))[0], credit
    return split(line(words(element)))


def split(text: str) -> tuple[str, str]:
    """Part a line into what it shows and whom it credits: « Le port. © Anne Martin », « © Buzzly - Le port »."""
    for pattern in (_LEADING, _IN_BRACKETS, _TRAILING):
        if match := pattern.match(text):
            return squeeze(match["caption"] or "").strip(" -–—|/("), bare(match["credit"])
    return text, ""


def bare(credit: str) -> str:
    """Return a credit without the sign and the words that announce it."""
    return squeeze(_ONLY_SIGN.sub("", credit)).strip(" .()[]-–—|")


def same_picture(one: str, other: str) -> bool:
    """Whether two addresses lead to one picture, in whatever size."""
    return bool(one) and _name(one) == _name(other)


def picture_of(element: Element) -> Element | None:
    """Return the picture that a block shows, if it has an address."""
    pictures = [element] if element.tag == "img" else element.iter("img")
    return next((one for one in pictures if one.get("src")), None)


def image_of(picture: Element, caption: Element | None) -> RawImage:
    """Return a picture of the page, with what stands below it."""
    shown, credit = caption_of(caption)
    credit = credit or line(picture.get("data-credit") or picture.get("data-copyright"))
    return RawImage(picture.get("src", ""), alt=line(picture.get("alt")), credit=credit, caption=shown)


def _name(address: str) -> str:
    return _SIZED.sub("", _SIZED.sub("", address.strip())).rpartition("/")[2].lower()
