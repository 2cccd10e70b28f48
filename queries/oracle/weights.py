"""Other weights for the score: learned on the earlier landmarks, tried on the last ones, case by case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from queries.oracle.compared import slopes
from queries.oracle.health_model import Version, one_decimal
from queries.oracle.proof import FEW, Case, auc

LEAST, FLAT, HAIR = Fraction(1, 10), 1e-9, Fraction(1, 10 ** 9)
FEATURE = "feature:"
Values = dict[str, Any]


@dataclass(frozen=True)
class Learned:
    """Per component: weight proposed (null where none are), slope (null: not judged), share of cases that know it."""

    weights: dict[str, float | None]
    slopes: dict[str, float | None]
    known: dict[str, Fraction]


@dataclass(frozen=True)
class Tried:
    """On the last landmarks, where both sets of weights give a score."""

    cases: int
    left: int
    present: Fraction | None
    proposed: Fraction | None


def split(days: Sequence[date], after: int) -> tuple[list[date], list[date]]:
    """The last third of the landmarks, and of the others those of which all was over before."""
    tried = list(days[len(days) - (len(days) + 2) // 3:])
    return [day for day in days if tried and day < tried[0] and day + timedelta(days=after) <= tried[0]], tried


def values(case: Case, keys: Sequence[str]) -> Values:
    """What each component came to on the landmark."""
    return {key: case.one.features.get(key.removeprefix(FEATURE)) if key.startswith(FEATURE) else case.one.points.get(
        key) for key in keys}


def learned(cases: Sequence[Case], present: dict[str, Fraction]) -> Learned | None:
    """None with under ten who left or who stayed."""
    left = [case.left for case in cases]
    if min(sum(left), len(left) - sum(left)) < FEW:
        return None
    rows = [values(case, list(present)) for case in cases]
    known = {key: [row[key] for row in rows if row[key] is not None] for key in present}
    mean = {key: sum(found, Fraction(0)) / len(found) if found else Fraction(0) for key, found in known.items()}
    judged = [key for key, found in known.items() if len(found) >= LEAST * len(rows) and _varies(found, mean[key])]
    filled = [[float((mean[key] if row[key] is None else row[key]) / 100) for key in judged] for row in rows]
    steep: dict[str, float | None] = dict.fromkeys(present)
    if judged:
        steep.update(zip(judged, slopes(filled, left), strict=True))
    shares = {key: Fraction(len(found), len(rows)) for key, found in known.items()}
    return Learned(shared(present, steep), steep, shares)


def _varies(found: Sequence[Fraction], mean: Fraction) -> bool:
    return any(abs(each - mean) > FLAT for each in found)


def shared(present: dict[str, Fraction], steep: dict[str, float | None]) -> dict[str, float | None]:
    """What the judged ones weigh together, shared by how far each speaks for staying; who is not judged keeps its own.
    Null where nothing speaks for staying.
    """
    speaks = {key: max(0.0, -slope) for key, slope in steep.items() if slope is not None}
    whole, together = sum(speaks.values()), float(sum(present[key] for key in speaks))
    if not whole:
        return dict.fromkeys(present)
    return {key: speaks[key] * together / whole if key in speaks else float(weight) for key, weight in present.items()}


def scored(row: Values, weights: dict[str, Any], version: Version) -> Fraction | None:
    """The score under weights, to one decimal; none with too little weight known."""
    known = {key: Fraction(weight) for key, weight in weights.items() if row[key] is not None}
    whole, told = (sum(map(Fraction, each.values()), Fraction(0)) for each in (weights, known))
    if not told or told < (Fraction(version.get("least_known", Fraction(1, 2))) - HAIR) * whole:
        return None
    return one_decimal(sum((weight * row[key] for key, weight in known.items()), Fraction(0)) / told)


def tried(cases: Sequence[Case], present: dict[str, Fraction], weights: dict[str, Any], version: Version) -> Tried:
    """AUC of both sets of weights, null under ten who left or who stayed."""
    both, scores = [], dict[tuple[str, date], tuple[Any, Any]]()
    for case in cases:
        row = values(case, list(present))
        now, then = scored(row, present, version), scored(row, weights, version)
        if now is not None and then is not None:
            both.append(case)
            scores[case.who, case.day] = now, then
    return Tried(len(both), sum(case.left for case in both), auc(both, lambda case: scores[case.who, case.day][0]),
                 auc(both, lambda case: scores[case.who, case.day][1]))
