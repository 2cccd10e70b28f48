"""opportunity: one row per deal, won, lost or open; those that were won are the ledger's own lines."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from data.demo import words as w
from data.demo.activity.expansions import expansions
from data.demo.activity.ground import Ground
from data.demo.activity.purchases import purchases, services
from data.demo.activity.sellers import sold_by
from data.demo.activity.selling import FUNCTIONS, KINDS, UNKNOWN, Deals, joined
from data.demo.arrow import amounts, days, ids, words
from data.demo.basis import NEVER, stream
from data.demo.tables import CONTRACT, CUSTOMER

DEAL = "D"


def opportunity(ground: Ground) -> pa.Table:
    """First purchases, expansions and onboarding services, ordered by the day they began."""
    rng = stream(ground.run.seed, "opportunity")
    deals = joined([*purchases(ground, rng), *services(ground, rng), *expansions(ground, rng)])
    return table(ground, deals)


def table(ground: Ground, deals: Deals) -> pa.Table:
    """As known on the last day: what closes later is open, what begins later is not known."""
    begun = deals["created"] <= ground.end
    deals = {name: values[begun] for name, values in deals.items()}
    order = np.lexsort((deals["kind"], deals["who"], deals["created"]))
    deals = {name: values[order] for name, values in deals.items()}
    closed = deals["closed"] <= ground.end
    handed = deals["complete"] != UNKNOWN
    names, seller = sold_by(ground, deals)
    return pa.table({
        "opportunity_id": ids(DEAL, np.arange(len(order)), 8), "customer_id": ids(CUSTOMER, deals["who"]),
        "contract_id": ids(CONTRACT, deals["contract"]), "kind": words(KINDS, deals["kind"]),
        "source_function": words(FUNCTIONS, deals["source"]), "sold_by": words(names, seller),
        "arr": amounts(deals["arr"]), "currency": words(w.CURRENCIES, deals["currency"]),
        "discount": pa.array(deals["discount"]), "created_on": days(deals["created"]),
        "closed_on": days(np.where(closed, deals["closed"], NEVER)),
        "won": pa.array(deals["won"] > 0, mask=~closed), "referred_by": ids(CUSTOMER, deals["referrer"]),
        "handoff_on": days(np.where(deals["handoff"] <= ground.end, deals["handoff"], NEVER)),
        "handoff_complete": pa.array(deals["complete"] > 0, mask=~handed),
    })
