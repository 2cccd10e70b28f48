"""What is not there, and what it would show. Pure apart from the run's language."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

import pandas as pd

from components import cards, states
from components.datastatus.filling import use
from components.i18n import t
from data.contract import contract_columns

GROUPS = {
    "contracts": ("contract", "renewal", "renewal_forecast", "opportunity", "invoice", "fx_rate"),
    "use": ("usage_week", "health_score", "pulse", "ticket", "survey"),
    "work": ("onboarding", "touch", "contact", "outcome", "feedback", "playbook", "assessment", "cost_month"),
    "owners": ("team", "csm", "assignment", "attribute_history", "partner"),
}


def heading(sources: pd.DataFrame, coverage: pd.DataFrame) -> str:
    """How many tables and columns would show more."""
    tables, columns = len(absent(sources)), len(lacking(coverage))
    title = t("datastatus.missing.title", tables=tables, columns=columns) if tables or columns \
        else t("datastatus.missing.title.none")
    return cards.section(title, t("datastatus.missing.sub"))


def absent(sources: pd.DataFrame) -> list[str]:
    """The contract's tables that are not loaded."""
    return [str(table) for table in sources.table[~sources.loaded.astype(bool)]]


def lacking(coverage: pd.DataFrame) -> pd.DataFrame:
    """The optional columns that loaded tables do not have."""
    return coverage[~coverage.given.astype(bool)]


def now(sources: pd.DataFrame) -> str:
    """What each loaded table is for."""
    loaded = sources.table[sources.loaded.astype(bool)]
    said = [(t(f"datastatus.table.{table}"), t(f"datastatus.unlock.{table}")) for table in loaded]
    lines = "".join(f"<li><b>{escape(name)}</b> {escape(what)}</li>" for name, what in said)
    return f'{_sub("datastatus.missing.now")}<ul class="t-uses">{lines}</ul>'


def tables(sources: pd.DataFrame) -> str:
    """A dashed box a table that is missing, by subject."""
    missing = absent(sources)
    groups = {name: [table for table in group if table in missing] for name, group in GROUPS.items()}
    drawn = "".join(f'<h4>{escape(t(f"datastatus.missing.group.{name}"))}</h4>{_boxes(map(_box, group))}'
                    for name, group in groups.items() if group)
    return _sub("datastatus.missing.next") + drawn if drawn else ""


def _box(table: str) -> str:
    columns = contract_columns(table)
    needed = [name for name, column in columns.items() if not column.nullable]
    known = [name for name, column in columns.items() if column.nullable]
    lines = [t("datastatus.missing.shows", what=t(f"datastatus.unlock.{table}")),
             t("datastatus.missing.columns", columns=t("list.comma").join(needed))]
    lines += [t("datastatus.missing.optional", columns=t("list.comma").join(known))] if known else []
    return states.notice(t("datastatus.missing.box", name=t(f"datastatus.table.{table}"), table=table), lines)


def columns(coverage: pd.DataFrame) -> str:
    """A dashed box a loaded table, with the columns that it does not have."""
    boxes = []
    for table, part in lacking(coverage).groupby("table", sort=False):
        lines = [t("datastatus.missing.column", column=name, what=use(str(table), name, False)) for name in part.column]
        boxes.append(states.notice(t("datastatus.missing.columns_of", table=table), lines))
    return _sub("datastatus.missing.next_columns") + _boxes(boxes) if boxes else ""


def _boxes(boxes: Iterable[str]) -> str:
    return f'<div class="t-boxes">{"".join(boxes)}</div>'


def _sub(key: str) -> str:
    return f'<h3 class="t-part">{escape(t(key))}</h3>'
