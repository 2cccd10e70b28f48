"""backtest: did the health score tell leavers from stayers, and would other weights have done better?"""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import Any, get_args

import pandas as pd

from data.warehouse import Warehouse
from queries import backtest, landmarks, reweight
from queries.commands.common import Answer, Command, as_of, scope_of
from queries.landmarks import Test
from queries.scope import Scope

VIEWS = ("auc", "bands", "calibration", "baselines", "weights")
SPLIT = ("auc", "bands")


def _backtest(warehouse: Warehouse, arguments: argparse.Namespace) -> Answer:
    scope, view = scope_of(warehouse, arguments), arguments.view
    test = Test(arguments.days, arguments.outcome, arguments.every)
    if arguments.by and view not in SPLIT:
        raise ValueError(f"--view {view} is not split by a key; known: {', '.join(SPLIT)}")
    if view == "weights":
        return _weights(warehouse, scope, test)
    asked = {"auc": backtest.backtest, "bands": backtest.bands, "calibration": backtest.calibration,
             "baselines": backtest.baselines}[view]
    rows: pd.DataFrame = asked(warehouse, scope, test, *([arguments.by] if view in SPLIT else []))  # type: ignore[operator]
    return Answer(scope, rows, {**_told(test), **rows.attrs})


def _weights(warehouse: Warehouse, scope: Scope, test: Test) -> Answer:
    rows = reweight.reweight(warehouse, scope, test)
    trial, made = rows.attrs["trial"], reweight.next_version(warehouse, scope, rows)
    beside = {**_told(test), "model": rows.attrs["model"], "trial": {**asdict(trial), "better": trial.better},
              "next_version": made or None}
    return Answer(scope, rows, beside)


def _told(test: Test) -> dict[str, Any]:
    return {"counted": "customer", **asdict(test)}


def _choices(parser: argparse.ArgumentParser) -> None:
    as_of(parser)
    parser.add_argument("--view", choices=VIEWS, default="auc", help="bands: retention by band; calibration: by tenth "
                        "of the score; baselines: beside usage alone and pulse alone; weights: proposed from history")
    parser.add_argument("--days", type=int, choices=landmarks.DAYS, default=90, help="after a landmark (default 90)")
    parser.add_argument("--outcome", choices=get_args(landmarks.Outcome), default="left",
                        help="left: no ARR on that day; lost20: left, or lost a fifth of its ARR or more")
    parser.add_argument("--every", choices=get_args(landmarks.Every), default="quarter",
                        help="a landmark at the end of each fiscal quarter (default) or month")


BACKTEST = Command("backtest", "did the health score of past quarters tell leavers from stayers (AUC), and by how much"
                   " better than usage alone", _backtest, _choices)
