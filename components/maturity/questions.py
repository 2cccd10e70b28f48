"""What the page asks: the rules' file and what people decided at every run, figures from the cache."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from components import loaders
from components.maturity.view import View
from components.router import Frame
from components.sentence import filter_label
from data.maturity.model import Rules
from data.store import Record
from queries import maturity, maturity_cells, maturity_claims, maturity_todo, maturity_trend, retention
from queries.maturity_claims import Claim
from queries.scope import Scope

PHASE = "phase"


@dataclass(frozen=True)
class Questions:
    """The page's questions. Evidence over customers follows the frame's filters; the unit is always customers."""

    frame: Frame
    rules: Rules
    view: View

    @property
    def scope(self) -> Scope:
        return Scope(self.frame.scope.as_of, where=self.frame.scope.where, viewer=self.frame.scope.viewer)

    @property
    def then(self) -> Scope:
        """The scope on the day on which the chosen quarter is read."""
        return self.scope.at(self.view.on)

    @cached_property
    def assessments(self) -> tuple[Record, ...]:
        return loaders.decided("assessment")

    @cached_property
    def decisions(self) -> tuple[Record, ...]:
        """Those that name a playbook and a measure: only these are evidence."""
        return tuple(each for each in loaders.decided("decision") if each.get("playbook_id") and each.get("measure"))

    def phase(self) -> Record | None:
        """The phase of the company, where somebody chose it."""
        return next((each for each in loaders.decided("setting") if each.key == PHASE), None)

    @property
    def expected(self) -> int | None:
        """The level that fits the company's phase."""
        record = self.phase()
        return self.rules.expected(str(record.get("value"))) if record else None

    @property
    def part(self) -> bool:
        """Whether customers are filtered: the evidence is then of a part, and the company's claims are not set
        against it.
        """
        return bool(self.scope.where)

    @property
    def part_name(self) -> str:
        """What the filtered customers are called; empty where nothing is filtered."""
        return filter_label(self.scope.where, self.frame.dimensions) if self.part else ""

    def told(self) -> pd.DataFrame:
        """Every figure that the rules ask for. Grain: measure × quarter."""
        return loaders.load(maturity.told, self.scope, self.rules, self.decisions)

    def said(self) -> dict[tuple[str, str, str], Claim]:
        """What holds of each cell and quarter; nothing where customers are filtered."""
        if self.part:
            return {}
        return maturity_claims.claims_in(loaders.load(
            maturity_claims.said, self.scope, self.rules.words, self.assessments))

    def all_cells(self) -> pd.DataFrame:
        """Grain: quarter × function × capability."""
        told, said = self.told(), self.said()
        days = tuple(sorted(set(told["on"])))
        return maturity_cells.cells_of(maturity_cells.figures_of(told), said, self.rules, days)

    def cells(self) -> pd.DataFrame:
        """The chosen quarter's. Grain: function × capability."""
        told, said = self.told(), self.said()
        return maturity_cells.cells_of(maturity_cells.figures_of(told), said, self.rules, (self.view.on,))

    def trend(self) -> pd.DataFrame:
        """Grain: quarter."""
        found = self.all_cells()
        rates = loaders.load(retention.trend, self.scope, tuple(dict.fromkeys(found["on"])))
        return maturity_trend.trend(found, rates)

    def conditions(self) -> pd.DataFrame:
        """Of the chosen quarter. Grain: function × capability × level × condition."""
        return maturity_cells.conditions_of(maturity_cells.figures_of(self.told()), self.rules, self.view.on)

    def todo(self) -> pd.DataFrame:
        """Grain: cell with something to do, the first first."""
        return maturity_todo.todo(self.cells(), self.conditions(), self.expected)

    def ladder(self) -> pd.DataFrame:
        """The company's stages over the chosen quarter's cells, the lowest first."""
        return maturity_trend.ladder(self.cells(), self.rules)

    def teams(self) -> pd.DataFrame:
        """Grain: team, with its stage and its retention, on the chosen quarter's day."""
        return loaders.load(maturity_trend.teams, self.then, self.rules)

    def staged(self) -> pd.DataFrame:
        """Grain: stage, with the retention of the teams on it."""
        return loaders.load(
            maturity_trend.by_stage, self.then, self.rules, maturity_trend.stages_of(self.teams()))

    def series(self) -> pd.DataFrame:
        """Of the opened cell. Grain: measure × quarter."""
        assert self.view.cell is not None
        return maturity_cells.series_of(self.told(), self.rules, *self.view.cell)

    def history(self) -> list[Claim]:
        """The opened cell's assessments, the newest first."""
        assert self.view.cell is not None
        return loaders.load(maturity_claims.history, self.scope, self.rules.words, self.assessments, *self.view.cell)
