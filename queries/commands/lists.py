"""silent, shelfware, ready, disagree, stale, features: whom to call, and why."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any, get_args

import pandas as pd

from data.warehouse import Warehouse
from queries import expansion, features, lists
from queries.commands.common import Answer, Command, as_of, scope_of
from queries.list_rules import UNUSED
from queries.scope import Scope

SAID = ("total", "arr", "missing", "unknown")
List = Callable[[Warehouse, Scope, argparse.Namespace], pd.DataFrame]


def _answer(made: List) -> Callable[[Warehouse, argparse.Namespace], Answer]:
    """The list's rows; beside them total and arr of the whole list, and what it could not look at."""

    def answer(warehouse: Warehouse, arguments: argparse.Namespace) -> Answer:
        if arguments.by:
            raise ValueError(f"{arguments.command} is a list of accounts: filter with --where, not --by")
        scope = scope_of(warehouse, arguments)
        found = made(warehouse, scope, arguments)
        return Answer(scope, found, {name: found.attrs[name] for name in SAID if name in found.attrs})

    return answer


def _features(warehouse: Warehouse, scope: Scope, arguments: argparse.Namespace) -> pd.DataFrame:
    if arguments.name is None:
        return features.features(warehouse, scope, arguments.below)
    return features.low_feature(warehouse, scope, arguments.name, arguments.below, arguments.limit)


def _limited(parser: argparse.ArgumentParser) -> None:
    as_of(parser)
    parser.add_argument("--limit", type=int, metavar="N", help="the first N rows; total and arr stay those of all")


def _with(name: str, **given: Any) -> Callable[[argparse.ArgumentParser], None]:
    def added(parser: argparse.ArgumentParser) -> None:
        _limited(parser)
        parser.add_argument(name, **given)

    return added


def _feature_arguments(parser: argparse.ArgumentParser) -> None:
    _limited(parser)
    parser.add_argument("--feature", dest="name", metavar="NAME", help="the customers low in this feature")
    parser.add_argument("--below", type=float, default=features.BELOW,
                        help=f"low is a score below this (default {features.BELOW:.0f})")


SILENT = Command(
    "silent", "silent leavers: use down by 30 % or more, no ticket and no two-way contact in 60 days",
    _answer(lambda warehouse, scope, asked: lists.silent(warehouse, scope, asked.limit)), _limited)
SHELFWARE = Command(
    "shelfware", "unused seats: seats, users, share, and the ARR of the unused part",
    _answer(lambda warehouse, scope, asked: lists.shelfware(warehouse, scope, asked.limit, asked.least)),
    _with("--least", type=float, default=UNUSED, help=f"least share of unused seats (default {UNUSED})"))
READY = Command(
    "ready", "ready to expand: who, and the fiscal quarter in which they usually do",
    _answer(lambda warehouse, scope, asked: expansion.ready(warehouse, scope, asked.limit)), _limited)
DISAGREE = Command(
    "disagree", "score against judgement: healthy but leaving, unhealthy but safe",
    _answer(lambda warehouse, scope, asked: lists.disagree(warehouse, scope, asked.limit, asked.side)),
    _with("--side", choices=get_args(lists.Side), default="leaving",
          help="leaving: green, and a pulse of 2 or less (default); safe: red, and a pulse of 4 or more"))
STALE = Command(
    "stale", "customers, not of tech touch, without a pulse in the last 90 days",
    _answer(lambda warehouse, scope, asked: lists.stale(warehouse, scope, asked.limit)), _limited)
FEATURES = Command(
    "features", "feature scores; with --feature the customers low in one", _answer(_features), _feature_arguments)

COMMANDS = (SILENT, SHELFWARE, READY, DISAGREE, STALE, FEATURES)
