"""Evidence of maturity: every figure as an oracle counts it, row by row, on random companies."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import date, timedelta
from typing import Any

import pytest

from data.maturity import model, reading
from data.warehouse import Warehouse
from queries.measures import MEASURES
from queries.measures.evidence import FAMILIES
from queries.measures.evidenced import evidenced
from queries.oracle.days import base_day
from queries.oracle.functions import Asked
from queries.oracle.labels import Tables
from queries.oracle.maturity import OF_ALL, OF_FUNCTION, Bands, Question
from queries.scope import Scope
from tests import replay
from tests.agreement.questions import Subject, random_where, subject
from tests.functions_companies import busy, used
from tests.practice_companies import practised
from tests.strategies import random_company, some
from tests.test_principle_measures import lacks
from tests.tiers import first

COMPANIES, CUSTOMERS, QUESTIONS = 3, 40, 2
WORDS = reading.read(reading.DEFAULT).words
SUNDAY = date(2026, 3, 29)
KEYS = (*(f"{family}@{function}" for family in OF_FUNCTION for function in model.FUNCTIONS), *OF_ALL)


def test_every_measure_of_the_rules_is_answered() -> None:
    assert {*OF_FUNCTION, *OF_ALL, "use_seen"} == set(FAMILIES)
    assert set(model.MEASURES) - {"improved"} - set(FAMILIES) <= set(MEASURES)
    assert set(FAMILIES) <= set(model.MEASURES)
    assert {key for key, family in FAMILIES.items() if family.kind == "share"} == {
        *model.SHARES_OF_FUNCTION, *model.SHARES} & set(FAMILIES)


def company(rng: random.Random) -> Tables:
    """A random company that does much: people meet its customers, and use falls and rises."""
    sundays = [SUNDAY - timedelta(days=7 * back) for back in range(20)] + [base_day(SUNDAY)]
    made = used(practised(busy(random_company(rng, CUSTOMERS), rng), rng), rng, sundays)
    touched = [row | {"csm_id": some(rng, ["M1", "M2", "M2", None]), "occurred_on": row["occurred_on"] if rng.random(
        ) < 0.5 else SUNDAY - timedelta(days=rng.randrange(120))} for row in made.get("touch", [])]
    return {**made, **({"touch": touched} if touched else {})}


def bands_of(house: Warehouse) -> Bands:
    found: dict[str, dict[date, str]] = defaultdict(dict)
    with house.engine.connect() as connection:
        for row in connection.exec_driver_sql(
                "select customer_id, week_day, band from marts.health join marts.customer using (customer_key)"):
            found[str(row[0])][date(1970, 1, 1) + timedelta(days=int(row[1]))] = str(row[2])
    return found


def began(whole: Tables, key: str, day: date) -> bool:
    """Whether every table that the measure waits for had a row by the day."""
    return all(any(row.get(column) is not None and row[column] <= day for row in whole.get(table, ()))
               for table, column in FAMILIES[key.partition("@")[0]].since)


@pytest.mark.parametrize("seed", first(1, range(COMPANIES)))
def test_evidence_is_the_oracles(seed: int) -> None:
    rng = random.Random(seed)
    whole = company(rng)
    asked = subject(whole)
    plain = subject({name: rows for name, rows in whole.items() if name != "ticket"})
    house = replay.warehouse(whole, asked.company.digits)
    bands, known = bands_of(house), 0
    for number in range(QUESTIONS):
        day = SUNDAY - timedelta(days=rng.randrange(400)) if number else SUNDAY
        scope = Scope(day, where=random_where(plain, rng, plain.keys) if number else ())
        for row in evidenced(house, scope, WORDS, KEYS, (base_day(day), day)).to_dict("records"):
            known += agrees(whole, asked, scope, row, bands)
    assert known > 30


def agrees(whole: Tables, asked: Subject, scope: Scope, row: dict[Any, Any], bands: Bands) -> bool:
    """One figure against the oracle; whether it is known."""
    family, _, function = row["measure"].partition("@")
    where = (row["measure"], row["on"], scope, row)
    if any(lacks(whole, need) for need in FAMILIES[family].needs):
        assert row["reason"] == "missing_table", where
        return False
    if not began(whole, row["measure"], row["on"]):
        assert row["reason"] == "not_yet", where
        return False
    question = Question(Asked(whole, asked.company, scope.where, row["on"]), function, bands)
    answer = (OF_FUNCTION.get(family) or OF_ALL[family])(question)
    if answer is None:
        assert row["reason"] == "nobody", where
        return False
    assert row["reason"] is None, where
    if len(answer) == 1:
        assert row["value"] == answer[0], where
    else:
        assert row["numerator"] == pytest.approx(answer[0]), where
        assert row["denominator"] == answer[1], where
    if FAMILIES[family].kind == "share":
        assert -1e-9 <= row["low"] <= row["value"] + 1e-9 <= row["high"] + 2e-9
    return True


def test_use_seen_counts_customers_whose_use_is_scored(default_company: Warehouse) -> None:
    day = date(2026, 11, 22)
    row = evidenced(default_company, Scope(day), WORDS, ("use_seen",), (day,)).iloc[0]
    with default_company.engine.connect() as connection:
        known, every = connection.exec_driver_sql(
            "select count(events), count(*) from marts.health where week_day = "
            f"{(day - date(1970, 1, 1)).days}").one()
    assert (row.numerator, row.denominator) == (known, every)
    assert 0 < row.value < 1


def test_teams_add_up_to_the_company(default_company: Warehouse) -> None:
    """What is counted over customers is split without loss by their team, those of none among them."""
    day = date(2026, 11, 22)
    keys = ("run@services", "red_contact_14@services", "agreed@sales", "heard@marketing", "csat_known")
    parts = evidenced(default_company, Scope(day), WORDS, keys, (day,), "team_id")
    whole = evidenced(default_company, Scope(day), WORDS, keys, (day,)).set_index("measure")
    assert parts.cell.isna().any()
    for name in ("numerator", "denominator"):
        sums = parts.groupby("measure")[name].sum()
        assert sums.to_dict() == whole[name].to_dict()
    own = evidenced(default_company, Scope(day, where=(("team_id", ("T01",)),)), WORDS, keys, (day,))
    team = parts[parts.cell == "T01"].reset_index(drop=True)
    assert own.numerator.tolist() == team.numerator.tolist()
