"""What a run is held against: one point more, money spent elsewhere, another NRR. Pure."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from queries.whatif_run import SHIFTED, Base, Levers, quarterly, table


def worth(start: Base, levers: Levers, years: int, key: str = "grr", by: float = 0.01) -> pd.DataFrame:
    """What one point more of a rate is worth, all else as it is. Grain: year.

    Columns: year, arr (more ARR at its end), revenue (more, all years up to it together), profit (likewise; null
    without costs). Null where no part can gain the point: its GRR is at its end.
    """
    plain, more = table(start, levers, years), table(start, levers.more(key, by), years)
    gained = pd.DataFrame({"year": plain.year, "arr": more["arr"] - plain["arr"],
                           "revenue": (more.revenue - plain.revenue).cumsum(),
                           "profit": (more.profit - plain.profit).cumsum()}).iloc[1:]
    if not (gained["arr"].abs() > 0).any():
        gained[["arr", "revenue", "profit"]] = float("nan")
    return gained.reset_index(drop=True)


def break_even(start: Base, levers: Levers, years: int) -> tuple[float | None, float]:
    """The ARR that the installed base must bring, per unit of new ARR given up, for ARR to be the same after so many
    years; and the new ARR given up. Null where nothing is given up.
    """
    plain = table(start, Levers(levers.changes), years)["arr"].iloc[-1]
    none, one = (table(start, Levers(levers.changes, True, won), years)["arr"].iloc[-1] for won in (0.0, 1.0))
    given_up = _given_up(start, levers)
    return (None if one <= none or not given_up else float((plain - none) / (one - none))), given_up


def _given_up(start: Base, levers: Levers) -> float:
    return float(sum(quarterly(part, levers)[2] for part in start.parts) * SHIFTED)


def compounding(start: Base, levers: Levers, years: int, steps: Iterable[float]) -> pd.DataFrame:
    """Retention against growth: the same run with another NRR, new ARR as it is. Grain: step × year.

    step: by how much NRR differs (0.05: five points more of expansion, or less of both where there is none). Columns:
    step, year, nrr, arr, installed (of it from today's customers), growth (a year, from today).
    """
    made = []
    for step in steps:
        run = table(start, _moved(start, levers, step), years)
        today = float(run["arr"].iloc[0])
        growth = [(float(arr) / today) ** (1 / year) - 1 if year and today > 0 else None
                  for arr, year in zip(run["arr"], run.year, strict=True)]
        made.append(run[["year", "nrr", "arr", "installed"]].assign(step=step, growth=growth))
    return pd.concat(made, ignore_index=True)[["step", "year", "nrr", "arr", "installed", "growth"]]


def _moved(start: Base, levers: Levers, step: float) -> Levers:
    """NRR moved by a step: through expansion, and what it cannot give through GRR."""
    low = min(part.expansion + levers.of("expansion", part.name) for part in start.parts)
    through = max(step, -low)
    moved = levers.more("expansion", through)
    return moved.more("grr", step - through) if step < through else moved




def average(start: Base) -> float | None:
    """What a unit of money brought in the installed base last year, per unit of what it brought in new customers: both
    in ARR, both averages, neither what the next unit would bring. Null without costs, or where either bought nothing.
    """
    costs = start.costs
    expansion = sum(part.expansion * part.opening for part in start.parts)
    if costs.per_new is None or costs.cs is None or start.revenue is None or costs.cs * start.revenue <= 0:
        return None
    return expansion / (costs.cs * start.revenue) * costs.per_new
