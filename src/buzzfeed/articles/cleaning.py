"""Cleaning: a raw item made fit to publish. Pure, bounded, and without ever raising on what an article holds."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from html import unescape
from itertools import islice
from zoneinfo import ZoneInfo

from buzzfeed.articles import addresses, text
from buzzfeed.articles.bounds import bounded
from buzzfeed.articles.canonical import equivalents
from buzzfeed.articles.dates import instant
from buzzfeed.articles.images import Page, Shown
from buzzfeed.articles.lede import lede_of
from buzzfeed.articles.mapping import mapped
from buzzfeed.articles.mark import body_of, mark_of
from buzzfeed.articles.markup import parse
from buzzfeed.articles.media import Pictures, type_of
from buzzfeed.articles.mend import mended
from buzzfeed.articles.settings import ArticleSettings
from buzzfeed.articles.slugs import slug_of
from buzzfeed.articles.titles import title_key
from buzzfeed.model import Cleaned, Enclosure, Image, Problem, RawItem, Reason, Severity, TermKind, fold, term_key

MOST_TERMS = 50
MOST_ENCLOSURES = 10
LONGEST_TITLE = 500
LONGEST_GUID = 1000
SMALLEST_IMAGE = 200
"""Pixels that the first picture of the content must be wide to stand for the article."""

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9.+-]{0,60}/[a-z0-9][a-z0-9.+-]{0,60}")
_MARKUP = re.compile(r"<[^>]*>")
_SHOWS = re.compile(r"<(?:img|iframe|video|audio) ")
_PATTERN = re.compile(r"\{(year|month|day|slug)\}")


def clean(raw: RawItem, settings: ArticleSettings, first_seen: datetime) -> Cleaned:
    """Return the item as it would be published, and what is wrong with it.

    ``faults`` are reasons to hold it, beside those the source gave:

    =================  ==========================================================
    ``empty-title``    there is no title
    ``empty-body``     the content shows nothing, and there is no enclosure
    ``bad-date``       the date cannot be read; `first_seen` stands in its place
    ``bad-url``        the address is none that a reader could follow
    ``too-large-to-read``  there is more markup than ``settings.max_chars``
    =================  ==========================================================

    Args:
        raw: what the source yields.
        settings: the newsroom's and the source's settings.
        first_seen: the moment it was first seen, in UTC: its date where it has none.
    """
    return _Cleaning(raw, settings, first_seen).result()


class _Cleaning:
    """One item on its way, and what is found wrong with it."""

    def __init__(self, raw: RawItem, settings: ArticleSettings, first_seen: datetime) -> None:
        self.raw = raw
        self.settings = settings
        self.first_seen = first_seen
        self.faults = list(raw.faults)
        self.remarks = list(raw.remarks)
        self.declared = False

    def result(self) -> Cleaned:
        raw, settings = self.raw, self.settings
        title = text.one_line(raw.title, LONGEST_TITLE)
        if not title:
            self.fault("empty-title", "The article has no title.")
        published, embargo = self.date(), self.embargo()
        updated = instant(text.one_line(raw.updated), settings.timezone) if raw.updated.strip() else None
        if raw.updated.strip() and updated is None:
            self.remark("bad-updated", f'The date of update "{text.one_line(raw.updated, 60)}" cannot be read.')
        slug = slug_of(raw.slug, title, raw.origin)
        url = self.url(published, slug)
        page = Page(
            base=url or f"{settings.newsroom_url}/",
            own=url,
            language=self.language(),
            pictures=Pictures(raw.files, settings.feeds_url, served=not url),
        )
        enclosures = self.enclosures(page)
        content = self.content(page, enclosures)
        named = self.image(page)
        self.remarks.extend(page.pictures.remarks)
        lede = lede_of(raw.lede, content)
        named_terms = self.terms(raw.authors), self.terms(raw.categories), self.terms(raw.tags)
        authors, categories, tags = self.by_rules(*named_terms, (title, lede, content))
        key_points = self.lines(raw.key_points, 500)
        return Cleaned(
            source=raw.source,
            origin=raw.origin,
            guid=self.guid(),
            url=url,
            slug=slug,
            title=title,
            lede=lede,
            content=content,
            published=published or self.first_seen,
            dated=published is not None,
            updated=updated,
            language=page.language,
            authors=authors,
            categories=categories,
            tags=tags,
            image=named or _first_image(page),
            enclosures=enclosures,
            key_points=key_points,
            related=text.distinct(self.lines(raw.related, LONGEST_TITLE), title_key),
            featured=raw.featured,
            wish=raw.wish,
            # What a setting alone gives, a category or a rule's term, is no edit of the article when it changes.
            mark=mark_of(
                (title, lede, page.language if self.declared else "", *key_points),
                content,
                named,
                enclosures,
                named_terms,
                _places(url, settings),
            ),
            addresses=equivalents(url, (settings.newsroom_url, *settings.former_urls)),
            body=body_of(content),
            media=page.pictures.media,
            embargo=embargo,
            faults=tuple(self.faults),
            remarks=tuple(self.remarks),
            allow=self.lines(raw.allow, 500),
            declared=self.declared,
            moved_from=raw.moved_from,
        )

    def by_rules(
        self, authors: tuple[str, ...], categories: tuple[str, ...], tags: tuple[str, ...], texts: tuple[str, ...]
    ) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
        """Return authors, categories and tags as the newsroom's rules leave them; a category where there is none."""
        settings = self.settings
        if settings.rules:
            named = {TermKind.AUTHOR: authors, TermKind.CATEGORY: categories, TermKind.TAG: tags}
            left = mapped(named, settings.rules, lambda: _folded(texts))
            authors, categories, tags = left[TermKind.AUTHOR], left[TermKind.CATEGORY], left[TermKind.TAG]
        return authors, categories or self.terms((settings.category,)), tags

    def fault(self, code: str, words: str) -> None:
        if all(fault.code != code for fault in self.faults):
            self.faults.append(Reason(code, words))

    def remark(self, code: str, words: str) -> None:
        self.remarks.append(Problem(code, Severity.WARNING, self.raw.origin, words))

    def date(self) -> datetime | None:
        words = text.one_line(self.raw.published)
        moment = instant(words, self.settings.timezone) if words else None
        if words and moment is None:
            self.fault("bad-date", f'The date "{text.cut(words, 60, 60)}" cannot be read or does not exist.')
        return moment

    def embargo(self) -> datetime | None:
        words = text.one_line(self.raw.embargo)
        moment = instant(words, self.settings.timezone, latest=True) if words else None
        if words and moment is None:
            self.fault("bad-embargo", f'Its embargo, "{text.cut(words, 60, 60)}", names no time at which it ends.')
        return moment

    def language(self) -> str:
        for words in (self.raw.language, self.settings.source_language):
            tag = text.one_line(words, 60).replace("_", "-").partition(".")[0]
            if _LANGUAGE.fullmatch(tag) and len(tag) <= 35:  # the length that BCP 47 §4.4.1 asks for
                self.declared = words == self.raw.language
                return _cased(tag)
            if tag:
                self.remark("bad-language", f'"{tag}" is no language tag; write one such as "fr" or "en-GB".')
        return self.settings.language

    def url(self, published: datetime | None, slug: str) -> str:
        words = text.one_line(self.raw.url, addresses.LONGEST)
        if words:
            site = self.settings.newsroom_url
            path = words.startswith("/") and words[1:2] not in ("/", "\\")
            url = addresses.under(site, words) if path else addresses.web_address(words, f"{site}/")
            if not url or len(url) > 2048 or "{" in words:
                self.fault("bad-url", f'"{text.cut(words, 100, 100)}" is no address that a reader could follow.')
                return ""
            return url
        return self.permalink(published, slug)

    def permalink(self, published: datetime | None, slug: str) -> str:
        pattern = self.settings.permalink
        named = set(_PATTERN.findall(pattern))
        if not pattern:
            return ""
        if published is None and named - {"slug"}:
            self.remark("no-permalink", "The permalink asks for a date, and the article has none.")
            return ""
        day = (published or self.first_seen).astimezone(ZoneInfo(self.settings.timezone))
        parts = {"year": f"{day.year:04}", "month": f"{day.month:02}", "day": f"{day.day:02}", "slug": slug}
        return addresses.under(self.settings.newsroom_url, _PATTERN.sub(lambda match: parts[match[1]], pattern))

    def content(self, page: Page, enclosures: tuple[Enclosure, ...]) -> str:
        html = self.raw.body
        if len(html) > self.settings.max_chars:
            self.fault("too-large-to-read", f"The article has {len(html):,} characters, too many to be read.")
            return ""
        html, cut = bounded(text.scrub_markup(html))
        root, deep = parse(html)
        if cut or deep:
            self.remark("markup-bounded", "The markup is nested too deeply; some of its tags are left out.")
        content = mended(root, page)
        if not (_SHOWS.search(content) or text.visible_text(content[:1000]) or text.visible_text(content)):
            content = ""
            if not enclosures:
                self.fault("empty-body", "The article has no text and shows nothing.")
        return content

    def image(self, page: Page) -> Image | None:
        raw = self.raw.image
        if raw is None or not raw.ref.strip():
            return None
        url = page.picture(text.scrub(raw.ref))
        if not url:
            self.remark(
                "bad-image", f'The image "{text.one_line(raw.ref, 100)}" has no address that a reader could load.'
            )
            return None
        file = page.pictures.find(text.scrub(raw.ref))
        kind = raw.media_type.strip().lower()
        return Image(
            url=url,
            alt=text.one_line(raw.alt, 1000),
            credit=text.one_line(raw.credit, 300),
            caption=text.one_line(raw.caption, 1000),
            media_type=(file.media_type if file else kind if _MEDIA_TYPE.fullmatch(kind) else "") or type_of(url),
            width=_size(file.width if file else raw.width),
            height=_size(file.height if file else raw.height),
            length=len(file.data) if file else _size(raw.length),
        )

    def enclosures(self, page: Page) -> tuple[Enclosure, ...]:
        found: dict[str, Enclosure] = {}
        for enclosure in self.raw.enclosures[:MOST_ENCLOSURES]:
            url = addresses.web_address(text.scrub(enclosure.url), page.base)
            kind = enclosure.media_type.partition(";")[0].strip().lower()
            if not url:
                self.remark("bad-enclosure", f'The enclosure "{text.one_line(enclosure.url, 100)}" has no address.')
                continue
            kind = kind if _MEDIA_TYPE.fullmatch(kind) else type_of(url) or "application/octet-stream"
            found.setdefault(url, Enclosure(url, kind, max(0, enclosure.length)))
        if len(self.raw.enclosures) > MOST_ENCLOSURES:
            self.remark("many-enclosures", f"Of the enclosures, the first {MOST_ENCLOSURES} are kept.")
        return tuple(found.values())

    def terms(self, names: Iterable[str]) -> tuple[str, ...]:
        labels = [label for label in map(text.label, islice(names, 20 * MOST_TERMS)) if term_key(label)]
        distinct = text.distinct(labels, term_key)
        if len(distinct) > MOST_TERMS:
            self.remark("many-terms", f"Of the terms of one kind, the first {MOST_TERMS} are kept.")
        return distinct[:MOST_TERMS]

    def lines(self, values: Iterable[str], limit: int) -> tuple[str, ...]:
        return tuple(filter(None, (text.one_line(value, limit) for value in islice(values, MOST_TERMS))))

    def guid(self) -> str:
        guid = text.scrub(self.raw.guid).strip()
        if len(guid) <= LONGEST_GUID and not re.search(r"[\n\t]", guid):
            return guid
        self.remark("bad-guid", "The id that the source gives is too long or has several lines; one is made instead.")
        return ""


