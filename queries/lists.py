"""Whom to call: the lists that follow from health, each with its rule (docs/definitions.md, Lists).

Grain: unit (see queries/scored.py). Every list has account, account_id, detail, arr, score, band, owner, url and what
its rule looked at. attrs: total and arr (units and ARR of the whole list, not only of the first `limit`), missing
(tables without which the list cannot be made: then it has no rows), unknown (tables without which a part of the rule
could not be looked at: the list is then wider than its rule). Raises UnknownFilter.
"""

from __future__ import annotations

import pandas as pd
from sqlalchemy import select

from data.warehouse import Warehouse
from queries.scope import Scope
from queries.scored import absent, listed, nothing, scored

QUADRANT = ("account", "account_id", "detail", "score", "pulse", "arr", "owner", "url")


def quadrant(warehouse: Warehouse, scope: Scope, limit: int | None = None) -> pd.DataFrame:
    """Score and judgement side by side: the units that have both, the largest ARR first.

    Columns: account, account_id, detail, score (0-100), pulse (the latest rating of the last 90 days, 1-5), arr, owner,
    url. Units without a score or without a fresh pulse are not in it. attrs["missing"]: pulse, where no pulse is given.
    """
    missing = absent(warehouse, "pulse")
    if missing:
        return nothing(QUADRANT, missing)
    rows = scored(scope, ("score", "m_pulse"))
    chosen = select(rows.c.unit_key, rows.c.arr, rows.c.label_id, rows.c.score, rows.c.m_pulse.label("pulse")).where(
        rows.c.score.is_not(None), rows.c.m_pulse.is_not(None))
    return listed(warehouse, scope, chosen, ("arr",), limit)[list(QUADRANT)]
