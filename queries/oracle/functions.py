"""The functions' measures, one customer and one row at a time, from the contract's rows as they were known on a day.

Each answer is (numerator, denominator), or (value,) for a median; null where there is nothing it is over.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property
from statistics import median
from typing import Any

from queries.oracle.arr import active_until, arr, round_half_even, runs_on, usage_arr, usage_groups
from queries.oracle.company import Company, Where
from queries.oracle.days import base_day, week_end
from queries.oracle.intervals import wilson
from queries.oracle.labels import Row, Tables, newest_begun
from queries.oracle.newest import local

Answer = tuple[float | None, ...] | None


@dataclass(frozen=True)
class Asked:
    """A company asked on a day, under filters."""

    tables: Tables
    company: Company
    where: Where
    day: date
    memo: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)
    """What was sorted out before, by a name."""

    @cached_property
    def active(self) -> set[str]:
        """The survivors with ARR on the day, inside the filters."""
        return {unit.bearer for unit in self.company.units("customer", self.where)
                if unit.arr(self.day) > 0 and self.company.passes(unit, self.where, self.day)}

    @cached_property
    def bought(self) -> set[str]:
        """The survivors that were ever active by the day, inside the filters by their label on it."""
        return {unit.bearer for unit in self.company.units("customer", self.where)
                if active_until(unit.kept + unit.dropped, self.day) and active_until(unit.kept, self.day)
                and self.company.passes(unit, self.where, self.day)}

    def rows(self, table: str, among: set[str]) -> Iterator[Row]:
        """Rows of these survivors and of what was merged into them."""
        given = self.tables.get(table, [])
        for who in sorted(among) if given else ():
            yield from self.company.own(given, who)

    def in_last(self, day: date | None, days: int, until: int = 0) -> bool:
        """Whether a day lies in the last `days` days up to `until` days before the day."""
        return day is not None and 0 <= (self.day - timedelta(days=until) - day).days < days

    def by(self, day: date | None) -> bool:
        """Whether it had come by the day."""
        return day is not None and day <= self.day

    def deals(self, days: int = 365, until: int = 0) -> list[Row]:
        """New deals that were won in those days."""
        return [row for row in self.rows("opportunity", self.bought)
                if row["kind"] == "new" and row["won"] and self.in_last(row["closed_on"], days, until)]


def share(rows: list[bool]) -> Answer:
    return (sum(rows), len(rows)) if rows else None


def middle(values: list[float]) -> Answer:
    return (median(values),) if values else None


def feedback_shipped(asked: Asked) -> Answer:
    return share([asked.by(row["shipped_on"]) for row in asked.rows("feedback", asked.active)
                  if asked.in_last(row["submitted_on"], 365)])


def feedback_told(asked: Asked) -> Answer:
    return share([asked.by(row["told_on"]) for row in asked.rows("feedback", asked.active)
                  if asked.in_last(row["shipped_on"], 365)])


def referrals(asked: Asked) -> Answer:
    return share([row["referred_by"] is not None for row in asked.deals()])


def mail_reach(asked: Asked) -> Answer:
    told = [row["occurred_on"] for row in asked.rows("touch", set(asked.company.survivors.values()))
            if row["kind"] == "email" and (row["opened"] is not None or row["clicked"] is not None)]
    if not told or (asked.day - min(told)).days < 89 or not asked.active:
        return None
    seen = {asked.company.survivors[row["customer_id"]] for row in asked.rows("touch", asked.active)
            if row["kind"] == "email" and (row["opened"] or row["clicked"]) and asked.in_last(row["occurred_on"], 90)}
    return len(seen), len(asked.active)


def advocates(asked: Asked) -> Answer:
    every = [row["occurred_on"] for row in asked.tables.get("touch", ())]
    if not every or (asked.day - min(every)).days < 364 or not asked.active:
        return None
    spoke = {asked.company.survivors[row["customer_id"]] for row in asked.rows("touch", asked.active)
             if row["kind"] == "reference" and row["delivered"] is not False and asked.in_last(row["occurred_on"], 365)}
    brought = {asked.company.survivors[row["referred_by"]] for row in asked.tables.get("opportunity", ())
               if row["referred_by"] in asked.company.survivors and asked.in_last(row["created_on"], 365)}
    return len(spoke | brought & asked.active), len(asked.active)


def fit_of(asked: Asked, deal: Row) -> str | None:
    history = sorted((row for row in asked.tables.get("attribute_history", ()) if row["attribute"] == "icp_fit"
                      and row["customer_id"] == deal["customer_id"]), key=lambda row: row["from_on"])
    if history:
        return str_or_none((newest_begun(history, deal["closed_on"]) or history[0])["value"])
    return next(str_or_none(row["icp_fit"]) for row in asked.tables["customer"]
                if row["customer_id"] == deal["customer_id"])


def str_or_none(value: object) -> str | None:
    return None if value is None else str(value)


def fit_at_sale(asked: Asked) -> Answer:
    return share([fit == "good" for fit in (fit_of(asked, row) for row in asked.deals()) if fit is not None])


def discount_mean(asked: Asked) -> Answer:
    given = [row["discount"] or 0.0 for row in asked.deals()]
    return (sum(given), len(given)) if given else None


def handoff_complete(asked: Asked) -> Answer:
    return share([bool(row["handoff_complete"]) and asked.by(row["handoff_on"] or row["closed_on"])
                  for row in asked.deals(365, 30)])


def price_uplift(asked: Asked) -> Answer:
    top, bottom = Fraction(0), 0
    for row in asked.rows("renewal", asked.bought):
        settled = row["decided_on"] or row["due_on"]
        if row["status"] == "renewed" and asked.by(settled) and asked.in_last(row["due_on"], 365):
            for change, before in _prices(asked, row):
                top, bottom = top + change, bottom + before
    return (float(top), bottom) if bottom else None


def _prices(asked: Asked, renewal: Row) -> Iterator[tuple[Fraction, int]]:
    """Per product with its seats known on both sides of the due day: the price part, and the ARR before."""
    company, due = asked.company, renewal["due_on"]
    chain, who = company.chain(renewal["contract_id"]), company.survivors[renewal["customer_id"]]
    lines = [(line, row["seats"]) for line, row in zip(company.lines, asked.tables["subscription"], strict=True)
             if line.customer == who and company.chain(line.contract) == chain]
    for product in sorted({line.product for line, _ in lines}):
        own = [(line, seats) for line, seats in lines if line.product == product]
        paid = [(line, seats) for line, seats in own if line.kind == "paid" and round_half_even(line.yearly) > 0]
        used = usage_groups(line for line, _ in own)
        days = (due - timedelta(days=1), due)
        (arr0, seats0), (arr1, seats1) = (
            (sum(round_half_even(line.yearly) for line, _ in paid if runs_on(line, day)),
             sum(seats or 0 for line, seats in paid if runs_on(line, day))) for day in days)
        vague = any(not seats for line, seats in paid if any(runs_on(line, day) for day in days)) or any(
            usage_arr(group, day) for group in used for day in days)
        if arr0 > 0 and arr1 > 0 and not vague:
            yield Fraction(arr1 - arr0) - Fraction((seats1 - seats0) * arr0, seats0), arr0


def onboarding_on_time(asked: Asked) -> Answer:
    return share([row["basic_done_on"] is not None and row["basic_done_on"] <= row["target_on"]
                  for row in asked.rows("onboarding", asked.active) if asked.in_last(row["target_on"], 365)])


def ttv_days(asked: Asked) -> Answer:
    return middle([(row["first_value_on"] - row["started_on"]).days for row in asked.rows("onboarding", asked.active)
                   if asked.in_last(row["first_value_on"], 365)])


def first_value_90(asked: Asked) -> Answer:
    return share([row["first_value_on"] is not None and (row["first_value_on"] - row["started_on"]).days <= 90
                  for row in asked.rows("onboarding", asked.active) if asked.in_last(row["started_on"], 365, 90)])


def services_paid(asked: Asked) -> Answer:
    lines = {asked.company.survivors[row["customer_id"]] for row in asked.rows("subscription", asked.active)
             if row.get("kind") == "service" and row["mrr"] > 0 and asked.by(row["start_on"])
             and (row["end_on"] is None or row["end_on"] > asked.day - timedelta(days=364))}
    won = {asked.company.survivors[row["customer_id"]] for row in asked.rows("opportunity", asked.active)
           if row["kind"] == "service" and row["won"] and asked.in_last(row["closed_on"], 365)}
    return (len(lines | won), len(asked.active)) if asked.active else None


def _tickets(asked: Asked) -> list[Row]:
    return [row for row in asked.rows("ticket", asked.active) if asked.in_last(local(row["opened_at"]), 90)]


def tickets_per_customer(asked: Asked) -> Answer:
    every = [local(row["opened_at"]) for row in asked.tables.get("ticket", ())]
    if not every or (asked.day - min(every)).days < 89 or not asked.active:
        return None
    return len(_tickets(asked)), len(asked.active)


def first_response(asked: Asked) -> Answer:
    return middle([(row["first_response_at"] - row["opened_at"]).total_seconds() / 3600 for row in _tickets(asked)
                   if row["first_response_at"] is not None and asked.by(local(row["first_response_at"]))])


def csat(asked: Asked) -> Answer:
    given = [row["csat"] for row in asked.rows("ticket", asked.active) if row["csat"] is not None
             and row["closed_at"] is not None and asked.in_last(local(row["closed_at"]), 90)]
    return (sum(given), len(given)) if given else None


def severe_share(asked: Asked) -> Answer:
    return share([row["severity"] <= 2 for row in _tickets(asked)])


def used(asked: Asked, sunday: date) -> dict[str, set[str]]:
    """By survivor: the features with events in the 28 days up to a Sunday (by the Sunday that ends the week)."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in asked.tables.get("usage_week", ()):
        ends = row["week_on"] + timedelta(days=6 - row["week_on"].weekday())
        if row["events"] > 0 and 0 <= (sunday - ends).days < 28:
            found[asked.company.survivors[row["customer_id"]]].add(row["feature"])
    return found


