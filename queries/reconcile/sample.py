"""A company too large to hold: a part of it whose customers are few, and the headline figures over all of them.

The part is one that the pages themselves can be asked for, by filters: so their own functions answer, and the second
way reads the rows of these customers alone. Which part is a matter of the data, not of chance.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from data.engines.place import Place
from data.status import reading
from queries.oracle.company import Where
from queries.reconcile.asked import Asked
from queries.reconcile.given import Given

MOST = 500
"""Customers of a part, at most: as many as are recomputed by every label within a minute or two."""
OWNERS = ("csm_id", "team_id")


def of(asked: Asked, most: int = MOST) -> Asked | None:
    """The same question of a part of the company, its rows alone at hand; null where no filter gives so small a one."""
    with reading(asked.tables.warehouse) as at:
        near = Relatives(at)
        for where in (*_labels(asked, most), *_combined(asked, at, most)):
            only = near.of(_bearers(at, where))
            if only and len(only) <= 2 * most:
                scope = replace(asked.scope, where=where)
                return Asked(asked.warehouse, scope, Given(asked.tables.warehouse, frozenset(only)))
    return None


def _labels(asked: Asked, most: int) -> Iterator[Where]:
    """Single labels, the one of most customers first."""
    found = [(-each.customers, key, each.value) for key, dimension in asked.dimensions.items()
             if dimension.kind == "category" for each in dimension.values
             if each.value is not None and 0 < each.customers <= most]
    for _, key, value in sorted(found)[:5]:
        yield ((key, (value,)),)


def _combined(asked: Asked, at: Place, most: int) -> Iterator[Where]:
    """All labels of a customer together, for companies that are cut in large parts only."""
    columns = at.tables("contract")["customer"]
    keys = [key for key, each in asked.dimensions.items() if each.kind == "category" and key in columns]
    if not keys:
        return
    listed = ", ".join(map(at.quoted, keys))
    found = at.rows(f"select {listed}, count(*) as n from {at.table('contract', 'customer')} group by {listed}"
                    f" having count(*) <= {most}")
    for row in sorted(found, key=lambda each: (-each[-1], tuple(map(str, each[:-1]))))[:5]:
        yield tuple((key, (value,)) for key, value in zip(keys, row, strict=False))


def _bearers(at: Place, where: Where) -> set[str]:
    """Who ever bore all of the labels: by its row, its history, its owners."""
    found: set[str] | None = None
    for key, [value] in where:
        same = f"= {at.words.text(value)}" if value is not None else "is null"
        asked = [("customer", f"{at.quoted(key)} {same}")] if key in at.tables("contract")["customer"] else []
        if at.has("contract", "attribute_history"):
            asked.append(("attribute_history", f"attribute = {at.words.text(key)} and value {same}"))
        if key in OWNERS and at.has("contract", "assignment"):
            asked.append(("assignment", f"{at.quoted(key)} {same}"))
        bore = {str(name) for table, told in asked
                for [name] in at.rows(f"select customer_id from {at.table('contract', table)} where {told}")}
        found = bore if found is None else found & bore
    return found or set()


class Relatives:
    """Who is merged into whom, and whose parent is who: they count together."""

    def __init__(self, at: Place) -> None:
        self._near: dict[str, set[str]] = defaultdict(set)
        for column in ("merged_into", "parent_customer_id"):
            if column in at.tables("contract")["customer"]:
                for one, other in at.rows(f"select customer_id, {column} from {at.table('contract', 'customer')}"
                                          f" where {column} is not null"):
                    self._near[one].add(other)
                    self._near[other].add(one)

    def of(self, names: Iterable[str]) -> set[str]:
        """These customers and everybody who counts together with one of them."""
        found, ahead = set(), list(names)
        while ahead:
            name = ahead.pop()
            if name not in found:
                found.add(name)
                ahead += self._near.get(name, ())
        return found


def parts(given: Given, size: int) -> Iterator[Given]:
    """The whole company's rows, some customers at a time, none apart from its relatives."""
    with reading(given.warehouse) as at:
        near = Relatives(at)
        names = [str(name) for [name] in at.rows(
            f"select customer_id from {at.table('contract', 'customer')} order by customer_id")]
    done: set[str] = set()
    part: set[str] = set()
    for name in names:
        if name not in done:
            own = near.of((name,))
            done |= own
            part |= own
        if len(part) >= size:
            yield Given(given.warehouse, frozenset(part))
            part = set()
    if part:
        yield Given(given.warehouse, frozenset(part))


def told(part: Asked | None, of_all: int) -> dict[str, Any]:
    """What the record says of a part: its filters, its customers and the company's; none where there is no part."""
    return {"where": part.said() if part else "", "customers": len(part.tables["customer"]) if part else 0,
            "of": of_all}
