"""One screen of the meeting, whichever it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from components import sentence, states, theme
from components.figure import About, figure
from components.i18n import t
from components.meeting import account, content, controls, decide, html, show
from components.meeting.html import Opened
from components.meeting.place import Place
from components.report.model import Section
from components.router import Frame

OWN: Mapping[str, Callable[[Frame, Section], None]] = {"actions": decide.actions, "decisions": decide.decisions}
"""Screens on which something is written: they are drawn by themselves, under the section's claim."""


def draw(frame: Frame, at: Place) -> list[Opened]:
    """The account that was opened, else the section; the accounts that letters open from it."""
    if at.unknown:
        theme.block(html.heading(t("meeting.cannot", name=at.unknown)))
        controls.first()
        return []
    if at.account:
        account.draw(frame, at.account)
        return []
    opened: list[Opened] = []
    with figure(frame, f"meeting.{at.section}", content.METRICS[at.section], About(accounts="none")):
        if content.empty(frame):
            theme.block(states.no_rows(t("weekly.empty"), sentence.narrowed(frame.scope, frame.dimensions)))
            return []
        section = content.section(frame, at.section)
        own = OWN.get(at.section)
        if own is None:
            opened = show.draw(frame, section)
        else:
            own(frame, section)
    return opened
