"""What the page says that a "more like this" or "less like this" leads to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from buzzfeed.follow.words.spaces import NARROW, NBSP


@dataclass(frozen=True, slots=True)
class FeedbackWords:
    """The phrases of one language. ``headings`` are by the last part of the path: ``more``, ``less``."""

    headings: Mapping[str, str]
    of: str
    asked: str
    asked_one: str
    change: str
    wants: Mapping[str, str]
    word: str
    word_gone: str
    front: str
    front_now: str
    effect: str
    no_effect: str
    none: Mapping[str, str]
    by_link: str
    nothing_yet: str
    done: str
    undo: str
    undone: str
    off: str
    off_text: str
    lost: str
    lost_text: str
    conflict: str


FRENCH = FeedbackWords(
    headings={"more": "Plus comme ceci", "less": "Moins comme ceci"},
    of="À propos de {name}.",
    asked="Rien n’a encore changé. Choisissez ce qui doit changer dans vos choix.",
    asked_one="Rien n’a encore changé. Voici le changement qui serait fait dans vos choix.",
    change=f"{{name}}{NBSP}: {{before}} → {{after}}",
    wants={"": "sans avis", "little": "un peu", "much": "beaucoup", "never": "jamais"},
    word="mot suivi",
    word_gone="plus suivi",
    front="Articles de la une",
    front_now="{count}",
    effect=f"Sur les articles de ces derniers jours{NBSP}: {{effect}}.",
    no_effect="Sur les articles de ces derniers jours, rien ne change.",
    none={
        "more": "Vous demandez déjà beaucoup de tout ce dont parle cet article.",
        "less": "Cet article vient d’une de vos phrases, ou de la une. Aucun réglage simple ne l’écarterait seul.",
    },
    by_link="Vos phrases, vos mots et tout le reste se changent avec le lien de votre fil, que vous avez gardé.",
    nothing_yet="Fermez cette page si vous ne voulez rien changer.",
    done="C’est fait.",
    undo="Annuler ce changement",
    undone=f"C’est annulé{NBSP}: vos choix sont comme avant.",
    off="Ces liens ne servent pas",
    off_text="Ils ne sont pas activés pour ce fil, ou ce fil n’existe plus. Rien n’a changé.",
    lost="Cet article n’est plus là",
    lost_text="Il a été retiré, ou son lien a été mal recopié. Rien n’a changé.",
    conflict=f"Vos choix ont changé entre-temps{NARROW}; rien n’a été changé ici. Voici où ils en sont.",
)

ENGLISH = FeedbackWords(
    headings={"more": "More like this", "less": "Less like this"},
    of="About {name}.",
    asked="Nothing has changed yet. Say what is to change in your choices.",
    asked_one="Nothing has changed yet. This is the change that would be made in your choices.",
    change="{name}: {before} → {after}",
    wants={"": "no opinion", "little": "a little", "much": "a lot", "never": "never"},
    word="word followed",
    word_gone="no longer followed",
    front="Articles of the front page",
    front_now="{count}",
    effect="Among the articles of the last days: {effect}.",
    no_effect="Among the articles of the last days, nothing changes.",
    none={
        "more": "You ask for a lot already of all that this article is about.",
        "less": "This article comes by one of your sentences, or by the front page. No simple setting would keep it "
        "out alone.",
    },
    by_link="Your sentences, your words and all else are changed with the link of your feed, which you kept.",
    nothing_yet="Close this page if you want to change nothing.",
    done="It is done.",
    undo="Undo this change",
    undone="It is undone: your choices are as before.",
    off="These links are of no use",
    off_text="They are not switched on for this feed, or this feed is no more. Nothing has changed.",
    lost="This article is no longer there",
    lost_text="It was withdrawn, or its link was copied wrongly. Nothing has changed.",
    conflict="Your choices changed meanwhile; nothing was changed here. This is how they are.",
)

FEEDBACK: Mapping[str, FeedbackWords] = {"fr": FRENCH, "en": ENGLISH}
"""The words by language."""
