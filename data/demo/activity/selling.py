"""Deals as columns: what every kind of opportunity has, and the days and amounts of those that were lost."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.demo.activity.ground import Ground
from data.demo.basis import NEVER, Ints, Reals
from data.demo.tables import rounded
from data.demo.words import TO_JPY

Deals = dict[str, NDArray[Any]]
KINDS = ("new", "upsell", "cross_sell", "service")
NEW, UPSELL, CROSS_SELL, SERVICE_DEAL = range(len(KINDS))
FUNCTIONS = ("customer success", "sales", "marketing", "partners", "services", "product")
CUSTOMER_SUCCESS, SALES, MARKETING, PARTNERS, SERVICES, PRODUCT = range(len(FUNCTIONS))
UNKNOWN = -1
"""No customer, no contract, no referrer, no seller drawn yet, a handoff that is not due yet."""
TYPES = {"who": np.int32, "contract": np.int32, "kind": np.int8, "source": np.int8, "seller": np.int16,
         "arr": np.float64, "currency": np.int8, "discount": np.float64, "created": np.int32, "closed": np.int32,
         "won": np.bool_, "referrer": np.int32, "handoff": np.int32, "complete": np.int8}
UNSET = {"contract": UNKNOWN, "seller": UNKNOWN, "referrer": UNKNOWN, "handoff": NEVER, "complete": UNKNOWN}


def deals(**values: Any) -> Deals:
    """A block of deals; scalars are spread over it, what is not given is not set."""
    length = max(np.size(value) for value in values.values()) if np.size(values["who"]) != 0 else 0
    given = UNSET | values
    return {name: np.broadcast_to(np.asarray(given[name], dtype=kind), (length,)) if length else np.empty(0, kind)
            for name, kind in TYPES.items()}


def joined(blocks: list[Deals]) -> Deals:
    return {name: np.concatenate([block[name] for block in blocks]) for name in TYPES}


def cycle(rng: np.random.Generator, median: NDArray[Any] | float, count: int) -> Ints:
    """Days from the beginning of a deal to its end, at least one."""
    days: Ints = np.maximum(np.rint(median * np.exp(0.5 * rng.standard_normal(count))), 1).astype(np.int32)
    return days


def likewise(ground: Ground, won: Deals, who: Ints, rng: np.random.Generator) -> tuple[Reals, Reals]:
    """ARR (in the customer's currency) and discount of deals that were lost: those of some that were won, by size."""
    people, rates = ground.run.people, np.array(TO_JPY)
    drawn, sizes = np.zeros(len(who), dtype=np.int32), people.size[won["who"]]
    if len(sizes) == 0:
        return np.zeros(len(who)), np.zeros(len(who))
    for size in np.unique(people.size[who]):
        pool = np.flatnonzero(sizes == size) if (sizes == size).any() else np.arange(len(sizes))
        asked = people.size[who] == size
        drawn[asked] = pool[rng.integers(0, len(pool), int(asked.sum()))]
    worth = won["arr"][drawn] * rates[won["currency"][drawn]] / rates[people.currency[who]]
    return rounded(worth, people.currency[who], 1), won["discount"][drawn]
