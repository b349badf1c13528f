"""What the directory says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from buzzfeed.follow.words.spaces import NARROW, NBSP


@dataclass(frozen=True, slots=True)
class DirectoryWords:
    """The phrases of one language."""

    heading: str
    lead: str
    choose: str
    what_is: str
    what_is_text: str
    what_is_how: str
    all_articles_text: str
    nothing_yet: str
    search: str
    search_button: str
    search_hint: str
    found: str
    found_one: str
    found_none: str
    found_more: str
    everything_again: str
    results: str
    popular: str
    rest: str
    letter: str
    other_letters: str
    pick: str
    chosen: str
    chosen_none: str
    chosen_one: str
    chosen_many: str
    too_many: str
    unpick: str
    combine: str
    combine_hint: str
    take: str
    a_day: str
    one_a_day: str
    a_week: str
    one_a_week: str
    a_month: str
    one_a_month: str
    seldom: str


FRENCH = DirectoryWords(
    heading="Suivre {title}",
    lead="Un flux vous prévient de chaque nouvel article, dans l’application de votre choix, "
    "sans compte ni publicité, et sans que personne vous observe.",
    choose=f"Suivez tout, ou seulement ce qui vous intéresse{NBSP}: une rubrique, un sujet, une signature.",
    what_is=f"Qu’est-ce qu’un flux{NARROW}?",
    what_is_text="Un flux est une adresse que l’on donne une fois à un lecteur de flux, une application faite pour "
    "cela. Elle y regarde d’elle-même et vous montre chaque nouvel article, à votre rythme. Cela s’appelle aussi RSS.",
    what_is_how=f"Copiez l’adresse d’un flux, puis collez-la dans votre lecteur{NBSP}: Feedly, Inoreader, NetNewsWire, "
    "Thunderbird et bien d’autres en acceptent. RSS, Atom et JSON donnent les mêmes articles.",
    all_articles_text="Chaque article, dès sa parution.",
    nothing_yet=f"Aucun article n’a encore paru{NBSP}: les flux sont prêts, ils s’empliront d’eux-mêmes.",
    search="Chercher une rubrique, un sujet, une signature",
    search_button="Chercher",
    search_hint="Les accents ne comptent pas.",
    found=f"{{count}}{NBSP}résultats pour {{query}}",
    found_one=f"1{NBSP}résultat pour {{query}}",
    found_none="Rien ne correspond à {query}.",
    found_more=f"Les {{count}}{NBSP}premiers sont montrés{NBSP}: précisez pour voir les autres.",
    everything_again="Tout montrer",
    results="Résultats",
    popular="Les plus fournis",
    rest="Les {count} autres, de A à Z",
    letter=f"{{letter}}{NBSP}: {{count}}",
    other_letters="Autres",
    pick="Choisir {name}",
    chosen="Votre choix",
    chosen_none="Cochez ce que vous voulez suivre.",
    chosen_one=f"1{NBSP}choisi",
    chosen_many=f"{{count}}{NBSP}choisis",
    too_many=f"Un flux en réunit dix au plus{NBSP}; l’OPML les prend tous.",
    unpick="Tout décocher",
    combine="En faire un flux",
    combine_hint="Un flux qui réunit ce que vous cochez, et dont vous pouvez ensuite exclure un sujet.",
    take="Liste OPML",
    a_day=f"environ {{count}}{NBSP}par jour",
    one_a_day=f"environ 1{NBSP}par jour",
    a_week=f"environ {{count}}{NBSP}par semaine",
    one_a_week=f"environ 1{NBSP}par semaine",
    a_month=f"environ {{count}}{NBSP}par mois",
    one_a_month=f"environ 1{NBSP}par mois",
    seldom="moins d’un par mois",
)

ENGLISH = DirectoryWords(
    heading="Follow {title}",
    lead="A feed tells you of every new article, in the app you like, with no account, no advertising, "
    "and nobody watching.",
    choose="Follow everything, or only what interests you: a section, a topic, a writer.",
    what_is="What is a feed?",
    what_is_text="A feed is an address that you give once to a feed reader, an app made for it. It looks there by "
    "itself and shows you every new article, at your own pace. It is also called RSS.",
    what_is_how="Copy a feed’s address, then paste it into your reader: Feedly, Inoreader, NetNewsWire, Thunderbird "
    "and many others take it. RSS, Atom and JSON give the same articles.",
    all_articles_text="Every article, as soon as it is out.",
    nothing_yet="No article has appeared yet: the feeds are ready, and will fill by themselves.",
    search="Search for a section, a topic, a writer",
    search_button="Search",
    search_hint="Accents do not matter.",
    found=f"{{count}}{NBSP}results for {{query}}",
    found_one=f"1{NBSP}result for {{query}}",
    found_none="Nothing matches {query}.",
    found_more=f"The first {{count}}{NBSP}are shown: say more to see the others.",
    everything_again="Show everything",
    results="Results",
    popular="The fullest",
    rest="The other {count}, A to Z",
    letter=f"{{letter}}{NBSP}: {{count}}",
    other_letters="Others",
    pick="Choose {name}",
    chosen="Your choice",
    chosen_none="Tick what you want to follow.",
    chosen_one=f"1{NBSP}chosen",
    chosen_many=f"{{count}}{NBSP}chosen",
    too_many="One feed takes ten at most; the OPML takes them all.",
    unpick="Untick all",
    combine="Make one feed",
    combine_hint="One feed of all that you tick; you can then leave a topic out of it.",
    take="OPML list",
    a_day=f"about {{count}}{NBSP}a day",
    one_a_day=f"about 1{NBSP}a day",
    a_week=f"about {{count}}{NBSP}a week",
    one_a_week=f"about 1{NBSP}a week",
    a_month=f"about {{count}}{NBSP}a month",
    one_a_month=f"about 1{NBSP}a month",
    seldom="less than 1 a month",
)

DIRECTORY: Mapping[str, DirectoryWords] = {"fr": FRENCH, "en": ENGLISH}
"""The words by language."""
