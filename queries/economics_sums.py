"""What economics is counted from: one statement over the customers, summed to what figures and intervals need.

Grain inside: customer × cell, with VALUES. Grain of the answer: cell; `units`, the sums of VALUES, and of PRODUCTS the
sums of x·y over the customers (`xx`: squares), from which the delta method's intervals follow without another look.
As doubles: whole numbers up to 2^53 are exact in them, and 128-bit sums would take twice the time. Money times money is
larger: summed as it is, its last digits would depend on which thread came first, and one question have two answers.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Double,
    Integer,
    Select,
    Subquery,
    Text,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    select,
    union_all,
)

from queries import dialects, tables
from queries.economics_period import Period
from queries.measures.sales import deals
from queries.pairs import is_in, label_keys
from queries.scope import Scope

SOURCE = "source"
"""The split by where the customer's first new deal came from: no label of the customer."""
VALUES = ("a", "n", "o", "c", "b", "l", "w", "z", "g", "e", "x")
"""a: Σ ARR on the twelve month ends; n: on how many of them it was active; o: on how many of the month ends before; c:
months that it left in; b: 1 in the base on d0; l: 1 if lost by d; w: 1 if its first active day is in the twelve months;
z: ARR on d0; g: of that kept on d, at most z; e: what it grew by; x: ARR on d of one that is new since d0."""
_TOGETHER = ("a", "n", "b", "l", "w")
PRODUCTS = (*((first, second) for at, first in enumerate(_TOGETHER) for second in _TOGETHER[at:]),
            ("o", "o"), ("c", "c"), ("o", "c"), ("a", "o"), ("a", "c"), ("n", "o"), ("n", "c"),
            ("z", "z"), ("g", "g"), ("g", "z"), ("e", "e"), ("e", "z"), ("x", "x"))
MONEY = ("a", "z", "g", "e", "x")
PART = float(2 ** 30)
Side = dict[str, ColumnElement[Any]]


def statement(scope: Scope, span: Period, by: str | None = None) -> Select[Any]:
    """Grain: value of `by` (a label's key, or SOURCE; null: the whole). Under the label of each day that is counted:
    month ends under the label on it, the base under that on d0, the new under that of their first day.
    """
    parts = [_months(scope, span, by), _gone(scope, span, by), _base(scope, span, by), _won(scope, span, by),
             _new(scope, span, by)]
    rows = union_all(*parts).subquery("economic")
    held = select(rows.c.unit_key, rows.c.cell, *(func.sum(rows.c[name]).label(name) for name in VALUES)).group_by(
        rows.c.unit_key, rows.c.cell).subquery("held")
    sums = [func.sum(held.c[name]).label(name) for name in VALUES]
    products = [product_sum(held.c[first], held.c[second]).label(first + second) for first, second in PRODUCTS]
    return select(held.c.cell, cast(func.count(), Integer).label("units"), *sums, *products).group_by(
        held.c.cell).order_by(dialects.rising(held.c.cell))


def product_sum(first: ColumnElement[Any], second: ColumnElement[Any]) -> ColumnElement[Any]:
    """Σ x·y. Of money squared the upper and the lower digits are summed apart, each exact in any order."""
    product = first * second
    if first.key not in MONEY or second.key not in MONEY:
        return func.sum(product)
    high = func.floor(product / literal(PART, Double))
    return func.sum(high) * literal(PART, Double) + func.sum(product - high * literal(PART, Double))


def _side(scope: Scope, source: Any, label_id: ColumnElement[Any], by: str | None, values: Side,
          where: list[ColumnElement[bool]], unit: ColumnElement[Any]) -> Select[Any]:
    """One part: customer and cell, the given values and 0 for the others, inside the scope's labels."""
    keys = label_keys(scope, None if by == SOURCE else by)
    cell: ColumnElement[Any] = cast(null(), Text)
    if keys:
        label = tables.labels(keys).alias("borne")
        source, where = source.join(label, label.c.label_id == label_id), [*where, is_in(label, scope)]
        cell = label.c[tables.attribute(by)] if by and by != SOURCE else cell
    if by == SOURCE:
        deal = sources(scope.as_of)
        source, cell = source.outerjoin(deal, deal.c.customer_key == unit), deal.c.source_function
    nothing = literal(0)
    return select(unit.label("unit_key"), cell.label("cell"), *(
        cast(values.get(name, nothing), Double).label(name) for name in VALUES)).select_from(source).where(*where)


