"""Entries: an article in one format, as a feed of its own and as the slice that other feeds take in."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import Any

from feedgen.feed import FeedGenerator

from buzzfeed.errors import RenderError
from buzzfeed.feeds import jsonfeed
from buzzfeed.feeds.extensions import EntryExtension, EntryParts, FeedExtension
from buzzfeed.model import Article, Format, Newsroom
from buzzfeed.model.wire import enclosures_of, term_scheme

_TAGS = {Format.RSS: (b"<item", b"</item>"), Format.ATOM: (b"<entry", b"</entry>")}


@dataclass(frozen=True, slots=True)
class RenderedEntry:
    """An entry in one format: ``document`` is a feed that holds it alone, ``fragment`` its slice of that document."""

    document: bytes
    fragment: bytes


def render_entry(article: Article, fmt: Format, newsroom: Newsroom) -> RenderedEntry:
    """Render an article as a one-entry feed (RSS 2.0, RFC 4287, JSON Feed 1.1), and cut the entry out of it.

    Raises:
        RenderError: the article lacks an id, a title or an address, or holds text that no feed may carry.
    """
    for what, value in (("id", article.id), ("title", article.title), ("address", article.url)):
        if not value:
            raise RenderError(article.id or article.origin, f"the article has no {what}", "give it one in its source")
    try:
        if fmt is Format.JSON:
            fragment = jsonfeed.item(article)
            return RenderedEntry(jsonfeed.single(newsroom, fragment), fragment)
        document = _xml(article, fmt, newsroom)
    except (ValueError, TypeError) as error:
        raise RenderError(article.id, f"cannot be written as {fmt}: {error}", "mend the article's text") from error
    return RenderedEntry(document, _sliced(document, fmt))


def _xml(article: Article, fmt: Format, newsroom: Newsroom) -> bytes:
    feed = new_feed()
    feed.id(article.id)
    feed.title(newsroom.title)
    feed.description(newsroom.title)
    feed.link(href=newsroom.url, rel="alternate")
    feed.updated(article.updated)
    without_build_date(feed)
    _fill(feed.add_entry(order="append"), article, fmt, newsroom)
    text: bytes = feed.rss_str() if fmt is Format.RSS else feed.atom_str()
    return text


def _fill(entry: Any, article: Article, fmt: Format, newsroom: Newsroom) -> None:
    files = enclosures_of(article)
    entry.guid(article.id, permalink=article.id == article.url)
    entry.title(article.title)
    entry.link(href=article.url)
    entry.updated(article.updated)
    entry.category(
        [
            {"term": term.slug, "label": term.label, "scheme": term_scheme(term.kind, newsroom)}
            for term in article.categories + article.tags
        ]
    )
    if fmt is Format.RSS:
        _fill_rss(entry, article)
        if files:
            entry.enclosure(files[0].url, files[0].length, files[0].media_type)
    else:
        _fill_atom(entry, article)
    entry.buzzfeed.parts = EntryParts(
        language=article.language,
        authors=tuple(author.label for author in article.authors),
        published=article.published,
        updated=article.updated,
        has_lede=bool(article.lede),
        describe=bool(article.lede and article.content),
        image=article.image,
        enclosures=files,
    )


def _fill_rss(entry: Any, article: Article) -> None:
    if article.content:
        entry.content(article.content, type="CDATA")
    if article.lede:
        # A description is HTML (RSS 2.0 §item): plain text is escaped as such, and the serialiser escapes it as XML.
        entry.description(html.escape(article.lede, quote=False), isSummary=True)


def _fill_atom(entry: Any, article: Article) -> None:
    entry.published(article.published)
    if article.content:
        entry.content(article.content, type="html")
    if article.lede:
        entry.summary(article.lede, type="text")
    entry.author([{"name": author.label} for author in article.authors])


def _sliced(document: bytes, fmt: Format) -> bytes:
    """Cut the entry out: its start tag is the first of its name, since all text before it is escaped."""
    opening, closing = _TAGS[fmt]
    return document[document.index(opening) : document.rindex(closing) + len(closing)]


def new_feed() -> Any:
    """Return a feedgen generator that knows our extensions, and says nothing of itself but the name it is given."""
    feed = FeedGenerator()
    feed.register_extension("buzzfeed", FeedExtension, EntryExtension)
    feed.docs("")
    feed.generator("")
    return feed


def without_build_date(feed: Any) -> None:
    """Keep feedgen from writing ``lastBuildDate``; our extension does.

    feedgen formats it by switching the locale of the whole process back and forth, which is not safe beside other
    threads, and knows no way to leave it out.
    """
    feed._FeedGenerator__rss_lastBuildDate = None  # noqa: SLF001 - no public way, see above
