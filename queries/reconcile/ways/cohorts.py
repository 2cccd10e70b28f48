"""cohorts and survival: every cell at its members' own anniversaries; Kaplan-Meier one unit at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from queries import cohorts, survival
from queries.oracle import cohorts as second
from queries.oracle import survival as naive
from queries.reconcile.asked import Asked, Way
from queries.reconcile.pair import Kind, Pair
from queries.reconcile.ways.common import in_currency, keyed, label, pairs

CELL: dict[str, Kind] = {"members": "exact", "active": "exact", "base": "exact", "arr": "exact", "kept": "exact",
                         "nrr": "double", "grr": "double", "logo_retention": "double"}
TOTAL: dict[str, Kind] = {**CELL, "base": "double", "arr": "double", "kept": "double"}
"""The total adds amounts that are in units of the currency already: doubles."""
CURVE: dict[str, Kind] = {"at_risk": "exact", "events": "exact", "survival": "double", "low": "double",
                          "high": "double"}


def of_cohorts(asked: Asked) -> Iterator[Pair]:
    """Cohorts by quarter and year, cell by cell; their total; who is left out."""
    for period in ("quarter", "year"):
        rows, left_out = second.cohorts(asked.company, asked.as_of, "customer", asked.where, period)
        found = cohorts.cohorts(asked.warehouse, asked.scope, period)
        said = asked.said(period=period)
        ours = keyed(found.assign(cohort=[str(each)[:10] for each in found.cohort]), "cohort", "age")
        theirs = {(str(row["cohort"]), row["age"]): in_currency(asked, row, ("base", "arr", "kept")) for row in rows}
        yield from pairs("cohorts", said, ours, theirs, CELL, of="cell")
        whole = {row["age"]: in_currency(asked, row, ("base", "arr", "kept")) for row in second.total(rows)}
        yield from pairs("cohorts", said, keyed(cohorts.total(found), "age"), whole, TOTAL, of="age")
        yield Pair("cohorts.left_out", said, found.attrs["left_out"], left_out, "exact")


def of_survival(asked: Asked) -> Iterator[Pair]:
    """The curve, one per label, the older and newer halves with their test."""
    day, where = asked.as_of, asked.where
    whole = survival.curves(asked.warehouse, asked.scope)
    yield from pairs("survival", asked.said(), keyed(whole, "age"), _aged(naive.curve(asked.company, day, where=where)),
                     CURVE, of="age")
    stays, left_out = naive.stays(asked.company, day, where=where)
    yield Pair("survival.units", asked.said(), whole.attrs["units"], len(stays), "exact")
    yield Pair("survival.left_out", asked.said(), whole.attrs["left_out"], left_out, "exact")
    for by in asked.splits:
        found = survival.curves(asked.warehouse, asked.scope, by)
        ours = {label(name): rows for name, rows in found.groupby(by, dropna=False)}
        theirs = naive.curves(asked.company, day, by, where=where)
        for name in dict.fromkeys([*ours, *theirs]):
            mine = keyed(ours[name], "age") if name in ours else {}
            yield from pairs("survival", asked.said({by: name}), mine, _aged(theirs.get(name, [])), CURVE, of="age")
    yield from _halves(asked, stays)


def _aged(rows: Any) -> dict[Any, Any]:
    return {row["age"]: row for row in rows}


def _halves(asked: Asked, stays: Any) -> Iterator[Pair]:
    cut = survival.default_cut(asked.build, asked.as_of)
    older, newer = (naive.estimate(naive.counts(side)) for side in naive.sides(stays, cut))
    if not older or not newer:
        return
    found = survival.verdict(asked.warehouse, asked.scope, cut)
    test, said = naive.log_rank(newer, older), asked.said(cut=cut)
    new, old = (next((row["survival"] for row in rows if row["age"] == 12), None) for rows in (newer, older))
    apart = None if new is None or old is None else new - old
    yield Pair("survival.difference", said, found.difference, apart)
    yield Pair("survival.chi2", said, found.chi2, test.chi2)
    yield Pair("survival.logrank", said, found.p, test.p)


COHORTS = Way("cohorts", "each unit's ARR at its own monthly anniversaries, cohort by cohort", of_cohorts)
SURVIVAL = Way("survival", "Kaplan-Meier and log-rank by hand over each unit's stay, in exact fractions", of_survival)
