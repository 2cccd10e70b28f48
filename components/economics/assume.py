"""What the page assumes, by name, and a form to try something else: it is written into the address alone."""

from __future__ import annotations

from html import escape
from typing import Any

import streamlit as st

from components import cards, sentence, states, theme, url
from components import format as fmt
from components.economics import words
from components.economics.questions import Questions
from components.economics.view import NAMES
from components.i18n import t
from components.router import Frame
from data.economics import reading
from data.economics.reading import BOUNDS

PLACE = "economics.assume"


def draw(frame: Frame, ask: Questions) -> None:
    """Each assumption with its value and where it comes from; a form that changes them in the address."""
    file = ask.file
    theme.block(cards.section(t("economics.assume.title"), t("economics.assume.usual") if file.path == reading.DEFAULT
                              else t("economics.assume.subtitle", file=file.path.stem)))
    if file.faults:
        theme.block(states.notice(t("economics.assume.faults"), [str(fault) for fault in file.faults], "bad"))
    for name, value in [each for each in ask.view.unknown if each[0] in NAMES]:
        refuse(name, value)
    lines = "".join(f"<li><b>{escape(t(f'economics.assume.{name}'))}</b> {escape(_stands(frame, ask, name))}</li>"
                    for name in NAMES)
    theme.block(f'<ul class="t-uses">{lines}</ul>')
    _form(ask)


def refuse(name: str, value: str) -> None:
    """That the address asks for what there is not, with a button that takes just this part out of it."""
    said = states.unusable if name in NAMES else states.unknown_filter
    theme.block(said(t(f"economics.assume.{name}"), value))
    st.button(sentence.plain(t("filter.remove", value=value)), key=f"clear.economics.{name}", on_click=url.change,
              args=(name, []))


def _stands(frame: Frame, ask: Questions, name: str) -> str:
    """The value in force, and who says so: the address, the file, or the costs."""
    row, value = ask.whole(), getattr(ask.view.assumed, NAMES[name])
    if NAMES[name] in ask.view.own:
        source = t("economics.assume.tried")
    elif value is not None:
        source = t("economics.assume.standard" if ask.file.path == reading.DEFAULT else "economics.assume.file")
    else:
        source = t("economics.assume.data")
    if name == "term":
        return t("economics.assume.said", value=t("economics.months", n=str(value)), source=source)
    shown = words.said(NAMES[name], row[NAMES[name]], frame.build.currency)
    if shown == fmt.UNKNOWN:
        return t("economics.assume.unknown", reason=words.margin(row) if name == "margin" else words.reason(
            row.cac_reason))
    return t("economics.assume.said", value=shown, source=source)


def _form(ask: Questions) -> None:
    assumed = ask.view.assumed
    with st.form(PLACE, border=False):
        left, middle, right = st.columns(3, gap="small", vertical_alignment="bottom")
        margin = None if assumed.gross_margin is None else float(assumed.gross_margin * 100)
        low, high = BOUNDS["gross_margin"]
        left.number_input(t("economics.assume.margin_percent"), low * 100, high * 100, margin, 1.0, "%.1f",
                          key=f"{PLACE}.margin", placeholder=t("economics.assume.from_data"))
        middle.number_input(t("economics.assume.cac"), BOUNDS["cac"][0], BOUNDS["cac"][1], _float(assumed.cac), 1000.0,
                            "%.0f", key=f"{PLACE}.cac", placeholder=t("economics.assume.from_data"))
        right.number_input(t("economics.assume.term"), 1, 120, assumed.renewal_months, 1, key=f"{PLACE}.term")
        st.form_submit_button(t("economics.assume.try"), on_click=_try)
    if ask.view.own:
        st.button(t("economics.assume.reset"), key=f"{PLACE}.reset", on_click=_reset)


def _float(value: float | None) -> float | None:
    return None if value is None else float(value)


def _try() -> None:
    """What differs from the file stands in the address."""
    file = reading.read().assumptions
    typed: dict[str, Any] = {name: st.session_state[f"{PLACE}.{name}"] for name in NAMES}
    if typed["margin"] is not None:
        typed["margin"] = round(typed["margin"] / 100, 6)
    for name, value in typed.items():
        usual = getattr(file, NAMES[name])
        url.change(name, [] if value is None or value == usual else [f"{value:g}" if name != "cac" else f"{value:.0f}"])


def _reset() -> None:
    for name in NAMES:
        url.change(name, [])
