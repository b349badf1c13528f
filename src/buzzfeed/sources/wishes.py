"""What an item itself says of its visibility. Where it says something that is not understood, it is a draft."""

from __future__ import annotations

from buzzfeed.model import Wish
from buzzfeed.sources.fields import TRUTHS, words_of
from buzzfeed.sources.frontmatter import Meta

_PUBLIC = frozenset(
    # Material for MkDocs marks pages `new` and `deprecated`: they are published.
    "published publish public live online final publié publiée publie en-ligne visible default new deprecated".split()
)
_HIDDEN = frozenset("private privé privée prive hidden unlisted internal interne skip members trash".split())
_DRAFT_FOLDERS = frozenset(("_drafts", "drafts", "brouillons", "_brouillons"))


def wish_of(meta: Meta, path: str) -> Wish:
    """Return what front matter and the file's place say: ``draft``, ``published``, ``status``, ``visibility``, ….

    Args:
        meta: the front matter, with plain keys.
        path: the file's path within its source; what lies in a folder of drafts is one.
    """
    if _given(meta, "password") or _given(meta, "protected"):
        return Wish.PROTECTED
    for name in ("status", "visibility"):
        wish = _status(words_of(meta.get(name)).lower())
        if wish is not Wish.PUBLISH:
            return wish
    if any(_says(meta, name) for name in ("private", "hidden", "unlisted", "headless")) or _refused(meta, "permalink"):
        return Wish.PRIVATE
    if _says(meta, "draft") or _refused(meta, "published") or _refused(meta, "publish"):
        return Wish.DRAFT
    return Wish.DRAFT if _DRAFT_FOLDERS.intersection(path.lower().split("/")[:-1]) else Wish.PUBLISH


def _status(word: str) -> Wish:
    if not word or word in _PUBLIC:
        return Wish.PUBLISH
    if word in ("password", "protected"):
        return Wish.PROTECTED
    return Wish.PRIVATE if word in _HIDDEN else Wish.DRAFT


def _says(meta: Meta, name: str) -> bool:
    """Whether a key says yes; a word that is neither yes nor no counts as yes."""
    value = meta.get(name)
    if isinstance(value, (bool, int, float)):
        return bool(value)
    return value is not None and TRUTHS.get(words_of(value).lower(), True)


def _refused(meta: Meta, name: str) -> bool:
    """Whether a key says no outright."""
    value = meta.get(name)
    return value is False or value == 0 or (isinstance(value, str) and TRUTHS.get(value.strip().lower(), True) is False)


def _given(meta: Meta, name: str) -> bool:
    """Whether a key holds anything but no."""
    value = meta.get(name)
    return value is not None and value is not False and TRUTHS.get(words_of(value).lower()) is not False
