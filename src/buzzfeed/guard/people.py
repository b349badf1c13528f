"""How to reach people: phone numbers and private e-mail addresses. Never a person's name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from buzzfeed.guard.allowing import Allowed
from buzzfeed.guard.numbers import other_number
from buzzfeed.guard.sightings import Sighting, places

if TYPE_CHECKING:
    import phonenumbers

_FRENCH = frozenset("FR GP GF MQ RE YT PM BL MF".split())
# In pairs with one kind of sign between them, or none: so that neither dates nor sums of money pass for one.
_FRENCH_NUMBER = re.compile(r"(?<![\d.,/+-])\(?0[1-79]\)?([ ./-]?)\d{2}(?:\1\d{2}){3}(?![\d,]|[./-]\d)")
_FRENCH_ABROAD = re.compile(r"(?:\+|(?<!\d)00) ?33[ .-]?(?:\(0\))?[ .-]?[1-79]([ .-]?)\d{2}(?:\1\d{2}){3}(?!\d)")
_DATE_OR_HOST = re.compile(
    r"\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d\d\b)|\d{4}[./-]\d{1,2}[./-]\d{1,2}|\d{1,3}(?:\.\d{1,3}){3}"
)
_SIGNS = re.compile(r"\D+")
_LINK = re.compile(
    r"^(?:tel|sms|callto|facetime|whatsapp):(?://)?([^?\n]{4,40})|(?:\bwa\.me/|[?&]phone=)(\+?[\d -]{8,20})", re.M
)
_LINK_SIGNS = ("tel:", "sms:", "callto:", "facetime:", "whatsapp:", "wa.me/", "phone=")

_LOCAL = re.compile(r"[\w.+%'-]{1,64}\Z")
_USER = re.compile(r"://[^\s/@]{0,190}\Z")
_DOMAIN = re.compile(r"(?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,24}(?![\w-])")
_FILES = frozenset("png jpg jpeg gif webp avif svg css js json html htm md py map woff".split())
_OFFICES = frozenset(
    "abonnement abonnements accueil admin administration adherents alerte alertes annonces asso association bonjour "
    "boutique bureau communication community comms compta contact contacts courriel direction dons donate editor "
    "editors enquiries equipe feedback formation git hello help helpdesk hq hr info infos information informations "
    "inquires inquiries inquiry jobs lecteurs legal lettre letters list liste mairie mail mailing media medias "
    "membership news newsdesk newsletter newsroom noreply office partenariat partenariats postmaster presse press "
    "privacy programme project publicite pub pr recrutement redac redaction reservation reservations root rh sales "
    "secretariat security service services shop subscriptions support team tips training web "
    "webmaster webmanager".split()
)
_NO_PERSON = frozenset("noreply no-reply donotreply do-not-reply ne-pas-repondre".split())
_LISTS = ("googlegroups.com", "groups.io", "framalistes.org", "freelists.org")
_PROVIDERS = frozenset(
    "gmail.com googlemail.com outlook.com outlook.fr hotmail.com hotmail.fr live.com live.fr msn.com yahoo.com "
    "yahoo.fr yahoo.co.uk ymail.com icloud.com me.com mac.com aol.com aol.fr gmx.com gmx.fr gmx.de gmx.net web.de "
    "orange.fr wanadoo.fr free.fr aliceadsl.fr sfr.fr neuf.fr cegetel.net club-internet.fr bbox.fr numericable.fr "
    "laposte.net proton.me protonmail.com pm.me tutanota.com tuta.io tuta.com mailo.com posteo.net posteo.de "
    "riseup.net zaclys.net skynet.be telenet.be bluewin.ch videotron.ca sympatico.ca comcast.net verizon.net att.net "
    "btinternet.com".split()
)
_PUBLIC_BODIES = re.compile(r"(?:^|\.)(?:gov|mil|int|gouv\.[a-z]{2}|gov\.[a-z]{2}|gob\.[a-z]{2}|gc\.ca|europa\.eu)$")
_PARTS = re.compile(r"[\W_\d]+")


def phones(text: str, links: str, found: list[re.Match[str]], region: str, allowed: Allowed) -> Iterator[Sighting]:
    """Yield phone numbers of people: in the text, and what links call; numbers that are free or dear to call are none.

    Args:
        text: what is shown.
        links: the addresses of links, one a line.
        found: the runs of digits in the text.
        region: the country in which numbers without a prefix are read; empty for none.
        allowed: what may be shown.
    """
    for run in found:
        for start, end in _numbers(text, run.start(), run.end(), region):
            if not allowed.phone(text[start:end]):
                yield Sighting(text, start, end, masked=True)
    if any(sign in links for sign in _LINK_SIGNS):
        for match in _LINK.finditer(links):
            number = match[1] or match[2]
            if sum(char.isdigit() for char in number) >= 8 and not (
                _is_service(number, region) or allowed.phone(number)
            ):
                start = match.start(1 if match[1] else 2)
                yield Sighting(links, start, start + len(number), masked=True)


def emails(text: str, allowed: Allowed) -> Iterator[Sighting]:
    """Yield e-mail addresses of people.

    An office's address (``contact@``, ``press@``) is nobody's, nor is one word at a public body (``ministry.gov``); an
    address at a provider of mailboxes, or named like a person, is somebody's, and so is whatever cannot be told.
    """
    for at in places(text, "@"):
        domain = _DOMAIN.match(text, at + 1)
        local = _LOCAL.search(text, max(0, at - 64), at)
        login = _USER.search(text, max(0, at - 200), at)  # user:password@host is an address of the web
        if domain is None or local is None or text[local.start() - 1 : local.start()] == "@" or login:
            continue
        name, host = local[0].strip(".'-").lower(), domain[0].lower()
        if name and _is_private(name, host) and not allowed.address(f"{name}@{host}"):
            yield Sighting(text, local.start(), at, masked=True, keep=(1, 0))


def _numbers(text: str, start: int, end: int, region: str) -> Iterator[tuple[int, int]]:
    """Yield where phone numbers stand in a run of digits."""
    left = start
    while left > max(0, start - 3) and text[left - 1] in "+(":
        left -= 1
    for match in _FRENCH_ABROAD.finditer(text, left, end):
        yield match.span()
        return
    if region in _FRENCH:
        for match in _FRENCH_NUMBER.finditer(text, left, end):
            contiguous = not match[1]
            if not other_number(text, match.start(), bare=contiguous):
                yield match.span()
    plus = "+" in text[left:start] or text.startswith("00", start)
    if not plus and (region in _FRENCH or not region):
        return
    yield from _elsewhere(text, left, end, region, plus=plus)


def _elsewhere(text: str, left: int, end: int, region: str, *, plus: bool) -> Iterator[tuple[int, int]]:
    """Yield what the rules of other countries make of it, as `phonenumbers` knows them."""
    import phonenumbers

    words = text[left:end]
    if not plus and (_DATE_OR_HOST.match(words) or words.isdigit() or other_number(text, left)):
        return
    matcher = phonenumbers.PhoneNumberMatcher(words, region or None, leniency=phonenumbers.Leniency.VALID, max_tries=5)
    for match in matcher:
        if not _of_service(match.number):
            yield left + match.start, left + match.end


def _is_service(number: str, region: str) -> bool:
    import phonenumbers

    try:
        words = number if number.startswith(("+", "0")) or region == "US" else f"+{number}"
        return _of_service(phonenumbers.parse(words, region or None))
    except phonenumbers.NumberParseException:
        return False


def _of_service(number: phonenumbers.PhoneNumber) -> bool:
    """Whether a number is free of charge, dear, or an organisation's for all its places: nobody's own."""
    import phonenumbers

    return phonenumbers.number_type(number) in _service_types()


@cache
def _service_types() -> frozenset[int]:
    from phonenumbers import PhoneNumberType as Type

    return frozenset({Type.TOLL_FREE, Type.PREMIUM_RATE, Type.SHARED_COST, Type.UAN, Type.VOICEMAIL})


def _is_private(name: str, host: str) -> bool:
    if host.rpartition(".")[2] in _FILES or host.endswith(_LISTS) or name in _NO_PERSON:
        return False
    parts = [part for part in _PARTS.split(name) if part]
    if any(
        part in _OFFICES or (len(part) > 8 and part.endswith(("feedback", "inquiries", "support"))) for part in parts
    ):
        return False
    if host in _PROVIDERS:
        return True
    return len(parts) > 1 or not _PUBLIC_BODIES.search(host)
