"""What sentences say of maturity: which claims the data do not bear out, the means, the next step."""

from __future__ import annotations

from typing import Any

import pandas as pd

from components.maturity import words
from components.report.model import Command, Sentence
from components.report.narrative import facts
from components.report.narrative.grammar import say


def contradicted(cells: pd.DataFrame, command: Command) -> Sentence | None:
    """How many of the claims are above their evidence; nothing where nothing is claimed."""
    claimed = cells[cells.claimed.notna() & cells.evidenced.notna()]
    if claimed.empty:
        return None
    all_ = facts.number("claims", len(claimed), command)
    number = int(claimed.contradicted.sum())
    if not number:
        return say("maturity.borne_out", 5.0, "good", all=all_)
    return say("maturity.contradicted", 12.0, "warn", number=facts.number("contradicted", number, command), all=all_)


def means(now: Any, command: Command) -> Sentence | None:
    """The mean level claimed and evidenced over the cells that have both."""
    if not now.both:
        return None
    return say("maturity.means", 6.0, both=facts.number("both", int(now.both), command),
               claimed=facts.decimal("claimed", now.claimed, command),
               evidenced=facts.decimal("evidenced", now.evidenced, command))


def next_step(steps: pd.DataFrame, command: Command) -> Sentence | None:
    """What the first step needs; of what rests on at least ten."""
    sure = steps[~steps.few.astype(bool)] if len(steps) else steps
    if not len(sure):
        return None
    row = sure.iloc[0]
    measure = str(row.measure)
    return say("maturity.next", 8.0, cell=facts.word("cell", words.cell(row.function, row.capability)),
               measure=facts.word("measure", words.measure(measure)),
               value=facts.evidence("value", measure, row.value, command),
               wanted=facts.threshold("threshold", measure, row.threshold, row.least, command))
