"""The column types that both databases share."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, Integer, LargeBinary, Text
from sqlalchemy.types import TypeDecorator

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect

Key = BigInteger().with_variant(Integer(), "sqlite")
"""A whole number that names a row; on SQLite it is the rowid itself."""

Code = Text().with_variant(Text(collation="C"), "postgresql")
"""Text of ours (codes, digests, JSON in ASCII), compared by code point on both databases."""

Bytes = LargeBinary()

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]|^\ufffe")
_ESCAPED = "\ufffe"


class Words(TypeDecorator[str]):
    """Text that comes from outside, compared by code point; kept whatever it holds.

    No database stores a lone surrogate (a file name that is not UTF-8), and PostgreSQL no NUL: such text is kept as
    JSON after U+FFFE, a noncharacter that ends up before nothing else.
    """

    impl = Code
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[str | None], str | None]:
        """Escape what cannot be stored. One call for a value: these are the store's most frequent ones."""
        return _escape

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], str | None]:
        """Give back the very text."""
        return _unescape


class Instant(TypeDecorator[datetime]):
    """An instant as whole seconds since 1970 in UTC; fractions are cut off."""

    impl = BigInteger
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], int | None]:
        """Count seconds."""
        return _count

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None]:
        """Give back a time in UTC."""
        return _time


def _escape(value: str | None) -> str | None:
    if value is None or _UNSTORABLE.search(value) is None:
        return value
    return _ESCAPED + json.dumps(value)


def _unescape(value: str | None) -> str | None:
    if value is None or not value.startswith(_ESCAPED):
        return value
    return str(json.loads(value[1:]))


def _count(value: datetime | None) -> int | None:
    return None if value is None else seconds(value)


def _time(value: int | None) -> datetime | None:
    return None if value is None else datetime.fromtimestamp(value, UTC)


def seconds(when: datetime) -> int:
    """Return whole seconds since 1970 in UTC, rounded down.

    Raises:
        OverflowError: ``when`` has no time zone, so that no instant is meant.
    """
    if when.tzinfo is None:
        raise OverflowError(f"{when} has no time zone")
    return math.floor(when.timestamp())


def instant(count: int) -> datetime:
    """Return the instant that is ``count`` seconds after 1970, in UTC."""
    return datetime.fromtimestamp(count, UTC)
