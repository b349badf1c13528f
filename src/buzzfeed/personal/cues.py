"""Cues: the words by which a sentence turns for or against something, in French and English.

They are looked for in small letters without accents; of several that begin at one place, the first in this list holds.
Every pattern is bounded: none can take long, whatever the text.
"""

from __future__ import annotations

import re
from enum import StrEnum


class Turn(StrEnum):
    """What a cue does."""

    AGAINST = "against"
    AGAINST_OR_BACK = "against_or_back"  # against what follows; where nothing does, against what stands before
    EXCEPT = "except"  # against what follows; where something was refused before, perhaps for it
    BACK = "back"  # against what stands before
    FOR_BACK = "for_back"
    FOR = "for"
    ASK = "ask"
    NOTHING = "nothing"  # looks like a refusal and is none
    COMMA = "comma"


_DE = r"d(?:e|u|es)\b"
_HOW = r"(?: (?:du tout|trop|vraiment|tellement|fan))?"
_SO = r"(?: (?:really|so|too|that|much|any))*"
# Between « ne » and its second half stand a pronoun or two and a verb.
_NE = r"\bn(?:e |')(?:[\w-]+[' ]){0,5}?"
_NOT = r"\bn(?:e |')(?:[\w-]+[' ]){0,3}?"
# What is done to something disliked: a refusal of that refuses nothing, and may be liking.
_SHUN = (
    r"(?:abhorr|agac|boud|deplai|derang|detest|ennui|evit|exclu|execr|fatigu|fui|gen|hai|lass|mepris|refus|rejet|repouss)"
    r"\w*"
)
_BORES = r"(?:m'|nous )(?:ennui|agac|fatigu|lass|exasper|degout|insupport|deplai)(?:e|ent|s|t|sent)\b"
_BORES_ENGLISH = r"(?:bores?|annoys?|irritates?|disgusts?) (?:me|us)\b"
_ONLY = r"\bn(?:e |')(?:(?!pas\b|plus\b|jamais\b|rien\b)[\w-]+[' ]){1,5}?(?:que |qu')"

