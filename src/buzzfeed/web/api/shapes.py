"""The shape of an article that is handed in: that of an article in a JSON file, held to strictly.

The same models check what comes in and make the OpenAPI description, so that neither can say what the other does not.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any, Literal, NoReturn

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from buzzfeed.sources.text import scrub
from buzzfeed.web.api.faults import faults_of, kind_of, pointer
from buzzfeed.web.api.refusals import Fault, RefusedError

ID = r"^[A-Za-z0-9][A-Za-z0-9._~:@-]{0,199}$"
"""An article's id in its source: what a path holds without being written otherwise."""

_YEAR = "(?:19|20|21)[0-9]{2}"
_LONG = "(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
_DAYS = f"(?:{_LONG}|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))"
_LEAP = "(?:(?:19|20|21)(?:0[48]|[2468][048]|[13579][26])|2000)-02-29"
_TIME = "(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\\.[0-9]{1,9})?)?"
_OFFSET = "(?:Z|[+-](?:0[0-9]|1[0-4]):[0-5][0-9])"
DATE = f"^(?:{_YEAR}-{_DAYS}|{_LEAP})(?:[T ]{_TIME}{_OFFSET}?)?$"
"""A day that exists, with a time and an offset or without; of the years that an article may be dated in."""

_URL = r"^https?://[A-Za-z0-9\[][^\s{}<>\"\\^`|]{0,1980}$"
_PLACE = r"^(?:https?://[A-Za-z0-9\[]|/)[^\s{}<>\"\\^`|]{0,1980}$"

Words = Annotated[str, Field(max_length=2000)]
Title = Annotated[str, Field(max_length=2000, pattern=r"\S")]
Name = Annotated[str, Field(max_length=300)]
Date = Annotated[str, Field(pattern=DATE, description="A day, or a time with its offset, or without in local time.")]
Url = Annotated[str, Field(pattern=_URL)]
Place = Annotated[str, Field(pattern=_PLACE, description="An address, or a path on the publication's own site.")]
Names = Annotated[list[Name], Field(max_length=200)]
Lines = Annotated[list[Words], Field(max_length=200)]


