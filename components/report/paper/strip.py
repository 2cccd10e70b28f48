"""The strip of figures: how many stand abreast, what each says, how large. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterator

from components.report.model import Kpi, Status
from components.report.paper import measure
from components.report.paper.written import MARKS, clean, line

ABREAST = 6
NAME, SMALL, TOP, PAD = 11.0, 10.0, 7.0, 14.0
NAME_SIZES = (11.0, 10.0, 9.0)
FIGURE_SIZES = (26.0, 22.0, 18.0, 15.0, 12.0, 10.0)


def strip_rows(kpis: tuple[Kpi, ...]) -> Iterator[tuple[Kpi, ...]]:
    """The figures in rows of even length, at most six abreast."""
    if not kpis:
        return
    rows = math.ceil(len(kpis) / ABREAST)
    each = math.ceil(len(kpis) / rows)
    for start in range(0, len(kpis), each):
        yield kpis[start : start + each]


def name_of(kpi: Kpi, room: float) -> tuple[str, float]:
    """Its name on one line, and the size at which it stands there; cut if it is too long for the smallest."""
    name, across = line(kpi.name), (room - PAD) * 0.92
    size = measure.fitting_size(name, across, 1, NAME_SIZES)
    return measure.cut(name, size, across), size


def figure_size(kpi: Kpi, room: float, tight: bool) -> float:
    """The size at which its value stands on one line."""
    return measure.fitting_size(line(kpi.shown), room - PAD, 1, FIGURE_SIZES[tight:], bold=True)


def small_size(tight: bool) -> float:
    """The size of what stands beneath the value."""
    return SMALL - 1 if tight else SMALL


def small_lines(kpi: Kpi) -> list[tuple[Status, str]]:
    """What stands beneath the value: its changes with shape and colour, then what it is measured by, then why not."""
    changes = [
        (
            delta.status,
            " ".join(part for part in (MARKS.get(delta.status, ""), line(delta.shown), line(delta.label)) if part),
        )
        for delta in kpi.deltas
    ]
    nothing: Status = ""
    return changes + [(nothing, clean(said)) for said in (kpi.below, kpi.note) if said]


def strip_height(kpis: tuple[Kpi, ...], room: float, tight: bool) -> float:
    """The height that the tallest of them needs."""
    each = room / len(kpis)
    value = FIGURE_SIZES[tight] * 1.25
    size, across = small_size(tight), each - PAD
    small = max(sum(measure.height(said, size, across) for _, said in small_lines(kpi)) for kpi in kpis)
    return TOP + NAME * measure.LEADING + value + small + 8
