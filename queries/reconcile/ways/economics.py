"""economics: what a customer is worth and costs, by every label; what cohorts and increments of revenue have left."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Any

from data.economics import reading
from queries import economics, economics_cohorts, economics_increment
from queries.oracle import cohorts
from queries.oracle import economics as second
from queries.oracle.economics import Question
from queries.reconcile.asked import Asked, Way
from queries.reconcile.pair import Pair, amount, exact
from queries.reconcile.ways.common import keyed

AMOUNTS = ("ltv", "cac", "arpa", "month_ltv")
RATES = ("payback_months", "renewals_until_profit", "ltv_to_cac", "gross_margin", "logo_churn")

NOTHING: dict[str, Fraction | None] = dict.fromkeys((*AMOUNTS, *RATES))


def pairs(asked: Asked) -> Iterator[Pair]:
    """Nothing under filters on lines: customers are won, not lines."""
    if asked.scope.line_filters:
        return
    asked.needs_all()
    assumed = reading.read(reading.path()).assumptions
    margin, cac = (None if value is None else exact(value) for value in (assumed.gross_margin, assumed.cac))
    ask = Question(asked.tables, asked.company, asked.where, asked.as_of, margin,
                   None if cac is None else cac * 10**asked.digits, assumed.renewal_months)
    for by in (None, *asked.splits):
        ours = keyed(economics.economics(asked.warehouse, asked.scope, assumed, by), *([by] if by else []))
        theirs = second.figures(ask, by)
        for label in dict.fromkeys([*ours, *theirs]):
            said = asked.said({by: label} if by else {})
            yield from _row(asked, ours.get(label, {}), theirs.get(label, NOTHING), said)
    left = second.increments(ask)
    for row in economics_increment.increment(asked.warehouse, asked.scope, assumed).to_dict("records"):
        yield Pair("economics.increment_profit", asked.said(part=row["part"]), row["profit"],
                   _amount(left[row["part"]], asked))
    yield from _cohorts(asked, ask, assumed)


def _amount(value: Fraction | None, asked: Asked) -> Fraction | None:
    return amount(value, asked.digits)


def _row(asked: Asked, mine: dict[Any, Any], row: dict[str, Fraction | None], said: str) -> Iterator[Pair]:
    for key in AMOUNTS:
        yield Pair(f"economics.{key}", said, mine.get(key), _amount(row[key], asked))
    for key in RATES:
        yield Pair(f"economics.{key}", said, mine.get(key), row[key])


def _cohorts(asked: Asked, ask: Question, assumed: reading.Assumptions) -> Iterator[Pair]:
    """Every cohort at every age: the margin of the months lived through, less what winning it cost."""
    ours = keyed(economics_cohorts.curves(asked.warehouse, asked.scope, assumed), "cohort", "age")
    margin = second.figures(ask)[None]["gross_margin"]
    paid: dict[date, Fraction | None] = {}
    lived = defaultdict[date, int](int)
    for row in cohorts.cohorts(asked.company, asked.as_of, "customer", asked.where)[0]:
        cohort, members = row["cohort"], row["members"]
        if cohort not in paid:
            paid[cohort] = second.won(ask, cohort, "quarter", members)
        cac = paid[cohort]
        profit = None if margin is None or cac is None else lived[cohort] * margin / 12 / members - cac
        yield Pair("economics.cohort_profit", asked.said(cohort=cohort, age=row["age"]),
                   ours.pop((cohort, row["age"]), {}).get("profit"), _amount(profit, asked))
        lived[cohort] += row["arr"]
    for cohort, age in ours:
        yield Pair("economics.cohort_profit", asked.said(cohort=cohort, age=age), 1, 0, "exact")


WAY = Way("economics", "each customer's ARR on twelve month ends, each cost row by row, then one division", pairs)
