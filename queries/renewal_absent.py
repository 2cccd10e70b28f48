"""Why a customer has no renewal that is still to be decided: what its contracts say instead."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pandas as pd
from sqlalchemy import Select, and_, case, func, literal, not_, select

from data.warehouse import Warehouse
from queries import tables
from queries.access import WHOLE, answers
from queries.measures.known import number
from queries.measures.population import facts
from queries.naming import seeing
from queries.renewal_rows import undecided
from queries.runner import run
from queries.scope import Scope

CODES = ("decided", "automatic", "term", "none", "unknown")


@answers(WHOLE)
def undue(warehouse: Warehouse, scope: Scope, accounts: tuple[str, ...]) -> pd.DataFrame:
    """For accounts without an undecided renewal from the scope's date on. Grain: account, in the order given.

    Columns: account_id; code: decided (the next renewal, on the day `on`, is decided already), automatic (no renewal is
    recorded; a contract ends on that day and goes on by itself), term (it ends then, and nothing says that it goes on),
    none (contracts without an end to come), unknown (no contract is recorded, or who asks may not see the account).
    Sources: renewal, contract.
    """
    found = run(warehouse, _statement(scope, accounts)) if accounts else pd.DataFrame(columns=["account_id"])
    held = {str(row.account_id): row for row in found.itertuples()}
    return pd.DataFrame([(each, *_told(held.get(each))) for each in accounts], columns=["account_id", "code", "on"],
                        dtype=object)


def _told(row: Any) -> tuple[str, object]:
    if row is None:
        return "unknown", None
    if pd.notna(row.decided):
        return "decided", tables.EPOCH + timedelta(days=int(row.decided))
    if pd.notna(row.ends):
        automatic = pd.notna(row.goes_on) and row.goes_on == row.ends
        return "automatic" if automatic else "term", tables.EPOCH + timedelta(days=int(row.ends))
    return ("none" if row.contracts else "unknown"), None


def _statement(scope: Scope, accounts: tuple[str, ...]) -> Select[Any]:
    day, who = tables.day_number(scope.as_of), tables.customer().alias("who")
    renewal = tables.mart("renewal", "customer_key", "due_day", "settled_day", "cancelled_day")
    settled = select(renewal.c.customer_key, func.min(renewal.c.due_day).label("day")).where(
        renewal.c.due_day >= day, not_(undecided(renewal, day))).group_by(renewal.c.customer_key).subquery("settled")
    given = facts("contract", "term_end", "auto_renew", name="given")
    end = number(given.c.term_end)
    ahead = end >= day
    own = select(given.c.customer_key, func.count().label("contracts"),
                 func.min(case((ahead, end))).label("ends"),
                 func.min(case((and_(ahead, given.c.auto_renew), end))).label("goes_on")).group_by(
        given.c.customer_key).subquery("own")
    seen = seeing(scope, who.outerjoin(settled, settled.c.customer_key == who.c.customer_key)
                  .outerjoin(own, own.c.customer_key == who.c.customer_key), who.c.root_key)
    return select(who.c.customer_id.label("account_id"), settled.c.day.label("decided"),
                  func.coalesce(own.c.contracts, literal(0)).label("contracts"), own.c.ends, own.c.goes_on).select_from(
        seen.source).where(who.c.customer_id.in_(accounts), seen.permitted)
