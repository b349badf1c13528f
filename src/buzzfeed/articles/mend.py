"""An article's content as a tree, mended so that it stands on its own in a reader.

Links and embeds get absolute addresses, an embed a visible link beside it, footnotes keep their targets; forms, what is
hidden, and what shows nothing go.
"""

from __future__ import annotations

import re
from urllib.parse import quote, unquote, urlsplit

from lxml import etree

from buzzfeed.articles import addresses
from buzzfeed.articles.bounds import BARE
from buzzfeed.articles.images import Page, mend_pictures, take_out, unseen, whole_number
from buzzfeed.articles.markup import GONE, LAZY, Element, drop, parse, query, serialised, words_of
from buzzfeed.articles.text import one_line

_HIDDEN = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_STYLED = query("//*[@style or @hidden]")
_ATTRIBUTED = query("//*[@*]")
_NAMED = query("//*[@id or @name]")
_HOLLOW = re.compile(r"<(?:p|h[1-6])(?: [^>]*)?></")
_ID = re.compile(r"[A-Za-z0-9_À-ÿ][\w:.()-]{0,99}")
_SAFE_IN_FRAGMENT = "/:@!$&'()*+,;=~-._?"
_SAYS_NOTHING = re.compile(r"player|embed|iframe|lecteur", re.IGNORECASE)
_RENAMED = {"form": BARE, "font": BARE, "strike": "s", "tt": "code", "big": BARE, "acronym": "abbr"}
_BLOCKS = frozenset(
    "p div h1 h2 h3 h4 h5 h6 figure figcaption section article aside header footer nav main blockquote ul ol li dl "
    "center address details summary pre".split()
)
_CAN_BE_EMPTY = _BLOCKS | frozenset("span a b strong i em u s small mark cite q code sub sup del ins abbr".split())
_INLINE_ONLY = frozenset("p h1 h2 h3 h4 h5 h6 a summary pre dt".split())
_SHOWS_NOTHING = re.compile(r"[\s\u00a0\u200b\u2060]*")
_ORDER = {name: place for place, name in enumerate(("href", "src", "srcset", "sizes", "alt", "width", "height"))}
_FORM_WORDS = 500
_WATCH = (
    (
        re.compile(r"https://(?:www\.)?youtube(?:-nocookie)?\.com/embed/([\w-]{6,20})"),
        "https://www.youtube.com/watch?v={}",
    ),
    (re.compile(r"https://player\.vimeo\.com/video/(\d+)"), "https://vimeo.com/{}"),
    (re.compile(r"https://(?:www\.)?dailymotion\.com/embed/video/(\w+)"), "https://www.dailymotion.com/video/{}"),
)
_SEE = {"fr": "Voir sur {}"}
_NUMBERS = {"colspan": 1000, "rowspan": 1000, "span": 1000, "start": 99_999, "value": 99_999}


def mended(root: Element, page: Page) -> str:
    """Return the tree as sanitised HTML, mended; ``page`` learns what it shows."""
    _mend(root, page)
    content = serialised(root)
    if _HOLLOW.search(content):  # where tags that went stood between blocks, browsers make empty ones
        root, _ = parse(content)
        _drop_empty(root)
        content = serialised(root)
    return content


def _mend(root: Element, page: Page) -> None:
    for element in _STYLED(root):
        _drop_hidden(element)
    for element in list(root.iter("form", "span", "pre", *_RENAMED)):
        _rename(element)
    mend_pictures(root, page)
    for link in list(root.iter("a")):
        _mend_link(link, page)
    for element in list(root.iter("iframe", "video", "audio")):
        (_mend_frame if element.tag == "iframe" else _mend_player)(element, page)
    _mend_fragments(root, page)
    for element in _ATTRIBUTED(root):
        _mend_attributes(element, page)
    _drop_empty(root)


def _drop_hidden(element: Element) -> None:
    """Take out what a page does not show, but for pictures: a lazy one waits there for its noscript copy."""
    hidden = element.get("hidden") is not None or _HIDDEN.search(element.get("style") or "")
    if hidden and element.tag != "img":
        take_out(element)


def _rename(element: Element) -> None:
    tag = str(element.tag)
    if tag == "form" and len(words_of(element)) < _FORM_WORDS:
        take_out(element)
    elif tag in _RENAMED:
        element.tag = _RENAMED[tag]
    elif tag == "span" and not element.get("lang") and not element.get("dir"):
        element.tag = BARE
    elif tag == "pre" and element.text:
        element.text = element.text.lstrip("\n")  # HTML §13.2.6.4.7: the first one is dropped at each parsing


def _mend_frame(frame: Element, page: Page) -> None:
    """Keep a frame of https alone, with a link beside it that says where it leads, for most readers drop frames."""
    source = next((url for url in (_frame_address(frame.get(name), page) for name in (*LAZY, "src")) if url), "")
    title = one_line(frame.get("title") or "", 200)
    if not source or unseen(frame):
        take_out(frame)
        return
    for name in list(frame.attrib):
        if name not in ("width", "height", "allowfullscreen", "title"):
            del frame.attrib[name]
    for name in ("width", "height"):
        if whole_number(frame.get(name)) is None:
            drop(frame, name)
    frame.set("src", source)
    _link_beside(frame, watch_address(source), "" if _SAYS_NOTHING.search(title) else title, page)
    if not source.startswith("https:"):
        take_out(frame)


