"""Planted sentences: no refusal is taken for a wish, no wish for a refusal, and plain ones are not asked back."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buzzfeed.follow.my.meaning import heard_in, put_so
from buzzfeed.personal import understand
from buzzfeed.personal.spelling import spaced

# Sentence | liked | refused | asked back; of several, commas between them.
_PLANTED = """
Épargne-nous la chasse | | chasse |
Veuillez masquer les régates | | régates |
Supprimez tout sur le golf | | golf |
Ignorer la Bourse, merci | | Bourse |
Pourriez-vous retirer le poker ? | | poker |
Cessez de nous montrer du catch | | catch |
Arrêtez avec la téléréalité | | téléréalité |
Je souhaite que vous masquiez le tennis | | tennis |
Laissez tomber les horoscopes | | horoscopes |
J'aime les marées mais ignore le surf | marées | surf |
Golf : non. Vergers : oui | Vergers | Golf |
Boxe, catch : non | | Boxe, catch |
Oui : marées, vergers. Non : catch, boxe. | marées, vergers | catch, boxe |
À bannir : le poker, la chasse | | poker, chasse |
Ce que je n'aime pas : la boxe | | boxe |
Le poker ? Non merci. | | poker |
La lutte ? Très peu pour moi ! | | lutte |
Les vergers ? J'adore ! | vergers | |
Vergers (oui), poker (non) | Vergers | poker |
Poker = non, marées = oui | marées | Poker |
Le poker ? Pourquoi pas. | | | poker
La corrida me laisse de marbre | | corrida |
Je me passerais volontiers de la boxe | | boxe |
Finie la boxe | | boxe |
J'en ai fini avec le poker | | poker |
Le poker, ça suffit | | poker |
Ça suffit, la boxe ! | | boxe |
Les marées et non le surf | marées | surf |
Je veux les marées et rien d'autre | marées | |
Les marées, rien d'autre | marées | |
Rien d'autre que les marées | marées | |
Tides & nothing else | Tides | |
Le golf, on s'en fiche | | golf |
Le golf est ennuyeux | | golf |
Le poker, jamais | | poker |
J'ai horreur du catch | | catch |
Je ne veux vraiment plus rien voir sur le poker | | poker |
Je ne veux plus du tout entendre parler de boxe | | boxe |
Inutile de m'envoyer du poker | | poker |
Pas question de parler de boxe | | boxe |
Je ne voudrais pas rater les vendanges | | | vendanges
N'oubliez pas les vergers | | | vergers
Ne supprimez pas les marées | | | marées
Je ne peux pas me passer des marées | | | marées
Pour rien au monde je ne manquerais les vendanges | | | vendanges
À ne pas manquer : les vendanges | | | vendanges
Je n'aime pas que les vergers | | | vergers
Je n'aime plus que les vergers | vergers | |
Fourrez-moi le poker | | | poker
Comment éviter les moustiques | | | moustiques
Un quartier sans ascenseur, les vergers | quartier, vergers | | ascenseur
Non, le verger | | | verger
Rien ne vaut les marées | marées | |
L'école zéro déchet | école zéro déchet | |
L'épargne et les placements | épargne et les placements | |
Les associations non lucratives | associations non lucratives | |
Le cessez-le-feu | cessez-le-feu | |
Les métiers oubliés | métiers oubliés | |
Montrez-moi les vergers | vergers | |
Les orchestres, les vergers et les marées | orchestres, vergers et les marées | |
Je ne regarde la boxe jamais | | regarde la boxe |
Le passé du verger | verger | |
Je préfère les vergers au poker | vergers | | poker
Je n'en peux plus du poker | | poker |
J'aimerais que vous arrêtiez de me parler de boxe | | boxe |
Du verger, oui, du poker, non | verger | poker |
On ne peut pas ignorer les vergers | | | vergers
Je ne saurais vivre sans verger | | | verger
La lutte contre la pauvreté | lutte contre la pauvreté | |
Le Non au référendum | Non au référendum | |
Je boycotte le poker | | poker |
Je suis allergique au poker | | poker |
Faites-moi grâce du poker | | poker |
Lâchez-moi avec le poker | | poker |
Le poker ne me fait ni chaud ni froid | | poker |
Épargnez-moi la boxe mais pas le judo | | boxe | judo
Dommage de manquer les vendanges | | | vendanges
Surprenez-moi avec des vergers | vergers | |
Dites-moi tout sur les marées | marées | |
Les sans-emploi | sans-emploi | |
Poker: no | | Poker |
Poker? I couldn't care less. | | Poker |
I'm sick and tired of poker | | poker |
Poker is not something I enjoy | | Poker |
Leave poker out | | poker |
I can hardly wait for the regatta | | | regatta
Forget poker | | poker |
Drop the poker | | poker |
Enough poker | | poker |
Don't bother me with poker | | poker |
I can't imagine a week without orchards | | | orchards
Missing persons | Missing persons | |
The ban on pesticides | ban on pesticides | |
Boxing, never | | Boxing |
Wrestling? No thanks. Orchards? Yes please! | Orchards | Wrestling |
Opera leaves me cold | | Opera |
What leaves me cold: poker | | poker |
I'm done with poker | | poker |
Please hide anything about boxing | | boxing |
Stop sending me poker | | poker |
I want you to remove boxing | | boxing |
Topics to avoid: poker, boxing | | poker, boxing |
Things I hate: boxing | | boxing |
Poker is boring | | Poker |
Keep poker out of my feed | | poker |
I could happily do without poker | | poker |
Poker isn't my cup of tea | | Poker |
Orchards yes, poker no | Orchards | poker |
I can't live without orchards | | | orchards
We can't wait for the regatta | | | regatta
I wouldn't miss the regatta for the world | | | regatta
Don't hide orchards | | | orchards
A city without lifts | city | | lifts
How to avoid mosquitoes | | | mosquitoes
Nothing beats orchards | orchards | |
Hate speech laws | Hate speech laws | |
Bus stop design | Bus stop design | |
Orchards, harbours and bridges | Orchards, harbours and bridges | |
I miss the harbour | miss the harbour | |
Show me orchards | orchards | |
"""


def _named(text):
    return tuple(filter(None, map(str.strip, text.split(","))))


_CASES = [
    (one[0].strip(), *map(_named, one[1:])) for line in _PLANTED.strip().splitlines() for one in [line.split("|")]
]


@pytest.mark.parametrize(("sentence", "likes", "dislikes", "unclear"), _CASES, ids=[case[0] for case in _CASES])
def test_planted_sentence_is_understood(sentence, likes, dislikes, unclear):
    """Each phrase stands on its side, in the sentence's own words, and nothing else stands anywhere."""
    understood = understand(sentence)
    assert (understood.likes, understood.dislikes, understood.unclear) == (likes, dislikes, unclear)


