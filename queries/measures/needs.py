"""Which tables and columns of the contract a company lacks: what they would tell is unknown, never zero."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, func, literal, select, union_all

from data.warehouse import Warehouse
from queries import tables
from queries.access import OPEN, answers, company_wide
from queries.runner import run


@answers(OPEN)
def absent(warehouse: Warehouse, needs: Sequence[str]) -> frozenset[str]:
    """Of tables ("ticket") and columns ("customer.icp_fit") those that hold nothing.

    Where any of several would do ("touch|playbook"), that is absent as a whole while all of them are.
    """
    if not needs:
        return frozenset()
    single = sorted({each for need in needs for each in choices(need)})
    with company_wide("whether a table or column holds anything is no news of any customer"):
        found = run(warehouse, union_all(*(_held(each) for each in single)).subquery("needs").select())
    empty = set(found.need[found.held == 0])
    return frozenset(need for need in needs if empty.issuperset(choices(need)))


def choices(need: str) -> tuple[str, ...]:
    """The tables or columns any of which fulfils a need."""
    return tuple(need.split("|"))


def _held(need: str) -> Select[Any]:
    table, _, column = need.partition(".")
    staged = tables.mart(f"stg_{table}", *([column] if column else []), schema="staging")
    first = select(literal(1)).select_from(staged)
    held = (first.where(staged.c[column].is_not(None)) if column else first).limit(1).subquery(f"of_{table}_{column}")
    asked = select(literal(need).label("need"), func.count().label("held"))
    return asked.select_from(held)  # type: ignore[return-value]
