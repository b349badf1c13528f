"""One pass that kills itself at a named point: ``crashing.py CONFIG POINT NTH``; with ``-`` as the point it does not.

A point is ``before:NAME`` or ``after:NAME`` of a step that writes, or ``statement:WORD``: just before the NTH SQL
statement that begins with WORD, inside its transaction. It prints ``begun`` and ``ended``, so that whoever kills it at
a moment of its own choosing sees where that landed.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

from buzzfeed.config import load
from buzzfeed.daemon import access, once
from buzzfeed.notify import Dispatcher


def main(config: str, point: str, nth: int) -> None:
    """Run one pass, and die at the point."""
    place, _, name = point.partition(":")
    fuse = Fuse(nth)
    if place == "statement":
        event.listen(Engine, "before_cursor_execute", lambda *args: fuse.burn() if args[2].startswith(name) else None)
    elif name == "drain":
        Dispatcher.drain = wrapped(Dispatcher.drain, place, fuse)  # type: ignore[method-assign]
    elif name:
        opened = access.open_store

        def open_store(*args: Any, **kwargs: Any) -> Any:
            store = opened(*args, **kwargs)
            setattr(store, name, wrapped(getattr(store, name), place, fuse))
            return store

        access.open_store = open_store
    loaded = load(Path(config))
    print("begun", flush=True)
    once.run_once(loaded)
    print("ended", flush=True)


class Fuse:
    """Kills this process the nth time that it burns."""

    def __init__(self, length: int) -> None:
        """Be ``length`` burns long."""
        self._left = length

    def burn(self) -> None:
        """Burn once."""
        self._left -= 1
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


def wrapped(step: Callable[..., Any], place: str, fuse: Fuse) -> Callable[..., Any]:
    """Return ``step`` with the fuse before or after it."""

    def run(*args: Any, **kwargs: Any) -> Any:
        if place == "before":
            fuse.burn()
        result = step(*args, **kwargs)
        if place == "after":
            fuse.burn()
        return result

    return run


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
