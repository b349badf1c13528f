"""What the page says that tells readers what is counted, and what is not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from buzzfeed.follow.words.spaces import NARROW, NBSP


@dataclass(frozen=True, slots=True)
class PrivacyWords:
    """The phrases of one language; ``{site}`` is the newsroom's title, ``{months}`` how long sums are kept.

    ``{days}`` is after how many unused days a personal feed is wiped.
    """

    title: str
    lead: str
    lead_uncounted: str
    counted: str
    counted_points: tuple[str, ...]
    kept: str
    kept_points: tuple[str, ...]
    not_counted: str
    not_counted_points: tuple[str, ...]
    purpose: str
    purpose_points: tuple[str, ...]
    object: str
    object_points: tuple[str, ...]
    personal: str
    personal_points: tuple[str, ...]
    question: str


FRENCH = PrivacyWords(
    title="Ce qui est compté",
    lead="On suit {site} sans compte, sans cookie et sans pistage. Voici ce qui est compté, et ce qui ne l’est pas.",
    lead_uncounted="On suit {site} sans compte, sans cookie et sans pistage. Rien n’est compté ici.",
    counted="Ce qui est compté",
    counted_points=(
        (
            f"Combien de fois chaque flux est demandé, et par quelle sorte de lecteur{NBSP}: Feedly, FreshRSS, "
            "un navigateur…"
        ),
        (
            "Ce qu’un service annonce. Feedly, par exemple, dit combien de ses utilisateurs suivent un flux. "
            "Il ne dit pas lesquels."
        ),
        (
            "Une application, une fois par jour et par flux. De son adresse IP, de son nom et du flux, un code "
            "est calculé avec une clé tirée au hasard chaque jour. Le code ne quitte pas la mémoire vive et ne "
            f"sert qu’à ne pas compter deux fois{NARROW}; la clé est jetée chaque jour, et le code avec elle."
        ),
    ),
    kept="Ce qui est gardé",
    kept_points=(
        "Des sommes, par jour, par flux et par sorte de lecteur, pendant {months} mois au plus.",
        f"Rien d’autre{NBSP}: ni adresse IP, ni code, ni rien qui désigne quelqu’un.",
    ),
    not_counted="Ce qui n’est pas compté",
    not_counted_points=(
        "Qui vous êtes, où vous êtes, ce que vous lisez, ce que vous ouvrez.",
        (
            "Ce que vous faites d’un jour à l’autre, ou d’un flux à l’autre. Les flux que l’on compose "
            "soi-même sont comptés tous ensemble, sans dire de quoi."
        ),
        (
            "Il n’y a ni cookie, ni pixel invisible, ni script de mesure, ni lien qui passe par un "
            f"compteur{NARROW}; ces pages ne chargent rien d’ailleurs, sinon les images des articles."
        ),
        (
            "La page d’un canal retient quel lecteur vous avez pris en dernier, dans votre navigateur seulement"
            f"{NARROW}; cela n’est envoyé à personne."
        ),
    ),
    purpose="À quoi cela sert",
    purpose_points=(
        (
            "À savoir combien de personnes suivent {site}, et à rien d’autre. Rien n’est transmis à personne, "
            "ni rapproché d’autres données."
        ),
        (
            "Le serveur et l’hébergeur peuvent tenir, pour la sécurité, un journal technique à part. Il ne "
            "sert pas à compter."
        ),
    ),
    object="Ne pas être compté",
    object_points=(
        "Si votre lecteur ou votre navigateur envoie « Sec-GPC: 1 » ou « DNT: 1 », seule la demande elle-même est "
        "comptée.".replace("« ", f"«{NBSP}").replace(" »", f"{NBSP}»"),
    ),
    personal="Si vous composez votre fil",
    personal_points=(
        (
            f"Tant que vous essayez, rien n’est gardé{NBSP}: vos choix voyagent dans l’adresse de la page, et nulle "
            "part ailleurs. Les journaux techniques d’un hébergeur peuvent noter les adresses demandées."
        ),
        (
            "Si vous demandez le fil, sont gardés vos choix et vos phrases, le nom que vous lui donnez, sa langue, ses "
            "dates de création et de modification, le dernier jour où il a été demandé, et ce qu’il a montré."
        ),
        (
            "Ni nom, ni adresse électronique, ni adresse IP. Les deux adresses du fil ne sont gardées que sous forme "
            f"d’empreintes{NBSP}: personne ici ne peut les retrouver."
        ),
        (
            "Tout s’emporte et s’efface depuis le lien de votre fil, aussitôt et sans rien demander. Un fil que plus "
            "aucune application ne demande est effacé de lui-même après {days} jours, et plus tôt s’il n’a jamais "
            "été demandé."
        ),
        "La rédaction ne voit que des sommes, et aucune qui compte moins de vingt lecteurs.",
    ),
    question=f"Une question{NARROW}?",
)

ENGLISH = PrivacyWords(
    title="What is counted",
    lead="One follows {site} without an account, without cookies and without being tracked. This is what is counted, "
    "and what is not.",
    lead_uncounted="One follows {site} without an account, without cookies and without being tracked. "
    "Nothing is counted here.",
    counted="What is counted",
    counted_points=(
        "How often each feed is asked for, and by what kind of reader: Feedly, FreshRSS, a browser…",
        "What a service reports. Feedly, for one, says how many of its users follow a feed. It does not say who.",
        (
            "An app, once a day for each feed. From its IP address, its name and the feed a code is made, with "
            "a key that is drawn at random each day. The code stays in memory and serves to count nobody "
            "twice; the key is thrown away each day, and the code with it."
        ),
    ),
    kept="What is kept",
    kept_points=(
        "Sums, by day, feed and kind of reader, for {months} months at most.",
        "Nothing else: no IP address, no code, nothing that stands for a person.",
    ),
    not_counted="What is not counted",
    not_counted_points=(
        "Who you are, where you are, what you read, what you open.",
        (
            "What you do from one day to the next, or from one feed to another. Feeds that people combine for "
            "themselves are counted all together, without saying of what."
        ),
        (
            "There are no cookies, no invisible pixels, no measuring scripts and no links that pass through a "
            "counter; these pages load nothing from elsewhere but the pictures of articles."
        ),
        ("The page of a channel remembers which reader you took last, in your browser alone; it is sent to nobody."),
    ),
    purpose="What it is for",
    purpose_points=(
        (
            "To know how many people follow {site}, and for nothing else. Nothing is passed on to anybody, or "
            "put together with other data."
        ),
        "The server and its host may keep a technical log of their own, for security. It is not used for counting.",
    ),
    object="Not to be counted",
    object_points=(
        "Where your reader or browser sends “Sec-GPC: 1” or “DNT: 1”, the request itself is counted and nothing more.",
    ),
    personal="If you compose a feed of your own",
    personal_points=(
        (
            "While you try, nothing is kept: your choices travel in the address of the page, and nowhere else. The "
            "technical logs of a host may note the addresses that are asked for."
        ),
        (
            "If you ask for the feed, your choices and sentences are kept, the name you give it, its language, the "
            "dates on which it was made and changed, the last day on which it was asked for, and which articles it "
            "showed."
        ),
        (
            "No name, no e-mail address, no IP address. Of the two addresses of the feed, fingerprints alone are kept: "
            "nobody here can find them again."
        ),
        (
            "All of it can be taken with you and wiped from the link of your feed, at once and without asking. A feed "
            "that no app asks for any more is wiped by itself after {days} days, and sooner if none ever did."
        ),
        "The newsroom sees sums alone, and none of fewer than twenty readers.",
    ),
    question="A question?",
)

PRIVACY: Mapping[str, PrivacyWords] = {"fr": FRENCH, "en": ENGLISH}
"""The words by language."""
