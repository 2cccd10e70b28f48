"""projection: cohorts' years as they were seen, and carried on by what makes them most likely."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from queries import projection
from queries.cohorts import Period
from queries.oracle import cohorts
from queries.oracle import projection as second
from queries.reconcile.asked import Asked, Way
from queries.reconcile.pair import Pair
from queries.reconcile.ways.common import keyed

PERIODS: tuple[Period, ...] = ("quarter", "year")


def pairs(asked: Asked) -> Iterator[Pair]:
    """Years seen and to come; that the fit is the most likely one; what a year ago expected. Bands are drawn by lot."""
    every = [*_yearly(asked, "month").values()]
    best = second.most_likely(every) if every else None
    for period in PERIODS:
        found, said = projection.projection(asked.warehouse, asked.scope, period), asked.said(period=period)
        told = found.attrs
        yield Pair("projection.share", f"{said} reason", told["reason"], second.reason(every), "text")
        alpha, beta = told["alpha"], told["beta"]
        if alpha is not None:
            # As a root: at the top the parameters are known to the root of what the likelihoods differ by.
            yield Pair("projection.fit", said, second.likelihood(alpha, beta, every), best, "root")
        counts = {cohort: alive for cohort, alive in _yearly(asked, period).items() if alive[0] >= second.FEW}
        wanted = {(str(cohort), year): share for cohort, alive in counts.items()
                  for year, share in _years(alive, alpha, beta).items()}
        mine = keyed(found.assign(cohort=[str(each)[:10] for each in found.cohort]), "cohort", "year")
        for key in dict.fromkeys([*mine, *wanted]):
            yield Pair("projection.share", f"{said} cell={key}", mine.get(key, {}).get("share"), wanted.get(key))
    older = [alive for alive in every if len(alive) > second.LEAST]
    if told["held_members"] is not None:
        yield Pair("projection.share", asked.said(of="a year ago"), told["held_actual"],
                   sum(alive[-1] for alive in older), "exact")
        yield Pair("projection.share", asked.said(of="members a year ago"), told["held_members"],
                   sum(alive[-2] for alive in older), "exact")


def _yearly(asked: Asked, period: Period) -> dict[date, list[int]]:
    known = asked.asked_once.setdefault("yearly", {})
    if period not in known:
        rows, _ = cohorts.cohorts(asked.company, asked.as_of, "customer", asked.where, period)
        known[period] = second.yearly(rows)
    made: dict[date, list[int]] = known[period]
    return made


def _years(alive: list[int], alpha: float | None, beta: float | None) -> dict[int, float]:
    seen = {year: alive[year] / alive[0] for year in range(1, min(len(alive), second.YEARS + 1))}
    return seen if alpha is None or beta is None else {**seen, **second.carried(alive, alpha, beta)}


WAY = Way("projection", "each cohort's years counted unit by unit, the published recursion, a search of its maximum",
          pairs)
