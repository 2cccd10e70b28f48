"""The event and the roll behind this week's change of each rate. Pure."""

from __future__ import annotations

import pandas as pd

from components import format as fmt
from components.i18n import t
from components.rounding import adding_up
from components.tables import Cell, Column, Row, table

DIGITS = 4  # of a fraction: two digits of a percentage point


def heading(found: pd.DataFrame, metric: str) -> str:
    """The claim over the table. A loss that an older loss rolling off hides is said before the change itself."""
    row = found[found.metric == metric].iloc[0]
    if not fmt.known(float(row.change)):
        return t("weekly.causes.unknown")
    event, roll = adding_up([float(row.event), float(row.roll)], DIGITS)
    change = round(event + roll, DIGITS)
    if not found[["event", "roll"]].abs().to_numpy(dtype=float).max() >= 10**-DIGITS / 2:
        return t("weekly.causes.still")
    said = {"metric": t(f"metric.{metric}.short"), "event": fmt.points(event, 2), "change": fmt.points(change, 2)}
    hidden = event < 0 <= change
    return t("weekly.causes.hidden", **said) if hidden else t("weekly.causes.led", **said)


def drawn(found: pd.DataFrame) -> str:
    """A row a rate: change, event, roll, in points, adding up as shown. Source: the event/roll frame."""
    columns = [
        Column("rate", t("weekly.column.rate")),
        Column("change", t("weekly.column.change"), "number"),
        Column("event", t("metric.event.name"), "number", definition=t("metric.event.definition")),
        Column("roll", t("metric.roll.name"), "number", definition=t("metric.roll.definition")),
    ]
    rows = [_row(str(row.metric), float(row.event), float(row.roll)) for row in found.itertuples()]
    return table(columns, rows, caption=t("weekly.causes.sub"))


def _row(metric: str, event: float, roll: float) -> Row:
    event, roll = adding_up([event, roll], DIGITS)
    return {
        "rate": Cell(t(f"metric.{metric}.short")),
        "change": fmt.points(event + roll, 2, unit=False),
        "event": Cell(fmt.points(event, 2, unit=False), bold=True),
        "roll": fmt.points(roll, 2, unit=False),
    }
