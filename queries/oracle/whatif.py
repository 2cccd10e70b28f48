"""The years to come if nothing changes, or one thing does: quarter by quarter and part by part, by hand, in doubles.

A fourth root has no fraction. What is there is kept at the fourth root of the year's rate; a quarter's new ARR is what
over a year comes to the year's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from queries.oracle.labels import Row

STRAIGHT = 13 / 24
SHIFTED = 2


@dataclass(frozen=True)
class Part:
    """A part's year: ARR at its beginning and end, rates of the beginning, what was won."""

    opening: float
    closing: float
    grr: float
    expansion: float
    new: float

    @classmethod
    def of(cls, row: Row, whole: Row) -> Part:
        """By a row of the bridge; one that had nothing a year ago bears the whole's rates."""
        rated = row if row["opening"] > 0 else whole
        opening = float(rated["opening"])
        return cls(float(row["opening"]), float(row["closing"]), 1 - (rated["churn"] + rated["contraction"]) / opening,
                   rated["expansion"] / opening, float(row["new"] + row["reactivation"]))

    def quarter(self, grr: float, expansion: float) -> tuple[float, float, float]:
        """Kept, kept and grown, and won, of one quarter, with so much more of both rates."""
        kept, before = min(max(self.grr + grr, 0.0), 1.0), (self.grr + self.expansion) ** 0.25
        grown = kept + max(self.expansion + expansion, 0.0)
        return kept**0.25, grown**0.25, self.new / (1 + before + before**2 + before**3)


@dataclass(frozen=True)
class Start:
    """The year that was. Shares: of new ARR what winning cost, of revenue what CS and delivery did; null: unknown."""

    parts: tuple[Part, ...]
    shape: float = STRAIGHT
    winning: float | None = None
    serving: float | None = None
    delivering: float | None = None


@dataclass(frozen=True)
class Change:
    """More GRR and expansion (0.01 is a point); shifted: ARR won in the base per unit of new ARR given up."""

    grr: float = 0.0
    expansion: float = 0.0
    shifted: float | None = None


def run(start: Start, years: int, change: Change = Change(), again: bool = False) -> list[dict[str, float | None]]:
    """A row a year: arr, nrr, revenue, profit, margin. again: from twelve months ago."""
    held = [part.opening if again else part.closing for part in start.parts]
    rows = []
    for year in range(years):
        row, held = _year(start, held, change, SHIFTED if change.shifted is not None and year == 0 else 0)
        rows.append(row)
    return rows


def _year(start: Start, held: list[float], change: Change, shifted: int
          ) -> tuple[dict[str, float | None], list[float]]:
    first, grown, bought = sum(held), list(held), 0.0
    for quarter in range(4):
        rates = [part.quarter(change.grr, change.expansion) for part in start.parts]
        coming, every = [rate[2] for rate in rates], sum(held)
        bought += sum(coming)
        won = [0.0] * len(held)
        if quarter < shifted:
            won = [sum(coming) * (change.shifted or 0) * each / every if every > 0 else 0.0 for each in held]
            coming = [0.0] * len(held)
        grown = [each * (rate[1] + (more / now if now > 0 else 0.0))
                 for each, rate, more, now in zip(grown, rates, won, held, strict=True)]
        held = [now * rate[1] + more + new for now, rate, more, new in zip(held, rates, won, coming, strict=True)]
    revenue = first + start.shape * (sum(held) - first)
    row: dict[str, float | None] = {"arr": sum(held), "nrr": sum(grown) / first if first > 0 else None,
                                    "revenue": revenue, "profit": None, "margin": None}
    if start.winning is not None and start.serving is not None and start.delivering is not None:
        profit = revenue - start.winning * bought - (start.serving * (sum(held) > 0) + start.delivering) * revenue
        row |= {"profit": profit, "margin": profit / revenue if revenue > 0 else None}
    return row, held


def begin(rows: Sequence[Row], revenue: float | None, bought: float | None, served: float | None,
          margin: float | None) -> Start | None:
    """What a run starts from, by the year's bridge part by part (amounts in one unit) and the year's money.

    bought: spent on winning; served: on keeping and growing; margin: the gross one. Null where nothing was there.
    """
    whole = {key: sum(row[key] for row in rows) for row in rows[:1] for key in row if key != "label"}
    if not rows or not whole["opening"]:
        return None
    bare = Start(tuple(Part.of(row, whole) for row in rows))
    opening, ended = float(whole["opening"]), run(bare, 1, again=True)[0]["arr"] or 0.0
    won = 4 * sum(part.quarter(0, 0)[2] for part in bare.parts)
    shape = STRAIGHT
    if revenue is not None and abs(ended - opening) >= opening / 100:
        shape = min(max((revenue - opening) / (ended - opening), 0.0), 1.0)
    winning = None if bought is None else bought / won if won > 0 else 0.0 if bought == 0 else None
    return Start(bare.parts, shape, winning, served / revenue if served is not None and revenue else None,
                 None if margin is None else 1 - margin)


def even(start: Start, years: int) -> float | None:
    """The ARR that the base must bring per unit of new ARR given up for two quarters, to end at the same ARR."""
    plain, none, one = (run(start, years, Change(shifted=won))[-1]["arr"] or 0.0 for won in (None, 0.0, 1.0))
    given_up = any(part.new for part in start.parts)
    return (plain - none) / (one - none) if one > none and given_up else None


def moved(start: Start, step: float) -> Change:
    """NRR moved by a step: through expansion, and what it has not got through GRR."""
    through = max(step, -min(part.expansion for part in start.parts))
    return Change(grr=step - through if step < through else 0.0, expansion=through)
