"""The seven functions' measures: every one as an oracle counts it on random companies, and cases worked by hand."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from data.contract import REQUIRED_TABLES, TABLES
from data.warehouse import Warehouse, open_warehouse
from queries.datastatus import NONE_MEANS_NONE, judged, sources
from queries.dimensions import build_info
from queries.functions import KEYS, LINKS
from queries.measures import MEASURES, measured
from queries.measures.model import FUNCTIONS
from queries.oracle.days import base_day, week_end
from queries.oracle.functions import ANSWERS, Answer, Asked, value_features, valued
from queries.oracle.labels import Row, Tables
from queries.scope import Scope
from tests import replay
from tests.agreement.questions import Subject, random_day, random_where, subject
from tests.functions_companies import busy, used
from tests.oracle.examples import day, line, tables
from tests.strategies import FIRST, random_company

COMPANIES, CUSTOMERS, QUESTIONS = 3, 60, 4
NEEDS = {key: MEASURES[key].needs for key in ANSWERS}


def test_every_measure_of_a_function_is_on_its_list_once() -> None:
    listed = [key for keys in KEYS.values() for key in keys]
    assert sorted(listed) == sorted(key for key, each in MEASURES.items() if each.function in FUNCTIONS
                                    and key in listed)
    assert set(KEYS) == set(FUNCTIONS)
    assert {*LINKS, "it"} == set(FUNCTIONS)
    assert all(MEASURES[key].function == function for function, keys in KEYS.items() for key in keys)


def lacks(whole: Tables, need: str) -> bool:
    """Whether a table holds nothing, or a column of it."""
    table, _, column = need.partition(".")
    rows = whole.get(table, [])
    return not any(row.get(column) is not None for row in rows) if column else not rows


def wanted(asked: Subject, whole: Tables, scope: Scope, key: str, on: date) -> tuple[Answer, str | None]:
    if any(lacks(whole, need) for need in NEEDS[key]):
        return None, "missing_table"
    answer = ANSWERS[key](Asked(whole, asked.company, scope.where, on))
    return answer, None if answer is not None else "nobody"


def test_measures_are_the_oracles() -> None:
    """A company may lack any table, so it is asked of all of them together that every measure was compared."""
    known = Counter[str]()
    for seed in range(COMPANIES):
        known += compared(seed)
    assert set(known) == set(ANSWERS)
    assert known.total() > 40 * COMPANIES


def compared(seed: int) -> Counter[str]:
    """How often each measure had an answer in a random company, each as the oracle's."""
    rng = random.Random(seed)
    asked = subject(random_company(rng, CUSTOMERS))
    whole = busy(asked.tables, rng)
    house = replay.warehouse(whole, asked.company.digits)
    known = Counter[str]()
    for number in range(QUESTIONS):
        middle = week_end(FIRST + timedelta(days=rng.randrange(500, 1000)))
        where = random_where(asked, rng, asked.keys) if number > 1 else ()
        scope = Scope(random_day(asked, rng) if number % 2 else middle, where=where)
        days = tuple(dict.fromkeys((base_day(scope.as_of), scope.as_of)))
        for row in measured(house, scope, tuple(ANSWERS), days).to_dict("records"):
            key = row["measure"]
            answer, reason = wanted(asked, whole, scope, key, row["on"])
            assert row["reason"] == reason, (seed, key, scope, row)
            if answer is not None:
                known[key] += 1
                same(row, answer, (seed, key, scope))
    return known


def same(row: dict[Any, Any], answer: tuple[float | None, ...], where: object) -> None:
    """Numerator and denominator, or the value of a median."""
    if len(answer) == 1:
        assert row["value"] == pytest.approx(answer[0]), where
        return
    assert (row["numerator"], row["denominator"]) == pytest.approx(answer), where
    assert row["value"] == pytest.approx(answer[0] / answer[1]), where  # type: ignore[operator]
    if MEASURES[row["measure"]].kind == "share":
        assert row["n"] == row["denominator"]
        assert -1e-9 <= row["low"] <= row["value"] + 1e-9 <= row["high"] + 2e-9


