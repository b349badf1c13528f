"""Pictures that lie beside an article: their sizes always, their bytes where buzzfeed is to serve them itself."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from html import unescape
from pathlib import Path
from urllib.parse import unquote

from buzzfeed.model import LocalFile, Problem, RawItem, Severity
from buzzfeed.sources.files import open_plain
from buzzfeed.sources.pictures import kind_of, size_of

LARGEST = 10_000_000
"""Bytes of one picture at most."""
LARGEST_SUM = 20_000_000
"""Bytes of all pictures of one article at most."""
MOST = 40
"""Pictures of one article at most."""

_HEAD = 300_000
_IMAGE = re.compile(r"<img(?=[\s/])[^<>]{0,4000}>", re.IGNORECASE)
_SOURCE = re.compile(r"""\ssrc\s{0,5}=\s{0,5}(?:"([^"<>]*)"|'([^'<>]*)'|([^\s"'<>]+))""", re.IGNORECASE)
_SIZED = re.compile(r"\s(?:width|height)\s{0,5}=", re.IGNORECASE)
_ELSEWHERE = re.compile(r"[A-Za-z][\w+.-]*:|//|#|\?|$")


def with_pictures(item: RawItem, root: Path, *, keep: bool) -> RawItem:
    """Return an item that knows the pictures beside it: sizes in its HTML, and the files where ``keep`` asks for them.

    A reference is looked up from the article's folder, one with a leading slash from ``root``; nothing outside ``root``
    is ever read, by whatever ``..`` or symbolic link. What is no picture, or too large, is left alone and told.
    """
    if item.image is None and not _IMAGE.search(item.body):
        return item
    shelf = _Shelf(root.resolve(), item.origin.rpartition("/")[0], item.origin, keep)
    image = item.image
    if image is not None and (picture := shelf.picture(image.ref)):
        image = replace(
            image,
            media_type=picture.media_type,
            width=picture.size[0] if picture.size else image.width,
            height=picture.size[1] if picture.size else image.height,
            length=picture.length,
        )
    body = _IMAGE.sub(lambda match: _sized(match[0], shelf), item.body)
    return replace(item, image=image, body=body, files=tuple(shelf.files), remarks=item.remarks + tuple(shelf.remarks))


@dataclass(frozen=True, slots=True)
class _Picture:
    media_type: str
    size: tuple[int, int] | None
    length: int


@dataclass(slots=True)
class _Shelf:
    """The pictures of one article, each looked at once."""

    root: Path
    folder: str
    origin: str
    keep: bool
    known: dict[str, _Picture | None] = field(default_factory=dict)
    files: list[LocalFile] = field(default_factory=list)
    remarks: list[Problem] = field(default_factory=list)
    sum: int = 0

    def picture(self, reference: str) -> _Picture | None:
        """Return what a reference leads to, ``None`` where that is no picture beside the article."""
        if reference not in self.known and len(self.known) < MOST:
            self.known[reference] = self._look(reference)
        return self.known.get(reference)

    def _look(self, reference: str) -> _Picture | None:
        for path in self._places(reference):
            try:
                with open_plain(path) as file:
                    length = os.fstat(file.fileno()).st_size
                    head = file.read(_HEAD)
                    media_type = kind_of(head)
                    wanted = self.keep and media_type and length <= LARGEST
                    data = head + file.read(LARGEST) if wanted else head
            except (OSError, ValueError):
                continue
            if media_type:
                return self._take(reference, path, _Picture(media_type, size_of(head, media_type), length), data)
        return None

    def _places(self, reference: str) -> Iterator[Path]:
        """Yield the files inside the root that a reference may mean."""
        if _ELSEWHERE.match(reference):
            return
        bare = unquote(re.split("[#?]", reference, maxsplit=1)[0])
        for start in ("",) if bare.startswith("/") else (self.folder, ""):
            try:
                path = (self.root / start / bare.lstrip("/")).resolve(strict=True)
            except (OSError, RuntimeError, ValueError):
                continue
            if path.is_relative_to(self.root):
                yield path

    def _take(self, reference: str, path: Path, picture: _Picture, data: bytes) -> _Picture:
        if not self.keep:
            return picture
        if max(picture.length, len(data)) > LARGEST or self.sum + len(data) > LARGEST_SUM:
            limit = LARGEST if picture.length > LARGEST else LARGEST_SUM
            text = f"the picture {path.name} was left out: with it there would be more than {limit // 1_000_000} MB"
            self.remarks.append(Problem("image-too-large", Severity.WARNING, self.origin, text, "make it smaller"))
            return picture
        self.sum += len(data)
        width, height = picture.size or (None, None)
        self.files.append(LocalFile(reference, path.name, picture.media_type, data, width, height))
        return picture


def _sized(tag: str, shelf: _Shelf) -> str:
    """Return an ``img`` tag with its picture's size, where it names none."""
    source = _SOURCE.search(tag)
    if source is None:
        return tag
    picture = shelf.picture(unescape(source[1] or source[2] or source[3] or ""))
    if picture is None or picture.size is None or _SIZED.search(tag):
        return tag
    return f'{tag[:4]} width="{picture.size[0]}" height="{picture.size[1]}"{tag[4:]}'
