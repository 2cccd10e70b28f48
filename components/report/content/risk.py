"""At risk and renewals: what is due within 90 days and at risk, whom to call by which deadline, what the quarters hold.
"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from components import format as fmt
from components import unnamed
from components.cards import SHAPES
from components.charts.bands import BANDS
from components.i18n import language, plural, t
from components.renewals import coming as quarters
from components.renewals import words
from components.renewals.questions import Questions
from components.report.content import figures
from components.report.content.common import Asked, Heads, absent, section, table, told
from components.report.model import Chart, Role, Section, Sentence, Series, Table
from components.report.narrative import renewals
from components.workbook import Kind

KEY = "risk"
LISTED = 12
COLUMNS = ("account", "notice_on", "days_left", "auto_renew", "due_on", "arr_due", "band", "score", "why")
KINDS: dict[str, Kind] = {"score": "ratio", "days_left": "count"}
HEADS = {"account": "table.account", "notice_on": "metric.notice_deadline.short", "due_on": "renewals.column.due",
         "arr_due": "renewals.column.arr_due", "band": "renewals.column.health", "why": "report.column.reasons",
         "auto_renew": "evidence.column.auto_renew", "days_left": "report.column.days_left",
         "score": "metric.health_score.short"}
ROLES: dict[str, Role] = {"green": "good", "yellow": "warn", "red": "bad", "unknown": "unknown"}


def made(asked: Asked) -> Section:
    ask = Questions(asked.frame)
    if not ask.given():
        return absent(KEY, t("report.missing", table="renewal"))
    if asked.frame.scope.line_filters:
        return absent(KEY, t("renewals.refused.short"))
    risk, found, ahead = told(ask.risk), told(lambda: ask.listed("at_risk")), told(ask.coming)
    title = t("report.partial") if risk is None else words.headline(risk, passed(found), asked.currency)
    kpis = tuple(figures.at_risk(asked, risk)) if risk is not None else ()
    charts = (coming(asked, ahead),) if ahead is not None and float(ahead.arr_due.sum()) else ()
    tables = (saves(asked, found),) if found is not None and len(found) else ()
    why = "" if kpis or charts or tables else t("report.hidden.few")
    return section(KEY, title, said(asked, risk, found, ahead), kpis=kpis, charts=charts, tables=tables, missing=why,
                   status="bad" if passed(found) else "")


def passed(found: pd.DataFrame | None) -> int:
    """How many of those at risk are past their notice deadline and do not renew by themselves."""
    return 0 if found is None else int(found.attrs.get("passed", 0))


def said(asked: Asked, risk: pd.DataFrame | None, found: pd.DataFrame | None,
         ahead: pd.DataFrame | None) -> list[Sentence | None]:
    view = asked.command("renewals", "--view", "deadline", "--list", "at_risk")
    trend = asked.command("renewals", "--view", "risk")
    return [
        renewals.at_risk(risk, asked.currency, trend) if risk is not None else None,
        renewals.passed(passed(found), view),
        renewals.largest(found, asked.currency, view) if found is not None and asked.names else None,
        renewals.weak(ahead, asked.currency, asked.command("renewals", "--view", "coming"))
        if ahead is not None else None,
    ]


def coming(asked: Asked, found: pd.DataFrame) -> Chart:
    """ARR that comes due by fiscal quarter, divided by the health of those who decide."""
    names = tuple(quarters.months(rows.first_day.iloc[0], rows.last_day.iloc[0])
                  for _, rows in found.groupby("quarter", sort=False))
    held = {band: found[found.band == band].arr_due.astype(float) for band in BANDS}
    series = tuple(Series(t(f"health.band.{band}"), tuple(values), ROLES[band]) for band, values in held.items())
    return Chart("coming", "stacked", t("report.chart.coming"), quarters.title(found, asked.currency), names, series,
                 "money", command=asked.command("renewals", "--view", "coming"))


def saves(asked: Asked, found: pd.DataFrame) -> Table:
    """Whom to call, the nearest notice deadline first; the others in one row, and the total. Marked are those of the
    title: past their deadline and not renewed by themselves.
    """
    shown = found.head(LISTED)
    rows = shown.assign(why=[words.reasons(row) for row in shown.itertuples()])
    number, whole = int(found.attrs["renewals"]), float(found.attrs["arr_due"])
    left = number - len(shown)
    last = [{"account": t("table.total"), "arr_due": whole}]
    if left > 0:
        others = {"account": unnamed.others(found, left, "renewals.others"),
                  "arr_due": whole - float(shown.arr_due.sum())}
        last = [others, *last]
    every = pd.concat([rows.reindex(columns=[*COLUMNS, "account_id"]).astype(object), pd.DataFrame(last, dtype=object)],
                      ignore_index=True)
    title = plural(language(), "renewals.list.at_risk", number, arr=fmt.money(whole, asked.currency, language()))
    heads = Heads({name: t(key) for name, key in HEADS.items()},
                  {**KINDS, "arr_due": "money", "notice_on": "date", "due_on": "date", "band": "text",
                   "auto_renew": "text"})
    command = asked.command("renewals", "--view", "deadline", "--list", "at_risk")
    made_ = table(asked, "saves", title, every, COLUMNS, command, heads, total=True)
    scores = tuple(fmt.score(None if pd.isna(each) else float(each)) for each in every.score)
    late = [pd.notna(left) and left < 0 and not (pd.notna(goes_on) and goes_on)
            for left, goes_on in zip(every.days_left, every.auto_renew, strict=True)]
    renews = tuple(f"{SHAPES['bad'] * is_late} {fmt.UNKNOWN if pd.isna(word) else word}".strip()
                   for is_late, word in zip(late, made_.rows.auto_renew, strict=True))
    return replace(made_, whole=number, shown={**made_.shown, "score": scores, "auto_renew": renews})
