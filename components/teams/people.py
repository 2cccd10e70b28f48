"""The CSMs of one team: their book and load today, and their rates with intervals, never as a ranking."""

from __future__ import annotations

from typing import Any

from components import cards, tables, theme
from components import format as fmt
from components.i18n import t
from components.router import Frame
from components.teams import files, words
from components.teams.questions import CSM, Questions
from queries.metrics import FEW
from queries.small_shown import NotShown


def csms(frame: Frame, ask: Questions, team: str) -> None:
    """The team's CSMs: their book and load today, and the rates of whom they owned then, with intervals."""
    if not frame.scope.viewer.names:
        raise NotShown("names")
    if CSM not in frame.dimensions:
        theme.block(f'<p class="t-quiet">{words.missing(("customer.csm_id",))}</p>')
        return
    found, load = ask.csms(team), ask.load(CSM, team)
    held = {row[CSM]: row for row in load.to_dict("records")}
    rows, few = [], []
    for row in found.sort_values(["arr", CSM], ascending=[False, True], kind="stable").to_dict("records"):
        rows.append(_csm(row, held.get(row[CSM], {}), frame))
        few.append(words.is_few(row["logos_base"]) and words.is_few(row["logos"]))
    number = int(found[CSM].notna().sum())
    title = t("teams.csms.title" if number else "teams.csms.title.nobody", team=words.name(frame.dimensions, team),
              n=number)
    theme.block(cards.section(title, t("teams.csms.sub", n=FEW)))
    columns = [tables.Column("name", t("teams.column.csm")),
               tables.Column("customers", t("teams.column.customers"), "number", fold=True),
               tables.Column("arr", t("table.arr"), "number", fold=True),
               tables.Column("touches", t("teams.column.touches"), "number", drop=True),
               tables.Column("grr", t("metric.grr.short"), "number"),
               tables.Column("gap", t("teams.axis.gap"), "number"),
               tables.Column("nrr", t("metric.nrr.short"), "number", drop=True)]
    theme.block(tables.table(columns, rows, few=few, caption=title))
    if load.attrs["missing"]:
        theme.block(f'<p class="t-quiet">{words.missing(load.attrs["missing"])}</p>')
    files.offer(ask, "csms", found.assign(touches=[held.get(each, {}).get("touches") for each in found[CSM]]))


def _csm(row: dict[Any, Any], load: dict[Any, Any], frame: Frame) -> tables.Row:
    touches = load.get("touches")
    n = t("teams.csms.n", n=words.count(row["logos_base"]))
    span = t("drivers.span", low=fmt.points(row["grr_difference_low"], unit=False), high=fmt.points(
        row["grr_difference_high"], unit=False)) if fmt.known(row["grr_difference_low"]) else ""
    return {
        "name": words.csm(frame.dimensions, row[CSM]), "customers": words.count(row["logos"]),
        "arr": words.amount(row["arr"], frame.build.currency), "touches": words.count(touches),
        "grr": tables.Cell(fmt.rate(row["grr"]), below=f"{n} {_span(row, 'grr')}".strip()),
        "gap": tables.Cell(fmt.points(row["grr_difference"]), below=span),
        "nrr": tables.Cell(fmt.rate(row["nrr"]), below=_span(row, "nrr"))}


def _span(row: dict[Any, Any], metric: str) -> str:
    known = fmt.known(row[f"{metric}_low"])
    return fmt.interval(row[f"{metric}_low"], row[f"{metric}_high"]) if known else ""
