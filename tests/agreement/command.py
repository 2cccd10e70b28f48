"""The product through its command line: `python -m queries kpis|bridge … --format json`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from queries.oracle import Row, Where
from tests.agreement.questions import Product


def arguments(unit: str, where: Where, by: str | None) -> list[str]:
    """The options that both commands share; `--where key=` selects null, one key twice means or."""
    filters = [f"--where={key}={'' if value is None else value}" for key, values in where for value in values]
    return ["--unit", unit, *filters, *(["--by", by] if by else []), "--format", "json"]


def rows_of(command: Sequence[str], home: Path) -> list[Row]:
    """Runs the command on the warehouse under `home`; the rows of its JSON. RuntimeError unless it exits with 0."""
    run = subprocess.run([sys.executable, "-m", "queries", *command], capture_output=True, text=True, check=False,
                         env={**os.environ, "TENURE_HOME": str(home)})
    if run.returncode:
        raise RuntimeError(f"{' '.join(command)}: exit status {run.returncode}\n{run.stderr}")
    rows: list[Row] = json.loads(run.stdout, parse_float=Decimal)["rows"]
    return rows


def command_line(home: Path) -> Product:
    """The product as scripts see it."""
    def kpis(day: date, unit: str, where: Where, by: str | None) -> list[Row]:
        return rows_of(["kpis", "--as-of", str(day), *arguments(unit, where, by)], home)

    def bridge(start: date, end: date, unit: str, where: Where, by: str | None) -> list[Row]:
        return rows_of(["bridge", "--from", str(start), "--to", str(end), *arguments(unit, where, by)], home)

    return Product(kpis, bridge)