def newcombe_low(kept1: int, n1: int, kept0: int, n0: int) -> float:
    """The lower end of Newcombe's interval of the difference of two shares."""
    (low1, _), (_, high0) = wilson(kept1, n1), wilson(kept0, n0)
    assert low1 is not None
    assert high0 is not None
    share1, share0 = kept1 / n1, kept0 / n0
    return float(share1 - share0 - ((share1 - low1) ** 2 + (high0 - share0) ** 2) ** 0.5)


def valued(asked: Asked) -> set[str]:
    """The value features, of the whole company."""
    d0 = base_day(asked.day)
    sunday, kept = week_end(d0), {}
    reported = {asked.company.survivors[row["customer_id"]] for row in asked.tables.get("usage_week", ())
                if row["week_on"] + timedelta(days=6 - row["week_on"].weekday()) <= sunday}
    for unit in asked.company.units("customer", ()):
        if arr(unit.kept, d0) > 0 and unit.bearer in reported:
            kept[unit.bearer] = arr(unit.kept, asked.day) > 0
    users = used(asked, sunday)
    found = set()
    for feature in {name for names in users.values() for name in names}:
        sides = [[stayed for who, stayed in kept.items() if (feature in users[who]) == with_it]
                 for with_it in (True, False)]
        (kept1, n1), (kept0, n0) = ((sum(side), len(side)) for side in sides)
        if min(n1, n0) >= 10 and newcombe_low(kept1, n1, kept0, n0) > 0:
            found.add(feature)
    return found


def value_features(asked: Asked, known: set[str]) -> Answer:
    """`known`: the survivors whose breadth Health knows on the day's Sunday."""
    wanted, users = valued(asked), used(asked, week_end(asked.day))
    return share([2 * len(users[who] & wanted) >= len(wanted) for who in sorted(asked.active & known)]) if wanted \
        else None


ANSWERS: dict[str, Callable[[Asked], Answer]] = {each.__name__: each for each in (
    feedback_shipped, feedback_told, referrals, mail_reach, advocates, fit_at_sale, discount_mean, handoff_complete,
    price_uplift, onboarding_on_time, ttv_days, first_value_90, services_paid, tickets_per_customer, first_response,
    csat, severe_share)}
