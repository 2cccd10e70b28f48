"""journey: in which stage customers stand, how they move, how long it takes, where they leak, and who they are."""

from __future__ import annotations

import argparse
from typing import Any

import pandas as pd

from data.journey.model import LEFT, STAGES
from data.store import Record, StoreError, open_store
from data.warehouse import Warehouse
from queries import journey
from queries.commands.common import Answer, Command, as_of, scope_of
from queries.journey_owners import owners
from queries.people import permitted
from queries.retention import sundays
from queries.scope import Scope

VIEWS = ("stages", "flow", "dwell", "leaks", "members", "history")


def _arguments(parser: argparse.ArgumentParser) -> None:
    as_of(parser)
    parser.add_argument("--view", choices=VIEWS, default=VIEWS[0],
                        help="the stages; from stage to stage; time in stage; leaks; a stage's accounts; week by week")
    parser.add_argument("--stage", choices=STAGES, help="whose accounts --view members lists (default: all)")
    parser.add_argument("--weeks", type=_weeks, default=13, metavar="N",
                        help="how far flow and history look back (default 13 weeks)")


def _weeks(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 5_000:
        raise argparse.ArgumentTypeError(f"not a number of weeks from 1 on: {text!r}")
    return int(text)


def _journey(warehouse: Warehouse, arguments: argparse.Namespace) -> Answer:
    scope, view = scope_of(warehouse, arguments), arguments.view
    if scope.unit != "customer":
        raise ValueError("a stage is a customer's: the journey has no --unit but customer")
    if arguments.by and view != "stages":
        raise ValueError(f"--view {view} is not split by a key: filter with --where")
    if arguments.stage and view != "members":
        raise ValueError("--stage goes with --view members")
    rows = _rows(warehouse, scope, arguments)
    beside = {"view": view, "rules": journey.told(warehouse).digest, **rows.attrs}
    return Answer(scope, rows, beside)


def _rows(warehouse: Warehouse, scope: Scope, arguments: argparse.Namespace) -> pd.DataFrame:
    if arguments.view == "flow":
        return journey.flow(warehouse, scope, arguments.weeks)
    if arguments.view == "dwell":
        return journey.dwell(warehouse, scope)
    if arguments.view == "leaks":
        return journey.leaks(warehouse, scope)
    if arguments.view == "members":
        return journey.members(warehouse, scope, arguments.stage, limit=None)
    if arguments.view == "history":
        return journey.history(warehouse, scope, sundays(scope.as_of, arguments.weeks + 1))
    return _stages(warehouse, scope, arguments.by)


def _stages(warehouse: Warehouse, scope: Scope, by: str | None) -> pd.DataFrame:
    """Grain: (label ×) stage. median_days and over are those of the whole scope: null where a key splits it."""
    found, dwell = journey.standing(warehouse, scope, by), journey.dwell(warehouse, scope).set_index("stage")
    named = owners(journey.told(warehouse).rules, _decided(warehouse))
    lacking = {need.stage: f"needs {', '.join(need.tables)}" for need in journey.needs(warehouse) if need.blocked}
    shown: dict[str, list[Any]] = {"median_days": [], "over": [], "owner": [], "reason": []}
    for stage in found.stage:
        has = by is None and stage != LEFT
        shown["median_days"].append(dwell.median_days.get(stage) if has else None)
        shown["over"].append(dwell.over.get(stage) if has else None)
        shown["owner"].append(named[stage].name)
        shown["reason"].append(lacking.get(stage))
    made = found.assign(**{name: pd.Series(values, found.index, dtype=object) for name, values in shown.items()})
    made.attrs = found.attrs
    return made


def _decided(warehouse: Warehouse) -> tuple[Record, ...]:
    """The owners that were named on the board; none where the store cannot be read."""
    try:
        return permitted(warehouse, open_store().current("owner"))
    except StoreError:
        return ()


JOURNEY = Command("journey", "customers and ARR by stage of the journey; flow, time in it, leaks, accounts", _journey,
                  _arguments)
