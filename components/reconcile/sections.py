"""The page's sections. Pure apart from the run's language and what is loaded."""

from __future__ import annotations

from html import escape
from typing import Any

import pandas as pd

from components import cards, loaders, tables, theme
from components.cards import Card
from components.i18n import catalogue, language, t
from components.reconcile import badge
from components.router import PAGES, Frame
from components.tables import Cell, Column, Row
from queries.reconcile import recorded

COMMAND = "python -m queries reconcile --record"


def metric(key: str) -> str:
    """A metric's short name; of one that is named but once, its name. Errors: KeyError of none."""
    short = f"metric.{key}.short"
    return t(short if short in catalogue(language()) else f"metric.{key}.name")


def _named(page: str) -> str:
    return t(next(each.title_key for each in PAGES if each.key == page))


def head(frame: Frame) -> dict[str, Any] | None:
    """The claim and the strip; gives the record, null where there is none."""
    found = badge.record(frame.build)
    status = badge.standing(found)
    if not found:
        theme.block(cards.finding(t("reconcile.title.unknown"), t("reconcile.base.unknown")))
        return None
    told = {"n": f"{found['recomputed']:,}", "all": f"{found['figures']:,}", "differ": f"{found['differ']:,}"}
    base = t("reconcile.base", values=f"{found['values']:,}", moment=badge.moment(found, frame.build))
    base = f"{base} {badge.partly(found)}".strip()
    chip = t("status.warning") if status == "bad" else ""
    theme.block(cards.finding(t(f"reconcile.title.{status}", **told), base, chip) + _strip(found))
    return found


def _strip(found: dict[str, Any]) -> str:
    share = found["recomputed"] / found["figures"] if found["figures"] else 0
    return cards.kpi_strip([
        Card(t("metric.reconciled.short"), f"{found['recomputed']:,}", f" / {found['figures']:,}",
             note=t("reconcile.share", share=f"{share:.0%}"), definition=t("metric.reconciled.definition")),
        Card(t("metric.reconcile_values.short"), f"{found['values']:,}",
             definition=t("metric.reconcile_values.definition")),
        Card(t("metric.reconcile_differ.short"), f"{found['differ']:,}",
             definition=t("metric.reconcile_differ.definition")),
    ])


def by_page(found: dict[str, Any] | None) -> None:
    """A row a page: its figures, those recomputed, whether all came out equal."""
    rows = loaders.load(recorded.pages, found["at"] if found else "")
    columns = [Column("page", t("reconcile.column.page")), Column("n", t("metric.reconciled.short"), "number"),
               Column("state", t("reconcile.column.state"), "status")]
    drawn: list[Row] = [{"page": _named(row.page), "n": f"{row.recomputed:,} / {row.figures:,}",
                         "state": _state(int(row.recomputed), int(row.differ))} for row in rows.itertuples()]
    theme.block(cards.section(t("reconcile.pages.title"), t("reconcile.pages.sub"))
                + tables.table(columns, drawn, caption=t("reconcile.pages.title")))


def _state(recomputed: int, differ: int) -> Cell:
    if not recomputed:
        return Cell(t("reconcile.state.unknown"), status="unknown")
    if differ:
        return Cell(t("reconcile.state.bad", n=f"{differ:,}"), status="bad")
    return Cell(t("reconcile.state.good"), status="good")


def differing(frame: Frame, found: dict[str, Any]) -> None:
    """Every difference with both numbers, for who sees the whole company; a line where there is none."""
    head_ = cards.section(t("reconcile.differences.title"), t("reconcile.differences.sub"))
    rows = loaders.load(recorded.differences, frame.scope, found["at"])
    if not frame.scope.viewer.whole and found["differ"]:
        theme.block(head_ + _line(t("reconcile.differences.hidden")))
        return
    if not len(rows):
        theme.block(head_ + _line(t("reconcile.differences.none")))
        return
    columns = [Column("metric", t("reconcile.column.figure")), Column("scope", t("reconcile.column.scope"), fold=True),
               Column("ours", t("reconcile.column.ours"), "number"),
               Column("second", t("reconcile.column.second"), "number"),
               Column("difference", t("reconcile.column.difference"), "number", drop=True)]
    more = _line(t("reconcile.differences.more", n=f"{found['more']:,}")) if found["more"] else ""
    theme.block(head_ + tables.table(columns, _rows(rows), caption=t("reconcile.differences.title")) + more)


def _rows(rows: pd.DataFrame) -> list[Row]:
    return [{"metric": Cell(metric(row.metric), below=f"{_named(row.page)} · {row.figure}"),
             "scope": row.scope, **{key: _number(getattr(row, key)) for key in ("ours", "second", "difference")}}
            for row in rows.itertuples()]


def _number(value: Any) -> str:
    if value is None or value != value:
        return "—"
    if isinstance(value, str):
        return value
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.12g}"


def uncovered(found: dict[str, Any]) -> None:
    """What was not recomputed, by reason: which figures of which pages."""
    rows = loaders.load(recorded.missing, found["at"])
    title = t("reconcile.missing.title", n=f"{len(rows):,}")
    if not len(rows):
        return
    columns = [Column("page", t("reconcile.column.page")),
               Column("n", t("reconcile.column.figures"), "number"),
               Column("why", t("reconcile.column.why"), quiet=True, fold=True)]
    drawn: list[Row] = [
        {"page": Cell(_named(page), below=t("list.comma").join(dict.fromkeys(map(metric, part.metric)))),
         "n": f"{len(part):,}", "why": t(f"reconcile.why.{why}")}
        for (page, why), part in rows.groupby(["page", "why"], sort=False)]
    theme.block(cards.section(title, t("reconcile.missing.sub"))
                + tables.table(columns, drawn, caption=title))


def command() -> None:
    """How anybody recomputes them."""
    said = escape(t("reconcile.command.sub"))
    theme.block(cards.section(t("reconcile.command.title"))
                + f'<p class="t-sub">{said}</p><pre class="t-code">{escape(COMMAND)}</pre>')


def _line(words: str) -> str:
    return f'<p class="t-line">{escape(words)}</p>'
