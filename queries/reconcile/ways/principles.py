"""principles: every measure's verdict against the target of the goals file, each principle's, and who falls short."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from data.practice import reading
from queries import principle_accounts, principles
from queries.measures import MEASURES, measured
from queries.measures.goals import goals
from queries.oracle import verdicts as second
from queries.oracle.days import week_end
from queries.oracle.functions import Asked as Question
from queries.reconcile.asked import Asked, Way
from queries.reconcile.pair import Pair
from queries.reconcile.ways.common import label
from queries.reconcile.ways.health import scores
from queries.reconcile.ways.measures import KEYS, answered


def pairs(asked: Asked) -> Iterator[Pair]:
    """Against the targets of the file; what was decided on the board since is no part of the data."""
    found = measured(asked.warehouse, asked.scope, principles.MEASURED, (asked.as_of,))
    told = goals(reading.read())
    card = principles.scorecard(principles.rows(found, (), (asked.as_of,)), told).to_dict("records")
    said: dict[int, list[tuple[str, bool]]] = {}
    for row in card:
        key, goal = row["measure"], told.get(row["measure"])
        value, n = _value(asked, row)
        verdict = second.of_measure(value, goal.value if goal else None, row["better"])
        few = 0 < n < second.FEW and row["kind"] != "count"
        said.setdefault(row["principle"], []).append((verdict, few))
        yield Pair("principles.verdict", asked.said(measure=key), row["verdict"], verdict, "text")
    for row in {each["principle"]: each for each in card}.values():
        yield Pair("principles.verdict", asked.said(principle=row["principle"]), row["principle_verdict"],
                   second.of_principle(said[row["principle"]]), "text")
    yield from _short(asked)


def _value(asked: Asked, row: Any) -> tuple[float | None, int]:
    """What the rows give; of the load, and of what the board keeps, what is told of it. And over how many."""
    key = row["measure"]
    if key not in KEYS or row["reason"] == "missing_table":
        return label(row["value"]), row["n"]
    answer = answered(asked, key, asked.as_of)
    if answer is None or answer[0] is None:
        return None, 0
    if len(answer) == 1:
        return float(answer[0]), row["n"]
    return float(answer[0]) / float(answer[1] or 1), row["n"] if MEASURES[key].kind != "share" else int(answer[1] or 0)


def _short(asked: Asked) -> Iterator[Pair]:
    question = Question(asked.tables, asked.company, asked.where, asked.as_of)
    truth, sunday = scores(asked), week_end(asked.as_of)
    health = truth.on(sunday)
    wanted = second.short(question, health, {who: truth.silent(who, sunday) for who in health})
    for key, names in wanted.items():
        found = principle_accounts.short(asked.warehouse, asked.scope, key)
        if not found.attrs["missing"]:
            yield Pair("principles.short", asked.said(measure=key), " ".join(sorted(found.account_id)),
                       " ".join(sorted(names)), "text")


WAY = Way("principles", "each measure counted over its rows and held against its target; who falls short by each"
          " customer's own score", pairs)
