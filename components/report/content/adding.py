"""Parts of a sum as paper writes them: rounded so that a reader who adds them up comes to the total. Pure.

The workbook holds the exact numbers; this is what stands in `Table.shown`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import pandas as pd

from components import format as fmt
from components import mix
from components.i18n import language
from components.rounding import adding_up

DIGITS = 4  # of a fraction: two digits of a percentage point
UNITS = {"ja": (-4, 10**6, 10**12), "en": (-5, 10**6, 10**8)}
"""The digit to which lists write amounts between these: whole 万, tenths of a million."""
LEAST = 10
"""Amounts of fewer units than this would be told too roughly: then every amount is as it is."""


def points(values: Sequence[float]) -> tuple[str, ...]:
    """Parts and, last, their sum, in points."""
    parts = adding_up(values, DIGITS)
    return written([*parts, sum(parts)])


def written(values: Sequence[float]) -> tuple[str, ...]:
    """Rounded points as they are read."""
    return tuple(fmt.points(round(value, DIGITS), 2) for value in values)


def events(found: pd.DataFrame) -> Mapping[str, tuple[str, ...]]:
    """Of each rate event and roll and, as their sum, the change."""
    rows = [points([float(row.event), float(row.roll)]) for row in found.itertuples()]
    return {name: tuple(row[at] for row in rows) for at, name in enumerate(("event", "roll", "change"))}


def cells(found: pd.DataFrame) -> Mapping[str, tuple[str, ...]]:
    """Mix, rate and both of every label, last of the whole. Source: queries.cells.shares."""
    parts = mix.rounded(found, len(found))
    parts = [*parts, (sum(each for each, _ in parts), sum(each for _, each in parts))]
    return {"mix": written([each for each, _ in parts]), "rate": written([each for _, each in parts]),
            "contribution": written([sum(each) for each in parts])}


def amounts(values: Sequence[float], currency: str) -> tuple[str, ...]:
    """Amounts and, last, their sum, as lists write them."""
    digits, least, most = UNITS[language()]
    known = [abs(value) for value in values if value]
    fit = bool(known) and all(fmt.known(each) for each in known) and least <= max(known) < most
    parts = adding_up(values, digits) if fit and min(known) >= LEAST * 10**-digits else list(values)
    total = float(round(math.fsum(parts))) if fit else math.fsum(values)
    return tuple(fmt.money(value, currency, language(), "table") for value in (*parts, total))
