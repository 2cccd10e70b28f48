"""One worker's share of the mutants. In a module of its own: a process that is spawned cannot see what `-m` runs."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.made import ROOT
from tests.mutants import trying
from tests.mutants.making import Mutant
from tests.mutants.subjects import SUBJECTS
from tests.mutants.told import Result

LIMIT = 600.0
"""Seconds for one mutant's tests: a loop that never ends is noticed by this."""


def worked(chosen: list[Mutant]) -> list[Result]:
    """What the tests say of each, tried one after the other in a copy of the project."""
    trying.warmed()
    with tempfile.TemporaryDirectory() as folder:
        tree, sound, found = trying.copied(ROOT, Path(folder)), dict[str, bool](), list[Result]()
        for each in chosen:
            tests = SUBJECTS[each.module]
            if each.module not in sound:
                sound[each.module] = trying.passes(tests, tree, 3 * LIMIT)  # it may make companies first
            said = trying.tried(each, tests, tree, LIMIT) if sound[each.module] else "tests fail"
            found.append(Result(each.module, each.number, said, each.diff))
            print(f"{said:<10} {each.name}", file=sys.stderr, flush=True)
    return found