def _frame_address(ref: str | None, page: Page) -> str:
    return addresses.web_address(ref, page.base, addresses.LONGEST) if ref and not ref.startswith("about:") else ""


def watch_address(source: str) -> str:
    """Return the page that an embed shows, where its own page is known, else the embed's address."""
    for pattern, target in _WATCH:
        if match := pattern.match(source):
            return target.format(match[1])
    return source


def _link_beside(frame: Element, target: str, title: str, page: Page) -> None:
    """Put a link behind a frame, unless the content has it already."""
    ancestors = {str(ancestor.tag) for ancestor in frame.iterancestors()}
    if "a" in ancestors or target in page.links:
        return
    page.links.add(target)
    link = etree.Element("a", href=target)
    host = urlsplit(target).netloc.removeprefix("www.")
    link.text = title or _SEE.get(page.language.partition("-")[0], "View on {}").format(host)
    beside = link
    if not _INLINE_ONLY & ancestors:
        beside = etree.Element("p")
        beside.append(link)
    beside.tail, frame.tail = frame.tail, " " if beside is link else None
    frame.addnext(beside)


def _mend_player(player: Element, page: Page) -> None:
    """Keep a player that has something to play; what it says to old browsers goes."""
    for child in list(player):
        child.tail = None
        if child.tag == "source":
            child.set("src", page.picture(child.get("src") or ""))
        if child.tag not in ("source", "track") or (child.tag == "source" and not child.get("src")):
            player.remove(child)
    player.text = None
    source = next((url for url in (page.picture(player.get(name) or "") for name in (*LAZY, "src")) if url), "")
    drop(player, "src")
    if source:
        player.set("src", source)
    elif not any(child.tag == "source" for child in player):
        take_out(player)
        return
    player.set("controls", "")
    if player.get("poster"):
        player.set("poster", page.picture(player.get("poster") or ""))


def _mend_attributes(element: Element, page: Page) -> None:
    """Make every other address absolute and every number sane; what is neither goes."""
    attributes = element.attrib
    if "cite" in attributes:
        attributes["cite"] = addresses.web_address(element.get("cite") or "", page.base)
    if element.tag == "track":
        attributes["src"] = addresses.web_address(element.get("src") or "", page.base)
    for name, most in _NUMBERS.items():
        if name in attributes and whole_number(element.get(name), most) is None:
            del attributes[name]
    for name in ("cite", "poster", "src", "style"):
        if name in attributes and (name == "style" or not attributes[name]):
            del attributes[name]
    if len(attributes) > 1:  # one order, whatever the newsroom's was
        inside = sorted(attributes.items(), key=lambda item: (_ORDER.get(str(item[0]), 99), item[0]))
        attributes.clear()
        attributes.update(inside)


def _mend_link(link: Element, page: Page) -> None:
    ref = (link.get("href") or "").strip()
    if ref.startswith("#"):
        return  # whether it leads anywhere is known once all targets are
    url = addresses.absolute(ref, page.base) if ref else ""
    if url:
        link.set("href", url)
        page.links.add(url)
    else:
        drop(link, "href")
        if not (link.get("id") or link.get("name")):
            link.tag = BARE


def _mend_fragments(root: Element, page: Page) -> None:
    """Let links within the article lead to its own address; only what they lead to keeps its ``id``.

    Where the article has no address of its own yet, ``#…`` stays, for `settle` to complete.
    """
    own = f"{page.own}#" if page.own else "#"
    wanted: dict[str, list[Element]] = {}
    for link in root.iter("a"):
        href = link.get("href") or ""
        within = href.startswith("#") or (page.own and href.startswith(own))
        if within and not _is_blank(link):
            wanted.setdefault(unquote(href.partition("#")[2]), []).append(link)
    found: set[str] = set()
    for element in _NAMED(root):
        name = element.get("id") or element.get("name") or ""
        drop(element, "name")
        if name in wanted and name not in found and _ID.fullmatch(name):
            element.set("id", name)
            found.add(name)
        else:
            drop(element, "id")
    for name, links in wanted.items():
        leads = name not in ("", "top") and (page.own or name in found)
        for link in links:
            if leads:
                link.set("href", f"{own}{quote(name, safe=_SAFE_IN_FRAGMENT)}")
            else:
                drop(link, "href")


def _is_blank(link: Element) -> bool:
    if not _SHOWS_NOTHING.fullmatch(words_of(link)):
        return False
    return next(link.iter("img", "iframe", "video", "audio"), None) is None


def _drop_empty(root: Element) -> None:
    """Take out what shows nothing, from the last element to the first, so that inner ones go before outer ones."""
    blank: set[Element] = set()
    for element in reversed(list(root.iter(etree.Element))):
        tag = element.tag
        if tag == "a" and not element.get("href") and not element.get("id"):
            element.tag = tag = BARE
        if (tag != BARE and tag not in _CAN_BE_EMPTY) or element.get("id"):
            continue
        text = element.text or ""
        if not _SHOWS_NOTHING.fullmatch(text) or not all(_shows_nothing(child, blank) for child in element):
            continue
        blank.add(element)
        if tag in _BLOCKS or not (text or len(element)):
            element.tag = GONE
        elif element is not root:
            element.tag = BARE  # the space between two words may stand in an element of its own


def _shows_nothing(child: Element, blank: set[Element]) -> bool:
    return (child.tag in (GONE, "br") or child in blank) and bool(_SHOWS_NOTHING.fullmatch(child.tail or ""))
