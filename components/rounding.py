"""Rounding that still adds up: what a reader adds from the page is what the page says. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence


def adding_up(parts: Sequence[float], digits: int, total: float | None = None) -> list[float]:
    """Each part rounded to `digits`, so that their sum is the rounded sum: none is moved by a whole last digit or more.

    `total`: an already rounded sum to meet instead, at most a few last digits away.

    Largest remainders: where plain rounding misses the sum, the parts nearest to the other side give way. Unknown
    parts leave all of them as they are.
    """
    if not all(math.isfinite(part) for part in parts):
        return list(parts)
    scale = 10**digits
    exact = [part * scale for part in parts]
    steps = [math.floor(part + 0.5) for part in exact]
    wanted = math.floor(sum(exact) + 0.5) if total is None else round(total * scale)
    missing = wanted - sum(steps)
    sign = 1 if missing > 0 else -1
    for index in sorted(range(len(parts)), key=lambda at: sign * (steps[at] - exact[at]))[: abs(missing)]:
        steps[index] += sign
    return [step / scale for step in steps]
