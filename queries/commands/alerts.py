"""alerts: the rules that fire on a week, with the reason; --weeks and --history: how often they would have fired."""

from __future__ import annotations

import argparse
from datetime import date
from typing import Any

import pandas as pd

from data import targets as plan_file
from data.alerts import reading
from data.alerts.model import Rule
from data.store import StoreError, configured, open_store
from data.warehouse import Warehouse
from queries import alerts
from queries.alerts_aims import Aim, aims
from queries.commands.common import Answer, Command, as_of, scope_of
from queries.datastatus import today_in
from queries.dimensions import build_info
from queries.people import permitted
from queries.scope import Scope


def rules() -> tuple[Rule, ...]:
    """The company's rules. ValueError with every fault of the file."""
    found = reading.read()
    if found.faults:
        raise ValueError("\n".join([f"{found.path}: no rule of this file is used", *map(str, found.faults)]))
    return found.rules


def targets(warehouse: Warehouse) -> tuple[Aim, ...]:
    """The company's targets: those that people decided, as whoever asks may see them, and those of targets.toml."""
    build = build_info(warehouse)
    plan = plan_file.read().held_by(build.is_demo).targets
    if not configured():
        return aims(plan, (), build.fiscal_year_start, build.time_zone)
    try:
        store = open_store()
        held = [permitted(warehouse, tuple(store.history("target", each.key))) for each in store.current("target")]
    except StoreError as error:
        raise ValueError(str(error)) from error
    return aims(plan, held, build.fiscal_year_start, build.time_zone)


def today(warehouse: Warehouse, scope: Scope) -> date | None:
    """The day by which the newest data are judged: today on the newest date of the data; a demo's stand still."""
    build = build_info(warehouse)
    return None if build.is_demo or scope.as_of < build.default_as_of else today_in(build.time_zone)


def _alerts(warehouse: Warehouse, arguments: argparse.Namespace) -> Answer:
    if arguments.by or arguments.unit != "customer":
        raise ValueError("alerts are of customers, under filters: no --by and no --unit")
    scope, held, wanted = scope_of(warehouse, arguments), rules(), targets(warehouse)
    if not arguments.history and arguments.weeks is None:
        return Answer(scope, alerts.firing(warehouse, scope, held, wanted, today(warehouse, scope)),
                      {"rules": len(held), "file": reading.path().name})
    found = alerts.history(warehouse, scope, held, wanted, arguments.weeks)
    if not arguments.history:
        return Answer(scope, found, {"rules": len(held), "file": reading.path().name})
    return Answer(scope, counted(found, held), {"weeks": int(found.week.nunique())})


def counted(found: pd.DataFrame, held: tuple[Rule, ...]) -> pd.DataFrame:
    """How often each rule would have fired. Grain: rule.

    Columns: rule, weeks (those that could be judged), said (how often it fired), firing (weeks it was shown), quiet
    (weeks it was kept quiet), first, last, days (the Sundays on which it fired; of JSON a list).
    """
    rows: list[dict[str, Any]] = []
    for rule in held:
        own = found[found.rule == rule.key]
        days = list(own.week[own.new.astype(bool)])
        rows.append({"rule": rule.key, "weeks": int((own.status != "unknown").sum()), "said": len(days),
                     "firing": int((own.status == "firing").sum()), "quiet": int((own.status == "quiet").sum()),
                     "first": min(days, default=None), "last": max(days, default=None),
                     "days": " ".join(day.isoformat() for day in days)})
    return pd.DataFrame(rows, columns=["rule", "weeks", "said", "firing", "quiet", "first", "last", "days"])


def _weeks(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 5_000:
        raise argparse.ArgumentTypeError(f"not a number of weeks from 1 on: {text!r}")
    return int(text)


def _arguments(parser: argparse.ArgumentParser) -> None:
    as_of(parser)
    parser.add_argument("--weeks", type=_weeks, metavar="N", help="every rule on each of the last N weeks")
    parser.add_argument("--history", action="store_true", help="per rule how often it would have fired, and when; over "
                                                               "all weeks of the data, or the last --weeks")


ALERTS = Command("alerts", "the rules of alerts.toml: which fire, since when, why; how often they would have", _alerts,
                 _arguments)
