"""Published ways to count twelve months of retention, beside each other and reconciled to one bridge.

point_to_point: ours. point_to_point_paper: with units in renewal paperwork counted as kept. summed: the monthly moves
of the base over its ARR. compounded: the product of twelve monthly rates, each over that month's opening units.
all_customer: the monthly moves of every month's opening units over the old base: seen elsewhere, misleads.
Definitions: docs/definitions.md, "Other published methods".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from data.warehouse import Warehouse
from queries import tables
from queries.access import WHOLE, answers
from queries.dimensions import build_info, check, dimensions
from queries.facts import facts
from queries.methods_paths import MONTHS, anniversaries, statement
from queries.runner import run
from queries.scope import Scope

METHODS = ("point_to_point", "point_to_point_paper", "summed", "compounded", "all_customer")
EMPTY_BASE, EMPTY_MONTH = "empty_base", "empty_month"
MOVED = ("base_loss", "base_gain", "other_loss", "other_gain", "new", "reactivation", "again", "transfer_in",
         "transfer_out")
OPENED = ("open", "units", "loss", "gain")
Sums = dict[str, int]


@dataclass(frozen=True)
class Months:
    """Twelve monthly rates of the units that open each month: net and gross, null where one opens with none."""

    net: tuple[float, ...] | None
    gross: tuple[float, ...] | None

    @classmethod
    def of(cls, sums: Sums) -> Months:
        opened = [sums[f"open_{j}"] for j in range(1, MONTHS + 1)]
        if not all(opened):
            return cls(None, None)
        lost = [sums[f"loss_{j}"] / opening for j, opening in enumerate(opened, 1)]
        won = [sums[f"gain_{j}"] / opening for j, opening in enumerate(opened, 1)]
        return cls(tuple(g - f for g, f in zip(won, lost, strict=True)), tuple(-f for f in lost))


@answers(WHOLE)
def methods(warehouse: Warehouse, scope: Scope) -> pd.DataFrame:
    """One row a method, in the order of METHODS.

    Columns: method, nrr, grr (fractions; null with a `reason`: empty_base, or empty_month where a month opened with no
    active unit), arr_base and logos_base (ARR and units of the population on d0, or of the first month's opening),
    arr_last and logos_last (of the last month's opening; the same as the base's for the others), outside (units that
    count without being in the base), losses and gains (currency). attrs: start, end, months (the thirteen dates).
    Raises UnknownFilter.
    """
    sums, paper = year(warehouse, scope)
    minor, rows = build_info(warehouse).minor, [_row(sums, paper, method) for method in METHODS]
    frame = pd.DataFrame(rows)
    money = ["arr_base", "arr_last", "losses", "gains"]
    frame[money] = in_currency(frame[money], minor)
    frame.attrs = {"start": tables.year_before(scope.as_of), "end": scope.as_of, "months": anniversaries(scope.as_of)}
    return frame


def in_currency(amounts: pd.DataFrame, minor: int) -> pd.DataFrame:
    """Minor units as the currency's whole ones; a currency without minor units stays whole. Null stays null."""
    if minor != 1:
        return amounts.astype(float) / minor
    return amounts.apply(_whole) if amounts.isna().any(axis=None) else amounts.astype("int64")


def _whole(amounts: pd.Series) -> pd.Series:
    """Whole numbers beside nulls: as objects, since a float would show a fraction."""
    known = [None if pd.isna(amount) else int(amount) for amount in amounts]
    return pd.Series(known, index=amounts.index, dtype=object)


@answers(WHOLE)
def year(warehouse: Warehouse, scope: Scope) -> tuple[Sums, tuple[int, int]]:
    """The year's sums in minor units, and what is in paperwork: its ARR, and that capped at the base's.

    Of the year: base, units, churn, contraction, expansion, left, closing, others; of the base's months base_loss,
    base_gain; of others' months other_loss, other_gain, new, reactivation, again, transfer_in, transfer_out; per month
    open_1 … 12, units_j, loss_j, gain_j.
    """
    check(scope, dimensions(warehouse))
    found = run(warehouse, statement(scope)).set_index("month").reindex(range(MONTHS + 1), fill_value=0)
    rows = found.map(int).to_dict("index")
    whole, months = rows[0], [rows[j] for j in range(1, MONTHS + 1)]
    sums = {"base": whole["open"], "units": whole["units"], "churn": whole["churn"], "expansion": whole["gain"],
            "contraction": whole["loss"] - whole["churn"],
            **{name: whole[name] for name in ("left", "closing", "others")},
            **{name: sum(month[name] for month in months) for name in MOVED},
            **{f"{name}_{j}": month[name] for j, month in enumerate(months, 1) for name in OPENED}}
    base = facts(warehouse, scope, (scope.as_of,))
    return sums, (int(base.paper_arr.sum()), int(base.paper_gross.sum()))


def _row(sums: Sums, paper: tuple[int, int], method: str) -> dict[str, Any]:
    losses, gains = _moved(sums, paper, method)
    nrr, grr, reason = rates_of(sums, paper, method)
    by_month = method == "compounded"
    outside = sums["others"] if method in ("compounded", "all_customer") else 0
    return {
        "method": method, "nrr": nrr, "grr": grr, "arr_base": sums["open_1" if by_month else "base"],
        "logos_base": sums["units_1" if by_month else "units"],
        "arr_last": sums[f"open_{MONTHS}" if by_month else "base"],
        "logos_last": sums[f"units_{MONTHS}" if by_month else "units"],
        "outside": outside, "losses": losses, "gains": gains, "reason": reason,
    }


def _moved(sums: Sums, paper: tuple[int, int], method: str) -> tuple[int, int]:
    """What a method counts as lost and as gained."""
    whole, gross = paper
    lost = sums["churn"] + sums["contraction"]
    moved = {
        "point_to_point": (lost, sums["expansion"]),
        "point_to_point_paper": (lost - gross, sums["expansion"] + whole - gross),
        "summed": (sums["base_loss"], sums["base_gain"]),
        "compounded": monthly(sums), "all_customer": monthly(sums),
    }
    return moved[method]


def monthly(sums: Sums) -> tuple[int, int]:
    """Losses and gains of each month's opening units, added up over the year."""
    months = range(1, MONTHS + 1)
    return sum(sums[f"loss_{j}"] for j in months), sum(sums[f"gain_{j}"] for j in months)


def rates_of(sums: Sums, paper: tuple[int, int], method: str) -> tuple[float | None, float | None, str | None]:
    """NRR and GRR of a method, or null and why."""
    return _compounded(sums) if method == "compounded" else _over_base(sums["base"], *_moved(sums, paper, method))


def _over_base(base: int, losses: int, gains: int) -> tuple[float | None, float | None, str | None]:
    if not base:
        return None, None, EMPTY_BASE
    return (base - losses + gains) / base, (base - losses) / base, None


def _compounded(sums: Sums) -> tuple[float | None, float | None, str | None]:
    rates = Months.of(sums)
    if rates.net is None or rates.gross is None:
        return None, None, EMPTY_MONTH if sums["base"] else EMPTY_BASE
    return product(rates.net), product(rates.gross), None


def product(rates: tuple[float, ...]) -> float:
    """(1 + r1) · (1 + r2) · …"""
    made = 1.0
    for rate in rates:
        made *= 1 + rate
    return made
