"""Charts as shapes: what a template draws as SVG, on a field of 1000 by 100 that is stretched to the room there is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 1000, 100


@dataclass(frozen=True, slots=True)
class Chart:
    """A band between two lines, or bars. ``top`` is the value of the field's upper edge."""

    top: int
    band: str = ""
    upper: str = ""
    lower: str = ""
    bars: tuple[tuple[float, float, float, float], ...] = ()


def band(values: Sequence[tuple[int, int] | None]) -> Chart:
    """Return the chart of ranges, one for each day; ``None`` where a day is not known, and the band is broken there."""
    top = nice(max((high for pair in values if pair for high in pair), default=0))
    step = WIDTH / max(1, len(values) - 1)
    areas, uppers, lowers = [], [], []
    for first, run in _runs(values):
        # A single day is as wide as one: otherwise nobody would see it.
        pairs = run if len(run) > 1 else [run[0], run[0]]
        at = [min(WIDTH, (first + number) * step) if len(run) > 1 else first * step for number in range(len(pairs))]
        if len(run) == 1:
            at = [max(0.0, at[0] - step / 3), min(float(WIDTH), at[0] + step / 3)]
            if len(values) == 1:
                at = [0.0, float(WIDTH)]
        upper = [(x, _y(high, top)) for x, (_, high) in zip(at, pairs, strict=True)]
        lower = [(x, _y(low, top)) for x, (low, _) in zip(at, pairs, strict=True)]
        areas.append(_path([*upper, *reversed(lower)]) + "Z")
        uppers.append(_path(upper))
        lowers.append(_path(lower))
    return Chart(top, "".join(areas), "".join(uppers), "".join(lowers))


def bars(values: Sequence[int | None]) -> Chart:
    """Return the chart of one number for each day."""
    top = nice(max((value or 0 for value in values), default=0))
    step = WIDTH / max(1, len(values))
    shapes = []
    for number, value in enumerate(values):
        if value:
            y = _y(value, top)
            shapes.append((round(number * step + step * 0.1, 2), y, round(step * 0.8, 2), round(HEIGHT - y, 2)))
    return Chart(top, bars=tuple(shapes))


def nice(value: int) -> int:
    """Return the next number that reads well on an axis: 1, 2 or 5, and noughts."""
    scale = 1
    while True:
        for step in (1, 2, 5):
            if step * scale >= value:
                return step * scale
        scale *= 10


def _runs(values: Sequence[tuple[int, int] | None]) -> list[tuple[int, list[tuple[int, int]]]]:
    runs: list[tuple[int, list[tuple[int, int]]]] = []
    before = None
    for number, pair in enumerate(values):
        if pair is not None:
            if before is None:
                runs.append((number, []))
            runs[-1][1].append(pair)
        before = pair
    return runs


def _y(value: int, top: int) -> float:
    return round(HEIGHT - value / top * HEIGHT, 2)


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:.2f} {y:.2f}" for x, y in points)
