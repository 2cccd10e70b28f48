"""Decisions: the charter's KPIs against their targets, the plan's landing, and what this week's meeting decided."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from components.charter import words
from components.charter.questions import Questions
from components.i18n import t
from components.plan import questions as plan
from components.plan import tables as planned
from components.plan import words as plan_words
from components.report.content.actions import companys, listed
from components.report.content.common import Asked, Heads, marked, section, table, told
from components.report.model import Section, Table
from components.report.narrative import deciding, facts
from components.workbook import Kind

KEY = "decisions"
MOST = 20
COLUMNS = ("measure", "value", "target", "status", "owner", "due_on")
PLAN = ("kpi", "actual", "target", "expected", "expected_low", "expected_high", "status")
ALWAYS = ("nrr", "grr", "logo_retention", "arr")


def made(asked: Asked) -> Section:
    """A charter without KPIs has the decisions alone; a plan that nobody may see is left out."""
    ask = Questions(asked.frame)
    kpis, decisions, command = ask.own(), ask.listed(), asked.command("charter", whole=True)
    now = decisions[[each == ask.week for each in decisions.week_on]] if len(decisions) else decisions
    landing = told(lambda: _plan(asked))
    tables = [*([charter(asked, kpis, command)] if len(kpis) else []), *([landing] if landing is not None else [])]
    if len(now):
        tables.append(listed(asked, now, "decided", asked.command("charter", "--view", "decisions", whole=True), MOST))
    hidden = not asked.frame.scope.viewer.whole
    title = words.title(kpis, decisions, ask.before_charter() is not None, hidden)
    said = [deciding.kpis(kpis, command), *deciding.missed(kpis, asked.currency, command), *companys(asked)]
    return section(KEY, title, said,
                   tables=tuple(tables), status="bad" if (kpis.status == "overdue").any() else "")


def charter(asked: Asked, found: pd.DataFrame, command: tuple[str, ...]) -> Table:
    """The charter's KPIs, the worst first: actual, target, status, owner."""
    rows, currency = words.worst_first(found).head(MOST), asked.currency
    keys = [str(each) for each in rows.measure]
    shown = {"value": tuple(words.figure(key, value, currency) for key, value in zip(keys, rows.value, strict=True)),
             "target": tuple(words.wanted(key, value, currency) for key, value in zip(keys, rows.target, strict=True))}
    told_ = rows.assign(measure=[words.name(key) for key in keys], owner=[words.person(each) for each in rows.owner])
    heads = {"measure": "charter.column.kpi", "value": "charter.column.value", "target": "charter.column.target",
             "status": "charter.column.status", "owner": "charter.column.owner", "due_on": "charter.column.due"}
    made_ = table(asked, "charter", t("report.table.charter"), told_, COLUMNS, command,
                  Heads({name: t(head) for name, head in heads.items()}, {"value": "ratio", "target": "ratio",
                                                                          "due_on": "date"}),
                  wide=("measure", "owner"))
    kinds = tuple(facts.charter_kind(key) for key in keys)
    shown["status"] = marked(rows.status, made_.rows.status, words.STATUSES)
    return replace(made_, shown=shown, by_row={"value": kinds, "target": kinds})


def _plan(asked: Asked) -> Table | None:
    """The running quarter: actual, target, where it will land; null where ARR is nothing and nothing is known."""
    landed = plan.landing(asked.frame)
    if not landed.set_index("kpi").actual["arr"] and landed.actual.isna().any():
        return None
    rows = plan.against(asked.frame, plan.targets(asked.frame))
    now = rows[rows.running.astype(bool)]
    now = now[now.kpi.isin(ALWAYS) | now.target.notna()]
    now = now.rename(columns={"low": "expected_low", "high": "expected_high"})
    keys, currency = [str(each) for each in now.kpi], asked.currency
    figures = ("actual", "target", "expected", "expected_low", "expected_high")
    shown = {name: tuple(plan_words.figure(key, float(value), currency)
                         for key, value in zip(keys, now[name], strict=True)) for name in figures}
    shown["status"] = tuple(plan_words.verdict(each, running=True) for each in now.status)
    told_ = now.assign(kpi=[plan_words.kpi(key, asked.unit) for key in keys], status=list(shown["status"]))
    kinds: tuple[Kind, ...] = tuple("rate" if key in ALWAYS[:3] else "money" for key in keys)
    heads = {"kpi": "plan.column.kpi", "actual": "plan.column.actual", "target": "metric.target.short",
             "expected": "metric.landing.short", "expected_low": "report.column.low",
             "expected_high": "report.column.high", "status": "plan.column.verdict"}
    quarter = plan_words.quarter(landed.attrs["quarter"], asked.frame.build.fiscal_year_start)
    title = planned.heading(rows[rows.running.astype(bool)], currency)
    made_ = table(asked, "plan", title, told_, PLAN, asked.command("plan"),
                  Heads({name: t(head) for name, head in heads.items()}, dict.fromkeys(figures, "ratio")),
                  note=quarter, wide=("kpi",))
    shown["status"] = marked(now.status, told_.status, plan_words.STATUSES)
    return replace(made_, shown=shown, by_row=dict.fromkeys(figures, kinds))
