"""drivers: the base one customer at a time, what was known of each twelve months before, and least squares by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from fractions import Fraction
from typing import Any

from queries import driver_paths, functions, onboarding
from queries.conditions import CONDITIONS, attributes
from queries.drivers import drivers
from queries.oracle.company import Unit
from queries.oracle.compared import Compared, compared, holm
from queries.oracle.days import base_day, week_end
from queries.oracle.drivers import ANSWERS, Known, age_of, csm_record, step
from queries.reconcile.asked import Asked, Way
from queries.reconcile.pair import Pair
from queries.reconcile.ways.common import keyed, label
from queries.reconcile.ways.health import scores

HEALTHY: dict[str, tuple[str, Callable[[Fraction], bool]]] = {
    "covered": ("contact", lambda value: value <= 1), "breadth": ("usage_breadth", lambda value: 2 * value >= 1),
    "use_falling": ("usage_trend", lambda value: value <= Fraction(-3, 10))}
"""Conditions that a component's measure tells on the last Sunday."""
OF_ROWS = {**ANSWERS, "first_value": step("first_value_on")}
FACTORS = ("segment", "age", "fit")
Rows = dict[str, list[dict[str, Any]]]


class Base:
    """Who was active on d0 inside the filters, with what is settled of them, and what was known of them on a day."""

    def __init__(self, asked: Asked) -> None:
        self.asked, self.d0, self.record = asked, base_day(asked.as_of), csm_record(asked.company)
        self.units = [unit for unit in asked.company.units("customer", asked.where)
                      if unit.arr(self.d0) > 0 and asked.company.passes(unit, asked.where, self.d0)]
        self.settled = {unit.bearer: self._settled(unit) for unit in self.units}

    def on(self, unit: Unit, key: str) -> Any:
        """A label of d0, where the data have it."""
        return self.asked.company.labels.on(unit.bearer, key, self.d0) if key in self.asked.dimensions else None

    def _settled(self, unit: Unit) -> dict[str, Any]:
        fast, reached = (self.answer(key, unit.bearer, self.d0) for key in ("ttv_fast", "first_value"))
        value = "fast" if fast else "late" if reached else "none" if reached is False else None
        return {"kept": int(unit.arr(self.asked.as_of) > 0), "segment": self.on(unit, "segment"), "value": value,
                "fit": self.on(unit, "icp_fit"), "age": age_of(self.asked.company, unit.bearer, self.d0)}

    def answer(self, condition: str, who: str, day: date) -> bool | None:
        """Whether a condition was known to hold of a customer on a day; None where nobody could tell."""
        if condition not in HEALTHY:
            known = Known(self.asked.tables, self.asked.company, self.record, who, day)
            return OF_ROWS[condition](known)
        measure, holds = HEALTHY[condition]
        one = scores(self.asked).on(week_end(day)).get(who)
        value = None if one is None else one.measures[measure]
        return None if value is None else bool(holds(value))

    def judged(self, condition: str) -> list[dict[str, Any]]:
        """A row a customer that a condition judges."""
        told = [(unit.bearer, self.answer(condition, unit.bearer, self.d0)) for unit in self.units]
        return [self.settled[who] | {"x": int(holds)} for who, holds in told if holds is not None]

    def rows(self) -> Rows:
        """The same of every condition and of every attribute's value."""
        found = {key: self.judged(key) for key in CONDITIONS}
        if "partner_id" in self.asked.dimensions:
            found["partner"] = [self.settled[unit.bearer] | {"x": int(self.on(unit, "partner_id") is not None)}
                                for unit in self.units]
        for key, values in attributes(self.asked.dimensions).items():
            for value in values:
                found[f"{key}={value}"] = [self.settled[unit.bearer] | {"x": int(own == value)} for unit in self.units
                                           if (own := self.on(unit, key)) is not None]
        return {key: rows for key, rows in found.items() if rows}


def pairs(asked: Asked) -> Iterator[Pair]:
    """Every condition and attribute, the paths between them, and the parts that functions and onboarding show."""
    base = Base(asked)
    found = drivers(asked.warehouse, asked.scope)
    ours, said = keyed(found, "condition"), asked.said()
    wanted = {key: compared(rows, held(key)) for key, rows in base.rows().items()}
    yield Pair("drivers.difference", f"{said} of=base", found.attrs["base"], len(base.units), "exact")
    corrected = dict(zip(wanted, holm([one.p for one in wanted.values()]), strict=True))
    for key in dict.fromkeys([*wanted, *ours]):
        yield from _row("drivers", asked.said(condition=key), ours.get(key, {}), wanted.get(key), corrected.get(key))
    yield from _shown(asked, wanted)
    yield from _paths(asked, base)


def held(key: str) -> tuple[str, ...]:
    """What a condition is held against."""
    if key.startswith("icp_fit="):
        return FACTORS[:2]
    return (*FACTORS, "value") if key == "onboarding_deep" else FACTORS


def _row(check: str, said: str, row: Any, one: Compared | None, p: float | None) -> Iterator[Pair]:
    yield Pair(f"{check}.difference", f"{said} with", row.get("n_with"), one and one.n1, "exact")
    yield Pair(f"{check}.difference", f"{said} without", row.get("n_without"), one and one.n0, "exact")
    yield Pair(f"{check}.difference", said, row.get("difference"), one and one.difference)
    yield Pair(f"{check}.adjusted", said, row.get("adjusted"), one and one.adjusted, "root")
    yield Pair(f"{check}.p", said, row.get("p"), one and one.p, "root")
    yield Pair(f"{check}.p", f"{said} corrected", row.get("p_adjusted"), p, "root")


def _shown(asked: Asked, wanted: dict[str, Compared]) -> Iterator[Pair]:
    """The same comparisons as other pages show them."""
    for row in onboarding.endpoints(asked.warehouse, asked.scope).to_dict("records"):
        one = wanted.get(row["endpoint"])
        yield Pair("drivers.endpoint", asked.said(endpoint=row["endpoint"]), label(row["difference"]),
                   one and one.difference)
    for row in functions.parts(asked.warehouse, asked.scope).to_dict("records"):
        if row["condition"] in wanted:
            yield Pair("drivers.part", asked.said(function=row["function"]), label(row["difference"]),
                       wanted[row["condition"]].difference)


def _paths(asked: Asked, base: Base) -> Iterator[Pair]:
    """From what was known on d0 to what is known on d, among who is still there."""
    ours = keyed(driver_paths.paths(asked.warehouse, asked.scope), "activity", "sign")
    there = [unit for unit in base.units if base.settled[unit.bearer]["kept"]]
    made = {}
    for activity, sign in ours:
        told = [(unit.bearer, base.answer(activity, unit.bearer, base.d0), base.answer(sign, unit.bearer, asked.as_of))
                for unit in there]
        rows = [base.settled[who] | {"x": int(done), "kept": int(seen)} for who, done, seen in told
                if done is not None and seen is not None]
        made[activity, sign] = compared(rows, FACTORS)
    corrected = dict(zip(made, holm([one.p for one in made.values()]), strict=True))
    for path, one in made.items():
        yield from _row("drivers.path", asked.said(path=" ".join(path)), ours[path], one, corrected[path])


WAY = Way("drivers", "each customer of the base by what was known of it on d0; differences by least squares over one"
          " row a customer", pairs)
