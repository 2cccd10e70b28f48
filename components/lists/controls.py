"""The choice of a list, kept in the URL: each says how many and how much ARR are on it."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from components import format as fmt
from components import url
from components.i18n import language, t
from components.lists.kinds import KINDS, LIST
from components.router import Frame


def chosen(params: Mapping[str, list[str]]) -> tuple[str, str | None]:
    """The list that the URL asks for, and what it asks for instead where there is no such list."""
    asked = params.get(LIST) or [""]
    first = next(iter(KINDS))
    return (asked[-1] or first, None) if not asked[-1] or asked[-1] in KINDS else (first, asked[-1])


def draw(frame: Frame, key: str, found: Mapping[str, pd.DataFrame]) -> None:
    """The lists beside each other, with their number and ARR."""
    names = {each: label(frame, each, found[each]) for each in KINDS}
    st.session_state["lists.list"] = key
    st.pills(
        t("lists.parameter.list"), list(names), key="lists.list", format_func=names.__getitem__, required=True,
        on_change=_write, label_visibility="collapsed", wrap=True,
    )


def label(frame: Frame, key: str, found: pd.DataFrame) -> str:
    """静かな離脱 12・1.2億円; of unused seats the ARR of the unused part; unknown where the list cannot be made."""
    if found.attrs["missing"]:
        return t("lists.choice_unknown", name=t(f"lists.name.{key}"))
    choice, amount = ("choice_unused", "unused_arr") if key == "shelfware" else ("choice", "arr")
    return t(f"lists.{choice}", name=t(f"lists.name.{key}"), n=f"{found.attrs['total']:,}",
             arr=fmt.money(found.attrs[amount], frame.build.currency, language()))


def _write() -> None:
    key = st.session_state["lists.list"]
    url.change(LIST, [] if key is None or key == next(iter(KINDS)) else [key])
