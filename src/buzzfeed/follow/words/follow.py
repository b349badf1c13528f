"""What a follow page says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from buzzfeed.model import ChannelKind


@dataclass(frozen=True, slots=True)
class FollowWords:
    """The phrases of one language."""

    heading_language: str
    lead: Mapping[ChannelKind, str]
    addresses: str
    addresses_how: str
    address_label: str
    open_app: str
    newest: str
    nothing_here: str


FRENCH = FollowWords(
    heading_language="Suivre les articles en {name}",
    lead={
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
    open_app="Ouvrir dans une application",
    newest="Derniers articles",
    nothing_here="Aucun article pour le moment. Le flux reste ouvert.",
)

ENGLISH = FollowWords(
    heading_language="Follow the articles in {name}",
    lead={
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
    open_app="Open in an app",
    newest="Newest articles",
    nothing_here="No articles for now. The feed stays open.",
)

FOLLOW: Mapping[str, FollowWords] = {"fr": FRENCH, "en": ENGLISH}
"""The words by language."""
