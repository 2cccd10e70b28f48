"""maturity: what is claimed of each function's capabilities, and what the data are evidence of."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace

import pandas as pd

from data.maturity import reading
from data.maturity.reading import RulesRefused
from data.store import Record, StoreError, open_store
from data.warehouse import Warehouse
from queries import maturity, maturity_todo, maturity_trend, retention
from queries.commands.common import Answer, Command, as_of, scope_of
from queries.measures.calendar import quarter_end, quarter_name, trend_days
from queries.people import permitted
from queries.scope import Scope

VIEWS = ("cells", "todo", "trend", "stage", "teams")
CELLS = ("function", "capability", "quarter", "claimed", "evidenced", "stage", "contradicted", "reason", "missing",
         "assessor", "assessed_on", "next_level", "stage_claimed")


def _quarter(text: str) -> str:
    try:
        quarter_end(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
    return text


def _arguments(parser: argparse.ArgumentParser) -> None:
    as_of(parser)
    parser.add_argument("--quarter", type=_quarter, metavar="YYYY-Qn", help="default: the latest quarter")
    parser.add_argument("--view", choices=VIEWS, default=VIEWS[0], help="a row a cell; what is missing from the next "
                        "level; a row a quarter; retention by the stage of teams; a row a team")


def _maturity(warehouse: Warehouse, arguments: argparse.Namespace) -> Answer:
    if arguments.by:
        raise ValueError("maturity has no --by: use --where, or --view teams")
    if arguments.unit != "customer":
        raise ValueError("maturity is counted over customers: it has no --unit but customer")
    try:
        rules = reading.read()
    except RulesRefused as error:
        raise ValueError(str(error)) from error
    scope = _on(scope_of(warehouse, arguments), arguments.quarter)
    beside = {"view": arguments.view, "quarter": quarter_name(scope.as_of)}
    if arguments.view in ("teams", "stage"):
        asked = maturity_trend.teams if arguments.view == "teams" else maturity_trend.by_stage
        rows = asked(warehouse, scope, rules)
        return Answer(scope, _told(rows), beside | rows.attrs)
    decisions = _decided(warehouse, "decision")
    found = maturity.cells(warehouse, scope, rules, _decided(warehouse, "assessment"), decisions,
                           maturity.QUARTERS if arguments.view == "trend" else 1)
    if arguments.view == "trend":
        rates = retention.trend(warehouse, scope, tuple(dict.fromkeys(found["on"])))
        rows = maturity_trend.trend(found, rates)
        return Answer(scope, rows, beside | {"together": maturity_trend.together(rows)})
    if arguments.view == "todo":
        phase = next((str(each.get("value")) for each in _decided(warehouse, "setting") if each.key == "phase"), None)
        rows = maturity_todo.todo(found, maturity.conditions(warehouse, scope, rules, decisions),
                                   rules.expected(phase))
        return Answer(scope, rows, beside | {"phase": phase})
    return Answer(scope, found[list(CELLS)], beside)


def _decided(warehouse: Warehouse, kind: str) -> tuple[Record, ...]:
    """What people decided, of one kind; nothing, and a word on stderr, where the store cannot be used."""
    try:
        return permitted(warehouse, open_store().current(kind))
    except StoreError as error:
        print(f"warning: {error}", file=sys.stderr)
        return ()


def _on(scope: Scope, quarter: str | None) -> Scope:
    """The scope on the last day of a quarter, or on its own date where that lies in it."""
    if quarter is None or quarter == quarter_name(scope.as_of):
        return scope
    days = {quarter_name(day): day for day in trend_days(scope.as_of, 40)}
    if quarter not in days:
        raise ValueError(f"no quarter {quarter} up to {scope.as_of}")
    return replace(scope, as_of=days[quarter])


def _told(rows: pd.DataFrame) -> pd.DataFrame:
    """A row of nulls with the reason where no customer has a team."""
    if len(rows) or not rows.attrs["missing"]:
        return rows
    return pd.DataFrame([{**dict.fromkeys(rows.columns), "reason": "no customer.team_id"}])


MATURITY = Command("maturity", "each function's capabilities: the level claimed and the level the data are evidence of",
                   _maturity, _arguments)
