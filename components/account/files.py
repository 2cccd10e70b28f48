"""The page's downloads, in the header's export popover: what stands in each section, whole."""

from __future__ import annotations

from functools import partial

import pandas as pd

from components import export
from components.evidence.kinds import head, worded
from components.i18n import t
from components.router import Frame

EVENTS = "queries.account_events.events"
QUESTIONS = {"movements": "queries.account_history.history", "timeline": "queries.account_timeline.timeline",
             "lists": "queries.account_lists.standing", "scores": "queries.account_health.scores",
             "usage": "queries.account_health.usage"} | {
    key: f"queries.account_contracts.{key}" for key in ("contracts", "renewals", "forecasts")}
"""Which query a file holds the answer of: its columns are headed as in the panel. All others are events."""


def offer(frame: Frame, key: str, account_id: str, found: pd.DataFrame) -> None:
    """One section's rows as CSV; none without rows."""
    if not len(found):
        return
    rows = worded(found, frame.dimensions)
    asked = QUESTIONS.get(key, EVENTS)
    names = {str(name): head(str(name), frame.dimensions, "customer", asked) for name in rows.columns}
    export.button(frame.export, t(f"account.export.{key}"), f"account-{account_id}-{key}-{frame.scope.as_of}.csv",
                  partial(export.csv, rows, names), f"account.file.{key}")
