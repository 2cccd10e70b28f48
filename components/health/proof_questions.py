"""What the proof of the score asks of the warehouse, each once per version of the data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from components import loaders
from components.router import Frame
from data.warehouse import Warehouse
from queries import backtest, reweight
from queries.landmarks import USUAL, Test
from queries.reweight import Trial
from queries.scope import Scope

OTHERS = (Test(outcome="lost20"), Test(days=180), Test(days=180, outcome="lost20"))
"""What is reported beside the usual question."""


@dataclass(frozen=True)
class Proof:
    """The backtest's questions with the scope of the page's frame."""

    frame: Frame

    @property
    def refused(self) -> str | None:
        """The first filter on lines: a score is a customer's, so that such a scope has no backtest."""
        return next((key for key, _ in self.frame.scope.line_filters), None)

    def answer(self, test: Test = USUAL) -> dict[str, Any]:
        """The one row of the backtest, with its landmarks under that name."""
        found = loaders.load(backtest.backtest, self.frame.scope, test)
        return {**found.iloc[0].to_dict(), "landmarks": found.attrs["landmarks"]}

    def others(self) -> pd.DataFrame:
        """Grain: question that is reported beside the usual one, without an interval."""
        return loaders.load(backtest.others, self.frame.scope, OTHERS)

    def by(self, key: str) -> pd.DataFrame:
        """Grain: label on the landmark."""
        return loaders.load(backtest.backtest, self.frame.scope, USUAL, key)

    def bands(self) -> pd.DataFrame:
        """Grain: band."""
        return loaders.load(backtest.bands, self.frame.scope, USUAL)

    def calibration(self) -> pd.DataFrame:
        """Grain: tenth of the landmarks by score."""
        return loaders.load(backtest.calibration, self.frame.scope, USUAL)

    def baselines(self) -> pd.DataFrame:
        """Grain: baseline."""
        return loaders.load(backtest.baselines, self.frame.scope, USUAL)

    def weights(self) -> tuple[pd.DataFrame, Trial]:
        """Grain: component; and how the proposal did on later landmarks."""
        found = loaders.load(reweight.reweight, self.frame.scope, USUAL)
        return found, found.attrs["trial"]

    def next_version(self) -> str:
        """The proposal as the text of a model's next version; empty without one."""
        return loaders.load(_next_version, self.frame.scope)


def _next_version(warehouse: Warehouse, scope: Scope) -> str:
    return reweight.next_version(warehouse, scope, reweight.reweight(warehouse, scope))
