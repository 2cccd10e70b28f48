"""The sliders: each shows what the URL says, set before it is drawn, and writes the URL when it changes."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from components import cards, sentence, states, theme, url
from components import format as fmt
from components.i18n import language, t
from components.retention.controls import head as beside
from components.router import Frame
from components.whatif.questions import Questions
from components.whatif.view import CHANGE, PART, SHIFT, WHOLE, YEARS, View
from components.whatif.words import part_name, reason
from queries import scenarios
from queries.scenarios import USUAL_YEARS, NoChange
from queries.whatif_run import KEYS, LIMITS, MOST, Base

POINTS = ("grr", "expansion")
COSTLY = ("cac", "cs")


@dataclass(frozen=True)
class Lever:
    """One slider: its key, what it is now before any change (as words), and why it cannot be moved."""

    key: str
    now: str
    why: str = ""


def draw(frame: Frame, ask: Questions, view: View) -> None:
    """Whose sliders, the sliders, the way back to no change; what the URL asks and nobody understands."""
    start = ask.start()
    if start is None:
        return
    with beside("whatif", cards.section(t("whatif.levers.title"), t("whatif.levers.subtitle"))):
        _reset(view)
    for name, value in view.unknown:
        theme.block(states.unusable(t(f"whatif.parameter.{name}"), value))
        st.button(sentence.plain(t("filter.remove", value=value)), key=f"clear.whatif.{name}.{value}",
                  on_click=_without, args=(name, value))
    _part(frame, start, view)
    for lever in levers(frame, start, view):
        _slider(lever, view)


def levers(frame: Frame, start: Base, view: View) -> list[Lever]:
    """The five, with today's values of the part that is shown."""
    parts = [part for part in start.parts if view.part is None or part.name == view.part]
    opening = sum(part.opening for part in parts) or 1.0
    new = sum(part.new for part in parts)
    rates = {key: sum(getattr(part, key) * part.opening for part in parts) / opening for key in POINTS}
    costs, currency = start.costs, frame.build.currency
    why = "" if costs.known else reason(costs.reason)
    each = {"grr": fmt.rate(rates["grr"]), "expansion": fmt.rate(rates["expansion"]),
            "new": fmt.money(new, currency, language()),
            "cac": t("whatif.per_new", value=fmt.decimal(costs.per_new, 2)), "cs": fmt.rate(costs.cs)}
    return [Lever(key, each[key], why if key in COSTLY else "") for key in KEYS]


def _part(frame: Frame, start: Base, view: View) -> None:
    names = {WHOLE: part_name(frame, None),
             **{f"@{part.name}": part_name(frame, part.name) for part in start.parts}}
    if len(start.parts) < 2:
        return
    st.session_state["whatif.part"] = WHOLE if view.part is None else f"@{view.part}"
    st.selectbox(t("whatif.parameter.part"), list(names), key="whatif.part", format_func=names.__getitem__,
                 on_change=_to_part)


def _to_part() -> None:
    chosen = str(st.session_state["whatif.part"])
    url.change(PART, [chosen[1:]] if chosen else [])


def _slider(lever: Lever, view: View) -> None:
    low, high = (round(end * 100) for end in LIMITS[lever.key])
    small = lever.key in POINTS
    place = f"whatif.{lever.key}.{view.part}"
    held = view.levers.changes.get((lever.key, view.part), 0.0) * 100
    st.session_state[place] = round(held * 2) / 2 if small else round(held)
    name = t(f"whatif.lever.{lever.key}")
    label = sentence.plain(t("whatif.lever", name=name, now=lever.now) if not lever.why else name)
    st.slider(label, float(low) if small else low, float(high) if small else high, step=0.5 if small else 5, key=place,
              format="%+.1f pt" if small else "%+d%%", on_change=_moved, args=(place, lever.key, view.part),
              disabled=bool(lever.why), help=lever.why or t(f"whatif.lever.{lever.key}.help"))


def _moved(place: str, key: str, part: str | None) -> None:
    """Writes one change in the place of the same one; at 0 it is none."""
    value, kept = float(st.session_state[place]), []
    for text in url.remembered().get(CHANGE, []):
        try:
            if scenarios.parse(text)[0] != (key, part):
                kept.append(text)
        except NoChange:
            kept.append(text)
    made = f"{key}{'' if part is None else f'@{part}'}:{value:g}"
    url.change(CHANGE, sorted([*kept, made] if value else kept))


def _reset(view: View) -> None:
    st.button(t("whatif.reset"), key="whatif.reset", disabled=not view.changed, on_click=_cleared)


def _cleared() -> None:
    for name in (CHANGE, SHIFT):
        url.change(name, [])


def _without(name: str, value: str) -> None:
    url.change(name, [each for each in url.remembered().get(name, []) if each != value])


def years(view: View) -> None:
    """How many years are looked at."""
    st.session_state["whatif.years"] = view.years
    names = {each: t("whatif.years", n=each) for each in range(1, MOST + 1)}
    st.segmented_control(t("whatif.parameter.years"), list(names), key="whatif.years", required=True,
                         format_func=names.__getitem__, on_change=_to_years, label_visibility="collapsed")


def _to_years() -> None:
    chosen = int(st.session_state["whatif.years"])
    url.change(YEARS, [] if chosen == USUAL_YEARS else [str(chosen)])


def shifting(view: View, usual: float) -> None:
    """Whether the money is shifted, and what it brings there. usual: what the slider begins with, a share."""
    st.session_state["whatif.shift"] = view.levers.shift
    st.toggle(t("whatif.shift.toggle"), key="whatif.shift", on_change=_to_shift, args=(round(usual * 20) * 5,))
    if view.levers.shift:
        st.session_state["whatif.won"] = round(view.levers.won * 100)
        st.slider(t("whatif.shift.won"), 0, round(scenarios.WON[1] * 100), step=5, key="whatif.won", format="%d%%",
                  on_change=_to_won)


def _to_shift(usual: int) -> None:
    most = round(scenarios.WON[1] * 100)
    url.change(SHIFT, [str(min(max(usual, 0), most))] if st.session_state["whatif.shift"] else [])


def _to_won() -> None:
    url.change(SHIFT, [str(int(st.session_state["whatif.won"]))])
