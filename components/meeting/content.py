"""What the screens say: the sections of the weekly report, asked one by one, each from the answers that are kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress

import duckdb
import streamlit as st
from sqlalchemy.exc import SQLAlchemyError

from components import loaders
from components.meeting.place import Place
from components.report.content import made
from components.report.content.common import Asked
from components.report.model import Section
from components.router import Frame
from data.warehouse import WarehouseUnavailable

WARMED = "meeting.warmed"
METRICS: Mapping[str, Sequence[str]] = {
    "actions": ("charter_status",),
    "week": ("nrr", "grr", "logo_retention", "arr", "renewal_at_risk"),
    "retention": ("nrr", "grr", "arr", "churn", "contraction", "expansion"),
    "why": ("contribution", "grr", "event", "roll", "mix_effect", "rate_effect"),
    "health": ("health_band", "red_share", "health_migration", "health_score"),
    "risk": ("renewal_at_risk", "renewal_near", "notice_deadline"),
    "teams": ("grr", "nrr", "team_shrunk"),
    "maturity": ("maturity_claimed", "maturity_evidenced", "maturity_gap"),
    "decisions": ("charter_status",),
}
"""What each screen shows, for its evidence."""


def empty(frame: Frame) -> bool:
    """Whether nothing is in the scope, neither now nor twelve months ago."""
    now = Asked(frame).trend.iloc[-1]
    return not now["arr"] and not now.logos_base


def section(frame: Frame, key: str) -> Section:
    """A section as the report has it. Errors: KeyError for one that there is not."""
    return made.section(Asked(frame), key)


def warm(frame: Frame, at: Place) -> None:
    """Asks what the neighbours show, once a session and question, so that the next screen stands at once."""
    for step in (1, -1):
        key = at.neighbour(step)
        asked = (key, repr(frame.scope), frame.build.version, frame.language)
        done: set[object] = st.session_state.setdefault(WARMED, set())
        if key is None or asked in done:
            continue
        done.add(asked)
        with loaders.listening(), suppress(WarehouseUnavailable, SQLAlchemyError, duckdb.Error):  # said on its screen
            section(frame, key)
