"""What a follow page says, and the page on the way to a reader on a host of one's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from buzzfeed.follow.words.spaces import NARROW, NBSP
from buzzfeed.model import ChannelKind


@dataclass(frozen=True, slots=True)
class FollowWords:
    """The phrases of one language."""

    heading_language: str
    lead: Mapping[ChannelKind, str]
    what_is: str
    rhythm: str
    a_day: str
    one_a_day: str
    a_week: str
    one_a_week: str
    a_month: str
    one_a_month: str
    seldom: str
    chart_weeks: str
    chart_days: str
    address: str
    address_label: str
    address_how: str
    copy: str
    copy_label: str
    copied: str
    copy_failed: str
    formats: str
    formats_text: str
    choose: str
    choose_text: str
    app: str
    with_reader: str
    last_used: str
    remembered: str
    forget: str
    by_hand: str
    by_hand_text: str
    how_to: Mapping[str, str]
    own_title: str
    own_text: str
    own_where: str
    own_reader: str
    own_host: str
    own_hint: str
    own_continue: str
    own_heading: str
    own_confirm: str
    own_trust: str
    own_open: str
    own_direct: str
    own_target: str
    own_wrong: str
    elsewhere: str
    google: str
    google_text: str
    newsletter: str
    newsletter_text: str
    fediverse: str
    fediverse_text: str
    phone: str
    phone_text: str
    qr_label: str
    newest: str
    newest_text: str
    nothing_here: str
    related: str


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
        ChannelKind.MIX: "Un flux vous prévient de chaque nouvel article de {name}, sans compte ni publicité.",
    },
    what_is="Un flux est une adresse que votre lecteur regarde de lui-même pour vous montrer ce qui paraît, à "
    "votre rythme. On l’appelle aussi RSS.",
    rhythm="Rythme de parution",
    a_day=f"Environ {{count}}{NBSP}articles par jour",
    one_a_day="Environ un article par jour",
    a_week=f"Environ {{count}}{NBSP}articles par semaine",
    one_a_week="Environ un article par semaine",
    a_month=f"Environ {{count}}{NBSP}articles par mois",
    one_a_month="Environ un article par mois",
    seldom="Moins d’un article par mois",
    chart_weeks="De {least} à {most} par semaine depuis le {since}. Une barre par semaine.",
    chart_days="De {least} à {most} par jour depuis le {since}. Une barre par jour.",
    address="L’adresse du flux",
    address_label="Adresse du flux {format}, {name}",
    address_how="À coller dans n’importe quel lecteur de flux.",
    copy="Copier",
    copy_label="Copier l’adresse du flux {format}, {name}",
    copied="Adresse copiée.",
    copy_failed=f"La copie n’est pas permise ici{NBSP}: l’adresse est sélectionnée, copiez-la au clavier.",
    formats=f"Autres formats{NBSP}: Atom, JSON",
    formats_text="Ils donnent les mêmes articles que RSS. Si vous ne savez lequel prendre, prenez RSS.",
    choose="Choisissez votre lecteur",
    choose_text="Votre lecteur s’ouvre et vous propose de suivre ce flux.",
    app="NetNewsWire et autres applis",
    with_reader="Suivre {name} avec {reader}",
    last_used="Votre lecteur",
    remembered="Retenu sur cet appareil seulement.",
    forget="Oublier ce choix",
    by_hand="Thunderbird, Vivaldi, Reeder",
    by_hand_text=f"Aucun lien n’y mène{NBSP}: copiez l’adresse ci-dessus, puis{NBSP}:",
    how_to={
        "thunderbird": f"Nouveau › Compte de flux, puis Gérer les abonnements{NBSP}: collez l’adresse et ajoutez-la.",
        "vivaldi": f"Paramètres › Flux › Ajouter un flux{NBSP}: collez l’adresse.",
        "reeder": f"Le signe + › Ajouter un flux{NBSP}: collez l’adresse.",
    },
    own_title="Sur votre propre serveur",
    own_text=f"Votre lecteur est installé chez vous, ou chez quelqu’un de confiance{NARROW}? Dites où.",
    own_where="Où se trouve votre lecteur",
    own_reader="Lecteur",
    own_host="Adresse de votre lecteur",
    own_hint="Par exemple lecteur.exemple.org. Elle n’est pas conservée ici.",
    own_continue="Continuer",
    own_heading="Vous partez vers {host}",
    own_confirm="{reader} s’ouvrira sur {host} et vous proposera de suivre {name}.",
    own_trust="Ne continuez que si cette adresse est bien celle de votre lecteur.",
    own_open="Ouvrir {host}",
    own_direct=f"Votre navigateur n’a pas dit d’où vous venez{NBSP}: le bouton mène donc droit à votre lecteur.",
    own_target="L’adresse exacte qui sera ouverte",
    own_wrong="Cette adresse ne peut pas être ouverte d’ici. Écrivez le nom d’un serveur, en https et sans mot de "
    "passe, par exemple lecteur.exemple.org.",
    elsewhere="D’autres façons de suivre",
    google="Sources préférées de Google",
    google_text=f"Connectez-vous à Google, puis cochez {{domain}}{NBSP}: la recherche montrera plus souvent ses "
    "articles. C’est un service de Google, avec compte.",
    newsletter="Par e-mail",
    newsletter_text="La lettre de {title}, sur inscription.",
    fediverse="Sur le Fediverse",
    fediverse_text="Suivez {handle} depuis Mastodon ou une autre application du Fediverse.",
    phone="Sur votre téléphone",
    phone_text=f"Scannez ce code{NBSP}: cette page s’ouvre sur le téléphone, où vous choisirez votre lecteur.",
    qr_label="Code QR de l’adresse {address}",
    newest="Derniers articles",
    newest_text="Voici ce que votre lecteur vous montrera.",
    nothing_here="Aucun article pour le moment. Le flux reste ouvert.",
    related="À suivre aussi",
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
        ChannelKind.MIX: "A feed tells you of every new article of {name}, with no account and no advertising.",
    },
    what_is="A feed is an address that your reader looks at by itself, to show you what comes out, at your own "
    "pace. It is also called RSS.",
    rhythm="How often it publishes",
    a_day=f"About {{count}}{NBSP}articles a day",
    one_a_day="About one article a day",
    a_week=f"About {{count}}{NBSP}articles a week",
    one_a_week="About one article a week",
    a_month=f"About {{count}}{NBSP}articles a month",
    one_a_month="About one article a month",
    seldom="Less than one article a month",
    chart_weeks="From {least} to {most} a week since {since}. One bar a week.",
    chart_days="From {least} to {most} a day since {since}. One bar a day.",
    address="The feed’s address",
    address_label="Address of the {format} feed, {name}",
    address_how="To paste into any feed reader.",
    copy="Copy",
    copy_label="Copy the address of the {format} feed, {name}",
    copied="Address copied.",
    copy_failed="Copying is not allowed here: the address is selected, copy it with the keyboard.",
    formats="Other formats: Atom, JSON",
    formats_text="They give the same articles as RSS. If you do not know which to take, take RSS.",
    choose="Choose your reader",
    choose_text="Your reader opens and offers to follow this feed.",
    app="NetNewsWire and other apps",
    with_reader="Follow {name} with {reader}",
    last_used="Your reader",
    remembered="Remembered on this device only.",
    forget="Forget this choice",
    by_hand="Thunderbird, Vivaldi, Reeder",
    by_hand_text="No link leads there: copy the address above, then:",
    how_to={
        "thunderbird": "New › Feed Account, then Manage Subscriptions: paste the address and add it.",
        "vivaldi": "Settings › Feeds › Add Feed: paste the address.",
        "reeder": "The + sign › Add Feed: paste the address.",
    },
    own_title="On a server of your own",
    own_text="Does your reader run at home, or with somebody you trust? Say where.",
    own_where="Where your reader is",
    own_reader="Reader",
    own_host="Your reader’s address",
    own_hint="For example reader.example.org. It is not kept here.",
    own_continue="Continue",
    own_heading="You are leaving for {host}",
    own_confirm="{reader} will open on {host} and offer to follow {name}.",
    own_trust="Go on only if this is the address of your own reader.",
    own_open="Open {host}",
    own_direct="Your browser did not say where you come from, so the button leads straight to your reader.",
    own_target="The exact address that will be opened",
    own_wrong="This address cannot be opened from here. Write the name of a server, with https and without a "
    "password, for example reader.example.org.",
    elsewhere="Other ways to follow",
    google="Google’s preferred sources",
    google_text="Sign in to Google, then tick {domain}: search will show its articles more often. It is a service of "
    "Google’s, with an account.",
    newsletter="By e-mail",
    newsletter_text="The newsletter of {title}, by subscription.",
    fediverse="On the Fediverse",
    fediverse_text="Follow {handle} from Mastodon or another app of the Fediverse.",
    phone="On your phone",
    phone_text="Scan this code: this page opens on the phone, where you choose your reader.",
    qr_label="QR code of the address {address}",
    newest="Newest articles",
    newest_text="This is what your reader will show you.",
    nothing_here="No articles for now. The feed stays open.",
    related="Follow these, too",
)

FOLLOW: Mapping[str, FollowWords] = {"fr": FRENCH, "en": ENGLISH}
"""The words by language."""
