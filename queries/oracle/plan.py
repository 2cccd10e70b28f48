"""Where a fiscal quarter will land, unit by unit and line by line: what is decided of it, and the usual pace."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, timedelta
from functools import cached_property
from statistics import mean, stdev
from zoneinfo import ZoneInfo

from queries.oracle.arr import Line, arr, usage_arr, usage_groups
from queries.oracle.bridge import bridge
from queries.oracle.company import Company, Unit, Where
from queries.oracle.days import base_day, month_index, month_start
from queries.oracle.labels import Row, Tables

RATES = ("nrr", "grr", "logo_retention")
KPIS = (*RATES, "arr", "net_new")
T95 = {3: 4.303, 4: 3.182, 5: 2.776, 6: 2.571, 7: 2.447, 8: 2.365}
LEAST, MOST = {"net_new": -math.inf}, {"grr": 1.0, "logo_retention": 1.0}
COLUMNS = ("now", "decided", "pace", "landing", "low", "high")


@dataclass(frozen=True)
class Book:
    """A company's lines with what is known of each, and the question. `begins`: the month in which a fiscal year does;
    `first`: the first day of the data, `newest`: the day that they are as of.
    """

    tables: Tables
    company: Company
    begins: int
    first: date
    newest: date
    zone: str = "Asia/Tokyo"
    unit: str = "customer"
    where: Where = ()

    @cached_property
    def rows(self) -> dict[int, Row]:
        """The row that each line was read from."""
        return {id(line): row for line, row in zip(self.company.lines, self.tables["subscription"], strict=True)}

    @cached_property
    def units(self) -> list[Unit]:
        return self.company.units(self.unit, self.where)

    def recorded(self, line: Line) -> date | None:
        """The day on which the line's row was recorded, where that is written."""
        moment = self.rows[id(line)].get("recorded_at")
        if moment is None:
            return None
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        day: date = aware.astimezone(ZoneInfo(self.zone)).date()
        return day

    def quarter(self, day: date) -> tuple[date, date]:
        """The first and last day of a day's fiscal quarter."""
        index = month_index(day)
        start = index - (index - (self.begins - 1)) % 3
        return month_start(start), month_start(start + 3) - timedelta(days=1)

    def quarters_before(self, day: date, number: int) -> list[date]:
        """The last days of the quarters before a day's, newest first."""
        ends: list[date] = []
        for _ in range(number):
            ends.append(self.quarter(ends[-1] if ends else day)[0] - timedelta(days=1))
        return ends


def known_at(book: Book, unit: Unit, day: date, end: date) -> tuple[int, int]:
    """What the day knew of the unit's ARR at the end, without and with starts known only because they are there."""
    usage = sum(usage_arr(group, day) for group in usage_groups(unit.kept))
    newest = day >= book.newest
    seen = [line for line in (*unit.kept, *unit.dropped) if line.kind == "paid" and day < line.start <= end
            and round(line.yearly) > 0 and line.end != line.start and newest and book.recorded(line) is None]
    known = both = usage
    for line in (line for line in unit.kept if line.kind == "paid"):
        if line.end is not None and (line.end <= day or line.end <= line.start):
            continue
        cancelled, on = book.rows[id(line)].get("cancelled_on"), book.recorded(line)
        written = on is not None and on <= day
        closes = line.end is not None and line.end <= end
        decided = cancelled <= day if cancelled is not None else written
        runs = line.start <= day or (line.start <= end and written)
        known += round(line.yearly) * (runs and not (closes and decided))
        both += round(line.yearly) * (runs and not (closes and (decided or bool(seen))))
        both += round(line.yearly) * (line in seen and not (closes and decided))
    return known, both


def parts(book: Book, day: date, end: date) -> dict[str, dict[str, int]]:
    """By KPI: its base, what the day had of it, what was decided, booked, and came beyond."""
    made = {kpi: dict.fromkeys(("base", "now", "decided", "booked", "beyond"), 0) for kpi in KPIS}
    d0 = base_day(end)
    for unit in book.units:
        base, now, later = unit.arr(d0), unit.arr(day), unit.arr(end)
        known, both = known_at(book, unit, day, end)
        if base > 0 and book.company.passes(unit, book.where, d0):
            for kpi in RATES:
                _add(made[kpi], *(counted(kpi, each, base) for each in (base, now, known, both, later)))
        inside, at_end = (book.company.passes(unit, book.where, each) for each in (day, end))
        _add(made["arr"], 0, inside * now, inside * known, inside * both, at_end * later)
        rest = arr(unit.dropped, end) - arr(unit.dropped, day)
        swapped = max(min(now - later, rest), 0) - max(min(later - now, -rest), 0)
        moved = inside * (later + swapped - now) if now > 0 else at_end * (later + swapped)
        _add(made["net_new"], 0, inside * now, inside * known, inside * both, inside * now + moved)
    return made


def counted(kpi: str, amount: int, base: int) -> int:
    """What a rate counts of a unit of the base that has this amount."""
    return {"nrr": amount, "grr": min(amount, base), "logo_retention": int(amount > 0)}[kpi]


def _add(to: dict[str, int], base: int, now: int, known: int, both: int, later: int) -> None:
    for name, amount in (("base", base), ("now", now), ("decided", known - now), ("booked", both - known),
                         ("beyond", later - known)):
        to[name] += amount


def landing(book: Book, day: date) -> dict[str, Row]:
    """By KPI the landing by the words of its definition, exact until the last division: COLUMNS, in units of the
    currency or fractions; unknown without a base, or where the quarter began before the data.
    """
    end, minor = book.quarter(day)[1], 10**book.company.digits
    starts = [(each - (end - day), each) for each in book.quarters_before(day, 8)]
    past = [parts(book, start, last) for start, last in starts if start >= book.first]
    running, gained = parts(book, day, end), _gained(book, day)
    made: dict[str, Row] = {}
    for kpi, each in running.items():
        base = each["base"] if kpi in RATES else minor
        before = [quarter[kpi]["beyond"] / (quarter[kpi]["base"] if kpi in RATES else minor) for quarter in past
                  if kpi not in RATES or quarter[kpi]["base"]]
        now = gained if kpi == "net_new" else each["now"]
        made[kpi] = dict.fromkeys(COLUMNS) if not base or now is None else _landed(kpi, each, now, base, before)
    return made


def _gained(book: Book, day: date) -> int | None:
    """What the quarter has gained by the day; nothing where it began before the data."""
    opening = book.quarter(day)[0] - timedelta(days=1)
    if opening < book.first:
        return None
    row = bridge(book.company, opening, day, book.unit, book.where)[0]
    return int(row["new"] + row["reactivation"] + row["expansion"] - row["contraction"] - row["churn"])


def _landed(kpi: str, each: dict[str, int], now: int, base: int, before: Sequence[float]) -> Row:
    booked, decided = each["booked"] / base, each["decided"] / base
    pace = mean(before) - booked if before else None
    value, n = now / base + decided + booked + (pace or 0), len(before)
    reach = T95[n] * stdev(before) * math.sqrt(1 + 1 / n) if n >= min(T95) else None
    return {"now": now / base, "decided": decided + booked, "pace": pace, "landing": value,
            "low": None if reach is None else max(value - reach, LEAST.get(kpi, 0.0)),
            "high": None if reach is None else min(value + reach, MOST.get(kpi, math.inf))}
