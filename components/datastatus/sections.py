"""The page's sections: each asks and draws."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from html import escape

import pandas as pd

from components import export as files
from components import standing, theme, unfolded
from components.datastatus import building, delivered, faults, filling, freshness, missing, placed, questions
from components.datastatus import head as heads
from components.i18n import t
from components.router import Frame
from data.delivery.log import Log
from data.store import StoreError


def head(frame: Frame) -> None:
    """The claim, its base, the strip; and that the page is company-wide, where something narrower was asked for."""
    found, today = questions.sources(frame), questions.today(frame)
    scope = frame.scope
    claim = heads.finding(found, frame.build, questions.loaded_on(), today)
    narrowed = scope.where or scope.unit != "customer" or scope.as_of != frame.build.default_as_of
    aside = f'<p class="t-sub">{escape(t("datastatus.company_wide"))}</p>' if narrowed else ""
    theme.block(claim + aside + heads.strip(found, questions.coverage(), frame.build))


def _block(html: str) -> None:
    """Tables whose heads do not break inside a word."""
    if html:
        theme.block(f'<div class="t-data">{html}</div>')


def sources(frame: Frame) -> None:
    """The loaded tables against their usual rhythm."""
    found = questions.sources(frame)
    _block(freshness.heading(found) + freshness.drawn(found))


def build(frame: Frame) -> None:
    """The last build's record, the cube's size, the filters."""
    made = questions.built()
    said = building.heading(frame.build, made)
    said += building.facts(frame.build, made, questions.loaded_on(), questions.edge())
    _block(said + building.cube(questions.cells()) + building.filters(questions.filters()))


def place(frame: Frame) -> None:
    """Where the data stand: the warehouse, whether it answers, what is copied of it."""
    now = datetime.now(UTC)
    _block(placed.heading() + placed.facts(frame.build, standing.where(), standing.state(), standing.origin(), now))


def found(frame: Frame) -> None:
    """What the load found and what it set aside; a line where it found nothing."""
    said, sources_ = questions.findings(frame), questions.sources(frame)
    theme.block(faults.heading(said, sources_))
    aside = questions.set_aside()
    if not len(said) and not len(aside):
        theme.block(f'<p class="t-line">{escape(t(_clean(sources_)))}</p>')
        return
    if len(aside):
        _block(faults.aside(aside, questions.sample(frame), sources_))
    if len(said):
        others = said[said.severity != "quarantine"]
        _block(faults.summary(others) if len(others) else "")
        if len(said) > 1 and unfolded.toggle(t("datastatus.faults.all", n=f"{faults.total(said):,}"), "data.findings"):
            more = faults.total(said) > faults.LISTED
            note = f'<p class="t-sub">{escape(t("datastatus.faults.listed", n=faults.LISTED))}</p>' if more else ""
            _block(faults.listed(said) + note)


def _clean(sources_: pd.DataFrame) -> str:
    """Nothing was found, or nothing was looked for: a demo is made, not loaded."""
    return "datastatus.faults.clean" if sources_.file.notna().any() else "datastatus.faults.unrecorded"


def coverage() -> None:
    """How far the optional columns are filled."""
    _block(filling.drawn(questions.coverage()))


def deliveries(frame: Frame) -> None:
    """What was delivered to whom, for who sees the whole company: it names people. Without a store: nothing."""
    if not frame.scope.viewer.whole:
        return
    try:
        found = tuple(Log("").standing().values())
    except StoreError:
        return  # the page's head says so
    _block(delivered.drawn(found, frame.build.time_zone))


def unlock(frame: Frame) -> None:
    """What is missing and what it would show, after what the loaded tables are for."""
    found, columns = questions.sources(frame), questions.coverage()
    theme.block(missing.heading(found, columns) + missing.now(found) + missing.tables(found) + missing.columns(columns))


def export(frame: Frame) -> None:
    """The page's figures as files, in the header's export popover."""
    made: dict[str, pd.DataFrame] = {"sources": questions.sources(frame), "coverage": questions.coverage()}
    if len(said := questions.findings(frame)):
        made["findings"] = said
    for key, content in made.items():
        name = f"tenure-data-{key}-{questions.today(frame).isoformat()}.csv"
        bytes_: Callable[[], bytes] = partial(files.csv, content)
        files.button(frame.export, t(f"datastatus.export.{key}"), name, bytes_, f"data.export.{key}")
