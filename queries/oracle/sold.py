"""What became of what was sold, one customer's first deal at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from queries.oracle.arr import arr
from queries.oracle.cohorts import first_active_day
from queries.oracle.days import add_months
from queries.oracle.functions import Asked, fit_of
from queries.oracle.labels import Row
from queries.oracle.retention import ratio

BANDS = ("none", "to10", "to20", "over20")
"""Of the discount given: none, up to 10 %, up to 20 %, more."""


def sale_of(asked: Asked, who: str) -> Row | None:
    """The first new deal of a survivor, with its ARR on the start and twelve months later; null where not asked."""
    own = sorted((row for row in asked.rows("opportunity", {who}) if row["kind"] == "new" and row["won"]
                  and row["closed_on"] is not None and row["closed_on"] <= asked.day),
                 key=lambda row: (row["closed_on"], row["opportunity_id"]))
    unit = {unit.bearer: unit for unit in asked.company.units("customer", asked.where)}.get(who) if own else None
    if unit is None:
        return None
    every = [*unit.kept, *unit.dropped]
    begun = first_active_day(every)
    if begun is None:
        return None
    start = max(begun, own[0]["closed_on"])
    later = add_months(start, 12)
    arr0, arr1 = (arr(every, each) for each in (start, later))
    if later > asked.day or arr0 <= 0 or not asked.company.passes(unit, asked.where, start):
        return None
    return own[0] | {"arr0": arr0, "arr1": arr1, "fit": fit_of(asked, own[0])}


def sales(asked: Asked) -> list[Row]:
    """Of every survivor."""
    return [each for who in sorted(set(asked.company.survivors.values())) if (each := sale_of(asked, who))]


def band(discount: float | None) -> str:
    given = discount or 0.0
    return BANDS[0] if given <= 0 else BANDS[1] if given <= 0.1 else BANDS[2] if given <= 0.2 else BANDS[3]


def of(sale: Row, by: str) -> str:
    """By whom it was sold, where from, or at which discount."""
    return str({"seller": sale["sold_by"], "source": sale["source_function"], "discount": band(sale["discount"])}[by])


def stayed(group: Sequence[Row]) -> dict[str, Any]:
    """What is left of some sales twelve months later."""
    kept, fits = sum(each["arr1"] > 0 for each in group), [each["fit"] for each in group if each["fit"] is not None]
    base = sum(each["arr0"] for each in group)
    return {"customers": len(group), "kept": kept, "retention": ratio(kept, len(group)), "arr": base,
            "grr": ratio(sum(min(each["arr0"], each["arr1"]) for each in group), base), "fit_known": len(fits),
            "fit_good": sum(fit == "good" for fit in fits)}
