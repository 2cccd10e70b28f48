"""account: forty customers' own pages, the largest and others that their ids' digests choose: every row shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from typing import Any

import pandas as pd

from queries import account, account_contracts, account_events, account_health, account_history, account_search
from queries.health import known_weeks
from queries.oracle import account as second
from queries.oracle.days import base_day, last_sundays, week_end
from queries.oracle.health_model import KEYS
from queries.oracle.renewals import Renewals
from queries.reconcile.asked import Asked
from queries.reconcile.pair import Pair, amount, unknown
from queries.reconcile.ways.common import keyed, label
from queries.reconcile.ways.health import HALF, scores

EACH, WEEKS = 20, 52
MONEY = ("arr_before", "arr", "arr_ended", "change", "by_seats", "by_price", "arr_after", "arr_due", "arr_renewed")
RENEWAL = ("contract_id", "due_on", "owner_id")
Family = Callable[[Asked, str, str], Iterator[Pair]]


def sample(asked: Asked) -> list[str]:
    """The largest of the day, and as many more by their ids' digests, there or gone."""
    units = {str(unit.key[0]): unit.arr(asked.as_of) for unit in asked.company.units("customer", ())}
    largest = sorted(units, key=lambda name: (-units[name], name))[:EACH]
    others = sorted(set(units) - set(largest), key=lambda name: sha256(name.encode()).hexdigest())[:EACH]
    return [*largest, *others]


def largest(asked: Asked) -> Iterator[Pair]:
    """The first list of the page, which the filters on labels narrow; those on lines say nothing there."""
    found, where = account_search.largest(asked.warehouse, asked.scope), tuple(asked.scope.label_filters)
    inside = {str(unit.key[0]): unit.arr(asked.as_of) for unit in asked.company.units("customer", where)
              if unit.arr(asked.as_of) > 0 and asked.company.passes(unit, where, asked.as_of)}
    yield Pair("account.arr", asked.said(of="all"), found.attrs["arr"], amount(sum(inside.values()), asked.digits),
               "exact")
    yield Pair("account.arr", asked.said(of="customers"), found.attrs["total"], len(inside), "exact")
    amounts = sorted(inside.values(), reverse=True)
    for place, row in enumerate(found.to_dict("records")):
        said = asked.said(place=place + 1)
        yield Pair("account.arr", said, row["arr"], amount(amounts[place], asked.digits), "exact")
        own = inside.get(row["account_id"])
        yield Pair("account.arr", f"{said} its own", row["arr"], amount(own, asked.digits), "exact")


def rows(check: str, said: str, ours: Mapping[Any, Mapping[Any, Any]], wanted: second.Keyed, digits: int,
         skip: tuple[str, ...] = ()) -> Iterator[Pair]:
    """How many rows; then of each every column that both have, numbers as numbers, all else as it is written."""
    yield Pair(check, f"{said} rows", len(ours), len(wanted), "exact")
    for key in dict.fromkeys([*ours, *wanted]):
        mine, theirs = ours.get(key), wanted.get(key)
        if mine is None or theirs is None:
            yield Pair(check, f"{said} row={key}", int(mine is not None), int(theirs is not None), "exact")
            continue
        for column in (name for name in theirs if name in mine and name not in skip):
            value = amount(theirs[column], digits) if column in MONEY and digits >= 0 else theirs[column]
            yield _one(check, f"{said} row={key} {column}", label(mine[column]), value)


def _one(check: str, said: str, ours: Any, value: Any) -> Pair:
    words = isinstance(value, bool | str) or hasattr(value, "isoformat") or unknown(value)
    return Pair(check, said, ours, value, "text" if words else "double")


def head(asked: Asked, who: str, said: str) -> Iterator[Pair]:
    """ARR then and now, the score and what it is made of; as the search by its id and the page's head have them."""
    row = account.profile(asked.warehouse, asked.scope, who).to_dict("records")[0]
    unit = next(each for each in asked.company.units("customer", ()) if each.key[0] == who)
    for column, day in (("arr", asked.as_of), ("arr0", base_day(asked.as_of))):
        yield Pair("account.arr", f"{said} {column}", row[column], amount(unit.arr(day), asked.digits), "exact")
    found = keyed(account_search.search(asked.warehouse, asked.scope, who), "account_id")[who]
    yield Pair("account.arr", f"{said} found", found["arr"], amount(unit.arr(asked.as_of), asked.digits), "exact")
    one = scores(asked).on(week_end(asked.as_of)).get(who)
    scored = week_end(asked.as_of) in known_weeks(asked.warehouse)
    if label(row["week_day"]) is not None or (scored and one is not None):
        for where in (row, found):
            yield near(f"{said} score", where["score"], one and one.score)
            yield Pair("account.score", f"{said} band", label(where["band"]), one and one.band, "text")
        yield Pair("account.score", f"{said} users", row["users"], one and one.used.users)
        yield Pair("account.score", f"{said} seats", row["seats"], one and one.seats, "exact")


