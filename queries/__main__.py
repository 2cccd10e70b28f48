"""The same figures as the pages, headless: python -m queries list | kpis | bridge | …

stdout holds the answer alone, messages go to stderr. Exit status 0 done, 1 the data are at fault, 2 the call is.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd

from data.extract import serving
from data.printable import steerless
from data.warehouse import Warehouse, WarehouseMissing, WarehouseUnsupported, open_warehouse, warehouse_url
from queries import people
from queries.commands import COMMANDS
from queries.commands.common import Answer, filtered
from queries.dimensions import visible
from queries.metrics import METRICS
from queries.scope import UNITS, UnknownFilter


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="python -m queries", description="Tenure's figures without a browser.")
    commands = made.add_subparsers(dest="command", required=True, metavar=f"{{{','.join(['list', *COMMANDS])}}}")
    told = commands.add_parser("list", help="commands, units, filters with their values, metrics")
    _viewed(told)
    for each in COMMANDS.values():
        command = commands.add_parser(each.name, help=each.what.replace("%", "%%"))
        command.add_argument("--unit", choices=UNITS, default="customer")
        command.add_argument("--where", type=filtered, action="append", default=[], metavar="KEY=VALUE",
                             help="same key twice: or; different keys: and; KEY= selects null")
        command.add_argument("--by", metavar="KEY", help="one row per value of a filter key")
        command.add_argument("--format", choices=("table", "json", "csv"), default="table")
        _viewed(command)
        each.arguments(command)
    return made


def _viewed(command: argparse.ArgumentParser) -> None:
    command.add_argument("--viewer", metavar="E-MAIL", help="as this person sees it on the board (access.toml)")


def plain(value: Any) -> Any:
    """A value as JSON knows it: unknown is null, a whole number stays whole."""
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if value is None or pd.isna(value):
        return None
    if isinstance(value, Decimal):  # an amount in its own currency
        return float(value)
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


def show(answer: Answer, style: str) -> str:
    scope, frame = answer.scope, answer.rows
    if style == "csv":
        return str(frame.to_csv(index=False))
    if style == "table":
        return f"{_printed(frame)}\n" if len(frame) else f"no rows: {', '.join(map(str, frame.columns))}\n"
    said = {"as_of": scope.as_of.isoformat(), "unit": scope.unit,
            "where": {key: list(values) for key, values in scope.where},
            **plain(answer.beside), "rows": reasons(rows_of(frame))}
    return json.dumps(said, ensure_ascii=False, allow_nan=False) + "\n"


def _printed(frame: pd.DataFrame) -> str:
    """Rows for people: unknown is a dash in columns of any kind, a number among others is written whole."""
    mixed = {name: frame[name].map(_cell) for name in frame.columns if frame[name].dtype == object}
    named = frame.assign(**mixed).rename(columns=lambda name: steerless(str(name)))
    return str(named.to_string(index=False, na_rep="–"))


def _cell(value: Any) -> Any:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return "–"
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() else f"{value:.6g}"
    return steerless(value) if isinstance(value, str) else value


def listing(warehouse: Warehouse | None, email: str | None = None) -> str:
    """What can be asked; the filters with their values as this person may know them."""
    lines = ["commands", *(f"  {each.name:8} {each.what}" for each in COMMANDS.values()),
             f"units\n  {', '.join(UNITS)}"]
    if warehouse:
        lines.append("filters")
        for dimension in visible(warehouse, people.seen_as(warehouse, email)).values():
            values = ", ".join("(null)" if each.value is None else each.value for each in dimension.values[:12])
            more = len(dimension.values) - 12
            lines.append(f"  {dimension.key}: {steerless(values)}" + (f", and {more} more" if more > 0 else ""))
    lines += ["metrics", *(f"  {metric.key:24} {metric.kind:6} {metric.source}" for metric in METRICS.values())]
    return "\n".join(lines) + "\n"


def main(argv: Sequence[str] | None = None) -> int:
    arguments = parser().parse_args(argv)
    try:
        if arguments.command == "list":
            sys.stdout.write(listing(_if_loaded(), arguments.viewer))
            return 0
        warehouse = open_warehouse()
        sys.stderr.write(serving.note(warehouse_url()))
        arguments.viewer = people.seen_as(warehouse, arguments.viewer)
        with people.asked_by(arguments.viewer):
            answer = COMMANDS[arguments.command].answer(warehouse, arguments)
        sys.stdout.write(show(answer, arguments.format))
        return answer.status
    except (UnknownFilter, ValueError, PermissionError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except (WarehouseMissing, WarehouseUnsupported) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1


def _if_loaded() -> Warehouse | None:
    try:
        return open_warehouse()
    except WarehouseMissing:
        return None


if __name__ == "__main__":
    sys.exit(main())
