"""The panel's workbook: definitions, rows, accounts, SQL. Made when it is clicked.

Words are looked up while the panel is drawn: the file is made on a thread without the run's language.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from components import export, loaders, unnamed, workbook
from components.evidence import accounts, picture
from components.evidence.about import Figure
from components.evidence.kinds import head, kind
from components.evidence.metrics import Told
from components.evidence.rows import Answer, measured
from components.i18n import t
from components.router import Frame
from components.workbook import Sheet, Table

MOST_ACCOUNTS = 100_000
COLUMNS = ("account", "account_id", "detail", "movement", "arr0", "arr", "kept", "change")


def name(frame: Frame, figure: Figure) -> str:
    """What the figure's files are called, without what tells them apart."""
    return export.file_name(f"tenure-{frame.page.key}-{figure.key}-{figure.scope(frame).as_of}")


def offer(frame: Frame, figure: Figure, told: list[Told], stands: dict[str, str], found: list[Answer]) -> None:
    """The button of the workbook that holds everything."""
    made = partial(workbook.workbook, (t("evidence.section.definitions"), list(stands.items()), _table(told)),
                   last=("SQL", _statements(found)), minor_digits=frame.build.minor_digits)
    listed = _accounts(frame, figure)
    file = partial(_workbook, made, [_sheet(answer) for answer in found], listed)
    key = f"evidence.xlsx.{figure.key}"
    with st.container(horizontal=True, key=f"evidence-files-{figure.key}"):
        export.button(None, t("evidence.file.xlsx"), f"{name(frame, figure)}.xlsx", file, key, workbook.TYPE)
        if listed:
            export.button(None, t("evidence.file.accounts"), f"{name(frame, figure)}-accounts.csv",
                          partial(_listed, listed), f"evidence.accounts.{figure.key}",
                          title=t("evidence.accounts.file"))
        picture.offer(frame, figure, name(frame, figure))


def _listed(listed: Callable[[], Sheet]) -> bytes:
    sheet = listed()
    return export.csv(sheet.rows, sheet.heads)


def _workbook(made: Callable[..., bytes], sheets: list[Sheet], listed: Callable[[], Sheet] | None) -> bytes:
    return made([*sheets, *([listed()] if listed else [])])


def _table(told: list[Told]) -> Table:
    head = [t(f"evidence.{key}") for key in ("metric", "value", "definition", "formula")]
    return Table(head, [[each.name, each.value, each.definition, each.formula] for each in told])


def _statements(found: list[Answer]) -> Table:
    rows = [[answer.title, measured(statement, answer.counted), statement.text]
            for answer in found for statement in answer.statements]
    return Table([t("evidence.section.rows"), "", t("evidence.section.sql")], rows)


def _sheet(answer: Answer) -> Sheet:
    return Sheet(answer.title, answer.rows, answer.heads, answer.kinds)


def _accounts(frame: Frame, figure: Figure) -> Callable[[], Sheet] | None:
    """The accounts as a sheet, asked when the file is made; null where nobody may see them or none add up."""
    if figure.accounts == "none" or not accounts.may_name(frame) or not accounts.checks(frame, figure):
        return None
    unit = figure.scope(frame).unit
    columns = figure.about.behind.columns if figure.about.behind is not None else COLUMNS
    heads = {name: head(name, frame.dimensions, unit) for name in columns}
    words = {key: t(f"movement.{key}") for key in (*accounts.MOVES, "unchanged", "transfer_in")}
    title, house, hidden = t("evidence.accounts.file"), loaders.warehouse(), t("unnamed.account")

    def made() -> Sheet:
        found = unnamed.told(accounts.named(frame, figure, MOST_ACCOUNTS, house), hidden)
        moves = {"movement": [words.get(key, key) for key in found.movement]} if "movement" in found else {}
        return Sheet(title, found.assign(**moves), heads, {name: kind(found, name) for name in columns})

    return made
