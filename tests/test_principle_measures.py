"""What principles are measured by: every measure as an oracle counts it on random companies, and who falls short."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from data.warehouse import Warehouse, open_warehouse
from queries.measures import MEASURES, measured
from queries.measures import customers as of_customers
from queries.measures import engagement as of_engagement
from queries.measures import process as of_process
from queries.measures.needs import choices
from queries.oracle.days import base_day, week_end
from queries.oracle.functions import Answer, Asked
from queries.oracle.labels import Tables
from queries.oracle.practice import ANSWERS, OF_HEALTH, Health, of_health, pulse_known
from queries.principle_accounts import LISTED, short
from queries.scope import Scope
from tests import replay
from tests.agreement.questions import Subject, random_day, random_where, subject
from tests.functions_companies import used
from tests.practice_companies import practised
from tests.strategies import random_company
from tests.tiers import first

COMPANIES, CUSTOMERS, QUESTIONS = 2, 40, 2
OWN = tuple(each.key for module in (of_engagement, of_customers, of_process) for each in module.MEASURES)


def test_every_measure_has_an_oracle() -> None:
    assert set(OWN) == {*ANSWERS, *OF_HEALTH, "pulse_known"}


def lacks(whole: Tables, need: str) -> bool:
    """Whether all that would fulfil a need hold nothing."""
    def empty(each: str) -> bool:
        table, _, column = each.partition(".")
        rows = whole.get(table, [])
        return not any(row.get(column) is not None for row in rows) if column else not rows
    return all(map(empty, choices(need)))


def health_on(house: Warehouse, on: date) -> Health:
    """marts.health of the Sunday of a day, which tests/oracle/health.py proves, by survivor."""
    sunday = on if on.weekday() == 6 else week_end(on)
    sunday = sunday if sunday <= on else date.fromordinal(sunday.toordinal() - 7)
    with house.engine.connect() as connection:
        rows = connection.exec_driver_sql(
            "select customer_id, health.* from marts.health join marts.customer using (customer_key) "
            f"where week_day = {(sunday - date(1970, 1, 1)).days}").mappings()
        return {str(row["customer_id"]): dict(row) for row in rows}


def wanted(
    asked: Subject, whole: Tables, scope: Scope, key: str, on: date, health: Health
) -> tuple[Answer, str | None]:
    if any(lacks(whole, need) for need in MEASURES[key].needs):
        return None, "missing_table"
    question = Asked(whole, asked.company, scope.where, on)
    if key in OF_HEALTH:
        answer = of_health(key, question, health)
    else:
        answer = pulse_known(question, health) if key == "pulse_known" else ANSWERS[key](question)
    return answer, None if answer is not None else "nobody"


@pytest.mark.parametrize("seed", first(1, range(COMPANIES)))
def test_measures_are_the_oracles_and_the_lists_are_the_rest(seed: int) -> None:
    rng = random.Random(seed)
    bare = subject(random_company(rng, CUSTOMERS))
    whole = used(practised(bare.tables, rng), rng, [date(2026, 3, 29), date(2025, 3, 30)])
    asked = subject(whole)
    house = replay.warehouse(whole, asked.company.digits)
    known, names = 0, 0
    for number in range(QUESTIONS):
        day = random_day(asked, rng) if number else date(2026, 3, 29)
        scope = Scope(day, where=random_where(asked, rng, asked.keys) if number else ())
        days = tuple(dict.fromkeys((base_day(scope.as_of), scope.as_of)))
        told = {on: health_on(house, on) for on in days}
        for row in measured(house, scope, OWN, days).to_dict("records"):
            key, on = row["measure"], row["on"]
            answer, reason = wanted(asked, whole, scope, key, on, told[on])
            assert row["reason"] == reason, (key, scope, row)
            if answer is None:
                continue
            known += 1
            same(row, answer, (key, scope, on))
            if on == scope.as_of and key in LISTED and MEASURES[key].better != "none":
                names += listed(house, scope, key, row)
    assert known > 30
    assert names > 10


def same(row: dict[Any, Any], answer: tuple[float | None, ...], where: object) -> None:
    """Numerator and denominator, or the value of a count; a share lies in its interval."""
    if len(answer) == 1:
        assert row["value"] == answer[0], where
        return
    assert (row["numerator"], row["denominator"]) == answer, where
    assert row["n"] == row["denominator"]
    assert -1e-9 <= row["low"] <= row["value"] + 1e-9 <= row["high"] + 2e-9


def listed(house: Warehouse, scope: Scope, key: str, row: dict[Any, Any]) -> int:
    """Who falls short, one by one: as many customers as the figure leaves, at most as many where things are counted."""
    found = short(house, scope, key)
    rest = row["numerator"] if MEASURES[key].better == "down" else row["denominator"] - row["numerator"]
    things = key in ("outcome_reached", "outcome_reviewed", "playbook_run")
    assert len(found) == found.attrs["total"] == found.account_id.nunique()
    assert (0 < len(found) <= rest) == bool(rest) if things else len(found) == rest, (key, scope)
    assert found.arr.is_monotonic_decreasing
    return len(found)


def test_a_measure_that_names_no_accounts_is_refused(on_demo: Path) -> None:
    with pytest.raises(ValueError, match="names no accounts; those that do: coverage"):
        short(open_warehouse(), Scope(date(2026, 11, 22)), "process_written")


def test_every_list_is_made_and_cut(on_demo: Path) -> None:
    house, scope = open_warehouse(), Scope(date(2026, 11, 22))
    for key in LISTED:
        whole, cut = short(house, scope, key), short(house, scope, key, 3)
        assert len(cut) == min(3, len(whole)), key
        assert cut.attrs["total"] == len(whole), key
        assert cut.attrs["arr"] == pytest.approx(whole.arr.sum()), key
