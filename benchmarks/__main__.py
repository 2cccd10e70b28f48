"""What it costs: python -m benchmarks [--customers 10000 100000 1000000] [--years 5] [--only build|pages|load|health].

Every size runs in processes of its own, so that a peak of memory is that size's. Results are written to
benchmarks/results.json; ratios are within one run.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).with_name("results.json")
SIZES = (10_000, 100_000, 1_000_000)
HEALTH_SIZES = (10_000, 100_000)
"""Customers with 60 weeks of usage over 8 features each."""


def child(step: str, home: Path, *arguments: str) -> dict[str, Any]:
    """Runs one step in a process of its own; its last line of output is JSON."""
    environment = {**os.environ, "TENURE_HOME": str(home)}
    environment.pop("TENURE_WAREHOUSE_URL", None)
    done = subprocess.run([sys.executable, "-m", f"benchmarks.{step}", *arguments], env=environment,
                          stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    print(step, *arguments, json.dumps(found, ensure_ascii=False), flush=True)
    return found


def size(customers: int, years: int, only: str | None) -> dict[str, Any]:
    """Build, page questions and reruns of one size."""
    with tempfile.TemporaryDirectory(prefix="tenure-bench-") as folder:
        home, found = Path(folder), {"customers": customers}
        found["build"] = child("build", home, str(customers), str(years))
        if only != "build":
            found["pages"] = child("pages", home)
            found["reruns"] = child("reruns", home)
    return found


def of_health(customers: int) -> dict[str, Any]:
    """The weekly scores of one size, and what the pages ask of them."""
    with tempfile.TemporaryDirectory(prefix="tenure-bench-") as folder:
        return child("health", Path(folder), str(customers))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--customers", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--years", type=int, default=5)
    parser.add_argument("--only", choices=("build", "pages", "load", "health"))
    arguments = parser.parse_args()
    before = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    found = {**before, "at": datetime.now(UTC).isoformat(timespec="seconds"), "python": platform.python_version(),
             "cpus": os.cpu_count()}
    if arguments.only not in ("load", "health"):
        sizes = {str(each): size(each, arguments.years, arguments.only) for each in arguments.customers}
        found["sizes"] = {**before.get("sizes", {}), **sizes}
    if arguments.only in (None, "load"):
        with tempfile.TemporaryDirectory(prefix="tenure-bench-") as folder:
            found["load"] = child("loading", Path(folder))
    if arguments.only in (None, "health"):
        found["health"] = {str(each): of_health(each) for each in HEALTH_SIZES}
    RESULTS.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
