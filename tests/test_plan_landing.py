"""The landing of a quarter against the oracle's, which goes unit by unit and line by line."""

from __future__ import annotations

import math
import random
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from queries import plan
from queries.oracle import Row, Tables, read_company
from queries.oracle.company import Where
from queries.oracle.plan import Book, landing
from queries.scope import Scope
from tests import replay
from tests.agreement.questions import random_where, subject
from tests.strategies import companies

SEEDED = settings(max_examples=6, deadline=None, derandomize=True, database=None, phases=[Phase.generate],
                  suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
NEWEST = replay.NEWEST


def read(tables: Tables, unit: str = "customer", where: Where = ()) -> Book:
    company = read_company(tables)
    first = min(row["start_on"] for row in tables["subscription"])
    return Book(tables, company, 4, first, NEWEST, unit=unit, where=where)


def agree(found: Any, expected: dict[str, Row]) -> None:
    rows = found.set_index("kpi")
    for kpi, values in expected.items():
        for column, value in values.items():
            said = float(rows.loc[kpi, column])
            if value is None:
                assert math.isnan(said), (kpi, column, said)
            else:
                assert said == pytest.approx(value, rel=1e-9, abs=1e-9), (kpi, column)


def decided_at_times(tables: Tables, rng: random.Random) -> Tables:
    """The company, with days on which some of its lines were cancelled and moments at which some were recorded."""
    dated, written = rng.random() < 0.8, rng.random() < 0.7
    for row in tables["subscription"]:
        end = row.get("end_on") or row["start_on"] + timedelta(days=300)
        if dated and row.get("end_on") and rng.random() < 0.5:
            row["cancelled_on"] = end - timedelta(days=rng.choice([0, 1, 20, 60, 120]))
        if written and rng.random() < 0.7:
            day = row["start_on"] - timedelta(days=rng.choice([-30, 0, 10, 45, 80]))
            row["recorded_at"] = datetime(day.year, day.month, day.day, rng.choice([0, 14, 15, 23]), 30)
    return tables


@pytest.mark.thorough
@SEEDED
@given(companies(max_customers=14).filter(lambda made: bool(made["subscription"])))
def test_random_companies_land_where_the_definition_says(made: Tables) -> None:
    rng = random.Random(len(made["subscription"]))
    asked = subject(made)
    wheres = [(), (), random_where(asked, rng, asked.keys)]
    made = decided_at_times(made, rng)
    warehouse = replay.warehouse(made, asked.company.digits)
    for number in range(3):
        day = NEWEST if number == 0 else date(2025, 1, 1) + timedelta(days=rng.randrange(800))
        unit = rng.choice(["customer", "customer", "group", "contract", "department", "product"])
        scope = Scope(day, unit, wheres[number])
        agree(plan.landing(warehouse, scope), landing(read(made, unit, scope.where), day))


def company(*lines: tuple[str, str, str | None, int, str | None, str | None]) -> Tables:
    """Lines of customer, start, end, MRR, cancelled on, recorded on."""
    def day(text: str | None) -> date | None:
        return date.fromisoformat(text) if text else None

    rows = [{"subscription_id": f"S{number}", "customer_id": who, "contract_id": f"K{who}", "product": "A",
             "start_on": day(start), "end_on": day(end), "mrr": mrr, "currency": "JPY", "cancelled_on": day(cancelled),
             "recorded_at": datetime.fromisoformat(recorded) if recorded else None}
            for number, (who, start, end, mrr, cancelled, recorded) in enumerate(lines)]
    return {"customer": [{"customer_id": who, "name": who} for who in sorted({line[0] for line in lines})],
            "subscription": rows}


def landed(tables: Tables, day: date) -> dict[str, Any]:
    found = plan.landing(replay.warehouse(tables, 0), Scope(day))
    agree(found, landing(read(tables), day))
    return {str(row["kpi"]): row for row in found.to_dict("records")}


STEADY = [(f"C{number}", "2023-11-01", None, 100, None, None) for number in range(8)]


def test_a_cancelled_line_is_lost_already() -> None:
    rows = landed(company(*STEADY, ("X", "2023-11-01", "2026-12-01", 100, "2026-11-10", None)), date(2026, 11, 22))
    assert rows["nrr"]["now"] == 1
    assert rows["nrr"]["decided"] == pytest.approx(-1 / 9)
    assert rows["logo_retention"]["landing"] == pytest.approx(8 / 9)
    assert rows["arr"]["decided"] == rows["net_new"]["decided"] == -1200


def test_a_cancellation_of_tomorrow_and_an_end_without_one_are_not_known_today() -> None:
    lines = [("X", "2023-11-01", "2026-12-01", 100, "2026-11-23", None),
             ("Y", "2023-11-01", "2026-12-01", 100, None, None)]
    assert landed(company(*STEADY, *lines), date(2026, 11, 22))["nrr"]["decided"] == 0


def test_a_recorded_end_is_known_and_a_recorded_renewal_undoes_it() -> None:
    ending = ("X", "2025-12-01", "2026-12-01", 100, None, "2025-11-01T00:00:00")
    renewed = ("X", "2026-12-01", None, 150, None, "2026-11-20T00:00:00")
    day = date(2026, 11, 22)
    assert landed(company(*STEADY, ending), day)["grr"]["decided"] == pytest.approx(-1 / 9)
    both = landed(company(*STEADY, ending, renewed), day)
    assert both["grr"]["decided"] == 0
    assert both["nrr"]["decided"] == pytest.approx(0.5 / 9)
    late = (*renewed[:5], "2026-11-22T15:00:00")  # midnight of the 23rd in Tokyo
    assert landed(company(*STEADY, ending, late), day)["nrr"]["decided"] == pytest.approx(-1 / 9)


def test_a_start_without_a_record_counts_on_the_newest_date_only() -> None:
    lines = [("X", "2024-05-01", "2027-06-29", 100, None, None), ("X", "2027-06-29", None, 300, None, None)]
    newest = landed(company(*STEADY, *lines), NEWEST)["arr"]
    assert newest["decided"] == 2400
    assert newest["pace"] + newest["decided"] == pytest.approx(newest["landing"] - newest["now"])
    assert landed(company(*STEADY, *lines), NEWEST - timedelta(days=7))["arr"]["decided"] == 0


def test_a_quarter_that_ends_today_has_landed() -> None:
    lines = [("X", "2024-02-01", "2025-08-01", 70, "2025-07-01", None), ("Y", "2024-02-01", None, 30, None, None)]
    rows = landed(company(*STEADY, *lines), date(2025, 12, 31))
    for row in rows.values():
        assert row["landing"] == row["actual"] == row["now"] == row["low"] == row["high"]
        assert row["decided"] == row["pace"] == 0


def test_without_a_past_there_is_no_interval() -> None:
    first = landed(company(*STEADY), date(2023, 11, 5))
    assert first["arr"]["reason"] == "no_quarters"
    assert first["arr"]["landing"] == first["arr"]["now"] == 9600
    assert math.isnan(first["arr"]["pace"])
    assert first["nrr"]["reason"] == "no_base"
    assert math.isnan(first["nrr"]["landing"])
    second = landed(company(*STEADY), date(2024, 5, 5))
    assert second["arr"]["reason"] == "few_quarters"
    assert second["arr"]["quarters"] == 2
    assert math.isnan(second["arr"]["low"])


def test_the_pace_is_the_mean_of_what_came_beyond() -> None:
    """Every quarter one customer comes twenty days before its end; nothing is decided beforehand."""
    starts = ["2024-03-11", "2024-06-10", "2024-09-10", "2024-12-11"]
    lines = [(f"N{number}", start, None, 100, None, None) for number, start in enumerate(starts)]
    rows = landed(company(*STEADY, *lines), date(2025, 2, 20))
    # the quarter of December 2023 had none, and is a comparable one: from 22 November 2023 on
    assert rows["arr"]["quarters"] == 5
    assert rows["arr"]["pace"] == pytest.approx(4 / 5 * 1200)
    assert rows["nrr"]["pace"] == 0


def test_everyone_gone_on_one_day() -> None:
    lines = [(f"G{number}", "2023-11-01", "2026-02-10", 100, "2026-01-01", None) for number in range(5)]
    rows = landed(company(*lines), date(2026, 1, 20))
    assert rows["grr"]["landing"] == pytest.approx(0)
    assert rows["arr"]["landing"] == pytest.approx(0)
    gone = landed(company(*lines), date(2027, 5, 1))
    assert gone["grr"]["reason"] == "no_base"
    assert gone["arr"]["actual"] == 0
