"""The chain: the customer's behaviour → our activity → our result → the customer's own result. What is measured of
each link, and what is missing; the last one is usually the missing one.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from data.warehouse import Warehouse
from queries import retention
from queries.access import WHOLE, answers
from queries.lpm import wilson
from queries.measures.measured import measured
from queries.outcomes import summary
from queries.outcomes_experience import experience
from queries.scope import Scope

LINKS = ("behaviour", "activity", "result", "their_result")
MEASURED: dict[str, tuple[str, ...]] = {
    "behaviour": ("breadth", "seats_used", "use_falling"), "activity": ("coverage", "onboarding_on_time",
                                                                        "outcome_agreed")}
RATES: dict[str, tuple[str, str]] = {"nrr": ("nrr_low", "nrr_high"), "grr": ("grr_low", "grr_high"),
                                     "logo_retention": ("logo_low", "logo_high")}
THEIRS = ("outcome_known", "outcome_got", "nps")
COLUMNS = ("link", "measure", "value", "low", "high", "n", "reason", "missing")


@answers(WHOLE)
def chain(warehouse: Warehouse, scope: Scope) -> pd.DataFrame:
    """Grain: link × measure, in their order.

    Columns: link, measure (of queries.measures; nrr, grr, logo_retention; outcome_known: customers of whom we know,
    outcome_got: of these those with a goal reached, nps: -100 to 100), value (fraction but for NPS) with its interval
    low, high (not of NPS: queries.outcomes_experience has it), n (over how many), reason (missing_table, nobody …),
    missing (the tables that would tell). Raises UnknownFilter.
    """
    asked = replace(scope, unit="customer")
    found = measured(warehouse, asked, tuple(key for keys in MEASURED.values() for key in keys))
    link_of = {key: link for link, keys in MEASURED.items() for key in keys}
    rows = [{**{name: row[name] for name in COLUMNS if name in row}, "link": link_of[str(row["measure"])]}
            for row in found.to_dict("records")]
    rows += _ours(warehouse, asked) + _theirs(warehouse, asked)
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)


def _ours(warehouse: Warehouse, scope: Scope) -> list[dict[Any, Any]]:
    row = retention.kpis(warehouse, scope).iloc[0]
    n = int(row.logos_base)
    return [{"link": "result", "measure": key, "value": _known(row[key]), "low": _known(row[low]),
             "high": _known(row[high]), "n": n, "reason": None if n else "nobody", "missing": ()}
            for key, (low, high) in RATES.items()]


def _theirs(warehouse: Warehouse, scope: Scope) -> list[dict[Any, Any]]:
    row = summary(warehouse, scope).iloc[0]
    lacks = ("outcome",) if row.reason == "missing_table" else ()
    base = {"link": "their_result", "reason": row.reason, "missing": lacks, "low": None, "high": None, "value": None}
    known: dict[Any, Any] = base | {"measure": "outcome_known", "n": int(row.customers)}
    got: dict[Any, Any] = base | {"measure": "outcome_got", "n": 0}
    if row.reason is None:
        known |= {"value": row.known_share, "low": row.known_low, "high": row.known_high}
        got |= {"n": int(row.known), "reason": None if row.known else "nobody"}
    if row.reason is None and row.known:
        low, high = wilson(row.reached, row.known)
        got |= {"value": row.reached / row.known, "low": low, "high": high}
    nps = experience(warehouse, scope).iloc[0]
    felt = {"link": "their_result", "measure": "nps", "value": nps.score, "low": None, "high": None,
            "n": int(nps.n or 0), "reason": nps.reason, "missing": ("survey",) if nps.reason == "missing_table" else ()}
    return [known, got, felt]


def _known(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)