def _months(scope: Scope, span: Period, by: str | None) -> Select[Any]:
    """What each customer had on the month ends, under its label then: a piece is a stretch without a change."""
    piece = tables.piece("customer").alias("month_piece")
    ends, openings = (_held(piece, days) for days in (span.ends, span.openings))
    low, high = tables.day_number(span.openings[0]), tables.day_number(span.last_day)
    where = [piece.c.arr > 0, piece.c.from_day <= high, piece.c.to_day > low]
    return _side(scope, piece, piece.c.label_id, by, {"a": piece.c.arr * ends, "n": ends, "o": openings}, where,
                 piece.c.unit_key)


def _held(piece: Any, days: tuple[date, ...]) -> ColumnElement[Any]:
    """How many of the days lie in a piece."""
    parts = [case((and_(*tables.spans(piece, tables.day_number(day))), 1), else_=0) for day in days]
    total: ColumnElement[Any] = parts[0]
    for part in parts[1:]:
        total = total + part
    return total


def _gone(scope: Scope, span: Period, by: str | None) -> Select[Any]:
    """Months at whose beginning a customer was active and at whose end it was not."""
    step = tables.step("customer", "month").alias("month_step")
    where = [step.c.arr_a > 0, step.c.arr == 0,
             step.c.as_of.in_([cast(literal(day), Date) for day in span.ends])]
    return _side(scope, step, step.c.label_a_id, by, {"c": literal(1)}, where, step.c.unit_key)


def _base(scope: Scope, span: Period, by: str | None) -> Select[Any]:
    piece = tables.piece("customer").alias("base_piece")
    kept = case((piece.c.arr < piece.c.arr0, piece.c.arr), else_=piece.c.arr0)
    values: Side = {"b": literal(1), "l": case((piece.c.arr == 0, 1), else_=0), "z": piece.c.arr0, "g": kept,
                    "e": piece.c.arr - kept}
    where = [piece.c.arr0 > 0, *tables.spans(piece, tables.day_number(span.as_of))]
    return _side(scope, piece, piece.c.label0_id, by, values, where, piece.c.unit_key)


def _won(scope: Scope, span: Period, by: str | None) -> Select[Any]:
    piece = tables.piece("customer").alias("won_piece")
    where: list[ColumnElement[bool]] = [piece.c.arr > 0, piece.c.arr0 == 0, ~piece.c.seen0,
                                        *tables.spans(piece, tables.day_number(span.as_of))]
    return _side(scope, piece, piece.c.label_id, by, {"x": piece.c.arr}, where, piece.c.unit_key)


def _new(scope: Scope, span: Period, by: str | None) -> Select[Any]:
    """Who was first active in the twelve months, still there or not; not who was there on the data's first day."""
    life = tables.life("customer").alias("new_life")
    where: list[ColumnElement[bool]] = [
        life.c.in_cohort, life.c.first_day >= tables.day_number(span.first_day),
        life.c.first_day <= tables.day_number(span.last_day)]
    return _side(scope, life, life.c.label_id, by, {"w": literal(1)}, where, life.c.unit_key)


def sources(as_of: date) -> Subquery:
    """Grain: customer with a new deal won by the day. source_function: of its first one; where given."""
    deal = deals("source_function")
    place = func.row_number().over(partition_by=deal.c.customer_key,
                                   order_by=(deal.c.closed_day, dialects.rising(deal.c.opportunity_id))).label("place")
    ranked = select(deal.c.customer_key, deal.c.source_function, place).where(
        deal.c.closed_day <= tables.day_number(as_of)).subquery("ranked_deal")
    return select(ranked.c.customer_key, ranked.c.source_function).where(ranked.c.place == 1).subquery("deal_source")


