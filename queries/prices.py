"""Price against seats: what of expansion and contraction came from more or fewer seats, and what from the price.

Per unit that grew or shrank, and per product of it with its seats known on both dates: seats = (S1 − S0) · ARR0 / S0,
rounded half to even to the minor unit; price = the rest of the change. A product new to the unit, or dropped by it, is
neither. A product with a line whose seats are not given (usage has none), or are 0, is unknown.
"""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

import pandas as pd
from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    Select,
    Subquery,
    Text,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
)

from data.warehouse import Warehouse
from queries import dialects, tables
from queries.access import answers, company_wide, grouped
from queries.bridge import line_transfers
from queries.dimensions import build_info, check, dimensions
from queries.methods import in_currency
from queries.pairs import cell_of, is_in, label_keys, pairs
from queries.profiled import Profiles
from queries.runner import run
from queries.scope import LINE_KEYS, Scope, conditions

MOVEMENTS = ("expansion", "contraction")
PARTS = ("seats", "price", "products", "unknown", "moved")
MISSING, GIVEN = "missing", "given"
Column = ColumnElement[Any]
# (seats − seats0) · arr0 / seats0, half to even, in exact integers: the quotient towards 0, then the rest decides.
TOP = "(cast(seats - seats0 as {wide}) * arr0)"
REST = f"mod({TOP}, nullif(seats0, 0))"
QUOTIENT = f"(({TOP} - {REST}) {{whole}} nullif(seats0, 0))"
VOLUME = (f"({QUOTIENT} + case when 2 * abs({REST}) > seats0 or (2 * abs({REST}) = seats0 and mod({QUOTIENT}, 2) <> 0) "
          f"then case when {TOP} < 0 then -1 else 1 end else 0 end)")


@answers(grouped())
def split(warehouse: Warehouse, scope: Scope, start: date, end: date, by: str | None = None) -> pd.DataFrame:
    """The bridge's expansion and contraction in parts. Grain: [value of `by` ×] movement, both always there.

    Columns: the label under the key's own name, movement, amount (as in queries.bridge), units, and its parts, which
    add up to it to the minor unit: seats, price, products (another product added or dropped), unknown (seats not
    known), moved (of what changed, what other lines of the unit took up: filters on lines only). In contraction a part
    is positive where it took away. attrs: seats: "missing" where no line has seats at all (all is unknown), else
    "given". Raises UnknownFilter; ValueError if end < start.
    """
    if end < start:
        raise ValueError(f"a bridge runs forward in time: {start} is after {end}")
    check(scope, dimensions(warehouse), by)
    if by is None:
        ask = partial(statement, start=start, end=end)
        found = Profiles(warehouse, scope).summed(ask, ["movement"]).assign(cell=None)
    else:
        found = run(warehouse, statement(scope, start, end, by))
    labels = {None if pd.isna(cell) else str(cell) for cell in found.cell}
    cells = sorted(labels, key=lambda cell: (cell is None, cell or "")) if by else [None]
    frame = pd.DataFrame(
        [{by or "cell": cell, "movement": movement, **_sums(found, cell, movement, by)}
         for cell in cells for movement in MOVEMENTS],
        columns=[by or "cell", "movement", "amount", "units", *PARTS])
    money = ["amount", *PARTS]
    frame[money] = in_currency(frame[money], build_info(warehouse).minor)
    frame = frame if by else frame.drop(columns="cell")
    frame.attrs = {"seats": GIVEN if _has_seats(warehouse) else MISSING}
    return frame


def _sums(found: pd.DataFrame, cell: Any, movement: str, by: str | None) -> dict[str, int]:
    same = found.cell.isna() if cell is None else found.cell == cell
    rows = found[(found.movement == movement) & (same if by else True)]
    return {name: int(rows[name].sum()) for name in ("amount", "units", *PARTS)}


def _has_seats(warehouse: Warehouse) -> bool:
    with company_wide("whether lines say their seats at all is no news of any customer"):
        return bool(run(warehouse, select(func.count(tables.line().c.seats))).iloc[0, 0])


