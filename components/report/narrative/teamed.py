"""What sentences say of teams: who differs from what its customers let expect, corrected for all comparisons; else that
nobody does. A team over fewer than 10 units is not compared.
"""

from __future__ import annotations

import pandas as pd

from components.report.model import Command, Sentence
from components.report.narrative import facts
from components.report.narrative.grammar import say
from components.teams import words
from components.teams.words import Dimensions
from queries.teams import TEAM

SAID = 3
"""Teams that are named at most."""


def beyond(found: pd.DataFrame, dimensions: Dimensions, command: Command) -> list[Sentence]:
    """The teams off beyond chance, the farthest first; without one, of how many teams none is."""
    rows = words.ranked(found)
    if rows.empty:
        return []
    off = words.beyond(found)
    if off.empty:
        return [say("teams.none", 4.0, number=facts.count("ranked", len(rows), "team", command))]
    return [_one(row, dimensions, command) for row in off.head(SAID).to_dict("records")]


def _one(row: dict[str, object], dimensions: Dimensions, command: Command) -> Sentence:
    gap = float(str(row["grr_difference"]))
    below = gap < 0
    return say(f"teams.{'below' if below else 'above'}", 15 + 100 * abs(gap), "bad" if below else "good",
               team=facts.word("team", words.name(dimensions, row[TEAM])),
               grr=facts.rate("grr", float(str(row["grr"])), command),
               expected=facts.rate("grr_expected", float(str(row["grr_expected"])), command),
               gap=facts.step("grr_difference", gap, command))
