"""Reading one file of a folder source: all of it or nothing, and by its extension."""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import NoReturn

from buzzfeed.errors import ItemError
from buzzfeed.sources import frontmatter, jsonfile, markdown, newsroom, page
from buzzfeed.sources.fields import values_of
from buzzfeed.sources.files import open_plain
from buzzfeed.sources.items import Piece
from buzzfeed.sources.scan import stamp_of
from buzzfeed.sources.templates import resolve, resolve_text
from buzzfeed.sources.text import decode

LARGEST = 5_000_000
"""Bytes of an article's file at most."""
LARGEST_HTML = 20_000_000
"""Characters of HTML that a file may come to at most: nested quotes and wide tables grow when they are rendered."""
MOST_LINES = 50_000
"""Lines of newsroom text at most."""

MOST_TEMPLATE_CODE = 20_000
"""Pieces of template code in a file at most."""

_PATIENCE = 10.0
_LONGEST_WAIT = 2.0


def read_piece(data: bytes, origin: str) -> Piece:
    """Return the parts of a file, read by its extension.

    Raises:
        ItemError: it is not UTF-8, empty, too large, or its front matter or JSON is broken.
    """
    text = decode(data, origin)
    if text.count("{{") + text.count("{%") + text.count("{#") > MOST_TEMPLATE_CODE:
        _refuse(origin, f"holds more than {MOST_TEMPLATE_CODE} pieces of template code", "split it", "too-large")
    piece = _READERS[PurePosixPath(origin).suffix.lower()](text, origin)
    if len(piece.body) > LARGEST_HTML:
        _refuse(origin, f"comes to more than {LARGEST_HTML // 1_000_000} MB of HTML", "split it", "too-large")
    return piece


def read_bytes(root: Path, origin: str, stamp: str, settle: float) -> bytes:
    """Return a file's bytes as they stood at one moment, never half of what someone is still writing.

    A file that bears the stamp it was found with is taken at once; another one is waited for until it has stood still
    for ``settle`` seconds.

    Raises:
        ItemError: it is gone, too large, not a plain file, still being written, or may not be read.
    """
    ends = time.monotonic() + _PATIENCE
    pause = min(max(settle, 0.05), _LONGEST_WAIT)
    expected = stamp
    while True:
        data, seen = _once(root, origin)
        if data is not None and seen == expected:
            return data
        if time.monotonic() > ends:
            if not seen:
                _refuse(origin, "is gone", "it was moved or removed while it was read", "gone")
            _refuse(origin, "is still being written", "it is read again once it stands still", "busy")
        expected = seen
        time.sleep(pause)


def _once(root: Path, origin: str) -> tuple[bytes | None, str]:
    """Return a file's bytes and stamp; no bytes where it changed while it was read, no stamp where it is not there."""
    real = root.resolve()
    try:
        path = (real / origin).resolve(strict=True)
        if not path.is_relative_to(real):
            _refuse(origin, "leads out of its folder", "put the file itself there", "outside")
        with open_plain(path) as file:
            before = os.fstat(file.fileno())
            if before.st_size > LARGEST:
                _too_large(origin, before.st_size)
            data = file.read(LARGEST + 1)
            after = os.fstat(file.fileno())
    except (FileNotFoundError, NotADirectoryError):
        return None, ""
    except (OSError, RuntimeError) as error:
        cause = f"cannot be read: {getattr(error, 'strerror', None) or error}"
        code = "not-a-file" if getattr(error, "errno", None) == errno.EINVAL else "unreadable"
        raise ItemError(origin, cause, "put the file itself there, readable by buzzfeed", code=code) from None
    whole = stamp_of(before) == stamp_of(after) and len(data) == after.st_size
    return data if whole else None, stamp_of(after)


def _markdown(text: str, origin: str) -> Piece:
    meta, source = frontmatter.read(text, origin, lines=True)
    resolved = resolve(source, values_of(meta), markdown.render)
    return Piece(meta, markdown.tidy(resolved.text), removed=resolved.removed)


def _text(text: str, origin: str) -> Piece:
    meta, source = frontmatter.read(text, origin)
    if source.count("\n") > MOST_LINES:
        _refuse(origin, f"holds more than {MOST_LINES} lines", "split it", "too-large")
    resolved = resolve_text(source, values_of(meta))
    return replace(newsroom.read(resolved.text), meta=meta, removed=resolved.removed)


_READERS: Mapping[str, Callable[[str, str], Piece]] = {
    ".md": _markdown,
    ".markdown": _markdown,
    ".html": page.read,
    ".htm": page.read,
    ".json": jsonfile.read,
    ".txt": _text,
}


def _too_large(origin: str, size: int) -> NoReturn:
    cause = f"holds {size / 1_000_000:.1f} MB, more than {LARGEST // 1_000_000} MB"
    _refuse(origin, cause, "an article is text: put pictures beside it, or split it", "too-large")


def _refuse(origin: str, cause: str, hint: str, code: str) -> NoReturn:
    raise ItemError(origin, cause, hint, code=code)
