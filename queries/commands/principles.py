"""principles: the ten principles with their measures, targets and verdicts; the accounts that fall short of one."""

from __future__ import annotations

import argparse
from typing import Any

import pandas as pd

from data.practice import reading
from data.warehouse import Warehouse
from queries import principle_accounts, principles
from queries.commands.charter import decided
from queries.commands.common import Answer, Command, as_of, scope_of
from queries.measures import measured
from queries.measures.calendar import trend_days
from queries.measures.goals import faults, goals

VIEWS = ("scorecard", "trend", "accounts")
SHOWN = ("principle", "measure", "value", "target", "verdict", "n", "low", "high", "within_chance", "reference",
         "owner", "due_on", "reason", "missing", "principle_verdict")


def _arguments(parser: argparse.ArgumentParser) -> None:
    as_of(parser)
    parser.add_argument("--view", choices=VIEWS, default=VIEWS[0],
                        help="a row a measure; the same over 8 quarters; the accounts that fall short of --measure")
    parser.add_argument("--measure", metavar="KEY", help=f"for accounts: {', '.join(principle_accounts.LISTED)}")


def _principles(warehouse: Warehouse, arguments: argparse.Namespace) -> Answer:
    if arguments.by:
        raise ValueError("principles are not split by a key: filter with --where")
    if arguments.unit != "customer":
        raise ValueError("principles are measured over customers: they have no --unit but customer")
    if (arguments.view == "accounts") != bool(arguments.measure):
        raise ValueError("--view accounts and --measure KEY belong together")
    scope = scope_of(warehouse, arguments)
    beside: dict[str, Any] = {"view": arguments.view}
    if arguments.view == "accounts":
        found = principle_accounts.short(warehouse, scope, arguments.measure)
        return Answer(scope, found, beside | {"measure": arguments.measure, **found.attrs})
    practice = reading.read()
    wrong = faults(practice)
    if wrong:
        raise ValueError("\n".join(map(str, wrong)))
    days = trend_days(scope.as_of)
    records = tuple(record for kind in principles.RECORDS for record in decided(warehouse, kind))
    rows = principles.rows(measured(warehouse, scope, principles.MEASURED, days), records, days)
    if arguments.view == "trend":
        return Answer(scope, _plain(rows), beside)
    card = principles.scorecard(rows, goals(practice, decided(warehouse, "target")))
    return Answer(scope, _plain(card[list(SHOWN)]), beside | dict(principles.counted(card)))


def _plain(found: pd.DataFrame) -> pd.DataFrame:
    """What would answer as one text: tables and columns, divided by commas; null where nothing is missing."""
    return found.assign(missing=[", ".join(each) or None for each in found.missing])


PRINCIPLES = Command("principles", "the ten principles: measures, targets, verdicts, and who falls short", _principles,
                     _arguments)
