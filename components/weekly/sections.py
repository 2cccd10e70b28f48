"""The sections of the weekly review, in the order of the page: each asks its question and draws its answer."""

from __future__ import annotations

from html import escape

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components import cards, narrative, sentence, states, theme, url
from components import format as fmt
from components import mix as mix_table
from components.address import parameter
from components.charts import line
from components.i18n import language, t
from components.plan import questions as plan
from components.report import buttons
from components.router import Frame
from components.weekly import accounts as mover_table
from components.weekly import causes as cause_table
from components.weekly import claims, downloads, questions, renewing, strip
from components.weekly import movements as flow_strip
from components.weekly import segments as segment_table
from queries.metrics import FEW
from queries.retention import A1_WEEKS

METRIC = "metric"
LINES_HEIGHT = 384
LISTED_CELLS = 4


def _dense(table: str, more: str = "") -> str:
    """A table whose rows stand closer, so that the whole page fits on one screen."""
    return f'<div class="t-weekly {more}">{table}</div>'


def head(frame: Frame) -> None:
    """The finding, its base, the KPI strip, and what is in renewal paperwork."""
    figures, flows = questions.trend(frame), questions.flow_weeks(frame)
    unit, currency = frame.scope.unit, frame.build.currency
    if _nothing(figures):
        where = sentence.narrowed(frame.scope, frame.dimensions)
        theme.block(states.no_rows(t("weekly.empty"), where))
        if frame.scope.where:
            st.button(t("filter.clear_all"), key="weekly.clear", on_click=_clear, args=(frame,))
        return
    claim = claims.claim(figures, questions.masking(frame), unit, currency)
    base = claims.base_sentence(figures, flows, unit, currency, questions.known_from(frame.build.first_day))
    words, told = _told(frame, claim)
    chip = t("status.warning") if claim.warning else ""
    made = strip.cards(figures, flows, claim, unit, currency, theme.mode(), plan.running(frame), renewing.card(frame))
    quiet = strip.paperwork(figures, unit, currency)
    theme.block(cards.finding(words, sentence.joined(told, base), chip) + cards.kpi_strip(made) + quiet)


def _told(frame: Frame, claim: claims.Claim) -> tuple[str, str]:
    """The title with what the change is made of, and the sentence with its parts."""
    if claim.change is None:
        return claim.words, ""
    why, dimension = questions.why(frame, claim.change), questions.breakdown(frame)
    words = claim.words if claim.warning else narrative.title(claim.change, why, frame.scope.unit)
    return words, narrative.parts(why, dimension, claim.change.span)


def _clear(frame: Frame) -> None:
    filters = {parameter(key) for key, _ in frame.scope.where}
    url.put({name: values for name, values in url.remembered().items() if name not in filters})


def lines(frame: Frame) -> None:
    """NRR and GRR over the year, the falling stretch marked where the warning fired."""
    figures, masking = questions.trend(frame).tail(questions.YEAR_WEEKS + 1), questions.masking(frame)
    span = (figures.as_of.iloc[-1] - figures.as_of.iloc[0]).days // 7
    fall = None
    if masking is not None and masking.fires:
        words = t("weekly.lines.fall", weeks=A1_WEEKS - 1, change=fmt.points(masking.grr_last - masking.grr_first))
        fall = line.Fall("grr", questions.window(frame.scope), words)
    units = int(figures.logos_base.iloc[-1])
    n, few = fmt.count(units, frame.scope.unit, language()), units < FEW
    under = t("weekly.lines.sub", weeks=span, n=f"{'○ ' * few}{n}")
    theme.block(cards.section(_lines_title(figures, fall is not None), under))
    nrr, grr = (fmt.rate(float(figures[key].iloc[-1])) for key in ("nrr", "grr"))
    drawn = line.rates(figures, mode=theme.mode(), language=language(), fall=fall, few=few, height=LINES_HEIGHT,
                       targets=plan.running(frame))
    theme.chart(drawn, t("weekly.lines.alt", weeks=span, nrr=nrr, grr=grr), "weekly.lines")


def _lines_title(figures: pd.DataFrame, masked: bool) -> str:
    known = figures[figures.grr.notna()]
    if masked:
        return t("weekly.lines.masked")
    if len(known) < 2:
        return t("weekly.lines.short")
    weeks = (known.as_of.iloc[-1] - known.as_of.iloc[0]).days // 7
    nrr, grr = (fmt.points(float(known[key].iloc[-1] - known[key].iloc[0])) for key in ("nrr", "grr"))
    return t("weekly.lines.moved", weeks=weeks, nrr=nrr, grr=grr)


def causes(frame: Frame) -> None:
    """The event and the roll behind this week's change, of GRR in the title and of all three rates in the table."""
    found = questions.causes(frame)
    title = cards.section(cause_table.heading(found, "grr"), t("weekly.causes.sub"))
    theme.block(title + _dense(cause_table.drawn(found), "t-causes"))


def segments(frame: Frame) -> None:
    """Which part of the company GRR's change of the last weeks comes from; nothing without a base to compare."""
    earlier = questions.since(questions.trend(frame), frame.scope.as_of)
    if earlier is None:
        return
    dimension = questions.breakdown(frame)
    if dimension is None:
        theme.block(states.notice(t("weekly.segments.alone"), [t("weekly.segments.alone_body")]))
        return
    weeks = (frame.scope.as_of - earlier).days // 7
    found = questions.shares(frame, dimension.key, earlier)
    if not len(found):
        return
    under = t("weekly.segments.sub", dimension=sentence.dimension_inside(dimension.key))
    title = cards.section(segment_table.heading(found, dimension, weeks), under)
    theme.block(title + _dense(mix_table.drawn(found, dimension, "grr", frame.scope.unit, LISTED_CELLS)))


