"""Where a figure should be on a day: the targets that people decided on the board, else the quarter's of targets.toml.

Pure. A target of the board holds from the day on which it was set, for the whole company; one of the file for its
fiscal quarter, under its own filters.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from data.alerts.model import TARGETED
from data.store import Record
from data.targets import Target
from data.toml_entries import Where


@dataclass(frozen=True)
class Aim:
    """One target. from_on: the first day it holds on; to_on: the last one, null while nothing follows it.

    decided: on the board, which goes before the file.
    """

    metric: str
    value: float
    from_on: date
    to_on: date | None = None
    where: Where = ()
    decided: bool = False


def aims(plan: Iterable[Target], versions: Iterable[Sequence[Record]], year_start: int, zone: str) -> tuple[Aim, ...]:
    """All targets of the metrics that have some. `versions`: of each record of the kind target, oldest first."""
    made = [Aim(each.kpi, each.value, each.quarter.first_day(year_start), each.quarter.last_day(year_start), each.where)
            for each in plan if each.kpi in TARGETED]
    for every in versions:
        made += _decided([each for each in every if each.key in TARGETED], zone)
    return tuple(made)


def _decided(every: Sequence[Record], zone: str) -> list[Aim]:
    days = [each.at.astimezone(ZoneInfo(zone)).date() for each in every]
    ends: list[date | None] = [*days[1:], None][:len(days)]
    return [Aim(each.key, float(each.body["value"]), begun, end, decided=True)
            for each, begun, end in zip(every, days, ends, strict=True) if each.body.get("value") is not None]


def aim(held: Sequence[Aim], metric: str, day: date, where: Where) -> float | None:
    """The target of a metric on a day under exactly these filters; null where there is none."""
    holding = [each for each in held if each.metric == metric and each.where == where and each.from_on <= day
               and (each.to_on is None or day < each.to_on or (day == each.to_on and not each.decided))]
    found = sorted(holding, key=lambda each: (each.decided, each.from_on))
    return found[-1].value if found else None
