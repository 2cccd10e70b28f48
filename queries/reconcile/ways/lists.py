"""lists: whom to call, row by row, with what each rule saw; the features that many are low in."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pandas as pd

from queries import expansion, features, lists
from queries.oracle import called as second
from queries.oracle import lists as rules
from queries.oracle.called import Called
from queries.oracle.company import Where
from queries.oracle.days import week_end
from queries.oracle.lists import Found
from queries.oracle.renewals import Renewals
from queries.reconcile.asked import Asked, Way
from queries.reconcile.pair import Kind, Pair, amount
from queries.reconcile.ways.common import keyed, label
from queries.reconcile.ways.health import HALF, scores

MONEY = ("arr", "unused_arr", "renewal_arr", "arr_low")
KINDS: dict[str, Kind] = dict.fromkeys(("touch_model", "when", "when_source", "rising", "band", "renewal_due"), "text")
TIE = Fraction(1, 1000)
Listed = tuple[pd.DataFrame, Found]


def called(asked: Asked) -> Called:
    """The company as its lists see it."""
    known = asked.asked_once
    if "called" not in known:
        known["called"] = Called(asked.tables, asked.company, asked.build.fiscal_year_start, asked.as_of,
                                 scores=scores(asked))
    made: Called = known["called"]
    return made


def next_due(asked: Asked) -> dict[str, Any]:
    """The next renewal of each survivor; nobody's where the company has no renewals."""
    known = asked.asked_once
    if "next_due" not in known:
        given = "renewal" in asked.tables
        known["next_due"] = Renewals(asked.tables, asked.company).next_due(asked.as_of) if given else {}
    found: dict[str, Any] = known["next_due"]
    return found


def expected(asked: Asked, where: Where) -> dict[str, Found]:
    """Each list inside these filters as its rule says, by its key."""
    known, asks, name = called(asked), (asked.as_of, "customer", where), f"lists {where}"
    if name not in asked.asked_once:
        health = known.scores.on(week_end(asked.as_of))
        band, points = ({name: getattr(one, key) for name, one in health.items()} for key in ("band", "score"))
        outcome = bool(asked.tables.get("outcome"))
        asked.asked_once[name] = {
            "silent": rules.silent(known, *asks), "shelfware": rules.shelfware(known, *asks),
            **{side: rules.disagree(known, *asks, side, band) for side in ("leaving", "safe")},
            "stale": rules.stale(known, *asks), "judgement": rules.quadrant(known, *asks, points),
            "ready": rules.ready(known, *asks, band, outcome)}
    made: dict[str, Found] = asked.asked_once[name]
    return made


def pairs(asked: Asked) -> Iterator[Pair]:
    """Every list of health whose tables were given, always in customers; then every feature, and who is low in it."""
    house, scope = asked.warehouse, asked.scope
    ours = {"silent": lists.silent(house, scope), "shelfware": lists.shelfware(house, scope),
            "leaving": lists.disagree(house, scope, side="leaving"), "safe": lists.disagree(house, scope, side="safe"),
            "stale": lists.stale(house, scope), "judgement": lists.quadrant(house, scope),
            "ready": expansion.ready(house, scope)}
    for key, wanted in expected(asked, asked.where).items():
        if not ours[key].attrs["missing"]:
            yield from compared(asked, f"lists.{key}", ours[key], wanted)
    yield from _featured(asked)


def compared(asked: Asked, check: str, found: pd.DataFrame, wanted: Found, said: str = "") -> Iterator[Pair]:
    """How many, how much, and every row with all that the second way says of it."""
    words = f"{asked.said()} {said}".strip()
    yield Pair(check, f"{words} customers".strip(), found.attrs["total"], len(wanted), "exact")
    yield Pair(check, f"{words} arr".strip(), found.attrs["arr"],
               amount(sum(row["arr"] for row in wanted.values()), asked.digits), "exact")
    mine = keyed(found, "account_id")
    for name in dict.fromkeys([*mine, *(str(key[0]) for key in wanted)]):
        row, theirs = mine.get(name), wanted.get((name,))
        where = f"{words} account={name}".strip()
        if row is None or theirs is None:
            yield Pair(check, where, int(row is not None), int(theirs is not None), "exact")
            continue
        for column, value in {**theirs, **_owned(asked, name, row)}.items():
            yield _valued(asked, check, f"{where} {column}", column, row[column], value)


def _owned(asked: Asked, name: str, row: dict[Any, Any]) -> dict[str, Any]:
    """What every list says of its accounts, as far as the row says it: band, score, the next renewal."""
    one, due = called(asked).scores.on(week_end(asked.as_of))[name], next_due(asked).get(name, (None, None))
    told = {"band": one.band, "score": one.score, "renewal_due": due[0], "renewal_arr": due[1]}
    return {column: value for column, value in told.items() if column in row}


def _valued(asked: Asked, check: str, said: str, column: str, ours: Any, second: Any) -> Pair:
    """One value. What was rounded from what stands in the middle may be on either side of it."""
    if column in MONEY:
        if second is not None and abs(abs(second - int(second)) - Fraction(1, 2)) < TIE:
            second = round(ours * 10**asked.digits) if abs(ours * 10**asked.digits - second) < 1 else second
        return Pair(check, said, ours, amount(None if second is None else round(second), asked.digits), "exact")
    if column == "score" and second is not None and abs(float(ours or 0) - float(second)) <= HALF * 2:
        return Pair(check, said, ours, ours)
    return Pair(check, said, label(ours), second, KINDS.get(column, "double"))


def _featured(asked: Asked) -> Iterator[Pair]:
    found = features.features(asked.warehouse, asked.scope)
    if found.attrs["missing"]:
        return
    known, asks = called(asked), (asked.as_of, "customer", asked.where)
    mine = keyed(found, "feature")
    for name, row in second.features(known, *asks).items():
        for column, value in row.items():
            said = asked.said(feature=name, of=column)
            yield _valued(asked, "lists.feature", said, column, mine[name][column], value)
        low = features.low_feature(asked.warehouse, asked.scope, name)
        yield from compared(asked, "lists.feature", low, second.low_in(known, *asks, name), f"feature={name}")


WAY = Way("lists", "each list's rule on one customer at a time, with its use, contacts and judgements as rows", pairs)
