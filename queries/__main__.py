"""The same figures as the pages, headless: python -m queries list | kpis | bridge.

stdout holds the answer alone, messages go to stderr. Exit status 0 done, 1 the data are at fault, 2 the call is.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pandas as pd

from data.warehouse import Warehouse, WarehouseMissing, WarehouseUnsupported, open_warehouse
from queries import bridge, retention
from queries.dimensions import build_info, dimensions
from queries.metrics import METRICS
from queries.scope import UNITS, Scope, UnknownFilter, normalise

COMMANDS = {
    "kpis": "NRR, GRR, logo retention and ARR on a date, with intervals",
    "bridge": "opening to closing ARR between two dates, by movement",
}
Answer = tuple[Scope, pd.DataFrame]


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"not a date (YYYY-MM-DD): {text!r}") from error


def _filter(text: str) -> tuple[str, str | None]:
    key, equals, value = text.partition("=")
    if not key or not equals:
        raise argparse.ArgumentTypeError(f"not KEY=VALUE: {text!r}")
    return key, value or None


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="python -m queries", description="Tenure's figures without a browser.")
    commands = made.add_subparsers(dest="command", required=True, metavar="{list,kpis,bridge}")
    commands.add_parser("list", help="commands, units, filters with their values, metrics")
    for name, what in COMMANDS.items():
        command = commands.add_parser(name, help=what)
        command.add_argument("--unit", choices=UNITS, default="customer")
        command.add_argument("--where", type=_filter, action="append", default=[], metavar="KEY=VALUE",
                             help="same key twice: or; different keys: and; KEY= selects null")
        command.add_argument("--by", metavar="KEY", help="one row per value of a filter key")
        command.add_argument("--format", choices=("table", "json", "csv"), default="table")
    kpis, bridged = (commands.choices[name] for name in COMMANDS)
    kpis.add_argument("--as-of", type=_day, metavar="DATE", help="default: the latest week of the data")
    bridged.add_argument("--from", type=_day, required=True, dest="start", metavar="DATE")
    bridged.add_argument("--to", type=_day, required=True, dest="end", metavar="DATE")
    return made


def scope_of(arguments: argparse.Namespace, as_of: date) -> Scope:
    """The scope that a command line asks for."""
    filters: dict[str, list[str | None]] = {}
    for key, value in arguments.where:
        filters.setdefault(key, []).append(value)
    return Scope(as_of, arguments.unit, normalise(filters))


def kpis(warehouse: Warehouse, arguments: argparse.Namespace) -> Answer:
    scope = scope_of(arguments, arguments.as_of or build_info(warehouse).default_as_of)
    return scope, retention.kpis(warehouse, scope, arguments.by).drop(columns="as_of")


def bridged(warehouse: Warehouse, arguments: argparse.Namespace) -> Answer:
    scope = scope_of(arguments, arguments.end)
    return scope, bridge.bridge(warehouse, scope, arguments.start, arguments.end, arguments.by)


ANSWERS: dict[str, Callable[[Warehouse, argparse.Namespace], Answer]] = {"kpis": kpis, "bridge": bridged}


def plain(value: Any) -> Any:
    """A cell as JSON knows it: unknown is null, a whole number stays whole."""
    if value is None or pd.isna(value):
        return None
    if hasattr(value, "item"):
        value = value.item()
    return value.isoformat() if isinstance(value, date) else value


def rows_of(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{key: plain(value) for key, value in row.items()} for row in frame.to_dict("records")]


def reasons(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Says why a row's rates are null."""
    for row in rows:
        if row.get("arr_base") == 0:
            row["reason"] = "no unit was active twelve months earlier"
    return rows


def show(scope: Scope, frame: pd.DataFrame, style: str) -> str:
    if style == "csv":
        return str(frame.to_csv(index=False))
    if style == "table":
        return f"{frame.to_string(index=False, na_rep='–')}\n"
    answer = {"as_of": scope.as_of.isoformat(), "unit": scope.unit,
              "where": {key: list(values) for key, values in scope.where}, "rows": reasons(rows_of(frame))}
    return json.dumps(answer, ensure_ascii=False, allow_nan=False) + "\n"


def listing(warehouse: Warehouse | None) -> str:
    lines = ["commands", *(f"  {name:8} {what}" for name, what in COMMANDS.items()), f"units\n  {', '.join(UNITS)}"]
    if warehouse:
        lines.append("filters")
        for dimension in dimensions(warehouse).values():
            values = ", ".join("(null)" if each.value is None else each.value for each in dimension.values[:12])
            more = len(dimension.values) - 12
            lines.append(f"  {dimension.key}: {values}" + (f", and {more} more" if more > 0 else ""))
    lines += ["metrics", *(f"  {metric.key:24} {metric.kind:6} {metric.source}" for metric in METRICS.values())]
    return "\n".join(lines) + "\n"


def main(argv: Sequence[str] | None = None) -> int:
    arguments = parser().parse_args(argv)
    try:
        if arguments.command == "list":
            sys.stdout.write(listing(_if_loaded()))
            return 0
        sys.stdout.write(show(*ANSWERS[arguments.command](open_warehouse(), arguments), arguments.format))
    except (UnknownFilter, ValueError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except (WarehouseMissing, WarehouseUnsupported) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


def _if_loaded() -> Warehouse | None:
    try:
        return open_warehouse()
    except WarehouseMissing:
        return None


if __name__ == "__main__":
    sys.exit(main())
