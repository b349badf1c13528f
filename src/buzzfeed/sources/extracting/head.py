"""The head of a page: Open Graph, ``article:…``, Dublin Core, HTML's own names, the canonical address, its data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urljoin

from buzzfeed.model import RawImage
from buzzfeed.sources.extracting.told import MOST, Told, distinct, keywords, line, people
from buzzfeed.sources.extracting.tree import Element, words
from buzzfeed.sources.extracting.when import moment
from buzzfeed.sources.fields import pixels

_PUBLISHED = (
    "article:published_time", "og:article:published_time", "og:published_time", "date", "pubdate", "publishdate",
    "publish-date", "publish_date", "publication_date", "datepublished", "dc.date.issued", "dcterms.issued",
    "dcterms.created", "dc.date.created", "dcterms.date", "dc.date", "dc.created", "parsely-pub-date",
    "sailthru.date", "cxenseparse:recs:publishtime", "originalpublicationdate",
)  # fmt: skip
_UPDATED = (
    "article:modified_time", "og:article:modified_time", "og:updated_time", "last-modified", "lastmod", "revised",
    "datemodified", "dcterms.modified", "dc.date.modified", "dc.modified",
)  # fmt: skip
_AUTHORS = (
    "author", "article:author", "og:article:author", "dcterms.creator", "dc.creator", "parsely-author",
    "sailthru.author",
)  # fmt: skip
_TIERS = {"free": True, "locked": False, "metered": False, "premium": False, "paid": False, "subscriber": False}
_MOST_METAS = 2000


@dataclass(slots=True)
class Head:
    """A page's head as it was read once: metas in order, links by relation, scripts of data, its language."""

    metas: list[tuple[str, str]] = field(default_factory=list)
    links: dict[str, str] = field(default_factory=dict)
    scripts: list[str] = field(default_factory=list)
    title: str = ""
    language: str = ""
    base: str = ""

    @classmethod
    def of(cls, tree: Element, url: str) -> Head:
        """Read it; what stands in the body by mistake counts as well."""
        head = cls(language=line(tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang")), base=url)
        for element in tree.iter("meta", "link", "script", "title", "base"):
            match element.tag:
                case "meta" if len(head.metas) < _MOST_METAS and element.get("itemprop") is None:
                    head._meta(element)
                case "link" if element.get("href"):
                    for relation in element.get("rel", "").lower().split()[:5]:
                        head.links.setdefault(relation, element.get("href", "").strip())
                case "script" if "ld+json" in element.get("type", "").lower() and element.text:
                    head.scripts.append(element.text)
                case "title" if not head.title and element.getparent().tag != "svg":
                    head.title = "" if "{{" in words(element) else words(element)[:1000]
                case "base" if element.get("href"):
                    head.base = _joined(url, element.get("href", "").strip()) or url
                case _:
                    pass
        return head

    def _meta(self, element: Element) -> None:
        content = line(element.get("content"))
        if "{{" in content:  # a template that a script would have filled
            return
        for name in ("property", "name", "http-equiv"):
            if content and (said := element.get(name)):
                self.metas.append((said.strip().lower(), content))
                return

    def all(self, *names: str) -> Iterator[str]:
        """Yield what stands under these names, the first name's first."""
        for name in names:
            yield from (content for said, content in self.metas if said == name)

    def one(self, *names: str) -> str:
        """Return the first of them, nothing where none is there."""
        return next(self.all(*names), "")

    def told(self) -> Told:
        """Return what the head tells of the article."""
        robots = f"{self.one('robots')},{self.one('googlebot')}".lower()
        tier = self.one("article:content_tier", "og:article:content_tier", "content_tier").lower()
        return Told(
            title=self.one("og:title", "twitter:title", "dcterms.title", "dc.title", "parsely-title"),
            lede=self.one("og:description", "description", "twitter:description", "dcterms.description"),
            published=next(filter(None, map(moment, self.all(*_PUBLISHED))), ""),
            updated=next(filter(None, map(moment, self.all(*_UPDATED))), ""),
            authors=distinct(
                name for said in self.all(*_AUTHORS) if not said.startswith("http") for name in people(said) or (said,)
            ),
            sections=distinct(self.all("article:section", "og:article:section", "parsely-section")),
            tags=distinct(self.all("article:tag", "og:article:tag")) or keywords(self.one("news_keywords")),
            image=self._image(),
            language=self.one("og:locale", "dcterms.language", "dc.language", "content-language"),
            site=self.one("og:site_name", "application-name", "apple-mobile-web-app-title"),
            free=_TIERS.get(tier),
            kinds=frozenset(filter(None, [self.one("og:type").lower()])),
            noindex="noindex" in robots or "none" in robots.replace(" ", "").split(","),
        )

    def _image(self) -> RawImage | None:
        """Return the picture that stands for the page."""
        reference = self.one("og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src")
        reference = reference or self.links.get("image_src", "")
        if not reference:
            return None
        alt = self.one("og:image:alt", "twitter:image:alt")
        width, height = pixels(self.one("og:image:width")), pixels(self.one("og:image:height"))
        return RawImage(reference, alt=alt, width=width, height=height)

    @property
    def keywords(self) -> tuple[str, ...]:
        """What HTML's own ``keywords`` says: written for search engines, so believed last."""
        return keywords(self.one("keywords"))[:MOST]


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address)
    except ValueError:
        return ""
