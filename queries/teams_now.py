"""What each team (or CSM) has on its hands today: book, contact, onboarding, renewals, load, actions.

Grain: owner on d (null: nobody's), under the owner's own key; further keys are named. By nothing: everybody inside the
scope is one row, its owner (under team_id) null. Customers are counted whatever
unit a scope asks for, by their labels on d. attrs["missing"]: the tables or columns of the contract without which
nobody can tell; there are no rows then. Every function raises UnknownFilter, and ValueError for a key that is no owner.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
from sqlalchemy import BigInteger, ColumnElement, Integer, Select, and_, case, cast, func, literal, select

from data.warehouse import Warehouse
from queries import dialects, tables
from queries.access import answers, grouped
from queries.dimensions import build_info, dimensions
from queries.measures.known import MONTH, YEAR, number, within
from queries.measures.needs import absent
from queries.measures.population import facts, health, population, sunday_of
from queries.renewal_rows import NEAR_DAYS, known, sunday
from queries.runner import run
from queries.scope import Scope
from queries.teams_cells import OWNERS, lacking_owner, owner_keys, owner_of
from queries.teams_spread import shares

TEAM = OWNERS[0]
TOUCH, SEGMENT = "touch_model", "segment"
BOOK = ("value", "customers", "arr")
COVERAGE = ("value", "customers", "known", "covered", "share", "low", "high")
ONBOARDING = ("under_way", "late", "due", "on_time", "share", "low", "high")
RENEWALS = ("due", "arr_due", "at_risk", "arr_at_risk", "passed")
LOAD = ("customers", "arr", "touches")
ACTIONS = ("actions", "late")


@answers(grouped("customers"))
def book(warehouse: Warehouse, scope: Scope, by: str | None, of: str) -> pd.DataFrame:
    """Grain: owner × value of an attribute (null: without). Columns: value, customers, arr (reporting currency)."""
    lacking = lacking_owner(dimensions(warehouse), scope, by, of)
    if lacking:
        return _nothing(by, BOOK, lacking)
    rows = population(scope, (scope.as_of,), owner_keys(by, of))
    owner, value = owner_of(rows, by), rows.c[tables.attribute(of)]
    return _answer(warehouse, by, BOOK, select(owner.label(by or TEAM), value.label("value"), _count("customers"), _sum(
        rows.c.arr, "arr")).group_by(owner, value).order_by(dialects.rising(owner), dialects.rising(value)))


@answers(grouped("customers"))
def coverage(warehouse: Warehouse, scope: Scope, by: str | None, of: str = TOUCH) -> pd.DataFrame:
    """Contacted within the rhythm promised for the touch model, on the last Sunday. Grain: owner × value of `of`.

    Columns: value, customers, known (whose contacts can be told), covered, share = covered ÷ known with Wilson's 95 %
    interval low, high (null where nobody's can be told).
    """
    lacking = (*lacking_owner(dimensions(warehouse), scope, by, of), *sorted(absent(warehouse, ("touch",))))
    if lacking:
        return _nothing(by, COVERAGE, lacking)
    rows, told = population(scope, (scope.as_of,), owner_keys(by, of)), health("coverage")
    owner, value = owner_of(rows, by), rows.c[tables.attribute(of)]
    joined = rows.outerjoin(told, and_(told.c.customer_key == rows.c.customer_key,
                                       told.c.week_day == sunday_of(rows)))
    asked = select(owner.label(by or TEAM), value.label("value"), _count("customers"),
                   _many(told.c.coverage.is_not(None), "known"), _many(told.c.coverage, "covered"))
    found = _answer(warehouse, by, COVERAGE[:4], asked.select_from(joined).group_by(owner, value).order_by(
        dialects.rising(owner), dialects.rising(value)))
    return shares(found, "covered", "known")


@answers(grouped("under_way", "due"))
def onboarding(warehouse: Warehouse, scope: Scope, by: str | None) -> pd.DataFrame:
    """Grain: owner with an onboarding. Of its active customers' onboardings begun by d: under_way (basic steps not done
    by d), late (of these, past their target), due (target in the last 365 days), on_time (of these, done by the
    target), share = on_time ÷ due with Wilson's interval.
    """
    lacking = (*lacking_owner(dimensions(warehouse), scope, by), *sorted(absent(warehouse, ("onboarding",))))
    if lacking:
        return _nothing(by, ONBOARDING, lacking)
    rows = population(scope, (scope.as_of,), owner_keys(by))
    way = facts("onboarding", "started_on", "target_on", "basic_done_on")
    owner, day = owner_of(rows, by), literal(tables.day_number(scope.as_of))
    target, done = number(way.c.target_on), number(way.c.basic_done_on)
    going = func.coalesce(done > day, True)
    due = within(target, day, YEAR)
    asked = select(owner.label(by or TEAM), _many(going, "under_way"), _many(and_(going, target < day), "late"),
                   _many(due, "due"), _many(and_(due, done <= target), "on_time"))
    found = _answer(warehouse, by, ONBOARDING[:4], asked.select_from(rows.join(
        way, way.c.customer_key == rows.c.customer_key)).where(number(way.c.started_on) <= day).group_by(
        owner).order_by(dialects.rising(owner)))
    return shares(found, "on_time", "due")


@answers(grouped("due"))
def renewals(warehouse: Warehouse, scope: Scope, by: str | None) -> pd.DataFrame:
    """Grain: owner with a renewal that is open and due in the next 90 days. Columns: due (renewals), arr_due, at_risk,
    arr_at_risk (of these, by the rule of queries.renewal_risk on the last Sunday), passed (notice deadline gone by and
    it does not renew by itself). Filters on lines choose customers here, not parts of a renewal.
    """
    lacking = (*lacking_owner(dimensions(warehouse), scope, by), *sorted(absent(warehouse, ("renewal",))))
    if lacking:
        return _nothing(by, RENEWALS, lacking)
    rows, week, label = known(scope), tables.renewal_week(), tables.labels(owner_keys(by)).alias("owner")
    day = tables.day_number(scope.as_of)
    owner = owner_of(label, by)
    joined = rows.join(label, and_(label.c.customer_key == rows.c.bearer, *tables.holds(label, day))).outerjoin(
        week, and_(week.c.renewal_key == rows.c.renewal_key, week.c.week_day == tables.day_number(
            sunday(scope.as_of))))
    risk = func.coalesce(week.c.at_risk, False)
    passed = and_(rows.c.notice_day < day, ~func.coalesce(rows.c.auto_renew, False))
    asked = select(owner.label(by or TEAM), _count("due"), _sum(rows.c.arr_due, "arr_due"), _many(risk, "at_risk"),
                   _sum(case((risk, rows.c.arr_due), else_=0), "arr_at_risk"), _many(passed, "passed"))
    return _answer(warehouse, by, RENEWALS, asked.select_from(joined).where(
        rows.c.outcome == "open", rows.c.due_day >= day, rows.c.due_day <= day + NEAR_DAYS).group_by(
        owner).order_by(dialects.rising(owner)))


@answers(grouped("customers"))
def load(warehouse: Warehouse, scope: Scope, by: str | None) -> pd.DataFrame:
    """Grain: owner with customers. Columns: customers, arr, touches (contacts with these customers in the last 28 days
    that name a CSM; null, and touch.csm_id in attrs["missing"], where no contact ever names one).
    """
    lacking = lacking_owner(dimensions(warehouse), scope, by)
    if lacking:
        return _nothing(by, LOAD, lacking)
    unnamed = tuple(sorted(absent(warehouse, ("touch.csm_id",))))
    rows = population(scope, (scope.as_of,), owner_keys(by))
    contact = facts("touch", "occurred_on", "csm_id", "delivered")
    owner, day = owner_of(rows, by), literal(tables.day_number(scope.as_of))
    met = select(contact.c.customer_key, func.count(contact.c.csm_id).label("touches")).where(
        within(number(contact.c.occurred_on), day, MONTH), func.coalesce(contact.c.delivered, True)).group_by(
        contact.c.customer_key).subquery("met")
    asked = select(owner.label(by or TEAM), _count("customers"), _sum(rows.c.arr, "arr"),
                   _sum(func.coalesce(met.c.touches, 0), "touches"))
    found = _answer(warehouse, by, LOAD, asked.select_from(rows.outerjoin(
        met, met.c.customer_key == rows.c.customer_key)).group_by(owner).order_by(dialects.rising(owner)))
    made = found.assign(touches=None) if unnamed else found
    made.attrs = {"missing": unnamed}
    return made


@answers(grouped("actions"))
def actions(warehouse: Warehouse, scope: Scope, by: str | None, asked: tuple[tuple[str, bool], ...]) -> pd.DataFrame:
    """Open actions by who owns their customer on d. `asked`: of each its customer's id, and whether it is overdue.

    Grain: owner with an action. Columns: actions, late. Actions on customers that are not active, or outside the scope,
    are in no row.
    """
    lacking = lacking_owner(dimensions(warehouse), scope, by)
    if lacking or not asked:
        return _nothing(by, ACTIONS, lacking)
    rows, customer = population(scope, (scope.as_of,), owner_keys(by)), tables.customer()
    owner = owner_of(rows, by)
    found = run(warehouse, select(owner.label(by or TEAM), customer.c.customer_id).select_from(rows.join(
        customer, customer.c.root_key == rows.c.customer_key)).where(
        customer.c.customer_id.in_(sorted({each for each, _ in asked}))))
    owners = {str(row.customer_id): getattr(row, by or TEAM) for row in found.itertuples()}
    key = by or TEAM
    made = pd.DataFrame([(owners[each], late) for each, late in asked if each in owners], columns=[key, "is_late"])
    counted = made.groupby(key, dropna=False, as_index=False).agg(actions=("is_late", "size"), late=("is_late", "sum"))
    return _typed(counted, by, (), 1)


def _nothing(by: str | None, columns: Sequence[str], lacking: tuple[str, ...]) -> pd.DataFrame:
    made = pd.DataFrame(columns=[by or TEAM, *columns])
    made.attrs = {"missing": lacking}
    return made


def _count(name: str) -> ColumnElement[int]:
    return cast(func.count(), Integer).label(name)


def _many(holds: Any, name: str) -> ColumnElement[int]:
    return cast(func.sum(case((holds, 1), else_=0)), Integer).label(name)


def _sum(amount: Any, name: str) -> ColumnElement[int]:
    return cast(func.sum(amount), BigInteger).label(name)


def _answer(warehouse: Warehouse, by: str | None, columns: Sequence[str], asked: Select[Any]) -> pd.DataFrame:
    found = run(warehouse, asked)[[by or TEAM, *columns]]
    return _typed(found, by, [name for name in columns if name.startswith("arr")], build_info(warehouse).minor)


def _typed(found: pd.DataFrame, by: str | None, money: Sequence[str], minor: int) -> pd.DataFrame:
    """Null labels as None, amounts in whole units of the currency."""
    labels = {name: pd.Series([None if pd.isna(each) else str(each) for each in found[name]], found.index, dtype=object)
              for name in (by or TEAM, "value") if name in found.columns}
    made = found.assign(**labels, **{name: pd.to_numeric(found[name]) / minor for name in money})
    made.attrs = {"missing": ()}
    return made
