"""python -m tests.fuzz: bad input by machine. Exit status 0: no case ended badly; 1: some did (their numbers are told).

A case is decided by seed, target and number alone: `--case load:123` (with the same `--seed`) tries that one again.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.fuzz import supervised
from tests.fuzz.outcome import GOOD, Kind, Outcome
from tests.fuzz.targets import PLACES, SHARES

TOLD = 5
"""Bad cases of a kind that are told in words."""


def parser() -> argparse.ArgumentParser:
    """The options."""
    made = argparse.ArgumentParser(prog="python -m tests.fuzz", description="Bad input by machine.")
    made.add_argument("--cases", type=int, default=1000, metavar="N", help="over all targets (default 1000)")
    made.add_argument("--seed", type=int, default=1, metavar="S", help="same seed, same cases (default 1)")
    made.add_argument("--only", choices=tuple(PLACES), action="append", metavar="TARGET",
                      help=f"one of {', '.join(PLACES)}; may be given again")
    made.add_argument("--first", type=int, default=0, metavar="N", help="number of the first case (default 0)")
    made.add_argument("--jobs", type=int, default=1, metavar="N", help="processes (default 1); 0: this one")
    made.add_argument("--case", metavar="TARGET:N", help="one case again, with what it says")
    made.add_argument("--markdown", action="store_true", help="print the table alone, as Markdown")
    return made


def shares(cases: int, only: Sequence[str] | None) -> dict[str, int]:
    """How many cases each target gets."""
    if only:
        return {name: cases // len(only) + (at < cases % len(only)) for at, name in enumerate(dict.fromkeys(only))}
    whole = sum(SHARES.values())
    return {name: max(1, cases * share // whole) for name, share in SHARES.items()}


def results(name: str, seed: int, numbers: Sequence[int], jobs: int) -> Iterator[supervised.Result]:
    """The cases of one target."""
    if jobs:
        yield from supervised.apart(name, seed, numbers, jobs)
        return
    with tempfile.TemporaryDirectory(prefix="tenure-fuzz-") as folder:
        yield from supervised.here(name, seed, numbers, Path(folder))


def table(counted: dict[str, Counter[Kind]]) -> str:
    """Cases by target and how they ended, as a Markdown table."""
    lines = ["| target | cases | " + " | ".join(Kind) + " |", "|---" * (len(Kind) + 2) + "|"]
    for name, kinds in [*counted.items(), ("all", sum(counted.values(), Counter()))]:
        lines.append(f"| {name} | {kinds.total():,} | " + " | ".join(f"{kinds[kind]:,}" for kind in Kind) + " |")
    return "\n".join(lines)


def again(asked: str, seed: int) -> int:
    """One case once more, with all that it says."""
    name, _, number = asked.partition(":")
    outcome = next(results(name, seed, [int(number)], 0))[1]
    print(f"{asked} (seed {seed}): {outcome.kind}\n{outcome.said}")
    return 0 if outcome.kind in GOOD else 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Tries the cases, tells the bad ones as they come, then the table. Gives the exit status."""
    asked = parser().parse_args(arguments)
    if asked.case:
        return again(asked.case, asked.seed)
    counted: dict[str, Counter[Kind]] = {}
    try:
        for name, cases in shares(asked.cases, asked.only).items():
            kinds = counted[name] = Counter()
            for number, outcome in results(name, asked.seed, range(asked.first, asked.first + cases), asked.jobs):
                kinds[outcome.kind] += 1
                _tell(name, number, outcome, kinds)
    except KeyboardInterrupt:
        print("interrupted: what was tried until now", file=sys.stderr)
    if not asked.markdown:
        print(f"seed {asked.seed}, {sum(map(Counter.total, counted.values())):,} cases\n")
    print(table(counted))
    return int(any(kind not in GOOD and count for kinds in counted.values() for kind, count in kinds.items()))


def _tell(name: str, number: int, outcome: Outcome, kinds: Counter[Kind]) -> None:
    if outcome.kind not in GOOD:
        said = f": {outcome.said[:300]}" if kinds[outcome.kind] <= TOLD else ""
        print(f"{outcome.kind}: --case {name}:{number}{said}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
