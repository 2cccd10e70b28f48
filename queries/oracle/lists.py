"""Whom to call, naively: each rule read from the contract's rows, customer by customer."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from queries.oracle.arr import arr, change_days
from queries.oracle.company import Company, Key, Unit, Where
from queries.oracle.days import add_months, month_ends, sundays, week_end
from queries.oracle.labels import Row, Tables
from queries.oracle.newest import local

TWO_WAY = ("qbr", "onboarding", "training", "check_in", "executive", "reference")
SETTLE, EDGE = timedelta(weeks=6), timedelta(days=31)
FISCAL = 4
LAST = date(2027, 6, 27)
Found = dict[Key, Row]


@dataclass(frozen=True, eq=False)
class Known:
    """A company's sources of health. `fiscal`: the month in which its year begins; `last_day`: the last one asked."""

    tables: Tables
    company: Company
    fiscal: int = FISCAL
    last_day: date = LAST

    def rows(self, name: str, survivor: str) -> list[Row]:
        """The rows of a customer and of those merged into it."""
        return self.company.own(self.tables.get(name, []), survivor)

    @cached_property
    def weeks(self) -> dict[str, dict[date, dict[str, tuple[int, int]]]]:
        """Use by survivor, Sunday and feature: events, users."""
        found: dict[str, dict[date, dict[str, tuple[int, int]]]] = defaultdict(lambda: defaultdict(dict))
        for row in self.tables.get("usage_week", ()):
            survivor = self.company.survivors[row["customer_id"]]
            sunday = row["week_on"] + timedelta(days=6 - row["week_on"].weekday())
            events, users = found[survivor][sunday].get(row["feature"], (0, 0))
            found[survivor][sunday][row["feature"]] = (events + row["events"], users + (row["active_users"] or 0))
        return found

    @cached_property
    def reported(self) -> set[date]:
        return {sunday for weeks in self.weeks.values() for sunday in weeks}

    @cached_property
    def first_days(self) -> dict[str, date]:
        """Each survivor's first active day."""
        found = {}
        for unit in self.company.units("customer", ()):
            days = [day for day in change_days(unit.kept) if arr(unit.kept, day) > 0]
            if days:
                found[str(unit.key[0])] = min(days)
        return found

    @cached_property
    def whole(self) -> dict[str, Unit]:
        """The customers as units, whatever is filtered."""
        return {str(each.key[0]): each for each in self.company.units("customer", ())}

    @cached_property
    def _grown(self) -> dict[str, list[tuple[Unit, date]]]:
        return {}

    def grown(self, kind: str) -> list[tuple[Unit, date]]:
        """Units of a kind with the month ends, of all months there are, over which their ARR grew."""
        if kind not in self._grown:
            ends = month_ends(min(row["start_on"] for row in self.tables["subscription"]), self.last_day)
            states = [(each, [arr(each.kept, end) for end in ends]) for each in self.company.units(kind, ())]
            self._grown[kind] = [(each, end) for each, amounts in states
                                 for end, before, now in zip(ends[1:], amounts, amounts[1:], strict=False)
                                 if 0 < before < now]
        return self._grown[kind]

    def use(self, survivor: str, sunday: date) -> Row:
        """events (last 4 weeks), users, trend; all unknown while it gets started or nothing is reported."""
        unknown: Row = {"events": None, "users": None, "trend": None}
        began, edge = self.first_days.get(survivor), min(row["start_on"] for row in self.tables["subscription"])
        weeks = self.weeks.get(survivor, {})
        now = [sunday - timedelta(weeks=back) for back in range(16)]
        there = [week in self.reported for week in now]
        used = [week for week in weeks if week <= sunday]
        if began is None or (began > sunday - SETTLE and began >= edge + EDGE) or not used or not any(there[:4]):
            return unknown
        events = [sum(events for events, _ in weeks.get(week, {}).values()) for week in now]
        users = [max((users for _, users in weeks.get(week, {}).values()), default=0) for week in now]
        trend = None
        early = sum(events[8:])
        if min(used) <= now[15] and early > 0 and any(there[:8]):
            trend = sum(events[:8]) / sum(there[:8]) / (early / sum(there[8:])) - 1
        return {"events": sum(events[:4]), "users": sum(users[:4]) / sum(there[:4]), "trend": trend}

    def seats(self, survivor: str, sunday: date) -> int | None:
        """Those of the product with the most, of paid lines in force that cost something."""
        by_product: Counter[str] = Counter()
        for row, line in zip(self.tables["subscription"], self.company.lines, strict=True):
            runs = line.start <= sunday and (line.end is None or sunday < line.end)
            if line.customer == survivor and runs and line.kind == "paid" and round(line.yearly) > 0:
                by_product[line.product] += row.get("seats") or 0
        return max(by_product.values(), default=0) or None

    def last(self, name: str, survivor: str, sunday: date) -> date | None:
        """The day of the last ticket, two-way touch."""
        days = [local(row["opened_at"]) if name == "ticket" else row["occurred_on"]
                for row in self.rows(name, survivor) if name == "ticket" or row["kind"] in TWO_WAY]
        return max((day for day in days if day <= sunday), default=None)

    def begun(self, name: str) -> date:
        """The day of a source's first row: before it, its silence says nothing."""
        known = [row for row in self.tables.get(name, []) if row["customer_id"] in self.company.survivors]
        return min((local(row["opened_at"]) if name == "ticket" else row["occurred_on"] for row in known),
                   default=date.min)

    def pulse(self, survivor: str, sunday: date) -> tuple[date, int] | None:
        rated = [(row["recorded_on"], row["rating"]) for row in self.rows("pulse", survivor)]
        return max((each for each in rated if each[0] <= sunday), default=None)

    def reached(self, survivor: str, day: date) -> int:
        return sum(row["status"] == "reached" and row["reviewed_on"] <= day for row in self.rows("outcome", survivor))

    def listed(self, day: date, unit: str, where: Where) -> list[tuple[Unit, int]]:
        """The units that can be on a list: active on the day inside the filters, their owner active on the Sunday."""
        whole, sunday = self.whole, week_end(day)
        return [(each, each.arr(day)) for each in self.company.units(unit, where)
                if each.arr(day) > 0 and self.company.passes(each, where, day)
                and each.bearer in whole and whole[each.bearer].arr(sunday) > 0]


