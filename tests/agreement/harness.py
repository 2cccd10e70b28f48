"""Asks the product and the oracle the same questions and says where they differ.

Amounts and counts must be equal, rates to 1e-12, intervals to 1e-9 (relative above 1). An interval narrower than a
millionth is compared to 1e-7: its standard error is the root of a difference that floats know to 1e-16 only. A row
that is absent is a row of zeros.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from queries.oracle import Company, Row, Tables, bridge, retention
from queries.oracle.bridge import COLUMNS
from queries.oracle.retention import row_of
from tests.agreement.questions import Product, Question, Subject, random_questions, subject

KPI_AMOUNTS = ("arr", "arr_base", "expansion", "contraction", "churn", "new", "reactivation", "paper_arr")
COUNTS = ("logos", "logos_base", "logos_kept", "paper_units")
RATES = ("nrr", "grr", "logo_retention", "net_churn", "quick_ratio", "nrr_paper", "grr_paper")
INTERVALS = {"nrr_low": "nrr", "nrr_high": "nrr", "grr_low": "grr", "grr_high": "grr", "logo_low": "logo_retention",
             "logo_high": "logo_retention"}
KPI_KEYS = (*KPI_AMOUNTS, *COUNTS, *RATES, *INTERVALS)
NOTHING: dict[bool, Row] = {False: row_of([], [], 0, 0), True: dict.fromkeys(COLUMNS, 0)}
"""The row of a label without any unit, by whether it is of a bridge."""


def unknown(value: Any) -> bool:
    """Null, as JSON or a frame says it."""
    return value is None or value != value


def expected_rows(company: Company, question: Question) -> list[Row]:
    """The oracle's rows, amounts in minor units."""
    if question.start:
        return bridge(company, question.start, question.day, question.unit, question.where, question.by)
    return retention(company, question.day, question.unit, question.where, question.by)


def tolerance(key: str, expected: Row) -> float:
    """How far a rate or an interval may be off."""
    scale = max(1.0, abs(float(expected[key])))
    if key not in INTERVALS:
        return 1e-12 * scale
    stem = key.rsplit("_", 1)[0]
    scale = max(scale, float(expected[INTERVALS[key]]))
    narrow = expected[f"{stem}_high"] - expected[f"{stem}_low"] < 2e-6 * scale
    return (1e-7 if narrow and stem != "logo" else 1e-9) * scale


def same(key: str, expected: Row, value: Any, digits: int) -> bool:
    """Is the product's value the oracle's?"""
    wanted = expected[key]
    if wanted is None or unknown(value):
        return wanted is None and unknown(value)
    if key in RATES or key in INTERVALS:
        return bool(abs(float(value) - float(wanted)) <= tolerance(key, expected))
    exact = Decimal(str(value))
    return bool((exact if key in COUNTS else exact.scaleb(digits)) == wanted)


def shown(key: str, value: Any, digits: int) -> str:
    """The oracle's value as the product would say it."""
    if value is None or key in COUNTS:
        return str(value)
    if isinstance(value, Fraction | float):
        return repr(float(value))
    return str(Decimal(value).scaleb(-digits))


def row_differences(expected: Row, given: Row, keys: Iterable[str], digits: int) -> list[str]:
    """One message per key that differs."""
    found = []
    for key in keys:
        if key not in given:
            found.append(f"{key}: the product's row has no such key")
        elif not same(key, expected, given[key], digits):
            found.append(f"{key}: product {given[key]!r}, oracle {shown(key, expected[key], digits)}")
    return found


def by_label(rows: Sequence[Row], by: str | None) -> tuple[dict[Any, Row], list[str]]:
    """The rows by their label, and what is wrong with the labels themselves."""
    labelled: dict[Any, Row] = {}
    wrong = [] if by or len(rows) == 1 else [f"{len(rows)} rows where one is due"]
    for row in rows:
        if by and by not in row:
            wrong.append(f"a row without its label {by}")
        label = None if by is None or unknown(row.get(by)) else row[by]
        if label in labelled:
            wrong.append(f"two rows for {by}={label}")
        labelled[label] = row
    return labelled, wrong


def refused(given: Row, keys: Iterable[str]) -> bool:
    """A row of nulls with a reason: the figure can't be had."""
    return bool(given.get("reason")) and all(unknown(given.get(key)) for key in keys)


def differences(asked: Subject, question: Question, given: Sequence[Row],
                keys: Sequence[str] | None = None) -> list[str]:
    """All differences of one answer. Before the data's first day a row of nulls with a reason is right too."""
    is_bridge = question.start is not None
    keys = keys or (COLUMNS if is_bridge else KPI_KEYS)
    expected, _ = by_label(expected_rows(asked.company, question), question.by)
    product, found = by_label(given, question.by)
    early = asked.first_day is None or question.day < asked.first_day
    for label in dict.fromkeys([*expected, *product]):
        wanted, row = expected.get(label, NOTHING[is_bridge]), product.get(label)
        if row is None:
            wrong = ["the product has no such row"] if any(wanted[key] for key in keys) else []
            wrong += [f"{key}: oracle {shown(key, wanted[key], asked.company.digits)}" for key in keys if wrong]
        elif early and refused(row, keys):
            wrong = []
        else:
            wrong = row_differences(wanted, row, keys, asked.company.digits)
        found += [f"{question.by}={label}: {message}" if question.by else message for message in wrong]
    return found


def disagreements(tables: Tables, product: Product, rng: random.Random, count: int = 40) -> list[str]:
    """The differences over `count` random questions, each under its question."""
    asked, found = subject(tables), []
    for question in random_questions(asked, rng, count):
        wrong = differences(asked, question, question.ask(product))
        if wrong:
            found.append("\n    ".join([str(question), *wrong]))
    return found


def assert_agreement(tables: Tables, product: Product, rng: random.Random, count: int = 40) -> None:
    """AssertionError that lists the first differences, the company's lines beside them."""
    found = disagreements(tables, product, rng, count)
    lines = "\n  ".join(str(row) for row in tables["subscription"][:40])
    listed = "\n  ".join(found[:10])
    assert not found, f"{len(found)} of {count} answers differ:\n  {listed}\nlines:\n  {lines}"
