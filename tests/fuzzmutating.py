"""Hostile bytes out of good ones, the same for one seed: cut, doubled, nested, blown up, wrongly typed and coded."""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Callable
from typing import Any

LARGE = 200
"""One input in so many is blown up to a megabyte."""
MEGABYTE = 1_000_000
_NUMBER = re.compile(rb"\d{1,6}")
_TAG = re.compile(rb"<[a-zA-Z][^<>]{0,200}>")
_QUOTED = re.compile(rb'"[^"<>]{0,80}"')
_KEY = re.compile(rb'"[^"]{1,40}"\s*:\s*(?:"[^"]*"|-?\d+|true|false|null|\[\])')

TOKENS = [
    *(b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xc3", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\r", b"\x1b[2J", b"\x85"),
    *(b"&#0;", b"&#xD800;", b"&#x110000;", b"&#99999999999;", b"&lol;", b"&amp;amp;lt;", b"]]>", b"<![CDATA[", b"<!--"),
    *(b"-->", b"<?xml version='1.1'?>", b"<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>", b"</", b"<", b">"),
    *(b'"', b"'", b"\\", b"\\ud800", b"\\u0000", b"\\udfff\\ud800", b"{", b"}", b"[", b"]", b",,", b":", b"---\n"),
    *(b"NaN", b"-Infinity", b"1e999", b"-1e-999", b"9" * 400, b"-0", b"0x10", b"1_000", b"null", b"true"),
    *(
        b"{{ x }}",
        b"{% raw %}",
        b"{% include 'x' %}",
        b"{#",
        b"*a*" * 30,
        b"&anchor ",
        b"*alias",
        b"!!python/object:os",
    ),
    *("\u202e".encode(), "\u2028".encode(), "e\u0301".encode() * 30, "ﷺ".encode() * 20, "\U000e0001".encode()),
    *(b"javascript:alert(1)", b"http://[::1", b"http://a:b@h:99999/%zz", b"data:text/html,<b>", b"//", b"\\\\h\\p"),
    *(b"0000-00-00", b"9999-12-31T23:59:60+25:00", b"Mon, 99 Foo 99999 99:99:99 +9999", b"2026-02-30", b"-1"),
    *(b"text/html; charset=utf-7", b"encoding='utf-7'", b"encoding='ebcdic'", b"xml:base='::'", b"xmlns:a=''"),
]
BOMB = (
    b"<!DOCTYPE b [<!ENTITY a '"
    + b"a" * 99
    + b"'>"
    + b"".join(b"<!ENTITY %c '%s'>" % (98 + at, b"&%c;" % (97 + at) * 10) for at in range(8))
    + b"]><b>&i;</b>"
)
VALUES: list[Any] = [
    *(None, True, False, 0, -1, 10**30, 1.5e308, "", " ", "\x00", "\ud800", [], {}, [[]], {"": None}, "9" * 5000),
    *([None] * 50, {"rendered": None}, {"rendered": {"rendered": []}}, [{"name": 7}], "1e400", "0000-00-00T00:00:00"),
]


def mutated(seed: bytes, chance: random.Random) -> bytes:
    """Return a hostile form of a good input: one to four changes, and now and then a whole megabyte of one."""
    if chance.randrange(LARGE) == 0:
        return chance.choice(BLOWN)(seed, chance)
    if chance.randrange(4) == 0 and (typed := wrongly_typed(seed, chance)) is not None:
        return typed
    for _ in range(chance.choice((1, 1, 1, 2, 2, 3, 4))):
        seed = chance.choice(CHANGES)(seed, chance)
    return seed


def wrongly_typed(seed: bytes, chance: random.Random) -> bytes | None:
    """Return JSON with values of other types at one to three places, ``None`` where the seed is no JSON."""
    try:
        value = json.loads(seed)
    except ValueError:
        return None
    places: list[tuple[Any, Any]] = []

    def walk(one: Any) -> None:
        for key, inner in list(one.items() if isinstance(one, dict) else enumerate(one)):
            places.append((one, key))
            if isinstance(inner, dict | list):
                walk(inner)

    if not isinstance(value, dict | list):
        return None
    walk(value)
    for _ in range(min(len(places), chance.randrange(1, 4))):
        holder, key = chance.choice(places)
        try:
            holder[key] = chance.choice(VALUES)
        except (KeyError, IndexError):
            continue
    return json.dumps(value).encode()


def _place(seed: bytes, chance: random.Random) -> int:
    return chance.randrange(len(seed) + 1)


def _span(seed: bytes, chance: random.Random, longest: int = 200) -> tuple[int, int]:
    begin = _place(seed, chance)
    return begin, min(len(seed), begin + chance.randrange(1, longest))


