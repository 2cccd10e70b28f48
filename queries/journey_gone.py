"""Those who left, counted three ways, and how the three go together.

The leaks count cases: a customer that left within 13 weeks of one of four landmarks, whatever it did afterwards. The
stage `left` counts customers: away on the date, gone since twelve months. Retention counts, of those who were active
twelve months ago, those who are away. This is the way from the first to the second, and from there to the third.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Select, and_, case, cast, func, literal, select

from data.warehouse import Warehouse
from queries import retention, tables
from queries.access import WHOLE, answers
from queries.dimensions import check, dimensions
from queries.journey_leaks import away, landmarks
from queries.journey_rows import customers, gone, inside
from queries.runner import run
from queries.scope import Scope

NAMES = ("cases", "back", "again", "outside", "held")


@dataclass(frozen=True)
class Reckoning:
    """Customers, but for `cases`: cases = back + again + outside + those of them that are gone; gone = these + between.

    cases: left within 13 weeks of a landmark; back: of these active again on the date; again: cases beyond the first of
    a customer that is away; outside: away, but no customer of `gone` (another label when it left, or left earlier);
    between: gone without being a case (came and left between two landmarks, or another label on the landmark); gone:
    the stage `left`; young: of these not active twelve months ago; lost: what the retention of twelve months counts.
    """

    cases: int
    back: int
    again: int
    outside: int
    between: int
    gone: int
    young: int
    lost: int

    @property
    def closes(self) -> bool:
        """Whether those gone without the young are retention's: not so where filters meet labels of different days."""
        return self.gone - self.young == self.lost


@answers(WHOLE)
def reckoning(warehouse: Warehouse, scope: Scope) -> Reckoning | None:
    """The three counts and what lies between them; null where no landmark can be judged. Raises UnknownFilter."""
    check(scope, dimensions(warehouse))
    days = landmarks(warehouse, scope)
    if not days:
        return None
    cases = run(warehouse, _cases(scope, [scope.at(day) for day in days])).iloc[0]
    left = run(warehouse, _left(scope)).iloc[0]
    told = {name: int(cases[name] or 0) for name in NAMES}
    kept = retention.kpis(warehouse, customers(scope)).iloc[0]
    held, whole = told.pop("held"), int(left.gone)
    return Reckoning(**told, between=whole - held, gone=whole, young=int(left.young or 0),
                     lost=int(kept["logos_base"] - kept["logos_kept"]))


def _cases(scope: Scope, days: list[Scope]) -> Select[Any]:
    """One row: the cases, and what became of their customers."""
    first, *others = [away(each, place) for place, each in enumerate(days)]
    every = (first.union_all(*others) if others else first).subquery("cases")
    mine = select(every.c.unit_key, func.count().label("n")).group_by(every.c.unit_key).subquery("mine")
    here, left = _today(scope, "here"), _gone(scope).subquery("left_now")
    back, held = here.c.arr > 0, left.c.unit_key.is_not(None)
    source = mine.outerjoin(here, and_(here.c.unit_key == mine.c.unit_key, *tables.spans(
        here, tables.day_number(scope.as_of)))).outerjoin(left, left.c.unit_key == mine.c.unit_key)
    return select(_sum(mine.c.n, "cases"), _sum(case((back, mine.c.n), else_=0), "back"),
                  _sum(case((back, 0), else_=mine.c.n - 1), "again"),
                  _sum(case((back, 0), (held, 0), else_=1), "outside"),
                  _sum(case((back, 0), (held, 1), else_=0), "held")).select_from(source)


def _left(scope: Scope) -> Select[Any]:
    """One row: who is gone, and who of them was not there twelve months ago."""
    left, then = _gone(scope).subquery("left_now"), _today(scope, "then")
    there = and_(then.c.unit_key == left.c.unit_key, then.c.arr > 0,
                 *tables.spans(then, tables.day_number(tables.year_before(scope.as_of))))
    return select(cast(func.count(), BigInteger).label("gone"),
                  _sum(case((then.c.unit_key.is_(None), 1), else_=0), "young")).select_from(left.outerjoin(then, there))


def _gone(scope: Scope) -> Select[Any]:
    source, where, _ = inside(rows := gone(scope), scope, None, "gone")
    return select(rows.c.unit_key).select_from(source).where(*where)


def _today(scope: Scope, name: str) -> Any:
    return tables.piece("customer").alias(name)


def _sum(amount: Any, name: str) -> Any:
    return cast(func.coalesce(func.sum(amount), literal(0)), BigInteger).label(name)
