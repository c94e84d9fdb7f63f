"""Charts as plain shapes in a box of 640 × 220 units; a template draws them as SVG.

Each chart stands beside the table of its figures, which is what a screen reader is given.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 640.0, 220.0
LEFT, RIGHT, TOP, BOTTOM = 44.0, 8.0, 12.0, 30.0
MOST_LABELS = 14


@dataclass(frozen=True, slots=True)
class Rect:
    """A bar, or a part of one; `kind` gives it its colour."""

    x: float
    y: float
    width: float
    height: float
    kind: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A word at an axis."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class BarChart:
    """Stacked bars, one for each column."""

    title: str
    kinds: Sequence[tuple[str, str]]
    """Kind and its word, for the legend, lowest part first."""
    columns: Sequence[tuple[str, Mapping[str, int]]]
    """What the table shows."""
    rects: Sequence[Rect]
    x_ticks: Sequence[Tick]
    y_ticks: Sequence[Tick]


@dataclass(frozen=True, slots=True)
class Whisker:
    """One share with its interval; `middle` is None where nothing was counted."""

    x: float
    low: float
    high: float
    middle: float | None


@dataclass(frozen=True, slots=True)
class IntervalChart:
    """Shares with their intervals over time, in per cent."""

    title: str
    whiskers: Sequence[Whisker]
    line: Sequence[tuple[float, float]]
    x_ticks: Sequence[Tick]
    y_ticks: Sequence[Tick]


def stacked_bars(
    title: str,
    columns: Sequence[tuple[str, Mapping[str, int]]],
    kinds: Sequence[tuple[str, str]],
) -> BarChart:
    """Lay columns out as stacked bars; the axis begins at 0 and ends at a round number."""
    top = round_up(max((sum(parts.values()) for _, parts in columns), default=0))
    step = (WIDTH - LEFT - RIGHT) / max(1, len(columns))
    bar = min(34.0, step * 0.72)
    rects: list[Rect] = []
    for number, (_, parts) in enumerate(columns):
        below = 0
        for kind, _word in kinds:
            units = parts.get(kind, 0)
            if units:
                low, high = _y(below, top), _y(below + units, top)
                x = LEFT + step * (number + 0.5) - bar / 2
                rects.append(Rect(_tenth(x), high, _tenth(bar), _tenth(low - high), kind))
            below += units
    labels = [label for label, _ in columns]
    return BarChart(title, kinds, columns, rects, _x_ticks(labels, step), _y_ticks(0, top, ""))


def interval_chart(
    title: str, points: Sequence[tuple[str, tuple[float, float] | None, float | None]]
) -> IntervalChart:
    """Lay shares out over time, each with its interval.

    Args:
        points: Label, interval and share; None where nothing was counted. Shares from 0 to 1.
    """
    lows = [interval[0] for _, interval, _ in points if interval]
    floor_percent = math.floor(min(lows, default=0.0) * 10) * 10
    step = (WIDTH - LEFT - RIGHT) / max(1, len(points))
    whiskers = []
    for number, (_, interval, share) in enumerate(points):
        if interval is None or share is None:
            continue
        x = _tenth(LEFT + step * (number + 0.5))
        low, high, middle = (
            _y(100 * value - floor_percent, 100 - floor_percent) for value in (*interval, share)
        )
        whiskers.append(Whisker(x, low, high, middle))
    return IntervalChart(
        title,
        whiskers,
        [(one.x, one.middle) for one in whiskers if one.middle is not None],
        _x_ticks([label for label, _, _ in points], step),
        _y_ticks(floor_percent, 100, " %"),
    )


def round_up(most: int) -> int:
    """Return the least of 4, 8, 12, 20, 40, 60 and so on that holds a number: four even steps."""
    size = 1
    while True:
        for lead in (4, 8, 12, 20):
            if most <= lead * size:
                return lead * size
        size *= 10


def _y(value: float, top: float) -> float:
    return _tenth(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / top)


def _x_ticks(labels: Sequence[str], step: float) -> list[Tick]:
    every = max(1, math.ceil(len(labels) / MOST_LABELS))
    return [
        Tick(_tenth(LEFT + step * (number + 0.5)), label)
        for number, label in enumerate(labels)
        if number % every == 0
    ]


def _y_ticks(low: int, high: int, unit: str) -> list[Tick]:
    steps = 4 if (high - low) % 4 == 0 else 5
    return [
        Tick(_y((high - low) * n / steps, high - low), f"{low + (high - low) * n // steps}{unit}")
        for n in range(steps + 1)
    ]


def _tenth(value: float) -> float:
    return round(value, 1)
