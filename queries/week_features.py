"""Low in what nearly everybody uses: the lists of features.low_feature, joined over the features that are common.

A feature is common where at most a quarter of the customers whose score in it is known are low; where none is, the one
with the smallest such share. Being low in a feature that few use says nothing.
"""

from __future__ import annotations

import pandas as pd

from data.warehouse import Warehouse
from queries import features
from queries.access import answers, by_name
from queries.lists import HEAD, TAIL
from queries.scope import Scope
from queries.scored import nothing

MOST_LOW = 0.25
"""Up to this share of low customers a feature is common."""
COLUMNS = (*HEAD, "feature", "feature_score", "trend", *TAIL)


@answers(by_name("arr"))
def low(warehouse: Warehouse, scope: Scope, feature: str | None = None, limit: int | None = None) -> pd.DataFrame:
    """The units low in a common feature (or in the given one), each once, with the feature that it is lowest in.

    Columns: COLUMNS. The largest ARR first. attrs: total, arr, features (those that were looked at), missing. Source:
    features.features, features.low_feature. ValueError for a feature that these data do not have; UnknownFilter.
    """
    known = features.features(warehouse, scope)
    if known.attrs["missing"]:
        return nothing(COLUMNS, known.attrs["missing"])
    asked = (feature,) if feature is not None else common(known)
    found = [features.low_feature(warehouse, scope, name).assign(feature=name) for name in asked]
    made = (pd.concat(found) if found else pd.DataFrame(columns=list(COLUMNS))).reindex(columns=list(COLUMNS))
    key = ["account_id", "detail"]
    lowest = made.sort_values("feature_score", kind="stable").drop_duplicates(key)
    ordered = lowest.sort_values(["arr", "account_id"], ascending=[False, True], kind="stable", ignore_index=True)
    shown = ordered if limit is None else ordered.head(limit)
    shown.attrs = {"total": len(ordered), "arr": float(ordered["arr"].sum()), "features": asked, "missing": (),
                   "unknown": ()}
    return shown


def common(known: pd.DataFrame) -> tuple[str, ...]:
    """The common features among the rows of features.features, in their order; empty where no score is known."""
    rated = known[known.customers > 0]
    shares = (rated.low / rated.customers).tolist()
    names = [str(name) for name in rated.feature]
    chosen = tuple(name for name, share in zip(names, shares, strict=True) if share <= MOST_LOW)
    return chosen or ((names[shares.index(min(shares))],) if names else ())
