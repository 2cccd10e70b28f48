"""The reconciliation of the methods: line by line from one to the next, and to the bridge's closing.

Grain: a line, in the order in which a person reads it. kind: opening and closing (`amount` is ARR), line (a step from
the method `leads_from` to `leads_to`), method (a result). On a line nrr and grr are what it does to the rate (fractions
of the base), on a method the rate itself. `amount` is gains − losses, in the currency.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from data.warehouse import Warehouse
from queries.access import WHOLE, answers
from queries.dimensions import build_info
from queries.methods import METHODS, Months, Sums, in_currency, monthly, product, rates_of, year
from queries.scope import Scope

COLUMNS = ("kind", "line", "leads_from", "leads_to", "amount", "losses", "gains", "nrr", "grr")
MONEY = ["amount", "losses", "gains"]
Row = dict[str, Any]


@answers(WHOLE)
def reconciliation(warehouse: Warehouse, scope: Scope) -> pd.DataFrame:
    """The lines. Opening and every line with an amount that leads to point-to-point, summed, all_customer and closing
    add up to the closing, to the minor unit; the lines between two methods add up to the difference of their rates.

    Lines: churn, contraction, expansion (as they stand at the end); paper (counted as kept); within_year (lost in some
    month and made up for by a rise in another: equal amounts); outside (moves of units that were not in the base);
    absent (moves of units that were not there, or not inside the filters, on their month's opening day, which no
    monthly rate sees); denominators (over each month's opening instead of the base); compounding (product instead of
    sum); new, reactivation (first ARR of units that joined), transfer_in, transfer_out (through filters on labels).
    Rates are null where a method's are. Raises UnknownFilter.
    """
    sums, paper = year(warehouse, scope)
    frame = pd.DataFrame([dict.fromkeys(COLUMNS) | row for row in _rows(sums, paper)])
    frame[MONEY] = in_currency(frame[MONEY], build_info(warehouse).minor)
    frame[["nrr", "grr"]] = frame[["nrr", "grr"]].astype(float)
    return frame


def _rows(sums: Sums, paper: tuple[int, int]) -> Iterator[Row]:
    whole, gross = paper
    rates = {method: rates_of(sums, paper, method)[:2] for method in METHODS}
    regained = sums["base_loss"] - sums["churn"] - sums["contraction"]
    step = _Step(sums["base"])
    yield {"kind": "opening", "line": "opening", "amount": sums["base"]}
    yield step("opening", "point_to_point", "churn", losses=sums["churn"])
    yield step("opening", "point_to_point", "contraction", losses=sums["contraction"])
    yield step("opening", "point_to_point", "expansion", gains=sums["expansion"])
    yield _method("point_to_point", rates)
    yield step("point_to_point", "point_to_point_paper", "paper", losses=-gross, gains=whole - gross)
    yield _method("point_to_point_paper", rates)
    yield step("point_to_point", "summed", "within_year", losses=regained, gains=sums["base_gain"] - sums["expansion"])
    yield _method("summed", rates)
    losses, gains = monthly(sums)
    absent = (sums["base_loss"] + sums["other_loss"] - losses, sums["base_gain"] + sums["other_gain"] - gains)
    yield step("summed", "all_customer", "absent", losses=-absent[0], gains=-absent[1])
    yield step("summed", "all_customer", "outside", losses=sums["other_loss"], gains=sums["other_gain"])
    yield _method("all_customer", rates)
    yield from _to_compounded(sums)
    yield _method("compounded", rates)
    back, left = absent[1] - absent[0] + sums["again"], sums["left"] + sums["transfer_out"]
    for line, amount in (("new", sums["new"]), ("reactivation", sums["reactivation"]), ("back", back),
                         ("transfer_in", sums["transfer_in"]), ("transfer_out", -left)):
        yield {"kind": "line", "line": line, "leads_from": "all_customer", "leads_to": "closing", "amount": amount}
    yield {"kind": "closing", "line": "closing", "amount": sums["closing"]}


class _Step:
    """Makes a line over one base."""

    def __init__(self, base: int) -> None:
        self.base = base

    def __call__(self, leads_from: str, leads_to: str, line: str, losses: int = 0, gains: int = 0) -> Row:
        return {
            "kind": "line", "line": line, "leads_from": leads_from, "leads_to": leads_to, "amount": gains - losses,
            "losses": losses, "gains": gains, "nrr": self._share(gains - losses), "grr": self._share(-losses),
        }

    def _share(self, amount: int) -> float | None:
        return amount / self.base if self.base else None


def _method(method: str, rates: dict[str, tuple[float | None, float | None]]) -> Row:
    return {"kind": "method", "line": method, "nrr": rates[method][0], "grr": rates[method][1]}


def _to_compounded(sums: Sums) -> Iterator[Row]:
    """From the months' moves over one base to the product of twelve rates over their own openings."""
    (losses, gains), rates, base = monthly(sums), Months.of(sums), sums["base"]
    for line, net, gross in (
        ("denominators", _apart(rates.net, gains - losses, base), _apart(rates.gross, -losses, base)),
        ("compounding", _beyond(rates.net), _beyond(rates.gross)),
    ):
        yield {"kind": "line", "line": line, "leads_from": "all_customer", "leads_to": "compounded", "nrr": net,
               "grr": gross}


def _apart(rates: tuple[float, ...] | None, amount: int, base: int) -> float | None:
    return sum(rates) - amount / base if rates is not None and base else None


def _beyond(rates: tuple[float, ...] | None) -> float | None:
    return product(rates) - 1 - sum(rates) if rates is not None else None
