"""What every page says: dates, numbers, names of kinds and languages, and what stands around the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from buzzfeed.follow.words.spaces import NARROW, NBSP
from buzzfeed.model import ChannelKind


@dataclass(frozen=True, slots=True)
class Words:
    """The phrases of one language. Those with braces are completed by the views; ``{name}`` is quoted already."""

    language: str
    own_name: str
    quote: str
    thousands: str
    and_word: str
    day: str
    first_day: str
    months: tuple[str, ...]
    no_articles: str
    one_article: str
    articles: str
    latest: str
    skip: str
    home: str
    to_site: str
    all_articles: str
    sections: Mapping[ChannelKind, str]
    kinds: Mapping[ChannelKind, str]
    follow: str
    feed_label: str
    opml: str
    privacy: str
    counted: str
    back: str
    languages: Mapping[str, str]


FRENCH = Words(
    language="fr",
    own_name="Français",
    quote=f"«{NBSP}{{}}{NBSP}»",
    thousands=NARROW,
    and_word="et",
    day=f"{{day}}{NBSP}{{month}} {{year}}",
    first_day=f"1er{NBSP}{{month}} {{year}}",
    months=tuple("janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()),
    no_articles="aucun article",
    one_article=f"1{NBSP}article",
    articles=f"{{count}}{NBSP}articles",
    latest="dernier le {date}",
    skip="Aller au contenu",
    home="Tous les flux",
    to_site="Le site",
    all_articles="Tous les articles",
    sections={
        ChannelKind.CATEGORY: "Rubriques",
        ChannelKind.QUERY: "Sélections",
        ChannelKind.TAG: "Sujets",
        ChannelKind.AUTHOR: "Signatures",
        ChannelKind.LANGUAGE: "Langues",
    },
    kinds={
        ChannelKind.CATEGORY: "Rubrique",
        ChannelKind.QUERY: "Sélection",
        ChannelKind.TAG: "Sujet",
        ChannelKind.AUTHOR: "Signature",
        ChannelKind.LANGUAGE: "Langue",
        ChannelKind.MIX: "Flux composé",
    },
    follow="Suivre {name}",
    feed_label="Flux {format}, {name}",
    opml="Liste de tous les flux (OPML)",
    privacy="Ni cookie ni pistage.",
    counted="Ce qui est compté, et ce qui ne l’est pas",
    back="Voir tous les flux",
    languages={
        "fr": "français",
        "en": "anglais",
        "de": "allemand",
        "es": "espagnol",
        "it": "italien",
        "pt": "portugais",
        "nl": "néerlandais",
        "ar": "arabe",
        "br": "breton",
        "ca": "catalan",
        "eu": "basque",
        "oc": "occitan",
        "co": "corse",
        "pl": "polonais",
        "uk": "ukrainien",
        "ru": "russe",
        "he": "hébreu",
        "tr": "turc",
        "zh": "chinois",
        "ja": "japonais",
    },
)

ENGLISH = Words(
    language="en",
    own_name="English",
    quote="“{}”",
    thousands=",",
    and_word="and",
    day=f"{{day}}{NBSP}{{month}} {{year}}",
    first_day=f"1{NBSP}{{month}} {{year}}",
    months=tuple("January February March April May June July August September October November December".split()),
    no_articles="no articles",
    one_article=f"1{NBSP}article",
    articles=f"{{count}}{NBSP}articles",
    latest="latest on {date}",
    skip="Skip to content",
    home="All feeds",
    to_site="The site",
    all_articles="All articles",
    sections={
        ChannelKind.CATEGORY: "Sections",
        ChannelKind.QUERY: "Selections",
        ChannelKind.TAG: "Topics",
        ChannelKind.AUTHOR: "Writers",
        ChannelKind.LANGUAGE: "Languages",
    },
    kinds={
        ChannelKind.CATEGORY: "Section",
        ChannelKind.QUERY: "Selection",
        ChannelKind.TAG: "Topic",
        ChannelKind.AUTHOR: "Writer",
        ChannelKind.LANGUAGE: "Language",
        ChannelKind.MIX: "Your own feed",
    },
    follow="Follow {name}",
    feed_label="{format} feed, {name}",
    opml="List of all feeds (OPML)",
    privacy="No cookies, no tracking.",
    counted="What is counted, and what is not",
    back="See all feeds",
    languages={
        "fr": "French",
        "en": "English",
        "de": "German",
        "es": "Spanish",
        "it": "Italian",
        "pt": "Portuguese",
        "nl": "Dutch",
        "ar": "Arabic",
        "br": "Breton",
        "ca": "Catalan",
        "eu": "Basque",
        "oc": "Occitan",
        "co": "Corsican",
        "pl": "Polish",
        "uk": "Ukrainian",
        "ru": "Russian",
        "he": "Hebrew",
        "tr": "Turkish",
        "zh": "Chinese",
        "ja": "Japanese",
    },
)

WORDS: Mapping[str, Words] = {"fr": FRENCH, "en": ENGLISH}
"""The words by language."""