def silent(known: Known, day: date, unit: str, where: Where) -> Found:
    found: Found = {}
    sunday = week_end(day)
    if not all(known.begun(name) <= sunday for name in ("ticket", "touch")):
        return found
    for each, amount in known.listed(day, unit, where):
        trend = known.use(each.bearer, sunday)["trend"]
        ticket, twoway = (known.last(name, each.bearer, sunday) for name in ("ticket", "touch"))
        calm = all(moment is None or (sunday - moment).days >= 60 for moment in (ticket, twoway))
        if trend is not None and trend <= -0.3 + 1e-9 and calm:
            found[each.key] = {"arr": amount, "trend": trend, "recent_events": known.use(each.bearer, sunday)["events"],
                               "ticket_days": ticket and (sunday - ticket).days,
                               "twoway_days": twoway and (sunday - twoway).days}
    return found


def shelfware(known: Known, day: date, unit: str, where: Where, least: float = 0.3) -> Found:
    found, sunday = {}, week_end(day)
    for each, amount in known.listed(day, unit, where):
        users, seats = known.use(each.bearer, sunday)["users"], known.seats(each.bearer, sunday)
        if users is not None and seats and (seats - users) / seats >= least - 1e-9:
            share = (seats - users) / seats
            found[each.key] = {"arr": amount, "seats": seats, "users": users, "share": share,
                               "unused_seats": seats - users, "unused_arr": amount * share}
    return found


def disagree(known: Known, day: date, unit: str, where: Where, side: str, bands: dict[str, str]) -> Found:
    found, sunday = {}, week_end(day)
    for each, amount in known.listed(day, unit, where):
        pulse = known.pulse(each.bearer, sunday)
        if pulse and (sunday - pulse[0]).days < 90:
            low, high = pulse[1] <= 2, pulse[1] >= 4
            if (low and bands[each.bearer] == "green") if side == "leaving" else (high and bands[each.bearer] == "red"):
                found[each.key] = {"arr": amount, "pulse": pulse[1], "pulse_days": (sunday - pulse[0]).days}
    return found


