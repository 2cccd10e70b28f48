"""reconcile: every figure of every page recomputed a second way, and compared."""

from __future__ import annotations

import argparse
import sys
from typing import Any

import pandas as pd

from data import reconciled
from data.warehouse import Warehouse
from queries.commands.common import Answer, Command, as_of, scope_of
from queries.reconcile import large, record, run, sample
from queries.reconcile.asked import Asked
from queries.reconcile.figures import Shown
from queries.reconcile.given import Given
from queries.reconcile.pair import Pair, plain

COLUMNS = ("page", "figure", "metric", "state", "values", "scope", "ours", "second", "difference", "by")


def _arguments(parser: argparse.ArgumentParser) -> None:
    as_of(parser)
    parser.add_argument("--page", action="append", default=[], metavar="KEY", help="this page's figures alone")
    parser.add_argument("--sample", type=int, metavar="CUSTOMERS",
                        help="as of a company too large to hold: a part of at most so many customers, and NRR, GRR,"
                             " logos and bridges over all, some customers at a time")
    parser.add_argument("--record", action="store_true", help="keep the result for the board: every page says it")
    parser.add_argument("--beside", action="store_true", help="list every number beside the second way's")


def _reconcile(warehouse: Warehouse, arguments: argparse.Namespace) -> Answer:
    _refuse(arguments)
    asked = question(warehouse, arguments)
    wanted = run.figures(arguments.page)
    compared = _compared(asked, wanted, arguments)
    found = run.results(compared, wanted)
    counts = record.counted(found)
    if arguments.record:
        reconciled.write(record.made(asked, found, compared.sample))
    sys.stderr.write(f"{reconciled.said({**counts, 'sample': compared.sample})}\n")
    rows = beside(compared.every) if arguments.beside else listed(found)
    return Answer(asked.scope, rows, counts, status=1 if counts["differ"] else 0)


def _compared(asked: Asked, wanted: tuple[Shown, ...], arguments: argparse.Namespace) -> run.Compared:
    """After a build within the settings' bounds; whoever asks by hand waits as long as it takes."""
    seconds = reconciled.seconds() if arguments.record else None
    if arguments.sample:
        return large.compare(asked, wanted, arguments.sample, seconds, arguments.beside)
    if arguments.record and asked.tables.customers() > reconciled.customers():
        return large.compare(asked, wanted, min(reconciled.customers(), sample.MOST), seconds, arguments.beside)
    return run.compare(asked, wanted, seconds, arguments.beside)


def question(warehouse: Warehouse, arguments: argparse.Namespace) -> Asked:
    """The rows come from where the version was built: an extract holds none of them. Errors: as
    Remote.itself.
    """
    itself = warehouse.remote.itself(warehouse.version) if warehouse.remote else warehouse
    return Asked(warehouse, scope_of(warehouse, arguments), Given(itself))


def _refuse(arguments: argparse.Namespace) -> None:
    if arguments.by or arguments.unit != "customer":
        raise ValueError("every unit and every split is recomputed: there is no --by or --unit")
    if not arguments.viewer.whole:
        raise PermissionError("the rows of the whole company are read: only who sees all of it may ask")
    if arguments.sample is not None and arguments.sample < 1:
        raise ValueError(f"--sample {arguments.sample}: a whole number above 0")
    if arguments.sample and arguments.where:
        raise ValueError("--sample chooses the filters by itself: without --where")
    if arguments.record and (arguments.page or arguments.where or arguments.as_of):
        raise ValueError("--record is of every page as it stands: without --page, --where and --as-of")


def listed(found: list[run.Result]) -> pd.DataFrame:
    """A row a figure; of one that differs, a row a difference."""
    rows: list[dict[str, Any]] = []
    for each in found:
        shown = {"page": each.shown.page, "figure": each.shown.figure, "metric": each.shown.metric,
                 "state": each.state, "values": each.values, "by": each.shown.check or each.why}
        rows += [{**shown, **record.difference(each, pair)} for pair in each.wrong] or [
            {**shown, "by": each.why or each.shown.check}]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(object)


def beside(pairs: list[Pair]) -> pd.DataFrame:
    """A row a number: the pages' own function's, and the second way's."""
    rows = [{"check": pair.check, "scope": pair.scope, "ours": plain(pair.ours), "second": plain(pair.second),
             "equal": pair.equal} for pair in pairs]
    return pd.DataFrame(rows, columns=["check", "scope", "ours", "second", "equal"]).astype(object)


RECONCILE = Command("reconcile", "every figure of every page recomputed from the contract's rows, and what differs",
                    _reconcile, _arguments)
