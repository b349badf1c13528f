"""What the operators' page of deliveries says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from buzzfeed.follow.words.spaces import NBSP


@dataclass(frozen=True, slots=True)
class DeliveryWords:
    """The phrases of one language; ``steps`` are those of a timeline by their code.

    ``hub_states`` say how a hub fares, with the seconds until it pushes, and how many it pushed and missed.
    """

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
    hubs: str
    colon: str
    steps: Mapping[str, str]
    hub_states: Mapping[str, str]


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
    hubs="Ce que les hubs transmettent",
    colon=f"{NBSP}: ",
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
    hub_states={
        "pushes": f"transmet, {{0}}{NBSP}s après l’annonce (médiane de {{1}})",
        "silent": "accepte les annonces et ne transmet rien ({2} publications attendues)",
        "unverified": "n’a pas vérifié l’abonnement",
        "unknown": "encore inconnu",
        "untried": "non mesuré",
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
    hubs="What hubs push",
    colon=": ",
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
    hub_states={
        "pushes": "pushes, {0} s after it is told (median of {1})",
        "silent": "accepts pings and pushes nothing ({2} publications waited for)",
        "unverified": "did not verify the subscription",
        "unknown": "unknown yet",
        "untried": "not measured",
    },
)

DELIVERIES: Mapping[str, DeliveryWords] = {"fr": FRENCH, "en": ENGLISH}
"""The words by language."""
