"""Numbers of people that their checksum proves: NIR, IBAN, payment cards."""

from __future__ import annotations

import re
from collections.abc import Iterator

from buzzfeed.guard.allowing import Allowed
from buzzfeed.guard.sightings import MOST_TRIES, Sighting

RUN = re.compile(r"\d(?:[ .()/-]{0,3}[\dAB]){7,60}")
"""Eight digits or more, parted by little: whatever may be somebody's number. (A and B stand in Corsican NIRs.)"""

_NIR = re.compile(
    r"(?<![\d.,])[1-478] ?\d\d ?(?:0[1-9]|1[0-2]|[2-9]\d) ?(?:\d\d|2[AB]) ?\d{3} ?\d{3}[ /-]{0,3}\d\d(?![\d,])"
)
_IBAN = re.compile(r"[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}")
_LONGEST_IBAN = 45
_BEFORE_DIGITS = 30
_CARD = re.compile(
    r"(?<![\d.,])(?:[2-6]\d{3}([ -]?)\d{4}\1\d{4}\1\d{4}|3[47]\d{2}([ -]?)\d{6}\2\d{5}|"
    r"3[0689]\d{2}([ -]?)\d{6}\3\d{4})(?![\d,])"
)
# Issuers by the first digits (ISO/IEC 7812): Visa, Mastercard, American Express, Discover, UnionPay, Diners, JCB.
_ISSUER = re.compile(
    r"4|5[1-5]|2(?:22[1-9]|2[3-9]|[3-6]|7[01]|720)|3[47]|6(?:011|4[4-9]|5|2)|30[0-5]|3[689]|35(?:2[89]|[3-8])"
)
_SIGN = r"(?:n ?[°ºo]\.?|no\.|#)"
_OTHER_KIND = re.compile(
    r"(?:commande|dossier|facture|suivi|colis|réf(?:érence)?|ref(?:erence)?|order|invoice|tracking|ticket|docket|serial|"
    r"isbn|issn|ean|gtin|siret|siren|rcs|rna|tva|vat|doi|version|article|décret|loi|arrêté|law)s?"
    rf"\.? ?(?:number|numéro)? ?{_SIGN}? ?:? ?(?:[a-z]{{1,20}} )?$",
    re.IGNORECASE,
)
_NUMBERED = re.compile(rf"{_SIGN} ?$", re.IGNORECASE)
_OWN_KIND = re.compile(r"\b(?:carte|card|tél|tel|phone|portable|mobile|appel|call)", re.IGNORECASE)


def runs(text: str) -> list[re.Match[str]]:
    """Return the places that may hold a number of somebody, as many as are looked into."""
    found = []
    for match in RUN.finditer(text):
        found.append(match)
        if len(found) >= MOST_TRIES:
            break
    return found


def other_number(text: str, start: int, *, bare: bool = True) -> bool:
    """Whether the words before a number say that it is of another kind: an order's, a law's, a company's.

    With ``bare``, a sign such as "n°" is enough.
    """
    before = text[max(text.rfind("\n", 0, start) + 1, start - 40) : start].rstrip("(")
    if _OWN_KIND.search(before):
        return False
    return bool(_OTHER_KIND.search(before) or (bare and _NUMBERED.search(before)))


def nirs(text: str, found: list[re.Match[str]], allowed: Allowed) -> Iterator[Sighting]:
    """Yield French social security numbers whose key is right (NIR: 13 characters and the key of two digits)."""
    for run in found:
        for match in _NIR.finditer(text, run.start(), run.end()):
            if _is_nir(match[0]) and not allowed.number(match[0]):
                yield Sighting(text, match.start(), match.end(), masked=True, keep=(3, 0))


def ibans(text: str, found: list[re.Match[str]], allowed: Allowed) -> Iterator[Sighting]:
    """Yield International Bank Account Numbers whose check digits are right (ISO 13616).

    Each has eight digits in a row somewhere: it is looked for around such a run alone.
    """
    after = 0
    for run in found:
        start = max(after, run.start() - _BEFORE_DIGITS)
        match = _IBAN.search(text, start, min(len(text), run.end() + _LONGEST_IBAN))
        if match is None or (match.start() and text[match.start() - 1].isalnum()):
            continue
        end = _end_of_iban(match[0])
        if end:
            after = match.start() + end
            if not allowed.number(match[0][:end]):
                yield Sighting(text, match.start(), after, masked=True)


def cards(text: str, found: list[re.Match[str]], allowed: Allowed) -> Iterator[Sighting]:
    """Yield payment cards' numbers: of a known issuer, in a card's grouping, and right by Luhn (ISO/IEC 7812-1)."""
    from stdnum import luhn

    for run in found:
        for match in _CARD.finditer(text, run.start(), run.end()):
            digits = re.sub(r"\D", "", match[0])
            if not (_ISSUER.match(digits) and luhn.is_valid(digits) and len(set(digits)) > 1):
                continue
            if not (other_number(text, match.start()) or allowed.number(digits)):
                yield Sighting(text, match.start(), match.end(), masked=True)


def _is_nir(words: str) -> bool:
    from stdnum.fr import nir

    return bool(nir.is_valid(re.sub(r"[^\dAB]", "", words)))


def _end_of_iban(words: str) -> int:
    """Return where the longest beginning that is an IBAN ends, 0 where none is: words may follow without a break."""
    for end in range(len(words), 14, -1):
        if words[end - 1] == " " or (end < len(words) and words[end] != " "):
            continue
        signs = words[:end].replace(" ", "")
        turned = "".join(str(int(char, 36)) for char in signs[4:] + signs[:4])
        if int(turned) % 97 == 1 and _is_iban(signs):
            return end
    return 0


def _is_iban(signs: str) -> bool:
    from stdnum import iban

    return bool(iban.is_valid(signs, check_country=False))
