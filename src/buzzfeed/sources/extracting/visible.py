"""What a reader sees round an article: its heading, its summary, byline, dates, breadcrumb, tags and picture."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from buzzfeed.model import RawImage, fold
from buzzfeed.sources import marks as newsroom
from buzzfeed.sources.extracting import noise
from buzzfeed.sources.extracting.credits import bare, image_of
from buzzfeed.sources.extracting.locating import Layout
from buzzfeed.sources.extracting.told import MOST, Told, distinct, is_byline, line, people
from buzzfeed.sources.extracting.tree import BLOCKS, Element, apart, marks, words
from buzzfeed.sources.extracting.when import moment, said
from buzzfeed.sources.marks import Role

_TRAILS = re.compile(r"breadcrumbs?|crumbs?|ariane|filariane")
_HOME = frozenset(("accueil", "home", "une", "a la une", "index", "fil d'ariane", "breadcrumb"))
_SEPARATOR = re.compile(r"^[\s/>»›→|·•–—-]+|[\s/>»›→|·•–—-]+$")
_SUMMARIES = re.compile(
    r"chapo|chapeau|standfirst|lede|lead|dek|deck|summary|subtitle|subtitre|soustitre|intro|introduction|excerpt"
    r"|description|desc|accroche|psummary"
)
_BYLINES = frozenset("byline author authors auteur auteurs signature vcard submitted uid redacteur journaliste".split())
_CAPTIONS = re.compile(r"\w*caption\w*|legende?|field--name-field-legende")
_CREDITS = frozenset("credit credits copyright copyrightholder".split())
_LONGEST = 250
_FRAMED = 600
_LONGEST_SUMMARY = 1000


class Zone:
    """The elements between a page's heading and the article's text, the heading's own frame included."""

    def __init__(self, layout: Layout, heading: Element | None, root: Element, described: str) -> None:
        """Find them; where no heading is, what stands before the text in the article's own frame.

        ``described`` is the summary that the head gives: it stands above the text, even where it is long.
        """
        self.layout = layout
        self.heading = heading
        self.root = root
        self.described = fold(described)
        self.elements = list(self._find())

    def _find(self) -> Iterator[Element]:
        above = set(self.root.iterancestors()) | {self.root}
        start = self.root if self.heading is None else self.heading
        while start not in above and start.getparent() is not None and start.getparent() not in above:
            start = start.getparent()
        begun = start in above
        for element in self.layout.tree.iter():
            begun = begun or element is start
            if not begun or not isinstance(element.tag, str):
                continue
            if self._is_text(element):
                return
            yield element

    def _is_text(self, element: Element) -> bool:
        """Whether the article's running text begins here."""
        if self.layout.prose.get(element, 0) < 100 or not (
            element is self.root or self.root in element.iterancestors()
        ):
            return False
        return not (marks(element) & _BYLINES or any(said(words(element))) or self.is_summary(element))

    def is_summary(self, leaf: Element) -> bool:
        """Whether a line is the article's summary: by how it is called, or since the head gives it, too."""
        if self.layout.size(leaf) > 2 * _LONGEST_SUMMARY or leaf in self.layout.held:
            return False
        text = words(leaf)
        if self.described and fold(text) == self.described:
            return True
        called = any(_SUMMARIES.fullmatch(word) for one in (leaf, leaf.getparent()) for word in _called(one))
        return (
            called
            and 30 <= len(text) <= _LONGEST_SUMMARY
            and leaf.tag not in ("h1", "ul", "ol")
            and not is_byline(text)
        )

    def leaves(self) -> Iterator[Element]:
        """Yield the lines of the zone."""
        return (one for one in self.elements if one.tag in BLOCKS and one not in self.layout.held)