def metric_asked() -> str | None:
    """The rate whose movers the link asks for, GRR where it names none; null for one that there is not."""
    asked = url.current().get(METRIC, [])
    return mover_table.METRICS[0] if not asked else asked[-1] if asked[-1] in mover_table.METRICS else None


def _write_metric() -> None:
    chosen = st.session_state["weekly.metric"]
    url.change(METRIC, [chosen] if chosen and chosen != mover_table.METRICS[0] else [])


def accounts(frame: Frame) -> None:
    """The accounts that moved GRR or NRR this week, with the switch between the two, kept in the URL."""
    metric = metric_asked()
    found = questions.movers(frame, metric) if metric else None
    words = mover_table.heading(found, metric) if metric and found is not None else t("weekly.accounts.title")
    theme.block(cards.section(words))
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="movers"):
        theme.block(f'<p class="t-sub">{escape(_accounts_sub(frame, found, metric))}</p>')
        st.session_state["weekly.metric"] = metric
        names = {key: t(f"metric.{key}.short") for key in mover_table.METRICS}
        st.segmented_control(
            t("weekly.accounts.switch"), list(names), key="weekly.metric", format_func=names.__getitem__,
            on_change=_write_metric, label_visibility="collapsed",
        )
    if found is None:
        theme.block(states.unknown_filter(METRIC, url.current()[METRIC][-1]))
    elif metric and mover_table.moved(found):
        theme.block(_dense(mover_table.drawn(found, frame.build.currency, metric, questions.paper(frame))))
    else:
        _losses(frame)


def _accounts_sub(frame: Frame, found: pd.DataFrame | None, metric: str | None) -> str:
    """What the table below lists: this week's accounts, or in a quiet week the losses of the twelve months."""
    if found is None:
        return t(f"weekly.accounts.sub_{mover_table.METRICS[0]}")
    if mover_table.moved(found):
        waiting = int(mover_table.in_paper(found, questions.paper(frame)).sum())
        said, number = t(f"weekly.accounts.sub_{metric}"), fmt.count(waiting, frame.scope.unit, language())
        return t("weekly.accounts.with_paper", sub=said, n=number) if waiting else said
    return t("weekly.accounts.losses") if len(questions.losses(frame)) else t("weekly.accounts.no_losses")


def _losses(frame: Frame) -> None:
    found, currency = questions.losses(frame), frame.build.currency
    if len(found):
        base = float(questions.trend(frame).arr_base.iloc[-1])
        theme.block(_dense(mover_table.losses(found, base, currency)))


def young(frame: Frame) -> None:
    """In the place of everything that needs a base: what will stand there and when, and whose ARR changed this week."""
    if _nothing(questions.trend(frame)):
        return
    why, accounts_of_the_week = st.columns([5, 8.2], gap="medium")
    day, waiting = questions.known_from(frame.build.first_day), []
    if frame.scope.as_of < day:
        waiting = [t("weekly.young.from", day=fmt.full_day(day, language()))]
    with why:
        theme.block(states.notice(t("weekly.young.title"), [t("weekly.young.body"), *waiting]))
    with accounts_of_the_week:
        found = questions.moved(frame)
        under = t("weekly.young.order", n=len(found)) if len(found) else ""
        head = cards.section(t("weekly.young.accounts" if len(found) else "weekly.young.none"), under)
        theme.block(head + (_dense(mover_table.week(found, frame.build.currency)) if len(found) else ""))


def _nothing(figures: pd.DataFrame) -> bool:
    """Whether the scope holds nothing, neither now nor twelve months ago."""
    return not figures["arr"].iloc[-1] and not figures.logos_base.iloc[-1]


def why_columns(frame: Frame) -> list[DeltaGenerator]:
    """Lines, accounts and renewals beside each other; without names the lines are wide, and what is said stands below
    each other.
    """
    if frame.scope.viewer.names:
        return st.columns([5, 4.1, 4.1], gap="medium")
    lines, rest = st.columns([8.8, 4.4], gap="medium")
    with rest:
        return [lines, st.container(), st.container()]


def movements(frame: Frame) -> None:
    """What was new, came back, grew, shrank and left this week, each over the last 13 weeks."""
    flows, currency = questions.flow_weeks(frame), frame.build.currency
    if _nothing(questions.trend(frame)):
        return
    if not flow_strip.told(flows):
        theme.block(cards.section(t("weekly.flows.withheld")))
        return
    title = cards.section(flow_strip.heading(flows, currency), t("weekly.flows.sub", weeks=len(flows)))
    theme.block(title + flow_strip.drawn(flows, currency, theme.mode()))


def export(frame: Frame) -> None:
    """The weekly report, and the page's figures as files, in the header's export popover."""
    metric = metric_asked() or mover_table.METRICS[0]
    figures, flows = questions.trend(frame), questions.flow_weeks(frame)
    if not _nothing(figures):
        buttons.offer(frame)
    named = frame.scope.viewer.names
    downloads.offer(frame, figures, flows, questions.movers(frame, metric) if named else None, metric,
                    renewing.rows(frame) if named else None)
