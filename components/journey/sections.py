"""The page's rows: each section asks, decides what may be said, and draws."""

from __future__ import annotations

from html import escape

import streamlit as st

from components import cards, deciding, states, theme, unfolded, url
from components import format as fmt
from components.address import Address
from components.filters import clear
from components.i18n import language, t
from components.journey import files, matrix, owning, picture, ruled, tables, words
from components.journey.questions import LISTED, Questions
from components.journey.view import BACK, CELL, WEEKS
from components.retention.controls import head as beside
from components.router import Frame
from components.sentence import narrowed, plain
from components.views import asked, tools
from data.journey.model import LEFT
from queries.journey_flow import NEW
from queries.narrowing import narrowed as narrowed_by
from queries.shelves import JOURNEY

SHOWN = 12


def nothing(frame: Frame, ask: Questions) -> None:
    """In the place of the whole page where nobody is active in the scope, or no stage can be told on the date."""
    if ask.standing().attrs.get("reason"):
        day = fmt.full_day(ask.told.first, language())
        theme.block(states.notice(t("journey.not_judged"), [t("journey.not_judged_why", day=day)]))
        return
    theme.block(states.no_rows(t("journey.nobody"), narrowed(frame.scope, frame.dimensions)))
    if frame.scope.where:
        st.button(t("filter.clear_all"), key="journey.clear", on_click=clear, args=(Address(where=frame.scope.where),))


def head(frame: Frame, ask: Questions) -> None:
    """The largest leak or where most stand too long; over whom, and by which rules."""
    standing, leaks = ask.standing(), ask.leaks()
    day = fmt.full_day(frame.scope.as_of, language())
    base = words.base(standing, leaks, frame.build.currency, day)
    theme.block(cards.finding(words.title(leaks, ask.dwell(), standing), base))
    if frame.scope.unit != "customer":
        unit = t(f"unit.{frame.scope.unit}")
        body = t("journey.unit.body", page=t("nav.page.retention"))
        theme.block(states.notice(t("journey.unit.title", unit=unit), [body]))


def stages(frame: Frame, ask: Questions) -> None:
    """The journey from left to right; the rules and the owners' form in one click."""
    with beside("journey-stages", cards.section(t("journey.picture.title"), t("journey.picture.subtitle"))):
        with st.popover(t("journey.rules.button"), key="popover.journey-rules"):
            st.html(theme.dialog_mode())
            theme.block(ruled.drawn(ask.told, ask.needs))
        if deciding.may("owner"):
            with st.popover(t("journey.owner.button"), key="popover.journey-owner"):
                st.html(theme.dialog_mode())
                owning.form(ask)
    picture.draw(ask)
    files.button(frame, "stages", ask.standing())


def flow(frame: Frame, ask: Questions) -> None:
    """From stage to stage; a click on a cell lists its accounts."""
    found, weeks = ask.flow(), ask.view.weeks
    made = matrix.tiles(found)
    better, worse = matrix.moved(made, "better"), matrix.moved(made, "worse")
    title = t("journey.flow.title", worse=words.customers(worse[0]), better=words.customers(better[0]), weeks=weeks)
    with beside("journey-flow", cards.section(title if len(found) else t("journey.flow.none"))):
        _weeks(weeks)
    if _refused(ask, "flow", WEEKS):
        return
    if not len(found):
        day = fmt.full_day(ask.told.first, language())
        theme.block(states.notice(t("journey.not_judged"), [t("journey.not_judged_why", day=day)]))
        return
    theme.block(f'<p class="t-sub">{escape(t("journey.flow.subtitle"))}</p>')
    then, now = (fmt.day(day, language()) for day in (ask.then, frame.scope.as_of))
    matrix.draw(made, ask.view.cell, then, now, frame.build.currency)
    files.button(frame, "flow", found, f"{weeks}w")


def dwell(frame: Frame, ask: Questions) -> None:
    """How long a stage lasts, and who has stood in it for too long."""
    found = ask.dwell()
    theme.block(cards.section(words.dwell_title(found), t("journey.dwell.subtitle")) + tables.dwell(found))
    files.button(frame, "dwell", found)


