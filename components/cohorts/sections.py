"""The page's sections: each asks, decides what may be said, and draws."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components import cards, states, theme, unfolded
from components import format as fmt
from components.address import Address
from components.charts.curves import WIDE
from components.charts.curves import curves as draw_curves
from components.charts.survival import Curve, Gap, cropped, curve_of, survival
from components.cohorts import controls, cuts, files, heat, labels, panels, words
from components.cohorts.questions import Questions
from components.cohorts.view import AGES, BY, CUT, METRIC, PERIOD, View
from components.filters import clear
from components.i18n import t
from components.retention.controls import head as beside
from components.router import Frame
from components.sentence import joined, narrowed, plain, short
from components.url import change
from queries.cohorts import Period, total
from queries.dimensions import Dimension

TALL, LOW, SEEN = 420, 216, 36
MULTIPLES: Period = "year"
"""The period of the small multiples' cohorts, where two of them have a curve."""


def nothing(frame: Frame) -> None:
    """In the place of the whole page where the scope has never held a unit: that it has not, and the way back."""
    theme.block(states.no_rows(words.things(frame.scope.unit), narrowed(frame.scope, frame.dimensions)))
    if frame.scope.where:
        st.button(t("filter.clear_all"), key="cohorts.clear", on_click=clear, args=(Address(where=frame.scope.where),))


def head(frame: Frame, ask: Questions) -> None:
    """The verdict in a sentence, its base, the test, and history's edge."""
    filtered = bool(frame.scope.label_filters)
    theme.block(words.finding(ask.verdict(), ask.whole(), frame.scope.unit, frame.build.first_day, filtered))


def _refused(view: View, section: str, *parameters: str) -> bool:
    """Where the link asks for what does not exist, that is said with a way back, and nothing else is drawn."""
    asked = view.lacks(*parameters)
    if asked:
        name, value = asked
        theme.block(states.unknown_filter(t(f"cohorts.parameter.{name}"), value))
        st.button(plain(t("filter.remove", value=value)), key=f"clear.{section}.{name}", on_click=change,
                  args=(name, []))
    return asked is not None


def heatmap(frame: Frame, view: View, ask: Questions) -> None:
    """Cohorts by age: NRR, GRR or units, the weighted total beneath."""
    found, unit = ask.cohorts(), frame.scope.unit
    if not heat.reached(found):
        _no_cells(view, found, unit)
        return
    whole = total(found)
    with beside("cohorts", cards.section(heat.title(found, whole, view, unit))):
        controls.metric(view, unit)
        controls.period(view)
        controls.ages(view)
    if _refused(view, "heatmap", METRIC, PERIOD, AGES):
        return
    subtitle = f'<p class="t-sub">{heat.subtitle(found, view, unit)}</p>'
    theme.block(subtitle + heat.drawn(found, whole, view, unit, frame.build.currency))
    files.cells(frame, found, whole, view.period)


def _no_cells(view: View, found: pd.DataFrame, unit: str) -> None:
    """Where no cohort has reached a month as a whole: when the first will have, or that none has a known start."""
    with beside("cohorts", cards.section(t("cohorts.heat.none"))):
        if len(found):
            controls.period(view)
    if _refused(view, "heatmap", METRIC, PERIOD, AGES):
        return
    left = int(found.attrs.get("left_out", 0))
    lines = [t("cohorts.heat.none_start", n=words.many(left, unit))] if left else []
    if len(found):
        first = min(cuts.complete(cohort, view.period) for cohort in found.cohort)
        lines = [t("cohorts.heat.first_cell", day=words.day(first)), *lines]
    theme.block(states.notice(t("cohorts.heat.none_title"), lines))


def sides(frame: Frame, view: View, ask: Questions) -> None:
    """Survival of newer against older units, who is at risk beneath, the difference at twelve months."""
    verdict, found, unit = ask.verdict(), ask.halves(), frame.scope.unit
    drawn = cropped(_both(found), SEEN)
    with beside("sides", cards.section(_sides_title(ask, drawn))):
        controls.cut(view, frame)
    if _refused(view, "sides", CUT):
        return
    if not drawn:
        theme.block(states.notice(t("cohorts.survival.none_title"), [t("cohorts.survival.none")]))
        return
    last = max(curve.ages[-1] for curve in drawn)
    said = joined(t("cohorts.survival.subtitle", cut=words.day(view.cut), things=words.things(unit)),
                        t(f"cohorts.survival.{'few' if any(each.few for each in drawn) else 'until'}", months=last))
    theme.block(f'<p class="t-sub">{said}</p>')
    gap = None
    if verdict.difference and all(curve.at(verdict.months) is not None for curve in drawn):
        gap = Gap(verdict.months, t("cohorts.survival.gap", months=verdict.months, gap=fmt.points(verdict.difference)))
    figure = survival(drawn, mode=theme.mode(), language=frame.language, gap=gap, warned=words.clear(verdict) < 0,
                      height=TALL)
    theme.chart(figure, said, "cohorts-sides")
    files.sides(frame, found)


