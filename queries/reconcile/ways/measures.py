"""measures: what the seven functions and the ten principles are measured by, row by row."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from queries.measures import MEASURES, measured
from queries.oracle import functions, practice, use
from queries.oracle.days import base_day, week_end
from queries.oracle.functions import Answer
from queries.oracle.functions import Asked as Question
from queries.reconcile.asked import Asked, Way
from queries.reconcile.pair import Pair, amount
from queries.reconcile.ways.health import scores

OF_ROWS: dict[str, Callable[[Question], Answer]] = {**functions.ANSWERS, **practice.ANSWERS, **use.ANSWERS}
OF_SCORES = (*practice.OF_HEALTH, *use.OF_USE, "pulse_known")
OF_ALL = {*OF_SCORES, *use.OF_USE, "advocates"}
"""What rests on the other customers' rows too: scores on medians, advocates on whom they brought."""
KEYS = (*OF_ROWS, *OF_SCORES)


def pairs(asked: Asked) -> Iterator[Pair]:
    """Each measure on the date; those of twelve months earlier too, where rows alone give them."""
    days = (base_day(asked.as_of), asked.as_of)
    told = {} if asked.part else _health(asked)
    for row in measured(asked.warehouse, asked.scope, KEYS, days).to_dict("records"):
        key, on, reason = row["measure"], row["on"], row["reason"]
        if reason == "missing_table" or (key in OF_SCORES and on != asked.as_of) or (
                asked.part and key in OF_ALL):
            continue
        yield from _one(asked, row, _answer(asked, key, on, told), MEASURES[key].kind)


def _answer(asked: Asked, key: str, on: Any, told: dict[str, Any]) -> Answer:
    question = Question(asked.tables, asked.company, asked.where, on)
    if key in use.OF_USE:
        return use.OF_USE[key](question, scores(asked).on(week_end(on)))
    if key == "pulse_known":
        return practice.pulse_known(question, told)
    return practice.of_health(key, question, told) if key in practice.OF_HEALTH else OF_ROWS[key](question)


def answered(asked: Asked, key: str, on: date) -> Answer:
    """One measure of KEYS on the date, as the rows give it."""
    return _answer(asked, key, on, _health(asked))


def _one(asked: Asked, row: dict[Any, Any], answer: Answer, kind: str) -> Iterator[Pair]:
    said, key = asked.said(on=row["on"]), f"measures.{row['measure']}"
    if answer is None:
        yield Pair(key, said, row["value"], None)
    elif len(answer) == 1:
        value = amount(int(answer[0] or 0), asked.digits) if kind == "money" else answer[0]
        yield Pair(key, said, row["value"], value)
    else:
        top, bottom = answer
        yield Pair(key, f"{said} numerator", row["numerator"], top)
        yield Pair(key, f"{said} denominator", row["denominator"], bottom)
        yield Pair(key, said, row["value"], top / bottom if top is not None and bottom else None)


def _health(asked: Asked) -> dict[str, Any]:
    """The last Sunday's scores by customer, in the words that the oracle's measures use."""
    known = asked.asked_once
    if "measured health" not in known:
        known["measured health"] = _told(asked)
    found: dict[str, Any] = known["measured health"]
    return found


def _told(asked: Asked) -> dict[str, Any]:
    truth, sunday = scores(asked), week_end(asked.as_of)
    return {name: {"m_contact": one.measures["contact"], "m_usage_trend": one.measures["usage_trend"],
                   "m_pulse": one.measures["pulse"], "silent": truth.silent(name, sunday), "score": one.score,
                   "band": one.band} for name, one in truth.on(sunday).items()}


WAY = Way("measures", "each measure counted over its table's rows, one customer at a time, as known on the day", pairs)
