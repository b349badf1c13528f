"""The way of a page: bytes, text, tree, what its voices tell, where its text stands, body, article.

Which voice is believed in which field stands once, in `article_of`; ``docs/sources.md`` gives the same table.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from urllib.parse import SplitResult, urljoin, urlsplit

from lxml import etree

from buzzfeed.errors import ItemError
from buzzfeed.model import RawImage, fold
from buzzfeed.sources.extracting import deciding, linked, micro, paywall, siblings, titles, visible, walls
from buzzfeed.sources.extracting.blocks import Related, blocks_of
from buzzfeed.sources.extracting.cleaning import Body, clean
from buzzfeed.sources.extracting.credits import same_picture
from buzzfeed.sources.extracting.decoding import decode
from buzzfeed.sources.extracting.head import Head
from buzzfeed.sources.extracting.locating import Layout, locate
from buzzfeed.sources.extracting.prepare import prepare
from buzzfeed.sources.extracting.told import Told, distinct
from buzzfeed.sources.extracting.tree import Budget, Element, must_be_short, parse, words
from buzzfeed.sources.extracting.values import Extracted
from buzzfeed.sources.extracting.when import finer
from buzzfeed.sources.text import paragraphs


def extract(page: bytes, url: str, *, content_type: str = "", site_name: str = "") -> Extracted:
    """Return the article that a page holds, with everything that the page says of it.

    ``url`` is the absolute address it came from, ``content_type`` HTTP's header, ``site_name`` the publication's name
    where the caller knows it: titles then lose it. Nothing is fetched; time and memory are bounded.

    Raises:
        ItemError: ``too-large``, ``too-deep``, ``too-slow``, ``empty``, ``not-a-page``, ``html``, ``wall``: with cause
            and mend.
    """
    budget = Budget(url)
    text = decode(page, url, content_type)
    try:
        return _Page(text, url, site_name, budget).article()
    except (RecursionError, MemoryError, ValueError, etree.LxmlError):
        # Nobody knows every way to break HTML: what nothing here foresaw is one page that is held, and no more.
        raise ItemError(url, "it is too tangled to be read", "leave it out with `exclude`", code="html") from None


_SLUG = 6
_POST = re.compile(r"(?:^|\s)postid-(\d{1,12})(?=\s|$)")
"""The number that WordPress's themes give a post, whatever its address (``body_class``)."""


@dataclass(frozen=True, slots=True)
class _Voices:
    """Who tells of the article: JSON-LD, microdata, the head, and what is seen."""

    data: Told
    micro: Told
    head: Told
    seen: Told


