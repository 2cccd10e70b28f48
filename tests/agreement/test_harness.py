"""The harness itself: a right product agrees, and every kind of wrong answer is found."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from queries.oracle import Row, Tables, read_company
from tests.agreement.command import arguments
from tests.agreement.files import read_csv, write_csv
from tests.agreement.harness import NOTHING, assert_agreement, differences, disagreements
from tests.agreement.properties import broken
from tests.agreement.questions import Product, Question, random_questions, subject
from tests.agreement.stand_in import stand_in
from tests.oracle.examples import day, line, tables
from tests.strategies import companies, random_company

QUIET = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@QUIET
@given(companies(), st.integers(0, 2**16))
def test_the_oracle_agrees_with_itself_and_has_the_properties(made: Tables, seed: int) -> None:
    asked, product = subject(made), stand_in(read_company(made))
    assert_agreement(made, product, random.Random(seed), 10)
    for question in random_questions(asked, random.Random(seed), 10):
        assert broken(product, asked, question) == []


def off_by(key: str, amount: float) -> Callable[[Row], Row]:
    return lambda row: row | {key: row[key] + amount} if row.get(key) is not None else row


@pytest.mark.parametrize("wrong", [
    off_by("arr", 1), off_by("logos_kept", -1), off_by("nrr", 1e-10), off_by("grr_low", 1e-8), off_by("churn", 0.01),
    off_by("opening", 1), off_by("transfer_in", 1), lambda row: {}, lambda row: row | {"nrr": None},
    lambda row: row | {"closing": None, "arr": float("nan")}])
def test_a_wrong_answer_is_found(wrong: Callable[[Row], Row]) -> None:
    made = random_company(random.Random(1), 12)
    right = stand_in(read_company(made))
    product = Product(lambda *asked: [wrong(row) for row in right.kpis(*asked)],
                      lambda *asked: [wrong(row) for row in right.bridge(*asked)])
    found = disagreements(made, product, random.Random(1), 60)
    assert found
    with pytest.raises(AssertionError, match="answers differ"):
        assert_agreement(made, product, random.Random(1), 60)


def test_missing_double_and_foreign_rows_are_found_and_rows_of_zeros_may_be_absent() -> None:
    asked = subject(tables(line("a", "2025-01-01", None, "10", product="A"), line("a", "2025-01-01", None, "5")))
    question = Question(day("2026-03-31"), by="product")
    rows = list(question.ask(stand_in(asked.company)))
    empty = NOTHING[False] | {"product": "none"}
    assert differences(asked, question, rows) == []
    assert differences(asked, question, rows[:1]) != []
    assert differences(asked, question, [*rows, rows[0]]) == ["two rows for product=A"]
    assert differences(asked, question, [*rows, empty]) == []
    assert differences(asked, question, [*rows, rows[0] | {"product": "other"}]) != []


def test_a_reason_is_accepted_before_the_first_day_only() -> None:
    asked = subject(tables(line("a", "2025-01-01", None, "10")))
    early, late = Question(date(2024, 12, 31)), Question(date(2025, 1, 1))
    refusal = dict.fromkeys(early.ask(stand_in(asked.company))[0]) | {"reason": "before the first day"}
    assert differences(asked, early, [refusal]) == []
    assert differences(asked, late, [refusal]) != []


def test_a_question_reads_as_the_command_takes_it() -> None:
    where = (("region", ("関東",)), ("segment", ("SMB", None)))
    assert arguments("contract", where, "team_id") == [
        "--unit", "contract", "--where=region=関東", "--where=segment=SMB", "--where=segment=", "--by", "team_id",
        "--format", "json"]
    assert str(replace(Question(date(2026, 3, 1)), where=where, by="plan")) == (
        "kpis 2026-03-01 unit=customer where=[region=関東 segment=SMB|None] by=plan")


def test_tables_come_back_from_their_files(tmp_path: Path) -> None:
    made = random_company(random.Random(4), 8)
    write_csv(made, tmp_path)
    back = read_csv(tmp_path)
    assert {name: rows for name, rows in made.items() if name in back} == back
    assert {path.stem for path in tmp_path.iterdir()} == set(made)
