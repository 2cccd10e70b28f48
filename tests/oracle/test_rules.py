"""The subtle rules of the definitions, each worked by hand."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from queries.oracle import bridge, read_company, retention
from queries.oracle.arr import active_after, active_until, last_active_day
from queries.oracle.days import add_months, base_day, month_ends, sundays, week_end
from queries.oracle.newest import newest_day
from tests.oracle.examples import company, day, line, moved, some_of, tables

D0, D = day("2025-03-31"), day("2026-03-31")


def arr_on(made: Any, when: str, unit: str = "customer", where: Any = ()) -> int:
    return int(retention(made, day(when), unit, where)[0]["arr"])


@pytest.mark.parametrize(("when", "then"), [
    ("2024-02-29", "2023-02-28"), ("2025-02-28", "2024-02-28"), ("2025-03-01", "2024-03-01"),
    ("2026-03-31", "2025-03-31")])
def test_the_base_day_is_the_same_day_a_year_before_clamped(when: str, then: str) -> None:
    assert base_day(day(when)) == day(then)


def test_calendar() -> None:
    assert add_months(day("2025-01-31"), 1) == day("2025-02-28")
    assert add_months(day("2025-03-31"), -13) == day("2024-02-29")
    assert week_end(day("2026-11-22")) == day("2026-11-22")
    assert week_end(day("2026-11-21")) == day("2026-11-15")
    assert sundays(day("2026-11-02"), day("2026-11-22")) == [day(f"2026-11-{n:02}") for n in (8, 15, 22)]
    assert month_ends(day("2024-02-01"), day("2024-03-31")) == [day("2024-02-29"), day("2024-03-31")]


def test_the_end_is_exclusive_and_a_line_of_no_length_never_counts() -> None:
    made = company(line("c", "2025-01-01", "2025-02-01", "10"), line("c", "2025-02-01", "2025-03-01", "10"),
                   line("c", "2025-06-01", "2025-06-01", "10"))
    assert [arr_on(made, when) for when in ("2025-01-31", "2025-02-01", "2025-02-28", "2025-03-01", "2025-06-01")] == [
        120, 120, 120, 0, 0]


@pytest.mark.parametrize(("mrr", "rate", "arr"), [
    ("0.0625", "2", 2), ("0.1875", "2", 4), ("0.3125", "2", 8), ("0.25", "0.5", 2), ("33.3333", "149.5025", 59801)])
def test_each_line_is_rounded_once_after_conversion_ties_to_even(mrr: str, rate: str, arr: int) -> None:
    rates = [{"currency": "JPY", "to_reporting": Decimal(1)}, {"currency": "XXX", "to_reporting": Decimal(rate)}]
    made = company(line("c", "2025-01-01", None, mrr, currency="XXX"), fx_rate=rates)
    assert arr_on(made, "2025-01-01") == arr
    twice = company(*[line("c", "2025-01-01", None, mrr, currency="XXX")] * 2, fx_rate=rates)
    assert arr_on(twice, "2025-01-01") == 2 * arr


def test_kinds_that_are_not_paid_and_an_empty_kind_that_is() -> None:
    made = company(*[line("c", "2025-01-01", None, "10", kind=kind)
                     for kind in (None, "paid", "trial", "free", "service")])
    assert arr_on(made, "2025-01-01") == 240
    assert arr_on(made, "2025-01-01", where=(("kind", ("paid",)),)) == 240
    assert arr_on(made, "2025-01-01", where=(("kind", ("trial",)),)) == 0


def test_usage_is_the_mean_of_the_months_known_of_the_last_three() -> None:
    made = company(line("c", "2025-01-31", "2025-03-31", "30", kind="usage"),
                   line("c", "2025-02-10", "2025-02-10", "12", kind="usage"))
    # January 30; February 30 + 12 (a line of no length counts in its month); 31 March is the end: nothing in March.
    expected = {"2025-01-31": 0, "2025-02-28": 360, "2025-03-31": 12 * 36, "2025-04-30": 12 * 24, "2025-05-31": 12 * 14,
                "2025-06-30": 0}
    assert {when: arr_on(made, when) for when in expected} == expected


def test_a_usage_group_is_rounded_once() -> None:
    lines = [line("c", "2025-01-01", "2025-02-01", "0.02", kind="usage") for _ in range(3)]
    assert arr_on(company(*lines), "2025-02-01") == 1
    apart = [row | {"department": str(number)} for number, row in enumerate(lines)]
    assert arr_on(company(*apart), "2025-02-01") == 0


def merge(customer: str, into: str | None, **more: Any) -> dict[str, Any]:
    return {"customer_id": customer, "merged_into": into, **more}


def test_a_chain_of_mergers_belongs_to_the_survivor_from_the_first_day() -> None:
    made = company(line("a", "2024-01-01", "2025-06-01", "10"), line("c", "2025-06-01", None, "10"),
                   customers=[merge("a", "b", segment="X"), merge("b", "c", segment="Y"),
                              merge("c", None, segment="Z")])
    row = retention(made, D, by="segment")
    assert [some_of(one, "segment", "logos_base", "grr") for one in row] == [("Z", 1, 1)]


def test_chains_hold_inside_one_customer_after_merging() -> None:
    lines = [line(who, "2025-01-01", None, "10", contract_id=contract)
             for who, contract in (("a", "K1"), ("b", "K2"), ("c", "K3"), ("c", "K4"), ("a", "K9"))]
    links = [{"contract_id": name, "customer_id": who, "previous_contract_id": previous}
             for name, who, previous in (("K1", "a", None), ("K2", "b", "K1"), ("K3", "c", "K1"), ("K4", "c", "K9"))]
    customers = [merge("a", None), merge("b", "a"), merge("c", None)]
    made = company(*lines, contract=links, customers=customers)
    # K2 continues K1 (b is a); K3 names another customer's; K9 has no row: its name is K4's chain, but a's K9 is a's.
    assert {unit.key: len(unit.kept) for unit in made.units("contract", ())} == {
        ("a", "K1"): 2, ("c", "K3"): 1, ("c", "K9"): 1, ("a", "K9"): 1}


def test_a_group_bears_the_label_of_its_top_parent_after_mergers() -> None:
    customers = [{"customer_id": "top", "segment": "T", "parent_customer_id": None, "merged_into": None},
                 {"customer_id": "gone", "segment": "G", "parent_customer_id": None, "merged_into": "top"},
                 {"customer_id": "leaf", "segment": "L", "parent_customer_id": "gone", "merged_into": None}]
    made = company(line("leaf", "2025-01-01", None, "10"), line("gone", "2025-01-01", None, "10"), customers=customers)
    groups = [some_of(row, "segment", "arr", "logos") for row in retention(made, D, "group", by="segment")]
    assert groups == [("T", 240, 1)]
    assert {row["segment"] for row in retention(made, D, "customer", by="segment")} == {"T", "L"}


def history(*rows: tuple[str, str | None]) -> list[dict[str, Any]]:
    return [{"customer_id": "c", "attribute": "segment", "from_on": day(when), "value": value} for when, value in rows]


def test_the_base_stands_under_the_label_on_d0_and_arr_under_that_on_d() -> None:
    made = company(line("c", "2024-01-01", "2025-09-01", "10"), line("c", "2025-09-01", None, "30"),
                   customers=[{"customer_id": "c", "segment": "Big"}],
                   attribute_history=history(("2025-02-01", "Small"), ("2025-12-01", "Big")))
    rows = {row["segment"]: row for row in retention(made, D, by="segment")}
    assert some_of(rows["Small"], "arr_base", "nrr", "expansion", "arr", "logos") == (120, 3, 240, 0, 0)
    assert some_of(rows["Big"], "arr_base", "nrr", "arr", "logos") == (0, None, 360, 1)
    parts = {row.pop("segment"): moved(row) for row in bridge(made, D0, D, by="segment")}
    assert parts == {"Small": {"opening": 120, "expansion": 240, "transfer_out": 360},
                     "Big": {"transfer_in": 360, "closing": 360}}
    where = (("segment", ("Big",)),)
    assert moved(bridge(made, D0, D, where=where)[0]) == {"transfer_in": 360, "closing": 360}


def test_new_and_reactivation_carry_the_label_on_the_later_day_without_a_transfer() -> None:
    made = company(line("c", "2025-06-01", None, "10"), line("c", "2024-01-01", "2024-06-01", "10", product="Old"),
                   customers=[{"customer_id": "c", "segment": "Big"}],
                   attribute_history=history(("2025-02-01", "Small"), ("2025-12-01", "Big")))
    rows = bridge(made, D0, D, by="segment")
    assert [moved(row) for row in rows] == [{"segment": "Big", "reactivation": 120, "closing": 120}]
    assert moved(bridge(made, D0, D, where=(("product", ("P",)),))[0]) == {"new": 120, "closing": 120}


def test_what_moved_between_lines_of_a_unit_that_changed_its_label_stands_under_the_old_one() -> None:
    made = company(line("c", "2024-01-01", "2025-06-01", "50", product="Old"),
                   line("c", "2025-06-01", None, "60", product="New"),
                   customers=[{"customer_id": "c", "segment": "Big"}],
                   attribute_history=history(("2025-02-01", "Small"), ("2025-12-01", "Big")))
    old, new = ({row.pop("segment"): moved(row) for row in bridge(made, D0, D, where=(("product", (name,)),),
                                                                 by="segment")} for name in ("Old", "New"))
    assert old == {"Small": {"opening": 600, "transfer_out": 600}}
    assert new == {"Big": {"transfer_in": 600, "new": 120, "closing": 720}}


@pytest.mark.parametrize(("when", "team", "csm"), [
    ("2024-01-01", "T1", "M1"), ("2024-06-01", "T1", "M1"), ("2024-07-01", None, None), ("2024-08-01", "T2", None),
    ("2025-01-01", "T3", "M3"), ("2025-02-01", None, None)])
def test_assignments_have_gaps_and_the_earliest_serves_before_the_first(when: str, team: str, csm: str) -> None:
    rows = [("T2", None, "2024-08-01", "2025-01-10"), ("T1", "M1", "2024-03-01", "2024-07-01"),
            ("T3", "M3", "2025-01-01", "2025-02-01")]
    assigned = [{"customer_id": "c", "team_id": team, "csm_id": csm, "from_on": day(start), "to_on": day(end)}
                for team, csm, start, end in rows]
    made = company(line("c", "2023-01-01", None, "10"), assignment=assigned,
                   customers=[{"customer_id": "c", "team_id": "T9", "csm_id": "M9"}])
    assert [made.labels.on("c", key, day(when)) for key in ("team_id", "csm_id")] == [team, csm]


def test_a_null_in_the_history_is_a_label_and_without_rows_the_customer_row_serves() -> None:
    made = company(line("c", "2024-01-01", None, "10"), line("e", "2024-01-01", None, "10"),
                   customers=[{"customer_id": "c", "segment": None}, {"customer_id": "e", "segment": "S"}],
                   attribute_history=history(("2024-05-01", "S"), ("2025-05-01", None)))
    rows = {row["segment"]: some_of(row, "logos_base", "logos") for row in retention(made, D, by="segment")}
    assert rows == {"S": (2, 1), None: (0, 1)}
    assert retention(made, D, where=(("segment", ("S", None)),))[0]["logos"] == 2


def test_line_filters_restrict_before_summing_and_the_bridge_shows_what_moved() -> None:
    made = company(line("c", "2024-01-01", "2025-06-01", "50", product="Old"),
                   line("c", "2024-01-01", "2025-06-01", "20", product="New"),
                   line("c", "2025-06-01", None, "60", product="New"))
    old, new = ((("product", (name,)),) for name in ("Old", "New"))
    assert some_of(retention(made, D, where=old)[0], "arr_base", "nrr", "churn") == (600, 0, 600)
    assert moved(bridge(made, D0, D, where=old)[0]) == {"opening": 600, "contraction": 120, "transfer_out": 480}
    assert moved(bridge(made, D0, D, where=new)[0]) == {"opening": 240, "transfer_in": 480, "closing": 720}
    assert moved(bridge(made, D0, D)[0]) == {"opening": 840, "contraction": 120, "closing": 720}


def test_paperwork() -> None:
    renewal = {"contract_id": "K", "status": "open", "decided_on": None}
    made = company(line("late", "2024-01-01", "2026-03-01", "20"), line("late", "2026-04-10", None, "20"),
                   line("open", "2024-01-01", "2026-03-20", "10"), line("gone", "2024-01-01", "2026-03-20", "10"),
                   line("long", "2024-01-01", "2026-02-28", "10"), line("long", "2026-04-10", None, "20"),
                   line("told", "2024-01-01", "2026-03-20", "10"),
                   renewal=[renewal | {"customer_id": "open"},
                            renewal | {"customer_id": "told", "status": "lost", "decided_on": day("2026-03-31")}])
    row = retention(made, D)[0]
    # [1 March, 31 March]: late and open; gone has nothing to come, long ended a day too early, told has decided.
    assert some_of(row, "paper_units", "paper_arr", "nrr", "nrr_paper") == (2, 360, 0, Fraction(360, 720))
    assert retention(made, day("2026-03-30"))[0]["paper_units"] == 4
    assert retention(made, D, "product")[0]["paper_units"] == 1


def test_grr_in_paperwork_is_capped_at_the_base() -> None:
    made = company(line("c", "2024-01-01", "2025-06-01", "10"), line("c", "2025-06-01", "2026-03-31", "30"),
                   line("c", "2026-04-01", None, "30"), line("d", "2024-01-01", None, "10"))
    assert some_of(retention(made, D)[0], "paper_arr", "grr", "nrr_paper", "grr_paper") == (360, Fraction(1, 2), 2, 1)


def test_a_moment_is_a_day_in_the_configured_time_zone() -> None:
    made = {"subscription": [{"start_on": day("2026-01-01"), "recorded_at": datetime(2026, 3, 1, 16, 0)}]}
    assert newest_day(made, day("2026-06-01")) == day("2026-03-02")
    assert newest_day(made, day("2026-06-01"), "UTC") == day("2026-03-01")


def test_the_day_a_line_starts_is_an_active_day() -> None:
    lines = read_company(tables(line("c", "2025-01-01", "2025-01-02", "10"))).lines
    days = [day(f"2025-01-0{n}") for n in (1, 2)] + [day("2024-12-31")]
    assert [active_until(lines, when) for when in days] == [True, True, False]
    assert [active_after(lines, when) for when in days] == [False, False, True]
    assert [last_active_day(lines, when) for when in days] == [days[0], days[0], None]
