"""The cases behind the proof, for its panels: how many there are, and who left although the score was high."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

import pandas as pd

from components import format as fmt
from components import loaders
from components.account import link
from components.evidence.about import Check
from components.health import proof_words
from components.health.proof_questions import Proof
from components.health.words import marked
from components.i18n import language, t
from components.router import Frame
from components.tables import Column, Row, table
from data.warehouse import Warehouse
from queries import backtest_behind
from queries.landmarks import USUAL


@dataclass(frozen=True)
class Cases:
    """Every customer on every landmark."""

    columns = ("account", "account_id", "landmark", "score", "band", "arr")

    def population(self, frame: Frame) -> Mapping[str, str]:
        found = Proof(frame).answer()
        return {t("evidence.days"): proof_words.base(found)}

    def values(self, frame: Frame) -> Mapping[str, str]:
        found = Proof(frame).answer()
        if not fmt.known(found["auc"]):
            return {}
        said = f"{proof_words.auc(found['auc'])} ({proof_words.between(found['auc_low'], found['auc_high'])})"
        lift = {} if not fmt.known(found["difference"]) else {"auc_lift": proof_words.gap(found["difference"])}
        return {"health_auc": said, **lift}

    def checks(self, frame: Frame) -> list[Check]:
        found, counted = Proof(frame).answer(), loaders.load(backtest_behind.sums, frame.scope)
        return [Check(key, t(f"proof.evidence.{key}"), counted["customers"], float(counted[key]), float(found[key]))
                for key in ("n", "events", "unscored")]

    def named(self, frame: Frame, limit: int, house: Warehouse | None = None) -> pd.DataFrame:
        asked = (frame.scope, USUAL, limit)
        return backtest_behind.leavers(house, *asked) if house else loaders.load(backtest_behind.leavers, *asked)

    def table(self, found: pd.DataFrame, currency: str) -> str:
        """Those that left with the highest scores: where it was most wrong."""
        columns = [Column("account", t("table.account")), Column("landmark", t("evidence.column.landmark"), fold=True),
                   Column("score", t("proof.axis.score"), "number"),
                   Column("band", t("proof.evidence.band"), fold=True),
                   Column("arr", t("evidence.column.arr"), "number")]
        rows: list[Row] = [{
            "account": link.named(row), "landmark": fmt.full_day(row.landmark, language()),
            "score": fmt.score(row.score), "band": marked(str(row.band)),
            "arr": fmt.money(float(row.arr), currency, language(), "table")} for row in found.itertuples()]
        return f'<p class="t-quiet">{escape(t("proof.evidence.listed"))}</p>{table(columns, rows)}'

    def link(self, frame: Frame) -> str:
        return ""
