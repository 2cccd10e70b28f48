"""What sentences say of labels beside each other: only where both are over enough units and chance does not explain it.
"""

from __future__ import annotations

import math

import pandas as pd

from components.report.model import Command, Sentence
from components.report.narrative import facts
from components.report.narrative.grammar import say
from components.sentence import dimension_inside
from queries.dimensions import Dimension
from queries.findings import VISIBLE
from queries.metrics import FEW


def apart(found: pd.DataFrame, dimension: Dimension, command: Command) -> Sentence | None:
    """The labels with the lowest and the highest GRR, where they differ by more than both intervals allow.

    Source: components.retention.rows.named over queries.retention.kpis. Null for fewer than two labels of 10 units.
    """
    sure = found[(found.logos_base >= FEW) & found.grr.notna()].astype({"grr": float})
    if len(sure) < 2:
        return None
    low, high = sure.loc[sure.grr.idxmin()], sure.loc[sure.grr.idxmax()]
    reach = math.hypot(*((float(row.grr_high) - float(row.grr_low)) / 2 for row in (low, high)))
    gap = float(high.grr) - float(low.grr)
    if not gap > reach or gap < VISIBLE:  # an unknown reach is none that the gap is larger than
        return say("by.same", 3.0, dimension=facts.word("dimension", dimension_inside(dimension.key)),
                   low_grr=facts.rate("grr_lowest", low.grr, command),
                   high_grr=facts.rate("grr_highest", high.grr, command))
    weight = 10 + 10 * min(gap / reach if reach else 2.0, 2.0)
    return say("by.apart", weight, low=facts.word("lowest", str(low["name"])),
               low_grr=facts.rate("grr_lowest", low.grr, command), high=facts.word("highest", str(high["name"])),
               high_grr=facts.rate("grr_highest", high.grr, command))
