"""python -m tests.faults: injects faults and counts what became of the figures.

Exit status: 0 nothing was broken, 1 something was, 2 the call is wrong.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from random import Random

from tests.faults.every import GROUPS
from tests.faults.ground import Ground
from tests.faults.model import Fault, Skipped, Tally

FAULTS: dict[str, Fault] = {fault.name: fault for group in GROUPS for fault in group}


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    made.add_argument("--only", nargs="+", choices=sorted(FAULTS), metavar="NAME", help=", ".join(FAULTS))
    made.add_argument("--moments", type=int, default=20, metavar="N", help="trials of each fault (default 20)")
    made.add_argument("--seed", type=int, default=7, metavar="S", help="same seed, same places (moments are real time)")
    made.add_argument("--home", type=Path, metavar="DIR", help="keeps the company there for the next run")
    made.add_argument("--markdown", action="store_true", help="the table as docs/reliability.md has it")
    return made


def tried(ground: Ground, fault: Fault, moments: int, seed: int) -> Tally:
    """All trials of one fault; a line of each to standard error as it ends."""
    tally, random = Tally(fault), Random(f"{seed} {fault.name}")
    try:
        for outcome in fault.trials(ground, random, moments):
            tally.outcomes.append(outcome)
            print(f"{fault.name} {len(tally.outcomes)}/{moments}: {outcome.came} {outcome.note}", file=sys.stderr)
    except Skipped as why:
        tally.skipped = str(why)
    return tally


def table(tallies: Sequence[Tally], markdown: bool) -> str:
    """A row a fault."""
    head = ("fault", "what", "promise", "trials", "held", "refused", "broken")
    rows = [(each.fault.name, each.fault.what, each.fault.promise if not each.skipped else f"skipped: {each.skipped}",
             len(each.outcomes), each.count("held"), each.count("refused"), each.count("broken")) for each in tallies]
    if markdown:
        lines = ["| `fault` | what is done | what is promised | trials | held | refused | broken |",
                 "|---|---|---|---:|---:|---:|---:|"]
        return "\n".join([*lines, *("| `{}` | {} | {} | {} | {} | {} | {} |".format(*row) for row in rows)])
    return "\n".join("{:<18} {:<66} {:<48} {:>6} {:>5} {:>7} {:>6}".format(*row) for row in (head, *rows))


def main(arguments: Sequence[str] | None = None) -> int:
    asked = parser().parse_args(arguments)
    chosen = [FAULTS[name] for name in asked.only] if asked.only else list(FAULTS.values())
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        ground = Ground(asked.home or Path(folder))
        try:
            ground.make()
            tallies = [tried(ground, fault, asked.moments, asked.seed) for fault in chosen]
        finally:
            ground.close()
    print(table(tallies, asked.markdown))
    print(f"{time.monotonic() - started:,.0f} s", file=sys.stderr)
    return 1 if any(each.count("broken") for each in tallies) else 0


if __name__ == "__main__":
    sys.exit(main())