def _cut(seed: bytes, chance: random.Random) -> bytes:
    return seed[: _place(seed, chance)]


def _without(seed: bytes, chance: random.Random) -> bytes:
    begin, end = _span(seed, chance)
    return seed[:begin] + seed[end:]


def _doubled(seed: bytes, chance: random.Random) -> bytes:
    begin, end = _span(seed, chance)
    return seed[:end] + seed[begin:end] * chance.choice((1, 2, 30)) + seed[end:]


def _flipped(seed: bytes, chance: random.Random) -> bytes:
    found = bytearray(seed)
    for _ in range(chance.randrange(1, 6)):
        if found:
            found[chance.randrange(len(found))] = chance.randrange(256)
    return bytes(found)


def _with_token(seed: bytes, chance: random.Random) -> bytes:
    at = _place(seed, chance)
    return seed[:at] + chance.choice(TOKENS) + seed[at:]


def _replaced(pattern: re.Pattern[bytes], make: Callable[[bytes, random.Random], bytes]) -> Callable[..., bytes]:
    """Return a change of one of the places where ``pattern`` stands."""

    def change(seed: bytes, chance: random.Random) -> bytes:
        found = list(pattern.finditer(seed))
        if not found:
            return _with_token(seed, chance)
        one = chance.choice(found)
        return seed[: one.start()] + make(one[0], chance) + seed[one.end() :]

    return change


def _numbered(_: bytes, chance: random.Random) -> bytes:
    return chance.choice((b"9" * 30, b"-1", b"0", b"1e999", b"99999999999999999999999", b"x", b"0.1", b"2147483648"))


def _nested_tag(tag: bytes, chance: random.Random) -> bytes:
    return tag * chance.choice((3, 60, 400))


def _many_attributes(tag: bytes, chance: random.Random) -> bytes:
    many = chance.choice((3, 150))
    return tag.rstrip(b"/>") + b"".join(b' a%d="%s"' % (at, b"v" * 20) for at in range(many)) + b">"


def _requoted(_: bytes, chance: random.Random) -> bytes:
    return b'"' + chance.choice(TOKENS) + b'"'


def _twice(pair: bytes, chance: random.Random) -> bytes:
    return pair + b", " + pair.partition(b":")[0] + b": " + json.dumps(chance.choice(VALUES)).encode()


def _recoded(seed: bytes, chance: random.Random) -> bytes:
    text = seed.decode("utf-8", "replace")
    coding = chance.choice(("utf-16", "utf-16-le", "utf-32", "latin-1", "cp1252", "utf-7", "utf-8-sig", "cp037"))
    return text.encode(coding, "replace")


def _prefixed(seed: bytes, chance: random.Random) -> bytes:
    return (
        chance.choice((b"\xef\xbb\xbf", b"\xff\xfe", b"\x1f\x8b", BOMB, b"\n" * 50, b"<!-- -->", b"HTTP/1.1 200\r\n"))
        + seed
    )


CHANGES: list[Callable[[bytes, random.Random], bytes]] = [
    *(_cut, _without, _doubled, _flipped, _with_token, _with_token, _recoded, _prefixed),
    *(_replaced(_NUMBER, _numbered), _replaced(_TAG, _nested_tag), _replaced(_TAG, _many_attributes)),
    *(_replaced(_QUOTED, _requoted), _replaced(_KEY, _twice)),
]


def _wide(seed: bytes, chance: random.Random) -> bytes:
    """Give an attribute, or a string, of a megabyte."""
    found = list(_QUOTED.finditer(seed))
    at = chance.choice(found).start() + 1 if found else _place(seed, chance)
    return seed[:at] + chance.choice((b"a", b"&amp;", b" ", "é".encode(), b"(", b"%")) * (MEGABYTE // 4) + seed[at:]


def _repeated(seed: bytes, chance: random.Random) -> bytes:
    begin, end = _span(seed, chance)
    return seed[:end] + seed[begin:end] * (MEGABYTE // 2 // max(1, end - begin)) + seed[end:]


def _deep(seed: bytes, chance: random.Random) -> bytes:
    opened = chance.choice(
        (b"<div>", b"<outline>", b"[", b'{"a":', b"> ", b"<a b='", b"(", b"- ", b"<!--", b"<b><p>", b"*_")
    )
    at = _place(seed, chance)
    return seed[:at] + opened * (MEGABYTE // 4 // len(opened)) + seed[at:]


def _packed(_: bytes, chance: random.Random) -> bytes:
    return gzip.compress(chance.choice((b" ", b"<url>", b"\x00")) * (chance.choice((1, 60)) * MEGABYTE), 1, mtime=0)


BLOWN: list[Callable[[bytes, random.Random], bytes]] = [_wide, _wide, _repeated, _deep, _deep, _packed]
