"""The names of accounts that actions and marks speak of, for who may see them."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import select

from data.warehouse import Warehouse
from queries import dialects, tables
from queries.access import answers, by_name
from queries.naming import seeing
from queries.runner import run
from queries.scope import Scope

COLUMNS = ("account_id", "account")


@answers(by_name())
def named(warehouse: Warehouse, scope: Scope, ids: tuple[str, ...]) -> pd.DataFrame:
    """Grain: asked account that there is and that the scope's viewer may see, by id. Columns: COLUMNS.

    Source: marts.customer; the viewer's permission by the label on the scope's date.
    """
    if not ids or not scope.viewer.names:
        return pd.DataFrame(columns=list(COLUMNS))
    customer = tables.customer()
    seen = seeing(scope, customer, customer.c.customer_key)
    return run(warehouse, select(customer.c.customer_id.label("account_id"), customer.c.name.label("account"))
               .select_from(seen.source).where(seen.permitted, customer.c.customer_id.in_(ids))
               .order_by(dialects.rising(customer.c.customer_id)))
