"""Titles without the site's name, summaries that were not cut short, languages by their codes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from buzzfeed.model import fold, term_key

_PART = re.compile(r"\s+[-–—|•·:»]\s+|\s*[|•]\s*")
_CUT = re.compile(r"(?:\[\s?(?:…|\.\.\.|&hellip;)\s?\]|…|\.\.\.)\s*$")
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{2}))?(?:[-_.@].*)?")


def bare(title: str, site_names: Sequence[str], url: str) -> str:
    """Return a title without the site's name, and without the section that stands before that.

    « Titre | Section | Site », « Titre - Site », « Site : Titre ». Where nothing names the site, its host does.
    """
    sites = {term_key(name) for name in site_names}
    host = _host(url)
    cuts = [(match.start(), match.end()) for match in _PART.finditer(title)]
    if not cuts:
        return title
    last, first = title[cuts[-1][1] :], title[: cuts[0][0]]
    if _is_site(last, sites, host):
        kept = title[: cuts[-1][0]]
        bars = [cut for cut in cuts if title[cut[0] : cut[1]].strip() == title[cuts[-1][0] : cuts[-1][1]].strip()]
        # « | » stands in no title: what follows the first one is the site's.
        return title[: bars[0][0]] if len(bars) > 1 and "|" in title[bars[0][0] : bars[0][1]] else kept
    return title[cuts[0][1] :] if _is_site(first, sites, host) else title


def best(seen: str, claims: Sequence[str]) -> str:
    """Return the title: the heading, where any claim resembles it or there is no claim, else the surest claim."""
    if not claims or not seen:
        return seen or next(iter(claims), "")
    words = set(fold(seen).split())
    near = any(len(words & set(fold(claim).split())) * 2 >= len(words) for claim in claims)
    return seen if near else claims[0]


def whole(lede: str) -> str:
    """Return a summary, nothing where it was cut off in its midst."""
    return "" if _CUT.search(lede) else lede


def language(said: str) -> str:
    """Return a language's code as BCP 47 writes it (``fr``, ``fr-CA``); nothing where it is none."""
    match = _LANGUAGE.fullmatch(said.strip()[:40])
    if match is None:
        return ""
    return f"{match[1].lower()}-{match[2].upper()}" if match[2] else match[1].lower()


def _is_site(text: str, sites: set[str], host: str) -> bool:
    key = term_key(text)
    if not key:
        return False
    named = any(
        key == site or (len(site) > 3 and key.startswith(site) and len(key) <= 2 * len(site)) for site in sites if site
    )
    return named or (len(host) > 2 and (key == host or key.startswith(host)) and len(key) <= 3 * len(host))


def _host(url: str) -> str:
    try:
        parts = (urlsplit(url).hostname or "").removeprefix("www.").split(".")
    except ValueError:
        return ""
    return parts[-2] if len(parts) > 1 and not parts[-1].isdigit() else ""
