"""teams: every owner's rates, and what its customers' profiles do among all others."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from queries import teams
from queries.oracle.retention import retention
from queries.oracle.teams import OWNERS, expected, owned
from queries.reconcile.asked import Asked, Way
from queries.reconcile.pair import Pair, amount
from queries.reconcile.ways.common import keyed
from queries.reconcile.ways.teams_now import of_chance, of_today

KEPT = {"nrr": "net", "grr": "gross"}
PROFILE = {"segment", "plan", "touch_model"}


def pairs(asked: Asked) -> Iterator[Pair]:
    """By team and by CSM; expected rates where the data have every label of a profile."""
    for by in OWNERS:
        if by not in asked.dimensions:
            continue
        found = keyed(teams.teams(asked.warehouse, asked.scope, by), by)
        for row in retention(asked.company, asked.as_of, where=asked.where, by=by):
            said, mine = asked.said({by: row[by]}), found.get(row[by], {})
            for key in ("nrr", "grr", "logo_retention"):
                yield Pair(f"teams.{key}", said, mine.get(key), row[key])
            yield Pair("teams.arr", said, mine.get("arr", 0), amount(row["arr"], asked.digits), "exact")
        if set(asked.splits) >= PROFILE:
            yield from _expected(asked, by, found)
            yield from of_chance(asked, by)
    yield from of_today(asked)


def _expected(asked: Asked, by: str, found: dict[object, dict[object, object]]) -> Iterator[Pair]:
    base = owned(asked.company, asked.as_of, by, "customer", asked.where)
    for owner, row in found.items():
        mine, others = ([each for each in base if (each.owner == owner) is own] for own in (True, False))
        for metric, kept in KEPT.items():
            wanted, said = expected(mine, others, kept), asked.said({by: owner}, metric=metric)
            yield Pair("teams.expected", said, row[f"{metric}_expected"], wanted)
            if wanted is not None:
                rate = Fraction(sum(getattr(each, kept) for each in mine), sum(each.base for each in mine))
                yield Pair("teams.difference", said, row[f"{metric}_difference"], rate - wanted)


WAY = Way("teams", "each owner's base from the lines; every unit's profile looked up among the others'", pairs)