def statement(scope: Scope, start: date, end: date, by: str | None = None) -> Select[Any]:
    """Grain: label × movement. A unit stands under its label on `start`, inside the filters then, as in the bridge."""
    pair = pairs(scope, start, end, by)
    changed = changed_units(scope, pair, by)
    parts = _parts(_products(scope, start, end, by))
    joined = changed.join(parts, and_(parts.c.unit_key == changed.c.unit_key,
                                      parts.c.cell.is_not_distinct_from(changed.c.line_cell)))
    sign = case((changed.c.change > 0, 1), else_=-1)
    movement = case((changed.c.change > 0, MOVEMENTS[0]), else_=MOVEMENTS[1])
    amounts: dict[str, Column] = {
        "amount": func.abs(changed.c.change), "units": literal(1),
        **{part: sign * parts.c[part] for part in PARTS[:-1]}, "moved": sign * changed.c.moved}
    return select(
        changed.c.cell, movement.label("movement"),
        *(cast(func.sum(amount), BigInteger()).label(name) for name, amount in amounts.items()),
    ).select_from(joined).group_by(changed.c.cell, movement)


def changed_units(scope: Scope, pair: CTE, by: str | None) -> Subquery:
    """Grain: unit (× line value) that grew or shrank while it stayed. change: as the bridge counts it."""
    out, into = line_transfers(pair)
    stayed = pair.c.arr + out - into
    label = tables.labels(label_keys(scope, by)).alias("label")
    cell = cell_of(label, pair, by)
    chosen = select(pair.c.unit_key, pair.c.cell.label("line_cell"), cell.label("cell"),
                    (stayed - pair.c.arr0).label("change"), (out - into).label("moved"))
    if label_keys(scope, by):
        chosen = chosen.join_from(pair, label, label.c.label_id == pair.c.label0_id).where(is_in(label, scope))
    return chosen.where(pair.c.arr0 > 0, stayed > 0, stayed != pair.c.arr0).subquery("changed")


def _products(scope: Scope, start: date, end: date, by: str | None) -> Subquery:
    """Grain: unit × line value × product. ARR and seats on both dates; vague: lines on either without their seats."""
    line = tables.line()
    cell = line.c[by] if by in LINE_KEYS else cast(null(), Text)
    low, high = (and_(*tables.holds(line, tables.day_number(day))) for day in (start, end))
    seats = func.coalesce(line.c.seats, 0)

    def on(day: Column, amount: Any) -> Column:
        return func.sum(case((day, amount), else_=0))

    return select(
        line.c[f"{scope.unit}_unit"].label("unit_key"), cell.label("cell"), line.c.product,
        on(low, line.c.arr).label("arr0"), on(high, line.c.arr).label("arr"), on(low, seats).label("seats0"),
        on(high, seats).label("seats"), on(and_(or_(low, high), seats <= 0), 1).label("vague"),
    ).where(or_(low, high), *conditions(scope.line_filters, lambda key: line.c[key])).group_by(
        line.c[f"{scope.unit}_unit"], cell, line.c.product).subquery("products")


def _parts(products: Subquery) -> Subquery:
    """Grain: unit × line value. Its change in parts."""
    change = products.c.arr - products.c.arr0
    other = or_(products.c.arr0 == 0, products.c.arr == 0)
    stays = and_(products.c.arr0 > 0, products.c.arr > 0)
    rated = and_(stays, products.c.vague == 0)
    volume: Column = dialects.Formula(VOLUME)
    parts: dict[str, Column] = {
        "seats": case((rated, volume), else_=0), "price": case((rated, change - volume), else_=0),
        "products": case((other, change), else_=0),
        "unknown": case((and_(stays, products.c.vague > 0), change), else_=0)}
    return select(products.c.unit_key, products.c.cell, *(
        func.sum(amount).label(name) for name, amount in parts.items())).group_by(
            products.c.unit_key, products.c.cell).subquery("parts")
