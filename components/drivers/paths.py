"""The map activity → sign → staying: its nodes and links, and the same as a list. Pure apart from the language."""

from __future__ import annotations

from html import escape
from typing import Any

import pandas as pd

from components import format as fmt
from components.charts.driver_map import Link, Node, driver_map
from components.drivers import words
from components.i18n import t
from components.tokens import Mode
from queries.conditions import CONDITIONS
from queries.driver_paths import PATHS

GOAL = "retention"
SIGNS = ("ttv_fast", "onboarding_deep", "breadth", "use_falling", "pulse_low", "outcome_reached")
FEWER = ("use_falling", "pulse_low")
"""Signs of which fewer is better."""


def figure(found: pd.DataFrame, paths: pd.DataFrame, mode: Mode) -> dict[str, Any]:
    """The map with the measured strength of each link."""
    rows = {str(row.condition): row for row in found.itertuples()}
    heads = [t("drivers.map.activity"), t("drivers.map.sign"), t("drivers.map.goal")]
    kept = found.attrs["kept"] / found.attrs["base"] if found.attrs["base"] else None
    goal = Node(GOAL, t("drivers.map.retention"), fmt.rate(kept))
    first = [_node(key, rows, found) for key in dict.fromkeys(path[0] for path in PATHS)]
    links = [_first(row) for row in paths.itertuples()] + [_second(key, rows.get(key)) for key in SIGNS]
    return driver_map(heads, first, [_node(key, rows, found) for key in SIGNS], goal, links, mode=mode)


def _node(key: str, rows: dict[str, Any], found: pd.DataFrame) -> Node:
    """A condition with the share of the base that has it; one that nobody can be judged by names its table."""
    name = t(f"drivers.short.{key}")
    if key in found.attrs["absent"]:
        return Node(key, name, t("drivers.map.missing", table=CONDITIONS[key].table), missing=True)
    row = rows[key]
    return Node(key, name, t("drivers.map.share", share=fmt.rate(row.n_with / (row.n_with + row.n_without))))


def _first(row: Any) -> Link:
    said = t("drivers.map.link", activity=t(f"drivers.short.{row.activity}"), sign=t(f"drivers.short.{row.sign}"),
             gap=fmt.points(row.adjusted), span=words.span(row.adjusted_low, row.adjusted_high))
    known = fmt.known(row.adjusted)
    if not known:
        said = t("drivers.map.no_link", activity=t(f"drivers.short.{row.activity}"),
                 sign=t(f"drivers.short.{row.sign}"),
                 reason=t("drivers.map.few") if row.reason == "few_leavers" else words.reason(row))
    return Link(str(row.activity), str(row.sign), said, words.is_sure(row), not known)


def _second(key: str, row: Any) -> Link:
    if row is None or not fmt.known(row.adjusted):
        return Link(key, GOAL, fmt.UNKNOWN, missing=True)
    return Link(key, GOAL, fmt.points(row.adjusted), words.is_sure(row))


def listed(found: pd.DataFrame, paths: pd.DataFrame) -> str:
    """The same as a list: each sign with what leads to it and how it goes with staying. Escaped HTML."""
    rows = {str(row.condition): row for row in found.itertuples()}
    parts = []
    for key in SIGNS:
        link = _second(key, rows.get(key))
        lines = [f"<li>{escape(_first(row).words)}</li>" for row in paths.itertuples() if row.sign == key]
        head = t("drivers.map.to_goal", sign=t(f"drivers.short.{key}"), gap=link.words)
        parts.append(f"<p class=\"t-line\"><b>{escape(head)}</b></p><ul>{''.join(lines)}</ul>")
    return f"<div class=\"t-narrow\">{''.join(parts)}</div>"


def title(paths: pd.DataFrame, found: pd.DataFrame) -> str:
    """How many of the links are beyond chance."""
    known = paths[paths.adjusted.notna()]
    first = len(words.sure(known))
    rows = [row for row in found.itertuples() if row.condition in SIGNS and words.is_sure(row)]
    return t("drivers.map.title", first=first, n=len(known), second=len(rows), of=len(SIGNS))
