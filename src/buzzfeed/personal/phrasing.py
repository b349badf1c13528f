"""Pieces that cues are made of: patterns of verbs, pronouns and small words, in French and English.

They are written for small letters without accents, and bounded like the cues themselves.
"""

from __future__ import annotations

DE = r"d(?:e|u|es)\b"
HOW = r"(?: (?:du tout|trop|vraiment|tellement|fan|plus|rien|jamais|aucune?)\b){0,3}"
SO = r"(?: (?:really|so|too|that|much|any)\b)*"
# Between « ne » and its second half stand a pronoun or two and a verb.
PRONOUNS = r"(?:(?:me|te|se|le|la|les|lui|leur|nous|vous|y|en) |[mtsl]'){0,3}"
NE = r"\bn(?:e |')" + PRONOUNS + r"(?:(?!(?:pour|sans|le|la|les|du|des|de|d|un|une|l)\b)[\w-]+[' ]){0,4}?"
NOT = r"\bn(?:e |')(?:[\w-]+[' ]){0,3}?"
# What is done to something disliked: a refusal of that refuses nothing, and may be liking.
SHUN = (
    r"(?:abhorr|agac|arret|banni|bloqu|boud|cach|cess|deplai|derang|detest|ecart|elimin|enlev|ennui|epargn|evit"
    r"|exclu|execr"
    r"|fatigu|filtr|fui|gen|hai|ignor|lass|loup|manqu|masqu|mepris|oubli|rat|refus|rejet|repouss|retir|stopp"
    r"|supprim|zapp)"
    r"\w*"
)
# What is asked of a newsroom about something that is not wanted.
REMOVE = (
    r"(?:ban|bloqu|cach|dispens|ecart|elimin|enlev|epargn|evit|filtr|ignor|masqu|oubli|retir|stopp|supprim|vir|zapp)"
)
ORDERS = r"(?:" + REMOVE + r"ez|bannissez|excluez|oubliez|laissez tomber)"
ORDERS_ONE = r"(?:" + REMOVE + r"e|bannis|exclus|laisse tomber)"
REMOVING = r"(?:" + REMOVE + r"er|bannir|exclure|laisser tomber)"
ME = r"(?:[- ](?:moi|nous)\b)?"
BEGINS = r"(?:^ *|(?<=, )|(?<=\bet )|(?<=\bmais )|(?<=\bmerci ))"
BEGINS_ENGLISH = r"(?:^ *|(?<=, )|(?<=\band )|(?<=\bbut )|(?<=please )|(?<=you to )|(?<=an you )|(?<=ould you ))"
IT = r"(?=(?:le|la|les|ce|cet|cette|ces|tout|tous|toute|toutes|mes) |l')"
SHOW = (
    r"(?:affich|bassin|baratin|donn|entend|envoy|gav|inform|lir|montr|parl|present|propos|publi|racont|recommand|saoul"
    r"|sert|serv|signal|soul|sugger|trouv)"
)
GIVE = (
    r"(?:appren\w*|affich|dis|dites|divert\w*|donn|envoy|etonn|expliqu|faites?|fais|inform|inspir|mett|montr|offr|parl"
    r"|present|propos|racont|recommand|serv|sugger|surpren\w*|tene|trouv)"
)
STOPPING = (
    r"(?: avec\b| (?:de |d')(?:me |nous |m')?(?:en )?" + SHOW + r"(?:er|re|oir|ir)\b| " + IT + r"| (?=d(?:e|u|es)\b))"
)
HOW_TO = (
    r"\b(?:comment |pour |afin de |afin d'|(?:facons?|moyens?|manieres?|conseils?|astuces?|solutions?|idees?"
    r"|gestes?|art) "
    r"(?:de |d'|pour |a ))(?:mieux |bien |ne (?:pas|plus) )?"
)
COLD = (
    r"laiss\w* (?:{not_} )?(?:(?:completement|totalement|plutot|assez|tout a fait) )?(?:froide?s?|de glace"
    r"|de marbre|indifferente?s?)\b"
)
COLD_ENGLISH = r"(?:leaves?|left) (?:me|us) (?:completely |totally |utterly |rather )?(?:cold|indifferent|unmoved)\b"
BORING = (
    r"(?:(?:so|very|really|too|just|deeply|utterly|trop|tres|vraiment|franchement) )?(?:boring|dull|tedious"
    r"|annoying|awful"
    r"|overrated|ennuyeu(?:x|ses?)|barbante?s?|chiante?s?|lassante?s?|agacante?s?|insupportables?|soporifiques?)\b"
)
TOO_BORING = r"\b(?:is|are|est|sont) " + BORING
SUBJECT = r"(?:vous|tu|on|il|ils|elle|elles|ca|cela|nous|je|l'on)\b|j'"
BORES = (
    r"(?:m'|me |nous )(?:ennui|ennuy|agac|fatigu|lass|exasper|degout|insupport|deplai|enerv|saoul|soul|gonfl|barb"
    r"|assomm|irrit)"
    r"(?:e|ent|s|t|sent|er|ait|aient)\b"
)
BORES_ENGLISH = r"(?:bores?|annoys?|irritates?|disgusts?) (?:me|us)\b"
ONLY = r"\bn(?:e |')(?:(?!pas\b|plus\b|jamais\b|rien\b)[\w-]+[' ]){1,5}?(?:que |qu')"
