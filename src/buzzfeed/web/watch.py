"""The thread that opens the store, follows its generation, and notices when the parent process is gone."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Callable

import structlog

from buzzfeed.config import Config
from buzzfeed.errors import StoreError, StoreVersionError
from buzzfeed.store import open_inbox, open_window
from buzzfeed.web.state import State

log = structlog.get_logger("buzzfeed.web")

POLL = 0.15
"""Seconds between two looks at the generation: an edition is served within a quarter of a second."""


class Watcher(threading.Thread):
    """Keeps a `State` at the store's present generation, until stopped or until there is no reason to go on."""

    def __init__(self, config: Config, state: State, end: Callable[[], None]) -> None:
        """Call ``end`` where the process should end: the parent is gone, or the store can never be read.

        ``looked`` is set after the first look at the store, whether there was one or not; ``error`` says why the store
        can never be read.
        """
        super().__init__(name="watch-store", daemon=True)
        self._config = config
        self.state = state
        self._end = end
        self._halt = threading.Event()
        self._parent = multiprocessing.parent_process()
        self._failing = False
        self.looked = threading.Event()
        self.error: StoreError | None = None

    def stop(self) -> None:
        """Ask the thread to end; whoever waits for its first look waits no longer."""
        self._halt.set()
        self.looked.set()

    def run(self) -> None:
        """Look, wait, look again."""
        while not self._halt.wait(POLL if self.state.store is not None or self._failing else 0.01):
            if self._parent is not None and not self._parent.is_alive():
                self._end()
                return
            try:
                self._look()
            except StoreVersionError as error:
                self.error = error
                self._end()
                self.looked.set()
                return
            except StoreError as error:
                self._trouble(error)
            self.looked.set()

    def _look(self) -> None:
        url, patience = self._config.store_url, self._config.store.busy_timeout
        if self.state.store is None:
            store = open_window(url, busy_timeout=patience)
            self.state.attach(store)
        else:
            self.state.refresh()
        if self.state.inbox is None:
            self.state.inbox = open_inbox(url, busy_timeout=patience)
        if self._failing:
            self._failing = False
            log.info("the store can be read")

    def _trouble(self, error: StoreError) -> None:
        """Say once that the store cannot be read; that there is none yet is how every first start begins."""
        if not self._failing and self.state.store is not None:
            log.error("cannot read the store", subject=error.subject, cause=error.cause, mend=error.hint)
        self._failing = True
