"""cohorts and survival: who stays how long, and whether newer cohorts do better."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import Any, get_args

import pandas as pd

from data.warehouse import Warehouse
from queries import cohorts, projection, survival
from queries.commands.common import Answer, Command, as_of, day, scope_of


def _cohorts(warehouse: Warehouse, arguments: argparse.Namespace) -> Answer:
    if arguments.by:
        raise ValueError("cohorts are not split by a key: filter with --where")
    scope = scope_of(warehouse, arguments)
    if arguments.project:
        carried = projection.projection(warehouse, scope, arguments.period)
        return Answer(scope, carried, {"period": arguments.period, **carried.attrs})
    found = cohorts.cohorts(warehouse, scope, arguments.period)
    whole = cohorts.total(found).drop(columns="cohorts") if len(found) else found
    rows = pd.concat([found, whole.assign(cohort=None)])[list(cohorts.COLUMNS)] if len(found) else found
    return Answer(scope, rows, {"period": arguments.period, **found.attrs})


def _survival(warehouse: Warehouse, arguments: argparse.Namespace) -> Answer:
    scope = scope_of(warehouse, arguments)
    if arguments.cut is None:
        found = survival.curves(warehouse, scope, arguments.by)
        return Answer(scope, found, _counted(found))
    if arguments.by:
        raise ValueError("either --by or --cut")
    found = survival.halves(warehouse, scope, arguments.cut)
    said = asdict(survival.verdict(warehouse, scope, arguments.cut, arguments.months))
    return Answer(scope, found, {**_counted(found), "verdict": said})


def _counted(found: pd.DataFrame) -> dict[str, Any]:
    return {name: found.attrs[name] for name in ("units", "left_out", "entered_late", "no_time")}


def _period(parser: argparse.ArgumentParser) -> None:
    as_of(parser)
    parser.add_argument("--period", choices=get_args(cohorts.Period), default="quarter",
                        help="of the first active day; rows with cohort null are all cohorts together")
    parser.add_argument("--project", action="store_true",
                        help="units still there after 1 to 5 years, seen and projected (sBG)")


def _cut(parser: argparse.ArgumentParser) -> None:
    as_of(parser)
    parser.add_argument("--cut", type=day, metavar="DATE",
                        help="two curves, units that began before this day and since, and the verdict between them")
    parser.add_argument("--months", type=int, default=12, help="the age at which the verdict compares (default 12)")


COHORTS = Command("cohorts", "NRR, GRR and logo retention by cohort and age, as far as all members have come",
                  _cohorts, _period)
SURVIVAL = Command("survival", "how long units stay, by month of age, with intervals; newer against older",
                   _survival, _cut)