_CUES: tuple[tuple[Turn, tuple[str, ...]], ...] = (
    (Turn.COMMA, (r",",)),
    (
        Turn.NOTHING,
        (
            r"\bpas (?:a pas|seulement|uniquement|que|mal (?:de |d')?)",
            r"\b(?:un|premiers?|faux|le|les|ses) pas\b",
            r"\bsans (?:oublier|compter|parler (?:de|du|des)|doute|cesse|fin)\b",
            r"\bsans[- ](?:papiers?|abri|domicile)\b",
            r"\bnot (?:only|just|merely|to mention|least)\b",
            r"\bno (?:doubt|matter)\b",
            r"\bcan(?:'t|not) get enough(?: of)?",
            r"\bnever (?:miss|(?:get |grow )?(?:tired?|bored|enough))\b(?: of| with)?",
            r"\b(?:je|nous|on) ne (?:manqu|rat|loup)(?:e|ons) (?:pas|jamais|rien|aucune?)\b",
            _NOT + r"(?:lass\w* (?:pas|jamais)|jamais assez)\b(?: de\b| d')?",
            r"\b(?:non|hors|no|pas)-\w+",
            r"\bnothing but\b|\brien que\b",
            r"\bplus (?:que tout|particulierement|precisement)\b",
        ),
    ),
    (
        Turn.ASK,
        (
            r"\bpas (?:assez|forcement|toujours)\b",
            r"\bnot (?:enough|always|necessarily)\b",
            r"\bwhy not\b|\bpourquoi pas\b",
            r"\b(?:don't|do not|wouldn't|would not) mind\b",
            r"\bnot (?:against|opposed to|averse to|bothered by)\b",
            r"\bnothing against\b|\bno (?:objections?|problem) (?:to|with)\b",
            r"\b\w+n't (?:bore|bother|annoy|displease) (?:me|us)\b",
            _NOT + _SHUN + r" (?:pas|plus|jamais|guere|point)\b" + _HOW,
            r"\bn'(?:ai|as|a|avons|avez|ont) (?:pas|plus|jamais) " + _SHUN,
            _NOT
            + r"(?:rien (?:contre|a redire)|pas (?:non|oppose|hostile|insensible|indifferent)e?s?)\b(?: (?:a|aux?)\b)?",
            r"(?<!un )\bpeu (?:de |d')",
            r"\b(?:tres|trop) peu\b",
        ),
    ),
    (
        Turn.EXCEPT,
        (
            r"\b(?:except(?:ing)?(?: for)?|apart from|other than)\b",
            r"\b(?:sauf|excepte|hormis)\b|\ba l'exception " + _DE + r"|\ben dehors " + _DE,
        ),
    ),
    (Turn.AGAINST, (r"\bce qui " + _BORES, r"\bwhat " + _BORES_ENGLISH, r"\bje (?:refuse|boude)\b")),
    (Turn.BACK, (r"\b(?:non merci|no thanks|no thank you)\b", r"\b" + _BORES, r"\b" + _BORES_ENGLISH)),
    (Turn.AGAINST, (r"\bcan(?:'t|not) (?:stand|bear)\b|\bnot (?:really )?(?:a )?(?:big |great )?fan of\b",)),
    (Turn.FOR, (_ONLY,)),
    (
        Turn.AGAINST_OR_BACK,
        (
            _NE + r"(?:pas|plus|jamais|rien|aucune?|guere|point)\b" + _HOW,
            r"\b(?:\w+n't|do not|does not|cannot|can not|am not|are not|is not|i'm not)\b" + _SO,
        ),
    ),
    (
        Turn.AGAINST,
        (
            r"\b(?:no longer|no more|nothing|never|not|no|nor|neither)\b" + _SO,
            r"\b(?:excluding|without|rather than|instead of)\b",
            r"\b(?:anything|everything|all) but\b",
            r"\b(?:hate|dislike|avoid|skip|spare me|loathe|detest|ignore)\b",
            r"\b(?:tired|sick|bored|fed up) (?:of|with|by)\b",
            r"\b(?:less|fewer)\b",
            r"\b(?:surtout )?(?:pas|ni)\b" + _HOW,
            r"\b(?:hors|sans|excluant)\b",
            r"\ba l'exclusion " + _DE,
            r"\bplutot que\b|\bau lieu " + _DE,
            r"(?:\bj'en ai )?\b(?:assez|marre|ras[- ]le[- ]bol)\b",
            r"\b(?:rien|aucune?|jamais|moins|zero|stop)\b",
            r"\bnon (?:a|aux?)\b",
            r"\b(?:deteste|detestons|hais|execre|exclu[ts]?|exclure|exclue[zs]?)\b",
            r"\bevite(?:[zr]|r)?\b(?:-moi|-nous)?",
            r"\b(?:suis|sommes) contre\b|(?<=pas )\bcontre\b",
            r"\b(?:fiche|fous|moque|passe(?:r|rais)?) " + _DE,
        ),
    ),
    (Turn.BACK, (r"(?<=[\w,] )\b(?:non|not|no)\b(?= *(?:$|,))",)),
    # « Plus de » is more, where it is said how much more; else it may be more or no more.
    (
        Turn.FOR,
        (r"\b(?:beaucoup|encore|toujours|un peu|bien|davantage) plus (?:de |d'|du |des )", r"\bdavantage\b"),
    ),
    (Turn.ASK, (r"\bplus (?:de |d'|du |des )|\b(?:et|mais) plus\b",)),
    (Turn.FOR_BACK, (r"(?<=[\w,] )\b(?:oui|aussi|too|yes)\b(?= *(?:$|,))",)),
    (
        Turn.FOR,
        (
            r"\b(?:mais|but|however|plutot|oui (?:a|aux?)|tout m'interesse)\b",
            r"\bj'(?:aime(?:rais)?|adore|apprecie|ai)\b",
            r"\bje (?:m'interesse|veux|voudrais|prefere|suis|lis)\b",
            r"\bi(?: am|'m)? (?:also )?(?:like|love|want|prefer|enjoy|interested|read)\b",
            r"\b(?:more|plenty of|lots of|only|seulement|uniquement|surtout|yes to)\b",
        ),
    ),
)

CUE = re.compile(
    "|".join(f"(?P<c{number}>{'|'.join(patterns)})" for number, (_, patterns) in enumerate(_CUES)),
)
"""Any cue; `turn_of` tells what a match does."""


def turn_of(match: re.Match[str]) -> Turn:
    """Return what the cue that `CUE` matched does."""
    return _CUES[int(str(match.lastgroup)[1:])][0]
