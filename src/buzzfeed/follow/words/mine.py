"""What the pages say of a personal feed that is kept: its address, its edit link, and what can be done with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from buzzfeed.follow.words.spaces import NARROW, NBSP


@dataclass(frozen=True, slots=True)
class Doing:
    """Something that can be done with a feed: its button, what it does, and the page that asks once more."""

    button: str
    text: str
    heading: str = ""
    asked: str = ""


@dataclass(frozen=True, slots=True)
class MineWords:
    """The phrases of one language; ``doing`` is by the last part of the path."""

    ready: str
    ready_text: str
    heading: str
    lead: str
    lead_paused: str
    saved: str
    done: Mapping[str, str]
    conflict: str
    refused: str
    full: str
    busy: str
    starting: str
    large: str
    slow: str
    partly: str
    foreign: str
    follow: str
    follow_again: str
    what_is: str
    address_how: str
    told: str
    unknown_address: str
    own_link: str
    own_link_again: str
    own_link_text: str
    own_link_label: str
    own_link_copy: str
    phone_text: str
    qr_label: str
    change: str
    change_text: str
    save: str
    draft: str
    choices: str
    no_choice: str
    is_said: str
    is_hidden: str
    until: str
    all_languages: str
    yes: str
    no: str
    comes: str
    goes: str
    nothing_changes: str
    same: str
    back: str
    manage: str
    export: str
    export_text: str
    doing: Mapping[str, Doing]
    new_link: str
    keep: str
    expires: str
    never_used: str
    gone: str
    gone_text: str
    unknown: str
    unknown_text: str
    deleted: str
    deleted_text: str
    deleted_points: tuple[str, ...]
    anew: str
    direct: str
    direct_lead: str
    direct_change: str
    long_address: str


FRENCH = MineWords(
    ready="Votre fil est prêt",
    ready_text="Deux choses à faire, une seule fois.",
    heading="Votre fil",
    lead=f"Créé le {{created}}, modifié le {{edited}}. Cette page est la vôtre{NBSP}: qui en a l’adresse "
    "peut tout changer.",
    lead_paused=f"En pause{NBSP}: aucun nouvel article n’y entre. Créé le {{created}}.",
    saved="C’est enregistré. Votre fil change à la prochaine visite de votre application.",
    done={
        "rotate": f"Votre fil a une nouvelle adresse. L’ancienne ne donne plus rien{NBSP}: remplacez-la dans votre "
        "application.",
        "pause": "Votre fil est en pause.",
        "resume": "Votre fil reprend.",
    },
    conflict=f"Ce fil a été modifié entre-temps, dans une autre fenêtre peut-être. Voici comment il est "
    f"maintenant{NARROW}; votre changement n’a pas été enregistré.",
    refused=f"Rien n’a été enregistré{NBSP}: quelque chose est à revoir ci-dessous.",
    full="Il n’y a plus de place pour un nouveau fil ici. Réessayez plus tard, ou prenez l’adresse qui contient vos "
    "choix.",
    busy="Trop est demandé à la fois en ce moment. Réessayez dans un instant.",
    starting="Le site vient de redémarrer et relit ses articles. Réessayez dans un instant.",
    large="C’est plus que ce qu’un fil peut contenir. Rien n’a été gardé.",
    slow="Cette demande a mis trop de temps à arriver. Rien n’a été gardé.",
    partly="Une partie de ce que vous aviez dit n’a pas pu être relue et ne compte pas. Voici ce qu’il en reste"
    f"{NBSP}: complétez-le, puis enregistrez.",
    foreign="Cette demande ne vient pas de nos pages. Rien n’a été changé.",
    follow_again="L’adresse de votre fil",
    follow="1. Donnez cette adresse à votre application de lecture",
    what_is="C’est l’adresse de votre fil, un flux RSS privé. Votre application y regarde d’elle-même et vous montre "
    "chaque article choisi, avec sa raison.",
    address_how="À coller dans n’importe quel lecteur de flux.",
    told="Un service sur le web, comme Feedly ou Inoreader, connaît alors cette adresse et ce qu’elle donne.",
    unknown_address="Nous ne connaissons plus l’adresse de ce fil. Donnez-lui en une nouvelle ci-dessous.",
    own_link_again="Le lien de cette page",
    own_link="2. Gardez ce lien pour changer d’avis",
    own_link_text="Mettez cette page dans vos favoris. Elle permet de modifier, de mettre en pause, d’emporter ou "
    f"d’effacer votre fil. Nous ne gardons pas ce lien{NBSP}: si vous le perdez, personne ne peut vous le rendre. "
    "Ne le donnez à personne, ni à une application.",
    own_link_label="Lien pour modifier votre fil",
    own_link_copy="Copier le lien pour modifier votre fil",
    phone_text=f"Scannez ce code{NBSP}: cette page s’ouvre sur le téléphone, et vous y choisissez votre application. "
    "Ne le montrez à personne.",
    qr_label="QR code de cette page, qui est privée",
    change="Changer vos choix",
    change_text=f"Regardez d’abord ce que cela change{NBSP}; rien n’est enregistré avant que vous ne le demandiez.",
    save="Enregistrer",
    draft="Ce qui changerait",
    choices="Vos choix, avant et après",
    no_choice="–",
    is_said="votre phrase",
    is_hidden="mot masqué",
    until="jusqu’au {day}",
    all_languages="toutes",
    yes="oui",
    no="non",
    comes="Ce qui entre",
    goes="Ce qui sort",
    nothing_changes="Parmi les derniers articles de la rédaction, rien ne change.",
    same="Ces choix sont ceux de votre fil.",
    back="Revenir à mes choix enregistrés",
    manage="Gérer ce fil",
    export="Emporter mes données",
    export_text="Tout ce qui est gardé de ce fil, en un fichier lisible (JSON).",
    doing={
        "pause": Doing("Mettre en pause", "Plus rien n’y entre, ce qui s’y trouve y reste."),
        "resume": Doing("Reprendre", "De nouveaux articles y entrent de nouveau."),
        "rotate": Doing(
            "Changer d’adresse",
            "Si l’adresse de votre fil est tombée en d’autres mains.",
            f"Changer l’adresse de ce fil{NARROW}?",
            "L’adresse actuelle cesse aussitôt de répondre, dans toutes vos applications. Vos choix restent.",
        ),
        "delete": Doing(
            "Effacer ce fil",
            "Ses choix sont effacés, son adresse cesse de répondre.",
            f"Effacer ce fil{NARROW}?",
            "Vos choix, vos phrases et ce qui a été montré sont effacés aussitôt et pour de bon. L’adresse et ce lien "
            "cessent de répondre. Rien ne permet de revenir en arrière.",
        ),
    },
    new_link="Changer aussi le lien de cette page (vos favoris seront à refaire)",
    keep="Non, ne rien changer",
    expires=f"Si aucune application ne le demande plus, ce fil est effacé de lui-même après {{days}}{NBSP}jours.",
    never_used=f"Aucune application ne l’a encore demandé{NBSP}: si aucune ne le fait, il est effacé après "
    f"{{days}}{NBSP}jours.",
    gone="Ce fil n’existe plus",
    gone_text="Il a été effacé, ou son lien a été changé. Ce qu’il contenait n’est plus ici.",
    unknown="Ce lien ne mène à aucun fil",
    unknown_text=f"Il a peut-être été mal recopié{NBSP}: il en faut chaque lettre, majuscules comprises.",
    deleted="Votre fil est effacé",
    deleted_text="Voici ce qui a été effacé, et ce qui reste.",
    deleted_points=(
        f"Effacés{NBSP}: vos choix, vos phrases, vos mots, le nom du fil, ses dates, et la liste de ce qu’il a montré.",
        (
            f"Il reste deux empreintes de ses adresses, dont on ne peut rien tirer{NBSP}: elles servent à dire à votre "
            "application que ce fil n’existe plus, et sont jetées à leur tour."
        ),
        f"Si une application suit encore ce fil, retirez-l’en{NBSP}: elle en garde peut-être les articles.",
    ),
    anew="Composer un nouveau fil",
    direct="L’adresse qui contient vos choix",
    direct_lead="Rien n’est enregistré ici. Tout ce que vous avez dit tient dans cette adresse.",
    direct_change="Changer mes choix",
    long_address=f"Cette adresse est longue{NBSP}: certaines applications ne la prendront pas. Un fil enregistré a une "
    "adresse courte.",
)

ENGLISH = MineWords(
    ready="Your feed is ready",
    ready_text="Two things to do, once.",
    heading="Your feed",
    lead="Made on {created}, changed on {edited}. This page is yours: whoever has its address can change everything.",
    lead_paused="Paused: no new article comes in. Made on {created}.",
    saved="It is saved. Your feed changes when your app looks next.",
    done={
        "rotate": "Your feed has a new address. The old one gives nothing any more: replace it in your app.",
        "pause": "Your feed is paused.",
        "resume": "Your feed goes on.",
    },
    conflict="This feed was changed meanwhile, in another window perhaps. This is how it is now; your change was not "
    "saved.",
    refused="Nothing was saved: something below needs another look.",
    full="There is no room for another feed here. Try again later, or take the address that holds your choices.",
    busy="Too much is being asked for at once. Try again in a moment.",
    starting="The site has just started again and is reading its articles. Try again in a moment.",
    large="This is more than a feed can hold. Nothing was kept.",
    slow="This request took too long to arrive. Nothing was kept.",
    partly="Part of what you had said could not be read and does not count. This is what is left: complete "
    "it, then save.",
    foreign="This request does not come from our pages. Nothing was changed.",
    follow_again="The address of your feed",
    follow="1. Give this address to your reading app",
    what_is="It is the address of your feed, a private RSS feed. Your app looks there by itself and shows you every "
    "article that was chosen, with its reason.",
    address_how="Paste it into any feed reader.",
    told="A service on the web, such as Feedly or Inoreader, then knows this address and what it gives.",
    unknown_address="We no longer know the address of this feed. Give it a new one below.",
    own_link_again="The link of this page",
    own_link="2. Keep this link, to change your mind",
    own_link_text="Bookmark this page. With it you change, pause, take with you or wipe your feed. We do not keep this "
    "link: if you lose it, nobody can give it back to you. Give it to nobody, and to no app.",
    own_link_label="Link to change your feed",
    own_link_copy="Copy the link to change your feed",
    phone_text="Scan this code: this page opens on the phone, where you choose your app. Show it to nobody.",
    qr_label="QR code of this page, which is private",
    change="Change your choices",
    change_text="Look first at what it changes; nothing is saved before you say so.",
    save="Save",
    draft="What would change",
    choices="Your choices, before and after",
    no_choice="–",
    is_said="your sentence",
    is_hidden="word hidden",
    until="until {day}",
    all_languages="all",
    yes="yes",
    no="no",
    comes="What comes in",
    goes="What goes",
    nothing_changes="Among the newsroom’s latest articles, nothing changes.",
    same="These are the choices of your feed.",
    back="Back to my saved choices",
    manage="Manage this feed",
    export="Take my data with me",
    export_text="All that is kept of this feed, in one readable file (JSON).",
    doing={
        "pause": Doing("Pause", "Nothing more comes in; what is there stays. Go on whenever you like."),
        "resume": Doing("Go on", "New articles come in again."),
        "rotate": Doing(
            "Change the address",
            "If the address of your feed fell into other hands.",
            "Change the address of this feed?",
            "The present address stops answering at once, in all your apps. Your choices stay.",
        ),
        "delete": Doing(
            "Wipe this feed",
            "Its choices are wiped, its address stops answering.",
            "Wipe this feed?",
            "Your choices, your sentences and what was shown are wiped at once and for good. The address and this link "
            "stop answering. There is no way back.",
        ),
    },
    new_link="Change the link of this page, too (bookmark it anew)",
    keep="No, change nothing",
    expires=f"If no app asks for it any more, this feed is wiped by itself after {{days}}{NBSP}days.",
    never_used=f"No app has asked for it yet: if none does, it is wiped after {{days}}{NBSP}days.",
    gone="This feed is no more",
    gone_text="It was wiped, or its link was changed. What it held is no longer here.",
    unknown="This link leads to no feed",
    unknown_text="It may have been copied wrongly: every letter of it is needed, capitals included.",
    deleted="Your feed is wiped",
    deleted_text="This is what was wiped, and what stays.",
    deleted_points=(
        "Wiped: your choices, your sentences, your words, the name of the feed, its dates, and what it showed.",
        (
            "Two fingerprints of its addresses stay, from which nothing can be learnt: by them your app is told that "
            "this feed is no more; they are thrown away in their turn."
        ),
        "If an app still follows this feed, take it off there: it may keep the articles.",
    ),
    anew="Compose a new feed",
    direct="The address that holds your choices",
    direct_lead="Nothing is kept here. All that you said stands in this address.",
    direct_change="Change my choices",
    long_address="This address is long: some apps will not take it. A feed that is kept has a short one.",
)

MINE: Mapping[str, MineWords] = {"fr": FRENCH, "en": ENGLISH}
"""The words by language."""
