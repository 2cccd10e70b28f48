"""Who a customer is on a date: its name and labels, ARR, health, pulse, stage; and whom it belongs together with."""

from __future__ import annotations

from typing import Any

import pandas as pd
from sqlalchemy import Select, and_, case, or_, select

from data.warehouse import Warehouse
from queries import dialects, tables
from queries.access import answers, by_name
from queries.account_rows import Account, chosen, dated, in_money, is_one, resolved, survivor
from queries.dimensions import build_info, dimensions
from queries.health_rows import sunday
from queries.naming import seeing
from queries.runner import run
from queries.scope import Scope

HEALTH = ("score", "band", "given", "pulse_rating", "pulse_day", "users", "seats", "m_usage_trend")
BEFORE_WEEKS = 4
"""How far back the score that the present one is compared with."""
DAYS = ("first_day", "pulse_day", "stage_day", "week_day")
RELATED = ("relation", "account", "account_id", "arr", "band")


@answers(by_name())
def profile(warehouse: Warehouse, scope: Scope, account_id: str) -> pd.DataFrame:
    """One row: the account as it stands on the scope's date; none where it may not be seen or nobody has the id.

    Columns: account, account_id (the survivor's), asked_id (as asked: another one where it was merged), url, signed_on,
    first_day (its first with ARR; null: never), arr (0: none now) and arr0 (twelve months earlier), week_day (the
    Sunday of the score; null: not scored), score, band, score_before (4 weeks earlier), given, pulse_rating and
    pulse_day (the latest), users, seats, m_usage_trend, stage and stage_day (since when it stands in it), and the value
    of each label under its key. Amounts in the reporting currency.
    """
    one = resolved(warehouse, scope, account_id)
    keys = [key for key, each in dimensions(warehouse).items() if each.kind != "line"]
    found = run(warehouse, statement(scope, one, keys)).head(1)
    made = in_money(dated(found, *DAYS), build_info(warehouse).minor, "arr", "arr0")
    return made.assign(arr=made["arr"].fillna(0.0), arr0=made["arr0"].fillna(0.0))


def statement(scope: Scope, one: Account, keys: list[str]) -> Select[Any]:
    """The account with what the marts know of it on the date."""
    day, week = tables.day_number(scope.as_of), tables.day_number(sunday(scope.as_of))
    members, root = chosen(scope, one), tables.customer().alias("root")
    given = tables.mart("stg_customer", "customer_id", "url", "signed_on", schema="staging")
    unit, piece, label = tables.unit_table("customer"), tables.piece("customer"), tables.labels(keys).alias("label")
    health = tables.mart("health", "customer_key", "week_day", *HEALTH).alias("health_now")
    before = tables.mart("health", "customer_key", "week_day", "score").alias("health_before")
    stage = tables.journey()
    key = root.c.customer_key
    source = (
        members.join(root, root.c.customer_key == members.c.root_key)
        .outerjoin(given, given.c.customer_id == root.c.customer_id)
        .outerjoin(unit, unit.c.unit_key == key)
        .outerjoin(piece, and_(piece.c.unit_key == key, *tables.spans(piece, day)))
        .outerjoin(label, and_(label.c.customer_key == key, *tables.holds(label, day)))
        .outerjoin(health, and_(health.c.customer_key == key, health.c.week_day == week))
        .outerjoin(before, and_(before.c.customer_key == key, before.c.week_day == week - 7 * BEFORE_WEEKS))
        .outerjoin(stage, and_(stage.c.customer_key == key, *tables.spans(stage, week))))
    return select(
        root.c.name.label("account"), root.c.customer_id.label("account_id"), members.c.customer_id.label("asked_id"),
        given.c.url, given.c.signed_on, unit.c.first_day, piece.c.arr, piece.c.arr0, health.c.week_day,
        *(health.c[name] for name in HEALTH), before.c.score.label("score_before"), stage.c.stage,
        stage.c.from_day.label("stage_day"), *(label.c[tables.attribute(each)].label(each) for each in keys),
    ).select_from(source).where(members.c.customer_id == one.asked, is_one(key, one))


@answers(by_name("arr"))
def related(warehouse: Warehouse, scope: Scope, account_id: str) -> pd.DataFrame:
    """The other customers of its group and those merged into it, as far as they may be seen; the largest ARR first.

    Columns: relation (parent: the group's top; group: another one under it; merged: now a part of it), account,
    account_id, arr (on the scope's date; null: merged), band (null: not scored).
    """
    one = resolved(warehouse, scope, account_id)
    found = run(warehouse, _related(scope, one))
    return in_money(found, build_info(warehouse).minor, "arr")[list(RELATED)]


def _related(scope: Scope, one: Account) -> Select[Any]:
    day, week = tables.day_number(scope.as_of), tables.day_number(sunday(scope.as_of))
    root, own, other = survivor(scope, one), tables.customer().alias("own"), tables.customer().alias("other")
    piece, health = tables.piece("customer"), tables.health()
    merged, parent = other.c.root_key == own.c.customer_key, other.c.customer_key == own.c.group_key
    source = root.join(own, own.c.customer_key == root.c.root_key).join(
        other, and_(other.c.group_key == own.c.group_key, other.c.customer_key != own.c.customer_key))
    seen = seeing(scope, source, other.c.root_key, "other_label")
    rows = seen.source.outerjoin(
        piece, and_(piece.c.unit_key == other.c.customer_key, *tables.spans(piece, day))).outerjoin(
        health, and_(health.c.customer_key == other.c.customer_key, health.c.week_day == week))
    return select(
        case((merged, "merged"), (parent, "parent"), else_="group").label("relation"),
        other.c.name.label("account"), other.c.customer_id.label("account_id"), piece.c.arr, health.c.band,
    ).select_from(rows).where(seen.permitted, or_(merged, other.c.root_key == other.c.customer_key)).order_by(
        piece.c.arr.desc().nulls_last(), dialects.rising(other.c.customer_id))
