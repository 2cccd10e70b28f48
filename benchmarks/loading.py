"""Seconds and peak memory of loading 3 million subscription lines from CSV: python -m benchmarks.loading."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from pathlib import Path
from unittest.mock import patch

import duckdb

from data import __main__ as command
from data.demo import tables
from data.warehouse import home

LINES = 3_000_000
CUSTOMERS = 480_000


def files(folder: Path) -> int:
    """The demo company's tables as CSV; the number of lines written."""
    folder.mkdir(parents=True)
    with duckdb.connect() as connection:
        for name, table in tables(CUSTOMERS, 5, 7, activity=False).items():
            connection.register("given", table)
            limit = f"limit {LINES}" if name == "subscription" else ""
            connection.execute(f"copy (select * from given {limit}) to '{folder / name}.csv' (header)")
            if name == "subscription":
                count = min(LINES, table.num_rows)
    return count


def main() -> None:
    folder = home() / "files"
    if len(sys.argv) > 1:
        with patch("data.build.build"):  # the build is measured by benchmarks.build
            sys.exit(command.main(["load", str(folder)]))
    print(json.dumps(measured(folder)))


def measured(folder: Path) -> dict[str, float]:
    """Lines, seconds and GiB of the load in a process of its own."""
    lines = files(folder)
    start = time.monotonic()
    subprocess.run([sys.executable, "-m", "benchmarks.loading", "only"], check=True, stdout=sys.stderr)
    seconds = time.monotonic() - start
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 2**20
    return {"lines": lines, "seconds": round(seconds, 1), "gib": round(peak, 2)}


if __name__ == "__main__":
    main()
