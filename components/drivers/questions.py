"""What the page asks of the warehouse, each once per version of the data."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from components import loaders
from components.router import Frame
from queries import driver_paths, onboarding
from queries import drivers as queries


@dataclass(frozen=True)
class Questions:
    """The page's questions, all with the scope of its frame."""

    frame: Frame

    def drivers(self) -> pd.DataFrame:
        """Grain: condition. attrs: base, kept, d0, comparisons, absent."""
        return loaders.load(queries.drivers, self.frame.scope)

    def endpoints(self) -> pd.DataFrame:
        """The basic and the deep end of onboarding. Grain: endpoint."""
        return loaders.load(onboarding.endpoints, self.frame.scope)

    def paths(self) -> pd.DataFrame:
        """From activities to signs. Grain: path."""
        return loaders.load(driver_paths.paths, self.frame.scope)
