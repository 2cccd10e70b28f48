"""The accounts: those of the chosen corner, and those of whom only a conversation can tell what is missing."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from components import cards, states, theme, undue, unfolded, unnamed
from components import format as fmt
from components.account import link
from components.i18n import language, t
from components.lists.drawn import health
from components.outcomes import controls, files, words
from components.outcomes.questions import Questions
from components.outcomes.view import CORNER
from components.router import Frame
from components.sentence import value_name
from components.tables import Cell, Column, Row, table
from queries.metrics import FEW
from queries.outcomes_lists import REASONS

SHOWN, LISTED = 8, 200


def members(frame: Frame, ask: Questions) -> None:
    """The accounts of the corner that was chosen, the largest first."""
    if controls.refused(ask.view, CORNER):
        return
    found, (co, cx) = ask.members(), ask.view.corner
    title = t("outcomes.members.title", co=t(f"outcomes.side.{co}"), cx=t(f"outcomes.felt.{cx}"),
              **_amounts(frame, found))
    theme.block(cards.section(title, t("outcomes.members.subtitle")))
    columns = [Column("account", t("table.account")),
               Column("standing", t("outcomes.column.standing"), "status", fold=True),
               Column("felt", t("outcomes.column.felt"), "status", fold=True),
               Column("health", t("lists.column.health"), "status", drop=True),
               Column("renewal", t("lists.column.renewal"), drop=True),
               Column("owner", t("lists.column.owner"), fold=True), Column("arr", t("table.arr"), "number")]
    _drawn(frame, "members", found, columns, f"{co}-{cx}")


def prompts(frame: Frame, ask: Questions) -> None:
    """Of whom something is missing, whom to ask, and by when it matters."""
    found = ask.prompts()
    if found.attrs.get("missing"):
        theme.block(cards.section(t("outcomes.prompts.title.none")))
        theme.block("".join(states.missing_table(*words.missing(name)) for name in found.attrs["missing"]))
        return
    theme.block(cards.section(t("outcomes.prompts.title", **_amounts(frame, found)), t("outcomes.prompts.subtitle")))
    columns = [Column("account", t("table.account")), Column("missing", t("outcomes.column.missing"), fold=True),
               Column("ask", t("outcomes.column.ask"), fold=True),
               Column("renewal", t("lists.column.renewal"), drop=True),
               Column("owner", t("lists.column.owner"), fold=True), Column("arr", t("table.arr"), "number")]
    _drawn(frame, "prompts", found, columns)


def segments(frame: Frame, ask: Questions) -> None:
    """Where the unknown is: by segment."""
    found = ask.by_segment()
    known = found[found.unknown.notna()] if len(found) else found
    if not len(known):
        return
    worst = max(known.itertuples(), key=lambda row: row.unknown / row.customers)
    name = value_name(frame.dimensions["segment"], None if pd.isna(worst.segment) else str(worst.segment))
    theme.block(cards.section(t("outcomes.segments.title", name=name, share=fmt.rate(worst.unknown / worst.customers)),
                              t("outcomes.segments.subtitle")))
    columns = [Column("name", t("outcomes.segments.column")),
               Column("unknown", t("outcomes.segments.unknown"), "number"),
               Column("arr", t("outcomes.segments.arr"), "number")]
    rows: list[Row] = [{
        "name": value_name(frame.dimensions["segment"], None if pd.isna(row.segment) else str(row.segment)),
        "unknown": Cell(fmt.rate(row.unknown / row.customers),
                        below=t("outcomes.segments.of", n=f"{int(row.unknown):,}", of=f"{int(row.customers):,}")),
        "arr": _money(float(row.arr) - float(row.arr_known), frame.build.currency)} for row in known.itertuples()]
    theme.block(table(columns, rows, few=[row.customers < FEW for row in known.itertuples()],
                      caption=t("outcomes.segments.subtitle")))


def _amounts(frame: Frame, found: pd.DataFrame) -> dict[str, str]:
    arr = fmt.money(float(found.attrs["arr"]), frame.build.currency, language())
    return {"n": words.customers(int(found.attrs["total"])), "arr": arr}


def _drawn(frame: Frame, key: str, found: pd.DataFrame, columns: list[Column], suffix: str = "") -> None:
    if not len(found):
        theme.block(states.notice(t(f"outcomes.{key}.nobody"), []))
        return
    every = unfolded.is_open(f"outcomes.rows.{key}")
    shown = found.head(LISTED if every else SHOWN)
    rows: list[Row] = [_row(row, frame.build.currency) for row in shown.itertuples()]
    rest = int(found.attrs["total"]) - len(rows)
    money = float(found.attrs["arr"])
    if rest > 0:
        left = money - float(shown["arr"].sum())
        rows.append({"account": unnamed.others(found, rest), "arr": _money(left, frame.build.currency)})
    total: Row = {"account": t("table.total"), "arr": _money(money, frame.build.currency)}
    with st.container(key=f"outcomes-list-{key}"):
        theme.block(table(columns, rows, total=total, caption=t(f"outcomes.{key}.caption")))
    if len(found) > SHOWN:
        unfolded.toggle(t("retention.table.rows", n=min(len(found), LISTED)), f"outcomes.rows.{key}")
    files.button(frame, key, found, suffix)


def _row(row: Any, currency: str) -> Row:
    standing = link.text(getattr(row, "standing", None)) or "none"
    felt = link.text(getattr(row, "felt", None)) or "unknown"
    heard = getattr(row, "heard_on", None)
    made: dict[str, str | Cell] = {
        "account": link.named(row), "arr": _money(float(row.arr), currency),
        "owner": link.text(getattr(row, "owner", None)) or fmt.UNKNOWN, "renewal": _renewal(row, currency),
        "standing": Cell(words.standing(standing), status=words.STANDING[standing], below=_goals(row)),
        "felt": Cell(t(f"outcomes.felt.{felt}"), status=words.FELT[felt],
                     below="" if heard is None or pd.isna(heard) else fmt.full_day(heard, language()))}
    if link.text(getattr(row, "band", None)):
        made["health"] = health(row)
    if hasattr(row, "reasons"):
        role = link.text(row.ask_role)
        made |= {"missing": words.reasons(row, REASONS),
                 "ask": t(f"account.role.{role}") if role else t("outcomes.ask.nobody")}
    return made


def _goals(row: Any) -> str:
    goals = getattr(row, "goals", None)
    return t("outcomes.goals", n=f"{int(goals):,}") if fmt.known(goals) and goals else ""


def _renewal(row: Any, currency: str) -> Cell:
    if row.renewal_due is None or pd.isna(row.renewal_due):
        return Cell(getattr(row, undue.COLUMN, None) or fmt.UNKNOWN)
    return Cell(fmt.full_day(row.renewal_due, language()), below=_money(float(row.renewal_arr), currency))


def _money(value: float, currency: str) -> str:
    return fmt.money(value, currency, language(), "table")
