"""Every measure by its key. A module of measures is listed here once."""

from __future__ import annotations

from queries.measures import (
    customers,
    engagement,
    it,
    marketing,
    partners,
    process,
    product,
    sales,
    services,
    support,
)
from queries.measures.model import Measure

MODULES = (engagement, customers, process, product, marketing, sales, partners, services, support, it)
MEASURES: dict[str, Measure] = {each.key: each for module in MODULES for each in module.MEASURES}
