"""Last actions: what earlier meetings left, what of it is overdue. The charter is the whole company's."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from components.charter import words
from components.charter.questions import Questions
from components.i18n import t
from components.report.content.common import Asked, Heads, marked, section, table
from components.report.model import Section, Sentence, Table
from components.report.narrative import deciding
from components.weekly import decided

KEY = "actions"
LISTED = 15
COLUMNS = ("text", "owner", "due_on", "state", "days_late")
HEADS = {"text": "charter.column.text", "owner": "charter.column.owner", "due_on": "charter.column.due",
         "state": "charter.column.state", "days_late": "report.column.days_late"}


def made(asked: Asked) -> Section:
    found = decided.left(Questions(asked.frame))
    command = asked.command("charter", "--view", "decisions", whole=True)
    if found.empty:
        whole = asked.frame.scope.viewer.whole
        return section(KEY, t("report.actions.none" if whole else "charter.title.hidden"))
    late = int((found.state == "overdue").sum())
    counted = {"late": late, "open": int((found.state == "open").sum()),
               "settled": int(found.state.isin(("done", "dropped")).sum())}
    said = [deciding.left(found, command), deciding.latest(found, command), *companys(asked)]
    return section(KEY, t("charter.weekly.listed", **counted), said, tables=(listed(asked, found, KEY, command),),
                   status="bad" if late else "")


def listed(asked: Asked, found: pd.DataFrame, key: str, command: tuple[str, ...], limit: int = LISTED) -> Table:
    """Decisions and actions, the overdue first; what does not fit is counted in the note."""
    rows = found.head(limit)
    told = rows.assign(owner=[words.person(each) for each in rows.owner],
                       state=[words.state(row) for row in rows.itertuples()],
                       days_late=[None if pd.isna(each) else int(each) for each in rows.days_late])
    left = len(found) - len(rows)
    made_ = table(asked, key, t(f"report.table.{key}"), told, COLUMNS, command,
                  Heads({name: t(head) for name, head in HEADS.items()}, {"days_late": "count", "due_on": "date"}),
                  note=t("report.note.more", n=left) if left else "")
    return replace(made_, shown={"state": marked(rows.state, told.state, words.STATES)})


def companys(asked: Asked) -> tuple[Sentence, ...]:
    """That decisions and the charter are the company's, where the report is narrowed."""
    narrowed = bool(asked.frame.scope.where) or asked.unit != "customer"
    return (Sentence(t("report.note.whole")),) if narrowed else ()
