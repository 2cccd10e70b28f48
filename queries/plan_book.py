"""What was decided on a day for the rest of a quarter, and what then happened beyond it, summed over units.

A span runs from a day s to a quarter's last day e, with the base of e's twelve months (d0). What s knew of e, by line:
- its **end** in (s, e] when it was cancelled by s (`cancelled_on`), or when the row was recorded by s (`recorded_at`)
  and bears no cancellation: then the unit simply ends there, unless a later line of it is known as well;
- its **start** in (s, e] when the row was recorded by s. A row without `recorded_at` gives no day on which a start was
  decided: only on the newest as-of date, where the data themselves show it, it counts, apart from the rest (booked),
  and with it the ends of the same unit's lines that it follows;
- usage has no decided dates: what runs on s goes on. A cancellation after s was not known on s.

Grain of the answer: one row per span. Columns, in minor units or units, for each of KPIS: `<kpi>_decided` (the known
book of e less that of s), `<kpi>_booked` (starts known only because they are in the data, newest span alone),
`<kpi>_beyond` (e's book less the known one). Labels as everywhere: the base by those on d0, amounts by those on s and
e; transfers between labels are part of arr, not of net_new.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    DateTime,
    Integer,
    Select,
    Text,
    and_,
    case,
    cast,
    false,
    func,
    literal,
    null,
    or_,
    select,
    true,
    union,
    union_all,
)

from data.targets import AMOUNTS, KPIS
from queries import tables
from queries.bridge import line_transfers
from queries.pairs import cell_of, is_in, label_keys
from queries.scope import Scope, conditions

PARTS = ("decided", "booked", "beyond")
NAMES = tuple(f"{kpi}_{part}" for kpi in KPIS for part in PARTS)


@dataclass(frozen=True)
class Span:
    """From `day` to the quarter's `end`; `base`: end's d0. `newest`: whether the data themselves are as of `day`."""

    day: date
    end: date
    newest: bool = False

    @property
    def base(self) -> date:
        return tables.year_before(self.end)


def statement(scope: Scope, spans: Sequence[Span], zone: str, by: str | None = None) -> Select[Any]:
    """One row per span, numbered as given (× label of `by`, as cell, under which each amount stands);
    spans in which nothing happened are absent.
    """
    units = _books(scope, _spans(spans, zone), bool(label_keys(scope, by)))
    stands = union_all(*(_side(units, scope, day, by) for day in "bse")).subquery("stands")
    sums = [cast(func.sum(stands.c[name]), BigInteger()).label(name) for name in NAMES]
    return select(stands.c.span, stands.c.cell, *sums).group_by(stands.c.span, stands.c.cell)


def _spans(spans: Sequence[Span], zone: str) -> CTE:
    rows = []
    for number, span in enumerate(spans):
        ends = datetime.combine(span.day + timedelta(days=1), time(), ZoneInfo(zone)).astimezone(UTC)
        rows.append(select(
            cast(literal(number), Integer).label("span"),
            *(cast(literal(tables.day_number(day)), Integer).label(name)
              for name, day in (("b", span.base), ("s", span.day), ("e", span.end))),
            cast(literal(ends.replace(tzinfo=None)), DateTime()).label("until"), literal(span.newest).label("newest")))
    return union_all(*rows).cte("spans")


def _on(line: Any, day: ColumnElement[int]) -> ColumnElement[bool]:
    return and_(line.c.from_day <= day, or_(line.c.to_day.is_(None), line.c.to_day > day))


def _within(day: ColumnElement[Any], span: Any) -> ColumnElement[bool]:
    """In (s, e]; false where there is no such day."""
    return func.coalesce(and_(day > span.c.s, day <= span.c.e), false())


def _lines(scope: Scope, spans: CTE, labelled: bool) -> CTE:
    """Grain: span × line of a unit to which something happened in the span, with what s knew of the line."""
    line, unit = tables.line(), tables.line().c[f"{scope.unit}_unit"]
    touched = _touched(scope, line, spans, labelled)
    recorded = func.coalesce(line.c.recorded_at < spans.c.until, false())
    fixed = line.c.kind != "usage"
    starts, closes = (and_(_within(day, spans), fixed) for day in (line.c.from_day, line.c.to_day))
    decided = or_(func.coalesce(line.c.cancelled_day <= spans.c.s, false()),
                  and_(recorded, line.c.cancelled_day.is_(None)))
    booked = and_(starts, line.c.recorded_at.is_(None), spans.c.newest)
    kept = and_(true(), *conditions(scope.line_filters, lambda key: line.c[key]))
    return select(
        spans.c.span, unit.label("unit_key"), line.c.arr, func.coalesce(kept, false()).label("kept"),
        *(_on(line, spans.c[name]).label(f"on_{name}") for name in ("b", "s", "e")),
        and_(starts, recorded).label("starts"), booked.label("booked"), and_(closes, decided).label("ends"),
        closes.label("closes"),
        func.max(case((booked, 1), else_=0)).over(partition_by=(spans.c.span, unit)).label("followed"),
    ).select_from(line.join(touched, touched.c.unit_key == unit).join(
        spans, spans.c.span == touched.c.span)).cte("held")


def _touched(scope: Scope, line: Any, spans: CTE, labelled: bool) -> CTE:
    """Grain: span × unit of which a line begins or ends in the span; where labels count, or whose label does."""
    unit = line.c[f"{scope.unit}_unit"]
    moved = select(spans.c.span, unit.label("unit_key")).select_from(
        line.join(spans, or_(_within(line.c.from_day, spans), _within(line.c.to_day, spans))))
    if not labelled:
        return moved.distinct().cte("touched")
    owned, label = tables.unit_table(scope.unit), tables.labels(())
    relabelled = select(spans.c.span, owned.c.unit_key).select_from(
        label.join(owned, owned.c.owner_key == label.c.customer_key).join(spans, _within(label.c.from_day, spans)))
    return union(moved, relabelled).cte("touched")


def _books(scope: Scope, spans: CTE, labelled: bool) -> CTE:
    """Grain: span × unit. base; arr0 (on s); known; booked (known, and what is booked besides); arr (on e); gone0 and
    gone: the lines that filters drop, on s and e.
    """
    held = _lines(scope, spans, labelled)

    def total(*where: ColumnElement[bool]) -> ColumnElement[Any]:
        return cast(func.sum(case((and_(*where), held.c.arr), else_=0)), BigInteger())

    closed = or_(held.c.ends, and_(held.c.closes, held.c.followed == 1))
    known = or_(held.c.on_s, held.c.starts)
    kept = held.c.kept
    sums = select(
        held.c.span, held.c.unit_key, total(kept, held.c.on_b).label("base"), total(kept, held.c.on_s).label("arr0"),
        total(kept, known, ~held.c.ends).label("known"),
        total(kept, or_(and_(known, ~closed), and_(held.c.booked, ~held.c.ends))).label("booked"),
        total(kept, held.c.on_e).label("arr"), total(~kept, held.c.on_s).label("gone0"),
        total(~kept, held.c.on_e).label("gone"),
    ).group_by(held.c.span, held.c.unit_key).subquery("sums")
    joined = sums.join(spans, spans.c.span == sums.c.span)
    return select(*sums.c, spans.c.b, spans.c.s, spans.c.e).select_from(joined).cte("books")


def _side(units: CTE, scope: Scope, day: str, by: str | None) -> Select[Any]:
    """What the units add under the label that their owner bore on one of the three days, inside the filters then."""
    keys = label_keys(scope, by)
    amounts = _amounts(units)[day]
    named = [amounts.get(name, literal(0)).label(name) for name in NAMES]
    if not keys:
        return select(units.c.span, cast(null(), Text).label("cell"), *named)
    owned, label = tables.unit_table(scope.unit), tables.labels(keys)
    holds = and_(label.c.from_day <= units.c[day], or_(label.c.to_day > units.c[day], label.c.to_day.is_(None)))
    joined = units.join(owned, owned.c.unit_key == units.c.unit_key).join(
        label, and_(label.c.customer_key == owned.c.owner_key, holds))
    return select(units.c.span, cell_of(label, None, by).label("cell"), *named).select_from(joined).where(
        is_in(label, scope))


def _amounts(units: CTE) -> dict[str, dict[str, ColumnElement[Any]]]:
    """By day of the label, what a unit adds to each KPI's parts: the base's rates under that of d0, amounts under those
    of s and e.
    """
    now, known, booked, later = (units.c[name] for name in ("arr0", "known", "booked", "arr"))
    base: dict[str, ColumnElement[Any]] = {}
    for kpi in KPIS:
        if kpi not in AMOUNTS:
            at = [_kept(units, kpi, amount) for amount in (now, known, booked, later)]
            parts = zip(PARTS, (at[1] - at[0], at[2] - at[1], at[3] - at[1]), strict=True)
            base |= {f"{kpi}_{part}": case((units.c.base > 0, amount), else_=0) for part, amount in parts}
    out, into = line_transfers(units)
    stayed = later + out - into
    decided = {f"{kpi}_{part}": amount for kpi in AMOUNTS
               for part, amount in (("decided", known - now), ("booked", booked - known))}
    moved = case((now > 0, stayed - now), else_=0)
    return {"b": base,
            "s": {**decided, "arr_beyond": -known, "net_new_beyond": moved - (known - now)},
            "e": {"arr_beyond": later, "net_new_beyond": case((now > 0, 0), else_=stayed)}}


def _kept(units: CTE, kpi: str, amount: ColumnElement[Any]) -> ColumnElement[Any]:
    """What a rate counts of a unit of the base that has this ARR."""
    if kpi == "nrr":
        return amount
    if kpi == "grr":
        return func.least(amount, units.c.base)
    return case((amount > 0, 1), else_=0)
