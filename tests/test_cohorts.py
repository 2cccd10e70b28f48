"""The board's cohorts are the oracle's: every unit, filter, period and date."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pandas as pd
import pytest

from data.warehouse import Warehouse
from queries.cohorts import COLUMNS, Period, cohorts, total
from queries.oracle import UNITS, Company, Row
from queries.oracle import cohorts as oracle
from queries.scope import Scope
from tests import replay
from tests.agreement.questions import random_day, random_where, some, subject
from tests.oracle.examples import day, line, tables
from tests.strategies import random_company
from tests.tiers import first

COMPANIES = 14
QUESTIONS = 15
PERIODS: tuple[Period, ...] = ("year", "quarter", "month")
AMOUNTS = ("base", "arr", "kept")
COUNTS = ("members", "active")
RATES = ("nrr", "grr", "logo_retention")


def shown(rows: Sequence[Row], digits: int) -> list[Row]:
    """The oracle's rows in major units and floats."""
    return [row | {key: row[key] / 10**digits for key in AMOUNTS} | {key: float(row[key]) for key in RATES}
            for row in rows]


def given(frame: pd.DataFrame) -> list[Row]:
    found: list[Row] = [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")]
    return [row | {key: pd.Timestamp(row[key]).date() for key in ("cohort",) if key in row} for row in found]


def faults(warehouse: Warehouse, company: Company, scope: Scope, period: Period) -> list[str]:
    """Where the board's cells, their total or what is left out differ from the oracle's."""
    rows, left_out = oracle.cohorts(company, scope.as_of, scope.unit, scope.where, period)
    frame = cohorts(warehouse, scope, period)
    found = [] if frame.attrs["left_out"] == left_out else [f"left out {frame.attrs['left_out']}, not {left_out}"]
    found += different(given(frame), shown(rows, company.digits), "cohort")
    return found + different(given(total(frame)), shown(oracle.total(rows), company.digits), "cohorts")


def different(board: list[Row], wanted: list[Row], key: str) -> list[str]:
    """Cells that are on one side only, or have another figure."""
    ours, theirs = ({(row[key], row["age"]): row for row in rows} for rows in (board, wanted))
    found = [f"{cell}: only {'the board' if cell in ours else 'the oracle'}'s" for cell in ours.keys() ^ theirs.keys()]
    return found + [f"{cell} {name}: {ours[cell][name]}, not {row[name]}" for cell, row in theirs.items()
                    if cell in ours for name in (*AMOUNTS, *COUNTS, *RATES) if not close(ours[cell][name], row[name])]


def close(given: Any, wanted: float) -> bool:
    return bool(abs(float(given) - wanted) <= 1e-12 * max(1.0, abs(wanted)))


@pytest.mark.parametrize("seed", first(5, range(COMPANIES)))
def test_cohorts_are_the_oracles(seed: int) -> None:
    rng = random.Random(seed)
    asked = subject(random_company(rng, customers=1 + seed % 14))
    warehouse = replay.warehouse(asked.tables, asked.company.digits)
    for number in range(QUESTIONS):
        when, where = min(random_day(asked, rng), replay.NEWEST), random_where(asked, rng, asked.keys)
        scope = Scope(when, UNITS[number % len(UNITS)], where)
        period = some(rng, PERIODS)
        assert faults(warehouse, asked.company, scope, period) == [], (scope, period)


def test_after_the_newest_day_what_ends_is_gone() -> None:
    """Kpis on such a date count the line as ended; so must a cohort."""
    end = replay.NEWEST + timedelta(days=60)
    made = tables(EDGE, line("a", "2026-08-27", str(end), "1000"))
    asked = subject(made)
    warehouse = replay.warehouse(made, asked.company.digits)
    assert faults(warehouse, asked.company, Scope(end + timedelta(days=400)), "year") == []


EDGE = line("edge", "2023-12-01", None, "1")


def on(made: Any, when: str, **filters: tuple[str | None, ...]) -> pd.DataFrame:
    """Quarterly cohorts of a hand-made company, which the oracle is asked about too."""
    asked = subject(made)
    warehouse, scope = replay.warehouse(made, asked.company.digits), Scope(day(when), where=tuple(filters.items()))
    assert faults(warehouse, asked.company, scope, "quarter") == []
    return cohorts(warehouse, scope)


def test_the_total_is_weighted_by_base() -> None:
    """Published: cohorts of 10 at 20 % churn and of 100 at 0 % → 1.8 %, not 10 %."""
    lines = [line(f"a{n}", "2025-01-01", "2025-01-20" if n < 2 else None, "10") for n in range(10)]
    lines += [line(f"b{n}", "2025-04-01", None, "10") for n in range(100)]
    at = total(on(tables(EDGE, *lines), "2025-05-15")).set_index("age")
    for rate in RATES:
        assert 1 - at[rate][1] == pytest.approx(2 / 110)


def test_a_cohort_of_one_and_all_churned_on_one_day() -> None:
    one = on(tables(EDGE, line("only", "2025-01-10", "2025-02-05", "1")), "2025-03-10")
    assert one[["members", "nrr", "logo_retention"]].to_numpy().tolist() == [[1, 1, 1], [1, 0, 0], [1, 0, 0]]
    gone = on(tables(*[line(f"c{n}", f"2024-01-{n + 1:02}", "2024-06-30", "5") for n in range(9)]), "2024-12-31")
    assert gone.attrs["left_out"] == 1
    assert gone[gone.age == 6][["members", "nrr", "grr", "logo_retention"]].to_numpy().tolist() == [[8, 0, 0, 0]]


def test_no_units_are_an_empty_frame() -> None:
    for frame in (on(tables(EDGE), "2025-03-10"),
                  on(tables(EDGE, line("b", "2024-05-05", None, "1")), "2024-05-04"),
                  on(tables(EDGE, line("b", "2024-05-05", None, "1"), line("c", "2024-06-06", None, "0", product="Q")),
                     "2025-05-04", product=("Q",))):
        assert list(frame.columns) == list(COLUMNS)
        assert frame.empty
        assert total(frame).empty
