"""Many people at one board: python -m benchmarks.load [--sessions 50 --minutes 10 --think 20].

A board of its own on loopback, as a process of its own, over the company in TENURE_HOME (or --home). Each person has a
websocket, as a browser has, and clicks through a seeded mix of pages, filters, days, languages, panels behind figures
and files, with pauses of --think seconds on average. Told: seconds from each click to the end of its run (p50, p95, the
longest), what went wrong (exceptions and failed figures on a page, connections that broke, files of status 400 or more,
silence of two minutes), and the server's memory, handles, threads and CPU, with their growth an hour by least squares.
It ends by itself. Exit status: 0 done without an error, 1 something went wrong, 2 the call is wrong.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.load.mix import Company
from benchmarks.load.people import Clicked, Pace, person
from benchmarks.load.told import markdown, whole
from benchmarks.load.watch import Sample, watch
from benchmarks.server import Served, served
from data.warehouse import WarehouseMissing


async def crowd(board: Served, company: Company, asked: argparse.Namespace) -> tuple[list[Clicked], list[Sample]]:
    """Everybody's clicks, and samples of the server from before the first to after the last."""
    done: list[Clicked] = []
    samples: list[Sample] = []
    watching = asyncio.create_task(watch(board.process, samples))
    pace = Pace(asked.think, time.monotonic() + asked.minutes * 60)
    await asyncio.gather(*(person(board, company, asked.seed * 1000 + number, pace, done)
                           for number in range(asked.sessions)))
    watching.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await watching
    return done, samples


def measured(asked: argparse.Namespace) -> dict[str, Any]:
    """One run. Errors: WarehouseMissing where nothing is loaded."""
    company = Company.read()
    with served() as board:
        done, samples = asyncio.run(crowd(board, company, asked))
    told = {"sessions": asked.sessions, "minutes": asked.minutes, "think_seconds": asked.think, "seed": asked.seed}
    return whole(told, done, samples, board.said)


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="python -m benchmarks.load", description=__doc__,
                                   formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("--sessions", type=int, default=50, help="people (default 50)")
    made.add_argument("--minutes", type=float, default=10.0, help="how long they stay (default 10)")
    made.add_argument("--think", type=float, default=20.0, help="seconds between clicks on average (default 20)")
    made.add_argument("--seed", type=int, default=1, help="the same seed clicks the same (default 1)")
    made.add_argument("--home", type=Path, help="the company's folder (default TENURE_HOME, else var/)")
    made.add_argument("--out", type=Path, help="a file for everything found, as JSON")
    made.add_argument("--markdown", action="store_true", help="print the tables of docs/load.md")
    return made


def main(arguments: list[str] | None = None) -> int:
    asked = parser().parse_args(arguments)
    if asked.sessions < 1 or asked.minutes <= 0 or asked.think <= 0:
        parser().error("--sessions, --minutes and --think are more than nothing")
    if asked.home is not None:
        os.environ["TENURE_HOME"] = str(asked.home.resolve())
    try:
        found = measured(asked)
    except WarehouseMissing as error:
        print(error, file=sys.stderr)
        return 2
    if asked.out is not None:
        asked.out.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(markdown(found) if asked.markdown else json.dumps(found, ensure_ascii=False))
    return 1 if found["wrong"] or found["tracebacks"] else 0


if __name__ == "__main__":
    sys.exit(main())
