"""What the page of the audience says, in French and English. Phrases with braces are completed by the view."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from buzzfeed.audience.agents import BOTS, BROWSERS, OTHERS
from buzzfeed.audience.figures import Reason
from buzzfeed.model.audience import UNTOLD

Counted = tuple[str, str]
"""A phrase for one, and for several."""

_NBSP, _NARROW = "\u00a0", "\u202f"


@dataclass(frozen=True, slots=True)
class Words:
    """The phrases of one language."""

    language: str
    other: str
    other_name: str
    skip: str
    title: str
    lead: str
    lead_partial: str
    nothing: str
    nothing_text: str
    thousands: str
    decimal: str
    day: str
    first_day: str
    months: tuple[str, ...]
    units: tuple[str, ...]
    percent: str
    at_least: str
    between: str
    exactly: str
    subscriptions: str
    subscriptions_text: str
    people: str
    people_text: str
    polls: str
    polls_text: str
    unmodified: str
    unmodified_text: str
    size: str
    size_text: str
    pushed: str
    pushed_text: Counted
    personal: str
    personal_text: Counted
    personal_few: str
    personal_most: str
    few: str
    unserved: str
    unserved_text: str
    asked: str
    asked_by: str
    articles: str
    kinds: Mapping[str, str]
    trend: str
    trend_text: str
    polls_trend: str
    polls_trend_text: str
    table: str
    channels: str
    channel: str
    channel_of: str
    back: str
    mix: str
    readers: str
    reader: str
    low: str
    high: str
    date: str
    bytes: str
    share: str
    hub: str
    formats: str
    bots: Counted
    why: str
    reasons: Mapping[Reason, str]
    families: Mapping[str, str]
    how: str
    download: str
    csv: str
    json: str
    period: str
    days: str
    privacy: str
    deliveries: str
    metrics: str
    more: Counted
    nought_is_one: bool

    def counted(self, phrases: Counted, count: int) -> str:
        """Return the phrase for so many: French says "0 visite", English "0 visits"."""
        return phrases[0] if count == 1 or (count == 0 and self.nought_is_one) else phrases[1]


FRENCH = Words(
    language="fr",
    other="en",
    other_name="English",
    skip="Aller au contenu",
    title="Audience",
    lead="Qui vous suit, le {day}",
    lead_partial="Qui vous suit, aujourd’hui {day} jusqu’ici",
    nothing="Rien n’a encore été compté",
    nothing_text="Les premiers chiffres paraissent une minute après la première visite d’un lecteur de flux.",
    thousands=_NARROW,
    decimal=",",
    day=f"{{day}}{_NBSP}{{month}} {{year}}",
    first_day=f"1er{_NBSP}{{month}} {{year}}",
    months=tuple("janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()),
    units=("octets", "ko", "Mo", "Go", "To"),
    percent=f"{{value}}{_NBSP}%",
    at_least="au moins {low}",
    between="de {low} à {high}",
    exactly="{low}",
    subscriptions="Abonnements",
    subscriptions_text="Qui suit trois canaux compte trois fois.",
    people="Personnes",
    people_text="Autant que le canal le plus suivi, au moins.",
    polls="Visites de lecteurs",
    polls_text="Demandes de flux auxquelles on a répondu.",
    unmodified="Rien de neuf (304)",
    unmodified_text="Environ {size} n’ont pas été envoyés grâce à cela.",
    size="Envoyé",
    size_text="Octets de flux, compressés.",
    personal="Fils personnels",
    personal_text=(
        "Fils que des lecteurs ont composés et qui sont gardés : {count} a été demandé ce jour-là.",
        "Fils que des lecteurs ont composés et qui sont gardés : {count} ont été demandés ce jour-là.",
    ),
    personal_few="Fils que des lecteurs ont composés et qui sont gardés : {few} ont été demandés ce jour-là.",
    personal_most="Au plus {count} en un jour de la période.",
    few="moins de {count}",
    unserved="Demandé, et presque jamais servi",
    unserved_text="Ce qu’au moins vingt fils personnels demandent, et dont le dernier mois n’a eu que deux articles au "
    "plus. Les phrases des lecteurs ne sont pas lues.",
    asked="Demande",
    asked_by="Fils",
    articles="Articles",
    kinds={"tag": "Étiquette", "category": "Rubrique", "author": "Signature", "word": "Mot"},
    pushed="Prévenus aussitôt",
    pushed_text=(
        "Abonnés du hub, qui n’ont pas à attendre\u00a0: environ {polls} visite par jour leur est inutile.",
        "Abonnés du hub, qui n’ont pas à attendre\u00a0: environ {polls} visites par jour leur sont inutiles.",
    ),
    trend="Abonnements, jour par jour",
    trend_text="La bande va du nombre minimal au nombre maximal, du {first} au {last}.",
    polls_trend="Visites, jour par jour",
    polls_trend_text="Une barre par jour, du {first} au {last}.",
    table="Les mêmes chiffres en tableau",
    channels="Par canal",
    channel="Canal",
    channel_of="Le canal {name} seul",
    back="Tous les canaux",
    mix="Combinaisons composées par les lecteurs",
    readers="Par lecteur",
    reader="Lecteur",
    low="Au moins",
    high="Au plus",
    date="Jour",
    bytes="Envoyé",
    share="304",
    hub="Par le hub",
    formats="Formats demandés",
    bots=(
        "Les robots, qui ne suivent rien, ont fait {polls} visite de plus.",
        "Les robots, qui ne suivent rien, ont fait {polls} visites de plus.",
    ),
    why="Pourquoi une fourchette",
    reasons={
        Reason.ADDRESSES: "Une application change d’adresse en chemin, et un foyer en partage une\u00a0: "
        "le minimum et le maximum en tiennent compte.",
        Reason.UNKNOWN: "Un navigateur ou un programme qui ne dit pas son nom est peut-être un lecteur de flux\u202f; "
        "il compte dans le maximum seul.",
        Reason.CLAIMED: "Un service inconnu annonce des abonnés\u00a0: cela compte dans le maximum seul.",
        Reason.TWICE: "Un service demande un canal à plusieurs adresses\u00a0: "
        "peut-être y compte-t-il les mêmes personnes.",
        Reason.RESTARTS: "buzzfeed a redémarré ce jour-là\u00a0: qui a été vu avant et après ne peut être reconnu.",
        Reason.UNCOUNTED: "Des visites sont venues trop vite pour être toutes regardées\u00a0: {polls}.",
    },
    families={
        UNTOLD: "Autres services",
        BROWSERS: "Navigateurs",
        OTHERS: "Programmes sans nom",
        BOTS: "Robots",
    },
    how="Les services disent pour combien de personnes ils demandent un flux\u202f; nul ne peut le vérifier. "
    "Chaque application compte une fois par jour, sous un code à usage d’un jour. Rien n’est conservé que ces sommes. "
    "Ce qu’un cache sert à votre place, et qui partage un même serveur, manque.",
    download="Télécharger",
    csv="CSV, jour par jour",
    json="JSON",
    period="Période",
    days="{count} jours",
    privacy="Ce qui est compté, dit aux lecteurs",
    deliveries="Envois",
    metrics="Métriques",
    more=(
        "et {count} autre, moins suivi\u00a0: le fichier CSV le contient.",
        "et {count} autres, moins suivis\u00a0: le fichier CSV les contient.",
    ),
    nought_is_one=True,
)

ENGLISH = Words(
    language="en",
    other="fr",
    other_name="Français",
    skip="Skip to content",
    title="Audience",
    lead="Who follows you, on {day}",
    lead_partial="Who follows you, today {day} so far",
    nothing="Nothing has been counted yet",
    nothing_text="The first figures appear a minute after the first visit of a feed reader.",
    thousands=",",
    decimal=".",
    day=f"{{day}}{_NBSP}{{month}} {{year}}",
    first_day=f"1{_NBSP}{{month}} {{year}}",
    months=tuple("January February March April May June July August September October November December".split()),
    units=("bytes", "kB", "MB", "GB", "TB"),
    percent="{value}%",
    at_least="at least {low}",
    between="{low} to {high}",
    exactly="{low}",
    subscriptions="Subscriptions",
    subscriptions_text="Whoever follows three channels counts three times.",
    people="People",
    people_text="As many as follow the largest channel, at least.",
    polls="Visits of readers",
    polls_text="Requests for feeds that were answered.",
    unmodified="Nothing new (304)",
    unmodified_text="About {size} were not sent thanks to that.",
    size="Sent",
    size_text="Bytes of feeds, compressed.",
    personal="Personal feeds",
    personal_text=(
        "Feeds that readers put together and that are kept: {count} was asked for on that day.",
        "Feeds that readers put together and that are kept: {count} were asked for on that day.",
    ),
    personal_few="Feeds that readers put together and that are kept: {few} were asked for on that day.",
    personal_most="At most {count} on one day of the period.",
    few="fewer than {count}",
    unserved="Asked for, and hardly ever served",
    unserved_text="What at least twenty personal feeds ask for, and of which the last month had two articles at most. "
    "Readers’ sentences are not read.",
    asked="What is asked for",
    asked_by="Feeds",
    articles="Articles",
    kinds={"tag": "Tag", "category": "Category", "author": "Author", "word": "Word"},
    pushed="Told at once",
    pushed_text=(
        "Subscribers of the hub, who need not wait: about {polls} visit a day is needless for them.",
        "Subscribers of the hub, who need not wait: about {polls} visits a day are needless for them.",
    ),
    trend="Subscriptions, day by day",
    trend_text="The band goes from the least to the most, from {first} to {last}.",
    polls_trend="Visits, day by day",
    polls_trend_text="A bar for each day, from {first} to {last}.",
    table="The same figures as a table",
    channels="By channel",
    channel="Channel",
    channel_of="The channel {name} alone",
    back="All channels",
    mix="Feeds that readers combine",
    readers="By reader",
    reader="Reader",
    low="At least",
    high="At most",
    date="Day",
    bytes="Sent",
    share="304",
    hub="By the hub",
    formats="Formats asked for",
    bots=(
        "Robots, which follow nothing, made {polls} visit more.",
        "Robots, which follow nothing, made {polls} visits more.",
    ),
    why="Why it is a range",
    reasons={
        Reason.ADDRESSES: "An app changes its address on the way, and a household shares one: "
        "the least and the most allow for that.",
        Reason.UNKNOWN: "A browser, or a program that does not say what it is, may be a feed reader; "
        "it counts for the most alone.",
        Reason.CLAIMED: "A service that is not known says that it has subscribers: that counts for the most alone.",
        Reason.TWICE: "A service asks for one channel at several addresses, and may count the same people at each.",
        Reason.RESTARTS: "buzzfeed was restarted that day: who was seen before and after cannot be told to be one.",
        Reason.UNCOUNTED: "Some visits came too fast for all of them to be looked at: {polls}.",
    },
    families={
        UNTOLD: "Other services",
        BROWSERS: "Browsers",
        OTHERS: "Programs without a name",
        BOTS: "Robots",
    },
    how="Services say for how many people they ask for a feed; nobody can check that. "
    "Each app counts once a day, under a code that is good for a day. Nothing is kept but these sums. "
    "What a cache serves in your place is missing, and so is who shares a server with others.",
    download="Download",
    csv="CSV, day by day",
    json="JSON",
    period="Period",
    days="{count} days",
    privacy="What is counted, as readers are told",
    deliveries="Deliveries",
    metrics="Metrics",
    more=(
        "and {count} other, which fewer follow: the CSV has it.",
        "and {count} others, which fewer follow: the CSV has them.",
    ),
    nought_is_one=False,
)

WORDS: Mapping[str, Words] = {"fr": FRENCH, "en": ENGLISH}
"""The words by language."""
