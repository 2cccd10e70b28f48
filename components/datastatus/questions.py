"""What the data page asks, each once a run: company-wide, whatever is filtered."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from components import loaders
from components.router import Frame
from queries import databuild, datastatus
from queries.scope import Scope


def today(frame: Frame) -> date:
    """The day that freshness is held against: today where the company's day ends."""
    return datastatus.today_in(frame.build.time_zone)


def sources(frame: Frame) -> pd.DataFrame:
    """The contract's tables as they stand today; see queries.datastatus.judged."""
    return datastatus.judged(loaders.load(datastatus.sources), today(frame))


def loaded_on() -> date:
    return loaders.load(datastatus.loaded_on)


def coverage() -> pd.DataFrame:
    return loaders.load(datastatus.coverage)


def findings(frame: Frame) -> pd.DataFrame:
    return loaders.load(datastatus.findings, _asker(frame))


def set_aside() -> pd.DataFrame:
    return loaders.load(datastatus.set_aside)


def sample(frame: Frame) -> pd.DataFrame:
    return loaders.load(datastatus.set_aside_sample, _asker(frame))


def _asker(frame: Frame) -> Scope:
    """Who asks: the only part of the frame's scope that matters here."""
    return Scope(frame.build.default_as_of, viewer=frame.scope.viewer)


def built() -> dict[str, Any]:
    return loaders.load(databuild.built)


def cells() -> pd.DataFrame:
    return loaders.load(databuild.cells)


def filters() -> pd.DataFrame:
    return loaders.load(databuild.filters)


def edge() -> dict[str, int]:
    return loaders.load(databuild.edge)
