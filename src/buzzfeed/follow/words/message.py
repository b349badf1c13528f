"""What the page says that says one thing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MessageWords:
    """The phrases of one language."""

    not_found: str
    not_found_text: str
    gone: str
    gone_text: str


FRENCH = MessageWords(
    not_found="Cette page n’existe pas",
    not_found_text="L’adresse a peut-être été mal recopiée.",
    gone="Cette page a été retirée",
    gone_text="L’article qui se trouvait ici a été retiré par la rédaction.",
)

ENGLISH = MessageWords(
    not_found="There is no such page",
    not_found_text="The address may have been copied wrongly.",
    gone="This page was withdrawn",
    gone_text="The article that stood here was withdrawn by the newsroom.",
)

MESSAGE: Mapping[str, MessageWords] = {"fr": FRENCH, "en": ENGLISH}
"""The words by language."""
