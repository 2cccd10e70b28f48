"""How many small changes of the formulas the tests notice: `python -m tests.mutants [--sample 200] [--only …]`."""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.made import ROOT
from tests.mutants.making import Mutant, many, mutant, sampled
from tests.mutants.subjects import SUBJECTS
from tests.mutants.told import table
from tests.mutants.working import worked


def main(asked: Sequence[str] | None = None) -> int:
    """Exit status 0 when every mutant was tried, 1 where tests fail without a mutant, 2 for a wrong call."""
    told = _parser().parse_args(asked)
    unknown = sorted(set(told.only) - set(SUBJECTS))
    if unknown:
        print(f"{', '.join(unknown)}: not mutated here. Known: {', '.join(SUBJECTS)}", file=sys.stderr)
        return 2
    chosen = _chosen(told)
    keep = os.environ.setdefault("TESTS_KEEP", str(Path(tempfile.gettempdir()) / "tenure-companies"))
    every = many(ROOT, told.only or list(SUBJECTS))
    print(f"{len(chosen)} of {every} mutants, {told.jobs} at a time; companies kept in {keep}", file=sys.stderr)
    parts = [chosen[start::told.jobs] for start in range(told.jobs)]
    with multiprocessing.get_context("spawn").Pool(told.jobs) as pool:
        found = [each for part in pool.map(worked, parts) for each in part]
    found.sort(key=lambda each: (each.module, each.number))
    if told.out:
        Path(told.out).write_text(json.dumps([each.__dict__ for each in found], indent=1), encoding="utf-8")
    print(table(found, told.markdown))
    return int(any(each.said == "tests fail" for each in found))


def _chosen(told: argparse.Namespace) -> list[Mutant]:
    if told.mutant:
        module, _, number = told.mutant.rpartition(":")
        return [each for each in [mutant(ROOT, module, int(number))] if each is not None]
    return sampled(ROOT, told.only or list(SUBJECTS), told.sample, told.seed)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("--sample", type=int, default=200, help="mutants, drawn from all; the default: 200")
    parser.add_argument("--seed", type=int, default=1, help="which are drawn")
    parser.add_argument("--only", nargs="*", default=[], metavar="MODULE", help="such as queries/bridge.py")
    parser.add_argument("--mutant", metavar="MODULE:NUMBER", help="one again, whatever the sample")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--out", metavar="FILE", help="every mutant with its change, as JSON")
    parser.add_argument("--markdown", action="store_true", help="the table as docs/mutation.md has it")
    return parser


if __name__ == "__main__":
    sys.exit(main())
