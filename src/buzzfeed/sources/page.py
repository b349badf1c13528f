"""HTML files: a fragment, or a whole page out of which come the article, and what its head says of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree, html

from buzzfeed.errors import ItemError
from buzzfeed.model import RawImage
from buzzfeed.sources import frontmatter
from buzzfeed.sources.extracting import linked
from buzzfeed.sources.fields import values_of
from buzzfeed.sources.frontmatter import Meta
from buzzfeed.sources.items import Piece, take_heading
from buzzfeed.sources.templates import resolve
from buzzfeed.sources.text import scrub, squeeze

_WHOLE = re.compile(r"\s*(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s|html[\s>]|head[\s>]|body[\s>])", re.I | re.DOTALL)
_ASIDE = ("nav", "header", "footer", "script", "style", "template", "dialog", "form")
_CONTROL = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]")


def read(text: str, origin: str) -> Piece:
    """Return the parts of an HTML file, front matter included.

    Raises:
        ItemError: ``front-matter``, ``too-deep``, ``html``.
    """
    meta, source = frontmatter.read(text, origin)
    resolved = resolve(source, values_of(meta), lambda unchanged: unchanged)
    if not _WHOLE.match(resolved.text):
        return Piece(meta, resolved.text.strip("\n"), removed=resolved.removed)
    page = _Page(resolved.text, origin)
    told = {**page.head(), **page.data(), **meta}
    body, title = page.article()
    named = told.pop("og:title", None) or told.pop("headline", None) or title or page.title
    return Piece(told, body, title=str(named), image=page.image(), removed=resolved.removed)


class _Page:
    def __init__(self, text: str, origin: str) -> None:
        parser = html.HTMLParser(encoding="utf-8", huge_tree=False, remove_comments=True, remove_pis=True)
        try:
            self.tree = html.document_fromstring(_CONTROL.sub("", scrub(text)).encode(), parser=parser)
        except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
            raise ItemError(origin, f"is not HTML: {error}", "check the file", code="html") from None
        for entry in parser.error_log:
            if "Excessive depth" in entry.message:
                cause = f"line {entry.line} is nested deeper than 255 elements"
                raise ItemError(origin, cause, "close the elements that are left open", code="too-deep")
        self._metas = dict(reversed(list(self._named())))

    @property
    def title(self) -> str:
        """What the head's ``title`` says."""
        return squeeze(self.tree.findtext(".//title") or "")

    def head(self) -> Meta:
        """Return what the head says, under the names that front matter has."""
        meta: Meta = {name.replace("-", "_"): content for name, content in self._metas.items() if ":" not in name}
        renamed = {
            "description": "og:description",
            "date": "article:published_time",
            "updated": "article:modified_time",
            "category": "article:section",
        }
        for ours, theirs in renamed.items():
            if theirs in self._metas:
                meta.setdefault(ours, self._metas[theirs])
        if isinstance(keywords := meta.pop("keywords", None), str):
            meta["keywords"] = [word.strip() for word in keywords.split(",")]
        if tags := [content for name, content in self._named() if name == "article:tag"]:
            meta["tags"] = tags
        elif isinstance(written := meta.get("tags"), str):
            meta["tags"] = [word.strip() for word in written.split(",")]
        authors = [content for name, content in self._named() if name in ("author", "article:author")]
        if names := [name for name in authors if not name.startswith(("http://", "https://"))]:
            meta["authors"] = list(dict.fromkeys(names))
        meta.pop("author", None)
        canonical = [link.get("href") for link in self.tree.iter("link") if link.get("rel") == "canonical"]
        language = self.tree.get("lang") or self._metas.get("og:locale", "")
        found: Meta = {"url": canonical[0] if canonical else "", "lang": language}
        return {**meta, **{key: value for key, value in found.items() if value}}

    def data(self) -> Meta:
        """Return what JSON-LD says of an article (schema.org): headline, dates, authors, section, keywords."""
        kinds = ((one.get("type") or "", one.text or "") for one in self.tree.iter("script"))
        told = linked.read([text for kind, text in kinds if "ld+json" in kind.lower()], "")
        if not told.kinds & linked.ARTICLES:
            return {}
        found: Meta = {
            "headline": told.title,
            "date": told.published,
            "updated": told.updated,
            "description": told.lede,
            "lang": told.language,
            "authors": list(told.authors),
            "categories": list(told.sections),
            "tags": list(told.tags),
        }
        return {key: value for key, value in found.items() if value}

    def image(self) -> RawImage | None:
        """Return the picture that stands for the page (Open Graph)."""
        reference = self._metas.get("og:image") or self._metas.get("twitter:image")
        return RawImage(reference, alt=self._metas.get("og:image:alt", "")) if reference else None

    def article(self) -> tuple[str, str]:
        """Return the article's HTML without what frames it, and its heading."""
        root = self._root()
        heading = next((squeeze("".join(one.itertext())) for one in root.iter("h1")), "")
        for aside in [one for one in root.iter(*_ASIDE) if one is not root]:
            aside.drop_tree()
        inner = "".join([_escaped(root.text), *(html.tostring(child, encoding="unicode") for child in root)])
        found, rest = take_heading(inner)
        return (rest if found == heading else inner).strip(), heading

    def _root(self) -> html.HtmlElement:
        """Return the ``article`` with the most text, else ``main``, else the body."""
        articles = list(self.tree.iter("article"))
        if articles:
            return max(articles, key=lambda one: sum(map(len, one.itertext())))
        mains = (one for one in self.tree.iter() if one.tag == "main" or one.get("role") == "main")
        found = next(mains, None)
        found = self.tree.find("body") if found is None else found
        return self.tree if found is None else found

    def _named(self) -> Iterator[tuple[str, str]]:
        for meta in self.tree.iter("meta"):
            name = (meta.get("property") or meta.get("name") or "").strip().lower()
            content = (meta.get("content") or "").strip()
            if name and content:
                yield name, content


def _escaped(text: str | None) -> str:
    return (text or "").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
