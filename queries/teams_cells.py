"""The base of twelve months before, summed by who owned it then and by profile: what expected rates are made from.

A profile is segment × plan × touch model × age, each as it was on d0. The age is that of the unit, in whole months from
its first active day to d0: under 1, 1-2 (12 to 23 months), over 2 years. A unit that was active on the data's first
day is at least as old as that, and no more is known of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Double, Integer, Select, Text, case, cast, func, literal, null, select

from queries import tables
from queries.ages import months_between
from queries.dimensions import Dimension, check
from queries.pairs import is_in, label_keys, pairs
from queries.scope import Scope

OWNERS = ("team_id", "csm_id")
PROFILE = ("segment", "plan", "touch_model", "age")
AGES = ("<1", "1-2", ">2")
AMOUNTS = ("n", "b", "k", "g")
SQUARES = ("bb", "kk", "kb", "gg", "gb")
SUMS = (*AMOUNTS, *SQUARES)
"""Of the units of a cell: how many, base b, kept uncapped k and capped g, and the sums of their products."""


def open_to_all(scope: Scope) -> Scope:
    """The same question of everybody's customers, whoever owns them: no filter on owners, no permission."""
    kept = tuple(item for item in scope.where if item[0] not in OWNERS)
    return Scope(scope.as_of, scope.unit, kept)


def statement(scope: Scope, by: str, known: Iterable[str]) -> Select[Any]:
    """Grain: owner on d0 × profile, over the units of the base. Columns: owner, PROFILE, SUMS (minor units).

    `known`: the attributes that these data have; of a profile's attributes the others are null.
    """
    keys = tuple(key for key in PROFILE[:3] if key in set(known))
    pair = pairs(scope, tables.year_before(scope.as_of), scope.as_of)
    life, label = tables.life(scope.unit), tables.labels(dict.fromkeys((*label_keys(scope, by), *keys))).alias("label")
    held = {key: label.c[tables.attribute(key)] if key in keys else cast(null(), Text) for key in PROFILE[:3]}
    columns = [label.c[tables.attribute(by)].label("owner"), *(held[key].label(key) for key in held),
               _age(life, scope).label("age")]
    rows = select(*columns, pair.c.arr0.label("b"), pair.c.arr.label("k"),
                  func.least(pair.c.arr, pair.c.arr0).label("g")).select_from(
        pair.join(label, label.c.label_id == pair.c.label0_id).join(life, life.c.unit_key == pair.c.unit_key)
    ).where(pair.c.arr0 > 0, is_in(label, scope)).subquery("base")
    own = [rows.c[name] for name in ("owner", *PROFILE)]
    amounts = [cast(func.count(), BigInteger).label("n"),
               *(cast(func.sum(rows.c[name]), BigInteger).label(name) for name in AMOUNTS[1:])]
    squares: list[ColumnElement[Any]] = [cast(func.sum(_wide(rows, name)), Double()).label(name) for name in SQUARES]
    return select(*own, *amounts, *squares).group_by(*own)


def _wide(rows: Any, name: str) -> ColumnElement[Any]:
    """A product of two amounts, as doubles: only errors are made from it."""
    product: ColumnElement[Any] = cast(rows.c[name[0]], Double()) * cast(rows.c[name[1]], Double())
    return product


def _age(life: Any, scope: Scope) -> ColumnElement[str]:
    day0 = cast(literal(tables.day_number(tables.year_before(scope.as_of))), Integer)
    months = months_between(life.c.first_day, day0)
    return case((months < 12, AGES[0]), (months < 24, AGES[1]), else_=AGES[2])


def owner_keys(by: str | None, *more: str) -> tuple[str, ...]:
    """The owner's key, where there is one, and more."""
    return (*((by,) if by else ()), *more)


def owner_of(rows: Any, by: str | None) -> ColumnElement[Any]:
    """The owner's column; nothing where everybody is one row."""
    return rows.c[tables.attribute(by)] if by else cast(null(), Text)


def lacking_owner(having: Mapping[str, Dimension], scope: Scope, by: str | None, *more: str) -> tuple[str, ...]:
    """The columns that data with the attributes `having` lack for such an owner.

    Raises UnknownFilter, and ValueError for another key.
    """
    if by is not None and by not in OWNERS:
        raise ValueError(f"owners are {' or '.join(OWNERS)}, not {by}")
    check(scope, having)
    return tuple(f"customer.{key}" for key in owner_keys(by, *more) if key not in having)
