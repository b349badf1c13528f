"""The way to the data: its lock, and its store."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from filelock import FileLock, Timeout

from buzzfeed.config import Config
from buzzfeed.errors import LockError, StoreError
from buzzfeed.ports import Store, Window
from buzzfeed.store import open_store, open_window

# `status` and `doctor` hold the lock for a moment, to see whether anyone does.
_PATIENCE = 1.0


@contextmanager
def locked(config: Config) -> Iterator[None]:
    """Hold the data folder's lock: there is one scheduler, and one pass at a time.

    Raises:
        LockError: another process holds it.
        StoreError: the data folder cannot be written to.
    """
    path = config.data_dir / "buzzfeed.lock"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(str(path))
        lock.acquire(timeout=_PATIENCE)
    except Timeout:
        hint = "stop the other buzzfeed first; release, reject and retract work beside it"
        raise LockError(str(config.data_dir), "another buzzfeed is at work on this data folder", hint) from None
    except OSError as error:
        raise StoreError(str(config.data_dir), error.strerror or str(error), "make the data folder writable") from error
    try:
        yield
    finally:
        lock.release()


def in_use(config: Config) -> bool:
    """Whether another buzzfeed is at work on the data folder."""
    try:
        with locked(config):
            return False
    except LockError:
        return True


@contextmanager
def opened(config: Config) -> Iterator[Store]:
    """Open the store and close it again.

    Raises:
        StoreError: it cannot be opened.
    """
    store = open_store(config.store_url, busy_timeout=config.store.busy_timeout)
    try:
        yield store
    finally:
        store.close()


@contextmanager
def viewed(config: Config) -> Iterator[Window]:
    """Open what may stand in public, and nothing besides: for whatever is put out by hand.

    Raises:
        StoreError: it cannot be opened.
    """
    with opened(config):
        pass  # the store is made, or brought to the current schema, before it is only read
    window = open_window(config.store_url, busy_timeout=config.store.busy_timeout)
    try:
        yield window
    finally:
        window.close()
