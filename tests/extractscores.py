"""How well pages were read: field by field, and the words of the body, as the tests and the bench count them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from lxml import html as lxml_html

from buzzfeed.sources.extracting import Extracted
from buzzlysite import BuzzlyPage, squeezed, words

FIELDS = (
    "title canonical published updated authors categories tags lede language image alt caption credit key_points "
    "related paywalled body"
).split()
LEAST = 0.95
"""The share of the body's words that must be right, found and wanted, for the body to count as right."""


@dataclass(frozen=True)
class Overlap:
    """The words of a body: how many were found, how many were wanted, how many of them are the same."""

    same: int
    found: int
    wanted: int

    @property
    def precision(self) -> float:
        """The share of what was found that was wanted."""
        return self.same / self.found if self.found else float(not self.wanted)

    @property
    def recall(self) -> float:
        """The share of what was wanted that was found."""
        return self.same / self.wanted if self.wanted else 1.0

    @property
    def f1(self) -> float:
        """Their harmonic mean."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def text_of(body: str) -> str:
    """Return the words of a body of HTML, as a reader sees them."""
    if not body.strip():
        return ""
    tree = lxml_html.fromstring(f"<div>{body}</div>")
    for inline in tree.xpath(".//b|.//i|.//em|.//strong|.//a|.//u|.//code|.//sup|.//sub"):
        inline.drop_tag()
    return squeezed(" ".join(tree.itertext()))


def overlap(found: str, wanted: str) -> Overlap:
    """Compare two texts as bags of words."""
    one, two = Counter(words(found)), Counter(words(wanted))
    return Overlap((one & two).total(), one.total(), two.total())


def leaks(page: BuzzlyPage, body: str) -> list[str]:
    """Return the site's own words, and those for subscribers alone, that stand in a body."""
    text = text_of(body)
    paid = [sentence for sentence in re.split(r"(?<=[.!?»])\s", page.paid) if len(sentence.split()) > 3]
    return [words for words in (*page.boilerplate, *paid) if words in text]


def fields(page: BuzzlyPage, got: Extracted) -> dict[str, tuple[bool, object, object]]:
    """Return, of each field that counts on this page, whether it is right, what was read and what is expected."""
    expected = page.expected
    image = expected["image"]
    read = got.image
    compared: dict[str, tuple[object, object]] = {
        name: (_plain(getattr(got, name)), _plain(expected[name]))
        for name in (
            "title",
            "canonical",
            "authors",
            "categories",
            "tags",
            "lede",
            "key_points",
            "related",
            "paywalled",
        )
    }
    compared["published"] = (_instant(got.published), _instant(expected["published"]))
    compared["updated"] = (_instant(got.updated), _instant(expected["updated"]))
    compared["language"] = (got.language[:2], expected["language"])
    compared["image"] = (read.ref if read else "", image.get("src", ""))
    for name in ("alt", "caption", "credit"):
        compared[name] = (_plain(getattr(read, name)) if read else "", _plain(image.get(name, "")))
    result = {name: (got_ == wanted, got_, wanted) for name, (got_, wanted) in compared.items()}
    body = overlap(text_of(got.body), page.text)
    right = body.f1 >= LEAST and not leaks(page, got.body)
    result["body"] = (right, f"{body.precision:.2f}/{body.recall:.2f}", leaks(page, got.body))
    return result


def _plain(value: object) -> object:
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    return squeezed(value) if isinstance(value, str) else value


def _instant(text: str) -> object:
    if not text:
        return ""
    moment = datetime.fromisoformat(text)
    return moment.timestamp() if moment.tzinfo else text
