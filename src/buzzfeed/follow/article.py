"""The plain page of an article that has no address of its own."""

from __future__ import annotations

import html
from collections.abc import Collection
from dataclasses import dataclass

from buzzfeed.follow.frame import Frame, feed_links, frame_of
from buzzfeed.follow.phrases import Moment, isolated, listing, moment, quoted, shorten
from buzzfeed.follow.site import Links, Site, link_to, web_address
from buzzfeed.follow.standfirst import standfirst, visible
from buzzfeed.follow.words import WORDS, Words
from buzzfeed.follow.words.article import ARTICLE, ArticleWords
from buzzfeed.model import Article, ChannelKey, ChannelKind, Image, Term, fold, follow_path
from buzzfeed.model.articles import MEDIA_PATH

_DESCRIPTION = 300


@dataclass(frozen=True, slots=True)
class TermLink:
    """A term, and its follow page where that is public."""

    label: str
    href: str


@dataclass(frozen=True, slots=True)
class Picture:
    """An article's main picture; sizes in pixels, ``None`` where not known."""

    src: str
    alt: str
    caption: str
    credit: str
    width: int | None
    height: int | None


@dataclass(frozen=True, slots=True)
class ArticleView:
    """An article's page. ``content`` is sanitised HTML, to be shown as it is; ``lede`` plain text, empty if within."""

    frame: Frame
    words: ArticleWords
    title: str
    article_language: str
    sections: tuple[TermLink, ...]
    topics: tuple[TermLink, ...]
    byline: str
    published: Moment
    updated: Moment | None
    lede: str
    picture: Picture | None
    content: str
    key_points: tuple[str, ...]
    related: tuple[TermLink, ...]
    follow: TermLink


def page_path(slug: str) -> str:
    """Return the path of an article's own page."""
    return f"/a/{slug}"


def is_own_page(article: Article, site: Site) -> bool:
    """Return whether an article has no address but its page here."""
    return article.url == site.address(page_path(article.slug))


def article_view(site: Site, links: Links, article: Article, public: Collection[ChannelKey]) -> ArticleView:
    """Return the page of an article; terms link to the follow pages of ``public`` channels alone."""
    words, own = WORDS[links.language], ARTICLE[links.language]
    text = visible(article.content)
    follow = _follow(site, links, article, public)
    return ArticleView(
        frame=frame_of(
            site,
            links,
            page_path(article.slug),
            title=article.title,
            description=shorten(article.lede, _DESCRIPTION),
            canonical=web_address(article.url),
            feeds=feed_links(follow[0], follow[1].label, site, links),
        ),
        words=own,
        title=article.title,
        article_language=article.language,
        sections=tuple(_term(term, links, public) for term in article.categories),
        topics=tuple(_term(term, links, public) for term in article.tags),
        byline=_byline(article, words, own),
        published=moment(article.published, words, site.timezone),
        updated=_updated(article, words, site),
        lede="" if _holds(text, article.lede) else standfirst(article.lede, article.content),
        picture=_picture(article.image, article.content, site, links),
        content=article.content,
        key_points=() if all(_holds(text, point) for point in article.key_points) else article.key_points,
        related=tuple(
            TermLink(one.title, link_to(one.url, site, links)) for one in article.related if not _holds(text, one.title)
        ),
        follow=follow[1],
    )


def _byline(article: Article, words: Words, own: ArticleWords) -> str:
    names = [isolated(term.label) for term in article.authors]
    return own.by.format(names=listing(names, words)) if names else ""


def _updated(article: Article, words: Words, site: Site) -> Moment | None:
    """Return when it was updated, where that is another day than its publication."""
    published, updated = (moment(at, words, site.timezone) for at in (article.published, article.updated))
    return updated if article.updated > article.published and updated.text != published.text else None


def _term(term: Term, links: Links, public: Collection[ChannelKey]) -> TermLink:
    key = ChannelKey(ChannelKind(term.kind), term.slug)
    return TermLink(term.label, links.page(follow_path(key)) if key in public else "")


def _follow(site: Site, links: Links, article: Article, public: Collection[ChannelKey]) -> tuple[ChannelKey, TermLink]:
    """Return the channel that a reader of this article is invited to follow: its first public category, else all."""
    for term in article.categories:
        key = ChannelKey(ChannelKind.CATEGORY, term.slug)
        if key in public:
            return key, TermLink(quoted(term.label, WORDS[links.language]), links.page(follow_path(key)))
    whole = ChannelKey(ChannelKind.ALL)
    return whole, TermLink(site.title, links.page(follow_path(whole)))


def _picture(image: Image | None, content: str, site: Site, links: Links) -> Picture | None:
    """Return the main picture unless the content shows it; one of ours is linked by its path."""
    if image is None or not web_address(image.url) or html.escape(image.url) in content or image.url in content:
        return None
    own = image.url.startswith(site.base + MEDIA_PATH)
    src = links.file(image.url.removeprefix(site.base)) if own else image.url
    return Picture(src, image.alt, image.caption, image.credit, image.width, image.height)


def _holds(text: str, part: str) -> bool:
    return not part or fold(part) in text
