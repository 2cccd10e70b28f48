"""What must hold of the product's figures whatever the company; no oracle needed.

Each function takes the product and a question and gives messages, none when the property holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from queries.oracle import LINE_KEYS, Row
from queries.oracle.bridge import COLUMNS
from tests.agreement.harness import KPI_AMOUNTS, RATES, unknown
from tests.agreement.questions import Product, Question, Subject

GAINS = ("opening", "new", "reactivation", "expansion", "transfer_in")
LOSSES = ("contraction", "churn", "transfer_out", "closing")
MOVED = ("opening", "new", "reactivation", "expansion", "contraction", "churn", "closing")
ADDITIVE = (*KPI_AMOUNTS, "logos", "logos_base", "logos_kept", "paper_units")


def number(row: Row, key: str) -> Decimal:
    """The exact amount; a null stands for nothing (an absent row's, or a refused one's)."""
    value = row.get(key)
    return Decimal(0) if unknown(value) else Decimal(str(value))


def total(rows: Sequence[Row], key: str) -> Decimal:
    return sum((number(row, key) for row in rows), Decimal(0))


def label(row: Row, by: str | None) -> Any:
    return None if by is None or unknown(row.get(by)) else row[by]


def bridge_closes(product: Product, question: Question) -> list[str]:
    """Every row of a bridge closes, to the minor unit."""
    return [f"{question}: {question.by}={label(row, question.by)} does not close: {row}"
            for row in question.ask(product)
            if sum(number(row, key) for key in GAINS) != sum(number(row, key) for key in LOSSES)]


def bridge_meets_kpis(product: Product, question: Question) -> list[str]:
    """A bridge opens and closes at the ARR that the kpis give on its two days, under every label."""
    rows, found = {label(row, question.by): row for row in question.ask(product)}, []
    for day, key in ((question.start, "opening"), (question.day, "closing")):
        if day is not None:
            there = {label(row, question.by): row for row in replace(question, day=day, start=None).ask(product)}
            found += [f"{question}: {key} of {name} is not the ARR on {day}" for name in {**rows, **there}
                      if number(rows.get(name, {}), key) != number(there.get(name, {}), "arr")]
    return found


def gross_is_at_most_net(product: Product, question: Question) -> list[str]:
    """GRR ≤ min(1, NRR), rates and counts within their bounds, intervals around their rate."""
    found = []
    for row in replace(question, start=None).ask(product):
        if not unknown(row["nrr"]) and not 0 <= row["grr"] <= min(1, row["nrr"]) + 1e-12:
            found.append(f"{question}: GRR {row['grr']}, NRR {row['nrr']}")
        if number(row, "logos_kept") > number(row, "logos_base"):
            found.append(f"{question}: more logos kept than there were: {row}")
        for rate in ("nrr", "grr", "logo"):
            middle = row["logo_retention" if rate == "logo" else rate]
            if not unknown(row[f"{rate}_low"]) and not (
                    float(row[f"{rate}_low"]) - 1e-9 <= float(middle) <= float(row[f"{rate}_high"]) + 1e-9):
                found.append(f"{question}: {rate} lies outside its interval: {row}")
    return found


def labels_partition(product: Product, question: Question) -> list[str]:
    """By a label, the rows add up to the whole; the transfers between labels cancel."""
    if question.by is None or question.by in LINE_KEYS:
        return []
    rows, whole = question.ask(product), replace(question, by=None).ask(product)
    keys = MOVED if question.start else ADDITIVE
    found = [f"{question}: the rows' {key} is {total(rows, key)}, the whole {total(whole, key)}" for key in keys
             if total(rows, key) != total(whole, key)]
    net = [total(each, "transfer_in") - total(each, "transfer_out") for each in (rows, whole)]
    return found + ([f"{question}: transfers do not cancel: {net}"] if net[0] != net[1] else [])


def a_row_is_its_filter(product: Product, question: Question) -> list[str]:
    """A row of `by` equals the same question filtered to its label (where the key is not filtered already)."""
    if question.by is None or question.by in dict(question.where):
        return []
    found = []
    for row in question.ask(product):
        name = label(row, question.by)
        where = tuple(sorted([*question.where, (question.by, (name,))], key=lambda each: each[0]))
        alone = replace(question, where=where, by=None).ask(product)[0]
        found += [f"{question}: {key} of {name} is {row[key]}, filtered {alone[key]}"
                  for key in (COLUMNS if question.start else (*ADDITIVE, *RATES))
                  if abs(number(row, key) - number(alone, key)) > (Decimal("1e-12") if key in RATES else 0)]
    return found


def two_values_add_up(product: Product, question: Question, key: str, values: tuple[Any, Any]) -> list[str]:
    """One key twice means or: the counts and amounts of two labels' units add up to those of both."""
    if key in LINE_KEYS or key in dict(question.where) or values[0] == values[1]:
        return []
    def asked(*chosen: Any) -> Sequence[Row]:
        where = tuple(sorted([*question.where, (key, chosen)], key=lambda each: each[0]))
        return replace(question, start=None, by=None, where=where).ask(product)

    apart = [*asked(values[0]), *asked(values[1])]
    return [f"{question}: {key}={values}: {name} {total(asked(*values), name)}, apart {total(apart, name)}"
            for name in ADDITIVE if total(asked(*values), name) != total(apart, name)]


def broken(product: Product, asked: Subject, question: Question) -> list[str]:
    """The messages of every property on one question."""
    found = [*gross_is_at_most_net(product, question), *labels_partition(product, question),
             *a_row_is_its_filter(product, question)]
    if question.start:
        found += [*bridge_closes(product, question), *bridge_meets_kpis(product, question)]
    for key, values in list(asked.values.items())[:2]:
        if len(values) > 1:
            found += two_values_add_up(product, question, key, (values[0], values[-1]))
    return found