def _first_image(page: Page) -> Image | None:
    """Return the first picture of the content that is known to be large enough."""
    return next((_image(shown, page) for shown in page.shown if (shown.width or 0) >= SMALLEST_IMAGE), None)


def _image(shown: Shown, page: Page) -> Image:
    file = page.pictures.find(shown.ref)
    return Image(
        url=shown.url,
        alt=shown.alt,
        media_type=file.media_type if file else type_of(shown.url),
        width=shown.width,
        height=shown.height,
        length=len(file.data) if file else None,
    )


def _places(url: str, settings: ArticleSettings) -> tuple[str, ...]:
    """Return what the article's own addresses begin with, which says nothing of what it shows."""
    own = (f"{url}#", url if url.endswith("/") else f"{url}/") if url else ("#",)
    return (*own, f"{settings.feeds_url}/", f"{settings.newsroom_url}/")


def _size(number: int | None) -> int | None:
    return number if number and number > 0 else None


def _folded(texts: Iterable[str]) -> str:
    """Return the words of an article as rules look for them."""
    return fold(unescape(_MARKUP.sub(" ", "\n".join(texts))))


def _cased(tag: str) -> str:
    """Return a language tag with the case that BCP 47 §2.1.1 recommends."""
    first, *rest = tag.split("-")
    sizes = {2: str.upper, 4: str.title}
    return "-".join([first.lower(), *(sizes.get(len(part), str.lower)(part) for part in rest)])
