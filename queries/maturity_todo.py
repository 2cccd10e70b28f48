"""What is missing from the next level, as a list to work from: the largest holes first. Over the cells."""

from __future__ import annotations

from typing import Any

import pandas as pd

from data.maturity.model import kind
from queries.maturity_levels import LEAST_COUNTED

TODO = ("rank", "function", "capability", "claimed", "evidenced", "next_level", "measure", "value", "threshold",
        "least", "n", "gap", "short", "points", "assessor", "contradicted", "few")


def todo(cells: pd.DataFrame, conditions: pd.DataFrame, expected: int | None = None) -> pd.DataFrame:
    """Grain: cell with a next level, of one quarter; the condition of it that is missing most.

    points = gap × short. gap: by how many levels the claim, else the level that fits the phase, lies above the
    evidence, at least 1. short: which part of the condition is missing (0 to 1). What rests on fewer than ten (`few`)
    comes last, else contradicted cells first, then the most points; what nobody can tell is left out: a table that is
    missing is no task of the function.
    """
    open_ = conditions[conditions.met == False]  # noqa: E712  # null is neither
    left = dict(iter(open_.groupby(["function", "capability", "level"])))
    made = [row for each in cells.itertuples()
            if (row := _task(each, left.get((each.function, each.capability, each.next_level)), expected)) is not None]
    made.sort(key=lambda row: (row["few"], not row["contradicted"], -row["points"], row["function"], row["capability"]))
    for place, row in enumerate(made, start=1):
        row["rank"] = place
    return pd.DataFrame(made, columns=list(TODO))


def _task(cell: Any, left: pd.DataFrame | None, expected: int | None) -> dict[str, Any] | None:
    if pd.isna(cell.evidenced) or left is None:
        return None
    most = left.sort_values("short", ascending=False, kind="stable").iloc[0]
    wanted = [int(level) for level in (cell.claimed, expected) if level is not None and pd.notna(level)]
    gap = max([level - int(cell.evidenced) for level in wanted] + [1])
    return {"function": cell.function, "capability": cell.capability, "claimed": cell.claimed,
            "evidenced": int(cell.evidenced), "next_level": int(cell.next_level), "measure": most.measure,
            "value": float(most["value"]), "threshold": float(most.threshold), "least": bool(most.least),
            "n": int(most.n), "gap": gap, "short": float(most.short), "points": gap * float(most.short),
            "assessor": cell.assessor, "contradicted": bool(cell.contradicted), "few": few(most.measure, int(most.n))}


def few(measure: str, n: int) -> bool:
    """Whether a figure is over fewer than ten and so for reference only; a count of things is what it is."""
    return kind(measure.partition("@")[0]) != "count" and n < LEAST_COUNTED
