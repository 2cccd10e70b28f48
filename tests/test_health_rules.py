"""Borders of the health chapter's rules by hand: what counts on which Sunday, and what is unknown rather than zero.

The random companies of tests/test_health_agreement.py are held against the oracle; here both are held against numbers.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from queries import health
from queries.oracle.labels import Row
from queries.scope import Scope
from tests.health_replay import RARE, USUAL, Both, both
from tests.health_rows import faults
from tests.oracle.examples import line, tables

SUNDAY = date(2025, 3, 30)


def made(lines: list[Row], assumed: Any = USUAL, customers: list[Row] | None = None, **more: list[Row]) -> Both:
    """A company, product and oracle the same."""
    found = both(tables(line("edge", "2023-12-01", None, "1"), *lines, customers=customers, **more), assumed)
    assert faults(found) == []
    return found


def ago(days: int) -> date:
    return SUNDAY - timedelta(days=days)


def on(found: Both, customer: str = "a", day: date = SUNDAY) -> Row:
    return found.rows[customer, day]


def use(customer: str, weeks: range, events: int, users: int | None = 1, feature: str = "Alerts") -> list[Row]:
    """Reports of the weeks that end so many weeks before the Sunday."""
    return [{"customer_id": customer, "week_on": ago(6 + 7 * back), "feature": feature, "active_users": users,
             "events": events} for back in weeks]


SEATS = line("a", "2024-01-01", None, "10", seats=10)
BARE = line("a", "2024-01-01", None, "10")


def test_nothing_known_is_a_band_of_its_own_and_counted() -> None:
    found = made([BARE, line("b", "2024-02-01", None, "20")], RARE)
    row = on(found)
    assert (row["known"], row["score"], row["computed"], row["band"]) == (0, None, None, "unknown")
    counted = health.bands(found.warehouse, Scope(SUNDAY)).set_index("band")
    assert counted.customers.to_dict() == {"green": 0, "yellow": 0, "red": 0, "unknown": 3}
    assert counted.arr["unknown"] == 12 * 31


def each(count: int, **more: Any) -> list[Row]:
    """So many customers with a line, named by number."""
    return [line(str(number), "2024-01-01", None, "10", **more) for number in range(count)]


def test_a_ticket_counts_by_the_days_of_tokyo() -> None:
    cases = [(datetime(2024, 12, 30, 15, 0), datetime(2024, 12, 31), 1), (datetime(2024, 6, 1), None, 1),
             (datetime(2024, 12, 30, 14, 59), datetime(2025, 1, 1), 0),
             (datetime(2024, 6, 1), datetime(2025, 3, 30, 14, 59), 0),
             (datetime(2024, 6, 1), datetime(2025, 3, 30, 15, 0), 1), (datetime(2025, 3, 30, 15, 0), None, 0)]
    found = made(each(len(cases)), ticket=[
        {"ticket_id": f"T{at}", "customer_id": str(at), "opened_at": opened, "closed_at": closed, "severity": 2}
        for at, (opened, closed, _) in enumerate(cases)])
    assert [on(found, str(at))["m_support"] for at in range(len(cases))] == [count for _, _, count in cases]


def test_the_last_days_do_not_hold_the_nth_day_before() -> None:
    found = made(
        each(2), pulse=[{"pulse_id": f"P{at}", "customer_id": str(at), "recorded_on": ago(89 + at), "rating": 4}
                        for at in range(2)],
        health_score=[{"customer_id": str(at), "scored_on": ago(91 + at), "component": None, "score": 55.0}
                      for at in range(2)],
        survey=[{"survey_id": f"S{at}", "customer_id": str(at), "answered_on": ago(364 + at), "kind": "ces", "score": 2}
                for at in range(2)])
    inside, outside = on(found, "0"), on(found, "1")
    assert (inside["m_pulse"], inside["given"], inside["score"], inside["band"]) == (4, 55, 55, "yellow")
    assert inside["m_survey"] == pytest.approx(100 / 6, abs=1e-12)
    assert (outside["m_pulse"], outside["given"], outside["m_survey"], outside["band"]) == (None, None, None, "unknown")
    assert (outside["pulse_rating"], outside["computed"]) == (4, None)


def test_of_two_values_on_one_day_the_higher_is_the_latest() -> None:
    rows = [{"pulse_id": f"P{rating}", "customer_id": "a", "recorded_on": ago(3), "rating": rating}
            for rating in (2, 4, 3)]
    assert on(made([BARE], pulse=rows))["m_pulse"] == 4


def test_users_that_nobody_reports_are_unknown_not_nobody() -> None:
    never = on(made([SEATS], usage_week=use("a", range(20), 5, None) + use("edge", range(20), 5, None)))
    assert (never["users"], never["m_seats_used"], never["m_usage_depth"]) == (None, None, 0.5)
    mixed = on(made([SEATS], usage_week=use("a", range(1, 4), 5, 8) + use("a", range(1), 5, None)
                    + use("edge", range(4), 5, 1)))
    assert (mixed["users"], mixed["m_seats_used"]) == (8, 0.8)


def test_who_has_no_seats_still_has_breadth_and_trend() -> None:
    row = on(made([BARE, line("b", "2024-01-01", None, "10", seats=5)],
                  usage_week=use("a", range(20), 5) + use("b", range(20), 5, 1, "Reports")))
    assert (row["m_usage_depth"], row["m_usage_breadth"], row["m_usage_trend"]) == (None, 0.5, 0)
    assert (row["f_1"], row["m_features"], row["m_seats_used"]) == (None, None, None)


def test_features_of_customers_who_left_are_features_too() -> None:
    row = on(made([SEATS, line("gone", "2024-01-01", "2025-03-29", "10", seats=5)],
                  usage_week=use("a", range(4), 5) + use("gone", range(4), 5, 1, "Reports")))
    assert row["m_usage_breadth"] == 0.5


def test_a_trend_needs_sixteen_weeks_of_reports() -> None:
    found = made(each(2, seats=10), usage_week=use("0", range(16), 5) + use("1", range(15), 5))
    assert [on(found, at)["m_usage_trend"] for at in "01"] == [0, None]


def touched(who: str, kind: str, days: int) -> Row:
    return {"touch_id": f"T{who}", "customer_id": who, "occurred_on": ago(days), "function": "cs", "kind": kind}


def test_a_silent_leaver_is_down_by_thirty_percent_for_sixty_days() -> None:
    cases = [(7, "training", 60, True), (7, "training", 59, False), (7, "email", 1, True), (8, "training", 60, False)]
    found = made(each(len(cases), seats=10), touch=[touched(str(at), *case[1:3]) for at, case in enumerate(cases)],
                 usage_week=[row for at, case in enumerate(cases)
                             for row in use(str(at), range(8), case[0]) + use(str(at), range(8, 16), 10)])
    assert [on(found, str(at))["silent"] for at in range(len(cases))] == [case[3] for case in cases]


def test_coverage_is_contact_within_the_promised_rhythm() -> None:
    cases = [("high", "check_in", 30, True), ("high", "check_in", 31, False), ("high", "email", 5, False),
             ("tech", "email", 180, True), ("tech", "email", 181, False), (None, "check_in", 1, None)]
    found = made(each(len(cases)), touch=[touched(str(at), *case[1:3]) for at, case in enumerate(cases)],
                 customers=[{"customer_id": str(at), "touch_model": case[0]} for at, case in enumerate(cases)])
    assert [on(found, str(at))["coverage"] for at in range(len(cases))] == [case[3] for case in cases]


def test_paid_seats_are_of_lines_with_arr_and_of_the_product_with_the_most() -> None:
    lines = [SEATS, line("a", "2024-01-01", None, "5", seats=8, product="Q", contract_id="K2"),
             line("a", "2024-01-01", None, "5", seats=4, product="Q", contract_id="K3"),
             line("a", "2024-01-01", None, "5", seats=90, kind="trial"), line("a", "2024-01-01", None, "0", seats=70)]
    assert on(made(lines))["seats"] == 12


def test_an_empty_table_is_no_source() -> None:
    found = made([BARE], pulse=[{"pulse_id": "P", "customer_id": "a", "recorded_on": ago(1), "rating": 4}], touch=[])
    assert [name for name, there in health.sources(found.warehouse).items() if there] == ["pulse"]
