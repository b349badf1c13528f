"""Front matter: what stands at the head of a text file for the site's generator, as a mapping of plain values.

Read are YAML between ``---`` (Hugo, Jekyll, MkDocs, Eleventy), TOML between ``+++`` (Hugo, Zola), JSON (Hugo), and
lines ``Title: …`` as MultiMarkdown has them (Pelican, MkDocs). YAML values stay text as written: a date is no
instant yet, ``no`` may be a language.
"""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import NoReturn

from buzzfeed.errors import ItemError
from buzzfeed.sources import yamltext
from buzzfeed.sources.text import BLANK, scrub

Meta = dict[str, object]

LONGEST = 100_000
"""Characters of front matter at most."""
DEEPEST = 40
"""How deep lists and mappings may stand in each other."""

_FENCE = re.compile(r"\n*(---|\+\+\+)[ \t]*(yaml|toml|json)?[ \t]*\n")
_ENDS = {"---": re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE), "+++": re.compile(r"^\+\+\+[ \t]*$", re.MULTILINE)}
_PAIR = re.compile(r"\s*[\"']?[\w .-]{1,60}[\"']?[ \t]*[:=]")
_JSON = re.compile(r"\n*(?=\{\s{0,100}\"[^\"\n]{1,60}\"\s{0,100}:)")
_LINE = re.compile(r"([A-Za-z][A-Za-z0-9_ -]{0,40}):(?:[ \t]+(.*)|[ \t]*)")
_LISTED = frozenset(("tags", "authors", "keywords", "categories"))
_AT_LINE = re.compile(r"\(at line (\d+), column \d+\)|line (\d+) column \d+ \(char \d+\)")
_HINT = "quote values that hold a colon, a quote or another mark, and check the indentation"


@dataclass(frozen=True, slots=True)
class _Part:
    """Front matter found: its language, its text, the number of its first line, and the text that follows it."""

    language: str
    head: str
    line: int
    body: str


def read(text: str, origin: str, *, lines: bool = False) -> tuple[Meta, str]:
    """Return a file's front matter, with plain keys (lower-case, ``_`` for ``-`` and spaces), and the text after it.

    Args:
        text: the whole file.
        origin: the file, for errors.
        lines: whether lines ``Title: …`` at its head are front matter too.

    Raises:
        ItemError: ``front-matter``: it never ends, is broken, too long or deep, or no mapping; the cause has the line.
    """
    part = _fenced(text, origin) or _object(text, origin)
    if part is None:
        found = _titled(text) if lines else None
        return found if found is not None else ({}, text)
    if len(part.head) > LONGEST:
        _refuse(origin, f"the front matter is longer than {LONGEST} characters", "keep the article below it")
    value = _LANGUAGES[part.language](part, origin)
    if value is None:
        return {}, part.body
    if not isinstance(value, dict):
        kind = "a list" if isinstance(value, list) else "plain text"
        _refuse(origin, f"line {part.line}: the front matter is {kind}, not a mapping", "write lines such as title: …")
    return plain_keys(value), part.body


def plain_keys(value: dict[str, object]) -> Meta:
    """Return a mapping with keys in lower case, ``_`` for ``-`` and spaces; of two alike, the last one counts."""
    return {"_".join(re.split(r"[-_\s]+", str(key).strip().lower())): one for key, one in value.items()}


def _fenced(text: str, origin: str) -> _Part | None:
    opening = _FENCE.match(text)
    if opening is None:
        return None
    language = opening[2] or ("yaml" if opening[1] == "---" else "toml")
    line = text.count("\n", 0, opening.end()) + 1
    closing = _ENDS[opening[1]].search(text, opening.end())
    if closing is None:
        if _PAIR.match(text, opening.end()):
            _refuse(origin, f"line {line - 1}: the front matter never ends", f"end it with a line {opening[1]}")
        return None
    return _Part(language, text[opening.end() : closing.start()], line, text[closing.end() :].removeprefix("\n"))


def _object(text: str, origin: str) -> _Part | None:
    opening = _JSON.match(text)
    if opening is None:
        return None
    try:
        _, end = json.JSONDecoder().raw_decode(text, opening.end())
    except ValueError as error:
        line = text.count("\n", 0, getattr(error, "pos", 0)) + 1
        _refuse(origin, f"line {line}: the front matter is not JSON: {getattr(error, 'msg', error)}", _HINT)
    except RecursionError:
        _refuse(origin, "the front matter is nested too deeply", "write it flat")
    return _Part("json", text[opening.end() : end], text.count("\n", 0, opening.end()) + 1, text[end:].lstrip("\n"))


def _titled(text: str) -> tuple[Meta, str] | None:
    """Read lines ``Key: value`` up to the first blank one, if all are such lines and one of them is the title."""
    meta: Meta = {}
    key = ""
    position = len(text) - len(text.lstrip("\n"))
    while position < len(text) and position < LONGEST:
        end = text.find("\n", position)
        end = len(text) if end < 0 else end
        line = text[position:end]
        match = _LINE.fullmatch(line)
        if not line.strip(BLANK):
            break
        if match:
            key = match[1]
            meta[key] = (match[2] or "").strip(BLANK)
        elif key and line.startswith((" ", "\t")):
            meta[key] = f"{meta[key]} {line.strip(BLANK)}".strip(BLANK)
        else:
            return None
        position = end + 1
    meta = plain_keys(meta)
    if "title" not in meta and not ("date" in meta and len(meta) > 1):
        return None
    return {name: _listed(name, str(value)) for name, value in meta.items()}, text[position:].lstrip("\n")


def _listed(name: str, value: str) -> object:
    if name not in _LISTED:
        return value
    return [part.strip(BLANK) for part in re.split(r";" if ";" in value else r",", value)]


def _yaml(part: _Part, origin: str) -> object:
    try:
        return yamltext.load(part.head, DEEPEST)
    except yamltext.YamlError as error:
        _refuse(origin, f"line {part.line + error.line}: the front matter is not YAML: {error.cause}", _HINT)


def _toml(part: _Part, origin: str) -> object:
    try:
        return _bare(tomllib.loads(part.head, parse_float=str))
    except tomllib.TOMLDecodeError as error:
        found = _AT_LINE.search(str(error))
        line = part.line + int(found[1]) - 1 if found and found[1] else part.line
        cause = _AT_LINE.sub("", str(error)).strip()
        _refuse(origin, f"line {line}: the front matter is not TOML: {cause}", "quote texts and check brackets")
    except RecursionError:
        _refuse(origin, "the front matter is nested too deeply", "write it flat")


def _json(part: _Part, origin: str) -> object:
    try:
        return _bare(json.loads(part.head))
    except json.JSONDecodeError as error:
        _refuse(origin, f"line {part.line + error.lineno - 1}: the front matter is not JSON: {error.msg}", _HINT)
    except (ValueError, RecursionError) as error:
        _refuse(origin, f"the front matter is not JSON: {error}", "write it flat")


_LANGUAGES = {"yaml": _yaml, "toml": _toml, "json": _json}


def _bare(value: object, depth: int = 0) -> object:
    """Return a value with dates as the words they were written in."""
    if depth > DEEPEST:
        raise RecursionError
    if isinstance(value, dict):
        return {scrub(str(key)): _bare(one, depth + 1) for key, one in value.items()}
    if isinstance(value, list):
        return [_bare(one, depth + 1) for one in value]
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    return scrub(value) if isinstance(value, str) else value


def _refuse(origin: str, cause: str, hint: str) -> NoReturn:
    raise ItemError(origin, cause, hint, code="front-matter") from None
