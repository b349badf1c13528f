"""Newsroom text: the plain text that a publication's site gives of an article, read back into its parts.

Blocks are parted by blank lines. What a block is, is told by its words and its place: the title, an image's credit, the
mark of a table of contents, the lede, headings, links to other articles, a caption, a summing-up list, a line that asks
to be followed, a breadcrumb. A text without any of these is still an article: a title and paragraphs.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass, field

from buzzfeed.model import RawImage, fold
from buzzfeed.sources import marks
from buzzfeed.sources.items import Piece
from buzzfeed.sources.marks import Block, Role
from buzzfeed.sources.text import BLANK, escape

_HEAD = 6
"""Blocks among which the title may be repeated."""
_AHEAD = 12
"""Blocks that are looked at below one, to tell whether it is their heading."""


def read(text: str) -> Piece:
    """Return the parts of a newsroom's plain text; the body is HTML of paragraphs, headings, lists and figures."""
    blocks = marks.blocks_of(text)
    title = next((block.text for block in blocks if block.role not in (Role.BREADCRUMB, Role.FOLLOW, Role.TOC)), "")
    article = _Article(title)
    article.read(_without_repeats(blocks, title))
    return Piece(
        {},
        "\n".join(article.body),
        title=title,
        lede=article.lede,
        authors=tuple(article.authors),
        categories=tuple(article.categories),
        image=article.image,
        key_points=tuple(article.key_points),
        related=tuple(dict.fromkeys(article.related)),
    )


@dataclass(slots=True)
class _Article:
    """An article as its blocks are read, one after another."""

    title: str
    lede: str = ""
    body: list[str] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    categories: list[str] = field(default_factory=list)
    image: RawImage | None = None
    key_points: list[str] = field(default_factory=list)
    related: list[str] = field(default_factory=list)

    def read(self, blocks: Sequence[Block]) -> None:
        """Read every block after the title."""
        headings = {fold(block.text) for block in blocks}
        for index, block in enumerate(blocks):
            before = blocks[index - 1] if index else None
            match block.role:
                case Role.BREADCRUMB:
                    self.categories = self.categories or marks.trail_of(block.text, self.title)
                case Role.TOC | Role.FOLLOW:
                    continue
                case Role.CREDIT:
                    self._credit(block)
                case Role.RELATED:
                    self.related.append(marks.related_title(block.text))
                case Role.LIST:
                    self._list(block, before, headings)
                case Role.TEXT:
                    self._text(block, before, blocks[index + 1 : index + 1 + _AHEAD])

    def _credit(self, block: Block) -> None:
        """Keep the first credit before the text as the main image's; a later one stands as a caption."""
        if self.image is None and not self.lede:
            credit, words = marks.credit_of(block.text)
            self.image = RawImage("", alt=words, credit=credit)
        else:
            self.body.append(_caption(block.text))

    def _list(self, block: Block, before: Block | None, headings: set[str]) -> None:
        if before is not None and before.role is Role.TOC and all(fold(line) in headings for line in block.lines):
            return
        if before is not None and marks.sums_up(before.text) and not self.key_points:
            self.key_points = list(block.lines)
        name = "ol" if block.ordered else "ul"
        self.body.append(f"<{name}>\n" + "\n".join(f"<li>{escape(line)}</li>" for line in block.lines) + f"\n</{name}>")

    def _text(self, block: Block, before: Block | None, after: Sequence[Block]) -> None:
        if not self.lede and (byline := marks.byline_of(block.text)):
            self.authors = self.authors or byline
        elif not self.lede and not marks.may_head(block):
            self.lede = block.text
            self.body.append(_paragraph(block))
        elif _heads(block, after):
            self.body.append(f"<h2>{html.escape(block.text, quote=False)}</h2>")
        elif before is not None and before.role in (Role.RELATED, Role.CREDIT) and _captions(block, after):
            self.body.append(_caption(block.text))
        else:
            self.lede = self.lede or block.text
            self.body.append(_paragraph(block))


def _without_repeats(blocks: Sequence[Block], title: str) -> list[Block]:
    """Leave out the title, and what repeats it before the text begins."""
    kept: list[Block] = []
    for index, block in enumerate(blocks):
        repeated = block.role is Role.TEXT and fold(block.text) == fold(title) and index < _HEAD
        if not repeated:
            kept.append(block)
    return kept


def _heads(block: Block, after: Sequence[Block]) -> bool:
    """Whether a block is a heading: short, bare of final punctuation, and with text below it, or one more heading."""
    if not marks.may_head(block):
        return False
    below = [other for other in after if other.role in (Role.TEXT, Role.LIST)][:2]
    return any(other.role is Role.LIST or not marks.may_head(other) for other in below)


def _captions(block: Block, after: Sequence[Block]) -> bool:
    """Whether a block is a picture's caption: one short sentence, alone between a link or credit and a heading."""
    following = after[0] if after else None
    alone = len(block.lines) == 1 and len(block.text) <= 160 and block.text.rstrip(BLANK).endswith(".")
    return alone and following is not None and following.role is Role.TEXT and _heads(following, after[1:])


def _caption(text: str) -> str:
    return f"<figure><figcaption>{escape(text)}</figcaption></figure>"


def _paragraph(block: Block) -> str:
    # Verses and addresses keep their lines; lines as long as a page's are prose that was wrapped.
    joint = "<br>\n" if len(block.lines) > 1 and max(map(len, block.lines)) < 60 else "\n"
    return f"<p>{joint.join(escape(line) for line in block.lines)}</p>"
