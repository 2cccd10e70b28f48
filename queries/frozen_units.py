"""Who made up a week's figures: each customer's ARR on the date and twelve months before, kept small, and what changed
between two tellings of the same week. Amounts are whole minor units throughout, so that differences add up exactly.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import pandas as pd
from sqlalchemy import Select

from data.warehouse import Warehouse
from queries import tables
from queries.access import WHOLE, NotAllowed, answers
from queries.pairs import pairs
from queries.runner import run
from queries.scope import Scope
from queries.sides import named

PARTS = ("arr", "base", "kept", "capped", "logos", "logos_base", "logos_kept")
"""ARR · the base twelve months earlier · of it kept (NRR's numerator) · kept up to the base (GRR's) · active
customers · the base's customers · those of them still active."""
ROOM = 0.97
LONGEST = 300_000
"""Characters that the packed accounts may take; beyond, the largest are kept by name and all others as one line."""
COLUMNS = ("account_id", "account", "what", "base_then", "base_now", "arr_then", "arr_now",
           *(f"change_{part}" for part in PARTS))


class Unit(NamedTuple):
    """A customer by name, its ARR twelve months before and on the date, in minor units."""

    name: str
    base: int
    arr: int


Units = Mapping[str, Unit]


@dataclass(frozen=True)
class Accounts:
    """A week's customers by id. rest: of those left out, their number and sums (PARTS); null where all are named."""

    units: Units
    rest: tuple[int, ...] | None = None


def statement(scope: Scope) -> Select[Any]:
    """Grain: customer with ARR on the date or twelve months before."""
    pair = pairs(scope, tables.year_before(scope.as_of), scope.as_of)
    return named(pair, scope, "customer")


@answers(WHOLE)
def units(warehouse: Warehouse, scope: Scope) -> dict[str, Unit]:
    """The whole company's customers on the scope's date, by id. Raises NotAllowed for whoever may not see all."""
    if not scope.viewer.whole:
        raise NotAllowed("every customer by name is for whoever may see the whole company")
    found = run(warehouse, statement(Scope(scope.as_of, viewer=scope.viewer)))
    return {str(row.account_id): Unit(str(row.account), int(row.arr0), int(row.arr))
            for row in found.itertuples()}


def parts(unit: Unit) -> tuple[int, ...]:
    """What one customer adds to each of PARTS."""
    based, active = unit.base > 0, unit.arr > 0
    return (unit.arr, unit.base, unit.arr if based else 0, min(unit.arr, unit.base) if based else 0,
            int(active), int(based), int(based and active))


def summed(listed: Iterable[Unit]) -> tuple[int, ...]:
    """PARTS of many customers together."""
    made = [0] * len(PARTS)
    for unit in listed:
        made = [total + more for total, more in zip(made, parts(unit), strict=True)]
    return tuple(made)


def pack(listed: Units, longest: int = LONGEST) -> dict[str, Any]:
    """The customers as JSON can keep them; the largest alone, and the rest as sums, where they take too much room."""
    order = sorted(listed, key=lambda each: (-max(listed[each].base, listed[each].arr), each))
    number = len(order)
    while True:
        packed = _packed({key: listed[key] for key in order[:number]})
        if len(packed) <= longest or number == 0:
            break
        number = min(number - 1, int(number * longest / len(packed) * ROOM))
    left = order[number:]
    rest = [len(left), *summed(listed[key] for key in left)] if left else None
    return {"count": len(order), "packed": packed, "rest": rest}


def _packed(listed: Units) -> str:
    rows = [[key, *unit] for key, unit in sorted(listed.items())]
    text = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(zlib.compress(text.encode(), 9)).decode()


def unpack(kept: Mapping[str, Any]) -> Accounts:
    """What `pack` kept."""
    rows = json.loads(zlib.decompress(base64.b64decode(kept["packed"])))
    rest = kept.get("rest")
    return Accounts({row[0]: Unit(*row[1:]) for row in rows}, tuple(rest) if rest else None)


def changes(then: Accounts, now: Units) -> pd.DataFrame:
    """Each customer of whom the two tellings differ. Grain: customer, then one row of all that were not named (`rest`).

    Columns: COLUMNS, minor units and counts; change_<part> is now − then, and each adds up to the change of the whole.
    what: late_customer (not known then), gone (known then, nothing now), cancelled, returned, amount (the ARR on the
    date), base (only the ARR twelve months before), rest. Ordered by what they changed of GRR's numerator, then of ARR.
    """
    empty = Unit("", 0, 0)
    others = dict(now)
    if then.rest:
        others = {key: unit for key, unit in now.items() if key in then.units}
    made = []
    for key in sorted({*then.units, *others}):
        was, is_ = then.units.get(key, empty), others.get(key, empty)
        if (was.base, was.arr) != (is_.base, is_.arr):
            made.append(_row(key, is_.name or was.name or key, _what(was, is_), was, is_))
    made.sort(key=lambda row: (-abs(row["change_capped"]), -abs(row["change_arr"]), -abs(row["change_base"]),
                               row["account_id"]))
    if then.rest:
        made += _rest(then.rest, [unit for key, unit in now.items() if key not in then.units])
    return pd.DataFrame(made, columns=list(COLUMNS))


def _row(key: str, name: str, what: str, was: Unit, is_: Unit) -> dict[str, Any]:
    moved = {f"change_{part}": after - before
             for part, before, after in zip(PARTS, parts(was), parts(is_), strict=True)}
    return {"account_id": key, "account": name, "what": what, "base_then": was.base, "base_now": is_.base,
            "arr_then": was.arr, "arr_now": is_.arr, **moved}


def _rest(rest: tuple[int, ...], now: list[Unit]) -> list[dict[str, Any]]:
    """One row of all that were not kept by name; none where their sums are the same."""
    was, is_ = rest[1:], summed(now)
    if was == is_:
        return []
    moved = {f"change_{part}": after - before for part, before, after in zip(PARTS, was, is_, strict=True)}
    return [{"account_id": None, "account": None, "what": "rest", "base_then": was[1], "base_now": is_[1],
             "arr_then": was[0], "arr_now": is_[0], **moved}]


def _what(was: Unit, is_: Unit) -> str:
    if (was.base, was.arr) == (0, 0):
        return "late_customer"
    if (is_.base, is_.arr) == (0, 0):
        return "gone"
    if was.arr > 0 and is_.arr == 0:
        return "cancelled"
    if was.arr == 0 and is_.arr > 0:
        return "returned"
    return "amount" if was.arr != is_.arr else "base"
