"""plan: the fiscal quarters against their targets, and the landing of the running one."""

from __future__ import annotations

import argparse
import sys

import pandas as pd

from data import targets
from data.warehouse import Warehouse
from queries import plan
from queries.commands.common import Answer, Command, as_of, scope_of
from queries.dimensions import build_info


def _plan(warehouse: Warehouse, arguments: argparse.Namespace) -> Answer:
    if arguments.by:
        raise ValueError("plan has no --by: use --where")
    scope = scope_of(warehouse, arguments)
    found = targets.read().held_by(build_info(warehouse).is_demo)
    for fault in found.faults:
        print(f"fault: {fault}", file=sys.stderr)
    landed = plan.landing(warehouse, scope)
    held = plan.held_under(scope, found.targets)
    moved = tuple(sorted(target.quarter for target in held if target.kpi == "net_new"))
    rows = plan.compare(plan.history(warehouse, scope, moved), landed, held)
    columns = ["kpi", "now", "decided", "pace", "quarters", "reason"]
    parts = landed[columns].assign(running=True)
    beside = {"quarter": landed.attrs["quarter"], "quarter_end": landed.attrs["last_day"],
              "days_left": landed.attrs["days_left"], "targets": len(held), "target_faults": len(found.faults)}
    merged: pd.DataFrame = rows.merge(parts, on=["kpi", "running"], how="left")
    return Answer(scope, merged.rename(columns={"low": "expected_low", "high": "expected_high"}), beside)


PLAN = Command("plan", "KPIs by fiscal quarter against their targets, and where the running one lands", _plan, as_of)
