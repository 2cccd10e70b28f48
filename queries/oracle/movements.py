"""What happened to a unit between two dates, and the figures made of it."""

from __future__ import annotations

from fractions import Fraction


def classify(before: int, after: int, active_before: bool) -> tuple[str, int] | None:
    """The movement and its size (never negative); None where nothing moved."""
    if before == after:
        return None
    if before == 0:
        return ("reactivation" if active_before else "new"), after
    if after == 0:
        return "churn", before
    return ("expansion", after - before) if after > before else ("contraction", before - after)


def quick_ratio(new: int, reactivation: int, expansion: int, lost: int) -> Fraction | None:
    """Gained over lost (contraction + churn); None when nothing was lost."""
    return Fraction(new + reactivation + expansion, lost) if lost else None


def net_churn(churn: int, contraction: int, expansion: int, opening: int) -> Fraction | None:
    """Net revenue churn over the opening ARR; None without one."""
    return Fraction(churn + contraction - expansion, opening) if opening else None


def gross_churn(churn: int, contraction: int, opening: int) -> Fraction | None:
    """Gross revenue churn over the opening ARR; None without one."""
    return Fraction(churn + contraction, opening) if opening else None


def churn_minus_acquisition(lost_logos: int, new_logos: int, opening_logos: int) -> Fraction | None:
    """Lost minus new logos, over the opening logos; None without any."""
    return Fraction(lost_logos - new_logos, opening_logos) if opening_logos else None
