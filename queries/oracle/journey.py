"""The stages of the journey in plain Python, a customer and a Sunday at a time, from the written rules and the rows.

The rules are read from the TOML file by a reader of its own; every fact is looked up in the contract's rows. None is
unknown, and what is unknown is never met.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any

from queries.oracle.arr import round_half_even, runs_on, usage_arr, usage_groups
from queries.oracle.cohorts import first_day_of
from queries.oracle.health import Scores
from queries.oracle.labels import Row
from queries.oracle.renewals import Renewals

Rule = tuple[str, list[str], list[str]]
LONG = timedelta(days=182)


def read_rules(file: Path) -> list[Rule]:
    """Stage, what must hold, of what one must: in the file's order."""
    found = tomllib.loads(file.read_text(encoding="utf-8"))["stage"]
    return [(each["key"], each.get("all", []), each.get("any", [])) for each in found]


class Facts:
    """What was known of the customers of one company. `due`: the table that says when renewals fall due."""

    def __init__(self, scores: Scores, due: str, ahead: int) -> None:
        self.scores, self.company, self.tables = scores, scores.company, scores.tables
        self.due, self.ahead = due, timedelta(days=ahead)
        self.renewals = Renewals({"renewal": [], **self.tables})
        self.own: dict[str, dict[str, list[Row]]] = {name: defaultdict(list) for name in ("contract", "renewal")}
        for name, found in self.own.items():
            for row in self.tables.get(name, ()):
                if row["customer_id"] in self.company.survivors:
                    found[self.company.survivors[row["customer_id"]]].append(row)

    def of(self, fact: str, name: str, day: date) -> Any:
        """True, False or a number; None where nobody could tell."""
        if fact.startswith("health_"):
            return self.health(fact.removeprefix("health_"), name, day)
        health = {"pulse": "pulse", "use_change": "usage_trend", "breadth_share": "usage_breadth"}
        if fact in health:
            return self.scores.on(day)[name].measures[health[fact]]
        return getattr(self, fact)(name, day)

    def health(self, word: str, name: str, day: date) -> Any:
        one = self.scores.on(day)[name]
        if word == "score":
            return one.score
        return None if one.band == "unknown" else one.band == word

    def days_since_first(self, name: str, day: date) -> int | None:
        """Since the first day; of who was there on the data's first day since it signed, if that is known."""
        first, edge = self.scores.firsts[name], first_day_of(self.company)
        assert first is not None
        assert edge is not None
        if first > edge:
            return (day - first).days
        signed = self.company.labels.customers[name].get("signed_on")
        return None if signed is None else (day - min(signed, first)).days

    def arr_growth(self, name: str, day: date) -> Fraction | None:
        unit = self.scores.units[name]
        then = unit.arr(day - timedelta(days=91))
        return Fraction(unit.arr(day), then) - 1 if then else None

    def cancelled(self, name: str, day: date) -> bool:
        """Every line in force was cancelled by then; what is paid by use cannot be."""
        held, dates = self.scores.units[name].kept, []
        for row, line in self.scores.lines[name]:
            if line.kind == "paid" and runs_on(line, day) and round_half_even(line.yearly):
                dates.append(row.get("cancelled_on"))
        used = any(usage_arr(group, day) for group in usage_groups(held))
        return bool(dates) and not used and all(each is not None and each <= day for each in dates)

    def renewal_due(self, name: str, day: date) -> int | None:
        dues = list(self._dues(name, day))
        return (min(dues) - day).days if dues else None

    def _dues(self, name: str, day: date) -> Iterator[date]:
        if self.due == "contract":
            for row in self.own["contract"][name]:
                end = row.get("term_end")
                if end and end - self.ahead <= day <= end:
                    yield end
        for row in self.own["renewal"][name] if self.due == "renewal" else ():
            near = row["due_on"] - self.ahead <= day <= row["due_on"] + LONG
            if near and self.renewals.known(row, day).outcome == "open":
                yield row["due_on"]

    def onboarding_basic(self, name: str, day: date) -> bool | None:
        return self._step(name, day, "basic_done_on")

    def first_value(self, name: str, day: date) -> bool | None:
        return self._step(name, day, "first_value_on")

    def _step(self, name: str, day: date, column: str) -> bool | None:
        """Of the first onboarding, from its start on."""
        rows = sorted(self.scores.rows["onboarding"][name], key=lambda row: (row["started_on"], row["onboarding_id"]))
        if not rows or rows[0]["started_on"] > day:
            return None
        return rows[0][column] is not None and rows[0][column] <= day

    def outcome_reached(self, name: str, day: date) -> bool | None:
        """From the first agreement on; of whom one was reached on an unknown day nobody can tell."""
        rows = self.scores.rows["outcome"][name]
        undated = any(row["status"] == "reached" and row["reviewed_on"] is None for row in rows)
        if not rows or undated or min(row["agreed_on"] for row in rows) > day:
            return None
        return any(row["status"] == "reached" and row["reviewed_on"] <= day for row in rows)

    @cached_property
    def invoiced(self) -> date:
        """The day from which on anybody owed anything."""
        days: list[date] = [row["due_on"] for own in self.scores.rows["invoice"].values() for row in own]
        return min(days)

    def late_invoice(self, name: str, day: date) -> bool | None:
        """Unpaid after its due date on one of the last 90 days; of who was sent one, once the record is old enough."""
        rows = self.scores.rows["invoice"][name]
        first = self.scores.firsts[name]
        assert first is not None
        if not rows or day < (first if first >= self.invoiced else self.invoiced + timedelta(days=90)):
            return None
        return any(row["due_on"] < day and (row["paid_on"] is None or row["paid_on"] + timedelta(days=89) > day)
                   for row in rows if row["paid_on"] is None or row["paid_on"] > row["due_on"] + timedelta(days=1))


def met(facts: Facts, written: str, name: str, day: date) -> bool:
    """Whether a condition as the file writes it is known to be met."""
    match written.split():
        case ["not", fact]:
            return facts.of(fact, name, day) is False
        case [fact]:
            return facts.of(fact, name, day) is True
        case [fact, sign, border]:
            value = facts.of(fact, name, day)
            return value is not None and _compared(Fraction(value), sign, Fraction(border))
    raise ValueError(written)


def _compared(value: Fraction, sign: str, border: Fraction) -> bool:
    return {"<": value < border, "<=": value <= border, ">": value > border, ">=": value >= border}[sign]


def stage_of(facts: Facts, rules: list[Rule], name: str, day: date) -> str:
    """The stage of a customer with ARR on a Sunday: the first whose rule holds."""
    for stage, every, some in rules:
        if stage != "left" and all(met(facts, each, name, day) for each in every) and (
                not some or any(met(facts, each, name, day) for each in some)):
            return stage
    raise ValueError("the rules take not everybody")
