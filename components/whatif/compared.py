"""Scenarios: saved under a name, opened by a link, and put side by side on today's data."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from components import cards, deciding, theme, url
from components import format as fmt
from components.deciding import shown
from components.i18n import t
from components.retention.controls import head as beside
from components.router import Frame
from components.tables import Cell, Column, Row, table
from components.whatif import words
from components.whatif.questions import Questions
from components.whatif.view import CHANGE, SHIFT, View
from data.store import Problem
from queries import scenarios
from queries.scenarios import KIND, Scenario
from queries.whatif_run import Base, Levers


def draw(frame: Frame, ask: Questions, view: View) -> None:
    """No change, what stands on the page, and every saved scenario, each after the years that the page looks at."""
    start = ask.start()
    if start is None:
        return
    saved = ask.scenarios()
    with beside("whatif-scenarios", cards.section(t("whatif.scenarios.title"), t("whatif.scenarios.subtitle"))):
        _save(ask, view)
        _remove(saved)
    rows = [_row(frame, ask, start, view, t("whatif.line.plain"), Levers(), "?" + _address(Scenario("", Levers()))),
            *([_row(frame, ask, start, view, t("whatif.line.changed"), view.levers, "")] if view.changed else []),
            *(_row(frame, ask, start, view, each.name, each.levers, "?" + _address(each), each.author)
              for each in saved)]
    columns = [Column("name", t("whatif.column.scenario")), Column("changes", t("whatif.column.changes"), fold=True),
               Column("arr", t("whatif.card.arr", years=view.years), "number"),
               Column("gap", t("whatif.column.gap"), "number"), Column("nrr", "NRR", "number", drop=True),
               Column("margin", t("metric.operating_margin.short"), "number", drop=True)]
    theme.block(table(columns, rows, caption=t("whatif.scenarios.title")))
    if not saved:
        theme.block(f'<p class="t-quiet">{t("whatif.scenarios.none")}</p>')


def _row(frame: Frame, ask: Questions, start: Base, view: View, name: str, levers: Levers, href: str,
         author: str = "") -> Row:
    last = ask.run(start, levers, view.years, band=False).iloc[-1]
    plain = ask.run(start, Levers(), view.years, band=False).iloc[-1]
    return {"name": Cell(name, below=author, href=href), "changes": said(frame, levers),
            "arr": words.money(frame, last["arr"]), "gap": words.signed(frame, last["arr"] - plain["arr"]),
            "nrr": fmt.rate(last.nrr), "margin": fmt.rate(last.margin)}


def said(frame: Frame, levers: Levers) -> str:
    """The changes in words: GRR +2.0 pt, new ARR −30% (SMB)."""
    made = []
    for (key, part), value in sorted(levers.changes.items(), key=lambda each: (each[0][0], each[0][1] or "")):
        share = f"{'+' if value > 0 else fmt.MINUS}{abs(value):.0%}"
        amount = fmt.points(value) if key in ("grr", "expansion") else share
        lever = f"{t(f'whatif.lever.{key}')} {amount}"
        made.append(lever if part is None else t("whatif.of_part", lever=lever, part=words.part_name(frame, part)))
    if levers.shift:
        made.append(t("whatif.shift.said", won=fmt.rate(levers.won, 0)))
    return t("list.comma").join(made) or fmt.UNKNOWN


def _address(scenario: Scenario) -> str:
    """The page's address with this scenario in place of what stands there, over as many years."""
    kept = {name: values for name, values in url.current().items() if name not in (CHANGE, SHIFT)}
    return urlencode({**kept, **scenarios.params(scenario)}, doseq=True)


def _save(ask: Questions, view: View) -> None:
    """The form that keeps what stands on the page; another one after each save."""
    if not deciding.may(KIND):
        return
    with st.popover(t("whatif.scenarios.save"), key="popover.whatif.save"):
        theme.block(theme.dialog_mode())
        place = f"whatif.save.{st.session_state.get('whatif.saved', 0)}"
        with st.form(place, border=False):
            name = st.text_input(t("deciding.field.name"), key=f"{place}.name", max_chars=200)
            deciding.author_field("whatif.save")
            sent = st.form_submit_button(t("whatif.scenarios.save"), type="primary")
        if sent:
            _written(ask, view, name.strip())


def _written(ask: Questions, view: View, name: str) -> None:
    if any(each.name.casefold() == name.casefold() for each in ask.scenarios()):
        theme.block(shown.problems([Problem("name", "twice", name)]))
    elif deciding.save(KIND, deciding.new_key(), scenarios.body(view.scenario(name)), 0):
        st.session_state["whatif.saved"] = st.session_state.get("whatif.saved", 0) + 1
        st.rerun()


def _remove(saved: tuple[Scenario, ...]) -> None:
    if not saved or not deciding.may(KIND):
        return
    with st.popover(t("whatif.scenarios.remove"), key="popover.whatif.remove"):
        theme.block(theme.dialog_mode())
        names = {each.key: each for each in saved}
        chosen = st.selectbox(t("whatif.column.scenario"), list(names), format_func=lambda key: names[key].name,
                              key="whatif.remove.which")
        if st.button(t("whatif.scenarios.remove"), key="whatif.remove") and chosen in names and deciding.remove(
                KIND, chosen, names[chosen].version):
            st.rerun()
