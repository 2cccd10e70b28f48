"""The journey as one picture: the stages from left to right with who stands in each; on a phone a list."""

from __future__ import annotations

from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from components import cards, theme
from components import format as fmt
from components.i18n import language, t
from components.journey import matrix, words
from components.journey.questions import Questions
from data.journey.model import LEFT
from queries.journey import Need
from queries.journey_owners import Owner

KEY = "journey-stages"


def draw(ask: Questions) -> None:
    """A block a stage, and a button that lists its accounts."""
    standing, dwell = ask.standing(), ask.dwell().set_index("stage")
    named, needs = ask.owners(), ask.needs
    whole = float(standing["arr"][standing.stage != LEFT].sum())
    with st.container(key=KEY, gap=None):
        for row in standing.itertuples():
            key = str(row.stage)
            times = dwell.loc[key] if key in dwell.index else None
            with st.container(key=f"journey-stage-{key}", gap=None):
                theme.block(block(row, times, named[key], needs.get(key), whole, ask.frame.build.currency))
                _button(key, row, ask.view.stage == key and not ask.view.stage_from)


def _button(stage: str, row: Any, chosen: bool) -> None:
    label = t("journey.picture.chosen" if chosen else "journey.picture.open")
    empty = not fmt.known(row.customers) or not row.customers
    st.button(label, key=f"journey.open.{stage}", disabled=empty, on_click=matrix.choose,
              args=("" if chosen else stage,), type="tertiary", help=words.stage(stage))


def block(row: Any, times: pd.Series | None, owner: Owner, need: Need | None, whole: float, currency: str) -> str:
    """One stage: its name, customers, ARR with its share as a bar, time, who is over time, owner, what is missing."""
    stage = str(row.stage)
    lines = [f'<p class="t-stage-name">{escape(words.stage(stage))}</p>', *_amounts(row, whole, currency)]
    if stage == LEFT:
        lines.append(f'<p class="t-stage-line">{escape(t("journey.picture.left"))}</p>')
    if need is not None and need.blocked:
        lines.append(f'<p class="t-stage-line">{escape(t("journey.picture.blocked", tables=_list(need)))}</p>')
    elif times is not None:
        lines += _times(times)
    if need is not None and not need.blocked:
        lines.append(f'<p class="t-stage-line t-quiet">{escape(t("journey.picture.partly", tables=_list(need)))}</p>')
    lines.append(f'<p class="t-stage-line">{escape(t("journey.picture.owner", name=words.owner(owner.name)))}</p>')
    return f'<div class="t-stage t-stage-{escape(stage)}">{"".join(lines)}</div>'


def _amounts(row: Any, whole: float, currency: str) -> list[str]:
    if not fmt.known(row.customers):
        return [f'<p class="t-stage-n">{fmt.UNKNOWN}</p>']
    arr = fmt.money(float(row.arr), currency, language())
    share = float(row.arr) / whole if whole and row.stage != LEFT else 0.0
    said = f'{escape(arr)}{f" <small>{fmt.rate(share)}</small>" if row.stage != LEFT else ""}'
    unit = f'<small>{escape(t("journey.unit"))}</small>'
    return [f'<p class="t-stage-n">{int(row.customers):,}{unit}</p>',
            f'<p class="t-stage-arr">{said}</p>',
            f'<p class="t-stage-bar" aria-hidden="true"><i style="width:{100 * share:.1f}%"></i></p>']


def _times(times: pd.Series) -> list[str]:
    """The median, and who stands there for longer than the stage's time."""
    lines = [f'<p class="t-stage-line">{escape(t("journey.picture.median", days=words.days(times.median_days)))}</p>']
    if fmt.known(times.over) and times.over > 0:
        said = t("journey.picture.over", n=words.customers(int(times.over)))
        lines.append(f'<p class="t-stage-line">{cards.mark("warn", said)}</p>')
    else:
        untold = "journey.dwell.no_limit" if fmt.known(times.target_days) else "journey.picture.no_limit"
        said = t("journey.picture.none_over" if fmt.known(times.over) else untold)
        lines.append(f'<p class="t-stage-line t-quiet">{escape(said)}</p>')
    return lines


def _list(need: Need) -> str:
    return t("list.comma").join(need.tables)