def heading(tree: Element, claims: Sequence[str], site_names: Sequence[str]) -> Element | None:
    """Return the heading that is the title: one that says what the page calls itself, else the likeliest ``h1``."""
    claimed = {fold(claim) for claim in claims if claim}
    headings = [one for one in tree.iter("h1", "h2") if words(one)]
    exact = next((one for one in headings if fold(words(one)) in claimed), None)
    if exact is not None:
        return exact
    firsts = [
        one for one in headings if one.tag == "h1" and fold(words(one)) not in {fold(name) for name in site_names}
    ]
    firsts = [one for one in firsts if not any(noise.is_replies(above) for above in one.iterancestors())]
    return max(firsts, key=lambda one: max((_alike(words(one), claim) for claim in claims), default=0), default=None)


def summary(zone: Zone) -> str:
    """Return the summary that stands between heading and text."""
    return next((words(leaf) for leaf in zone.leaves() if zone.is_summary(leaf)), "")


def read(zone: Zone, title: str) -> Told:
    """Return what is seen: dates, authors, trail and tags."""
    published, updated = dates(zone)
    return Told(
        published=published,
        updated=updated,
        authors=authors(zone),
        trail=trail(zone.layout, title),
        tags=_linked(zone, "tag", without="category"),
        sections=_linked(zone, "category", without="") or _sections(zone),
    )


def dates(zone: Zone) -> tuple[str, str]:
    """Return when the lines above the text say that it was published and changed; ``time`` goes before words."""
    published = updated = bare = ""
    for element in zone.elements:
        if element.tag != "time":
            continue
        date = moment(element.get("datetime", "") or words(element)) or moment(words(element))
        called = marks(element)
        before = fold(_before(element))[-40:]
        later = (
            "modified" in called or "datemodified" in called or bool(re.search(r"jour|modifie|updated?|maj", before))
        )
        if later or (called & {"updated", "modified"} and not called & {"published", "entry", "date", "td"}):
            updated = updated or date
        elif "updated" in called and "published" not in called:
            bare = bare or date
        else:
            published = published or date
    told = [said(apart(leaf)) for leaf in zone.leaves() if len(apart(leaf)) <= _LONGEST]
    published = published or bare or next((one for one, _ in told if one), "")
    return published, updated or next((other for _, other in told if other), "")


def authors(zone: Zone) -> tuple[str, ...]:
    """Return the names in the byline: those that it links, or those that it writes."""
    for element in zone.elements:
        called = marks(element)
        if "author" in element.get("rel", "").split() or (called & _BYLINES and len(words(element)) <= _LONGEST):
            linked = distinct(name for link in element.iter("a") for name in people(words(link)))
            if names := linked or people(apart(element)):
                return _all_of(element, names)
    for leaf in zone.leaves():
        text = apart(leaf)
        if len(text) <= _LONGEST and is_byline(text) and (names := people(_first_line(leaf))):
            return names
    return ()


def trail(layout: Layout, title: str) -> tuple[str, ...]:
    """Return the steps of the breadcrumb, home page and article left out."""
    for element in layout.tree.iter(*BLOCKS, "span"):
        called = marks(element)
        labelled = fold(element.get("aria-label", "")[:100]) in ("fil d'ariane", "breadcrumb", "breadcrumbs")
        if (labelled or any(_TRAILS.fullmatch(word) for word in called)) and 0 < layout.size(element) <= 1000:
            steps = [squeezed for text in element.itertext() if (squeezed := _SEPARATOR.sub("", line(text)))]
            if found := _steps(steps, title):
                return found
    for leaf in layout.tree.iter("p", "div", "td", "li", "span", "center"):
        if not 0 < layout.size(leaf) <= 600:
            continue
        text = apart(leaf)
        if len(text) <= 300 and (newsroom.role_of(text) is Role.BREADCRUMB or _begins_at_home(leaf, text)):
            return tuple(newsroom.trail_of(text, title))
    return ()


