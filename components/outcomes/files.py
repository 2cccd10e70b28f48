"""The page's downloads, in the header's export popover. Words are looked up while the page is drawn."""

from __future__ import annotations

from functools import partial

import pandas as pd

from components import export
from components.evidence import accounts as naming
from components.evidence.kinds import head, worded
from components.i18n import t
from components.router import Frame

QUESTIONS = {"summary": "queries.outcomes.summary", "matrix": "queries.outcomes.matrix",
             "experience": "queries.outcomes_experience.experience", "members": "queries.outcomes_lists.members",
             "times": "queries.ttv.times", "curve": "queries.ttv.curve", "kept": "queries.outcomes_kept.kept",
             "chain": "queries.outcomes_chain.chain", "prompts": "queries.outcomes_lists.prompts"}
"""What each file answers: its columns have the words that they have in the panel of the figure."""


def button(frame: Frame, key: str, found: pd.DataFrame, suffix: str = "") -> None:
    """One frame of the page as a CSV file, its words in the reader's language."""
    rows = worded(naming.without_names(frame, found), frame.dimensions)
    names = {str(name): head(str(name), frame.dimensions, "customer", QUESTIONS[key]) for name in rows.columns}
    file = f"outcomes-{key}{f'-{suffix}' if suffix else ''}-{frame.scope.as_of}.csv"
    export.button(frame.export, t(f"outcomes.export.{key}"), file, partial(export.csv, rows, names),
                  f"outcomes.file.{key}")
