"""What one voice of a page tells of its article: JSON-LD, microdata, the head, or what is seen."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from buzzfeed.model import RawImage, fold
from buzzfeed.sources.text import scrub, squeeze, untag

MOST = 100
"""Names of one kind that are read at most."""
_LONGEST = 2000
_PARTED = re.compile(r"\s*[,;]\s*|\s+(?:et|and|&|avec|with)\s+")
_LEADS = re.compile(
    r"^(?:(?:textes?|propos recueillis|article|ecrit|écrit|rédigé|redige|publié|publie|soumis|posté|written|posted"
    r"|submitted)\s+)?(?:par|by|de|auteure?s?\s*:|authors?\s*:|textes?\s*:)\s+",
    re.IGNORECASE,
)
_ENDS = re.compile(
    r"\s*(?:[|·•–—(]|\s-\s|,?\s+(?:le|on|à|a)\s+\d|,?\s+le\s+(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)"
    r"|\b(?:publié|mis à jour|modifié|published|updated|\d)).*$",
    re.IGNORECASE | re.DOTALL,
)
_PARTICLES = frozenset("de du des da do dos le la les van von der den el al bin ben d l y e".split())
_NOBODY = frozenset(
    ("admin", "administrator", "administrateur", "webmaster", "wordpress", "unknown", "anonymous", "auteur")
)
_NAME_WORD = re.compile(r"[\w’'.-]+")


@dataclass(frozen=True, slots=True)
class Told:
    """The fields that a voice gives, empty where it is silent.

    ``groups`` are those of the authors that are organisations. ``trail`` is a breadcrumb's steps, ``free`` whether
    everybody may read the article (``None``: it does not say), ``paid`` are the CSS selectors of the parts that not
    everybody may, ``text`` is the article itself as plain text, ``kinds`` what schema.org or Open Graph call the page,
    in lower case. ``identifier`` is what the site's own system calls the article.
    """

    title: str = ""
    lede: str = ""
    published: str = ""
    updated: str = ""
    authors: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    trail: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    image: RawImage | None = None
    language: str = ""
    site: str = ""
    canonical: str = ""
    free: bool | None = None
    paid: tuple[str, ...] = ()
    kinds: frozenset[str] = frozenset()
    noindex: bool = False
    text: str = ""
    identifier: str = ""


def line(value: object) -> str:
    """Return a value as one plain line: text and numbers; of anything else nothing."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return ""
    return squeeze(untag(scrub(str(value)[:_LONGEST])).replace("\u200b", ""))


def distinct(names: Iterable[str]) -> tuple[str, ...]:
    """Return names that hold something, each once, however it is spelled."""
    seen: dict[str, str] = {}
    for name in names:
        if name and (key := fold(name)):
            seen.setdefault(key, name)
        if len(seen) >= MOST:
            break
    return tuple(seen.values())


def keywords(value: object) -> tuple[str, ...]:
    """Return keywords: of a list, or of a text that is parted by commas."""
    if isinstance(value, list):
        named = (one.get("name") if isinstance(one, dict) else one for one in value[:MOST])
        return distinct(line(one) for one in named)
    return distinct(squeeze(word) for word in re.split(r"[,;]", line(value)))


def people(text: str) -> tuple[str, ...]:
    """Return the names in a byline: « Par Anne Martin et Paul Durand, le 3 mars » gives both."""
    bare = _ENDS.sub("", _LEADS.sub("", squeeze(text[:300]), count=1))
    return distinct(name for name in (one.strip(" .,:") for one in _PARTED.split(bare)) if is_name(name))


def is_byline(text: str) -> bool:
    """Whether a line begins as a byline does."""
    return bool(_LEADS.match(text))


def is_name(text: str) -> bool:
    """Whether a text may be the name of somebody: few words, each of which begins as names do."""
    parts = _NAME_WORD.findall(text)
    if not 1 <= len(parts) <= 6 or len(text) > 60 or re.search(r"[\d@/:?!]", text) or fold(text) in _NOBODY:
        return False
    return all(part[:1].isupper() or fold(re.split(r"[’']", part)[0]) in _PARTICLES for part in parts)
