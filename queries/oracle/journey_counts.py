"""The journey's answers by counting customers one at a time, whoever says in which stage each of them stands."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from queries.oracle.arr import last_active_day
from queries.oracle.company import Company, Unit, Where
from queries.oracle.days import base_day, week_end
from queries.oracle.survival import Stay, counts, estimate

ENTERED, LEFT, NEW = "signed", "left", "new"
QUARTER = timedelta(days=91)
StageOn = Callable[[str, date], str | None]
"""Who stands where on a Sunday; None for who was not there."""
Pairs = dict[Any, tuple[int, ...]]


class Counting:
    """The customers under filters, each with the stage of the last Sunday; who has come since has just signed."""

    def __init__(self, company: Company, where: Where, stage_on: StageOn) -> None:
        self.company, self.where, self.stage_on = company, where, stage_on
        self.units = company.units("customer", where)
        self.whole = {unit.bearer: unit for unit in company.units("customer", ())}

    def stage(self, unit: Unit, day: date) -> str:
        found = self.stage_on(unit.bearer, week_end(day))
        return ENTERED if found is None or found == LEFT else found

    def inside(self, unit: Unit, day: date) -> bool:
        return unit.arr(day) > 0 and self.company.passes(unit, self.where, day)

    def standing(self, day: date, by: str | None = None) -> Pairs:
        """(label ×) stage → customers, ARR."""
        found: dict[Any, list[int]] = defaultdict(list)
        for unit in self.units:
            if self.inside(unit, day):
                stage = self.stage(unit, day)
                label = None if by is None else self.company.labels.on(unit.bearer, by, day)
                found[stage if by is None else (label, stage)].append(unit.arr(day))
        return {key: (len(amounts), sum(amounts)) for key, amounts in found.items()}

    def left(self, day: date) -> tuple[int, int]:
        """Customers and ARR of who is gone."""
        gone = self.gone(day)
        return len(gone), sum(gone.values())

    def gone(self, day: date) -> dict[str, int]:
        """Away on the day, gone since twelve months; kept lines of the last active day, labels of the day after it."""
        amounts = {}
        for unit in self.units:
            own = self.whole[unit.bearer]
            last = None if own.arr(day) > 0 else last_active_day(own.kept, day)
            if last is None or last + timedelta(days=1) <= base_day(day):
                continue
            if unit.arr(last) > 0 and self.company.passes(unit, self.where, last + timedelta(days=1)):
                amounts[unit.bearer] = unit.arr(last)
        return amounts

    def flow(self, day: date, weeks: int) -> Pairs:
        """Stage then × stage now → customers, ARR then, ARR now."""
        then, found = day - timedelta(weeks=weeks), defaultdict(list)
        for unit in self.units:
            before, now = unit.arr(then), unit.arr(day)
            if self.inside(unit, day):
                found[self.stage(unit, then) if before else NEW, self.stage(unit, day)].append((before, now))
            elif not now and self.inside(unit, then):
                found[self.stage(unit, then), LEFT].append((before, 0))
        return {pair: (len(rows), sum(low for low, _ in rows), sum(high for _, high in rows))
                for pair, rows in found.items()}

    def leaks(self, days: Iterable[date]) -> Pairs:
        """Stage → cases on the landmarks, those that left within 13 weeks, their ARR."""
        found: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for day in days:
            for unit in self.units:
                if self.inside(unit, day):
                    gone = self.whole[unit.bearer].arr(day + QUARTER) == 0
                    found[self.stage(unit, day)].append((int(gone), unit.arr(day) if gone else 0))
        return {key: (len(rows), sum(left for left, _ in rows), sum(arr for _, arr in rows))
                for key, rows in found.items()}

    def reckoning(self, day: date, landmarks: Sequence[date], lost: int) -> tuple[int, ...] | None:
        """cases, back, again, outside, between, gone, young, and what retention has lost."""
        if not landmarks:
            return None
        cases = Counter(unit.bearer for on in landmarks for unit in self.units if self.inside(unit, on)
                        and self.whole[unit.bearer].arr(on + QUARTER) == 0)
        away = {name for name in cases if self.whole[name].arr(day) == 0}
        gone = set(self.gone(day))
        return (cases.total(), sum(n for name, n in cases.items() if name not in away),
                sum(cases[name] - 1 for name in away), len(away - gone), len(gone - away), len(gone),
                sum(self.whole[name].arr(base_day(day)) == 0 for name in gone), lost)


Spells = dict[str, list[tuple[str, date, date, bool]]]
"""By customer: stage, its first Sunday, the Sunday that ends it, whether its beginning was seen."""


def spells_by(counting: Counting, spells: Spells, day: date, lines: bool) -> Counter[tuple[str, bool, int, bool]]:
    """(stage, begun, weeks, ended) of every spell that began by the day's Sunday. `lines`: lines are filtered."""
    until, found = week_end(day), Counter[tuple[str, bool, int, bool]]()
    for unit in counting.units:
        for stage, low, high, begun in spells.get(unit.bearer, []):
            there = unit.arr(low) > 0 if lines else True
            if stage != LEFT and low <= until and there and counting.company.passes(unit, counting.where, low):
                found[stage, begun, (min(high, until) - low).days // 7, high <= until] += 1
    return found


def days_until(spells: Counter[tuple[str, bool, int, bool]], stage: str, share: float) -> int | None:
    """Kaplan and Meier by weeks: the days after which at most this share still stands in the stage; None: not yet."""
    stays = [Stay(date.min, 0, weeks, ended) for (name, begun, weeks, ended), n in spells.items()
             if name == stage and begun for _ in range(n)]
    rows = estimate(counts(stays))
    return next((7 * row["age"] for row in rows if row["survival"] is not None and row["survival"] <= share), None)
