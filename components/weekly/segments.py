"""The claim over the weeks' mix and rate: which of the two GRR's change is, and where it comes from. Pure."""

from __future__ import annotations

import pandas as pd

from components import format as fmt
from components.i18n import t
from components.sentence import value_name
from queries.cells import dominant
from queries.chance import Reach
from queries.dimensions import Dimension
from queries.findings import leading

DIGITS = 4  # of a fraction: two digits of a percentage point


def heading(found: pd.DataFrame, dimension: Dimension, weeks: int) -> str:
    """The label with the largest share of the change, and whether mix or rate is most of the whole, beyond chance."""
    told = found.attrs
    change = float(told["end"]) - float(told["start"])
    if abs(change) < 10**-DIGITS / 2:
        return t("weekly.segments.still", weeks=weeks)
    lead = leading(found, change)
    cell, share = value_name(dimension, lead[dimension.key]), fmt.points(float(lead.contribution))
    effect = dominant(told["mix"], told["rate"], Reach(told["mix_reach"], told["rate_reach"]))
    if effect:
        return t(f"weekly.segments.{effect}", weeks=weeks, change=fmt.points(change))
    return t("weekly.segments.led", weeks=weeks, change=fmt.points(change), cell=cell, share=share)
