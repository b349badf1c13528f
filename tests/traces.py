"""What readers would not want found: tokens, addresses, the programs they use, and sentences that they said.

Nobody tells the search which tokens there are. Operators' and newsrooms' tokens are known by their mark. A token of a
personal feed has no mark: it is whatever has its length and letters and of which a database holds the digest, so that
none can be overlooked that opens anything or ever did.
"""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import parse_qsl, quote_plus, unquote_plus

from buzzfeed.model import fold
from buzzfeed.model.personalfeeds import edit_digest, feed_digest

LENGTH = 32
"""Characters of a personal feed's token."""
_LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_APART = bytes(byte if byte in _LETTERS else 32 for byte in range(256))
_CAPITALS = bytes(range(65, 91))
_LONGEST_RUN = 1000
"""Letters without a break: what has more is a picture, in which no token stands."""

_MARKED = re.compile(rb"bzf_[A-Za-z0-9_-]{43}")
_PERSONAL_PATH = re.compile(rb"/my/(?:edit/)?[A-Za-z0-9_-]{32}(?![A-Za-z0-9_-])")
_ADDRESS = re.compile(rb"203\.0\.113\.\d{1,3}|192\.0\.2\.\d{1,3}|198\.51\.100\.\d{1,3}|2001:0?db8:[0-9a-fA-F:]+")
_ADDRESS_STARTS = (b"203.0.113.", b"192.0.2.", b"198.51.100.", b"2001:db8:", b"2001:0db8:")
"""The ranges for documentation (RFC 5737, RFC 3849), of which the readers in tests are."""
_AGENT = re.compile(rb"python-requests/\d|HeadlessChrome/\d")
_AGENT_STARTS = (b"python-requests/", b"HeadlessChrome/")
"""What the clients in tests call themselves."""

SAID = re.compile(rb"say=([A-Za-z0-9%+._*~-]{4,})")
"""A sentence, as what was said is kept or sent."""
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
_SPELLED = 6
"""Bytes of a letter at most, in an address or JSON."""
_FRAGMENT = re.compile(r"[a-z]{4,}")
_SHORTEST, _LONGEST, _FEWEST = 12, 300, 3
"""Characters and words of a sentence: what has fewer, an article may say too; one with more nobody can say."""


@dataclass(frozen=True, slots=True)
class Trace:
    """Something that was found: of which kind, where, and what stands around it."""

    kind: str
    where: str
    around: str

    def __str__(self) -> str:
        """Say it in one line."""
        return f"{self.kind} in {self.where}: {self.around}"


def marked(data: bytes, where: str) -> Iterator[Trace]:
    """Give what is known by its form alone: marked tokens, personal feeds' paths, addresses, and agents."""
    if b"bzf_" in data:
        yield from _matches("token", _MARKED, data, where)
    if b"/my/" in data:
        yield from _matches("path of a personal feed", _PERSONAL_PATH, data, where)
    if any(start in data for start in _ADDRESS_STARTS):
        yield from _matches("address", _ADDRESS, data, where)
    if any(start in data for start in _AGENT_STARTS):
        yield from _matches("agent", _AGENT, data, where)


def tokens(data: bytes, digests: Collection[str], where: str) -> Iterator[Trace]:
    """Give personal feeds' tokens: texts of which a digest is among these."""
    for run in data.translate(_APART).split():
        if not LENGTH <= len(run) <= _LONGEST_RUN or not _is_mixed(run):
            continue
        for at in range(len(run) - LENGTH + 1):
            piece = run[at : at + LENGTH]
            if _is_mixed(piece) and not digests.isdisjoint(_digests(piece)):
                yield Trace("personal token", where, _around(data, data.find(piece), LENGTH))


def _is_mixed(piece: bytes) -> bool:
    """Whether three capitals are in it; of a token fewer are in one of 70,000."""
    return len(piece) - len(piece.translate(None, _CAPITALS)) >= 3


@lru_cache(maxsize=1 << 14)
def _digests(piece: bytes) -> tuple[str, str]:
    secret = piece.decode("ascii")
    return feed_digest(secret), edit_digest(secret)


def sentences_of(forms: Iterable[str]) -> set[str]:
    """Return the sentences in query strings or forms that are long enough to be known again."""
    found = set()
    for form in forms:
        for name, value in parse_qsl(form.partition("?")[2] or form, errors="replace"):
            if name == "say" and _SHORTEST <= len(value) <= _LONGEST and _is_known_again(value):
                found.add(value)
    return found


def _is_known_again(sentence: str) -> bool:
    return len(fold(sentence).split()) >= _FEWEST and _FRAGMENT.search(sentence.lower()) is not None


def unsaid(sentences: Iterable[str], kept: Iterable[str]) -> list[str]:
    """Return the sentences that are no part of any of those that are kept."""
    known = [_plain(one) for one in kept]
    return [one for one in sentences if not any(_plain(one) in kept_one for kept_one in known)]


def spoken(data: bytes, sentences: Iterable[str], where: str) -> Iterator[Trace]:
    """Give the sentences that stand in a text, whatever its spelling: as they are, in an address, in HTML or JSON."""
    lower = None
    for sentence in sentences:
        lower = data.lower() if lower is None else lower
        said = _plain(sentence)
        for part in _parts(data, lower, sentence):
            plain = _plain(part.decode("utf-8", "replace"))
            if said in plain:
                at = plain.find(said)
                yield Trace("sentence", where, plain[max(0, at - 40) : at + len(said) + 20])
                break


def _parts(data: bytes, lower: bytes, sentence: str) -> Iterator[bytes]:
    """Give the parts of a text in which a sentence may stand.

    Letters without accents stand the same in every spelling: what lacks some of a sentence's is not read any further.
    """
    letters = sorted(_FRAGMENT.findall(sentence.lower()), key=len)
    if not all(some.encode() in lower for some in letters):
        return
    longest, around = letters[-1].encode(), len(sentence.encode()) * _SPELLED
    at = lower.find(longest)
    while at >= 0:
        yield data[max(0, at - around) : at + around]
        at = lower.find(longest, at + around // 2)


def _plain(text: str) -> str:
    unescaped = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), unquote_plus(text))
    return fold(html.unescape(unescaped).replace("’", "'"))


def left_behind(whole: bytes, said: Iterable[str], where: str) -> Iterator[Trace]:
    """Give sentences that a database's bytes hold and no row does: in free pages, or where a row once stood."""
    rows = [row.encode() for row in said]
    live = {found for row in rows for found in SAID.findall(row)}
    for found in SAID.finditer(whole):
        value = found[1]
        if not any(value.startswith(one) or one.startswith(value) for one in live):
            yield Trace("wiped sentence", where, _around(whole, found.start(), 60))
    for one in live:
        mark = b"say=" + one
        if whole.count(mark) > sum(row.count(mark) for row in rows):
            yield Trace("second copy of a sentence", where, _around(whole, whole.find(mark), 60))


def spelled(sentence: str) -> str:
    """Return a sentence as it is kept."""
    return f"say={quote_plus(sentence)}"


def _matches(kind: str, pattern: re.Pattern[bytes], data: bytes, where: str) -> Iterator[Trace]:
    for found in pattern.finditer(data):
        yield Trace(kind, where, _around(data, found.start(), len(found[0])))


def _around(data: bytes, at: int, length: int) -> str:
    text = data[max(0, at - 50) : at + length + 20].decode("utf-8", "backslashreplace")
    return "".join(char if char.isprintable() else "·" for char in text)