def _both(found: pd.DataFrame) -> list[Curve]:
    """Older, newer: those that have a curve to draw."""
    made = []
    for side in ("older", "newer"):
        rows = found[found.side == side]
        curve = curve_of(rows, t(f"cohorts.side.{side}"), int(found.attrs["units_by"].get(side, 0)))
        if len(curve.ages) > 1 and curve.last():
            made.append(curve)
    return made


def _sides_title(ask: Questions, drawn: list[Curve]) -> str:
    verdict = ask.verdict()
    if verdict.older is not None and verdict.newer is not None:
        return t("cohorts.survival.title", months=verdict.months, older=fmt.rate(verdict.older),
                 newer=fmt.rate(verdict.newer))
    if not drawn:
        return t("cohorts.survival.none_head")
    curve = max(drawn, key=lambda each: each.ages[-1])
    last = min(verdict.months, curve.last() or 0)
    return t("cohorts.survival.title_one", name=curve.name, months=last, rate=fmt.rate(curve.at(last)))


def multiples(frame: Frame, view: View, ask: Questions) -> None:
    """A curve a cohort, the weighted total of all grey behind each."""
    period: Period = MULTIPLES
    found = ask.cohorts(period)
    drawn = panels.curves(found, view, period)
    if len(drawn) < 2:
        found, period = ask.cohorts("quarter"), "quarter"
        drawn = panels.curves(found, view, period)
    metric = heat.metric_name(view, frame.scope.unit)
    if _refused(view, "multiples", METRIC):
        return
    if not drawn:
        theme.block(cards.section(t("cohorts.heat.none")))
        theme.block(states.notice(t("cohorts.heat.none_title"), []))
        return
    title = panels.title(drawn, metric)
    theme.block(cards.section(title, panels.subtitle(found, drawn, period, metric)))
    whole = panels.curve(total(found), t("cohorts.total"), view.metric)
    figure = draw_curves(drawn, whole, mode=theme.mode(), language=frame.language, step=False, height=LOW)
    theme.chart(figure, title, f"cohorts-multiples{_abreast(drawn)}")


def _abreast(drawn: list[Curve]) -> str:
    """Panels three abreast scroll on a phone: the style sheet knows them by their key."""
    return "-abreast" if len(drawn) > WIDE else ""


def by(frame: Frame, view: View, ask: Questions) -> None:
    """Survival of the largest values of a dimension, everybody grey behind each; beside it the table of all."""
    if view.by is None:
        theme.block(cards.section(t("retention.table.none"), t("retention.table.none_why")))
        return
    whole = ask.whole()
    found = labels.labels(ask.by(view.by), view.by)
    everyone = labels.Label(t("cohorts.everyone"), int(whole.attrs["units"]), whole)
    left, right = st.columns(2, gap="medium")
    with left:
        _panels(frame, view.by, found, everyone)
    with right:
        _table(frame, view, view.by, found, everyone)
    files.curves(frame, ask.by(view.by), view.by)


def _panels(frame: Frame, dimension: Dimension, found: list[labels.Label], everyone: labels.Label) -> None:
    drawn, age = labels.curves(found), labels.reference(everyone.rows)
    rate = everyone.at(age)[0]
    title = labels.title(found, dimension, rate, age)
    if not drawn:
        theme.block(cards.section(title))
        theme.block(states.notice(t("cohorts.survival.none_title"), [t("cohorts.survival.none")]))
        return
    theme.block(cards.section(title, labels.subtitle(found, dimension, len(drawn))))
    low = labels.lowest(found, rate, age)
    whole = curve_of(everyone.rows, everyone.name, everyone.n)
    figure = draw_curves(drawn, whole, mode=theme.mode(), language=frame.language, step=True, height=LOW,
                         warned=[short(low.name)] if low else [])
    theme.chart(figure, title, f"cohorts-by{_abreast(drawn)}")


def _table(
    frame: Frame, view: View, dimension: Dimension, found: list[labels.Label], everyone: labels.Label
) -> None:
    every = len(found) <= labels.SHOWN or unfolded.is_open("cohorts.rows")
    with beside("by", cards.section(labels.table_title(found, everyone))):
        controls.by(view, frame.dimensions)
    if _refused(view, "by", BY):
        return
    listed = min(len(found), labels.LISTED) if every else labels.SHOWN
    note = f'<p class="t-sub">{t("cohorts.by.table_subtitle")}</p>'
    with st.container(key="cohorts-table"):
        theme.block(note + labels.table(found, dimension, everyone, listed))
    if len(found) > labels.SHOWN:
        unfolded.toggle(t("retention.table.rows", n=min(len(found), labels.LISTED)), "cohorts.rows")
