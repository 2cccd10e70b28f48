"""Names of a few dots at the edge of a plot's corner, each joined to its dot by a thin line. Pure; all in pixels."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import permutations

Box = tuple[float, float, float, float]
"""Left, right, lowest, highest."""
Point = tuple[float, float]
PAD, LINE = 5, 22
"""Beside a name, and the height of its line."""
_STEPS = 20
_DEAR = 10
"""A line through a name costs as much as so many dots covered."""


def fits(wide: float, room: Box) -> bool:
    """Whether a name is no wider than the corner."""
    return wide <= room[1] - room[0] - 2 * PAD


def arranged(points: Sequence[Point], wide: Sequence[float], room: Box, left: bool,
             spots: Sequence[Box]) -> Sequence[Box]:
    """A place for each name in a line of its own at the corner's `left` or right edge: covering the fewest dots, no
    name's line through another name, the lines short. `points`: the named dots; `spots`: what all dots take.
    """
    lowest = [room[2] + LINE * at for at in range(int((room[3] - room[2]) / LINE))]
    tried = ([_box(width, room, left, low) for width, low in zip(wide, order, strict=True)]
             for order in permutations(lowest, len(points)))
    return min(tried, key=lambda boxes: _cost(points, boxes, left, spots))


def _cost(points: Sequence[Point], boxes: Sequence[Box], left: bool, spots: Sequence[Box]) -> float:
    covered = sum(_touch(box, spot) for box in boxes for spot in spots)
    ways = [leader(point, box, left) for point, box in zip(points, boxes, strict=True)]
    through = sum(_through(way, box) for at, way in enumerate(ways) for place, box in enumerate(boxes) if place != at)
    return covered + _DEAR * through + sum(math.dist(*way) for way in ways) / 1000


def _box(wide: float, room: Box, left: bool, low: float) -> Box:
    start = room[0] + PAD if left else room[1] - PAD - wide
    return start, start + wide, low, low + LINE


def leader(point: Point, box: Box, left: bool) -> tuple[Point, Point]:
    """From the name's nearest edge to its dot: from its inner end, or from above or below where the dot is there."""
    x, y = point
    inner = box[1] + 2 * PAD if left else box[0] - 2 * PAD
    if (x > inner) if left else (x < inner):
        return (inner, (box[2] + box[3]) / 2), point
    return (x, box[3] if y > box[3] else box[2]), point


def _through(way: tuple[Point, Point], box: Box) -> bool:
    (x0, y0), (x1, y1) = way
    steps = ((x0 + (x1 - x0) * at / _STEPS, y0 + (y1 - y0) * at / _STEPS) for at in range(_STEPS + 1))
    return any(box[0] < x < box[1] and box[2] < y < box[3] for x, y in steps)


def _touch(one: Box, other: Box) -> bool:
    return one[0] < other[1] and other[0] < one[1] and one[2] < other[3] and other[2] < one[3]