def image(zone: Zone) -> RawImage | None:
    """Return the picture that stands between heading and text, with the lines that belong to it."""
    for place, element in enumerate(zone.elements):
        if element.tag != "img" or not element.get("src") or _small(element):
            continue
        around = [one for one in element.iterancestors("figure", "table") if len(words(one)) <= _FRAMED]
        frame = around[0] if around else element.getparent()
        while frame is not None and not words(frame) and frame.getparent() in zone.elements:
            frame = frame.getparent()
        if frame is None or len(words(frame)) > _FRAMED or zone.heading in frame.iter():
            return image_of(element, None)
        caption = next((one for one in frame.iter("figcaption")), None)
        if caption is not None:
            return image_of(element, caption)
        found = image_of(element, None)
        shown = next((words(one) for one in frame.iter() if _is_caption(one)), "")
        credit = next((one for one in frame.iter() if marks(one) & _CREDITS and words(one)), None)
        if shown or credit is not None:
            return RawImage(found.ref, found.alt, _credit(credit), shown)
        return image_of(element, frame) if words(frame) and place else found
    return None


def _begins_at_home(leaf: Element, text: str) -> bool:
    """Whether a line is links from the home page on: « Accueil > Pratique »."""
    first = next(leaf.iter("a"), None)
    home = first is not None and fold(words(first)) in _HOME and fold(text).startswith(fold(words(first)))
    return home and bool(re.match(r"\S+\s*[>»›→/]", text))


def _credit(element: Element | None) -> str:
    return "" if element is None else bare(apart(element))


def _is_caption(element: Element) -> bool:
    called = marks(element)
    return bool(words(element)) and any(_CAPTIONS.fullmatch(word) for word in called) and not called & _CREDITS


def _small(picture: Element) -> bool:
    sizes = [picture.get(name, "") for name in ("width", "height")]
    return any(size.isdigit() and int(size) < 100 for size in sizes)


def _steps(steps: list[str], title: str) -> tuple[str, ...]:
    kept = [step for step in steps if fold(step) not in _HOME and not step.endswith(":")]
    if kept and (_alike(kept[-1].rstrip("…. "), title) > 0.8 or fold(title).startswith(fold(kept[-1].rstrip("…. ")))):
        kept = kept[:-1]
    return distinct(kept)[:3]


def _linked(zone: Zone, relation: str, *, without: str) -> tuple[str, ...]:
    """Return what the page's links with a ``rel`` say, those among comments and beside the article left out."""
    found: list[str] = []
    for link in zone.layout.tree.iter("a"):
        relations = link.get("rel", "").lower().split()
        if relation in relations and (not without or without not in relations):
            found.append(line(words(link)).lstrip("#"))
            if len(found) >= MOST:
                break
    return distinct(found)


def _sections(zone: Zone) -> tuple[str, ...]:
    for element in zone.elements:
        if (
            marks(element) & {"category", "categories", "cat", "rubrique", "kicker", "surtitre"}
            and len(words(element)) <= 60
        ):
            return distinct(words(link) for link in element.iter("a")) or distinct([words(element)])
    return ()


def _called(element: Element | None) -> frozenset[str]:
    if element is None:
        return frozenset()
    joined = (one.replace("-", "").replace("_", "") for one in element.get("class", "").lower().split())
    return marks(element) | frozenset(joined)


def _before(element: Element) -> str:
    """Return the words that stand right before an element in its line."""
    previous, parent = element.getprevious(), element.getparent()
    if previous is not None:
        return (previous.tail or "") or words(previous)
    if parent is None:
        return ""
    return (parent.text or "") if (parent.text or "").strip() else _before(parent) if parent.tag not in BLOCKS else ""


def _first_line(leaf: Element) -> str:
    """Return a line's text up to its first line break."""
    text = leaf.text or ""
    for child in leaf:
        if child.tag == "br":
            break
        text += " " + words(child) if child.find("br") is None else " " + _first_line(child)
        if child.find("br") is not None:
            break
        text += child.tail or ""
    return line(text)


def _all_of(element: Element, names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names of a byline of which ``element`` names one: others stand beside it."""
    parent = element.getparent()
    if parent is None or len(words(parent)) > _LONGEST or not marks(parent) & _BYLINES:
        return names
    beside = distinct(name for link in parent.iter("a") for name in people(words(link)))
    return beside if set(names) <= set(beside) else names


def _alike(one: str, other: str) -> float:
    """Return how many of the words of two texts are the same, from 0 to 1."""
    left, right = set(fold(one).split()), set(fold(other).split())
    return len(left & right) / (len(left | right) or 1)
