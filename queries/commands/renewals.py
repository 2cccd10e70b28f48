"""renewals: by due or decision day, by notice deadline, at risk, and as people and a model forecast them."""

from __future__ import annotations

import argparse
from typing import Any, get_args

import pandas as pd

from data.warehouse import Warehouse
from queries import renewal_forecast, renewal_lists, renewal_model, renewal_risk, renewals
from queries.commands.common import Answer, Command, as_of, day, scope_of
from queries.renewal_rows import MISSING
from queries.scope import Scope

VIEWS = ("due", "decision", "deadline", "forecast", "history", "model", "risk", "coming")


def _renewals(warehouse: Warehouse, arguments: argparse.Namespace) -> Answer:
    if arguments.by:
        raise ValueError("renewals are not split by a key: filter with --where")
    scope = scope_of(warehouse, arguments)
    found, beside = _asked(warehouse, scope, arguments)
    if found.attrs.get("reason") == MISSING:
        return Answer(scope, found, {"view": arguments.view})
    return Answer(scope, found, {"view": arguments.view, **beside})


def _asked(warehouse: Warehouse, scope: Scope, arguments: argparse.Namespace) -> tuple[pd.DataFrame, dict[str, Any]]:
    view = arguments.view
    if view in get_args(renewals.View):
        found = renewals.periods(warehouse, scope, view, arguments.period, arguments.start, arguments.end)
        return found, {"period": arguments.period}
    if view == "deadline":
        found = renewal_lists.listed(warehouse, scope, arguments.list)
        return found, {"list": arguments.list, **found.attrs}
    if view == "forecast":
        return renewal_forecast.current(warehouse, scope), {}
    if view == "history":
        return renewal_forecast.history(warehouse, scope), {}
    if view == "model":
        past = renewal_model.backtest(warehouse, scope)
        return renewal_model.forecast(warehouse, scope), {"backtest": past.to_dict("records")}
    if view == "coming":
        return renewal_risk.coming(warehouse, scope), {}
    return renewal_risk.trend(warehouse, scope), {}


def _views(parser: argparse.ArgumentParser) -> None:
    as_of(parser)
    parser.add_argument("--view", choices=VIEWS, default="due")
    parser.add_argument("--period", choices=get_args(renewals.Period), default="month",
                        help="of the due and the decision view; quarters are fiscal")
    parser.add_argument("--from", type=day, dest="start", metavar="DATE", help="first day of the due or decision view")
    parser.add_argument("--to", type=day, dest="end", metavar="DATE", help="last day of the due or decision view")
    parser.add_argument("--list", choices=get_args(renewal_lists.Kind), default="deadline",
                        help="which renewals the deadline view lists")


RENEWALS = Command("renewals", "renewals by due or decision day, by notice deadline, at risk, and their forecasts",
                   _renewals, _views)
