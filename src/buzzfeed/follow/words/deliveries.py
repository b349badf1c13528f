"""What the operators' page of deliveries says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from buzzfeed.follow.words.spaces import NBSP


@dataclass(frozen=True, slots=True)
class DeliveryWords:
    """The phrases of one language; ``steps`` are those of a timeline by their code."""

    language: str
    title: str
    lead: str
    as_json: str
    metrics: str
    other: str
    other_code: str
    nothing: str
    withdrawn: str
    step: str
    when: str
    after: str
    whom: str
    answer: str
    drawing: str
    all_deliveries: str
    columns: tuple[str, ...]
    steps: Mapping[str, str]


FRENCH = DeliveryWords(
    language="fr",
    title="Livraisons",
    lead="Pour chaque article, quand il a été vu, publié, visible, annoncé, et ce qui a été répondu.",
    as_json="En JSON",
    metrics="Mesures",
    other="English",
    other_code="en",
    nothing="Rien n’a encore été publié.",
    withdrawn="Article retiré ou modifié depuis",
    step="Étape",
    when="Date (UTC)",
    after="Après la publication",
    whom="À qui",
    answer="Réponse",
    drawing="Frise de",
    all_deliveries="Toutes les livraisons",
    columns=("État", "Cible", "Type", "Essais", "Échéance", "Réponse", "Articles", "Identifiant"),
    steps={
        "seen": "vu",
        "published": "publié",
        "served": "servi ici",
        "visible": "visible",
        "late": "toujours pas visible",
        "unproved": "invérifiable d’ici",
        "looking": "pas encore visible",
        "sent": "annoncé",
        "confirmed": "confirmé",
        "waiting": "en attente",
        "failed": f"abandonné{NBSP}!",
        "superseded": "remplacé",
    },
)

ENGLISH = DeliveryWords(
    language="en",
    title="Deliveries",
    lead="For each article, when it was seen, published, visible and announced, and what was answered.",
    as_json="As JSON",
    metrics="Metrics",
    other="Français",
    other_code="fr",
    nothing="Nothing was published yet.",
    withdrawn="Article taken back or changed since",
    step="Step",
    when="When (UTC)",
    after="After publication",
    whom="To whom",
    answer="Answer",
    drawing="Timeline of",
    all_deliveries="All deliveries",
    columns=("State", "Target", "Type", "Attempts", "Due", "Answer", "Articles", "Id"),
    steps={
        "seen": "seen",
        "published": "published",
        "served": "served here",
        "visible": "visible",
        "late": "still not visible",
        "unproved": "not to be proved from here",
        "looking": "not visible yet",
        "sent": "announced",
        "confirmed": "confirmed",
        "waiting": "waiting",
        "failed": "given up",
        "superseded": "superseded",
    },
)

DELIVERIES: Mapping[str, DeliveryWords] = {"fr": FRENCH, "en": ENGLISH}
"""The words by language."""
