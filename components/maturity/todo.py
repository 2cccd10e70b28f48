"""What the next level needs: the rows with their bars, and what no table answers. Escaped HTML."""

from __future__ import annotations

from html import escape
from typing import Any

import pandas as pd

from components import states
from components.i18n import t
from components.maturity import words

SHOWN = 5


def rows(found: pd.DataFrame) -> str:
    """The first of them: cell, levels, what is missing and who assesses it, now → needed."""
    heads = f'<span>{escape(t("maturity.todo.item"))}</span><span>{escape(t("maturity.todo.now"))}</span>'
    made = "".join(_row(row) for row in found.head(SHOWN).itertuples())
    return f'<div class="t-todo"><div class="t-todo-head">{heads}</div>{made}</div>'


def _row(row: Any) -> str:
    name = f"<b>{escape(words.cell(row.function, row.capability))}</b> <span>{escape(levels(row))}</span>"
    counted = words.counted(row.measure, row.n)
    asked = words.measure(row.measure)
    asked = t("maturity.todo.counted", measure=asked, counted=counted) if counted else asked
    who = t("maturity.todo.who", measure=asked, who=row.assessor) if row.assessor else asked
    now, then = words.number(row.measure, row.value), words.number(row.measure, row.threshold)
    figures = f"<b>{escape(now)}</b> → {escape(then if row.least else t('maturity.todo.at_most', value=then))}"
    few = t("maturity.todo.few", n=row.n) if row.few else ""
    return (f'<div class="t-todo-row{" t-few" * row.few}">'
            f'<div class="t-todo-name">{name}<small>{escape(who)}</small></div>'
            f'{_bar(row)}<div class="t-todo-figures">{figures}<small>{escape(few)}</small></div></div>')


def levels(row: Any) -> str:
    """自己評価 3、証拠 1 → まず証拠 2 へ where the claim is above; 証拠 2 → 3 へ else."""
    if row.contradicted:
        return t("maturity.todo.contradicted", claimed=int(row.claimed), evidenced=int(row.evidenced),
                 next=int(row.next_level))
    return t("maturity.todo.next", evidenced=int(row.evidenced), next=int(row.next_level))


def _bar(row: Any) -> str:
    """From nothing to what is needed and a little beyond, the need as a mark."""
    end = max(row.value, row.threshold, 1e-9) if row.measure.startswith(("written", "improved")) else 1.0
    place, mark = (100 * min(max(value / end, 0), 1) for value in (row.value, row.threshold))
    return (f'<span class="t-todo-bar" aria-hidden="true"><i style="width:{place:.1f}%"></i>'
            f'<em style="left:{min(mark, 99):.1f}%"></em></span>')


def missing(cells: pd.DataFrame) -> str:
    """Which evidence is unknown, and what would answer; empty where all is told."""
    unknown = cells[cells.evidenced.isna()]
    if unknown.empty:
        return ""
    lines = []
    for said, rows_ in unknown.assign(said=[words.reason(row) for row in unknown.itertuples()]).groupby("said"):
        names = [words.cell(row.function, row.capability) for row in rows_.itertuples()]
        lines.append(t("maturity.missing.line", reason=said, cells=words.listed(names)))
    return states.notice(t("maturity.missing.title", n=len(unknown)), lines)
