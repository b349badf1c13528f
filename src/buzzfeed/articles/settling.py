"""Settling: an identified item becomes the article that outputs show, its times and links as readers rely on them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from html import escape

from buzzfeed.articles.corrections import corrected_mark, with_corrections
from buzzfeed.articles.identity import Identity
from buzzfeed.articles.settings import ArticleSettings
from buzzfeed.articles.slugs import digest
from buzzfeed.articles.titles import title_key
from buzzfeed.model import Article, Cleaned, Correction, Record, Related, Status, Term, TermKind, TermUse

RESERVED_SLUGS = frozenset({"media"})
"""Slugs that no article gets, since ``/a/SLUG`` would stand in the way of other paths."""

_LINK_WITHIN = re.compile(r'(<a (?:[a-z]+="[^"]*" )*?href=")#')
_READ_ALSO = {"fr": "À lire\u00a0:"}


def free_slug(item: Cleaned, identity: Identity, holders: Mapping[str, str]) -> str:
    """Return the slug of an article's own page: the one it has, else the item's, else that with a digest of its id.

    Args:
        item: the cleaned item.
        identity: which article it is.
        holders: slug → id of the article that has it; of the item's slug at least.
    """
    if identity.record and identity.record.slug:
        return identity.record.slug
    tail = digest(identity.id, 16)
    candidates = (item.slug, f"{item.slug[:70].rstrip('-')}-{tail[:8]}", tail)
    return next(
        (slug for slug in candidates if slug not in RESERVED_SLUGS and holders.get(slug) in (None, identity.id)), tail
    )


def settle(
    item: Cleaned,
    identity: Identity,
    uses: Sequence[TermUse],
    slug: str,
    addresses: Mapping[str, str],
    settings: ArticleSettings,
    now: datetime,
    corrections: Sequence[Correction] = (),
) -> Article:
    """Return the article as outputs show it.

    ``published`` never moves once a revision was published; where the item has no date, it is the moment first seen.
    An embargo's end takes the place of an earlier date: readers sort by it, and nobody saw the article before. So does
    ``now`` where the embargo was lifted before its end.
    ``updated`` moves when what a reader sees does: to the source's own time of update where that is later than the
    one before, else to ``now``. An article without an address gets that of its plain page, ``feeds_url/a/SLUG``.

    Args:
        item: the cleaned item.
        identity: which article it is.
        uses: its terms, from the term book.
        slug: the slug of its own page, from `free_slug`.
        addresses: `title_key` → address of the articles known by the titles that the item names.
        settings: the settings the item was cleaned with.
        now: the present instant, in UTC.
        corrections: the notes that stand at its top, the oldest first.
    """
    published = _published(item, identity.record, now)
    url = item.url or f"{settings.feeds_url}/a/{slug}"
    content = item.content if item.url else _LINK_WITHIN.sub(rf"\g<1>{url}#", item.content)
    content = with_corrections(content, item.lede, corrections, settings)
    mark = corrected_mark(item.mark, corrections)
    article = Article(
        id=identity.id,
        source=item.source,
        origin=item.origin,
        slug=slug,
        url=url,
        title=item.title,
        lede=item.lede,
        content=content,
        published=published,
        updated=_updated(replace(item, mark=mark), identity.record, published, now),
        language=item.language,
        authors=_of(uses, TermKind.AUTHOR),
        categories=_of(uses, TermKind.CATEGORY),
        tags=_of(uses, TermKind.TAG),
        image=item.image,
        enclosures=item.enclosures,
        key_points=item.key_points,
        related=tuple(Related(title) for title in item.related),
        featured=item.featured,
        mark=mark,
    )
    return relink(article, addresses)


def relink(article: Article, addresses: Mapping[str, str]) -> Article:
    """Return the article with links to the related ones whose addresses are known now; ``updated`` stays.

    The content ends with one paragraph of them; those that are not known stay in ``related`` alone.

    Args:
        article: the article as it is.
        addresses: `title_key` → address of articles known by their titles.
    """
    related = tuple(
        Related(one.title, url if (url := addresses.get(title_key(one.title), one.url)) != article.url else "")
        for one in article.related
    )
    before, after = _links(article.related, article.language), _links(related, article.language)
    content = article.content.removesuffix(before) if before else article.content
    return replace(article, related=related, content=content + after)


def wanted(article: Article) -> tuple[str, ...]:
    """Return the `title_key` of each title that the article names without knowing its address."""
    return tuple(dict.fromkeys(title_key(one.title) for one in article.related if not one.url))


def _links(related: Sequence[Related], language: str) -> str:
    links = [f'<a href="{escape(one.url)}">{escape(one.title, quote=False)}</a>' for one in related if one.url]
    if not links:
        return ""
    words = _READ_ALSO.get(language.partition("-")[0], "Read also:")
    return f"\n<p>{words.replace(chr(0xA0), '&nbsp;')} {' · '.join(links)}</p>"


def _published(item: Cleaned, record: Record | None, now: datetime) -> datetime:
    if record and _went_out(record):
        return record.published
    waited = record is not None and record.status is Status.EMBARGOED
    if record and waited and record.published == item.published:
        return record.published  # it was published before its embargo, which withdrew it
    dated = record.published if record and not item.dated and not waited else item.published
    if item.embargo:
        return max(dated, item.embargo)
    return max(dated, now) if waited else dated


def _updated(item: Cleaned, record: Record | None, published: datetime, now: datetime) -> datetime:
    """Return when the article was last changed for a reader, never before it was published."""
    said = item.updated if item.updated and item.updated <= max(now, published) else None
    if record is None or not _went_out(record):
        return max(published, said or published)
    if item.mark == record.mark:
        return max(published, record.updated)
    if said and said > record.updated:
        return max(published, said)
    return max(published, now, record.updated + timedelta(seconds=1))


def _went_out(record: Record) -> bool:
    """Whether readers may have it: a draft that was published once keeps its times, too."""
    return record.shown is not None or record.status in (Status.PUBLISHED, Status.RETRACTED)


def _of(uses: Sequence[TermUse], kind: TermKind) -> tuple[Term, ...]:
    return tuple(use.term for use in uses if use.term.kind is kind)
