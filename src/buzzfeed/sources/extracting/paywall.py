"""Paywalls: whether everybody may read an article, and which part of it everybody may."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from buzzfeed.model import fold
from buzzfeed.sources.extracting.blocks import Block
from buzzfeed.sources.extracting.tree import Element, apart, drop, marks
from buzzfeed.sources.extracting.visible import Zone

_CALLED = re.compile(r"paywall\w*|regwall|piano(?:offer)?|premiumwall|subscriberonly|subscribersonly|abonneonly")
_SAYS = re.compile(
    r"(?:article|contenu|suite|lecture|texte|enquete|reportage|analyse|entretien)\b.{0,60}"
    r"\breservee?s? (?:a nos |aux )abonn"
    r"|^reservee?s? (?:a nos |aux )abonn"
    r"|il (?:vous )?reste \d.{0,20}% de (?:cet|l')|article (?:abonnes?|payant|premium)\b"
    r"|abonnez-vous pour (?:lire|continuer|poursuivre|acceder a (?:cet article|la suite|l'integralite))"
    r"|(?:pour lire la suite|lire la suite de cet article),? .{0,40}abonn"
    r"|(?:for|to) subscribers(?: only)?\b|subscribe to (?:read|continue|keep reading)|subscribers? only|members? only"
)
_LONGEST = 220
_SELECTOR = re.compile(r"([.#])([\w-]{1,100})|\[(?:class|id)[~*^|$]?=[\"']?([\w-]{1,100})")
_TEASER = 600
"""Letters of a text that is given where only a notice, not a selector, says where the free part ends."""
_TEASERS = 2


def is_notice(element: Element, *, called: bool = True) -> bool:
    """Whether a short element says that the rest is for subscribers, by its name or its words."""
    text = apart(element)
    if not 0 < len(text) <= 2 * _LONGEST:
        return False
    if called and any(_CALLED.fullmatch(word) for word in marks(element)):
        return True
    return len(text) <= _LONGEST and bool(_SAYS.search(fold(text)))


def noticed_above(zone: Zone) -> bool:
    """Whether a line between the heading and the text says that the article is for subscribers."""
    return any(is_notice(leaf) for leaf in zone.leaves() if leaf is not zone.heading)


def cut(root: Element, selectors: Iterable[str]) -> bool:
    """Take out what selectors name as paid; return whether anything was found."""
    wanted = {name for selector in selectors for name in _names(selector)}
    if not wanted:
        return False
    found = [one for one in root.iter() if isinstance(one.tag, str) and _names_of(one) & wanted]
    if any(above in found for above in (root, *root.iterancestors())) or _holds(root, wanted):
        for child in list(root):
            root.remove(child)
        root.text = None
        return True
    for one in found:
        drop(one)
    return bool(found)


def notice_in(root: Element) -> bool:
    """Cut an article's text at the first notice in it, all that follows included; return whether there was one."""
    notice = next((one for one in root.iter() if one is not root and _is_wall(one)), None)
    if notice is None:
        return False
    element = notice
    while element is not root:
        parent = element.getparent()
        for later in list(element.itersiblings()):
            parent.remove(later)
        element.tail = None
        element = parent
    parent = notice.getparent()
    if parent is not None:
        parent.remove(notice)
    return True


def teaser(blocks: Sequence[Block]) -> list[Block]:
    """Return the first paragraphs of a text, as far as they are no more than a taste of it."""
    kept: list[Block] = []
    length = 0
    for block in blocks:
        length += len(block.text)
        if len([one for one in kept if one.prose]) >= _TEASERS or length > _TEASER:
            break
        kept.append(block)
    return kept


def _is_wall(element: Element) -> bool:
    if not isinstance(element.tag, str) or element.tag in ("a", "em", "i", "b", "strong", "span", "q", "li"):
        return False
    return is_notice(element)


def _holds(root: Element, wanted: set[str]) -> bool:
    return any(_names_of(one) & wanted for one in (root, *root.iterancestors()) if isinstance(one.tag, str))


def _names(selector: str) -> list[str]:
    """Return the class or id that a selector's last part names, as ``.name`` or ``#name``; of a list, each one's."""
    names = []
    for one in selector.split(","):
        parts = _SELECTOR.findall(one)
        if parts:
            sign, name, attribute = parts[-1]
            names.append(f"{sign}{name}" if name else f".{attribute}")
    return names


def _names_of(element: Element) -> set[str]:
    classes = {f".{name}" for name in element.get("class", "")[:1000].split()}
    return classes | ({f"#{element.get('id')}"} if element.get("id") else set())
