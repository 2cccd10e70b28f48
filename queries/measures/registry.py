"""Every measure by its key. A module of measures is listed here once."""

from __future__ import annotations

from queries.measures import engagement
from queries.measures.model import Measure

MODULES = (engagement,)
MEASURES: dict[str, Measure] = {each.key: each for module in MODULES for each in module.MEASURES}