def stale(known: Known, day: date, unit: str, where: Where) -> Found:
    found, sunday = {}, week_end(day)
    has_touch = any("touch_model" in row for row in known.tables["customer"])
    for each, amount in known.listed(day, unit, where):
        touch = known.company.labels.on(each.bearer, "touch_model", day) if has_touch else None
        pulse = known.pulse(each.bearer, sunday)
        if touch != "tech" and (pulse is None or (sunday - pulse[0]).days >= 90):
            found[each.key] = {"arr": amount, "touch_model": touch, "pulse": pulse and pulse[1],
                               "pulse_days": pulse and (sunday - pulse[0]).days}
    return found


def ready(known: Known, day: date, unit: str, where: Where, bands: dict[str, str], with_outcome: bool) -> Found:
    found, sunday = {}, week_end(day)
    for each, amount in known.listed(day, unit, where):
        reached = known.reached(each.bearer, day)
        if bands[each.bearer] != "green" or (with_outcome and not reached):
            continue
        use, up = used(known, each.bearer, sunday), rising(known, each.bearer, day)
        if (use is not None and use >= 0.9 - 1e-9) or up:
            found[each.key] = {"arr": amount, "use": use, "rising": up, "outcomes": reached if with_outcome else None,
                               **when(known, each, unit, day)}
    return found


def used(known: Known, survivor: str, sunday: date) -> float | None:
    """Use of seats; null where either is unknown."""
    users, seats = known.use(survivor, sunday)["users"], known.seats(survivor, sunday)
    return None if users is None or not seats else users / seats


def rising(known: Known, survivor: str, day: date) -> bool:
    """Whether the mean use of seats rose through the last three ended fiscal quarters, over its active Sundays."""
    whole = known.whole[survivor]
    start = quarter_start(day + timedelta(days=1), known.fiscal)
    means = []
    for back in (9, 6, 3):
        first, end = add_months(start, -back), add_months(start, 3 - back)
        known_use = [value for sunday in sundays(first, end - timedelta(days=1)) if whole.arr(sunday) > 0
                     if (value := used(known, survivor, sunday)) is not None]
        means.append(sum(known_use) / len(known_use) if known_use else None)
    a, b, c = means
    return a is not None and b is not None and c is not None and b > a + 1e-9 and c > b + 1e-9


def quarter_start(day: date, fiscal: int = FISCAL) -> date:
    return add_months(day.replace(day=1), -((day.month - fiscal) % 3))


def quarter(day: date, fiscal: int = FISCAL) -> int:
    """The number of a day's fiscal quarter."""
    return ((day.month - fiscal) % 12) // 3 + 1


def when(known: Known, unit: Unit, kind: str, day: date) -> Row:
    """Months in which the unit grew, else in which units whose owner bore its segment then did."""
    segmented = any("segment" in row for row in known.tables["customer"])
    segment = known.company.labels.on(unit.bearer, "segment", day) if segmented else None
    own, peers = [], []
    for each, end in known.grown(kind):
        if end <= day:
            own += [end] if each.key == unit.key else []
            if not segmented or known.company.labels.on(each.bearer, "segment", end) == segment:
                peers.append(end)
    ends, source = (own, "own") if len(own) >= 2 else (peers, "segment" if segmented else "company")
    if not ends:
        return {"when": None, "when_source": None, "when_n": None, "when_share": None}
    counted = Counter(quarter(end, known.fiscal) for end in ends)
    number = max(counted, key=lambda each: (
        counted[each], max(end for end in ends if quarter(end, known.fiscal) == each)))
    start = quarter_start(day, known.fiscal)
    while quarter(start, known.fiscal) != number:
        start = add_months(start, 3)
    year = start.year - (start.month < known.fiscal)
    return {"when": f"{year}Q{number}", "when_source": source, "when_n": len(ends),
            "when_share": counted[number] / len(ends)}


def quadrant(known: Known, day: date, unit: str, where: Where, scores: dict[str, float | None]) -> Found:
    sunday = week_end(day)
    found: Found = {}
    for each, amount in known.listed(day, unit, where):
        pulse: Any = known.pulse(each.bearer, sunday)
        if pulse and (sunday - pulse[0]).days < 90 and scores[each.bearer] is not None:
            found[each.key] = {"arr": amount, "pulse": pulse[1], "score": scores[each.bearer]}
    return found
