"""annotations: what people noted as having happened on a day, as charts show it."""

from __future__ import annotations

import argparse

from data.warehouse import Warehouse
from queries import happened
from queries.commands.charter import decided
from queries.commands.common import Answer, Command, day, scope_on
from queries.dimensions import build_info


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--from", dest="first", type=day, metavar="DATE", help="not before this day")
    parser.add_argument("--to", dest="last", type=day, metavar="DATE", help="not after this day")


def _annotations(warehouse: Warehouse, arguments: argparse.Namespace) -> Answer:
    if arguments.by or arguments.where or arguments.unit != "customer":
        raise ValueError("what happened on a day is the whole company's: it has no --by, --where or --unit")
    found = happened.happened(decided(warehouse, happened.KIND), arguments.first, arguments.last)
    return Answer(scope_on(arguments, build_info(warehouse).default_as_of), happened.listed(found))


ANNOTATIONS = Command("annotations", "what was noted as having happened on a day (a launch, a price change, an outage)",
                      _annotations, _arguments)
