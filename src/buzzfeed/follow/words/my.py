"""What the page says on which a personal feed is composed, and its preview."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from buzzfeed.follow.words.spaces import NARROW, NBSP


@dataclass(frozen=True, slots=True)
class MyWords:
    """The phrases of one language; ``{name}`` is quoted already. ``faults`` are by the code of a `PreferencesError`."""

    heading: str
    lead: str
    invite: str
    invite_text: str
    invite_button: str
    how: str
    steps: tuple[tuple[str, str], ...]
    topics: str
    topics_text: str
    wants: Mapping[str, str]
    no_opinion: str
    more_topics: str
    authors: str
    said_topics: str
    other: str
    other_hint: str
    other_want: str
    no_term: str
    as_word: str
    sentences: str
    sentences_text: str
    sentence_example: str
    sentence_label: str
    liked: str
    spared: str
    unheard: str
    unsure: str
    mean_like: str
    mean_spare: str
    mean_unknown: str
    words: str
    word: str
    word_hint: str
    hidden: str
    hidden_hint: str
    hidden_word: str
    hidden_until: str
    amount: str
    amount_before: str
    amount_after: str
    paces: Mapping[str, str]
    amount_label: str
    pace_label: str
    fine: str
    front: str
    front_none: str
    front_some: str
    front_text: str
    variety: str
    varieties: Mapping[str, str]
    languages: str
    languages_hint: str
    look: str
    look_again: str
    again: str
    back: str
    faulty: str
    faults: Mapping[str, str]
    preview: str
    preview_then: str
    silent: str
    preview_empty: str
    preview_count: str
    preview_one: str
    preview_none: str
    preview_none_but: str
    preview_no_article: str
    preview_more: str
    nothing_said: str
    only_refused: str
    nothing_said_newest: str
    at_odds: str
    all_front: str
    by_meaning: str
    by_meaning_first: str
    by_words: str
    front_mark: str
    left_out: str
    left_out_text: str
    changes: str
    changes_text: str
    change: Mapping[str, str]
    gains: str
    gains_one: str
    loses: str
    loses_one: str
    make: str
    make_text: str
    name: str
    name_hint: str
    usual_name: str
    feedback: str
    feedback_hint: str
    create: str
    private_text: str
    address: str
    address_text: str
    address_warning: str
    address_button: str


FRENCH = MyWords(
    heading="Composez votre fil",
    lead="Dites ce que vous aimez lire. {title} vous envoie ces articles-là, et dit pour chacun pourquoi. "
    "Sans compte, sans pistage, sans algorithme caché.",
    invite="Composez votre fil",
    invite_text="Dites ce que vous voulez lire et ce que vous ne voulez plus voir, avec vos mots. "
    "Sans compte ni pistage, et chaque choix est expliqué.",
    invite_button="Commencer",
    how="Comment cela marche",
    steps=(
        ("Dites", "ce qui vous intéresse, avec vos mots."),
        ("Voyez", "aussitôt ce que cela donne, et pourquoi."),
        ("Suivez", f"votre fil dans une application de lecture{NBSP}: une adresse à y coller, une seule fois."),
    ),
    topics="Ce qui vous intéresse",
    topics_text="Laissez sur « – » ce qui vous est égal.".replace("« ", f"«{NBSP}").replace(" »", f"{NBSP}»"),
    wants={"": "–", "little": "un peu", "much": "beaucoup", "never": "jamais"},
    no_opinion="sans avis",
    more_topics="Plus de rubriques et de sujets",
    authors="Signatures",
    said_topics="Vos autres choix",
    other="Un autre sujet, une autre rubrique, une signature",
    other_hint="Commencez à écrire, puis choisissez. Plusieurs à la fois, séparés par des virgules.",
    other_want="Combien vous en voulez",
    no_term="{name} n’est ni un sujet, ni une rubrique, ni une signature d’ici.",
    as_word="Suivre ce mot, où qu’il paraisse",
    sentences="Dites-le avec vos mots",
    sentences_text="Une phrase suffit. Ce que vous refusez compte aussi.",
    sentence_example="Je m’intéresse à l’IA dans l’éducation, pas aux résultats boursiers.",
    sentence_label="Phrase {number}",
    liked=f"Compris{NBSP}: vous voulez {{names}}.",
    spared=f"Compris{NBSP}: vous ne voulez pas {{names}}.",
    unheard="Cette phrase ne dit rien que nous sachions chercher. Nommez un sujet, un lieu, une personne.",
    unsure=f"Nous n’avons pas compris si vous voulez {{name}} ou non. Cela ne compte pas pour l’instant. "
    f"Voulez-vous dire{NARROW}…",
    mean_like="Je veux {name}",
    mean_spare="Je ne veux pas {name}",
    mean_unknown=f"Dites-le autrement, dans une phrase à part{NBSP}: « J’aime… » ou « Je ne veux pas de… ».".replace(
        "« ", f"«{NBSP}"
    ).replace(" »", f"{NBSP}»"),
    words="Mots à suivre, mots à masquer",
    word="Mots à suivre",
    word_hint="Séparés par des virgules. Accents, majuscules et pluriels ne comptent pas.",
    hidden="Mots à masquer",
    hidden_hint="Un article qui contient l’un de ces mots n’entre jamais. Mots entiers, tels quels, sans égard aux "
    "accents. Sans date, c’est pour de bon.",
    hidden_word="Mot à masquer {number}",
    hidden_until="jusqu’au (facultatif)",
    amount="Combien",
    amount_before="Au plus",
    amount_after="",
    paces={"day": "articles par jour", "week": "articles par semaine"},
    amount_label="Combien d’articles au plus",
    pace_label="Par jour ou par semaine",
    fine="Réglages fins",
    front="La une de la rédaction",
    front_none="aucun",
    front_some="{count}",
    front_text=f"Tant de vos articles viennent toujours de la une{NARROW}; quand rien n’y est mis en avant, des plus "
    f"récents. «{NBSP}Jamais{NBSP}» et les phrases ne les écartent pas, les mots masqués et le choix des langues si. "
    f"Pour vous en passer{NBSP}: «{NBSP}aucun{NBSP}».",
    variety="Variété des sujets",
    varieties={"little": "peu", "some": "moyenne", "much": "grande"},
    languages="Langues",
    languages_hint="Aucune cochée, c’est toutes.",
    look="Voir ce que cela donne",
    look_again="Actualiser l’aperçu",
    again="Tout effacer",
    back="Revenir à mes choix enregistrés",
    faulty=f"Quelque chose est à revoir ci-dessous{NARROW}; le reste est pris en compte.",
    faults={
        "too-long": f"C’est trop long{NBSP}: raccourcissez.",
        "too-many": f"C’est trop{NBSP}: gardez ce qui compte le plus.",
        "control": f"Il y a là un caractère qui ne s’écrit pas{NBSP}: retapez-le.",
        "unknown": "Cela n’existe pas ici.",
        "empty": "Écrivez au moins une lettre ou un chiffre.",
        "common": "Presque tous les articles le contiennent. Écrivez un nom plus long, ou une phrase.",
        "number": "Ce nombre ne va pas ici.",
        "date": "Ce n’est pas une date.",
        "preferences": "Cela n’a pas été compris.",
    },
    preview="Ce que cela donne aujourd’hui",
    preview_then="Ce que cela aurait donné le {day}",
    silent="{title} n’a rien publié depuis le {day}. Votre fil est donc vide pour l’instant, et recevra les prochains "
    "articles.",
    preview_empty="Votre aperçu paraîtra ici, avec les vrais articles de la rédaction.",
    preview_count=f"{{count}}{NBSP}articles récents de {{title}}, chacun avec sa raison.",
    preview_one="Un article récent de {title}, avec sa raison.",
    preview_none="Aucun article récent n’y entre. Le fil reste ouvert pour les prochains.",
    preview_none_but="Aucun article récent ne répond à ces choix, et ce n’est pas grave. Plus bas, des changements qui "
    "en feraient entrer. Sinon, le fil reste ouvert pour les prochains.",
    preview_no_article="{title} n’a encore rien publié. Vous pouvez déjà composer votre fil{NBSP}: il recevra les "
    "articles dès le premier.".replace("{NBSP}", NBSP),
    preview_more=f"Les {{count}}{NBSP}plus récents sont montrés.",
    only_refused=f"Vous n’avez dit que ce que vous ne voulez pas{NBSP}: il ne vient donc que la part de la une. Pour "
    "recevoir davantage, dites aussi ce que vous aimez lire.",
    nothing_said=f"Vous n’avez pas encore dit ce que vous aimez lire{NBSP}: voici ce que la rédaction met à la une.",
    nothing_said_newest=f"Vous n’avez pas encore dit ce que vous aimez lire{NBSP}: voici des articles parmi les plus "
    "récents.",
    at_odds=f"Vous demandez et refusez à la fois {{names}}{NBSP}: le refus passe avant.",
    all_front=f"Toutes vos places vont à la une{NBSP}: ce que vous demandez n’en a aucune. Demandez plus d’articles, "
    "ou laissez moins de places à la une.",
    by_meaning="Ce que vous écrivez est comparé par son sens.",
    by_meaning_first="Les {words} premiers mots et les {parts} premières choses que disent vos phrases sont comparés "
    "par leur sens, le reste mot à mot.",
    by_words="Ce que vous écrivez est comparé mot à mot, et non par son sens.",
    front_mark="À la une",
    left_out="Ce qui reste dehors",
    left_out_text="Des articles que vos choix n’ont pas retenus, et pourquoi.",
    changes="Et si vous changiez une chose",
    changes_text="Chaque lien fait ce changement et montre ce qu’il donne. Rien n’est gardé.",
    change={
        "unhide": "Ne plus masquer {name}",
        "allow": f"Ne plus dire «{NBSP}jamais{NBSP}» de {{name}}",
        "unsay": "Retirer la phrase {name}",
        "read": "Lire aussi en {name}",
        "more-day": f"Demander {{name}}{NBSP}articles par jour",
        "more-week": f"Demander {{name}}{NBSP}articles par semaine",
        "follow": "Suivre {name}",
        "front": "Laisser une place à la une",
    },
    gains=f"{{count}}{NBSP}articles entrent",
    gains_one="un article entre",
    loses=f"{{count}}{NBSP}sortent",
    loses_one="un sort",
    make=f"Cela vous plaît{NARROW}?",
    make_text="Votre fil reçoit une adresse à lui, que personne ne peut deviner et qui n’est publiée nulle part.",
    name="Nom du fil",
    name_hint="Votre application de lecture l’affiche.",
    usual_name="Mon fil",
    feedback=f"Sous chaque article, deux liens{NBSP}: «{NBSP}plus comme ceci{NBSP}», «{NBSP}moins comme ceci{NBSP}»",
    feedback_hint="Ils montrent toujours ce qu’ils changeraient avant de le changer.",
    create="Obtenir mon fil",
    private_text="Vos choix sont gardés ici, sans nom ni adresse électronique, et ne servent qu’à ce fil. "
    "Vous pourrez les changer, les emporter ou les effacer.",
    address="Ou sans rien enregistrer ici",
    address_text="Vos choix tiennent alors dans l’adresse elle-même. Pour en changer, vous en prenez une autre.",
    address_warning="Attention{NARROW}: qui a cette adresse peut lire tous vos choix, votre service de lecture "
    "compris.".replace("{NARROW}", NBSP),
    address_button="Prendre une adresse qui contient mes choix",
)

ENGLISH = MyWords(
    heading="Compose your own feed",
    lead="Say what you like to read. {title} sends you those articles, and says of each why. "
    "No account, no tracking, no hidden algorithm.",
    invite="Compose your own feed",
    invite_text="Say what you want to read, and what you no longer want to see, in your own words. "
    "No account, no tracking, and every choice explained.",
    invite_button="Begin",
    how="How it works",
    steps=(
        ("Say", "what interests you, in your own words."),
        ("See", "at once what comes of it, and why."),
        ("Follow", "your feed in a reading app: an address to paste there, once."),
    ),
    topics="What interests you",
    topics_text="Leave at “–” what you do not mind either way.",
    wants={"": "–", "little": "a little", "much": "a lot", "never": "never"},
    no_opinion="no opinion",
    more_topics="More sections and topics",
    authors="Writers",
    said_topics="Your other choices",
    other="Another topic, section or writer",
    other_hint="Begin to type, then choose. Several at once, with commas between.",
    other_want="How much you want of it",
    no_term="{name} is no topic, section or writer of this newsroom.",
    as_word="Follow this word wherever it appears",
    sentences="Say it in your own words",
    sentences_text="One sentence is enough. What you refuse counts, too.",
    sentence_example="I am interested in AI in education, not in stock market results.",
    sentence_label="Sentence {number}",
    liked="Understood: you want {names}.",
    spared="Understood: you do not want {names}.",
    unheard="This sentence names nothing that we know how to look for. Name a topic, a place, a person.",
    unsure="We did not understand whether you want {name} or not. It does not count for now. Do you mean…",
    mean_like="I want {name}",
    mean_spare="I do not want {name}",
    mean_unknown="Say it otherwise, in a sentence of its own: “I like…” or “Nothing about…”.",
    words="Words to follow, words to hide",
    word="Words to follow",
    word_hint="With commas between. Accents, capitals and plurals do not matter.",
    hidden="Words to hide",
    hidden_hint="An article that holds one of these words never comes in. Whole words, as they are, whatever their "
    "accents. Without a date it is for good.",
    hidden_word="Word to hide {number}",
    hidden_until="until (optional)",
    amount="How much",
    amount_before="At most",
    amount_after="",
    paces={"day": "articles a day", "week": "articles a week"},
    amount_label="How many articles at most",
    pace_label="A day or a week",
    fine="Finer settings",
    front="The newsroom’s front page",
    front_none="none",
    front_some="{count}",
    front_text="So many of your articles always come from the front page; where nothing is featured, from the newest. "
    "“Never” and sentences do not keep them out, hidden words and the choice of languages do. To do without: “none”.",
    variety="Variety of topics",
    varieties={"little": "little", "some": "some", "much": "much"},
    languages="Languages",
    languages_hint="None ticked means all.",
    look="See what comes of it",
    look_again="Look again",
    again="Clear everything",
    back="Back to my saved choices",
    faulty="Something below needs another look; the rest is taken into account.",
    faults={
        "too-long": "This is too long: shorten it.",
        "too-many": "This is too much: keep what matters most.",
        "control": "There is a character in it that cannot be written: type it anew.",
        "unknown": "There is no such thing here.",
        "empty": "Write at least one letter or digit.",
        "common": "Nearly all articles hold it. Write a longer name, or a sentence.",
        "number": "This number does not fit here.",
        "date": "This is no date.",
        "preferences": "This was not understood.",
    },
    preview="What comes of it today",
    preview_then="What would have come of it on {day}",
    silent="{title} has published nothing since {day}. So your feed is empty for now, and will get the next articles.",
    preview_empty="Your preview will appear here, with the newsroom’s real articles.",
    preview_count=f"{{count}}{NBSP}recent articles of {{title}}, each with its reason.",
    preview_one="One recent article of {title}, with its reason.",
    preview_none="No recent article comes in. The feed stays open for the next.",
    preview_none_but="No recent article meets these choices, and that is all right. Further down are changes that "
    "would bring some in. Otherwise, the feed stays open for the next ones.",
    preview_no_article="{title} has not published anything yet. You can compose your feed already: it will get the "
    "articles from the first one on.",
    preview_more=f"The newest {{count}}{NBSP}are shown.",
    only_refused="You have only said what you do not want, so that only the front page’s share comes in. To get more, "
    "say what you like to read, too.",
    nothing_said="You have not said yet what you like to read: this is what the newsroom puts on its front page.",
    nothing_said_newest="You have not said yet what you like to read: these are among the newest articles.",
    at_odds="You both ask for and refuse {names}: the refusal goes first.",
    all_front="All your places belong to the front page, so that what you ask for has none. Ask for more articles, or "
    "leave fewer places to the front page.",
    by_meaning="What you write is compared by its meaning.",
    by_meaning_first="The first {words} words and the first {parts} things that your sentences say are compared by "
    "their meaning, the rest word by word.",
    by_words="What you write is compared word by word, not by its meaning.",
    front_mark="Front page",
    left_out="What stays outside",
    left_out_text="Articles that your choices did not take in, and why.",
    changes="What if you changed one thing",
    changes_text="Each link makes the change and shows what comes of it. Nothing is kept.",
    change={
        "unhide": "No longer hide {name}",
        "allow": "No longer say “never” of {name}",
        "unsay": "Take back the sentence {name}",
        "read": "Read {name}, too",
        "more-day": f"Ask for {{name}}{NBSP}articles a day",
        "more-week": f"Ask for {{name}}{NBSP}articles a week",
        "follow": "Follow {name}",
        "front": "Leave one place to the front page",
    },
    gains=f"{{count}}{NBSP}articles come in",
    gains_one="one article comes in",
    loses=f"{{count}}{NBSP}go",
    loses_one="one goes",
    make="Do you like it?",
    make_text="Your feed gets an address of its own, which nobody can guess and which is published nowhere.",
    name="Name of the feed",
    name_hint="Your reading app shows it.",
    usual_name="My feed",
    feedback="Below each article, two links: “more like this”, “less like this”",
    feedback_hint="They always show what they would change before they change it.",
    create="Get my feed",
    private_text="Your choices are kept here, without a name or an e-mail address, and serve this feed alone. "
    "You can change them, take them with you, or wipe them.",
    address="Or without keeping anything here",
    address_text="Your choices then stand in the address itself. To change them, you take another one.",
    address_warning="Mind: whoever has this address can read all your choices, your reading service included.",
    address_button="Take an address that holds my choices",
)

MY: Mapping[str, MyWords] = {"fr": FRENCH, "en": ENGLISH}
"""The words by language."""
