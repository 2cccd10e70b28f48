"""Growth and value: NRR, GRR and growth so far, and beside what others have published, each with its source."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape

import pandas as pd
import streamlit as st

from components import cards, states, theme
from components import format as fmt
from components.charts.base import clean
from components.charts.future import Line, Scale, future
from components.charts.marks import timed
from components.i18n import language, t
from components.router import Frame
from components.sentence import metric_word
from components.tables import Cell, Column, Row, table
from components.whatif import files, words
from components.whatif.questions import Questions
from data.published.model import Published
from queries.growth import Beside, told

LOW, SHOWN = 280, 3
SHOWN_DIGITS = 3
"""Rates are shown in tenths of a point: what looks level counts as level."""


def history(frame: Frame, ask: Questions) -> None:
    """NRR, GRR and the growth of ARR over the quarters that have a year behind them, published medians dashed."""
    found = ask.history()
    if not len(found) or not fmt.known(found.nrr.iloc[-1]):
        theme.block(cards.section(t("whatif.history.none_head")))
        theme.block(states.notice(t("whatif.history.none_title"), [t("whatif.history.none")]))
        return
    last = found.iloc[-1]
    fell = fmt.known(last.growth) and last.growth < 0
    theme.block(cards.section(
        t("whatif.history.title_fall" if fell else "whatif.history.title", nrr=fmt.rate(last.nrr),
          grr=fmt.rate(last.grr), growth=fmt.rate(abs(last.growth) if fell else last.growth)),
        t("whatif.history.subtitle")))
    labels = [_day(day) for day in found.as_of]
    lines = [_line(found, key, role) for key, role in (("growth", "accent"), ("nrr", "accent"), ("grr", "ink"))
             if found[key].notna().any()]
    growth = [line for line in lines if line.name.startswith(metric_word("growth", "short", "customer"))]
    rates = [line for line in lines if line not in growth]
    marks = [(each.value, t("whatif.history.mark", value=fmt.rate(each.value, 0)))
             for each in ask.book.figures if each.metric == "nrr" and not each.banded][:1]
    columns = st.columns(2, gap="medium")
    for place, key, drawn, dashed in ((columns[0], "rates", rates, marks), (columns[1], "growth", growth, [])):
        if not drawn:
            continue
        figure = future(labels, drawn, Scale(marks=dashed), mode=theme.mode(), language=frame.language, height=LOW)
        with place:
            theme.chart(timed(figure, found.as_of), t("whatif.history.subtitle"), f"whatif-history-{key}")


def _day(day: date) -> str:
    return f"{fmt.month(day, language())}<br>{fmt.short_year(day, language())}"


def _line(found: pd.DataFrame, key: str, role: str) -> Line:
    name = metric_word(key, "short", "customer")
    says = [f"{fmt.full_day(day, language())}<br><b>{name} {fmt.rate(rate)}</b>"
            for day, rate in zip(found.as_of, found[key], strict=True)]
    return Line(f"{name} {fmt.rate(found[key].iloc[-1])}", clean(found[key].tolist()),
                "ink" if role == "ink" else "accent", says)


def beside(frame: Frame, ask: Questions) -> None:
    """This company's rates by contract size beside those published of companies with contracts as large."""
    book = ask.book
    if book.faults:
        theme.block(cards.section(t("whatif.published.head")))
        theme.block(states.notice(t("whatif.published.faults"), [str(each) for each in book.faults[:SHOWN]], "warn"))
        return
    if not book.figures:
        theme.block(cards.section(t("whatif.published.head")))
        theme.block(states.notice(t("whatif.published.none"), [t("whatif.published.file")]))
        return
    found = ask.beside()
    theme.block(cards.section(title(found), t("whatif.published.subtitle", currency=_rates(frame, ask))))
    theme.block(drawn(frame, found) + sources(book.figures))
    files.published(frame, told(found))


