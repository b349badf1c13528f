"""Words as selection compares them: folded, whole, and for following also stemmed in French and English."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from itertools import chain
from typing import TypeVar

import snowballstemmer

from buzzfeed.model import fold

Known = TypeVar("Known")

_WORD = re.compile(r"[^\W_]+")
_MOST_KNOWN = 1 << 16
"""Pieces of text whose words are remembered: a newsroom's articles are made of the same ones again and again."""
_LONGEST_KNOWN = 60
"""Characters of a piece beyond which it is not remembered."""
_NAME = re.compile(r"[^\W_]+(?:\s?&\s?[^\W_]+)+|(?<![^\W_])(?<!\.)\.[^\W\d_][^\W_]*[+#]*|[^\W_]+(?:[+#]++(?![^\W_]))?")
"""A word, or a name that signs belong to: "R&D", ".NET", "C++"."""
_SIGNED = re.compile(r"&|(?<![^\W_])(?<!\.)\.[^\W\d_][^\W_]*[+#]*|[^\W_]+[+#]*")
_SIGNS = ("&", "+", "#", ".", "\N{MUSIC SHARP SIGN}")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
"""What shows nothing and would part a word in two: soft hyphens, joiners, marks of direction."""

_FRENCH = """
a actualite actualites adore afin aie ailleurs aime ainsi alors apres article articles as assez au aucun aucune
aujourd aupres auquel aura aurait aussi autant autour autre autres aux avait avant avec avoir ayant beaucoup bien bon
c ca car ce ceci cela celle celles celui cent ces cet cette ceux chaque chez choses ci combien comme comment contre d
dans de debout dehors deja depuis des desormais deux devant devrait dire dit dois doit donc dont du durant elle elles
en encore entre es est et etaient etait etant ete etes etre eu eux faire fait faut fois font h hui ici il ils info
infos interesse interessent interet j je jour jours jusque l la le les leur leurs lire lors lui m ma maintenant mais
me meme memes merci mes mettre mieux moi moins mon n ne ni nos notre nous nouveau nouveaux nouvelle nouvelles on ont
ou par parce parfois parler parmi pas pendant peu peut peuvent place plait plupart plus plutot pour pourquoi pouvoir
prendre presque puis qu quand que quel quelle quelles quelque quelques quels qui quoi s sa sans savoir se selon sera
serait ses si sien soi soit sommes son sont sous suis suivre sujet sujets sur surtout t ta tandis tant te tel telle
telles tels tes toi ton toujours tous tout toute toutes tres trop tu un une va vers veut veux vie voici voila voir
vont vos votre vous vrai vraiment y
bonjour bonsoir concernant concerne concernent envoyer envoyez jadore jaime jaimerais jveux minteresse
passe preference preferences salut stp svp
""".split()
_ENGLISH = """
a about after again all also am an and any are article articles as at be because been before being best better between
both but by can cannot could did do does doing don down each few for from further get had has have having he her here
hers him his how i if in interest interested into is it its just know let like ll love m made make makes many me more
most much must my need needs new news no nor not now of off on one only or other our out over own please plenty re
read reading really s said same say says see she should show so some stories story such t than that the their them
then there these they thing things this those through to too under until up us use used using ve very want was way
ways we well were what when where which while who whom why will with without work works would you your
""".split()
STOP = frozenset(_FRENCH) | frozenset(_ENGLISH)
"""Folded words that tell nothing of what a text is about."""

_SAME = {
    # Stemmed as they are, these would be taken for other words: the sea, the law, faith, cartoons.
    "mère": "mere meres",
    "père": "pere peres",
    "loyer": "loyer loyers",
    "foyer": "foyer foyers",
    "animal": "animal animale animales animals animaux",
    "travail": "travaux",
    # Clippings that everyone writes, each with the stem of the whole word.
    "adolesc": "ado ados",
    "basketbal": "basket",
    "cinem": "cine cines",
    "exposit": "expo expos",
    "footbal": "foot",
    "laboratoir": "labo labos",
    "manifest": "manif manifs",
    "mathemat": "math maths",
    "meteorolog": "meteo",
    "photograph": "photo photos",
    "professeur": "prof profs",
    "restaur": "resto restos",
    "televis": "tele teles televisee televisees",
}
_PLURALS = (
    # In -eux, as many adjectives are that are no plurals; in -aux, where the singular is not in -al; and odd ones.
    ("eu", "adieux aveux cheveux desaveux dieux enjeux essieux feux hebreux jeux lieux milieux moyeux neveux voeux"),
    ("eu", "bleus bleues pneus emeus"),
    ("au", "aloyaux boyaux etaux gluaux joyaux landaus noyaux sarraus tuyaux"),
    ("ail", "baux coraux soupiraux vantaux vitraux"),
    ("eal", "ideaux ideales boreaux boreales"),
)
_SINGULAR = {
    **{
        plural: re.sub("(?:eux|eus|eues|aux|aus|eaux|eales)$", end, plural)
        for end, many in _PLURALS
        for plural in many.split()
    },
    "yeux": "oeil",
    "cieux": "ciel",
    "aieux": "aieul",
    "messieurs": "monsieur",
    "mesdames": "madame",
    "vieil": "vieux",
    "vieille": "vieux",
    "vieilles": "vieux",
    # Plurals of nothing.
    **{word: word for word in "chaux faux taux".split()},
}
"""Folded words that are stemmed as another, their singular; what stands for itself is not stemmed at all."""
_KNOWN = {word: stem for stem, words in _SAME.items() for word in words.split()}
"""Folded words whose stem is not found by rule."""
_FORMS = tuple(
    (re.compile(ending), form)
    for ending, form in (
        (r"(?<=[^aeiouyl])(?<!...it)y$", "ie"),  # "city" as "cities"
        (r"(?<=[^e])aux$", "al"),
        (r"(?<=...)ales?$", "al"),
        (r"(?<=..)ieres?$", "ier"),
        (r"(?<=..)trices?$", "teur"),
    )
)
"""Forms by which the two stemmers would part what is one word: each is written as another form of it first."""
_STEMMERS = {"fr": snowballstemmer.stemmer("french"), "en": snowballstemmer.stemmer("english")}
LONGEST = 40
"""Characters of a word beyond which it is cut: no word that is meant is longer."""


