"""Raw items of files: what every kind of file shares, once its front matter and its body are known."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from buzzfeed.model import Problem, RawImage, RawItem, Severity, fold
from buzzfeed.sources.dates import from_name
from buzzfeed.sources.fields import TRUTHS, Fields, lede_of
from buzzfeed.sources.frontmatter import Meta
from buzzfeed.sources.text import squeeze, untag
from buzzfeed.sources.wishes import wish_of

_HEADING = re.compile(r"<h1(?=[\s>])[^<>]{0,2000}>", re.IGNORECASE)
_END = re.compile(r"</h1\s{0,5}>", re.IGNORECASE)
_LANGUAGES = frozenset(
    "fr en es de it pt nl ca eu br oc co ar ru uk pl ro sv da no nb nn fi el tr zh ja ko he gl lb".split()
)


@dataclass(frozen=True, slots=True)
class Piece:
    """What reading a file gave: its front matter, its body as HTML, and what the text itself told.

    Front matter goes before all of it; of ``title``, the body's first heading is the last resort.
    """

    meta: Meta
    body: str
    title: str = ""
    lede: str = ""
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    image: RawImage | None = None
    key_points: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    removed: Iterable[str] = ()


def item_of(source: str, origin: str, piece: Piece) -> RawItem:
    """Return the raw item that a file at ``origin``, a path with slashes, comes to."""
    fields = Fields(piece.meta)
    dated, stem = from_name(origin)
    stem, language = _language(stem)
    title = fields.text("title", "headline") or piece.title
    heading, body = take_heading(piece.body)
    if title and fold(heading) != fold(title):
        body = piece.body
    categories = fields.names("categories", "category")
    return RawItem(
        source=source,
        origin=origin,
        title=title or heading,
        body=body,
        guid=fields.raw("guid", "id"),
        url=fields.address(),
        slug=fields.text("slug") or stem,
        lede=lede_of(fields) or piece.lede,
        published=fields.date(*_PUBLISHED) or dated,
        updated=fields.date(*_UPDATED),
        embargo=fields.embargo(*_EMBARGO),
        language=(fields.raw("lang", "language", "locale") or language).replace("_", "-"),
        authors=fields.names("authors", "author") or piece.authors,
        categories=categories or piece.categories,
        tags=fields.names("tags", "tag") or fields.names("keywords", "keyword"),
        image=_image(fields.image(), piece.image),
        enclosures=fields.enclosures(),
        key_points=fields.lines("key_points", "keypoints", "points") or piece.key_points,
        related=fields.lines("related") or piece.related,
        featured=any(
            TRUTHS.get(str(fields.meta.get(name)).lower(), False) for name in ("featured", "sticky", "pinned")
        ),
        wish=wish_of(fields.meta, origin),
        remarks=remarks_of(origin, [*piece.removed, *fields.removed]),
        allow=fields.values("guard_allow"),
    )


_PUBLISHED = (
    "date", "date.created", "published", "published_at", "published_time", "publishdate", "publish_date", "pubdate",
    "article:published_time", "datetime", "created_at",
)  # fmt: skip
_UPDATED = (
    "updated", "lastmod", "modified", "last_modified_at", "last_modified", "updated_at", "date.updated",
    "article:modified_time",
)  # fmt: skip

_EMBARGO = (
    "embargo",
    "embargo_until",
    "embargoed_until",
    "embargo_date",
    "embargodate",
    "under_embargo",
    "sous_embargo",
)


def remarks_of(origin: str, removed: Iterable[str]) -> tuple[Problem, ...]:
    """Return what to tell of template code that was taken out: its forms, each once."""
    forms = list(dict.fromkeys(removed))
    if not forms:
        return ()
    more = f" and {len(forms) - 5} more" if len(forms) > 5 else ""
    text = f"template code that only the site's generator understands was taken out: {', '.join(forms[:5])}{more}"
    hint = "write it as Markdown or HTML, or put it in a code block where it is to be read"
    return (Problem("template-code", Severity.WARNING, origin, text, hint),)


def take_heading(body: str) -> tuple[str, str]:
    """Return the words of the first ``h1`` and the body without it; no words where there is none."""
    opening = _HEADING.search(body)
    closing = _END.search(body, opening.end()) if opening else None
    if opening is None or closing is None:
        return "", body
    words = untag(re.sub(r"<[^<>]{0,2000}>", "", body[opening.end() : closing.start()]))
    rest = body[: opening.start()] + body[closing.end() :].lstrip("\n")
    return (squeeze(words), rest) if words else ("", body)


def _language(stem: str) -> tuple[str, str]:
    """Part ``name.fr`` (as Hugo names translations) into the name and its language."""
    name, _, suffix = stem.rpartition(".")
    return (name, suffix) if name and suffix in _LANGUAGES else (stem, "")


def _image(named: RawImage | None, found: RawImage | None) -> RawImage | None:
    """Let front matter name the image, and the text give what front matter leaves out."""
    if named is None or found is None:
        return named or found
    return RawImage(
        named.ref or found.ref,
        named.alt or found.alt,
        named.credit or found.credit,
        named.caption or found.caption,
        named.media_type,
        named.width or found.width,
        named.height or found.height,
    )
