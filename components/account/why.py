"""On which lists the account stands, each with its reason and the way to the list."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pandas as pd

from components import cards, states, theme
from components import format as fmt
from components.account import files, words
from components.account.questions import Questions
from components.i18n import language, plural, t
from components.lists.reasons import reason
from components.router import Frame
from components.tables import Cell, Column, Row, table

FEATURE, SUPPORT, RENEWAL = "feature", "support", "renewal_"
PAGES = {FEATURE: "/health", SUPPORT: "/functions?function=support"}


def draw(frame: Frame, ask: Questions) -> None:
    """One row a list; features and tickets together in one."""
    found = ask.lists()
    kinds = list(dict.fromkeys(found["list"]))
    title = plural(language(), "account.lists.title", len(kinds)) if kinds else t("account.lists.none")
    theme.block(cards.section(title, t("account.lists.subtitle")))
    if not kinds:
        theme.block(states.notice(t("account.lists.nowhere"), []))
        return
    columns = [Column("list", t("account.lists.list")), Column("why", t("lists.column.reason"))]
    rows = reasons(frame, ask, found)
    theme.block(f'<div class="t-account-lists">{table(columns, rows, caption=title)}</div>')
    files.offer(frame, "lists", ask.id, found)


def reasons(frame: Frame, ask: Questions, found: pd.DataFrame) -> list[Row]:
    """A row a list on which the account stands: the list, and why it is on it."""
    return [_row(kind, found[found["list"] == kind], frame, ask) for kind in dict.fromkeys(found["list"])]


def _row(kind: str, rows: pd.DataFrame, frame: Frame, ask: Questions) -> Row:
    if kind == FEATURE:
        names = t("list.comma").join(f"{row['name']} {fmt.score(dict(row['saw'])['feature_score'])}"
                                     for row in rows.to_dict("records"))
        return {"list": Cell(t("account.lists.name.feature"), href=PAGES[kind]), "why": names}
    if kind == SUPPORT:
        said = [_ticket(dict(saw)) for saw in rows.saw]
        return {"list": Cell(t("account.lists.name.support"), href=PAGES[kind]), "why": t("list.comma").join(said)}
    if kind.startswith(RENEWAL):
        way = f"/renewals?list={kind.removeprefix(RENEWAL)}"
        said = [_renewal(row, frame, ask) for row in rows.to_dict("records")]
        return {"list": Cell(t(f"account.lists.name.{kind}"), href=way), "why": t("list.comma").join(said)}
    saw = SimpleNamespace(**dict(rows.saw.iloc[0]))
    return {"list": Cell(t(f"lists.name.{kind}"), href=f"/health?list={kind}"), "why": reason(kind, saw)}


def _ticket(saw: dict[str, Any]) -> str:
    answer = "" if saw["answered"] else t("account.lists.unanswered")
    return t("account.lists.ticket", severity=saw["severity"], n=words.days(int(saw["open_days"])), answer=answer)


def _renewal(row: dict[Any, Any], frame: Frame, ask: Questions) -> str:
    saw = dict(row["saw"])
    arr = words.amount(row["arr"], frame.build.currency)
    said = t("account.lists.renewal", due=words.day(row["on"]), arr=arr,
             notice=words.deadline(saw["notice_on"], saw["auto_renew"], ask.day))
    why = [t(f"account.lists.because.{each}") for each in str(saw["reasons"] or "").split()]
    if row["list"] != "renewal_at_risk" or not why:
        return said
    return t("account.lists.because", said=said, why=t("list.comma").join(why))