def title(found: Sequence[Beside]) -> str:
    """How many of the published medians this company's rates reach, over ten customers or more."""
    judged = [each for each in found if each.reason is None and each.own is not None]
    if not judged:
        return t("whatif.published.head")
    apart = [round((each.own or 0) - each.published.value, SHOWN_DIGITS) for each in judged]
    good = sum(gap <= 0 if each.published.metric == "gross_churn" else gap >= 0
               for each, gap in zip(judged, apart, strict=True))
    return t("whatif.published.title", n=good, of=len(judged))


def _rates(frame: Frame, ask: Questions) -> str:
    """How the bands were converted, or that they could not be."""
    made = []
    for currency, rate in ask.rates().items():
        if rate is None:
            made.append(t("whatif.published.no_rate", currency=currency))
        elif currency != frame.build.currency:
            made.append(t("whatif.published.rate", currency=currency, rate=words.money(frame, rate)))
    return "".join(made)


def drawn(frame: Frame, found: Sequence[Beside]) -> str:
    """Grain: published figure."""
    columns = [Column("metric", t("whatif.column.metric")), Column("size", t("whatif.column.size"), fold=True),
               Column("published", t("whatif.column.published"), "number"),
               Column("own", t("whatif.column.own"), "number"),
               Column("n", t("table.n"), "number", drop=True, quiet=True),
               Column("gap", t("whatif.column.difference"), "number", drop=True),
               Column("source", t("whatif.column.source"), fold=True, quiet=True)]
    numbers = numbered([each.published for each in found])
    rows: list[Row] = [_row(frame, each, numbers[_source(each.published)]) for each in found]
    return table(columns, rows, few=[each.reason == "few" for each in found], caption=t("whatif.published.head"))


def _row(frame: Frame, each: Beside, number: int) -> Row:
    unknown = "" if each.reason in (None, "few") else t(f"whatif.published.reason.{each.reason}")
    interval = fmt.interval(each.low, each.high) if each.low is not None else ""
    return {"metric": metric_word(each.published.metric, "short", "customer"), "size": size(each.published),
            "published": fmt.rate(each.published.value),
            "own": Cell(fmt.rate(each.own), below=unknown or ("" if interval == fmt.UNKNOWN else interval)),
            "n": f"{each.n:,}" if each.n is not None else fmt.UNKNOWN, "gap": fmt.points(each.difference),
            "source": f"*{number}"}


def size(figure: Published) -> str:
    """The contract size that a figure is over, in its own currency."""
    if not figure.banded or figure.currency is None:
        return t("whatif.size.any")
    low, high = (fmt.money(end, figure.currency, language(), "table") if end is not None else ""
                 for end in (figure.acv_from, figure.acv_to))
    return t(f"whatif.size.{'below' if not low else 'above' if not high else 'between'}", low=low, high=high)


def _source(figure: Published) -> tuple[object, ...]:
    return (figure.source, figure.year, figure.data_year, figure.population, figure.definition, figure.n)


def numbered(figures: Sequence[Published]) -> dict[tuple[object, ...], int]:
    """The sources by number, in the file's order."""
    return {source: at for at, source in enumerate(dict.fromkeys(map(_source, figures)), start=1)}


def sources(figures: Sequence[Published]) -> str:
    """Each source once: who, when, of how many companies, what was counted, and whether a copy was read."""
    firsts: dict[int, Published] = {}
    numbers = numbered(figures)
    for figure in figures:
        firsts.setdefault(numbers[_source(figure)], figure)
    items = "".join(f"<li>{escape(_told(number, figure))}</li>" for number, figure in firsts.items())
    return f'<ul class="t-quiet t-sources">{items}</ul>'


def _told(number: int, figure: Published) -> str:
    japanese = language() == "ja"
    count = f"{figure.n:,}" if figure.n is not None else t("whatif.published.n_unknown")
    about = t("whatif.published.about", n=count) if figure.about and figure.n is not None else count
    said = t("whatif.published.source", number=number, source=figure.source, year=figure.year, data=figure.data_year,
             n=about, statistic=t(f"whatif.statistic.{figure.statistic}"),
             population=(japanese and figure.population_ja) or figure.population,
             definition=(japanese and figure.definition_ja) or figure.definition)
    return said + (t("whatif.published.secondary") if figure.secondary else "")