def near(said: str, ours: Any, value: Any) -> Pair:
    """A score, which is shown to one decimal."""
    close = not unknown(ours) and not unknown(value) and abs(float(ours) - float(value)) <= 2 * HALF
    return Pair("account.score", said, ours, ours if close else value)


def week(asked: Asked, who: str, said: str) -> Iterator[Pair]:
    """The points of every component on the last Sunday."""
    sunday = week_end(asked.as_of)
    mine = keyed(account_health.scores(asked.warehouse, asked.scope, who), "as_of").get(sunday, {})
    one = scores(asked).on(sunday).get(who)
    if mine or one:
        yield near(f"{said} week", mine.get("score"), one and one.score)
        for key in KEYS:
            yield Pair("account.components", f"{said} {key}", mine.get(key), one and one.points[key])


def money(asked: Asked, who: str, said: str) -> Iterator[Pair]:
    """Every change of its ARR, its contracts, its renewals."""
    house, scope, lines = asked.warehouse, asked.scope, scores(asked).lines[who]
    yield from rows("account.history", said, keyed(account_history.history(house, scope, who), "on", "product"),
                    second.history(lines, asked.as_of), asked.digits)
    ours = keyed(account_contracts.contracts(house, scope, who), "contract_id")
    wanted = second.contracts(lines, asked.company, asked.as_of)
    for row in ours.values():
        row["products"] = sorted(str(row["products"]).split(", "))
    wanted = {name: {**row, "products": str(row["products"])} for name, row in wanted.items()}
    yield from rows("account.contracts", said, {name: {**row, "products": str(row["products"])}
                                                for name, row in ours.items()}, wanted, asked.digits)
    if "renewal" in asked.tables:
        yield from rows("account.renewals", said, keyed(account_contracts.renewals(house, scope, who), "renewal_id"),
                        renewals_of(asked, who), asked.digits)


def renewals_of(asked: Asked, who: str) -> second.Keyed:
    """A customer's renewals as its page has them."""
    truth, found = renewals(asked), {}
    for row in asked.company.own(asked.tables["renewal"], who):
        one, contract = truth.known(row, asked.as_of), truth.contracts.get(row["contract_id"], {})
        found[row["renewal_id"]] = {
            **{name: row.get(name) for name in RENEWAL}, "notice_on": truth.notice(row), "outcome": one.outcome,
            "auto_renew": contract.get("auto_renew"), "arr_due": one.due, "decided_on": one.decision,
            "arr_renewed": None if one.outcome == "open" else one.renewed}
    return found


def renewals(asked: Asked) -> Renewals:
    """The company's renewals, read once."""
    if "renewals" not in asked.asked_once:
        asked.asked_once["renewals"] = Renewals(asked.tables, asked.company)
    made: Renewals = asked.asked_once["renewals"]
    return made


def events(asked: Asked, who: str, said: str) -> Iterator[Pair]:
    """The rows of every table, and its use week by week."""
    for kind in (kind for kind, (table, *_) in second.ROWS.items() if table in asked.tables):
        found: pd.DataFrame = account_events.events(asked.warehouse, asked.scope, who, kind)
        yield from rows(f"account.{kind}", said, keyed(found, "id"),
                        second.rows(asked.tables, asked.company, who, kind, asked.as_of), -1)
    if "usage_week" in asked.tables:
        used = account_health.usage(asked.warehouse, asked.scope, who, WEEKS)
        wanted = second.use(asked.tables, asked.company, who, last_sundays(asked.as_of, WEEKS))
        yield from rows("account.usage", said, keyed(used, "as_of", "feature"), wanted, -1)


FAMILIES: tuple[Family, ...] = (head, week, money, events)
