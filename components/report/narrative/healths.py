"""What sentences say of health: red by count against red by ARR, how much is unknown, who got worse and better."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from components import format as fmt
from components.charts.migration import Tile, moved
from components.i18n import t
from components.report.model import Command, Sentence
from components.report.narrative import facts
from components.report.narrative.grammar import say
from components.sentence import inside
from queries.metrics import FEW


def red(bands: pd.DataFrame, unit: str, currency: str, command: Command) -> Sentence | None:
    """How many are red with how much ARR, as shares of all; over at least 10 units."""
    rows = bands.set_index("band")
    units, arr = float(bands.customers.sum()), float(bands["arr"].sum())
    if not units >= FEW or not arr > 0:
        return None
    number, amount = int(rows.customers["red"]), float(rows["arr"]["red"])
    colour = facts.word("band", inside(t("health.band.red")))
    if not number:
        return say("health.none", 4.0, "good", band=colour)
    return say("health.red", 8 + 40 * amount / arr, band=colour,
               count=facts.count("customers", number, unit, command), arr=facts.money("arr", amount, currency, command),
               by_count=facts.rate("red_share_count", number / units, command),
               by_arr=facts.rate("red_share", amount / arr, command))


def unknown(bands: pd.DataFrame, unit: str, command: Command) -> Sentence | None:
    """How many have no score, where that is a quarter or more."""
    units = float(bands.customers.sum())
    number = bands.set_index("band").customers["unknown"]
    if not units >= FEW or not fmt.known(float(number)) or float(number) / units < 0.25:
        return None
    return say("health.unknown", 9.0, "unknown", count=facts.count("customers", int(number), unit, command),
               share=facts.rate("unknown_share", float(number) / units, command))


def moves(matrix: Sequence[Sequence[Tile]], weeks: int, unit: str, command: Command) -> Sentence | None:
    """How many got worse and better among those who are in a band both times: at least 10 of them."""
    found = moved(matrix)
    counted = sum(number for number, _ in found.values())
    worse, better = found.get("worse", (0, 0.0))[0], found.get("better", (0, 0.0))[0]
    if counted < FEW or not worse + better:
        return None
    return say("health.moves", 8 + 40 * (worse + better) / counted, weeks=facts.number("weeks", weeks),
               worse=facts.count("worse", worse, unit, command), better=facts.count("better", better, unit, command))
