"""Whom to call: what the lists look at, as the scores that were recomputed by the company's own model have it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from queries.oracle.company import Where
from queries.oracle.days import week_end
from queries.oracle.health import Scores
from queries.oracle.health_events import latest_pulse, local
from queries.oracle.health_model import in_force
from queries.oracle.health_usage import stretch
from queries.oracle.labels import Row
from queries.oracle.lists import Found, Known

LOW = 40


@dataclass(frozen=True, eq=False)
class Called(Known):
    """A company whose use, seats and judgements are read as its scores read them."""

    scores: Scores = field(kw_only=True)

    def use(self, survivor: str, sunday: date) -> Row:
        """events (of the last weeks), users and trend; all unknown where use is not judged."""
        unknown: Row = {"events": None, "users": None, "trend": None}
        reports, unit = self.scores.reports, self.scores.units.get(survivor)
        recent = stretch(sunday, reports.weeks)
        if unit is None or not reports.seen(survivor, sunday) or not reports.reported(recent):
            return unknown
        if unit.arr(sunday) <= 0 or self.scores.settling(survivor, in_force(self.scores.versions, sunday), sunday):
            return unknown
        return {"events": reports.sum_of(survivor, recent, "events"), "users": reports.users(survivor, sunday),
                "trend": reports.trend(survivor, sunday)}

    def seats(self, survivor: str, sunday: date) -> int | None:
        return self.scores.seats(survivor, sunday)

    def pulse(self, survivor: str, sunday: date) -> tuple[date, int] | None:
        found = latest_pulse(self.scores.rows["pulse"][survivor], sunday)
        return None if found is None else (found["recorded_on"], found["rating"])

    @cached_property
    def _reached(self) -> dict[str, list[date]]:
        found: dict[str, list[date]] = {}
        for row in self.tables.get("outcome", ()):
            if row["status"] == "reached" and row["reviewed_on"] is not None:
                found.setdefault(self.company.survivors[row["customer_id"]], []).append(row["reviewed_on"])
        return found

    def reached(self, survivor: str, day: date) -> int:
        return sum(on <= day for on in self._reached.get(survivor, ()))


def features(called: Called, day: date, unit: str, where: Where) -> dict[str, Row]:
    """Per feature those whose score in it is known, that used it, that are low in it; their scores; amounts."""
    health, found = called.scores.on(week_end(day)), {}
    for feature in called.scores.assumed.features:
        known = [(amount, health[each.bearer], score) for each, amount in called.listed(day, unit, where)
                 if (score := health[each.bearer].features[feature]) is not None]
        low = [amount for amount, _, score in known if score < LOW]
        found[feature] = {"customers": len(known), "low": len(low), "arr_low": sum(low),
                          "using": sum((one.used.per_seat[feature] or 0) > 0 for _, one, _ in known),
                          "mean": sum(score for *_, score in known) / len(known) if known else None,
                          "arr": sum(amount for amount, *_ in known)}
    return found


def low_in(called: Called, day: date, unit: str, where: Where, feature: str) -> Found:
    """The units that are low in one feature."""
    health = called.scores.on(week_end(day))
    return {each.key: {"arr": amount, "feature_score": score} for each, amount in called.listed(day, unit, where)
            if (score := health[each.bearer].features[feature]) is not None and score < LOW}


def open_tickets(called: Called, day: date, where: Where = ()) -> list[tuple[str, Row]]:
    """Tickets that are open at the end of the day, of customers that are active on it; with whose they are."""
    company = called.company
    active = {unit.bearer for unit in company.units("customer", where)
              if unit.arr(day) > 0 and company.passes(unit, where, day)}
    found = []
    for row in called.tables.get("ticket", ()):
        opened, closed = local(row["opened_at"]), local(row["closed_at"])
        who = company.survivors[row["customer_id"]]
        if who in active and opened is not None and opened <= day and (closed is None or closed > day):
            found.append((who, row))
    return found
