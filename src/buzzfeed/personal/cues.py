"""Cues: the words by which a sentence turns for or against something, in French and English.

They are looked for in small letters without accents; of several that begin at one place, the first in this list holds.
Every pattern is bounded: none can take long, whatever the text.
"""

from __future__ import annotations

import re
from enum import StrEnum

from buzzfeed.personal.phrasing import (
    BEGINS,
    BEGINS_ENGLISH,
    BORES,
    BORES_ENGLISH,
    BORING,
    COLD,
    COLD_ENGLISH,
    DE,
    GIVE,
    HOW,
    HOW_TO,
    IT,
    ME,
    NE,
    NOT,
    ONLY,
    ORDERS,
    ORDERS_ONE,
    PRONOUNS,
    REMOVE,
    REMOVING,
    SHOW,
    SHUN,
    SO,
    STOPPING,
    SUBJECT,
    TOO_BORING,
)


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
    NO = "no"  # the answer no: against what stands before; alone before a comma it says nothing of what follows
    WITHOUT = "without"  # after words part of what they name: « la vie sans voiture »; else against what follows
    MISS = "miss"  # what is missed, forgotten, or waited for: only behind a refusal does it matter, which it undoes
    KEEP = "keep"  # looks like a cue and is part of what is named: « zéro déchet », "hate speech"
    PREFER = "prefer"  # for what follows, and perhaps against what that is preferred to
    FILLER = "filler"  # says nothing


