"""The chart of periods: claims, columns, key. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from html import escape

import pandas as pd

from components import format as fmt
from components.charts.dues import PARTS, Column, colours_of
from components.i18n import language, t
from components.renewals import words
from components.renewals.coming import months
from components.tokens import Mode

TICKS = 5


def title(due: pd.DataFrame, decided: pd.DataFrame, as_of: date, period: str) -> str:
    """The claim: the gross rate of the last period that is over and decided, and of what was decided in it."""
    ended = [at for at, last in enumerate(due.last_day) if last <= as_of and due.renewals.iloc[at]]
    over = [at for at in ended if not due.open.iloc[at]] or ended
    if not over:
        return t("renewals.chart.none")
    at = over[-1]
    rate, leading = fmt.rate(_number(due.gross_rate.iloc[at])), fmt.rate(_number(decided.gross_rate.iloc[at]))
    return t("renewals.chart.title", period=_name(due.iloc[at], period), due=rate, decided=leading)


def bounds(found: pd.DataFrame) -> list[date]:
    """The days between which the columns stand: the first day of each, then the day after the last."""
    return [*found.first_day, found.last_day.iloc[-1] + timedelta(days=1)] if len(found) else []


def _number(value: float | None) -> float:
    return float("nan") if value is None else float(value)


def columns(found: pd.DataFrame, period: str, currency: str, as_of: date) -> list[Column]:
    """A column a period. Over it the gross rate, where nothing of it is open any more."""
    every = -(-len(found) // TICKS) if period == "week" else 1
    made, year = [], 0
    for at, row in enumerate(found.to_dict("records")):
        series = pd.Series(row)
        lost = float(row["arr_due"]) - float(row["arr_open"]) - float(row["arr_kept"])
        done = not row["open"] and row["renewals"] and row["first_day"] <= as_of
        first: date = row["first_day"]
        above = fmt.rate(_number(row["gross_rate"]), 0).removesuffix("%")
        turned = first.year != year and not _turns(found, at, first)
        tick = _tick(series, period, turned) if at % every == every // 2 else ""
        year = first.year if "<br>" in tick else year
        made.append(Column(tick, float(row["arr_kept"]), max(lost, 0.0), float(row["arr_open"]),
                           above if done and len(found) <= 20 else "", _hover(series, period, currency)))
    return made


def thinned(drawn: Sequence[Column]) -> str:
    """Which ticks stay where there is no room for all: every second one, those that name a year among them."""
    if not all(column.tick for column in drawn):
        return "all"
    return "even" if next((at for at, column in enumerate(drawn) if "<br>" in column.tick), 0) % 2 else "odd"


def _turns(found: pd.DataFrame, at: int, first: date) -> bool:
    """Whether the year turns in one of the next two columns, whose own tick then says it: there is no room for both."""
    return any(day.year != first.year for day in found.first_day.iloc[at + 1 : at + 3])


def today(found: pd.DataFrame, as_of: date) -> int | None:
    """After which column the scope's date lies; null where that is the last."""
    begun = sum(first <= as_of for first in found.first_day)
    return begun - 1 if 0 < begun < len(found) else None


def _tick(row: pd.Series, period: str, new_year: bool) -> str:
    speech = language()
    name = fmt.day(row.last_day, speech) if period == "week" else fmt.month(row.first_day, speech)
    if period == "quarter":
        name = f"{row.first_day.month}–{row.last_day.month}月" if speech == "ja" else name
    return name + (f"<br>{fmt.short_year(row.first_day, speech)}" if new_year else "")


def _name(row: pd.Series, period: str) -> str:
    speech = language()
    if period == "quarter":
        return months(row.first_day, row.last_day)
    if period == "week":
        return t("chart.week_of", day=fmt.day(row.last_day, speech))
    name = fmt.month(row.first_day, speech)
    return f"{row.first_day.year}年{name}" if speech == "ja" else f"{name} {row.first_day.year}"


def _hover(row: pd.Series, period: str, currency: str) -> str:
    lines = [f"<b>{escape(_name(row, period))}</b>",
             t("renewals.hover.due", arr=words.amount(float(row.arr_due), currency), n=words.many(int(row.renewals))),
             t("renewals.hover.rates", gross=fmt.rate(_number(row.gross_rate)), net=fmt.rate(_number(row.net_rate)),
               on_time=fmt.rate(_number(row.on_time_rate)))]
    if row.open:
        lines.append(t("renewals.hover.open", arr=words.amount(float(row.arr_open), currency),
                       n=words.many(int(row.open))))
    return "<br>".join(lines)


def key(mode: Mode, parts: Sequence[str] = PARTS) -> str:
    """What the fills mean, for the subtitle."""
    fills = colours_of(mode)
    return "".join(f'<span class="t-key"><i style="background:{fills[part]}"></i>{escape(t(f"renewals.part.{part}"))}'
                   "</span>" for part in parts)
