"""risk: renewals at risk on the last two Sundays, one by one with what speaks against each, and by owner."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from queries import renewal_lists, renewal_risk, teams_now
from queries.oracle import risks as second
from queries.oracle.days import week_end
from queries.oracle.health import Scores
from queries.oracle.renewals import Renewals
from queries.oracle.teams import OWNERS
from queries.reconcile.asked import Asked, Way
from queries.reconcile.pair import Kind, Pair, amount
from queries.reconcile.ways.account import renewals
from queries.reconcile.ways.common import EVERY, in_currency, keyed, together
from queries.reconcile.ways.health import scores

MONEY = ("arr_near", "arr_at_risk", "arr_overdue")
WEEK: dict[str, Kind] = dict.fromkeys((*MONEY, "near", "n_at_risk", "overdue"), "exact")
OWNED: dict[str, Kind] = dict.fromkeys(("due", "arr_due", "at_risk", "arr_at_risk", "passed"), "exact")


def pairs(asked: Asked) -> Iterator[Pair]:
    """Nothing without renewals, under filters on lines, and where the build has no weeks of the date."""
    sunday = week_end(asked.as_of)
    if "renewal" not in asked.tables or asked.scope.line_filters or not asked.build.in_grid(sunday):
        return
    truth, known = renewals(asked), scores(asked)
    trend = keyed(renewal_risk.trend(asked.warehouse, asked.scope, 2), "as_of")
    for day in (sunday, sunday - timedelta(days=7)):
        if asked.build.in_grid(day):
            wanted = in_currency(asked, second.on_sunday(truth, known, day, asked.where), MONEY)
            mine = {day: trend.get(day, {})}
            yield from together("risk.at_risk", asked.said(), mine, {day: wanted}, WEEK, {}, "week")
    yield from _listed(asked, truth, known)
    for by in (None, *(key for key in OWNERS if key in asked.dimensions)):
        found = teams_now.renewals(asked.warehouse, asked.scope, by)
        owned = {owner: in_currency(asked, row, ("arr_due", "arr_at_risk"))
                 for owner, row in second.owned(truth, known, asked.as_of, asked.where, by).items()}
        yield from together("risk.owned", asked.said(by=by), keyed(found, by or teams_now.TEAM), owned, OWNED, {},
                            "owner")


def _listed(asked: Asked, truth: Renewals, known: Scores) -> Iterator[Pair]:
    """How many and how much; of each its amount and its reasons, whichever of both has it."""
    found = renewal_lists.listed(asked.warehouse, asked.scope, "at_risk", EVERY)
    wanted = second.on_lists(truth, known, asked.as_of, asked.where)["at_risk"]
    yield Pair("risk.listed", asked.said(of="renewals"), found.attrs["renewals"], len(wanted), "exact")
    whole = amount(sum(each.due for each, _ in wanted), asked.digits)
    yield Pair("risk.listed", asked.said(of="arr"), found.attrs["arr_due"], whole, "exact")
    rows = {each.row["renewal_id"]: {"arr_due": amount(each.due, asked.digits), "reasons": " ".join(signals)}
            for each, signals in wanted}
    yield from together("risk.listed", asked.said(), keyed(found, "renewal_id"), rows,
                        {"arr_due": "exact", "reasons": "text"}, {}, "renewal")


WAY = Way("risk", "each open renewal with the score, forecast, rating and use that its Sunday knew", pairs)
