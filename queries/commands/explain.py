"""explain: why a rate moved between two dates, in three views that each add up to the change."""

from __future__ import annotations

import argparse
from datetime import timedelta
from typing import Any

import pandas as pd

from data.warehouse import Warehouse
from queries import cells, explain
from queries.commands.common import Answer, Command, as_of, day, scope_of
from queries.dimensions import dimensions
from queries.explain import Moved
from queries.scope import Scope

VIEWS = ("event", "mix", "accounts")
WEEK = timedelta(days=7)
REASON = "no unit was active twelve months before one of the two dates"


def _arguments(parser: argparse.ArgumentParser) -> None:
    as_of(parser)
    parser.add_argument("--to", type=day, dest="as_of", metavar="DATE", help="the same as --as-of")
    parser.add_argument("--from", type=day, dest="start", metavar="DATE", help="default: a week earlier")
    parser.add_argument("--metric", choices=tuple(explain.RATES), default="nrr")
    parser.add_argument("--view", choices=VIEWS,
                        help="event and roll; mix and rate by a KEY, or every key ranked; accounts by name "
                             "(default: mix with --by, else event)")
    parser.add_argument("--accounts", action="store_const", const="accounts", dest="view",
                        help="the same as --view accounts")
    parser.add_argument("--limit", type=_positive, metavar="N", help="accounts listed; the others in one sum")


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"not a number of accounts: {text!r}")
    return int(text)


def _explain(warehouse: Warehouse, arguments: argparse.Namespace) -> Answer:
    scope = scope_of(warehouse, arguments)
    earlier, view = arguments.start or scope.as_of - WEEK, arguments.view or ("mix" if arguments.by else "event")
    if earlier >= scope.as_of:
        raise ValueError(f"--from {earlier} is not before --as-of {scope.as_of}")
    if arguments.by and view != "mix":
        raise ValueError(f"--by belongs to --view mix, not to --view {view}")
    if arguments.limit and view != "accounts":
        raise ValueError(f"--limit belongs to --view accounts, not to --view {view}")
    found = explain.moved(warehouse, scope, arguments.metric, earlier)
    beside = {"from": earlier, "to": scope.as_of, "metric": found.metric, "view": view, "start": found.start,
              "end": found.end, "change": found.change}
    if view == "event":
        return Answer(scope, _event(warehouse, scope, found, earlier), beside)
    if view == "accounts":
        return _accounts(warehouse, scope, found, earlier, arguments.limit, beside)
    return _mix(warehouse, scope, found, earlier, arguments.by, beside)


def _event(warehouse: Warehouse, scope: Scope, found: Moved, earlier: Any) -> pd.DataFrame:
    rows = explain.event_and_roll(warehouse, scope, earlier)
    row = rows[rows.metric == found.metric]
    return row if found.whole else row.assign(reason=REASON)


def _accounts(
    warehouse: Warehouse, scope: Scope, found: Moved, earlier: Any, limit: int | None, beside: dict[str, Any]
) -> Answer:
    listed = explain.accounts(warehouse, scope, found.metric, earlier, limit)
    rows = listed if found.whole else _unknown(listed)
    return Answer(scope, rows, {**beside, **{key: listed.attrs[key] for key in ("total", "others", "units")}})


def _mix(
    warehouse: Warehouse, scope: Scope, found: Moved, earlier: Any, by: str | None, beside: dict[str, Any]
) -> Answer:
    """By a key: a row a cell. Without one: a row a key that adds up, the most telling first."""
    if by is None:
        keys = [key for key, each in dimensions(warehouse).items()
                if cells.additive(key, scope.unit) and len(each.values) > 1]
        ranked = cells.rank(warehouse, scope, found.metric, earlier, keys)
        return Answer(scope, ranked if found.whole else _unknown(ranked), beside)
    shared = cells.shares(warehouse, scope, found.metric, by, earlier)
    beside = {**beside, "by": by, **{key: shared.attrs[key] for key in ("mix", "rate", "mix_reach", "rate_reach")}}
    rows = shared if found.whole else _unknown(shared)
    rows.insert(0, "cell", rows[by])
    return Answer(scope, rows if by == "cell" else rows.drop(columns=[by, "logos_base"]), beside)


def _unknown(frame: pd.DataFrame) -> pd.DataFrame:
    """A figure that cannot be had: one row of nulls with its reason."""
    nulls: dict[str, Any] = dict.fromkeys(frame.columns)
    return pd.DataFrame([{**nulls, "reason": REASON}])


EXPLAIN = Command("explain", "why a rate moved: event and roll, mix and rate by a key, accounts by name", _explain,
                  _arguments)
