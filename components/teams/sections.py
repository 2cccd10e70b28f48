"""The page's head, the forest of teams, and what lies behind a gap: maturity, and who the CSM is."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components import cards, states, theme
from components import format as fmt
from components.address import Address
from components.charts.levels_grr import Dot, levels_grr
from components.charts.team_spread import Team, team_spread, ticks_of
from components.filters import clear
from components.i18n import t
from components.router import Frame
from components.sentence import joined, narrowed
from components.teams import files, forest, words
from components.teams.questions import CSM, TEAM, Questions
from components.teams.view import link
from components.url import current
from queries import tables
from queries.metrics import FEW
from queries.small_shown import NotShown
from queries.teams_chance import CHANCE
from queries.teams_spread import spans, together

HEIGHT = 236
SHOWN = 6


def absent(ask: Questions) -> None:
    """In the place of the whole page where no customer has a team."""
    theme.block(cards.finding(t("teams.absent.title"), ""))
    theme.block(states.missing_table("customer", t("teams.absent.shows"), ["team_id", "csm_id"]))


def nothing(frame: Frame) -> None:
    """In the place of the page where nobody is left inside the filters."""
    theme.block(states.no_rows(t("teams.nobody_inside"), narrowed(frame.scope, frame.dimensions)))
    if frame.scope.where:
        st.button(t("filter.clear_all"), key="teams.clear", on_click=clear, args=(Address(where=frame.scope.where),))


def head(frame: Frame, ask: Questions) -> None:
    """Who is off beyond chance; whose figures they are, and how many comparisons there were."""
    found, day = ask.teams(), tables.year_before(frame.scope.as_of)
    company = ask.company().to_dict()
    whose = words.everybody(frame.scope.where, frame.dimensions)
    said = words.base(found, company, day, whose)
    if frame.scope.where:
        said = joined(said, narrowed(frame.scope, frame.dimensions))
    theme.block(cards.finding(words.title(found, frame.dimensions, company, whose), said))


def ranking(frame: Frame, ask: Questions) -> None:
    """GRR and NRR of every team with intervals, and GRR against what its customers' profiles let expect."""
    found, params = ask.teams(), current()
    theme.block(cards.section(words.forest_title(found), words.forest_sub(found)))
    drawn = forest.draw(found, ask.company().to_dict(), ask.leads(), frame.dimensions, frame.build.currency,
                        lambda team: link(params, team), (words.whole(frame.scope.viewer, bool(frame.scope.where)),
                                                          ask.whole().to_dict()),
                        words.everybody(frame.scope.where, frame.dimensions))
    if drawn:
        theme.block(drawn)
        files.offer(ask, "teams", found.assign(lead=[ask.leads().get(str(each)) for each in found[TEAM]]))
    else:
        theme.block(states.notice(t("teams.forest.none"), [t("teams.forest.none_why")]))


def maturity(frame: Frame, ask: Questions) -> None:
    """The level of maturity by evidence beside GRR, a dot a team."""
    rules = ask.rules
    levels = ask.levels(rules) if rules else pd.DataFrame(columns=[TEAM, "level", "told"])
    both = ask.teams().merge(levels[levels.level.notna()], on=TEAM)
    both = both[both.grr.notna()]
    sure = both[both.ranked.eq(True)]
    r, low, high = together(sure.level.tolist(), sure.grr.astype(float).tolist())
    theme.block(cards.section(_maturity_title(r, low, high, len(sure)), t("teams.maturity.sub", n=len(sure))))
    if both.empty:
        theme.block(states.notice(t("teams.maturity.none"), [t("teams.maturity.none_why")]))
        return
    off = words.beyond(ask.teams())
    named = {*off[TEAM], *sure.sort_values("level")[TEAM].iloc[[0, -1]]} if len(sure) else set()
    dots = [_dot(row, frame, row[TEAM] in named) for row in both.to_dict("records")]
    whole = ask.company()["grr"]
    figure = levels_grr(dots, float(whole) if fmt.known(whole) else None, t("teams.maturity.axis"), mode=theme.mode(),
                        height=HEIGHT)
    theme.chart(figure, _maturity_title(r, low, high, len(sure)), "teams-maturity")


def _maturity_title(r: float | None, low: float | None, high: float | None, n: int) -> str:
    if r is None or low is None or high is None:
        return t("teams.maturity.title.few", n=n)
    kind = "none" if low <= 0 <= high else "more" if r > 0 else "less"
    shown = {"r": fmt.decimal(r, 2), "low": fmt.decimal(low, 2), "high": fmt.decimal(high, 2)}
    return t(f"teams.maturity.title.{kind}", **shown)


def _dot(row: dict[str, object], frame: Frame, named: bool) -> Dot:
    value = {key: float(row[key]) for key in ("level", "grr", "grr_low", "grr_high", "arr_base")}  # type: ignore[arg-type]
    name = words.name(frame.dimensions, row[TEAM])
    low, high = (value[key] if fmt.known(value[key]) else None for key in ("grr_low", "grr_high"))
    says = t("teams.maturity.says", team=name, level=fmt.decimal(value["level"], 1), grr=fmt.rate(value["grr"]),
             interval=fmt.interval(low, high), n=f"{int(float(str(row['logos_base']))):,}")
    return Dot(name, value["level"], value["grr"], low, high, value["arr_base"], says, named, row["ranked"] is not True)


def spread(frame: Frame, ask: Questions) -> None:
    """How far the CSMs of one team are apart in coverage, and whether that is more than chance."""
    if not frame.scope.viewer.names:
        raise NotShown("names")
    found = ask.spread()
    if found.attrs["missing"]:
        theme.block(cards.section(t("teams.spread.none")))
        theme.block(states.notice(t("teams.unknown"), [words.missing(found.attrs["missing"])]))
        return
    held = spans(found)
    if held.empty:
        theme.block(cards.section(t("teams.spread.none")))
        theme.block(states.notice(t("teams.spread.few", n=FEW), [t("teams.spread.few_why", n=FEW)]))
        return
    title = _spread_title(held, frame)
    theme.block(cards.section(title, t("teams.spread.sub", n=FEW, of=len(held))))
    rows = [_spread_row(row, found, frame) for row in held.head(SHOWN).to_dict("records")]
    theme.block(team_spread(rows, [(each, fmt.rate(each, 0)) for each in ticks_of(rows)], title))
    files.offer(ask, "spread", found)


def _spread_title(held: pd.DataFrame, frame: Frame) -> str:
    beyond = held[held.p_adjusted.astype(float) < CHANCE]
    row = (beyond if len(beyond) else held).iloc[0]
    word = "beyond" if len(beyond) else "chance_one" if len(held) == 1 else "chance"
    return t(f"teams.spread.title.{word}",
             team=words.name(frame.dimensions, row[TEAM]), range=words.size(row["range"]))


def _spread_row(row: dict[str, object], found: pd.DataFrame, frame: Frame) -> Team:
    of_team = found[(found[TEAM] == row[TEAM]) & (found.known.astype(int) >= FEW)]
    dots = [(float(each.share), t("teams.spread.says", csm=words.csm(frame.dimensions, getattr(each, CSM)),
                                  share=fmt.rate(float(each.share)), n=f"{int(each.known):,}"))
            for each in of_team.itertuples()]
    beyond = float(str(row["p_adjusted"])) < CHANCE
    said = t("teams.spread.range.beyond" if beyond else "teams.spread.range.chance", range=words.size(row["range"]))
    return Team(words.name(frame.dimensions, row[TEAM]), dots, said, beyond)
