"""One run: the checks that the asked pages need, their pairs, and what became of every figure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from queries.reconcile.asked import Asked, NeedsAll
from queries.reconcile.figures import Shown, pages, shown
from queries.reconcile.pair import Pair
from queries.reconcile.ways import WAYS

LATE, SILENT, LARGE = "time", "nothing", "size"
"""Reasons that a run itself gives: its time was up; a check found nothing to compare in these data; the company has
more customers than are read after a build, and a part of it does not do.
"""


@dataclass
class Compared:
    """What a run found. `values`: pairs by check; `wrong`: those that differ; `late`: families it had no time for;
    `large`: families that cannot be recomputed of a part of the company; `sample`: that part, where it was one.
    """

    values: Counter[str] = field(default_factory=Counter)
    wrong: dict[str, list[Pair]] = field(default_factory=lambda: defaultdict(list))
    every: list[Pair] = field(default_factory=list)
    late: set[str] = field(default_factory=set)
    large: set[str] = field(default_factory=set)
    sample: dict[str, Any] | None = None

    def add(self, pair: Pair, keep: bool) -> None:
        """Counts a pair; one that differs is kept, and with `keep` every one."""
        self.values[pair.check] += 1
        if not pair.equal:
            self.wrong[pair.check].append(pair)
        if keep:
            self.every.append(pair)


@dataclass(frozen=True)
class Result:
    """A figure's fate. `values`: how many numbers were compared; `why`: the reason's key where none was."""

    shown: Shown
    values: int
    wrong: tuple[Pair, ...]
    why: str

    @property
    def state(self) -> str:
        """equal, differs, or not recomputed."""
        if not self.values:
            return "not recomputed"
        return "differs" if self.wrong else "equal"


def figures(chosen: Iterable[str] = ()) -> tuple[Shown, ...]:
    """The figures of these pages, or of all. Errors: ValueError for a page that there is not."""
    wanted = tuple(chosen) or pages()
    unknown = [page for page in wanted if page not in pages()]
    if unknown:
        raise ValueError(f"no page {unknown[0]!r}; known: {', '.join(pages())}")
    return tuple(each for each in shown() if each.page in wanted)


def compare(asked: Asked, wanted: Iterable[Shown], seconds: float | None = None, keep: bool = False) -> Compared:
    """Runs the families that the figures name. `seconds`: no family is begun after them; `keep`: every pair is kept."""
    found, began = Compared(), monotonic()
    needed = {each.check.split(".")[0] for each in wanted if each.check}
    for key, way in WAYS.items():
        if key not in needed:
            continue
        if seconds is not None and monotonic() - began > seconds:
            found.late.add(key)
            continue
        try:
            for pair in way.check(asked):
                found.add(pair, keep)
        except NeedsAll:
            found.large.add(key)
    return found


def results(found: Compared, wanted: Iterable[Shown]) -> list[Result]:
    """What became of each figure, in the order of the registry."""
    return [_result(found, each) for each in wanted]


def _result(found: Compared, each: Shown) -> Result:
    values = found.values[each.check] if each.check else 0
    why = each.why or ("" if values else _why(found, each))
    return Result(each, values, tuple(found.wrong.get(each.check, ())), why)


def _why(found: Compared, each: Shown) -> str:
    family = each.check.split(".")[0]
    return LARGE if family in found.large else LATE if family in found.late else SILENT
