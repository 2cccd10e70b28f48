"""The accounts behind the queue, for its panel: each list's accounts beside the number the queue says of its reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from components import format as fmt
from components.evidence.about import Check
from components.i18n import language, t
from components.router import Frame
from components.tables import Cell, Column, Row, table
from components.week import words
from components.week.questions import Questions
from data.warehouse import Warehouse
from queries.week_lists import REASONS

SHOWN = 8


@dataclass(frozen=True)
class Queued:
    """The queue's accounts, one by one, before what is marked is left out."""

    ask: Questions
    columns: tuple[str, ...] = ("account", "account_id", "band", "score", "arr", "owner")

    def population(self, frame: Frame) -> Mapping[str, str]:
        day = fmt.full_day(frame.scope.as_of, language())
        return {t("evidence.days"): day, t("week.evidence.order"): t("week.evidence.rule")}

    def values(self, frame: Frame) -> Mapping[str, str]:
        said, currency = self.ask.queue.attrs, frame.build.currency
        n = fmt.count(int(said["total"]), "customer", language())
        due = fmt.count(int(said["week"]), "customer", language())
        return {"week_queue": t("lists.value", n=n, arr=words.money(said["arr"], currency)),
                "week_deadline": t("lists.value", n=due, arr=words.money(said["week_arr"], currency))}

    def checks(self, frame: Frame) -> list[Check]:
        """Number and ARR of the whole queue, and of each reason the accounts of its list."""
        whole, lists = self.ask.whole, {**self.ask.answers, "action": self.ask.actions}
        total = Check("arr", t("table.arr"), len(whole), float(whole["arr"].sum()), float(whole.attrs["arr"]))
        made = []
        for key, (n, _) in whole.attrs["counts"].items():
            found = lists[REASONS[key].source]
            kept = found[found.account_id.notna()]
            listed = int(kept[REASONS[key].kept(kept, frame.scope.as_of)].account_id.nunique())
            made.append(Check(key, words.name(key), listed, float(listed), float(n)))
        return [total, *made]

    def named(self, frame: Frame, limit: int, house: Warehouse | None = None) -> pd.DataFrame:
        return self.ask.whole.head(limit)

    def table(self, found: pd.DataFrame, currency: str) -> str:
        columns = [Column("account", t("table.account")), Column("why", t("lists.column.reason"), fold=True),
                   Column("arr", t("table.arr"), "number")]
        rows: list[Row] = [{"account": Cell(str(row.account or row.account_id)),
                            "why": t("week.and").join(words.reasons(row.reasons)),
                            "arr": fmt.money(float(row.arr), currency, language(), "table")}
                           for row in found.head(SHOWN).itertuples()]
        return table(columns, rows)

    def link(self, frame: Frame) -> str:
        return ""
