"""The documentation as tests read it: pages, sections, tables, samples, links."""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
PAGES = [*sorted(DOCS.rglob("*.md")), ROOT / "README.md", ROOT / "CHANGELOG.md"]

_FENCE = re.compile(r"^ *```(\w*)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
_CODE = re.compile(r"`([^`\n]+)`")


def text_of(page: Path) -> str:
    """Return a page's text."""
    return page.read_text(encoding="utf-8")


def without_samples(page: Path) -> str:
    """Return a page's text without its fenced samples."""
    return _FENCE.sub("", text_of(page))


def sections(page: Path, level: int = 2) -> dict[str, str]:
    """Return a page's sections of one level by heading; what they hold below goes with them."""
    mark = "#" * level
    parts = re.split(rf"^{mark} (.+)$", text_of(page), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def rows(text: str) -> list[list[str]]:
    """Return the cells of every table row in a text, heads and rules left out."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]
    rules = {index for index, row in enumerate(cells) if set("".join(row)) <= {"-", ":"}}
    return [row for index, row in enumerate(cells) if index not in rules and index + 1 not in rules]


def samples(page: Path, language: str) -> list[str]:
    """Return a page's fenced samples in a language."""
    return [textwrap.dedent(body) for named, body in _FENCE.findall(text_of(page)) if named == language]


def codes(text: str) -> list[str]:
    """Return what stands between single backticks."""
    return [str(code) for code in _CODE.findall(text)]


def links(page: Path) -> Iterator[tuple[str, str]]:
    """Yield a page's relative links as path and anchor; either may be empty."""
    for link in _LINK.findall(without_samples(page)):
        if "://" not in link and not link.startswith("mailto:"):
            path, _, anchor = link.partition("#")
            yield path, anchor


def anchors(page: Path) -> set[str]:
    """Return the anchors that a page's headings give, as code forges make them."""
    found = set()
    for heading in re.findall(r"^#{1,6} (.+)$", without_samples(page), flags=re.MULTILINE):
        plain = unicodedata.normalize("NFC", heading.replace("`", "")).lower().strip()
        found.add(re.sub(r"[^\w\- ]", "", plain).replace(" ", "-"))
    return found
