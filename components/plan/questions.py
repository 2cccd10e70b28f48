"""What the plan asks: the targets file, read at every run, and the figures, from the cache of components.loaders."""

from __future__ import annotations

import pandas as pd

from components import loaders
from components.router import Frame
from data import targets as file
from data.targets import Target, Targets
from queries import plan
from queries.fiscal import quarter_of


def targets(frame: Frame) -> Targets:
    """The targets file of the company in use: its targets, its faults, or that there is none."""
    return file.read().held_by(frame.build.is_demo)


def held(frame: Frame, found: Targets) -> tuple[Target, ...]:
    """The targets that hold for the page's scope."""
    return plan.held_under(frame.scope, found.targets)


def landing(frame: Frame) -> pd.DataFrame:
    """Where the running quarter will end. Source: queries.plan.landing."""
    return loaders.load(plan.landing, frame.scope)


def against(frame: Frame, found: Targets) -> pd.DataFrame:
    """Targets against figures by quarter, the running one last. Source: queries.plan.history and landing."""
    wanted = held(frame, found)
    moved = tuple(sorted({target.quarter for target in wanted if target.kpi == "net_new"}))
    return plan.compare(loaders.load(plan.history, frame.scope, moved), landing(frame), wanted)


def running(frame: Frame) -> dict[str, float]:
    """The running quarter's targets by KPI, for the KPI strip and the lines."""
    quarter = quarter_of(frame.scope.as_of, frame.build.fiscal_year_start)
    return {target.kpi: target.value for target in held(frame, targets(frame)) if target.quarter == quarter}
