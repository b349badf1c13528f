"""Driver errors become the store's own: no other leaves it."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from buzzfeed.errors import StoreBusyError, StoreError, StoreFullError, one_line

Classify = Callable[[BaseException], StoreError | None]

_MEND = "try again; if it stays so, restore the store from a backup"

# What Python itself raises where a value fits no column: text that no encoding takes, a number or a year too large.
_VALUE_ERRORS = (UnicodeError, OverflowError)


@contextmanager
def mapped(subject: str, classify: Classify, drivers: tuple[type[Exception], ...]) -> Iterator[None]:
    """Turn the errors of SQLAlchemy and of the database's driver into `StoreError`.

    Args:
        subject: the database as a person knows it, without its password.
        classify: knows the driver's errors that have a kind and a mend of their own.
        drivers: the driver's own classes of errors.
    """
    try:
        yield
    except PoolTimeoutError as error:
        raise busy(subject) from error
    except DBAPIError as error:
        cause = error.orig or error
        raise classify(cause) or other(subject, cause) from error
    except drivers as error:
        raise classify(error) or other(subject, error) from error
    except SQLAlchemyError as error:
        raise other(subject, error) from error
    except _VALUE_ERRORS as error:
        raise StoreError(subject, f"a value cannot be stored: {error}") from error
    except OSError as error:
        raise of_system(subject, error) from error


def busy(subject: str) -> StoreBusyError:
    """Say that another process or thread kept the database for too long."""
    return StoreBusyError(
        subject,
        "it was locked by another buzzfeed for too long",
        "try again; if it stays so, look for a command that hangs, or raise store.busy_timeout",
        retryable=True,
    )


def full(subject: str) -> StoreFullError:
    """Say that there is no room left."""
    return StoreFullError(
        subject, "no room is left for it", "free some room on its disk, or raise its quota", retryable=True
    )


def other(subject: str, error: BaseException, hint: str = _MEND) -> StoreError:
    """Say what the driver said, in its first line."""
    said = one_line(str(error).strip().partition("\n")[0]) or type(error).__name__
    return StoreError(subject, said, hint)


def of_system(subject: str, error: OSError) -> StoreError:
    """Say what the system said of a file or a folder."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return full(subject)
    return StoreError(
        subject, error.strerror or str(error), "check that its folder exists and that buzzfeed may write there"
    )


def has_room(folder: str) -> bool:
    """Return whether the disk under a folder has room for another page, as far as can be seen."""
    try:
        stat = os.statvfs(folder)
    except OSError:
        return True
    return stat.f_bavail * stat.f_frsize > 1 << 20


def code_of(error: BaseException, *names: str) -> Any:
    """Return the first attribute of an error that is set, among ``names``."""
    return next((value for name in names if (value := getattr(error, name, None)) is not None), None)
