"""week: the queue over all lists. view: a saved view, opened with the permission of whoever asks."""

from __future__ import annotations

import argparse
from datetime import date
from typing import Any

import pandas as pd

from data.store import Record, open_store
from data.store.kinds import today
from data.warehouse import Warehouse
from queries import features, view_rows, views, week
from queries.charter_past import moment
from queries.commands.charter import decided, then
from queries.commands.common import Answer, Command, as_of, scope_of
from queries.dimensions import build_info
from queries.narrowing import Narrow, narrowed
from queries.people import permitted
from queries.scope import Scope
from queries.week_lists import REASONS
from queries.week_marks import marked, still_open

BESIDE = ("total", "arr", "week", "week_arr", "passed", "passed_arr", "counts", "missing", "refused", "renewals",
          "arr_due")


def _week(warehouse: Warehouse, arguments: argparse.Namespace) -> Answer:
    """The queue without what is marked as done or put off, unless all is asked for."""
    if arguments.by:
        raise ValueError("week is a list of accounts: filter with --where and --reason, not --by")
    scope = scope_of(warehouse, arguments)
    known = features.names(warehouse) if arguments.feature else {}
    if arguments.feature and arguments.feature not in known:
        raise ValueError(f"unknown feature {arguments.feature!r}; known: {', '.join(known)}")
    found = week.queue(warehouse, scope, then(warehouse, "action", scope.as_of), arguments.feature)
    held = marked(found, _marks(warehouse, scope), _today(warehouse, scope))
    asked = Narrow.of({"reason": arguments.reason, "q": [arguments.contains] if arguments.contains else []})
    shown = narrowed(held if arguments.every else still_open(held), asked)
    return Answer(scope, _rows(shown, arguments), _beside(shown))


def _marks(warehouse: Warehouse, scope: Scope) -> tuple[Record, ...]:
    """What was marked by the scope's date; on the newest date of the data by now."""
    build, now = build_info(warehouse), decided(warehouse, "mark")
    if scope.as_of >= build.default_as_of or not now:
        return now
    return permitted(warehouse, open_store().at("mark", moment(scope.as_of)))


def _today(warehouse: Warehouse, scope: Scope) -> date:
    """The day by which marks hold: today on the newest date of the data, else the scope's date."""
    return max(scope.as_of, today()) if scope.as_of >= build_info(warehouse).default_as_of else scope.as_of


def _rows(found: pd.DataFrame, arguments: argparse.Namespace) -> pd.DataFrame:
    """Reasons as one text where they are no JSON."""
    if "reasons" not in found or arguments.format == "json":
        return found
    return found.assign(reasons=[each if isinstance(each, str) else " ".join(each) for each in found.reasons])


def _beside(found: pd.DataFrame) -> dict[str, Any]:
    return {name: found.attrs[name] for name in BESIDE if name in found.attrs}


def _view(warehouse: Warehouse, arguments: argparse.Namespace) -> Answer:
    """The view's rows; ViewUnknown and ViewGone are the call's fault (exit status 2)."""
    if arguments.by or arguments.where or arguments.unit != "customer":
        raise ValueError("a view brings its own filters and unit: it has no --by, --where or --unit")
    scope = scope_of(warehouse, arguments)
    chosen = views.found(decided(warehouse, "view"), arguments.name, scope.viewer)
    found = view_rows.rows(warehouse, scope, chosen, then(warehouse, "action", scope.as_of), _marks(warehouse, scope),
                           _today(warehouse, scope))
    return Answer(chosen.scope(scope.as_of, scope.viewer), _rows(found, arguments),
                  {**view_rows.said(chosen), **_beside(found)})


def _week_arguments(parser: argparse.ArgumentParser) -> None:
    as_of(parser)
    parser.add_argument("--reason", choices=tuple(REASONS), action="append", default=[],
                        help="only accounts with this reason; twice: or")
    parser.add_argument("--contains", metavar="TEXT", help="only accounts whose name contains this")
    parser.add_argument("--feature", metavar="NAME", help="low in this feature instead of in the common ones")
    parser.add_argument("--every", action="store_true", help="also what is marked as done or put off")


def _view_arguments(parser: argparse.ArgumentParser) -> None:
    as_of(parser)
    parser.add_argument("name", metavar="NAME", help="the view's name or key")


WEEK = Command("week", "my week: every account that is on a list, once, with its reasons and its next deadline", _week,
               _week_arguments)
VIEW = Command("view", "a saved view, own or shared: its list with its filters, asked anew", _view, _view_arguments)
COMMANDS = (WEEK, VIEW)
