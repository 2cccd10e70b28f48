"""What the page asks of the warehouse, each once per version of the data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from components import loaders
from components.economics import view
from components.economics.view import View
from components.router import Frame
from data.economics import reading
from data.economics.reading import Read
from queries import economics, economics_cohorts, economics_increment
from queries.scope import Scope


@dataclass(frozen=True)
class Questions:
    """The page's questions. Customers are counted whatever unit is chosen."""

    frame: Frame
    view: View
    file: Read

    @classmethod
    def of(cls, frame: Frame, params: Mapping[str, Sequence[str]]) -> Questions:
        """What the file assumes and the address tries."""
        file = reading.read()
        return cls(frame, view.read(params, file.assumptions, frame.dimensions), file)

    @property
    def scope(self) -> Scope:
        """The page's scope, of customers."""
        return replace(self.frame.scope, unit="customer")

    def whole(self) -> Any:
        """The one row of the scope."""
        return self.row().iloc[0]

    def row(self) -> pd.DataFrame:
        return loaders.load(economics.economics, self.scope, self.view.assumed)

    def split(self) -> pd.DataFrame:
        """Grain: value of the split."""
        return loaders.load(economics.economics, self.scope, self.view.assumed, self.view.by)

    def curves(self) -> pd.DataFrame:
        """Grain: cohort × age."""
        return loaders.load(economics_cohorts.curves, self.scope, self.view.assumed)

    def increment(self) -> pd.DataFrame:
        """Grain: new, retained, expanded."""
        return loaders.load(economics_increment.increment, self.scope, self.view.assumed)
