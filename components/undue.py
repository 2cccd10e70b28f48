"""What stands in the place of a next renewal where none is to be decided: what the contracts say instead."""

from __future__ import annotations

from typing import Any

import pandas as pd

from components import format as fmt
from components import loaders
from components.i18n import language, t
from queries import renewal_absent
from queries.scope import Scope

COLUMN = "renewal_note"
MOST = 200
"""For so many of the first accounts it is asked; a page lists no more."""


def noted(found: pd.DataFrame, scope: Scope) -> pd.DataFrame:
    """A list of accounts with COLUMN: in words, why an account has no `renewal_due`; null where it has one."""
    lacking = tuple(dict.fromkeys(str(row.account_id) for row in found.head(MOST).itertuples()
                                  if pd.isna(row.renewal_due)))
    told: dict[str, Any] = {}
    if lacking:
        with loaders.listening():  # it explains an empty cell, and is no part of the figure
            told = {str(row.account_id): row for row in
                    loaders.load(renewal_absent.undue, scope, lacking).itertuples()}
    said = [words(told[str(row.account_id)]) if pd.isna(row.renewal_due) and str(row.account_id) in told else None
            for row in found.itertuples()]
    made = found.assign(**{COLUMN: pd.Series(said, index=found.index, dtype=object)})
    made.attrs = found.attrs
    return made


def words(row: Any) -> str:
    """One account's reason, with the day on which its contract ends where one is known."""
    day = {"day": fmt.full_day(row.on, language())} if row.code in ("decided", "automatic", "term") else {}
    return t(f"functions.due.{row.code}", **day)
