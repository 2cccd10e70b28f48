"""The sections in the running order of the meeting."""

from __future__ import annotations

from collections.abc import Callable

from components.report.content import (
    actions,
    decisions,
    health,
    maturity,
    retention,
    risk,
    teams,
    week,
    why,
)
from components.report.content.common import Asked
from components.report.model import Section

Made = Callable[[Asked], Section]
ORDER = (actions, week, retention, why, health, risk, teams, maturity, decisions)
SECTIONS: dict[str, Made] = {each.KEY: each.made for each in ORDER}