@pytest.mark.parametrize("case", [case for case in _CASES if case[3]], ids=lambda case: case[0])
def test_what_is_asked_back_can_be_said_with_a_button(case):
    """Each question has both ways to answer, and what a button says is understood as it says."""
    (asking, *_), language = heard_in(case[0], 0, "fr").asked, "fr"
    assert [way.value for way in asking.ways] == ["0.0+", "0.0-"]
    for way, side in zip(asking.ways, ("likes", "dislikes"), strict=True):
        (said,) = put_so((case[0],), way.value, language)
        assert case[3][0] in getattr(understand(said), side)


_NOUNS = ("poker", "golf", "vigne", "orchard", "jazz")
_CUES = (
    "pas de;sauf;,;mais;je ne veux pas;non;oui;.;:;?;no;not;sans;zéro;épargnez-moi;ça suffit;me laisse froid;I hate;"
    "never;je ne voudrais pas manquer;pour rien au monde;can't live without;et;rien sur;non merci;« ;»;comment éviter;"
    "stop;without;(;);plus de;j'aime;I like;arrêtez avec;fini;que;merci de;plus rien;hide;=;yes;masquez"
).split(";")


@given(st.lists(st.sampled_from(_NOUNS + tuple(_CUES)), max_size=12))
@settings(max_examples=120)
def test_every_noun_stands_somewhere_and_no_answer_is_liked(pieces):
    """Whatever cues surround it, what is named is liked, refused or asked back; orders and answers are not liked."""
    understood = understand(" ".join(pieces))
    told = spaced(" ".join((*understood.likes, *understood.dislikes, *understood.unclear))).split()
    assert {piece for piece in pieces if piece in _NOUNS} <= set(told)
    liked = {word for phrase in understood.likes for word in spaced(phrase).split()}
    assert not liked & {"oui", "yes", "epargnez", "masquez", "arretez"}
