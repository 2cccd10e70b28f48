"""What the page asks of the warehouse and of the store."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from components import loaders, undue
from components.functions.view import View
from components.router import Frame
from data.practice import reading
from queries import (
    functions,
    functions_it,
    functions_pack,
    functions_partners,
    functions_product,
    functions_services,
    functions_sold,
    functions_support,
    retention,
)
from queries.functions_sold import By
from queries.measures.goals import goals
from queries.measures.model import FUNCTIONS
from queries.scope import Scope


@dataclass(frozen=True)
class Questions:
    """The page's questions. Customers are counted whatever unit is chosen."""

    frame: Frame
    view: View

    @property
    def scope(self) -> Scope:
        """The page's scope, of customers."""
        return replace(self.frame.scope, unit="customer")

    def told(self, names: tuple[str, ...] = FUNCTIONS) -> pd.DataFrame:
        """Every measure of these functions with its target, verdict and the function's owner."""
        found = loaders.load(functions.values, self.scope, names)
        return functions.told(found, goals(reading.read(), loaders.decided("target")), self.owners())

    def owners(self) -> dict[str, str]:
        """Who owns each function; who is not in it is owned by nobody."""
        leads = loaders.load(functions.leads) if self.frame.scope.viewer.names else {}
        return functions.owners(loaders.decided("owner"), leads)

    def trend(self, keys: tuple[str, ...]) -> dict[str, list[float | None]]:
        """Each measure over the last seven quarter ends and the page's day, oldest first."""
        found = loaders.load(functions.trend, self.scope, keys)
        return {key: [None if pd.isna(value) else float(value) for value in found.value[found.measure == key]]
                for key in keys}

    def parts(self) -> pd.DataFrame:
        """Each function's part in retention."""
        return loaders.load(functions.parts, self.scope)

    def active(self) -> int:
        """How many customers are active in the scope: without any there is nothing to show."""
        return int(loaders.load(retention.kpis, self.scope).logos.iloc[0])

    def features(self) -> pd.DataFrame:
        """Grain: feature."""
        return loaders.load(functions_product.features, self.scope)

    def feedback(self) -> pd.DataFrame:
        """Grain: theme."""
        return loaders.load(functions_product.feedback, self.scope)

    def sold(self, by: By) -> pd.DataFrame:
        """Grain: seller, source or band of discount."""
        return loaders.load(functions_sold.sold, self.scope, by)

    def partners(self) -> pd.DataFrame:
        """Grain: partner; last, customers without one."""
        return loaders.load(functions_partners.partners, self.scope)

    def tiers(self) -> pd.DataFrame:
        """Grain: tier."""
        return loaders.load(functions_partners.tiers, self.scope)

    def pack(self, partner_id: str) -> pd.DataFrame:
        """One partner's customers, and what is missing from them."""
        return undue.noted(loaders.load(functions_pack.pack, self.scope, partner_id), self.scope)

    def ways(self) -> pd.DataFrame:
        """Grain: span of days to first value."""
        return loaders.load(functions_services.ways, self.scope)

    def occasions(self) -> pd.DataFrame:
        """Who has an occasion for a paid service."""
        return undue.noted(loaders.load(functions_services.occasions, self.scope), self.scope)

    def queue(self) -> pd.DataFrame:
        """Open tickets by what is at stake."""
        return undue.noted(loaders.load(functions_support.queue, self.scope), self.scope)

    def before(self) -> pd.DataFrame:
        """Tickets before leaving, against those who stayed."""
        return loaders.load(functions_support.before, self.scope)

    def sources(self) -> pd.DataFrame:
        """Grain: table of the contract."""
        return loaders.load(functions_it.sources, self.scope)
