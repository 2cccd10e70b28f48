"""kpis and bridge: what the retention page shows."""

from __future__ import annotations

import argparse

from data.warehouse import Warehouse
from queries import bridge, retention
from queries.commands.common import Answer, Command, as_of, day, scope_of, scope_on


def _kpis(warehouse: Warehouse, arguments: argparse.Namespace) -> Answer:
    scope = scope_of(warehouse, arguments)
    return Answer(scope, retention.kpis(warehouse, scope, arguments.by).drop(columns="as_of"))


def _bridge(warehouse: Warehouse, arguments: argparse.Namespace) -> Answer:
    scope = scope_on(arguments, arguments.end)
    return Answer(scope, bridge.bridge(warehouse, scope, arguments.start, arguments.end, arguments.by))


def _span(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--from", type=day, required=True, dest="start", metavar="DATE")
    parser.add_argument("--to", type=day, required=True, dest="end", metavar="DATE")


KPIS = Command("kpis", "NRR, GRR, logo retention and ARR on a date, with intervals", _kpis, as_of)
BRIDGE = Command("bridge", "opening to closing ARR between two dates, by movement", _bridge, _span)
