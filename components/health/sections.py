"""The page's first rows: each section asks, decides what may be said, and draws."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components import cards, small, states, theme
from components import format as fmt
from components.address import Address
from components.charts.bands import BANDS
from components.charts.distribution import Bar, Part, distribution
from components.charts.quadrant import quadrant as draw_quadrant
from components.charts.shares import Line, shares
from components.filters import clear
from components.health import absent, controls, dots, files, matrix, proof, words
from components.health.questions import Questions
from components.health.view import CELL, WEEKS
from components.i18n import language, t
from components.retention.controls import head as beside
from components.router import Frame
from components.sentence import inside, joined, narrowed

HIGH, LOW = 426, 220


def nothing(frame: Frame) -> None:
    """In the place of the whole page where nobody is active in the scope: that nobody is, and the way back."""
    theme.block(states.no_rows(words.things(frame.scope.unit), narrowed(frame.scope, frame.dimensions)))
    if frame.scope.where:
        st.button(t("filter.clear_all"), key="health.clear", on_click=clear, args=(Address(where=frame.scope.where),))


def head(frame: Frame, ask: Questions) -> None:
    """Red by count against red by ARR, worse against better; over whom, and how well the score told the past."""
    bands, unit = ask.bands(), frame.scope.unit
    title = words.headline(bands, small.told(ask.matrix), ask.view.weeks, unit)
    said = words.base(bands, unit, frame.build.currency, ask.week, frame.scope.as_of, proof.sentence(frame))
    theme.block(cards.finding(title, said))


def bars(frame: Frame, ask: Questions) -> None:
    """The bands by count, and by ARR beneath."""
    bands, unit, currency = ask.bands(), frame.scope.unit, frame.build.currency
    said = joined(t("health.bars.subtitle"), words.limits(ask.borders, ask.least_known), words.borne(unit))
    held = words.shares(bands)
    made = [_bar(bands, 0, words.by_count(unit), words.number(int(bands.customers.sum()), unit), unit, currency),
            _bar(bands, 1, t("table.arr"), fmt.money(float(bands["arr"].sum()), currency, language()), unit, currency)]
    by = inside(words.by_count(unit))
    alt = t("list.comma").join(t("health.bars.alt", band=words.band(band), by=by, count=words.share(held[band][0]),
                                 arr=words.share(held[band][1])) for band in BANDS)
    drawing = distribution(made, {band: words.band(band) for band in BANDS}, alt)
    theme.block(cards.section(words.bars_title(bands), said) + drawing)
    files.bands(frame, bands)


def _bar(bands: pd.DataFrame, side: int, name: str, total: str, unit: str, currency: str) -> Bar:
    """One bar. `side`: 0 by count, 1 by ARR."""
    held, parts = words.shares(bands), []
    for row in bands.itertuples():
        large = words.share(held[row.band][side])
        amount = fmt.money(float(row.arr), currency, language())
        small = amount if side else words.number(int(row.customers), unit)
        says = t("health.bars.says", band=words.band(str(row.band)), share=large, amount=small)
        value = held[row.band][side]
        parts.append(Part(str(row.band), value if fmt.known(value) else 0.0, large, small, says))
    return Bar(name, total, parts)


def trend(frame: Frame, ask: Questions) -> None:
    """Red's share of customers and of ARR over half a year."""
    found, unit = small.partly(ask.trend), frame.scope.unit
    theme.block(cards.section(words.trend_title(found), t("health.trend.subtitle")))
    if found.as_of.nunique() < 2:
        theme.block(states.notice(t("health.trend.short"), [t("health.trend.short_why")]))
        return
    whole = words.whole_weeks(found)
    red = found[found.band == "red"].set_index("as_of")[["customers", "arr"]]
    rates = (red / whole.where(whole > 0)).sort_index()
    lines = [Line(t("table.arr"), rates["arr"].tolist(), spoken=True),
             Line(words.by_count(unit), rates.customers.tolist())]
    figure = shares(list(rates.index), lines, mode=theme.mode(), language=frame.language, height=LOW)
    theme.chart(figure, words.trend_title(found), "health-trend")
    files.trend(frame, found)


def migration(frame: Frame, ask: Questions) -> None:
    """The bands then against now; a click on a cell lists its accounts."""
    made, unit = ask.matrix(), frame.scope.unit
    with beside("health-migration", cards.section(words.migration_title(made, ask.view.weeks, unit))):
        controls.weeks(ask.view)
    if controls.refused(ask.view, "migration", WEEKS, CELL):
        return
    if not made:
        first = fmt.full_day(ask.known[0], language()) if ask.known else fmt.UNKNOWN
        theme.block(states.notice(t("health.migration.none_title"), [t("health.migration.none", day=first)]))
        return
    gone = any(tile.after == "gone" for tile in made[0])
    said = t(f"health.migration.subtitle{'_gone' if gone else ''}", weeks=ask.view.weeks,
             by=words.by_count(unit), unit=words.currency_word(frame.build.currency) or frame.build.currency)
    theme.block(f'<p class="t-sub">{said}</p>')
    then, now = t("health.matrix.then", weeks=ask.view.weeks), fmt.day(ask.week, language())
    matrix.draw(made, ask.view.cell, then, now, unit, frame.build.currency)
    files.migration(frame, ask.migration(), ask.view.weeks)


def quadrant(frame: Frame, ask: Questions) -> None:
    """The score against the CSM's pulse, the corners where both disagree."""
    found, unit, currency = ask.dots(), frame.scope.unit, frame.build.currency
    low, high = ask.borders["yellow"], ask.borders["green"]
    if not len(found):
        _no_dots(found)
        return
    held = dots.cornered(found, low, high)
    shown = dots.dots(held, currency)
    unknown = int(ask.bands().customers.sum()) - len(held)
    title = dots.title(held, unit)
    theme.block(cards.section(title, dots.subtitle(held, len(shown), unknown, unit)))
    figure = draw_quadrant(shown, low=low, high=high, words=dots.wording(held, low, high, unit, currency),
                           mode=theme.mode(), language=frame.language, height=HIGH)
    theme.chart(figure, title, "health-quadrant")
    files.quadrant(frame, found)


def _no_dots(found: pd.DataFrame) -> None:
    """Where nobody has both: without pulses what they would show; else that none is fresh."""
    theme.block(cards.section(t("health.quadrant.none")))
    if found.attrs.get("missing"):
        theme.block(absent.box("pulse"))
    else:
        theme.block(states.notice(t("health.quadrant.none_title"), [t("health.quadrant.none_why")]))
