"""What cleaning needs to know of the newsroom and of an item's source."""

from __future__ import annotations

from dataclasses import dataclass

from buzzfeed.articles.mapping import TermRule


@dataclass(frozen=True, slots=True)
class ArticleSettings:
    """The settings of one source's articles; it pickles, so that articles are cleaned in worker processes.

    Attributes:
        newsroom_url: the publication's own site, absolute, without a slash at its end.
        feeds_url: where buzzfeed's own pages stand, absolute, without a slash at its end.
        timezone: the IANA zone in which dates without an offset are read.
        language: the newsroom's language, a BCP 47 tag.
        category: the category of an article that names none; empty for none.
        permalink: the path under ``newsroom_url`` of an article that names no address, such as
            ``/{year}/{month}/{day}/{slug}/``; empty for none.
        source_language: the language of the source's articles where they name none; empty for the newsroom's.
        former_urls: where the publication's site stood before: what lies there and under ``newsroom_url`` at the same
            path is one address.
        rules: what becomes of terms, in the order in which it is applied.
        max_chars: an article with more characters of markup than this is not read at all.
    """

    newsroom_url: str
    feeds_url: str
    timezone: str = "Europe/Paris"
    language: str = "fr"
    category: str = ""
    permalink: str = ""
    source_language: str = ""
    former_urls: tuple[str, ...] = ()
    rules: tuple[TermRule, ...] = ()
    max_chars: int = 10_000_000
