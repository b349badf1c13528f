"""Everything the pages say to people, in French and in English, in one place.

French typography: a no-break space inside « » and before a colon, a narrow one before ; ! ? and between thousands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from buzzfeed.model import ChannelKind

NBSP = "\u00a0"
NARROW = "\u202f"
DEFAULT = "fr"


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
    directory_heading: str
    directory_lead: str
    directory_choose: str
    what_is: str
    what_is_text: str
    what_is_how: str
    all_articles: str
    all_articles_text: str
    sections: Mapping[ChannelKind, str]
    kinds: Mapping[ChannelKind, str]
    follow: str
    follow_language: str
    follow_lead: Mapping[ChannelKind, str]
    addresses: str
    addresses_how: str
    address_label: str
    feed_label: str
    open_app: str
    newest: str
    nothing_yet: str
    nothing_here: str
    by: str
    updated: str
    credit: str
    key_points: str
    related: str
    about: str
    follow_more: str
    opml: str
    privacy: str
    not_found: str
    not_found_text: str
    gone: str
    gone_text: str
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
    directory_heading="Suivre {title}",
    directory_lead="Un flux vous prévient de chaque nouvel article, dans l’application de votre choix, "
    "sans compte ni publicité, et sans que personne vous observe.",
    directory_choose=f"Suivez tout, ou seulement ce qui vous intéresse{NBSP}: une rubrique, un sujet, une signature.",
    what_is=f"Qu’est-ce qu’un flux{NARROW}?",
    what_is_text="Un flux est une adresse que l’on donne une fois à un lecteur de flux, une application faite pour "
    "cela. Elle y regarde d’elle-même et vous montre chaque nouvel article, à votre rythme. Cela s’appelle aussi RSS.",
    what_is_how=f"Copiez l’adresse d’un flux, puis collez-la dans votre lecteur{NBSP}: Feedly, Inoreader, NetNewsWire, "
    "Thunderbird et bien d’autres en acceptent. RSS, Atom et JSON donnent les mêmes articles.",
    all_articles="Tous les articles",
    all_articles_text="Chaque article, dès sa parution.",
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
    },
    follow="Suivre {name}",
    follow_language="Suivre les articles en {name}",
    follow_lead={
        ChannelKind.ALL: "Un flux vous prévient de chaque nouvel article de {title}, sans compte ni publicité.",
        ChannelKind.CATEGORY: "Un flux vous prévient de chaque nouvel article de la rubrique {name}, "
        "sans compte ni publicité.",
        ChannelKind.TAG: "Un flux vous prévient de chaque nouvel article sur le sujet {name}, "
        "sans compte ni publicité.",
        ChannelKind.AUTHOR: "Un flux vous prévient de chaque nouvel article signé {name}, sans compte ni publicité.",
        ChannelKind.QUERY: "Un flux vous prévient de chaque nouvel article de la sélection {name}, "
        "sans compte ni publicité.",
        ChannelKind.LANGUAGE: "Un flux vous prévient de chaque nouvel article en {name}, sans compte ni publicité.",
    },
    addresses="L’adresse du flux",
    addresses_how="Copiez l’une de ces adresses et collez-la dans votre lecteur de flux. "
    "Toutes trois donnent les mêmes articles.",
    address_label="Adresse du flux {format}, {name}",
    feed_label="Flux {format}, {name}",
    open_app="Ouvrir dans une application",
    newest="Derniers articles",
    nothing_yet=f"Aucun article n’a encore paru{NBSP}: les flux sont prêts, ils s’empliront d’eux-mêmes.",
    nothing_here="Aucun article pour le moment. Le flux reste ouvert.",
    by="Par {names}",
    updated="mis à jour le {date}",
    credit=f"Crédit{NBSP}: {{credit}}",
    key_points="À retenir",
    related="À lire aussi",
    about="Sujets",
    follow_more="Ne manquez pas la suite",
    opml="Liste de tous les flux (OPML)",
    privacy="Ni cookie ni pistage.",
    not_found="Cette page n’existe pas",
    not_found_text="L’adresse a peut-être été mal recopiée.",
    gone="Cette page a été retirée",
    gone_text="L’article qui se trouvait ici a été retiré par la rédaction.",
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
    directory_heading="Follow {title}",
    directory_lead="A feed tells you of every new article, in the app you like, with no account, no advertising, "
    "and nobody watching.",
    directory_choose="Follow everything, or only what interests you: a section, a topic, a writer.",
    what_is="What is a feed?",
    what_is_text="A feed is an address that you give once to a feed reader, an app made for it. It looks there by "
    "itself and shows you every new article, at your own pace. It is also called RSS.",
    what_is_how="Copy a feed’s address, then paste it into your reader: Feedly, Inoreader, NetNewsWire, Thunderbird "
    "and many others take it. RSS, Atom and JSON give the same articles.",
    all_articles="All articles",
    all_articles_text="Every article, as soon as it is out.",
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
    },
    follow="Follow {name}",
    follow_language="Follow the articles in {name}",
    follow_lead={
        ChannelKind.ALL: "A feed tells you of every new article of {title}, with no account and no advertising.",
        ChannelKind.CATEGORY: "A feed tells you of every new article in the section {name}, "
        "with no account and no advertising.",
        ChannelKind.TAG: "A feed tells you of every new article on the topic {name}, "
        "with no account and no advertising.",
        ChannelKind.AUTHOR: "A feed tells you of every new article by {name}, with no account and no advertising.",
        ChannelKind.QUERY: "A feed tells you of every new article in the selection {name}, "
        "with no account and no advertising.",
        ChannelKind.LANGUAGE: "A feed tells you of every new article in {name}, with no account and no advertising.",
    },
    addresses="The feed’s address",
    addresses_how="Copy one of these addresses and paste it into your feed reader. All three give the same articles.",
    address_label="Address of the {format} feed, {name}",
    feed_label="{format} feed, {name}",
    open_app="Open in an app",
    newest="Newest articles",
    nothing_yet="No article has appeared yet: the feeds are ready, and will fill by themselves.",
    nothing_here="No articles for now. The feed stays open.",
    by="By {names}",
    updated="updated on {date}",
    credit="Credit: {credit}",
    key_points="Key points",
    related="Read also",
    about="Topics",
    follow_more="Do not miss the next one",
    opml="List of all feeds (OPML)",
    privacy="No cookies, no tracking.",
    not_found="There is no such page",
    not_found_text="The address may have been copied wrongly.",
    gone="This page was withdrawn",
    gone_text="The article that stood here was withdrawn by the newsroom.",
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
