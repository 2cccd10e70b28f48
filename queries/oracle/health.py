"""The health score of every active customer on a Sunday, the bands of a scope on any day, and how they moved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Set
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property
from typing import Any

from queries.oracle import health_events as events
from queries.oracle.arr import Line, arr
from queries.oracle.cohorts import first_active_day, first_day_of
from queries.oracle.company import Company, Unit
from queries.oracle.health_model import Version, band, in_force, one_decimal, points, total, within
from queries.oracle.health_usage import Reports, Used, against_median
from queries.oracle.labels import Row, Tables

ACTIVITY = ("pulse", "ticket", "touch", "survey", "onboarding", "outcome", "invoice", "health_score")
Optional = Fraction | None


@dataclass(frozen=True)
class Assumed:
    """What holds for the whole company: which features count, how many weeks "lately" is, whether lines have seats."""

    features: tuple[str, ...]
    weeks: int = 4
    has_seats: bool = True
    sources: frozenset[str] = frozenset((*ACTIVITY, "usage_week"))


@dataclass(frozen=True)
class Health:
    """One customer on one Sunday. `exact`: its score before rounding where it is computed."""

    arr: int
    score: Optional
    exact: Optional
    given: Optional
    band: str
    version: Version
    known: Fraction
    points: dict[str, Optional]
    measures: dict[str, Optional]
    features: dict[str, Optional]
    used: Used
    seats: int | None
    days: dict[str, date | None]
    pulse: Row | None



class Scores:
    """The scores of one company, Sunday by Sunday."""

    def __init__(self, tables: Tables, company: Company, versions: list[Version], assumed: Assumed) -> None:
        self.tables, self.company, self.versions, self.assumed = tables, company, versions, assumed
        self.reports = Reports(tables, company.survivors, assumed.features, assumed.weeks)
        self.weeks: dict[date, dict[str, Health]] = {}
        self.rows: dict[str, dict[str, list[Row]]] = {name: defaultdict(list) for name in ACTIVITY}
        for name in ACTIVITY:
            for row in tables.get(name, ()):
                if row["customer_id"] in company.survivors:
                    self.rows[name][company.survivors[row["customer_id"]]].append(row)

    @cached_property
    def units(self) -> dict[str, Unit]:
        return {unit.bearer: unit for unit in self.company.units("customer", ())}

    @cached_property
    def lines(self) -> dict[str, list[tuple[Row, Line]]]:
        """Each customer's lines, beside the rows that they were read from."""
        found: dict[str, list[tuple[Row, Line]]] = defaultdict(list)
        for row, line in zip(self.tables.get("subscription", ()), self.company.lines, strict=True):
            found[line.customer].append((row, line))
        return found

    @cached_property
    def firsts(self) -> dict[str, date | None]:
        """Each customer's first active day."""
        return {name: first_active_day(unit.kept) for name, unit in self.units.items()}

    @cached_property
    def beginning(self) -> date | None:
        """The first day of the whole company's lines."""
        return first_day_of(self.company)

    def label(self, customer: str, key: str, day: date) -> Any:
        """The label on a day; none where the company has no such attribute."""
        known = key in self.company.labels.customers[customer] or (customer, key) in self.company.labels.history
        return self.company.labels.on(customer, key, day) if known else None

    def seats(self, customer: str, day: date) -> int | None:
        """The seats of lines with ARR, of the product with the most; none without any. Use has no seats."""
        by_product: dict[str, int] = defaultdict(int)
        for row, line in self.lines[customer]:
            if line.kind == "paid" and arr([line], day) > 0:
                by_product[line.product] += row.get("seats") or 0
        return max(by_product.values(), default=0) or None

    def settling(self, customer: str, version: Version, day: date) -> bool:
        """Is the customer still getting started, so that its use is not judged? Not who came in the first 31 days."""
        first, beginning = self.firsts[customer], self.beginning
        assert first is not None
        assert beginning is not None
        young = day < first + timedelta(weeks=version.get("settle_weeks", 6))
        return young and first >= beginning + timedelta(days=31)

    def on(self, sunday: date) -> dict[str, Health]:
        """Every active customer's health on a Sunday."""
        if sunday not in self.weeks:
            self.weeks[sunday] = self._on(sunday)
        return self.weeks[sunday]

    def of(self, sunday: date, who: Set[str]) -> dict[str, Health]:
        """Some customers' health on a Sunday, which is not kept: the active ones of them."""
        return self.weeks[sunday] if sunday in self.weeks else self._on(sunday, who)

    def _on(self, sunday: date, who: Set[str] | None = None) -> dict[str, Health]:
        version = in_force(self.versions, sunday)
        amounts = {name: unit.arr(sunday) for name, unit in self.units.items()}
        active = [name for name, amount in amounts.items() if amount > 0]
        segments = {name: self.label(name, "segment", sunday) for name in active}
        seats = {name: self.seats(name, sunday) for name in active}
        used = {name: self.reports.of(name, sunday, seats[name], not self.assumed.has_seats,
                                      self.settling(name, version, sunday)) for name in active}
        depth = against_median({name: used[name].measures["usage_depth"] for name in active}, segments)
        ratios = {feature: against_median({name: used[name].per_seat[feature] for name in active}, segments)
                  for feature in self.assumed.features}
        found = {}
        for name in (name for name in active if who is None or name in who):
            features = {feature: points(version, "features", segments[name], ratios[feature][name])
                        for feature in self.assumed.features}
            found[name] = self._one(name, sunday, version, segments[name], amounts[name], seats[name], used[name],
                                    depth[name], features)
        return found

    def _one(self, name: str, sunday: date, version: Version, segment: str | None, amount: int, seats: int | None,
             used: Used, depth: Optional, features: dict[str, Optional]) -> Health:
        measures = self._measures(name, sunday, version) | used.measures
        known = [value for value in features.values() if value is not None]
        measures["features"] = sum(known, Fraction(0)) / len(known) if known else None
        found = {key: points(version, key, segment, depth if key == "usage_depth" else measure)
                 for key, measure in measures.items()}
        found["features"] = measures["features"]
        share, exact = total(version, found)
        given = events.given_score(self.rows["health_score"][name], sunday, version.get("given_days", 92))
        score = one_decimal(given if given is not None and version.get("use_given", True) else exact)
        return Health(amount, score, exact, given, band(version, score), version, share, found, measures, features,
                      used, seats, self._days(name, sunday), events.latest_pulse(self.rows["pulse"][name], sunday))

    def _measures(self, name: str, sunday: date, version: Version) -> dict[str, Optional]:
        rows = {table: self.rows[table][name] for table in ACTIVITY}
        first, model = self.firsts[name], self.label(name, "touch_model", sunday)
        assert first is not None
        found = {
            "support": events.support(rows["ticket"], sunday), "survey": events.survey(rows["survey"], sunday),
            "pulse": events.pulse(rows["pulse"], sunday), "onboarding": events.onboarding(rows["onboarding"], sunday),
            "outcomes": events.outcomes(rows["outcome"], sunday), "payment": events.payment(rows["invoice"], sunday),
            "contact": events.contact(rows["touch"], sunday, model, version.get("rhythm", {}),
                                      max(first, self.begun["touch"]))}
        absent = {"support": "ticket", "contact": "touch"}
        return found | {key: None for key, table in absent.items() if not self.heard(table, sunday)}

    @cached_property
    def begun(self) -> dict[str, date]:
        """The day of each source's first row; the beginning of time where it has none."""
        opened = [day for rows in self.rows["ticket"].values() for row in rows
                  if (day := events.local(row["opened_at"]))]
        touched = [row["occurred_on"] for rows in self.rows["touch"].values() for row in rows]
        return {"ticket": min(opened, default=date.min), "touch": min(touched, default=date.min)}

    def heard(self, table: str, sunday: date) -> bool:
        """Whether a silence in this source says anything on a Sunday."""
        return table in self.assumed.sources and sunday >= self.begun[table]

    def _days(self, name: str, sunday: date) -> dict[str, date | None]:
        opened = [events.local(row["opened_at"]) for row in self.rows["ticket"][name]]
        touches = self.rows["touch"][name]
        return {"ticket": max((day for day in opened if day and day <= sunday), default=None),
                "twoway": events.last_touch(touches, sunday, True), "touch": events.last_touch(touches, sunday, False)}

    def silent(self, name: str, sunday: date) -> bool | None:
        """Use down by 30 % or more, no ticket and no two-way contact in 60 days; unknown without tables or trend."""
        one = self.on(sunday)[name]
        trend = one.measures["usage_trend"]
        if trend is None or not all(self.heard(table, sunday) for table in ("ticket", "touch")):
            return None
        spoke = any(within(one.days[key], sunday, 60) for key in ("ticket", "twoway"))
        return trend <= Fraction(-3, 10) and not spoke
