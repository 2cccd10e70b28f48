"""Colours by role, of marks and of text, and the shape that goes with a status. Pure."""

from __future__ import annotations

from components.report.model import Chart, Role, Series
from components.report.paper.axis import Step
from components.report.paper.written import MARKS, line
from components.tokens import LIGHT

_FILL: dict[Role, str] = {
    "accent": LIGHT.accent,
    "ink": LIGHT.ink,
    "ink2": LIGHT.ink2,
    "mute": LIGHT.mute,
    "good": LIGHT.good,
    "warn": LIGHT.warn,
    "bad": LIGHT.bad,
    "unknown": LIGHT.unknown,
}
_WORDS: dict[Role, str] = {**_FILL, "warn": LIGHT.warn_text, "mute": LIGHT.ink3, "unknown": LIGHT.ink3}
_MARK: dict[Role, str] = {
    "good": MARKS["good"],
    "warn": MARKS["warn"],
    "bad": MARKS["bad"],
    "unknown": MARKS["unknown"],
}


def fill(role: Role) -> str:
    """The colour of a mark."""
    return _FILL[role]


def words(role: Role) -> str:
    """The colour of text: readable on white."""
    return _WORDS[role]


def on(role: Role) -> str:
    """The colour of text on a mark of that colour."""
    return LIGHT.ink if role in ("warn", "unknown", "mute") else LIGHT.bg


def role_at(one: Series, at: int) -> Role:
    """The colour of one bar: its own, else the series'."""
    return one.roles[at] if at < len(one.roles) else one.role


def keyed(name: str, role: Role) -> str:
    """A band's name behind the shape of its status, so that the colour is not all that tells."""
    return f"{_MARK.get(role, '')} {line(name)}".strip()


def bridge_role(chart: Chart, bars: list[Step], at: int) -> Role:
    """The colour of a bridge's bar: the chart's own; else ink for totals, good up, bad down."""
    roles = chart.series[0].roles
    if at < len(roles):
        return roles[at]
    return "ink" if bars[at].total else "good" if (bars[at].value or 0) >= 0 else "bad"
