"""sources: what the data page shows of the loaded tables."""

from __future__ import annotations

import argparse
from typing import Any

import pandas as pd

from data.warehouse import Warehouse
from queries import databuild, datastatus
from queries.commands.common import Answer, Command, day
from queries.dimensions import build_info
from queries.scope import Scope

OF = ("tables", "columns", "findings", "set-aside")


def _sources(warehouse: Warehouse, arguments: argparse.Namespace) -> Answer:
    if arguments.where or arguments.by or arguments.unit != "customer":
        raise ValueError("sources is company-wide: it takes no --where, --by or --unit")
    build = build_info(warehouse)
    today = arguments.today or datastatus.today_in(build.time_zone)
    found = datastatus.judged(datastatus.sources(warehouse), today)
    scope = Scope(today, viewer=arguments.viewer)
    rows = {"tables": lambda: found, "columns": lambda: datastatus.coverage(warehouse),
            "findings": lambda: datastatus.findings(warehouse, scope),
            "set-aside": lambda: datastatus.set_aside(warehouse)}
    return Answer(scope, rows[arguments.of](), _beside(warehouse, found))


def _beside(warehouse: Warehouse, found: pd.DataFrame) -> dict[str, Any]:
    """The build beside the rows: counts by status, the share of known cells, the cube's size, history's edge."""
    build, made = build_info(warehouse), databuild.built(warehouse)
    edge = {f"edge_{name}": count for name, count in databuild.edge(warehouse).items()}
    states = ("on_time", "late", "silent", "unknown", "missing")
    counts = {state: int((found.status == state).sum()) for state in states}
    return {"company": build.company, "demo": build.is_demo, "version": build.version,
            "loaded_on": datastatus.loaded_on(warehouse).isoformat(), "built_at": build.built_at.isoformat(),
            "first_day": build.first_day, "newest_day": build.newest_day, "currency": build.currency, **counts,
            "known_share": datastatus.known_share(datastatus.coverage(warehouse)), "profiles": build.profiles,
            "cells": build.cells, "bytes": made["bytes"], **edge}


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--of", choices=OF, default="tables", help="one row a table, column, finding or reason")
    parser.add_argument("--today", type=day, metavar="DATE", help="the day that freshness is held against")


SOURCES = Command("sources", "what is loaded, how fresh each source is, what is missing and set aside", _sources,
                  _arguments)
