"""kpis: NRR, GRR, logo retention, their intervals and amounts, of every unit and by every label of customers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from queries import retention
from queries.oracle.arr import active_until
from queries.oracle.company import UNITS, Unit
from queries.oracle.days import base_day
from queries.oracle.retention import Member, paper_arr, ratio, row_of
from queries.reconcile.asked import Asked, Way
from queries.reconcile.pair import Kind, Pair, amount
from queries.scope import Scope

AMOUNTS = {"arr": "arr", "arr_base": "arr_base", "expansion": "expansion", "contraction": "contraction",
           "churn": "churn", "new": "new", "reactivation": "reactivation", "paper_arr": "paper_arr"}
COUNTS = ("logos", "logos_base", "logos_kept", "paper_units")
RATES = ("nrr", "grr", "logo_retention", "net_churn", "quick_ratio", "nrr_paper", "grr_paper")
INTERVALS = ("nrr_low", "nrr_high", "grr_low", "grr_high", "logo_low", "logo_high")
NARROW = 2e-6


@dataclass
class Cell:
    """One label's base, what is there on the day, and what came: new, back."""

    members: list[Member] = field(default_factory=list)
    now: list[int] = field(default_factory=list)
    came: list[int] = field(default_factory=lambda: [0, 0])

    def row(self) -> dict[str, Any]:
        made: dict[str, Any] = row_of(self.members, self.now, *self.came)
        base = made["arr_base"]
        made["gross_churn"] = ratio(made["churn"] + made["contraction"], base)
        return made


@dataclass(frozen=True)
class Standing:
    """One unit on the two dates of a twelve-month rate, inside the filters or not on each."""

    unit: Unit
    member: Member | None
    now: int
    came: int | None
    """0 new, 1 back, null neither."""


def standings(asked: Asked, kind: str) -> list[Standing]:
    """Every unit that counts on either date, once for all splits."""
    company, day, then = asked.company, asked.as_of, base_day(asked.as_of)
    found = []
    for unit in company.units(kind, asked.where):
        before, after = unit.arr(then), unit.arr(day)
        member, now, came = None, 0, None
        if before > 0 and company.passes(unit, asked.where, then):
            member = Member(before, after, paper_arr(company, unit, kind, day) if after == 0 else 0)
        if after > 0 and company.passes(unit, asked.where, day):
            now = after
            came = int(active_until(unit.kept, then)) if before == 0 else None
        if member or now:
            found.append(Standing(unit, member, now, came))
    return found


def rows(asked: Asked, found: list[Standing], by: str | None) -> dict[Any, dict[str, Any]]:
    """A row per label: the base under the labels twelve months ago, what is there under those of the day."""
    cells: dict[Any, Cell] = defaultdict(Cell)
    labels, then = asked.company.labels, base_day(asked.as_of)
    for each in found:
        if each.member:
            cells[labels.on(each.unit.bearer, by, then) if by else None].members.append(each.member)
        if each.now:
            cell = cells[labels.on(each.unit.bearer, by, asked.as_of) if by else None]
            cell.now.append(each.now)
            if each.came is not None:
                cell.came[each.came] += each.now
    if by is None:
        return {None: cells[None].row()}
    return {label: cell.row() for label, cell in cells.items()}


def pairs(asked: Asked) -> Iterator[Pair]:
    """The company in every unit; customers by every label."""
    for kind in UNITS:
        found = standings(asked, kind)
        scope = Scope(asked.as_of, kind, asked.where, asked.scope.viewer)
        for by in (None, *asked.splits) if kind == "customer" else (None,):
            ours = retention.kpis(asked.warehouse, scope, by).to_dict("records")
            yield from compared(asked, ours, rows(asked, found, by), by, kind)


def compared(asked: Asked, ours: list[dict[Any, Any]], second: dict[Any, dict[str, Any]], by: str | None,
             kind: str, more: str = "") -> Iterator[Pair]:
    """Each row's every column."""
    mine = {_label(row[by]) if by else None: row for row in ours}
    empty = Cell().row()
    for label in dict.fromkeys([*mine, *second]):
        about = {**({} if kind == "customer" else {"unit": kind}), **({by: label} if by else {})}
        said = f"{more} {asked.said(about)}".strip()
        theirs = second.get(label, empty)
        row = mine.get(label)
        for key in (*AMOUNTS, *COUNTS, *RATES, *INTERVALS):
            value = theirs[key]
            if key in AMOUNTS:
                value = amount(value, asked.digits)
            nothing: Any = 0 if key in AMOUNTS or key in COUNTS else None
            yield Pair(f"kpis.{key}", said, row[key] if row else nothing, value, kind_of(key, theirs))


def kind_of(key: str, row: dict[str, Any]) -> Kind:
    """Amounts and counts exactly, rates as doubles; a narrow interval's ends as the roots that they are."""
    if key in AMOUNTS or key in COUNTS:
        return "exact"
    stem = key.rsplit("_", 1)[0]
    low, high = row.get(f"{stem}_low"), row.get(f"{stem}_high")
    if key not in INTERVALS or stem == "logo" or low is None or high is None:
        return "double"
    return "root" if high - low < NARROW * max(1, _scale(row, stem)) else "double"


def _scale(row: dict[str, Any], stem: str) -> float:
    value: Fraction | None = row.get(stem)
    return float(value) if value is not None else 1.0


def _label(value: Any) -> Any:
    return None if value is None or value != value else value


WAY = Way("kpis", "the contract's lines, each rounded once, summed unit by unit on both dates (exact fractions)", pairs)