def test_value_features_and_use_are_the_oracles() -> None:
    found = set[str]()
    for seed in range(1):
        rng = random.Random(100 + seed)
        asked = subject(random_company(rng, 170))
        on = week_end(date(2026, 3, 29))
        whole = _stayers_use(asked, used(busy(asked.tables, rng), rng, [on, week_end(base_day(on))]), on)
        house = replay.warehouse(whole, asked.company.digits)
        health = _health(house, on)
        question = Asked(whole, asked.company, (), on)
        wide = {who for who, row in health.items() if row["m_usage_breadth"] is not None}
        row = measured(house, Scope(on), ("value_features",)).iloc[0].to_dict()
        answer = value_features(question, wide)
        found |= valued(question)
        assert (row["numerator"], row["denominator"]) == (answer or (None, None)), seed
        _used(measured(house, Scope(on), ("breadth", "depth", "seats_used")).set_index("measure").to_dict("index"),
              [health[who] for who in sorted(question.active & set(health))])
    assert found == {"Reports"}, "the planted feature is found, and no other"


def _stayers_use(asked: Subject, whole: Tables, on: date) -> Tables:
    """Of the base only those who stay used "Reports" a year ago."""
    sunday = week_end(base_day(on))
    gone = {unit.bearer for unit in asked.company.units("customer", ()) if unit.arr(on) == 0}
    rows = [row for row in whole["usage_week"] if row["feature"] != "Reports" or row["week_on"] > sunday
            or asked.company.survivors[row["customer_id"]] not in gone]
    return {**whole, "usage_week": rows}


def _health(house: Any, on: date) -> dict[str, Row]:
    with house.engine.connect() as connection:
        rows = connection.exec_driver_sql(
            "select customer_id, health.* from marts.health join marts.customer using (customer_key) "
            f"where week_day = {(on - date(1970, 1, 1)).days}").mappings()
        return {str(row["customer_id"]): dict(row) for row in rows}


def _used(told: dict[str, Any], rows: list[Row]) -> None:
    wide = [row["m_usage_breadth"] for row in rows if row["m_usage_breadth"] is not None]
    assert told["breadth"]["numerator"] == pytest.approx(sum(wide))
    assert told["breadth"]["n"] == len(wide)
    deep = [row for row in rows if row["m_usage_depth"] is not None]
    assert told["depth"]["value"] == pytest.approx(
        sum(row["m_usage_depth"] * row["seats"] for row in deep) / sum(row["seats"] for row in deep))
    seats = [row for row in rows if row["users"] is not None and row["seats"] is not None]
    assert told["seats_used"]["value"] == pytest.approx(
        sum(row["users"] for row in seats) / sum(row["seats"] for row in seats))


def deal(number: int, customer: str, closed: str, **more: Any) -> Row:
    return {"opportunity_id": f"O{number}", "customer_id": customer, "kind": "new", "source_function": "sales",
            "sold_by": "A", "arr": 1, "currency": "JPY", "created_on": day(closed), "closed_on": day(closed),
            "won": True, **more}


@pytest.fixture(scope="module")
def by_hand() -> Warehouse:
    """Fay asked for something; A (fit poor) left and B (fit good since June) stayed after their sales; Pat's renewal
    brought seats and a higher price.
    """
    wish = {"feedback_id": "F", "customer_id": "Fay", "submitted_on": day("2025-01-10"), "theme": "t",
            "shipped_on": day("2025-03-01"), "told_on": day("2025-04-01")}
    customers: list[Row] = [{"customer_id": "Fay"}, {"customer_id": "Pat"},
                            {"customer_id": "A", "icp_fit": "poor"}, {"customer_id": "B", "icp_fit": "good"}]
    history = [{"customer_id": "B", "attribute": "icp_fit", "value": "partial", "from_on": day("2025-01-01")},
               {"customer_id": "B", "attribute": "icp_fit", "value": "good", "from_on": day("2025-06-01")}]
    sales = [deal(1, "A", "2025-02-01", discount=0.2, handoff_complete=True, handoff_on=day("2025-03-20")),
             deal(2, "B", "2025-02-01")]
    renewal = {"renewal_id": "R", "contract_id": "K-Pat", "customer_id": "Pat", "due_on": day("2025-01-01"),
               "decided_on": day("2024-12-01"), "status": "renewed", "arr_due": Decimal(1200),
               "arr_renewed": Decimal(1584), "currency": "JPY"}
    lines = [line("Fay", "2024-01-01", None, "10"), line("A", "2025-02-01", "2025-05-01", "10"),
             line("B", "2025-02-01", None, "10"), line("Pat", "2024-01-01", "2025-01-01", "100", seats=10),
             line("Pat", "2025-01-01", None, "132", seats=12)]
    return replay.warehouse(tables(*lines, customers=customers, attribute_history=history, opportunity=sales,
                                   feedback=[wish], renewal=[renewal]), 0)