class _Page:
    def __init__(self, text: str, url: str, site_name: str, budget: Budget) -> None:
        self.url = url
        self.budget = budget
        self.tree = parse(text, url)
        self.head = Head.of(self.tree, url)
        self.data = linked.read(self.head.scripts, url)
        self.told = self.head.told()
        self.site_names = distinct([site_name, self.told.site, self.data.site])
        budget.check()
        self.listed = self._settled()
        self.micro = micro.read(self.tree)
        budget.check()
        prepare(self.tree)
        must_be_short(self.tree, url)
        budget.check()

    def article(self) -> Extracted:
        """Return the article."""
        claims = self._claims()
        heading = visible.heading(self.tree, claims, self.site_names)
        layout = Layout(self.tree, heading)
        self.budget.check()
        described = titles.whole(self.data.lede) or titles.whole(self.told.lede)
        root = locate(layout, {fold(described)} - {""}, self.budget)
        self.budget.check()
        zone = visible.Zone(layout, heading, root, described)
        title = titles.best(words(heading) if heading is not None else "", claims)
        voices = _Voices(self.data, self.micro, self.told, visible.read(zone, title))
        summary = visible.summary(zone)
        seen_image = visible.image(zone)
        paid, body, related = self._body(zone, root, (title, summary), seen_image)
        self.budget.check()
        return self._merged(voices, (title, summary or described), seen_image, (paid, body, related))

    def _settled(self) -> bool:
        """Leave of several articles on the page its own; return whether it is but a list of them."""
        urls = [self.url, *filter(None, [_joined(self.head.base, self.head.links.get("canonical", ""))])]
        claims = self._bare(self.data.title, self.told.title, self.head.title)
        return siblings.settle(self.tree, urls, claims, self.data, self.data.kinds | self.told.kinds)

    def _claims(self) -> list[str]:
        """Return what the page's voices call the article, the surest first, without the site's name."""
        return self._bare(self.data.title, self.micro.title, self.told.title, self.head.title)

    def _bare(self, *said: str) -> list[str]:
        return [bare for one in said if (bare := titles.bare(one, self.site_names, self.url))]

    def _body(
        self, zone: visible.Zone, root: Element, head: tuple[str, str], seen: RawImage | None
    ) -> tuple[bool, Body, tuple[str, ...]]:
        """Return whether it is paid for, the body (of a paid one, what all may read), and the titles it refers to."""
        free = next((one.free for one in (self.data, self.micro, self.told) if one.free is not None), None)
        locked = free is False or self.told.free is False or bool(self.data.paid)
        selected = locked and paywall.cut(root, self.data.paid)
        noticed = paywall.notice_in(root)
        paid = locked or noticed or (free is not True and paywall.noticed_above(zone))
        related = Related()
        blocks = blocks_of(root, zone.layout, related)
        walled = walls.is_walled(blocks, deciding.SHORTEST)
        if paid and not selected:
            blocks = paywall.teaser(blocks) if noticed else []
        image = self.data.image or self.told.image or self.micro.image or seen
        body = clean(blocks, related, head, image, self.head.base)
        if not paid and (walled or len(body.text) < deciding.SHORTEST) and len(self.data.text) > deciding.SHORTEST:
            # A script would have written the text onto the page.
            body = replace(body, html=paragraphs(self.data.text), text=self.data.text)
        elif walled:
            cause = "it asks for consent to cookies where its text would stand"
            hint = "have the site let buzzfeed's User-Agent past that, or read its feed instead"
            raise ItemError(self.url, cause, hint, code="wall")
        return paid, body, distinct(related.titles)

    def _merged(
        self,
        voices: _Voices,
        titled: tuple[str, str],
        seen_image: RawImage | None,
        found: tuple[bool, Body, tuple[str, ...]],
    ) -> Extracted:
        (title, lede), (paid, body, related) = titled, found
        data, micro, head, seen = voices.data, voices.micro, voices.head, voices.seen
        published = _date([data.published, head.published, micro.published, seen.published])
        updated = _date([data.updated, head.updated, micro.updated, seen.updated])
        authors = self._authors(voices)
        kinds = data.kinds | micro.kinds | head.kinds
        doubt = deciding.doubt(
            self.tree,
            self.url,
            kinds=kinds,
            title=title,
            dated=bool(published),
            signed=bool(authors),
            text=len(body.text),
            paid=paid,
        )
        others = "" if doubt == deciding.LISTED else doubt
        doubt = deciding.LISTED if self.listed else doubt
        return Extracted(
            url=self.url,
            title=title,
            body=body.html,
            canonical=self._canonical(data, micro),
            lede="" if fold(lede) == fold(title) else lede,
            published=published,
            updated="" if updated[:16] == published[:16] else updated,
            language=titles.language(data.language or self.head.language or micro.language or head.language),
            authors=authors,
            categories=self._categories(voices, title),
            tags=self._tags(voices),
            image=self._image([data.image, head.image, micro.image], [body.lead, seen_image]),
            key_points=body.key_points,
            related=related,
            site_name=next(iter(self.site_names), ""),
            article=not doubt,
            doubt=doubt,
            listed=doubt == deciding.LISTED,
            perhaps=doubt == deciding.LISTED and not others and bool(data.published or head.published),
            paywalled=paid,
            noindex=head.noindex,
            marks=self._marks(),
        )

    def _marks(self) -> tuple[str, ...]:
        """Return what the site calls the article besides its address: that would change with it."""
        body = self.tree.find("body")
        numbered = _POST.search("" if body is None else body.get("class", "")[:2000])
        short = _joined(self.head.base, self.head.links.get("shortlink", ""))
        said = ("post " + numbered[1] if numbered else "", self.data.identifier, short)
        own = _place(_split(self.url))
        named = [one for one in said if one and one != self.head.base and _place(_split(one)) != own]
        path = own[1].rpartition("/")[2]
        return tuple(one for one in named if len(path) < _SLUG or path not in one)

    def _authors(self, voices: _Voices) -> tuple[str, ...]:
        """Return the authors: persons before organisations; who is seen beside those that data names, too."""
        sites = {fold(name) for name in (*self.site_names, *voices.data.groups)}
        offered = [voices.data.authors, voices.micro.authors, voices.head.authors, voices.seen.authors]
        persons = [tuple(name for name in names if fold(name) not in sites) for names in offered]
        first = next(filter(None, persons), ())
        seen = persons[-1]
        if first and {fold(name) for name in first} < {fold(name) for name in seen}:
            return seen
        return first or next(filter(None, offered), ())

    def _categories(self, voices: _Voices, title: str) -> tuple[str, ...]:
        home = {fold(name) for name in self.site_names} | {"accueil", "home", "une", fold(title)}
        trails = (voices.data.trail, voices.micro.trail, voices.seen.trail)
        for trail in trails:
            if steps := tuple(step for step in trail if fold(step) not in home):
                return steps[:3]
        sections = (voices.data.sections, voices.head.sections, voices.micro.sections, voices.seen.sections)
        return next(filter(None, sections), ())

    def _tags(self, voices: _Voices) -> tuple[str, ...]:
        offered = (voices.data.tags, voices.head.tags, voices.micro.tags, voices.seen.tags, self.head.keywords)
        return next(filter(None, offered), ())

    def _image(self, named: list[RawImage | None], shown: list[RawImage | None]) -> RawImage | None:
        """Return the picture that the page names, with what its voices say of the same one; else the one it shows."""
        offered = [one for one in [*named, *shown] if one is not None and one.ref]
        if not offered:
            return None
        image = offered[0]
        for other in offered[1:]:
            if same_picture(image.ref, other.ref):
                image = replace(
                    image,
                    alt=image.alt or other.alt,
                    credit=image.credit or other.credit,
                    caption=image.caption or other.caption,
                    width=image.width or other.width,
                    height=image.height or other.height,
                )
        return replace(image, ref=_joined(self.head.base, image.ref))

    def _canonical(self, data: Told, micro: Told) -> str:
        """Return the address that the page gives itself.

        What ``rel=canonical`` says is taken at its word, but for the home page, which some themes name on every page.
        Other voices often give a section's address, or an old one: they count where the path is the page's own.
        """
        own = _split(self.url)
        link = _joined(self.head.base, self.head.links.get("canonical", ""))
        said = _split(link)
        if self.head.links.get("canonical") and said.scheme in ("http", "https"):
            return "" if said.path in ("", "/") and own.path not in ("", "/") else link
        for other in (self.head.one("og:url"), data.canonical, micro.canonical):
            said = _split(_joined(self.head.base, other)) if other else _split("")
            if said.scheme in ("http", "https") and _place(said) == _place(own):
                return said.geturl()
        return ""


def _split(address: str) -> SplitResult:
    try:
        parts = urlsplit(address)
        _ = parts.hostname, parts.port
    except ValueError:
        return urlsplit("")
    return parts


def _place(address: SplitResult) -> tuple[str, str]:
    return (address.hostname or "").removeprefix("www."), address.path.rstrip("/")


def _date(offered: list[str]) -> str:
    first = next(filter(None, offered), "")
    return finer(first, [one for one in offered if one]) if first else ""


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address)
    except ValueError:
        return ""
