"""What the page of a mix says, and what is said where there is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from buzzfeed.follow.words.spaces import NARROW, NBSP


@dataclass(frozen=True, slots=True)
class MixWords:
    """The phrases of one language; ``faults`` and their texts are by the code of a `MixError`."""

    title: str
    text: str
    roles: Mapping[str, str]
    role_of: str
    leave_out: str
    change: str
    add: str
    alone: str
    faults: Mapping[str, tuple[str, str]]
    busy: str
    busy_text: str


FRENCH = MixWords(
    title="Composer ce flux",
    text="Dites de chaque canal ce qu’il doit être à ce flux. Son adresse change avec lui, et reste bonne.",
    roles={"any": "l’un de ceux-ci", "all": "toujours", "none": "jamais"},
    role_of="Ce que {name} est à ce flux",
    leave_out="retirer de la liste",
    change="Changer le flux",
    add="Ajouter des canaux",
    alone="Un canal seul est son propre flux. Ajoutez-en d’autres, ou un sujet à exclure, pour en composer un.",
    faults={
        "empty": ("Rien n’est choisi", "Cochez au moins un canal, puis demandez-en un seul flux."),
        "too-many": (
            "C’est trop pour un seul flux",
            f"Un flux en réunit dix au plus. Pour davantage, prenez-en la liste (OPML){NBSP}: votre lecteur l’importe.",
        ),
        "unknown": ("Ce canal n’existe pas", "L’adresse nomme un canal qui n’est pas, ou plus, de ce site."),
        "contradiction": (
            "Ce flux serait toujours vide",
            "L’adresse veut et exclut le même canal.",
        ),
    },
    busy=f"Un instant, s’il vous plaît{NARROW}!",
    busy_text="Votre adresse a demandé trop de flux ou de recherches nouveaux. Réessayez dans une minute.",
)

ENGLISH = MixWords(
    title="Compose this feed",
    text="Say of each channel what it is to be to this feed. Its address changes with it, and stays good.",
    roles={"any": "one of these", "all": "always", "none": "never"},
    role_of="What {name} is to this feed",
    leave_out="take off the list",
    change="Change the feed",
    add="Add channels",
    alone="One channel alone is its own feed. Add others, or a topic to leave out, to compose one.",
    faults={
        "empty": ("Nothing is chosen", "Tick one channel at least, then ask for one feed of them."),
        "too-many": (
            "That is too much for one feed",
            "One feed takes ten at most. For more, take the list (OPML): your reader imports it.",
        ),
        "unknown": ("There is no such channel", "The address names a channel that is not, or no longer, of this site."),
        "contradiction": ("This feed would always be empty", "The address wants and excludes the same channel."),
    },
    busy="One moment, please",
    busy_text="Too many new feeds or searches were asked for from your address. Try again in a minute.",
)

MIX: Mapping[str, MixWords] = {"fr": FRENCH, "en": ENGLISH}
"""The words by language."""
