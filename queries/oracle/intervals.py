"""95 % intervals: Wilson for counts, the delta method for ratios of sums."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import sqrt

Z = 1.96


def wilson(kept: int, base: int, z: float = Z) -> tuple[float, float] | tuple[None, None]:
    """Wilson's interval for kept out of base; nothing without a base."""
    if base == 0:
        return None, None
    share, squared = kept / base, z * z
    centre = (share + squared / (2 * base)) / (1 + squared / base)
    half = z * sqrt(share * (1 - share) / base + squared / (4 * base * base)) / (1 + squared / base)
    return max(0.0, centre - half), min(1.0, centre + half)


def half_width(pairs: Sequence[tuple[int, int]]) -> float | None:
    """1.96 standard errors of Σn/Σb over (n, b) per unit; None for fewer than two units."""
    units = len(pairs)
    if units < 2:
        return None
    base = sum(b for _, b in pairs)
    rate = Fraction(sum(n for n, _ in pairs), base)
    spread = sum(((n - rate * b) ** 2 for n, b in pairs), Fraction(0))
    return Z * sqrt(Fraction(units, units - 1) * spread / base**2)


def delta(pairs: Sequence[tuple[int, int]], cap: float | None = None) -> tuple[float, float] | tuple[None, None]:
    """The rate of (n, b) per unit ± 1.96 standard errors, floor 0, at most `cap`."""
    half = half_width(pairs)
    if half is None:
        return None, None
    rate = sum(n for n, _ in pairs) / sum(b for _, b in pairs)
    high = rate + half
    return max(0.0, rate - half), high if cap is None else min(cap, high)
