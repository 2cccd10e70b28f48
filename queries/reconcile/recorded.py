"""What the board says of the last reconciliation: the counts to everybody, the differences to who sees everything.

`at` is the record's own moment: an answer is kept by it, so that a newer record is read anew.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import pandas as pd

from data import reconciled
from data.warehouse import Warehouse
from queries.access import OPEN, WHOLE, answers
from queries.dimensions import build_info
from queries.reconcile.figures import shown
from queries.scope import Scope

DIFFERENCE = ("page", "figure", "metric", "scope", "ours", "second", "difference")


@answers(OPEN)
def pages(warehouse: Warehouse, at: str) -> pd.DataFrame:
    """Grain: page. Its figures, how many were recomputed, how many differ. Without a record nothing was recomputed."""
    found = _record(warehouse, at)
    listed = Counter(each.page for each in shown())
    never = [{"page": page, "figures": n, "recomputed": 0, "differ": 0, "values": 0} for page, n in listed.items()]
    return pd.DataFrame(found.get("pages", never), columns=["page", "figures", "recomputed", "differ", "values"])


@answers(OPEN)
def missing(warehouse: Warehouse, at: str) -> pd.DataFrame:
    """Grain: page × figure × metric that was not recomputed, and the key of the reason."""
    found = _record(warehouse, at)
    return pd.DataFrame(found.get("missing", []), columns=["page", "figure", "metric", "why"])


@answers(WHOLE)
def differences(warehouse: Warehouse, scope: Scope, at: str) -> pd.DataFrame:
    """Grain: page × figure × metric × scope that differs, both ways' numbers (the first 200). For who sees the whole
    company: the numbers are of every team. To others no rows.
    """
    rows = _record(warehouse, at).get("differences", []) if scope.viewer.whole else []
    return pd.DataFrame(rows, columns=list(DIFFERENCE))


def _record(warehouse: Warehouse, at: str) -> dict[str, Any]:
    found = reconciled.read(build_info(warehouse).version) or {}
    return found if found.get("at") == at else {}