_CUES: tuple[tuple[Turn, tuple[str, ...]], ...] = (
    (Turn.COMMA, (r",",)),
    (
        Turn.KEEP,
        (
            (
                r"\bzero[- ](?:dechets?|carbone?|emissions?|gaspi\w*|plastiques?|waste|gravity|gravite|trust|tolerance"
                r"|day|residus?"
                r"|pesticides?|phyto|impact|chomeurs?|energie|energy|hunger|artificialisation|net|covid|knowledge)\b"
            ),
            r"\bhate-\w+|\bhate (?:speech|crimes?|mails?|groups?|campaigns?|laws?|preachers?|incidents?|online)\b",
            r"\b(?:online|racial|racist|religious|antisemitic|against|of|spread|spreading) hate\b",
            r"\bsans-\w+|\bsans (?:papiers|abri|domicile)\b|\bthe ban\b",
            r"\bcessez[- ]le[- ]feu\b|\bstop[- ]motion\b|\b(?:bus|pit|non)[- ]stop\b|\bno man's land\b",
            r"\b(?:non|hors|no|pas)-\w+",
            r"\b(?:dire|un|du|le) non\b",
            r"\b(?:the|a) (?:not so|never ending)\b",
        ),
    ),
    (
        Turn.FILLER,
        (
            r"\bfor (?:the world|anything|all the tea in china)\b",
            r"\b(?:anymore|any (?:more|longer)|these days)\b(?= *(?:$|,))",
            (
                r"\b(?:veuillez|merci d(?:e |')(?!la |l'|avance)|priere d(?:e |')|pouvez[- ]vous|pourriez[- ]vous"
                r"|peux[- ]tu)"
            ),
            r"\b(?:can|could|would) you(?: please)?\b|\bmais alors (?:vraiment )?(?:pas|jamais|rien)(?: du tout)?\b",
            r"\bi can't put down\b|\bje (?:te|vous) (?:en )?prie\b",
            r"\bque (?:vous|tu|l'on|on) (?:(?:me|nous) |m')?(?:en )?" + SHOW + r"\w*",
        ),
    ),
    (
        Turn.NOTHING,
        (
            r"\bpas (?:a pas|seulement|uniquement|que\b|qu'|mal (?:de |d')?)",
            r"\b(?:un|premiers?|faux|le|les|ses) pas\b",
            r"\bsans (?:oublier|compter|parler (?:de|du|des)|doute|cesse|fin)\b",
            r"\bnot (?:only|just|merely|to mention|least)\b",
            r"\bno (?:doubt|matter)\b",
            r"\bcan(?:'t|not) get enough(?: of)?",
            r"\bnever (?:miss|(?:get |grow )?(?:tired?|bored|enough))\b(?: of| with)?",
            r"\b(?:je|nous|on) ne (?:manqu|rat|loup)(?:e|ons) (?:pas|jamais|rien|aucune?)\b",
            NOT + r"(?:lass\w* (?:pas|jamais)|jamais assez)\b(?: de\b| d')?",
            r"\bnothing but\b|\brien que\b",
            # That is all: it refuses nothing that is named.
            r"\b(?:et |mais )?rien (?:d'autre\b(?: que\b| qu')?|de plus(?= *(?:$|,)))",
            r"\b(?:and |but )?nothing (?:else\b(?: than\b| but\b)?|more(?= *(?:$|,)))",
            r"\bnothing (?:beats?|tops|rivals|compares (?:to|with)|(?:is )?better than|like)\b",
            r"\brien (?:ne vaut|de (?:tel|mieux) (?:que |qu'))",
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
            r"\b\w+n't (?:bore|bother|annoy|displease) (?:me|us)\b(?! with\b)",
            NOT + SHUN + r" (?:pas|plus|jamais|guere|point|rien)\b" + HOW,
            r"\bn'(?:ai|as|a|avons|avez|ont) (?:pas|plus|jamais) " + SHUN,
            NOT
            + r"(?:rien (?:contre|a redire)|pas (?:non|oppose|hostile|insensible|indifferent)e?s?)\b(?: (?:a|aux?)\b)?",
            r"(?<!un )\bpeu (?:de |d')",
            r"\b(?:tres|trop) peu\b(?! pour (?:moi|nous))",
            NOT + r"(?:pas|jamais) (?:que |qu')(?!" + SUBJECT + r")",
            NOT + r"(?:peu|pourr|saur)\w+ (?:(?:me|m'en|nous) passer(?: (?:de|du|des)\b| d')?|(?:vivre|faire) sans)",
            NOT + COLD.format(not_="(?:pas|jamais|guere|point)"),
            r"\b(?:\w+n't|not|never) (?:leave|left) (?:me|us) (?:cold|indifferent|unmoved)\b",
            (
                r"\b(?:\w+n't|not|never) (?:want (?:you )?to )?(?:hide|remove|exclude|skip|mute|drop|block|ban|filter"
                r"|stop|spare"
                r"|avoid|ignore)\b(?: out\b)?"
            ),
            r"\b(?:isn't|aren't|not|never|n'est pas|n'est jamais|ne sont pas|pas) " + BORING,
            HOW_TO + r"(?:" + REMOVING + r"|arreter|en finir avec)\b",
            r"\b(?:how|ways?|tips|advice|steps|help\w*) (?:to|on|for) (?:avoid|skip|ignore|stop|hide|remove|exclud)\w*",
            BEGINS + r"(?:arreter|cesser|stopper) (?=de |d')(?!(?:de |d')(?:me|nous|m') )",
            (
                r"\b(?:can|could) (?:hardly|barely|scarcely) wait\b(?: (?:for|to)\b)?|\b(?:sad|sorry|hate|shame"
                r"|pity) to miss\b"
            ),
            r"\bdommage (?:de |d')(?:manquer|rater|louper|oublier)\b",
            r"\ben finir avec\b|\btrop (?:de |d')|\btoo (?:much|many)\b",
            BEGINS_ENGLISH + r"(?:drop|block|ban|cut)\b(?= (?!the|all|any|every|this|that))",
            r"\brien ne [\w' ]{1,30}? (?:plus|autant|davantage|mieux) (?:que |qu')",
            (
                r"\bimpossible (?:de |d')(?:(?:me|nous) )?(?:passer|rater|manquer|oublier|louper|eviter"
                r"|ignorer)\b(?: de\b| d')?"
            ),
            r"^ *(?:ca depend|peut[- ]etre|maybe|perhaps|it depends|on verra)\b *(?=$|,)",
            # An order that is not known may ask for the one or for the other.
            BEGINS
            + r"(?!"
            + ORDERS
            + r"|"
            + GIVE
            + r"|fich|fout|lach|arretez|cessez|allez|assez|chez)[a-z]{2,}ez(?:[- ](?:moi|nous|les?|la))?"
            + r" (?=(?:le|la|les|de|du|des|avec|tout|sur|ce|cette|ces|aux?|moins) |[ld]')",
            r"\b(?!"
            + ORDERS
            + r"|"
            + ORDERS_ONE
            + r"|"
            + GIVE
            + r"|fich|fout|lach|excuse|pardonn|chez|avec|pour)[a-z]{3,}(?:ez|es?|s)-moi\b",
            r"\b(?:hate|loathe|detest|dislike)\b(?= *(?:and|or) )",
        ),
    ),
    (
        Turn.MISS,
        (
            r"\b(?:manquer|rater|louper|oublier|negliger|priver|passer a cote|perdre)\b(?: d(?:e|u|es)\b| d')?",
            (
                r"\b(?:miss|missing|wait|(?<=\w )forget|overlook|neglect|lose"
                r"|(?<=\w )leave out)\b(?: (?:out )?(?:on|for|to))?"
            ),
            r"\b(?:live|living|life|do|be|go|day|survive|imagine|cope) without\b",
            r"\b(?:vivre|vie|faire|imaginer|rester|jour) sans\b",
            r"\bn(?:e |')" + PRONOUNS + r"\w+ pour rien au monde\b",
            r"\bje m'ennuie\b|\bimagine (?:\w+ ){1,4}without\b",
            r"\bpour rien au monde\b(?: (?:je|nous|on) n(?:e |')(?:(?:le|la|les) |l')?\w+)?",
        ),
    ),
    (
        Turn.EXCEPT,
        (
            r"\b(?:except(?:ing)?(?: for)?|apart from|other than)\b",
            r"\b(?:sauf|excepte|hormis)\b|\bmais (?:surtout )?pas\b|\bbut (?:definitely )?not\b|\ba l'exception "
            + DE
            + r"|\ben dehors "
            + DE,
        ),
    ),
    (
        Turn.AGAINST,
        (
            r"\bce qui " + BORES,
            r"\bce qui (?:me|nous) " + COLD.format(not_="tres"),
            r"\bwhat (?:" + BORES_ENGLISH + r"|" + COLD_ENGLISH + r")",
            r"\b(?:don't|do not) bother (?:me|us) with\b|\bunsubscribe (?:me|us) from\b|\bi'm (?:so )?over (?=\w)",
            r"\b(?:couldn't|could not|don't|do not|can't) care(?: less)?\b(?: (?:about|for)\b)?",
            r"^ *(?:please )?(?:leave|keep|take|cut) (?=[\w' ]{1,40}\bout *(?:$|,))",
            (
                r"\bje suis (?:tres |plutot |vraiment )?(?:allergique|sature|lass|lasse|fatigue|gave|degoute"
                r"|indifferent|hostile|oppose)e?"
                r" (?:aux?|a|du|des|de|par)\b"
            ),
            r"\bfai(?:s|tes)[- ](?:moi|nous) grace (?:du|des|de)\b",
            r"^ *(?:exit|a bas) " + IT,
            (
                r"\bje (?:refuse|boude|boycotte|fuis|zappe|evite|rejette|meprise)\b(?: toujours\b)?|\bj'ai (?:en "
                r"|une sainte )?horreur\b"
            ),
        ),
    ),
    (
        Turn.NO,
        (
            r"\b(?:non merci|merci bien|no thanks|no thank you|no way|tres peu pour (?:moi|nous))\b",
            r"^ *(?:non|no|nope|nah|nan|bof|meh)\b(?= *(?:$|,))",
            r"(?<=[\w,»”\"] )\b(?:non|no|nope|bof|meh)\b(?= *(?:$|,))",
            r"\b(?:non plus|neither)\b(?= *(?:$|,))",
        ),
    ),
    (
        Turn.BACK,
        (
            r"\b" + BORES,
            r"\b" + BORES_ENGLISH,
            r"\b(?:me|nous) " + COLD.format(not_="tres"),
            r"\b" + COLD_ENGLISH,
            r"\b(?:ca|cela) (?:suffit|suffira|commence a bien faire)\b(?: (?:avec|comme ca|maintenant)\b)*",
            r"\benough already\b",
            r"\bj'ai (?:deja )?donne\b(?= *(?:$|,))",
            r"\bn(?:e |')(?:(?:me|nous) |m')f\w+ ni chaud ni froid\b",
            r"\b(?:turns?|puts?) (?:me|us) off\b",
            r"\b(?:is|are)(?: not|n't) (?:something|what) i (?:enjoy|like|want|love|read)\b",
            r"\b(?:me|nous) sort(?:ent)? par les (?:yeux|oreilles|trous de nez)\b",
            r"\b(?:out of|away from|off) (?:(?:my|our) (?:feed|news|sight|list)|me|us)\b",
            TOO_BORING,
            r"\b(?:c'est|c'en est) (?:fini|termine|assez)\b(?: (?:avec|pour moi)\b)?",
            r"\b(?:fini|termine|basta)\b(?= *(?:$|,))",
            (
                r"\b(?:je m'en|on s'en|nous nous en) (?:fiche|fous|moque|passe\w*|lasse)\b(?: (?:bien|volontiers"
                r"|completement)\b)?"
            ),
            r"\b(?:n'est |ne sont |c'est )?pas (?:mon truc|ma tasse de the|mon fort|pour moi|pour nous)\b",
            r"\b(?:(?:is|are)(?:n't| not)|not) (?:really )?(?:my thing|my cup of tea|for me|for us)\b",
            r"\bi(?: really)? (?:hate|dislike|loathe|detest|can't stand)(?: (?:it|that|them))?(?= *(?:$|,))",
        ),
    ),
    (Turn.AGAINST, (r"\bcan(?:'t|not) (?:stand|bear)\b|\bnot (?:really )?(?:a )?(?:big |great )?fan of\b",)),
    (
        Turn.AGAINST,
        (
            r"(?<!vous )\b" + ORDERS + r"\b" + ME,
            r"\b" + REMOVE + r"iez\b|\b(?:arret|cess|stopp)iez" + STOPPING,
            r"\bbasta\b|^ *enough (?=\w)(?!already)",
            BEGINS_ENGLISH + r"(?:drop|block|ban|cut) (?=(?:the|all|any|every|everything|this|that)\b)",
            r"\b(?:bannis|exclus|" + REMOVE + r"e)[- ](?:moi|nous)\b",
            BEGINS + ORDERS_ONE + r" " + IT,
            r"\b(?:could|can|would|i'd) (?:(?:happily|easily|really|gladly|well) )?(?:do|live|manage) without\b",
            r"\b(?:inutile|hors de question|pas (?:besoin|question|envie)) (?:de |d')(?:(?:me|nous) |m')?(?:en )?"
            r"(?:" + SHOW + r"(?:er|re|oir|ir)\b)?",
            r"\bno need (?:to|for)\b",
            r"\b(?:m'|nous )(?:" + REMOVING + r")\b",
            # « Épargner » alone is to save money, and « oublier » is to forget.
            r"\b(?!epargner|oublier|dispenser)" + REMOVING + r"\b",
            BEGINS + r"(?:epargner|oublier)[- ](?:moi|nous)?" + IT,
            r"\b(?:arret|cess|stopp)(?:e|es|ez|er|ons)" + STOPPING,
            r"\b(?:fichez|foutez|fiche|fous|lache[z]?)[- ](?:moi|nous)(?: la paix)?(?: avec\b)?",
            r"\bfinie?s? (?:avec\b|" + IT + r")|\bfini (?=de |d')",
            r"\ben (?:ai|avons) fini avec\b",
            r"\bnon (?:pas )?(?=(?:a|au|aux|le|la|les|du|de|des) |l'|d')",
            (
                r"\b(?:me|nous) (?:passe|passer|passerais|passerai|passerions|dispense|dispenserais)"
                r"(?: (?:tres |fort )?(?:bien|volontiers|aisement|facilement))? (?:de\b|du\b|des\b|d')"
            ),
            (
                r"\b(?:i'm|i am|we're|we are|am|are) (?:so |all |really )?(?:done|finished|through) (?:with"
                r"|reading about|hearing about)\b"
            ),
            r"\b(?:had (?:it|enough)|enough) (?:with|of|about)\b|\b(?:i've|i have) had enough\b",
            r"\b(?:spare|save) (?:me|us)\b",
            BEGINS_ENGLISH
            + r"(?:hide|remove|exclude|skip|mute|ditch|dump|forget|filter out|leave out|cut out|get rid of)\b"
            r"(?! and\b)(?: (?:all|any|anything|everything|the)\b)*(?: about\b)?",
            r"\bstop (?:(?:sending|showing|giving|telling|feeding) (?:me|us)|with)\b(?: (?:about|any|all)\b)*",
        ),
    ),
    (
        Turn.ASK,
        (
            NOT + r"plus (?:que |qu')(?:rien|personne)",
            r"\bthe (?:hate|block)\b",
        ),
    ),
    (Turn.FOR, (ONLY, NOT + r"plus (?:que |qu')(?!" + SUBJECT + r")")),
    (
        Turn.AGAINST_OR_BACK,
        (
            NE + r"(?:pas|plus|jamais|rien|aucune?|guere|point)\b" + HOW,
            r"\b(?:\w+n't|do not|does not|cannot|can not|am not|are not|is not|i'm not)\b" + SO,
        ),
    ),
    (
        Turn.AGAINST,
        (
            r"\b(?:no longer|no more|nothing|never|not|no|nor|neither)\b" + SO,
            r"\b(?:excluding|rather than|instead of)\b",
            r"\b(?:anything|everything|all) but\b",
            r"\b(?:hate|dislike|avoid|skip|spare me|loathe|detest|ignore)\b",
            r"\b(?:sick and tired|tired|sick|bored|fed up) (?:of|with|by)\b",
            r"\b(?:less|fewer)\b",
            r"\b(?:surtout )?(?:pas|ni)\b" + HOW,
            r"\b(?:plus|jamais) (?:rien|aucune?|jamais)\b(?: sur\b)?",
            r"\b(?:hors|excluant)\b",
            r"\bsans (?=(?:le|la|les|aucune?|rien|ces?|tout|toute|tous|article|articles) |l')",
            r"\bwithout (?=(?:the|any|all|anything|articles?|news|stories) )",
            r"\ba l'exclusion " + DE,
            r"\bplutot que\b|\bau lieu " + DE,
            r"(?:\bj'en ai (?:plus qu'|vraiment |franchement |un peu )?)?\b(?:assez|marre|ras[- ]le[- ]bol)\b",
            r"\b(?:rien|aucune?|jamais|moins|stop)\b",
            r"\b(?:deteste|detestons|hais|execre|exclu[ts]?|exclure|exclue[zs]?)\b",
            r"\bevite(?:[zr]|r)?\b(?:-moi|-nous)?",
            r"\b(?:suis|sommes) contre\b|(?<=pas )\bcontre\b",
            r"\b(?:me|nous|m'en|s'en) (?:contre)?(?:fiche|fichons|fous|fout|moque|moquons) " + DE,
        ),
    ),
    (Turn.BACK, (r"(?<=[\w,] )\bnot\b(?= *(?:$|,))",)),
    (Turn.WITHOUT, (r"\b(?:sans|without|zero)\b",)),
    # « Plus de » is more, where it is said how much more; else it may be more or no more.
    (
        Turn.FOR,
        (r"\b(?:beaucoup|encore|toujours|un peu|bien|davantage) plus (?:de |d'|du |des )", r"\bdavantage\b"),
    ),
    (Turn.ASK, (r"\bplus (?:de |d'|du |des )|\b(?:et|mais) plus\b",)),
    (
        Turn.FOR_BACK,
        (
            r"(?<=[\w,] )\b(?:oui|aussi|too|yes)\b(?= *(?:$|,))",
            (
                r"^ *(?:oui|yes|yep|ouais|volontiers|avec plaisir|bien sur|of course|absolutely|gladly)"
                r"(?: (?:merci|please|volontiers|bien sur|svp))?(?= *(?:$|,))"
            ),
        ),
    ),
    (Turn.PREFER, (r"\bje prefere\b|\bnous preferons\b|\bi(?:'d)? prefer\b",)),
    (
        Turn.FOR,
        (
            r"\b(?:mais|but|however|plutot|oui (?:a|aux?)|tout m'interesse)\b",
            r"\bj'(?:aime(?:rais)?|adore|apprecie|ai)\b",
            r"\bje (?:m'interesse|veux|voudrais|prefere|suis|lis)\b",
            r"\bi(?: am|'m)? (?:also )?(?:like|love|want|prefer|enjoy|interested|read)\b",
            r"\b" + GIVE + r"(?:e|es|ez|s)?[- ](?:moi|nous|m'en)\b",
            r"\b(?:show|give|send|tell|bring|get|feed|offer|find) (?:me|us)\b(?: (?:more|all|about|some))*",
            r"\b(?:oui|yes)\b",
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
