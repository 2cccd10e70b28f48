"""expansion: whose it was, seats against price, deals won and how long they take, handoffs done."""

from __future__ import annotations

from collections.abc import Iterator

from queries import prices
from queries.expansion_credit import credit
from queries.expansion_wins import handoffs, wins
from queries.oracle.days import base_day
from queries.oracle.expansion import Selling, split
from queries.reconcile.asked import Asked, Way
from queries.reconcile.pair import Pair, amount
from queries.reconcile.ways import expansion_more as more
from queries.reconcile.ways.common import keyed, label

SHOWN = ("seats", "price", "products", "unknown")


def pairs(asked: Asked) -> Iterator[Pair]:
    """The parts of expansion and contraction, starts, tries and sizes always; what rests on deals where they are."""
    yield from _parts(asked)
    if asked.scope.unit == "customer":
        yield from more.by_size(asked)
        yield from more.landings(asked)
        yield from more.trials(asked)
    if asked.scope.unit != "customer" or not asked.tables.get("opportunity"):
        return
    selling = Selling(asked.tables, asked.company, asked.where, asked.as_of)
    yield from _credit(asked, selling)
    if not asked.scope.line_filters:
        yield from _wins(asked, selling)
        yield from _handoffs(asked, selling)


def _parts(asked: Asked) -> Iterator[Pair]:
    start = base_day(asked.as_of)
    for by in (None, *asked.splits):
        found = prices.split(asked.warehouse, asked.scope, start, asked.as_of, by)
        ours = keyed(found, *([by] if by else []), "movement")
        theirs = split(asked.company, asked.tables, asked.where, start, asked.as_of, by, asked.scope.unit)
        second = {(of, movement) if by else movement: row for (of, movement), row in theirs.items()}
        for key in dict.fromkeys([*ours, *second]):
            mine, row = ours.get(key, {}), second.get(key, dict.fromkeys(SHOWN, 0))
            for part in SHOWN:
                yield Pair(f"expansion.{part}", asked.said(split=by, of=key), mine.get(part, 0),
                           amount(row[part], asked.digits), "exact")


def _credit(asked: Asked, selling: Selling) -> Iterator[Pair]:
    start = base_day(asked.as_of)
    for by in ("source", "seller"):
        found = credit(asked.warehouse, asked.scope, start, asked.as_of, by)
        if found.attrs["missing"]:
            return
        theirs, left = selling.credit(start, by)
        mine = {label(row["of"]): row["amount"] for row in found[:-1].to_dict("records")}
        for of in dict.fromkeys([*mine, *theirs]):
            yield Pair("expansion.credit", asked.said({by: of}), mine.get(of, 0),
                       amount(theirs.get(of, 0), asked.digits), "exact")
        yield Pair("expansion.credit", asked.said(by=by, of="nobody"), found.amount.iloc[-1],
                   amount(left, asked.digits), "exact")


def _wins(asked: Asked, selling: Selling) -> Iterator[Pair]:
    for by in ("all", "source", "seller"):
        found = wins(asked.warehouse, asked.scope, by)
        if found.attrs["missing"]:
            return
        mine, theirs = {label(row["of"]): row for row in found.to_dict("records")}, selling.deals(by)
        for of in dict.fromkeys([*(mine if by != "all" else [None]), *theirs]):
            said, rows = asked.said({by: of}), theirs.get(of, [])
            row = next(iter(mine.values()), {}) if by == "all" else mine.get(of, {})
            won, closed = selling.rate(rows)
            yield Pair("expansion.win_rate", said, row.get("win_rate"), won / closed if closed else None)
            yield Pair("expansion.win_rate", f"{said} closed", row.get("closed", 0), closed, "exact")
            yield Pair("expansion.cycle", said, row.get("median_days"), selling.cycle(rows))


def _handoffs(asked: Asked, selling: Selling) -> Iterator[Pair]:
    found = handoffs(asked.warehouse, asked.scope)
    if found.attrs["missing"]:
        return
    mine, theirs = {label(row["of"]): row for row in found.to_dict("records")}, selling.handed()
    for of in dict.fromkeys([*mine, *theirs]):
        (done, known), row = theirs.get(of, (0, 0)), mine.get(of, {})
        yield Pair("expansion.handed", asked.said(source=of, of="done"), row.get("done", 0), done, "exact")
        yield Pair("expansion.handed", asked.said(source=of), row.get("done_share"), done / known if known else None)


WAY = Way("expansion", "each customer's growth shared by its deals in order, each deal's days, each product's seats",
          pairs)
