"""A random company whose scores are drawn by lot, and the backtest of it once more, naive, row by row."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import duckdb
import numpy as np

from data.warehouse import Warehouse
from queries.landmarks import Test
from queries.oracle import Tables, Where
from queries.oracle.days import month_index
from tests import replay
from tests.agreement.questions import Subject, subject
from tests.strategies import random_company

EPOCH = date(1970, 1, 1)
SCORES = """
update marts.health set score = case when random() < 0.85 then round(least(100, greatest(0, 100 * random()
  + case when hash(customer_key) % 3 = 0 then -20 else 5 end)), {digits}) end,
  m_usage_depth = case when random() < 0.8 then floor(random() * 40) / 4 end,
  pulse_rating = case when random() < 0.6 then cast(1 + floor(random() * 5) as integer) end;
update marts.health set band = case when score is null then 'unknown' when score >= 70 then 'green'
  when score >= 40 then 'yellow' else 'red' end;
create or replace table marts.health_cube as
  select week_day, profile_id, band, count(*) as customers, cast(sum(arr) as bigint) as arr
  from marts.health group by all;
"""


@dataclass(frozen=True)
class Case:
    """One customer on one landmark."""

    customer: str
    day: date
    score: float | None
    band: str
    usage: float | None
    pulse: int | None
    arr: int
    event: bool


@dataclass(frozen=True)
class Planted:
    """The company, its warehouse, and every planted row: (customer id, Sunday) → score, band, usage, pulse."""

    asked: Subject
    warehouse: Warehouse
    rows: dict[tuple[str, date], tuple[float | None, str, float | None, int | None]]

    def cases(self, as_of: date, test: Test, where: Where = ()) -> list[Case]:
        """The landmarks with what followed, by the oracle's ARR and labels."""
        return list(self._cases(min(as_of, replay.NEWEST), test, where))

    def _cases(self, until: date, test: Test, where: Where) -> Iterator[Case]:
        scored = sorted({day for (_, day), row in self.rows.items() if row[0] is not None})
        days = [day for day in scored if last(day, test.every) and day + timedelta(days=test.days) <= until]
        for unit in self.asked.company.units("customer", ()):
            for day in days:
                before, after = unit.arr(day), unit.arr(day + timedelta(days=test.days))
                if before > 0 and self.asked.company.passes(unit, where, day):
                    event = after == 0 if test.outcome == "left" else after <= before * 4 / 5
                    yield Case(unit.bearer, day, *self.rows[unit.bearer, day], before, event)


def last(sunday: date, every: str) -> bool:
    """Whether no later Sunday is in the same month, or fiscal quarter from April."""
    after = sunday + timedelta(days=7)
    months = [month_index(each) - 3 for each in (sunday, after)]
    return months[0] != months[1] if every == "month" else months[0] // 3 != months[1] // 3


def plant(tables: Tables, seed: int = 1, digits: int = 1) -> Planted:
    """Scores by lot for every customer and Sunday of a company. `digits`: of the scores; negative ones make ties."""
    asked = subject(tables)
    warehouse = replay.warehouse(tables, asked.company.digits)
    with duckdb.connect(str(warehouse.engine.url.database)) as connection:
        connection.execute(f"set threads = 1; select setseed({seed / 100})")
        connection.execute(SCORES.format(digits=digits))
        found = connection.execute(
            "select customer_id, week_day, score, band, m_usage_depth, pulse_rating from marts.health"
            " join marts.customer using (customer_key)").fetchall()
    rows = {(row[0], EPOCH + timedelta(days=row[1])): (row[2], row[3], row[4], row[5]) for row in found}
    return Planted(asked, warehouse, rows)


def planted(seed: int, customers: int, digits: int = 1) -> Planted:
    """A random company with planted scores."""
    return plant(random_company(random.Random(seed), customers), seed, digits)


def naive_interval(cases: list[Case], draws: int = 400) -> tuple[float, float]:
    """A plain bootstrap: customers drawn with their landmarks, the AUC of each draw pair by pair."""
    rng = np.random.default_rng(7)
    known = [case for case in cases if case.score is not None]
    names = sorted({case.customer for case in cases})
    of = {name: [case for case in known if case.customer == name] for name in names}
    values = []
    for _ in range(draws):
        taken = [case for name in rng.choice(names, len(names)) for case in of[str(name)]]
        score = np.array([case.score for case in taken], dtype=float)
        left = np.array([case.event for case in taken], dtype=bool)
        if left.any() and not left.all():
            gap = score[~left][None, :] - score[left][:, None]
            values.append(float(((gap > 0) + 0.5 * (gap == 0)).mean()))
    low, high = np.quantile(values, (0.025, 0.975))
    return float(low), float(high)