def words(text: str) -> list[str]:
    """Return the words of a text in their order, folded; whatever is neither letter nor digit parts them."""
    return _WORD.findall(fold(_INVISIBLE.sub("", text)))


def spaced(text: str) -> str:
    """Return the words of a text, folded, a single space between them."""
    return " ".join(words(text))


def with_signs(text: str) -> str:
    """Return what `spaced` gives, with the signs that belong to names: "c++", ".net", "r & d".

    « C++ » is no « c' »: what is refused or asked for as a name with signs is looked for with them.
    """
    if not any(sign in text for sign in _SIGNS):
        return spaced(text)
    return " ".join(_SIGNED.findall(_folded(text))).strip("& ")


def whole_with_signs(pieces: Iterable[str]) -> str:
    """Return what `with_signs` gives of a long text, whose ``pieces`` are what stands between its white space."""
    return " ".join(filter(None, map(_SIGNED_SPELT.__getitem__, pieces)))


def _folded(text: str) -> str:
    return fold(_INVISIBLE.sub("", text)).replace("\N{MUSIC SHARP SIGN}", "#")


def spaced_whole(pieces: Iterable[str]) -> str:
    """Return what `spaced` gives of a long text, whose ``pieces`` are what stands between its white space."""
    # To fold is to fold each piece: what has the same pieces again costs a look for each.
    return " ".join(filter(None, map(_SPELT.__getitem__, pieces)))


def counted_stems(pieces: Iterable[str]) -> Mapping[str, int]:
    """Return how often each of the `stems` of a long text stands in it, in the order of their first; see above."""
    return Counter(chain.from_iterable(map(_STEMMED.__getitem__, pieces)))


def holds(text: str, phrase: str) -> bool:
    """Whether `spaced` words hold a phrase (`spaced` too) as whole words."""
    return f" {phrase} " in f" {text} "


def stems(text: str) -> list[str]:
    """Return the stems of the words that tell something, in their order: each word's French and English stem.

    Both, since a newsroom's languages meet in one list and a word alone does not tell its own. Where they are the same,
    or one is another's beginning, the shorter stands for both, so that « élections », "elections" and "election" meet.
    """
    if any(sign in text for sign in _SIGNS):
        return [stem for name in _NAME.findall(_folded(text)) for stem in _stems_of_name(name)]
    return [stem for word in words(text) if (stem := stem_of(word))]


def _stems_of_name(name: str) -> list[str]:
    """Return the stems of a word; a name with signs is its own, "R&D" as well, whose words tell nothing."""
    told = [stem for word in _WORD.findall(name) if (stem := stem_of(word))]
    return ["".join(name.split())] if not name.isalnum() and not ("&" in name and told) else told


@lru_cache(maxsize=1 << 16)
def stem_of(word: str) -> str:
    """Return the stem of a folded word; empty where it tells nothing."""
    if word in STOP or (len(word) == 1 and not word.isdigit()):
        return ""
    if word in _KNOWN:
        return _KNOWN[word]
    if word in _SINGULAR:
        return word if (one := _SINGULAR[word]) == word else stem_of(one)
    cut = word[:LONGEST]
    if len(cut) <= 3 or cut.isdigit():
        return cut
    for ending, form in _FORMS:
        cut, changed = ending.subn(form, cut)
        if changed:
            break
    french, english = (_STEMMERS[language].stemWord(cut) for language in ("fr", "en"))
    return str(min(french, english, key=len))


class _Known(dict[str, Known]):
    """What is made of a piece of text, made once for as long as it is remembered."""

    def __init__(self, make: Callable[[str], Known]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, piece: str) -> Known:
        made = self._make(piece)
        if len(piece) <= _LONGEST_KNOWN:
            if len(self) >= _MOST_KNOWN:
                self.clear()
            self[piece] = made
        return made


def _spelt(piece: str) -> str:
    made = spaced(piece)
    return piece if made == piece else made


_SPELT = _Known(_spelt)


def _spelt_with_signs(piece: str) -> str:
    return " ".join(_SIGNED.findall(_folded(piece))) if any(sign in piece for sign in _SIGNS) else _SPELT[piece]


def _all_stems(piece: str) -> Iterable[str]:
    """Return the stems of what an article holds: of « Canal+ », whoever asks for a « canal » finds it as well."""
    plain = [stem for word in words(piece) if (stem := stem_of(word))]
    return [*plain, *(stem for stem in stems(piece) if stem not in plain)]


_SIGNED_SPELT = _Known(_spelt_with_signs)
_STEMMED = _Known(lambda piece: tuple(_all_stems(piece)))
