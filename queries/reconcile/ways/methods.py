"""methods: the five published methods and the rates by each unit of measure."""

from __future__ import annotations

from collections.abc import Iterator

from queries import methods, methods_bridge, methods_units
from queries.oracle import UNITS, bridge, retention
from queries.oracle import methods as second
from queries.oracle.days import base_day
from queries.reconcile.asked import Asked, Way
from queries.reconcile.pair import Pair, amount
from queries.reconcile.ways.common import keyed

NAMES = {"point_to_point": "", "summed": "_summed", "compounded": "_compounded", "all_customer": "_all_customer"}


def pairs(asked: Asked) -> Iterator[Pair]:
    """Each method's two rates; the lines between opening and closing; the rates of every unit."""
    ours = keyed(methods.methods(asked.warehouse, asked.scope), "method")
    for name, suffix in NAMES.items():
        theirs = getattr(second, name)(asked.company, asked.as_of, "customer", asked.where)
        for rate in ("nrr", "grr"):
            yield Pair(f"methods.{rate}{suffix}", asked.said(method=name), ours[name][rate], theirs[rate])
    strict = retention(asked.company, asked.as_of, where=asked.where)[0]
    for rate in ("nrr", "grr"):
        yield Pair(f"methods.{rate}_paper", asked.said(method="paper"), ours["point_to_point_paper"][rate],
                   strict[f"{rate}_paper"])
    yield from _lines(asked)
    found = keyed(methods_units.units(asked.warehouse, asked.scope), "unit")
    for unit in UNITS:
        row = retention(asked.company, asked.as_of, unit, asked.where)[0]
        for rate in ("nrr", "grr", "logo_retention"):
            yield Pair(f"methods.unit_{rate}", asked.said(unit=unit), found[unit][rate], row[rate])


def _lines(asked: Asked) -> Iterator[Pair]:
    """Opening, closing and, where no filter cuts a unit's lines in two, what was lost and won between them."""
    steps = methods_bridge.reconciliation(asked.warehouse, asked.scope)
    ours = dict(zip(steps.line, steps.amount, strict=True))
    row = bridge(asked.company, base_day(asked.as_of), asked.as_of, where=asked.where)[0]
    signs = {"opening": 1, "closing": 1}
    if not asked.scope.line_filters:
        signs |= {"churn": -1, "contraction": -1, "expansion": 1}
    for key, sign in signs.items():
        mine = ours.get(key)
        yield Pair(f"methods.{key}", asked.said(), None if mine is None else sign * mine,
                   amount(row[key], asked.digits), "exact")


WAY = Way("methods", "each published method written out over the base's units, month by month", pairs)
