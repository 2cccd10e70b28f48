"""`python -m data doctor`: a line for each thing that was looked at, and what to do where it is not well."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from typing import Any

from data.doctor import asked as settings
from data.doctor import machine, places, stores, warehouses
from data.doctor.line import Line

AREAS = (machine, settings, places, warehouses, stores)


def add_to(commands: Any) -> None:
    """The command and its options, for data/__main__.py."""
    own = commands.add_parser("doctor", help="look at everything an operator would ask; exit status 1 on a fault")
    own.add_argument("--format", choices=("table", "json"), default="table")


def examined() -> list[Line]:
    """Every check, in order. Changes nothing, and raises for nothing that is wrong with the installation."""
    return [line for area in AREAS for line in area.lines()]


def run(asked: argparse.Namespace) -> int:
    """Prints them; 1 where one is a fault, else 0."""
    found = examined()
    sys.stdout.write(as_json(found) if asked.format == "json" else as_table(found))
    return 1 if any(line.state == "fault" for line in found) else 0


def as_json(found: list[Line]) -> str:
    """One object: `state` of the worst line, and `lines`."""
    worst = max((line.state for line in found), key=("ok", "warn", "fault").index, default="ok")
    return json.dumps({"state": worst, "lines": [asdict(line) for line in found]}, ensure_ascii=False) + "\n"


def as_table(found: list[Line]) -> str:
    """A line a check, one beneath it with what to do, and how many of each."""
    rows = [f"{line.state:<6} {line.check:<20} {line.said}" + (f"\n{'':<28}→ {line.do}" if line.do else "")
            for line in found]
    counts = {state: sum(line.state == state for line in found) for state in ("ok", "warn", "fault")}
    return "\n".join([*rows, f"{counts['ok']} ok, {counts['warn']} warnings, {counts['fault']} faults"]) + "\n"
