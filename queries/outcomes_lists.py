"""Who stands in a corner of outcome × experience, and of whom something is missing that only a conversation tells."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Select, Subquery, case, func, literal, or_, select

from data.warehouse import Warehouse
from queries import tables
from queries.access import answers, by_name
from queries.dimensions import build_info, check, dimensions
from queries.health_rows import chosen, rated
from queries.measures.known import number
from queries.measures.needs import absent
from queries.measures.population import facts
from queries.outcome_rows import CORNERS, around, corner, told
from queries.outcomes import NEEDS
from queries.scope import Scope
from queries.scored import listed, nothing

ROLES = ("champion", "sponsor", "user", "billing")
"""Whom to ask, the best first."""
REASONS = ("no_outcome", "overdue", "untold", "no_voice")
NEEDED = {"no_outcome": "outcome", "overdue": "outcome", "untold": "outcome", "no_voice": "survey"}
HEAD = ("account", "account_id", "arr", "band", "score", "standing", "felt", "goals", "goals_reached", "heard_on")
TAIL = ("renewal_due", "renewal_arr", "owner", "url")
CORNER = (*HEAD, *TAIL)
PROMPTS = (*HEAD, *REASONS, "reasons", "ask_role", *TAIL)


@answers(by_name("arr", "renewal_arr"))
def members(warehouse: Warehouse, scope: Scope, co: str, cx: str, limit: int | None = None) -> pd.DataFrame:
    """The customers of one corner of queries.outcomes.matrix, the largest ARR first.

    Columns beside those of every list: standing (of the best-known goal), felt, goals (that count), goals_reached,
    heard_on (the latest answer of 365 days; null without any). attrs as every list. ValueError for an unknown side.
    """
    for side in (co, cx):
        if side not in CORNERS:
            raise ValueError(f"unknown side {side!r}; known: {', '.join(CORNERS)}")
    asked = replace(scope, unit="customer")
    check(asked, dimensions(warehouse))
    rows, where, columns, _ = _around(warehouse, asked)
    sides = [corner(columns["standing"]) == co, columns["felt"] == cx]
    found = listed(warehouse, asked, _chosen(rows, where + sides, columns), ("arr",), limit)
    return _shaped(found, CORNER, absent(warehouse, NEEDS))


@answers(by_name("arr", "renewal_arr"))
def prompts(warehouse: Warehouse, scope: Scope, limit: int | None = None) -> pd.DataFrame:
    """Customers of whom something is not known that only a conversation tells, the largest ARR first.

    Columns beside those of `members`: no_outcome (nothing agreed), overdue (a goal past its day, not reviewed), untold
    (of an open goal nobody looked in 180 days how far it is), no_voice (no survey answered in 365 days): null where
    the table is missing; reasons (how many hold); ask_role (champion, sponsor, user, billing: the best contact that has
    not left; null: no contact is known). attrs["missing"]: outcome and survey, where both are missing (then no list).
    """
    asked = replace(scope, unit="customer")
    check(asked, dimensions(warehouse))
    gone = absent(warehouse, (*NEEDS, "contact"))
    if gone.issuperset(NEEDS):
        return nothing(PROMPTS, NEEDS)
    rows, where, columns, standing = _around(warehouse, asked)
    held = _reasons(columns, standing, gone)
    number_of = sum((case((each, 1), else_=0) for each in held.values()), literal(0))
    best = _contacts(asked)
    source = rows.outerjoin(best, best.c.customer_key == columns["owner_key"])
    given = columns | held | {"reasons": number_of, "ask_role": best.c.ask_role}
    found = listed(warehouse, asked, _chosen(source, [*where, or_(*held.values())], given), ("arr",), limit)
    return _shaped(found, PROMPTS, gone)


def _around(warehouse: Warehouse, scope: Scope) -> tuple[Any, list[ColumnElement[bool]], dict[str, Any], Any]:
    """The active customers with what is known of them: what to read from, conditions, columns, standings."""
    rows = rated(scope, "rated")
    source, where, _ = chosen(rows, scope)
    latest = scope.as_of >= build_info(warehouse).default_as_of
    joined, standing, feeling = around(source, rows.c.owner_key, scope.as_of, latest)
    stands, felt = told(standing, feeling)
    columns = {name: rows.c[name] for name in ("unit_key", "label_id", "owner_key", "arr", "band", "score")}
    return joined, where, columns | {
        "standing": stands, "felt": felt, "goals": func.coalesce(standing.c.agreed, 0),
        "goals_reached": func.coalesce(standing.c.reached, 0), "heard_day": feeling.c.answered_day}, standing


def _chosen(source: Any, where: list[Any], columns: dict[str, Any]) -> Select[Any]:
    kept = {name: column for name, column in columns.items() if name != "owner_key"}
    return select(*(column.label(name) for name, column in kept.items())).select_from(source).where(*where)


def _reasons(columns: dict[str, Any], standing: Any, gone: frozenset[str]) -> dict[str, ColumnElement[bool]]:
    every: dict[str, ColumnElement[bool]] = {
        "no_outcome": columns["standing"] == "none", "overdue": func.coalesce(standing.c.overdue, 0) > 0,
        "untold": func.coalesce(standing.c.untold, 0) > 0, "no_voice": columns["felt"] == "unknown"}
    return {name: each for name, each in every.items() if NEEDED[name] not in gone}


def _contacts(scope: Scope) -> Subquery:
    """Grain: customer with a contact that has not left by the date. Columns customer_key, ask_role."""
    contact = facts("contact", "role", "left_on")
    place = case(*((contact.c.role == role, at) for at, role in enumerate(ROLES)))
    best = func.min(place)
    role = case(*((best == at, literal(role)) for at, role in enumerate(ROLES)))
    stays = or_(contact.c.left_on.is_(None), number(contact.c.left_on) > tables.day_number(scope.as_of))
    return select(contact.c.customer_key, role.label("ask_role")).where(stays).group_by(
        contact.c.customer_key).subquery("best_contact")


def _shaped(found: pd.DataFrame, columns: tuple[str, ...], gone: frozenset[str]) -> pd.DataFrame:
    days = [None if pd.isna(day) else _date(day) for day in found.heard_day]
    made = found.assign(heard_on=pd.Series(days, index=found.index, dtype=object)).reindex(columns=list(columns))
    made.attrs = dict(found.attrs) | {"unknown": tuple(sorted(gone))}
    return made


def _date(day: Any) -> date:
    """The date of a day's number."""
    return tables.EPOCH + timedelta(days=int(day))
