"""The teams page: what it claims, what stands where a table or a team is missing, and what a lead is shown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from types import MappingProxyType
from typing import cast

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from components import i18n
from components.charts.levels_grr import Dot, levels_grr
from components.charts.team_forest import Axis, Heads, Line, Mark, team_forest
from components.charts.team_spread import Team, team_spread, ticks_of
from components.evidence.kinds import head
from components.i18n import text
from components.router import Frame
from components.teams import files, forest, today, words
from components.teams.questions import Questions
from components.teams.view import View, link, read
from data.access import Viewer
from queries.dimensions import Dimension, Value
from tests.conftest import Board
from tests.test_teams_chance import frame

PAGE = "pages/teams.py"
KEY = re.compile(r"\b(?:teams|metric|state|table)(?:\.[a-z_]+)+\b")
COMPANY = {"grr": 0.9, "nrr": 1.05, "logos_base": 200}


@pytest.fixture(autouse=True)
def english() -> None:
    i18n.use("en")


def said(app: AppTest) -> str:
    assert not app.exception, app.exception[0].value
    shown = [html.proto.body for html in app.get("html") if "<style>" not in html.proto.body]
    found = unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", " ".join(shown))))
    assert not KEY.findall(found)
    return found


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_the_page_says_whose_figures_they_are_and_opens_a_team(board: Board, language: i18n.Language) -> None:
    app = board(language, PAGE, team="T04")
    i18n.use(language)
    found = said(app)
    assert text(language, "teams.handed.sub") in found
    assert text(language, "teams.book.title") in found
    assert app.selectbox("teams.choice").value == "T04"
    links = re.findall(r'href="(\?[^"]*team=T\d+)"', " ".join(html.proto.body for html in app.get("html")))
    assert len(links) >= 10


def test_a_team_that_there_is_not_is_said(board: Board) -> None:
    app = board("en", PAGE, team="T99")
    assert "T99" in said(app)
    assert "clear.teams.team" in [str(each.key) for each in app.button]


def test_the_view_keeps_the_rest_of_the_address() -> None:
    assert read({"team": ["T1"]}, ("T1", "T2")) == View("T1")
    assert read({"team": ["T3"]}, ("T1",)) == View(unknown="T3")
    assert read({}, ("T1",)) == View()
    assert link({"segment": ["A&B", ""], "team": ["T9"]}, "T 1") == "?segment=A%26B&segment=&team=T+1"


def found_of(differences: list[float], errors: list[float], n: int = 50) -> pd.DataFrame:
    from queries.teams_chance import judged

    made = judged(frame(differences, errors, n), "team_id")
    rates = [0.9 + each for each in differences]
    return _attrs(made.assign(
        grr=rates, grr_low=[r - 0.05 for r in rates], grr_high=[min(r + 0.05, 1) for r in rates], nrr=1.0,
        nrr_low=0.9, nrr_high=1.1, arr_base=1e6, grr_expected=0.9), made.attrs)


def _attrs(made: pd.DataFrame, attrs: dict[object, object]) -> pd.DataFrame:
    made.attrs = {**attrs, "left_out": ()}
    return made


def test_the_title_calls_only_what_is_beyond_chance() -> None:
    sure = found_of([-0.2, 0.01, 0.0], [0.02, 0.02, 0.02])
    assert words.title(sure, {}, COMPANY) == text("en", "teams.title.below", team="T0", gap="20.0 pt")
    assert words.forest_title(sure) == text("en", "teams.forest.title", n=1, of=3)
    weak = found_of([-0.05, 0.0, 0.01, 0.0], [0.024] * 4)  # its own interval leaves zero out, corrected it does not
    assert words.outside(weak) == 2
    assert words.title(weak, {}, COMPANY) == text("en", "teams.title.chance", team="T0", gap="−5.0 pt", n=4)
    assert words.forest_title(weak) == text("en", "teams.forest.title.none", of=4)
    few = found_of([-0.2, 0.2], [0.01, 0.01], 9)
    assert words.title(few, {}, COMPANY) == text("en", "teams.title.none", n=10)
    assert words.forest_title(few) == text("en", "teams.forest.title.unranked", n=10)


def test_a_team_off_the_company_but_not_off_its_customers_is_named() -> None:
    found = found_of([-0.01, 0.0, 0.01], [0.024] * 3)
    found["grr"], found["grr_low"], found["grr_high"] = [0.8, 0.9, 0.91], [0.75, 0.85, 0.86], [0.85, 0.95, 0.96]
    found["grr_expected"] = found.grr - found.grr_difference
    other = found.assign(grr_expected=0.95)  # its customers let expect more than the company: no explanation
    assert words.title(other, {}, COMPANY) == words.title(other, {}, {"grr": None})
    said = text("en", "teams.title.mix_below", team="T0", grr="80.0%", expected="81.0%", company="the company")
    assert words.title(found, {}, COMPANY) == said
    assert words.title(found, {}, {"grr": None}) == text("en", "teams.title.chance", team="T0", gap="−1.0 pt", n=3)


def test_the_forest_ranks_with_intervals_and_puts_the_few_last() -> None:
    made = found_of([0.0, 0.05, -0.2, 0.3], [0.02] * 4)
    made["logos_base"] = [50, 50, 50, 5]
    made["ranked"] = [True, True, True, False]
    assert forest.ordered(made).team_id.tolist() == ["T1", "T0", "T2", "T3"]
    drawn = forest.draw(made, COMPANY, {"T0": "<Sato>"}, {}, "JPY", lambda team: f"?team={team}")
    assert drawn.index("T1") < drawn.index("T0") < drawn.index("T2") < drawn.index("T3")
    assert "&lt;Sato&gt;" in drawn
    assert "<Sato>" not in drawn
    row = drawn[drawn.index('href="?team=T3"'):]
    assert "t-tf-hollow" in row
    assert "t-tf-bad" not in row
    assert "t-tf-bad" in drawn[drawn.index('href="?team=T2"'):drawn.index('href="?team=T3"')]


def test_all_together_is_the_last_line_and_is_read_against_nothing() -> None:
    made = found_of([0.0, 0.05], [0.02] * 2)
    whole = {**{f"{metric}{end}": 0.9 for metric in ("grr", "nrr") for end in ("", "_low", "_high")},
             "logos_base": 100, "arr_base": 2e6}
    drawn = forest.draw(made, COMPANY, {}, {}, "JPY", lambda team: f"?team={team}", ("All <of> them", whole))
    row = drawn[drawn.index("t-tf-total"):]
    assert drawn.rindex('href="?team=') < drawn.index("t-tf-total")
    assert "All &lt;of&gt; them" in row
    assert "t-tf-bad" not in row
    assert "t-tf-bar" not in row
    assert words.whole(Viewer("a", "lead", ("T1",)), False) == text("en", "teams.whole.lead")
    assert words.whole(Viewer("a", "viewer"), False) == text("en", "teams.whole.company")
    assert words.whole(Viewer("a", "executive"), True) == text("en", "table.total")


def test_the_rates_that_teams_are_seen_beside_are_named_after_the_filters() -> None:
    assert words.everybody((), {}) == words.everybody((("team_id", ("T1",)),), {}) == ""
    whose = words.everybody((("team_id", ("T1",)), ("segment", ("Startup", "SMB"))), {})
    assert whose == "Startup, SMB"
    company = {**COMPANY, "grr": 0.8}
    assert words.base(found_of([0.0], [0.02]), company, pd.Timestamp("2025-11-22").date(), whose).count(whose) == 1
    drawn = forest.draw(found_of([0.0], [0.02]), company, {}, {}, "JPY", str, None, "<b>")
    assert text("en", "teams.axis.grr", name="&lt;b&gt;", rate="80.0%") in drawn


class Build:
    minor_digits = 0


class Asked:
    as_of, unit, viewer, where = "2026-11-22", "customer", Viewer("a", "lead", ("T1",)), ()


class Page:
    dimensions: Mapping[str, Dimension] = MappingProxyType({})
    scope, build, export = Asked(), Build(), None


def asking(names: dict[str, object]) -> Questions:
    made = Questions(cast(Frame, Page()))
    made.__dict__["names"] = names
    return made


def test_files_bear_their_own_heads_and_words() -> None:
    teams = {"team_id": Dimension("team_id", "customer", True, (Value("T1", "North", 3), Value("T8", "South", 0)))}
    pairs = pd.DataFrame({"grr": [2 / 3], "team_to": ["T1"], "team_from": ["T8"], "units": [4], "arr0": [3.0],
                          "secret": [1], "detail": [None]})
    made = files.sheet(asking(dict(teams)), "handed", pairs)
    assert "detail" not in files.sheet(asking(dict(teams)), "handed_accounts", pairs).heads
    assert list(made.heads.values()) == ["Giving team", "Receiving team", "Handed over", "Opening ARR", "GRR"]
    assert made.rows[list(made.heads)].values.tolist() == [["South", "North", 4, 3.0, 0.667]]
    assert made.kinds["grr"] == "rate"
    changes = pd.DataFrame({"csm": ["changed", "unchanged"], "logos_base": [10, 20], "logo_low": [0.51234, None]})
    told = files.sheet(asking({}), "changed", changes).rows
    assert told.csm.tolist() == [text("en", "teams.changed.changed"), text("en", "teams.changed.unchanged")]
    assert told.logo_low.tolist()[0] == 0.512
    now = pd.DataFrame({"team_id": [None], "on_time": [0.96551], "due": [10], "at_risk": [0]})
    today_ = files.sheet(asking({}), "today", now)
    assert today_.kinds == {"team_id": "text", "on_time": "rate", "due": "count", "at_risk": "count"}
    assert today_.rows.values.tolist() == [["No owner", 0.966, 10, 0]]


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_no_column_of_a_file_is_headed_by_its_key_or_by_anothers_words(language: i18n.Language) -> None:
    i18n.use(language)
    owners = dict.fromkeys(("team_id", "csm_id"), Dimension("team_id", "customer", True, ()))
    heads = {key: [head(name, owners, "customer", files.ASKED[key]) for name in names]
             for key, names in files.COLUMNS.items()}
    for key, names in files.COLUMNS.items():
        assert not set(names) & set(heads[key]), key
        assert len(set(heads[key])) == len(names), heads[key]
    elsewhere = {text(language, f"evidence.column.{name}") for name in ("known", "covered", "due", "on_time", "share")}
    assert not elsewhere & {*heads["today"], *heads["spread"]}


def test_marks_stay_on_their_scale() -> None:
    axis = Axis(0.6, 1.0, [(0.6, "60%"), (1.0, "100%")], 0.9, "GRR")
    assert [round(axis.place(each)) for each in (0.0, 0.6, 0.8, 1.0, 2.0)] == [0, 0, 50, 100, 100]
    unknown = Mark(None, None, None, "—")
    line = Line("A&B", "", "", "3", "¥1", unknown, unknown, unknown, few=True)
    drawn = team_forest([line], axis, axis, Axis(-0.1, 0.1, [(0, "0")], 0, "gap"), Heads("a", "b", "c", "d", "e"))
    assert "A&amp;B" in drawn
    assert "t-tf-dot" not in drawn
    assert "t-tf-nolead" in drawn


def test_the_range_of_csms_is_drawn_on_one_scale() -> None:
    wide, close = (Team("A<B", [(low, "x"), (high, "y")], "70 pt", True) for low, high in ((0.2, 0.9), (0.92, 1.0)))
    drawn = team_spread([wide], [(0.0, "0%"), (1.0, "100%")], "alt")
    assert "A&lt;B" in drawn
    assert "left:20.0%;width:70.0%" in drawn
    assert drawn.count("t-tf-bad") == 2
    assert (round(ticks_of([wide])[0], 9), round(ticks_of([wide])[-1], 9)) == (0.0, 1.0)
    assert ticks_of([close])[0] == pytest.approx(0.9)
    assert ticks_of([close])[-1] == pytest.approx(1.0)
    assert len(ticks_of([Team("A", [(0.0, "x")], "")])) > 1


def test_a_lone_dot_of_maturity_has_a_scale() -> None:
    drawn = levels_grr([Dot("A", 2.0, 0.9, 0.8, 1.0, 0.0, "A")], None, "level", mode="light", height=200)
    low, high = drawn["layout"]["xaxis"]["range"]
    assert low < 2 < high
    assert drawn["layout"]["xaxis"]["tickvals"]


def test_names_beside_dots_keep_off_each_other() -> None:
    dots = [Dot(name, level, 0.9, 0.85, 0.95, 1.0, name, True) for name, level in (("ABCDEF", 2.0), ("GHIJKL", 2.05))]
    notes = levels_grr([*dots, Dot("Z", 4.0, 0.6, 0.5, 0.7, 1.0, "Z")], 0.8, "level", mode="light", height=236)
    first, second = notes["layout"]["annotations"]
    assert (first["xanchor"], first["yshift"]) != (second["xanchor"], second["yshift"])
    assert {first["text"], second["text"]} == {"ABCDEF", "GHIJKL"}


def test_red_and_contact_are_summed_before_they_are_divided() -> None:
    bands = pd.DataFrame({"team_id": ["A"] * 3, "band": ["red", "green", "unknown"], "arr": [1.0, 3.0, 96.0]})
    assert today._red(bands).values.tolist() == [["A", 0.25]]
    cover = pd.DataFrame({"team_id": ["A", "A"], "value": ["high", "low"], "known": [1, 9], "covered": [1, 0]})
    assert today._covered(cover).values.tolist() == [["A", 0.1]]