def leaks(frame: Frame, ask: Questions) -> None:
    """From which stage customers leave."""
    found = ask.leaks()
    if found.attrs["reason"]:
        theme.block(cards.section(t("journey.leaks.none")))
        theme.block(states.notice(t("journey.leaks.too_young"), [t("journey.leaks.too_young_why", weeks=words.WEEKS)]))
        return
    days = t("list.comma").join(fmt.day(day, language()) for day in found.attrs["landmarks"])
    said = t("journey.leaks.subtitle", weeks=words.WEEKS, days=days)
    notice = any(each.fact == "cancelled" for each in ask.told.rules.stage("at_risk").some)
    note = t("journey.leaks.cancelled") if notice else ""
    told = ask.reckoning() if found.attrs["left"] else None
    notes = "".join(f'<p class="t-sub">{escape(each)}</p>' for each in (words.reckoned(told) if told else "", note))
    theme.block(cards.section(words.leaks_title(found), said) + tables.leaks(found, frame.build.currency) + notes)
    files.button(frame, "leaks", found)


def trend(frame: Frame, ask: Questions) -> None:
    """Each stage's share of the customers over a year."""
    found = ask.history()
    shares = words.shares(found) if len(found) else {}
    theme.block(cards.section(words.trend_title(shares), t("journey.trend.subtitle")))
    if not shares or found.as_of.nunique() < 2:
        theme.block(states.notice(t("journey.trend.short"), []))
        return
    theme.block(tables.trend(shares))
    files.button(frame, "trend", found)


def accounts(frame: Frame, ask: Questions) -> None:
    """The accounts of the chosen stage or cell, adding up to it; without one all, those over time first."""
    view, currency = ask.view, frame.build.currency
    if _refused(ask, "accounts", CELL):
        return
    whole = ask.members(None)
    found = narrowed_by(whole, asked.narrow(JOURNEY))
    n, arr = words.customers(int(found.attrs["total"])), fmt.money(float(found.attrs["arr"]), currency, language())
    with beside("journey-accounts", cards.section(t("journey.accounts.title", of=_of(ask), n=n, arr=arr))):
        if view.stage:
            st.button(t("journey.accounts.every"), key="journey.every", type="tertiary", on_click=matrix.choose,
                      args=("",))
    said = t("journey.accounts.left" if view.stage == LEFT else "journey.accounts.subtitle")
    theme.block(f'<p class="t-sub">{escape(said)}</p>')
    if len(whole):
        tools.draw(frame, JOURNEY, whole)
    if not len(found):
        theme.block(states.notice(t("journey.accounts.nobody"), []))
        return
    every = unfolded.is_open("journey.rows")
    theme.block(tables.accounts(found, LISTED if every else SHOWN, currency, view.stage is None))
    if len(found) > SHOWN:
        unfolded.toggle(t("retention.table.rows", n=min(len(found), LISTED)), "journey.rows")
    suffix = "-".join(filter(None, (view.stage_from, view.stage)))
    files.button(frame, "accounts", found, suffix)


def _of(ask: Questions) -> str:
    """Whose accounts these are."""
    view = ask.view
    if view.cell:
        before = words.stage(view.cell[0]) if view.cell[0] != NEW else t("journey.stage.new")
        return t("journey.cell", before=before, after=words.stage(view.cell[1]))
    return words.stage(view.stage) if view.stage else t("journey.accounts.all")


def _weeks(weeks: int) -> None:
    """How many weeks back the flow looks."""
    names = {each: t("journey.weeks", n=each) for each in sorted(BACK)}
    st.session_state["journey.weeks"] = weeks
    st.segmented_control(t("journey.parameter.weeks"), list(names), key="journey.weeks", required=True,
                         format_func=names.__getitem__, on_change=_write_weeks, label_visibility="collapsed")


def _write_weeks() -> None:
    chosen = st.session_state["journey.weeks"]
    url.change(WEEKS, [] if chosen in (None, BACK[0]) else [str(chosen)])


def _refused(ask: Questions, section: str, *parameters: str) -> bool:
    """Where the link asks for what does not exist, that is said with a way back, and nothing else is drawn."""
    asked = ask.view.lacks(*parameters)
    if asked is None:
        return False
    name, value = asked
    theme.block(states.unknown_filter(t(f"journey.parameter.{name}"), value))
    st.button(plain(t("filter.remove", value=value)), key=f"journey.remove.{section}.{name}", on_click=url.change,
              args=(name, []))
    return True