class _Shape(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Person(_Shape):
    """Somebody who wrote it."""

    name: Name


class Picture(_Shape):
    """The main picture: its address, and the words that stand beside it."""

    src: Url
    alt: Words | None = None
    caption: Words | None = None
    credit: Words | None = None


class Attachment(_Shape):
    """A media file that belongs to the article."""

    url: Url
    mime_type: str = Field(pattern=r"^[a-z]{1,40}/[A-Za-z0-9.+-]{1,80}$")
    size_in_bytes: int | None = Field(None, ge=0, le=10**14)
    title: Words | None = None


class Article(_Shape):
    """An article. ``null`` is as good as nothing; keys that begin with ``_`` are your own, and are kept unread."""

    model_config = ConfigDict(
        strict=True,
        extra="allow",
        frozen=True,
        json_schema_extra={"additionalProperties": False, "patternProperties": {"^_": {}}},
    )

    title: Title
    id: Annotated[str, Field(min_length=1, max_length=500, pattern=r"^\S+$")] | int | None = Field(
        None, description="The guid that feeds show; where it is left out, one is made, once and for good."
    )
    date: Date | None = None
    updated: Date | None = None
    embargo: Date | None = None
    embargo_until: Date | None = None
    authors: Annotated[list[Name | Person], Field(max_length=50)] | None = None
    author: Name | Person | Annotated[list[Name | Person], Field(max_length=50)] | None = None
    category: Name | None = None
    categories: Names | None = None
    tags: Names | None = None
    description: Annotated[str, Field(max_length=10_000)] | None = None
    summary: Annotated[str, Field(max_length=10_000)] | None = None
    content_html: str | None = None
    content_markdown: str | None = None
    content_text: str | None = None
    image: Url | Picture | None = None
    image_alt: Words | None = None
    image_credit: Words | None = None
    image_caption: Words | None = None
    lang: Annotated[str, Field(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length=35)] | None = None
    draft: bool | None = None
    published: bool | Date | None = None
    private: bool | None = None
    status: Literal["published", "draft", "private"] | None = None
    visibility: Literal["public", "private", "unlisted"] | None = None
    password: Words | None = None
    slug: Annotated[str, Field(pattern=r"^[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*$", max_length=80)] | None = None
    url: Place | None = None
    featured: bool | None = None
    attachments: Annotated[list[Attachment], Field(max_length=20)] | None = None
    key_points: Lines | None = None
    related: Lines | None = None
    guard_allow: Names | None = None

    @model_validator(mode="before")
    @classmethod
    def _known(cls, value: object) -> object:
        unknown = (
            [key for key in value if key not in cls.model_fields and key[:1] != "_"] if isinstance(value, dict) else []
        )
        if unknown:
            raise UnknownKeysError(unknown)
        return value


class UnknownKeysError(Exception):
    """An article has keys that none has."""

    def __init__(self, keys: list[str]) -> None:
        """Name them."""
        self.keys = keys
        super().__init__(keys)


def parse(data: bytes) -> object:
    """Return the value that a body holds.

    Raises:
        RefusedError: it is no JSON (400).
    """
    mend = "check quotes, commas and brackets, and send UTF-8"
    try:
        return _clean(json.loads(data.decode("utf-8"), parse_constant=_constant, parse_float=_number))
    except json.JSONDecodeError as error:
        cause = f"line {error.lineno} is not JSON: {error.msg}"
    except UnicodeDecodeError:
        cause = "is not UTF-8"
    except RecursionError:
        cause = "is nested too deeply"
    except ValueError as error:
        cause = f"is not JSON: {error}"
    raise RefusedError(400, "not-json", f"The body cannot be read: {cause}.", [Fault("", cause, mend)])


def article_of(value: object) -> dict[str, Any]:
    """Return the article that a value is, without what is ``null``.

    Raises:
        RefusedError: it has another shape (422); each fault is named.
    """
    if not isinstance(value, dict):
        _refuse([Fault("", f"is {kind_of(value)}, not an object", 'write one object: {"title": …}')])
    try:
        Article.model_validate({key: one for key, one in value.items() if one is not None})
    except UnknownKeysError as error:
        named = [
            Fault(pointer([key]), "is no key of an article", "remove it, or let it begin with _") for key in error.keys
        ]
        _refuse(named[:20])
    except ValidationError as error:
        _refuse(faults_of(error, value))
    return {key: one for key, one in value.items() if one is not None}


def encoded(article: Mapping[str, Any]) -> bytes:
    """Return an article's JSON in its one form: the same article gives the same bytes, however it was written."""
    return json.dumps(article, sort_keys=True, separators=(",", ":"), allow_nan=False).encode("ascii")


def _refuse(faults: list[Fault]) -> NoReturn:
    first = faults[0]
    where = f"{first.field} " if first.field else "The body "
    more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
    raise RefusedError(422, "shape", f"{where}{first.cause}: {first.mend}{more}.", faults)


def _clean(value: object, depth: int = 0) -> object:
    """Return a value whose texts hold no lone surrogate, which no answer could carry (RFC 8259 §8.2).

    Raises:
        RecursionError: it is nested more deeply than any article is.
    """
    if depth > _DEEPEST:
        raise RecursionError
    if isinstance(value, str):
        return scrub(value)
    if isinstance(value, list):
        return [_clean(one, depth + 1) for one in value]
    if isinstance(value, dict):
        return {scrub(key): _clean(one, depth + 1) for key, one in value.items()}
    return value


_DEEPEST = 40


def _constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON value (RFC 8259 §6)")


def _number(text: str) -> float:
    """Return a number; one that is whole is whole, however it is written (RFC 8259 §6)."""
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise ValueError("a number is too large")
    return int(number) if number.is_integer() and abs(number) < _WHOLE else number


_WHOLE = 2.0**53