def test_a_fact_counts_from_its_own_day_on(by_hand: Warehouse) -> None:
    house = by_hand
    days = tuple(day(each) for each in ("2025-02-28", "2025-03-01", "2025-03-31", "2025-04-01", "2026-01-10",
                                        "2026-03-01"))
    shipped = measured(house, Scope(days[-1]), ("feedback_shipped",), days)
    told = measured(house, Scope(days[-1]), ("feedback_told",), days)
    assert list(shipped.value.fillna(-1)) == [0, 1, 1, 1, -1, -1], "a wish of 365 days ago is none of the last year's"
    assert list(told.value.fillna(-1)) == [-1, 0, 0, 1, 1, -1]


def test_who_left_after_the_sale_stays_in_its_figures(by_hand: Warehouse) -> None:
    house = by_hand
    row = measured(house, Scope(day("2025-12-28")), ("fit_at_sale", "discount_mean", "handoff_complete"))
    assert list(row.value) == [0, 0.1, 0.5], "good only since June: at the sale it was partial"
    early = measured(house, Scope(day("2025-03-09")), ("handoff_complete",))
    assert list(early.value) == [0], "handed on after that day"
    assert list(measured(house, Scope(day("2025-03-02")), ("handoff_complete",)).reason) == ["nobody"]


def test_the_price_part_of_a_renewal_is_what_seats_do_not_explain(by_hand: Warehouse) -> None:
    house = by_hand
    row = measured(house, Scope(day("2025-03-30")), ("price_uplift",)).iloc[0]
    assert row.value == pytest.approx(0.12), "12 seats at the old price are 1,440; the rest of 1,584 is price"
    assert row.n == 1
    assert measured(house, Scope(day("2024-12-29")), ("price_uplift",)).reason.iloc[0] == "nobody"


def test_the_load_speaks_for_the_newest_day_only(on_demo: object) -> None:
    """Counted once more in plain Python: every cell of the optional columns, every row, every source's silence."""
    house = open_warehouse()
    newest = build_info(house).default_as_of
    rows = measured(house, Scope(newest), ("joinable", "filled", "fresh"), (newest - timedelta(days=7), newest))
    assert list(rows.reason[rows.on < newest]) == ["load"] * 3
    now = rows[rows.on == newest].set_index("measure")
    filled, cells, joined = 0, 0, 0
    with house.engine.connect() as connection:
        given = {str(row[0]) for row in connection.exec_driver_sql(
            "select table_name from information_schema.tables where table_schema = 'contract'")}
        for name in given & set(TABLES):
            found = connection.exec_driver_sql(f"select * from contract.{name}").mappings().all()
            joined += len(found) * (name not in REQUIRED_TABLES)
            empty_says = NONE_MEANS_NONE.get(name, ())
            asked = [str(each.name) for each in TABLES[name].columns if each.nullable and each.name not in empty_says]
            known = {str(each.name) for each in TABLES[name].columns}
            asked += [str(each) for each in (found[0] if found else {}) if str(each) not in known]
            filled += sum(row[each] is not None for row in found for each in asked if each in row)
            cells += sum(each in row for row in found for each in asked)
    assert (now.numerator["filled"], now.denominator["filled"]) == (filled, cells)
    assert (now.numerator["joinable"], now.denominator["joinable"]) == (joined, joined), "the demo sets nothing aside"
    status = judged(sources(house), newest).status
    assert now.value["fresh"] == (status == "on_time").sum() / status.isin(["on_time", "late", "silent"]).sum()
