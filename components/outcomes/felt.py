"""How customers feel: NPS, satisfaction and effort, each with how many answered."""

from __future__ import annotations

from typing import Any

from components import cards, theme
from components import format as fmt
from components.i18n import t
from components.outcomes import files, words
from components.outcomes.questions import Questions
from components.outcomes.sections import missing
from components.router import Frame
from components.tables import Cell, Column, Row, table
from queries.metrics import FEW


def draw(frame: Frame, ask: Questions) -> None:
    """A row a kind of survey."""
    found = ask.experience()
    rows = list(found.itertuples())
    theme.block(cards.section(_title(rows), t("outcomes.felt.subtitle")))
    if found.attrs["missing"]:
        missing("survey")
        return
    columns = [Column("name", t("outcomes.felt.survey")), Column("score", t("outcomes.felt.score"), "number"),
               Column("response", t("outcomes.felt.response"), "number"),
               Column("heard", t("outcomes.felt.heard"), "number", drop=True)]
    made: list[Row] = [_row(row) for row in rows]
    few = [fmt.known(row.score) and int(row.n) < FEW for row in rows]
    theme.block(table(columns, made, few=few, caption=t("outcomes.felt.caption")))
    files.button(frame, "experience", found)


def _title(rows: list[Any]) -> str:
    nps = rows[0]
    if not fmt.known(nps.score) or not fmt.known(nps.response):
        return t("outcomes.felt.title.none")
    return t("outcomes.felt.title", nps=words.number("nps", float(nps.score)),
             silent=fmt.rate(1 - float(nps.response)))


def _row(row: Any) -> Row:
    name = Cell(t(f"outcomes.survey.{row.survey}"), below=t(f"outcomes.survey.{row.survey}.scale"))
    if not fmt.known(row.score):
        return {"name": name, "score": Cell(fmt.UNKNOWN, below=words.reason(row.reason or "few")),
                "response": words.share(row.response), "heard": fmt.UNKNOWN}
    sent = t("outcomes.felt.sent", answered=f"{int(row.sent_answered):,}", sent=f"{int(row.sent):,}")
    return {"name": name,
            "score": Cell(words.number(str(row.survey), float(row.score)), bold=True,
                          below=words.span(str(row.survey), row.score_low, row.score_high)),
            "response": Cell(words.share(row.response), below=sent),
            "heard": Cell(t("outcomes.felt.of", n=f"{int(row.n):,}", of=f"{int(row.active):,}"),
                          below=fmt.rate(int(row.n) / int(row.active)))}
