"""The score by module, and who survived."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tests.mutants.trying import KILLED, SURVIVED, TIMED_OUT


@dataclass(frozen=True)
class Result:
    """What the tests said of one mutant: killed, survived, timed out; or "tests fail", where they fail without it."""

    module: str
    number: int
    said: str
    diff: str


def table(found: Sequence[Result], markdown: bool) -> str:
    """A row a module, the whole last; then every survivor with its change. One that never ends is noticed."""
    modules = sorted({each.module for each in found})
    rows = [_row(module, [each for each in found if each.module == module]) for module in modules]
    rows.append(_row("all", found))
    left = [each for each in found if each.said == SURVIVED]
    told = [f"{each.module}:{each.number}\n{each.diff}" for each in left]
    if markdown:
        lines = ["| module | mutants | noticed | survived | score |", "|---|---|---|---|---|"]
        lines += [f"| {' | '.join(row)} |" for row in rows]
        return "\n".join([*lines, "", *(f"```diff\n{each}\n```" for each in told)])
    widths = [max(len(row[place]) for row in rows) for place in range(5)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([*lines, *(f"\nsurvived: {each}" for each in told)])


def _row(name: str, found: Sequence[Result]) -> list[str]:
    noticed = sum(each.said in (KILLED, TIMED_OUT) for each in found)
    survived = sum(each.said == SURVIVED for each in found)
    tried = noticed + survived
    return [name, str(len(found)), str(noticed), str(survived), f"{noticed / tried:.0%}" if tried else "–"]
