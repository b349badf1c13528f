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
)

DIRECTORY: Mapping[str, DirectoryWords] = {"fr": FRENCH, "en": ENGLISH}
"""The words by language."""
