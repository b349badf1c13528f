"""What each rule says: one plain sentence in English and one in French."""

from __future__ import annotations

from collections.abc import Mapping

from buzzfeed.model import Reason

SENTENCES: Mapping[str, tuple[str, str]] = {
    "nir": (
        "It shows a French social security number.",
        "On y lit un numéro de sécurité sociale.",
    ),
    "iban": (
        "It shows a bank account number (IBAN).",
        "On y lit un numéro de compte bancaire (IBAN).",
    ),
    "card": (
        "It shows the number of a payment card.",
        "On y lit un numéro de carte de paiement.",
    ),
    "phone": (
        "It shows a phone number.",
        "On y lit un numéro de téléphone.",
    ),
    "email": (
        "It shows an e-mail address that may be private.",
        "On y lit une adresse électronique peut-être privée.",
    ),
    "private-key": (
        "It shows a private key.",
        "On y lit une clé privée.",
    ),
    "token": (
        "It shows an access token.",
        "On y lit un jeton d’accès.",
    ),
    "url-password": (
        "It shows an address with a password in it.",
        "On y lit une adresse qui contient un mot de passe.",
    ),
    "embargo-mark": (
        "It is marked as being under embargo.",
        "Une mention dit qu’il est sous embargo.",
    ),
    "release-mark": (
        "It is marked as not to be published, or not yet.",
        "Une mention dit de ne pas le publier, ou pas encore.",
    ),
    "confidential-mark": (
        "It is marked as confidential.",
        "Une mention dit qu’il est confidentiel.",
    ),
    "tk-mark": (
        'It has a "TK", which stands for something still to come.',
        "On y lit « TK », qui tient la place de quelque chose à venir.",
    ),
    "todo-mark": (
        "It has a note of what is still to be done.",
        "On y lit une note sur ce qui reste à faire.",
    ),
    "lorem-ipsum": (
        "Most of its text is filler (lorem ipsum).",
        "L’essentiel du texte est du faux texte (lorem ipsum).",
    ),
    "empty-body": (
        "The article has no text and shows nothing.",
        "L’article n’a pas de texte et ne montre rien.",
    ),
    "tiny-body": (
        "Its text is so short that it may not be written yet (guard.min_chars).",
        "Son texte est si court qu’il n’est peut-être pas encore écrit (guard.min_chars).",
    ),
    "shrunk": (
        "The edit takes away {lost} % of its text, more than guard.max_shrink allows.",
        "La modification retire {lost} % du texte, plus que guard.max_shrink ne le permet.",
    ),
    "other-language": (
        'It reads as if it were in another language than the newsroom\'s ("{found}"); let it say so, if it is.',
        "Il semble écrit dans une autre langue que celle de la rédaction (« {found} ») ; il peut le dire.",
    ),
    "date-too-early": (
        "Its date, {day}, lies before guard.earliest ({bound}).",
        "Sa date, {day}, précède guard.earliest ({bound}).",
    ),
    "date-too-far": (
        "Its date, {day}, lies further ahead than guard.max_future ({bound} days).",
        "Sa date, {day}, est plus lointaine que guard.max_future ({bound} jours).",
    ),
    "too-large": (
        "Its text has {size} bytes, more than guard.max_bytes allows ({bound}).",
        "Son texte compte {size} octets, plus que guard.max_bytes ne le permet ({bound}).",
    ),
    "no-address": (
        'It has no address of its own, and its source says without_url = "hold".',
        'Il n’a pas d’adresse à lui, et sa source dit without_url = "hold".',
    ),
    "flood": (
        "It came with {count} new articles in one pass, more than guard.flood allows ({bound}).",
        "Il est arrivé avec {count} nouveaux articles d’un coup, plus que guard.flood ne le permet ({bound}).",
    ),
}
"""Code → (English, French)."""


def reason_of(code: str, excerpt: str = "", **values: object) -> Reason:
    """Return the reason that a rule gives, its sentences filled with values."""
    english, french = SENTENCES[code]
    return Reason(code, english.format(**values), excerpt, french.format(**values))
