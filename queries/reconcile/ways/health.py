"""health: every active customer's score on the last Sunday, component by component; the bands by every label."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil
from typing import Any

from data.health import reading
from data.rhythm import rhythm
from queries import features, health
from queries.oracle.days import week_end
from queries.oracle.health import ACTIVITY, Assumed, Scores
from queries.oracle.health_bands import bands
from queries.oracle.health_model import BANDS, read_versions
from queries.reconcile.asked import Asked, Way
from queries.reconcile.pair import Pair, amount
from queries.reconcile.ways.common import label

WEEKS = 4
HALF = 0.05
"""Scores are shown to one decimal: doubles may fall on the other side of a tie."""


def scores(asked: Asked) -> Scores:
    """The oracle's scores, with what the build found out about the sources: features, weeks, seats.
    Use is judged beside all others'. Errors: NeedsAll.
    """
    asked.needs_all()
    known = asked.asked_once
    if "scores" not in known:
        tables = asked.tables
        days = sorted({row["week_on"] for row in tables.get("usage_week", ())})
        weeks = max(WEEKS, ceil((rhythm(days).longest or 7) / 7)) if days else WEEKS
        seats = any(row.get("seats") for row in tables["subscription"])
        given = frozenset(name for name in (*ACTIVITY, "usage_week") if name in tables)
        assumed = Assumed(tuple(features.names(asked.warehouse)), weeks, seats, given)
        known["scores"] = Scores(tables, asked.company, read_versions(reading.path()), assumed)
    made: Scores = known["scores"]
    return made


def pairs(asked: Asked) -> Iterator[Pair]:
    """Scores of customers one by one, then the bands of the company and of every label, customers and ARR."""
    if week_end(asked.as_of) not in health.known_weeks(asked.warehouse):
        return
    truth = scores(asked)
    listed = health.members(asked.warehouse, asked.scope, None, None, limit=None)
    mine = {row["account_id"]: row for row in listed.to_dict("records") if label(row["band_to"]) != "gone"}
    for name, one in truth.on(week_end(asked.as_of)).items():
        if name in mine and one.exact is not None and one.given is None:
            near = abs(float(mine[name]["score"] or 0) - float(one.exact)) <= HALF + 1e-9
            yield Pair("health.score", asked.said(account=name), mine[name]["score"],
                       mine[name]["score"] if near else one.exact)
    for by in (None, *asked.splits):
        yield from _banded(asked, truth, by)


def _banded(asked: Asked, truth: Scores, by: str | None) -> Iterator[Pair]:
    found = health.bands(asked.warehouse, asked.scope, by)
    mine = {(label(row[by]) if by else None, row["band"]): row for row in found.to_dict("records")}
    wanted = bands(truth, asked.as_of, "customer", asked.where, by)
    for cell in dict.fromkeys([*(cell for cell, _ in mine), *wanted]):
        said, held = asked.said({by: cell} if by else {}), wanted.get(cell, {})
        for band in BANDS:
            row: dict[Any, Any] = mine.get((cell, band), {"customers": 0, "arr": 0})
            customers, arr = held.get(band, (0, 0))
            yield Pair("health.band", f"{said} band={band}", row["customers"], customers, "exact")
            yield Pair("health.band_arr", f"{said} band={band}", row["arr"], amount(arr, asked.digits), "exact")
        every = sum(count for count, _ in held.values())
        ours = sum(mine.get((cell, band), {"customers": 0})["customers"] for band in BANDS)
        if every and ours:
            red = mine.get((cell, "red"), {"customers": 0})["customers"]
            yield Pair("health.red_share", said, red / ours, held["red"][0] / every)


WAY = Way("health", "each component of each customer's score, from the rows known that Sunday and the model", pairs)
