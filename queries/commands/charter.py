"""charter: KPIs with targets, decisions, what became of them, meetings and frozen weeks. freeze: keeps a week."""

from __future__ import annotations

import argparse
from datetime import date
from typing import Any

import pandas as pd

from data import targets as plan_file
from data.practice.reading import read as read_practice
from data.store import Conflict, Invalid, Record, StoreError, configured, open_store
from data.warehouse import Warehouse
from queries import charter, charter_decisions, charter_meetings, charter_past, frozen
from queries.commands.common import Answer, Command, as_of, day, scope_of
from queries.dimensions import build_info
from queries.measures.goals import goals
from queries.people import may_write, permitted
from queries.scope import Scope

VIEWS = ("kpis", "decisions", "outcomes", "meetings", "difference", "accounts")


def decided(warehouse: Warehouse, kind: str) -> tuple[Record, ...]:
    """The company's records of a kind, as whoever asks may see them; none where there is no store.

    ValueError where it cannot be used.
    """
    if not configured():
        return ()
    try:
        return permitted(warehouse, open_store().current(kind))
    except StoreError as error:
        raise ValueError(str(error)) from error


def then(warehouse: Warehouse, kind: str, day_: date) -> tuple[Record, ...]:
    """The company's records of a kind as they stood on a date; on the newest date of the data as they stand."""
    build, now = build_info(warehouse), decided(warehouse, kind)
    if day_ >= build.default_as_of or not now:
        return now
    earlier = permitted(warehouse, open_store().at(kind, charter_past.moment(day_)))
    return earlier if kind == "target" else charter_past.then(now, earlier, day_)


def wanted(warehouse: Warehouse, moment: date) -> tuple[charter.Wanted, ...]:
    """The targets of a date: the store's, the quarter's of targets.toml, the goals of the practice."""
    build = build_info(warehouse)
    plan = plan_file.read().held_by(build.is_demo).targets
    stored = then(warehouse, "target", moment)
    return charter.wanted(stored, plan, goals(read_practice()), moment, build.fiscal_year_start)


def _arguments(parser: argparse.ArgumentParser) -> None:
    as_of(parser)
    parser.add_argument("--view", choices=VIEWS, default=VIEWS[0],
                        help="KPIs and their targets; decisions and actions; what measures did after decisions; "
                             "meetings; a frozen week against the data now, by figure or by account")
    parser.add_argument("--week", type=day, metavar="DATE", help="the frozen week (difference, accounts): its Sunday; "
                                                                "default: the newest")


def _charter(warehouse: Warehouse, arguments: argparse.Namespace) -> Answer:
    if arguments.by or arguments.where or arguments.unit != "customer":
        raise ValueError("the charter is the whole company's, in customers: it has no --by, --where or --unit")
    scope = scope_of(warehouse, arguments)
    rows, beside = _rows(warehouse, scope, arguments)
    return Answer(scope, rows, {"view": arguments.view, **beside})


def _rows(warehouse: Warehouse, scope: Scope, arguments: argparse.Namespace) -> tuple[pd.DataFrame, dict[str, Any]]:
    if arguments.view == "kpis":
        return charter.kpis(warehouse, scope, wanted(warehouse, scope.as_of)), {}
    decisions = then(warehouse, "decision", scope.as_of)
    if arguments.view == "decisions":
        return charter_decisions.listed(decisions + then(warehouse, "action", scope.as_of), scope.as_of), {}
    snapshots = decided(warehouse, "snapshot")
    if arguments.view == "outcomes":
        return charter_decisions.outcomes(warehouse, scope, decisions, snapshots), {}
    if arguments.view == "meetings":
        return charter_meetings.meetings(decided(warehouse, "review"), snapshots), {}
    week = arguments.week.isoformat() if arguments.week else max((each.key for each in snapshots), default="")
    kept = next((each for each in snapshots if each.key == week), None)
    if kept is None:
        frozen_weeks = ", ".join(each.key for each in snapshots) or "(none)"
        raise ValueError(f"no week {week or 'at all'} is frozen; frozen: {frozen_weeks}")
    seen = charter_meetings.seen(kept, _review(warehouse, week), _versions(warehouse, week))
    beside = {"week": week, "version": seen.version}
    if arguments.view == "accounts":
        return frozen.restated(warehouse, scope, seen), beside
    figures = frozen.compared(warehouse, scope, seen)
    return figures, {**beside, **figures.attrs}


def _review(warehouse: Warehouse, week: str) -> Record | None:
    return next((each for each in decided(warehouse, "review") if each.key == week), None)


def _versions(warehouse: Warehouse, week: str) -> tuple[Record, ...]:
    return permitted(warehouse, open_store().history("snapshot", week))


def _freeze_arguments(parser: argparse.ArgumentParser) -> None:
    as_of(parser)
    parser.add_argument("--author", required=True, metavar="NAME", help="who freezes it")


def _freeze(warehouse: Warehouse, arguments: argparse.Namespace) -> Answer:
    """Keeps the week's figures in the store. Writes the store alone."""
    if arguments.by or arguments.where or arguments.unit != "customer":
        raise ValueError("a frozen week is the whole company's, in customers: it has no --by, --where or --unit")
    if not may_write("snapshot"):
        raise ValueError("a frozen week holds the figures of the whole company: executives alone may keep one")
    scope = scope_of(warehouse, arguments)
    build = build_info(warehouse)
    if not build.first_day <= scope.as_of <= build.default_as_of or scope.as_of.weekday() != 6:
        raise ValueError(f"{scope.as_of} is no Sunday of the data: {build.first_day} to {build.default_as_of}")
    body = frozen.picture(warehouse, scope, wanted(warehouse, scope.as_of))
    if build.is_demo:
        body["demo"] = True
    kept = _kept(scope.as_of.isoformat(), body, arguments.author)
    rows = [{"figure": key, "value": value} for key, value in body["figures"].items()]
    return Answer(scope, pd.DataFrame(rows), {"version": kept.version, "author": kept.author,
                                              "at": kept.at.isoformat(), "data_version": build.version})


def _kept(key: str, body: dict[str, Any], author: str) -> Record:
    try:
        store = open_store()
        standing = store.history("snapshot", key)
        return store.put("snapshot", key, body, author, standing[-1].version if standing else 0)
    except (StoreError, Invalid, Conflict) as error:
        raise ValueError(str(error)) from error


CHARTER = Command("charter", "KPIs with targets and owners, decisions, what became of them, meetings, frozen weeks",
                  _charter, _arguments)
FREEZE = Command("freeze", "keep a week's figures as they are now, for the meeting (writes the store)", _freeze,
                 _freeze_arguments)
