"""Teams with their stage and their rates, as a table. Pure apart from the run's language."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from components import format as fmt
from components import tables
from components.i18n import t
from components.maturity import words
from components.sentence import value_name
from data.maturity.model import STAGES
from queries import maturity_trend
from queries.dimensions import Dimension

FEW = 10


def team_table(found: pd.DataFrame, dimensions: Mapping[str, Dimension]) -> str:
    """A row a team, the highest stage first; those of nobody last."""
    columns = [
        tables.Column("team", t("maturity.teams.team")), tables.Column("stage", t("maturity.history.stage")),
        tables.Column("told", t("maturity.teams.told"), "number", fold=True, quiet=True),
        tables.Column("units", t("maturity.teams.units"), "number", fold=True, quiet=True),
        tables.Column("grr", t("metric.grr.short"), "number"),
        tables.Column("grr_interval", t("maturity.history.interval"), "number", drop=True, quiet=True),
        tables.Column("nrr", t("metric.nrr.short"), "number"),
        tables.Column("nrr_interval", t("maturity.history.interval"), "number", drop=True, quiet=True),
    ]
    order = {stage: place for place, stage in enumerate(reversed(STAGES))}
    ranked = sorted(found.itertuples(), key=lambda row: (row.team_id is None, order.get(row.stage, 9),
                                                         -float(row.grr) if fmt.known(row.grr) else 0.0))
    rows: list[tables.Row] = [{
        "team": value_name(dimensions[maturity_trend.TEAM], row.team_id), "stage": words.stage(row.stage),
        "told": str(row.told), "units": f"{int(row.units):,}", "grr": fmt.rate(row.grr),
        "grr_interval": fmt.interval(row.grr_low, row.grr_high), "nrr": fmt.rate(row.nrr),
        "nrr_interval": fmt.interval(row.nrr_low, row.nrr_high)} for row in ranked]
    return tables.table(columns, rows, few=[row.units < FEW for row in ranked], caption=t(
        "maturity.teams.title", n=len(rows)))
