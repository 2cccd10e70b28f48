"""week: the queue without anybody's actions and marks, which are the store's: reasons, deadlines, ARR by customer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from queries import week
from queries.oracle.renewals import Known
from queries.oracle.risks import Listed, on_lists
from queries.oracle.week import ORDER, queue
from queries.reconcile.asked import Asked, Way
from queries.reconcile.pair import Pair, amount
from queries.reconcile.ways.account import renewals
from queries.reconcile.ways.common import keyed, label
from queries.reconcile.ways.lists import called, expected, next_due

DEADLINE = ("deadline", "deadline_kind", "urgency", "left")


def pairs(asked: Asked) -> Iterator[Pair]:
    """How many and how much, in all, by reason and by urgency; then every account of either way."""
    found = week.queue(asked.warehouse, asked.scope)
    told = found.attrs
    wanted = queue(called(asked), asked.as_of, asked.where, expected(asked, asked.where), _renewals(asked),
                   next_due(asked), {*told["missing"], *told["refused"]})
    yield Pair("week.queue", asked.said(of="all"), told["total"], len(wanted), "exact")
    yield Pair("week.arr", asked.said(of="all"), told["arr"], _money(asked, wanted.values()), "exact")
    for key in ORDER:
        of = [row for row in wanted.values() if key in row["reasons"].split()]
        n, arr = told["counts"].get(key, (0, 0.0))
        yield Pair("week.queue", asked.said(reason=key), n, len(of), "exact")
        yield Pair("week.arr", asked.said(reason=key), arr, _money(asked, of), "exact")
    for key in ("week", "passed"):
        of = [row for row in wanted.values() if row["urgency"] == key]
        yield Pair("week.deadline", asked.said(urgency=key), told[key], len(of), "exact")
        yield Pair("week.deadline", asked.said(urgency=key, of="arr"), told[f"{key}_arr"], _money(asked, of), "exact")
    mine = keyed(found, "account_id")
    for who in dict.fromkeys([*mine, *wanted]):
        said, row, theirs = asked.said(account=who), mine.get(who, {}), wanted.get(who, {})
        yield Pair("week.queue", said, " ".join(row.get("reasons", ())), theirs.get("reasons", ""), "text")
        if row and theirs:
            yield Pair("week.arr", said, row["arr"], amount(theirs["arr"], asked.digits), "exact")
            for column in DEADLINE:
                yield Pair("week.deadline", f"{said} {column}", label(row[column]), theirs[column], "text")


def _money(asked: Asked, rows: object) -> object:
    return amount(sum(row["arr"] for row in rows), asked.digits)  # type: ignore[attr-defined]


def _renewals(asked: Asked) -> Listed:
    """The open renewals by list, each with its day of notice; none under filters on lines."""
    if "renewal" not in asked.tables or asked.scope.line_filters:
        return {}
    truth = renewals(asked)

    def noticed(each: Known) -> Known:
        return replace(each, row={**each.row, "notice_on": truth.notice(each.row)})

    found = on_lists(truth, called(asked).scores, asked.as_of, asked.where)
    return {kind: [(noticed(each), signals) for each, signals in rows] for kind, rows in found.items()}


WAY = Way("week", "each customer's reasons and deadlines by every list's rule, one customer at a time", pairs)
