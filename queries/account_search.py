"""Customers by name, id or domain, in whatever width, case or kana it is typed; and the largest ones.

Only those that whoever asks may see are looked at: any other is neither found nor counted.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Select, Subquery, and_, case, func, literal, or_, select

from data.searching import folded
from data.warehouse import Warehouse
from queries import dialects, tables
from queries.access import answers, by_name
from queries.account_rows import in_money
from queries.dimensions import build_info, check, dimensions
from queries.health_rows import sunday
from queries.naming import seeing
from queries.pairs import is_in, label_keys
from queries.runner import run
from queries.scope import Scope

FOUND = ("account", "account_id", "matched", "arr", "band", "score")
MOST = 20
LONGEST = 100
"""So much of what is typed is looked for: no name is longer."""


@answers(by_name("arr"))
def search(warehouse: Warehouse, scope: Scope, text: str, limit: int = MOST) -> pd.DataFrame:
    """Grain: account one of whose names, ids or domains holds the text; the best match first, then the largest ARR.

    First whole names and ids, then beginnings, then beginnings of a word, then anywhere; spaces do not matter. A
    customer that was merged is found under its old name and leads to its survivor. Columns: account, account_id,
    matched (the name that was found, where it is another's that was merged into it; else null), arr (on the scope's
    date; 0: none), band, score (null: not scored). attrs["total"]: how many match. A text without a visible character
    finds nothing. The filters of the scope say nothing here, its permission does.
    """
    asked = folded(text[:LONGEST])
    if not asked.strip():
        return _shaped(pd.DataFrame(columns=[*FOUND, "total"]), warehouse)
    return _shaped(run(warehouse, statement(scope, asked, limit)), warehouse)


@answers(by_name("arr"))
def largest(warehouse: Warehouse, scope: Scope, limit: int = MOST) -> pd.DataFrame:
    """Grain: account inside the scope's filters by its label on the date; the largest ARR on it first. Columns as of
    `search`; attrs["total"]: how many are active, attrs["arr"]: their ARR. Raises UnknownFilter.
    """
    check(scope, dimensions(warehouse))
    piece, root = tables.piece("customer"), tables.customer().alias("root")
    label = tables.labels(label_keys(scope, None)).alias("label")
    held = [*tables.spans(piece, tables.day_number(scope.as_of)), piece.c.arr > 0]
    source: Any = piece
    if label_keys(scope, None):
        source = piece.join(label, label.c.label_id == piece.c.label_id)
        held.append(is_in(label, scope))
    top = select(piece.c.unit_key.label("root_key"), piece.c.arr, func.count().over().label("total"),
                 func.sum(piece.c.arr).over().label("all_arr")).select_from(source).where(*held).order_by(
        piece.c.arr.desc().nulls_last(), piece.c.unit_key).limit(limit).subquery("top")
    seen = seeing(scope, top.join(root, root.c.customer_key == top.c.root_key), root.c.customer_key)
    found = run(warehouse, _named(seen.source, seen.permitted, root, top, scope).order_by(
        top.c.arr.desc().nulls_last(), top.c.root_key))
    made = _shaped(found, warehouse)
    whole = float(found.all_arr.iloc[0]) if len(found) else 0.0
    made.attrs["arr"] = whole / build_info(warehouse).minor
    return made


def _named(source: Any, permitted: ColumnElement[bool], root: Any, top: Subquery, scope: Scope) -> Select[Any]:
    health = tables.health()
    scored = and_(health.c.customer_key == root.c.customer_key,
                  health.c.week_day == tables.day_number(sunday(scope.as_of)))
    return select(root.c.name.label("account"), root.c.customer_id.label("account_id"),
                  literal(None).label("matched"), top.c.arr, health.c.band, health.c.score, top.c.total, top.c.all_arr
                  ).select_from(source.outerjoin(health, scored)).where(permitted)


def statement(scope: Scope, asked: str, limit: int) -> Select[Any]:
    """The best matches by name. `asked`: folded."""
    best = _matches(scope, asked)
    root, piece, health = tables.customer().alias("root"), tables.piece("customer"), tables.health()
    day, week = tables.day_number(scope.as_of), tables.day_number(sunday(scope.as_of))
    held = and_(piece.c.unit_key == best.c.root_key, *tables.spans(piece, day))
    rows = select(best, func.coalesce(piece.c.arr, 0).label("arr"), func.count().over().label("total")).select_from(
        best.outerjoin(piece, held)).order_by(
        best.c.rank, func.coalesce(piece.c.arr, 0).desc().nulls_last(), best.c.root_key).limit(limit).cte("rows")
    scored = and_(health.c.customer_key == rows.c.root_key, health.c.week_day == week)
    return select(
        root.c.name.label("account"), root.c.customer_id.label("account_id"),
        case((rows.c.own == 0, rows.c.name)).label("matched"), rows.c.arr, health.c.band, health.c.score, rows.c.total,
    ).select_from(rows.join(root, root.c.customer_key == rows.c.root_key).outerjoin(health, scored)).order_by(
        rows.c.rank, rows.c.arr.desc().nulls_last(), rows.c.root_key)


def _matches(scope: Scope, asked: str) -> Any:
    """Grain: account that matches, by its best name: its own before one that was merged into it. Columns: root_key,
    rank (0 whole, 1 beginning, 2 beginning of a word, 3 anywhere), name, own (1: its own).
    """
    customer = tables.customer()
    rank = _rank(customer, asked)
    own = case((customer.c.customer_key == customer.c.root_key, 1), else_=0)
    place = func.row_number().over(
        partition_by=customer.c.root_key, order_by=(rank, own.desc().nulls_last(), customer.c.customer_key))
    seen = seeing(scope, customer, customer.c.root_key)
    rows = select(customer.c.root_key, rank.label("rank"), customer.c.name, own.label("own"), place.label("place")
                  ).select_from(seen.source).where(_holds(customer, asked), seen.permitted).subquery("matches")
    return select(rows.c.root_key, rows.c.rank, rows.c.name, rows.c.own).where(rows.c.place == 1).cte("best")


def _holds(customer: Any, asked: str) -> ColumnElement[bool]:
    """Whether the text is anywhere in it, spaces aside."""
    compact = func.replace(customer.c.search, " ", "")
    return or_(dialects.holds_text(customer.c.search, literal(asked)),
               dialects.holds_text(compact, literal(asked.replace(" ", ""))))


def _rank(customer: Any, asked: str) -> ColumnElement[int]:
    key, short = func.lower(customer.c.customer_id), asked.replace(" ", "")
    compact = func.replace(customer.c.search, " ", "")
    name = func.substr(compact, 1, func.length(key) + len(short))
    return case((or_(key == asked, name == literal(short) + key), 0), (func.substr(compact, 1, len(short)) == short, 1),
                (dialects.holds_text(customer.c.search, literal(f" {asked}")), 2), else_=3)


def _shaped(found: pd.DataFrame, warehouse: Warehouse) -> pd.DataFrame:
    made = in_money(found, build_info(warehouse).minor, "arr")[list(FOUND)]
    made.attrs = {"total": int(found.total.iloc[0]) if len(found) else 0}
    return made
