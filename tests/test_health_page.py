"""The Health page: its words, its numbers against the queries, its states, and that its accounts add up."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from components import format as fmt
from components import i18n
from components.charts.bands import BANDS
from components.charts.migration import tiles
from components.health import dots, measures, modelled, split, why, words
from components.health.view import CELLS, read
from components.i18n import Language, text
from data.health.model import Component, Model
from data.warehouse import Warehouse, open_warehouse
from queries import health, health_behind, retention
from queries.dimensions import Dimension, Value, build_info, dimensions
from queries.scope import UNITS, Scope
from tests.conftest import Board

PAGE = "pages/health.py"
SEGMENT = Dimension("segment", "category", True, tuple(Value(v, v, 1) for v in ("Enterprise", "SMB", None)))
WIDEST = {"ja": 84, "en": 80}
MODEL = Model(3, date(2026, 1, 4), 0.5, True, 92, 6, (("green", 70.0), ("yellow", 40.0), ("red", 0.0)),
              (("high", 30), ("low", 90), ("tech", 180)),
              (Component("support", 5.0, ((0.0, 100.0), (3.0, 0.0)), (("SMB", ((0.0, 100.0), (9.0, 0.0))),)),
               Component("usage_trend", 15.0, ((-0.5, 0.0), (0.2, 100.0)), ())))


@pytest.fixture(autouse=True)
def english() -> None:
    i18n.use("en")


def said(app: AppTest) -> str:
    assert not app.exception, app.exception[0].value
    assert not app.error, app.error[0].value
    shown = [html.proto.body for html in app.get("html") if "<style>" not in html.proto.body]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", " ".join(shown)))


def cells(app: AppTest) -> dict[tuple[str, str], str]:
    """The matrix's buttons that open something, by (band then, band now)."""
    found = {}
    for button in app.button:
        parts = re.fullmatch(r"cell-(?:chosen-)?[a-z]+\d-(\w+)-(\w+)", button.key or "")
        if parts:
            found[parts.group(1), parts.group(2)] = button.key or ""
    return found


@pytest.fixture
def house(on_demo: Any) -> Warehouse:
    return open_warehouse()


@pytest.fixture
def scope(house: Warehouse) -> Scope:
    return Scope(build_info(house).default_as_of)


def frame_of(green: tuple[int, float], yellow: tuple[int, float], red: tuple[int, float],
             unknown: tuple[int, float]) -> pd.DataFrame:
    rows = [(band, *held) for band, held in zip(BANDS, (green, yellow, red, unknown), strict=True)]
    return pd.DataFrame(rows, columns=["band", "customers", "arr"])


MOVED = tiles({("green", "red"): (1045, 5e9), ("red", "green"): (1021, 3e9), ("green", "green"): (9, 9.0)})
CASES = {
    "large": frame_of((236, 24.9), (104, 14.2), (71, 13.7), (37, 4.1)),
    "small": frame_of((236, 44.9), (104, 14.2), (171, 3.7), (37, 4.1)),
    "even": frame_of((236, 24.9), (104, 14.2), (71, 7.7), (37, 4.1)),
    "no red": frame_of((236, 24.9), (104, 14.2), (0, 0.0), (37, 4.1)),
    "mostly unknown": frame_of((2, 1.0), (1, 1.0), (1, 1.0), (97, 4.1)),
    "all unknown": frame_of((0, 0.0), (0, 0.0), (0, 0.0), (97, 4.1)),
}


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("unit", UNITS)
def test_every_title_fits(language: Language, case: str, unit: str) -> None:
    i18n.use(language)
    for matrix in (MOVED, [], tiles({})):
        title = words.headline(CASES[case], matrix, 26, unit)
        assert sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in title) <= WIDEST[language]


def test_the_title_says_red_by_count_and_by_arr_and_the_moves() -> None:
    assert words.headline(CASES["large"], MOVED, 4, "customer") == (
        "Red: 15.8% of customers but 24.1% of ARR; 4 weeks: 1,045 worse, 1,021 better")
    i18n.use("ja")
    title = words.headline(CASES["large"], tiles({}), 4, "customer")
    assert title.startswith("赤は社数で15.8%だがARRで24.1%。大口に偏り")


def test_a_little_is_not_nothing_and_almost_all_not_everything() -> None:
    assert [words.share(value) for value in (0.0, 0.0001, 0.004, 0.5, 0.996, 0.9999, 1.0)] == [
        "0%", "<0.1%", "0.4%", "50%", "99.6%", ">99.9%", "100%"]


def test_the_link_is_read_strictly() -> None:
    known = {"segment": SEGMENT}
    view = read({"by": ["segment"], "weeks": ["13"], "cell": ["green.red"], "account": ["C1"]}, known, ())
    assert (view.by, view.weeks, view.cell, view.account) == (SEGMENT, 13, ("green", "red"), "C1")
    wrong = read({"by": ["nothing"], "weeks": ["5"], "cell": ["green.blue"]}, known, ())
    assert wrong.unknown == (("by", "nothing"), ("weeks", "5"), ("cell", "green.blue"))
    assert "new.gone" not in CELLS


@pytest.mark.parametrize(("key", "row", "expected"), [
    ("usage_trend", {"m_usage_trend": -0.42}, "−42% over 8 weeks"),
    ("support", {"m_support": 3.0}, "3 severe tickets"), ("support", {"m_support": 1.0}, "1 severe ticket"),
    ("contact", {"m_contact": 74 / 90, "week_day": 1000, "touch_day": 926, "twoway_day": None},
     "last contact 74 days ago (promised: 90)"),
    ("contact", {"m_contact": 1.23, "week_day": 1000, "touch_day": None, "twoway_day": None},
     "1.2 times the promised rhythm"),
    ("payment", {"m_payment": 0.0}, "none overdue"), ("payment", {"m_payment": 12.0}, "12 days overdue"),
    ("onboarding", {"m_onboarding": 0.75}, "basic steps done"), ("pulse", {"m_pulse": None}, fmt.UNKNOWN),
    ("pulse", None, fmt.UNKNOWN), ("feature:Reports", {}, fmt.UNKNOWN),
])
def test_measures_in_words(key: str, row: dict[str, Any] | None, expected: str) -> None:
    assert measures.measured(key, row, dict(MODEL.rhythm)) == expected


def test_points_add_up_to_the_change_as_it_is_shown() -> None:
    rows = [("usage_depth", 90.0, 50.04, -10.04), ("pulse", 80.0, 60.0, -4.13), ("survey", 1.0, 1.0, 0.0)]
    found = pd.DataFrame(rows, columns=["component", "old", "new", "points"])
    found.attrs = {"score_from": 62.26, "score": 48.09, "change": -14.17}
    drawn = re.sub(r"<[^>]+>", " ", why.drawn(found, {}, MODEL))
    shown = [float(each.replace(fmt.MINUS, "-").replace("+", "")) for each in re.findall(r"[−+]\d+\.\d", drawn)]
    assert shown == [-10.1, -4.1, -14.2]
    assert "1 unchanged" in drawn


def test_the_model_is_told_whole() -> None:
    drawn = re.sub(r"<[^>]+>", " ", modelled.drawn(MODEL)).replace("\u00a0", " ")
    for part in ("version 3", "75.0%", "25.0%", "−50% → 0", "SMB: 0 → 100, 9 → 0", "Green from 70", "92 days"):
        assert part in drawn


def test_the_model_says_which_past_weeks_later_data_changed_and_what_is_not_promised() -> None:
    assert "the bands have changed" not in modelled.drawn(MODEL)
    assert "In 3 past weeks the bands have changed" in modelled.drawn(MODEL, 3)
    silent = replace(MODEL, rhythm=(("high", 30),))
    assert "low-touch —" in modelled.drawn(silent)



def test_the_companys_own_score_stands_beside_the_computed_one() -> None:
    now = {"given": 62.0, "computed": 48.13}
    assert why.given({"new": now}) == "The company's own score: 62.0; computed by the model: 48.1."
    assert why.given({"new": {**now, "given": float("nan")}}) == ""
    assert why.given({}) == ""


def test_where_red_is_most_leaves_out_the_few() -> None:
    rows = []
    for name, many, red in (("Enterprise", 40, 0.1), ("SMB", 40, 0.3), (None, 5, 1.0)):
        rows += [(name, band, int(many * part), many * part * 10) for band, part in
                 zip(BANDS, (1 - red, 0, red, 0), strict=True)]
    shown = split.rows(pd.DataFrame(rows, columns=["segment", "band", "customers", "arr"]), SEGMENT)
    assert shown.name.tolist()[-1] == text("en", "filter.unknown")
    assert split.title(shown, SEGMENT) == "Red by ARR: SMB 30.0%, Enterprise 10.0%"


def test_the_corners_follow_the_lists() -> None:
    rows = [("A", "1", None, 39.9, 4.0, 5.0), ("B", "2", None, 70.0, 2.0, 5.0), ("C", "3", "x", 40.0, 5.0, 1.0)]
    found = pd.DataFrame(rows, columns=["account", "account_id", "detail", "score", "pulse", "arr"])
    held = dots.cornered(found, 40, 70)
    assert [dot.corner for dot in dots.dots(held, "JPY")] == ["unhealthy", "leaving", None]
    assert dots.title(held, "customer") == "Look first at 2 customers where score and pulse disagree"


def test_words_are_made_for_the_dots_that_are_drawn_only() -> None:
    many = 30_000
    found = pd.DataFrame({"account": "A", "account_id": [str(at) for at in range(many)], "detail": None,
                          "score": [at % 100 + 0.5 for at in range(many)],
                          "pulse": [1.0 + at % 5 for at in range(many)],
                          "arr": 5.0})
    held = dots.cornered(found, 40, 70)
    made = dots.dots(held, "JPY")
    assert len(made) == int((held.corner != "").sum()) + 200
    assert "a sample of the rest" in dots.subtitle(held, len(made), 0, "customer")


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_the_pages_numbers_are_the_queries(board: Board, house: Warehouse, scope: Scope, language: Language) -> None:
    shown, currency = said(board(language, PAGE)), build_info(house).currency
    bands = health.bands(house, scope)
    held = words.shares(bands)
    assert fmt.rate(held["red"][0]) in shown
    assert fmt.rate(held["red"][1]) in shown
    for row in bands.itertuples():
        assert fmt.money(float(row.arr), currency, language) in shown
    whole = retention.kpis(house, scope).iloc[0]
    assert fmt.money(float(whole["arr"]), currency, language, "table") in shown
    assert not re.search(r"\bnan\b|None", shown)


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("where", [(), (("segment", ("SMB",)),), (("product", ("Core",)),)])
def test_the_bands_add_up_to_the_weekly_review(house: Warehouse, scope: Scope, unit: str, where: Any) -> None:
    known = dimensions(house)
    if where and where[0][0] == "product":
        where = (("product", (known["product"].values[0].value,)),)
    asked = Scope(scope.as_of, unit, where)
    bands, whole = health.bands(house, asked), retention.kpis(house, asked).iloc[0]
    assert bands["arr"].sum() == pytest.approx(float(whole["arr"]), abs=0.005)
    assert int(bands.customers.sum()) == int(whole["logos"])
    moves = health.migration(house, asked, 4)
    here = moves[moves.band_to != "gone"]
    assert here["arr"].sum() == pytest.approx(float(whole["arr"]), abs=0.005)


def test_a_click_on_a_cell_lists_accounts_that_add_up(board: Board, house: Warehouse, scope: Scope) -> None:
    app = board("en", PAGE)
    cell, key = max(cells(app).items(), key=lambda each: each[0] == ("green", "yellow"))
    app.button(key).click().run()
    assert app.query_params["cell"] == ".".join(cell)
    members = health.members(house, scope, *cell, limit=None)
    shown, currency = said(app), build_info(house).currency
    assert f"{words.cell(*cell)}: {words.many(len(members), 'customer')}" in shown
    assert fmt.money(float(members["arr"].sum()), currency, "en", "table") in shown
    assert str(members.account.iloc[0]) in shown
    app.button("health.every").click().run()
    assert "cell" not in app.query_params


def test_why_explains_the_chosen_account(board: Board, house: Warehouse, scope: Scope) -> None:
    moved = health.moved(house, scope)
    chosen = str(moved.account_id.iloc[3])
    app = board("en", PAGE, account=chosen)
    assert app.selectbox("health.account").value == chosen
    found = health.why(house, scope, chosen)
    assert found.points.sum() == pytest.approx(found.attrs["change"])
    shown = said(app)
    assert f"{moved.account.iloc[3]}: {moved.score_from.iloc[3]:.1f} to {moved.score.iloc[3]:.1f}" in shown
    state = health_behind.measures(house, scope, chosen)
    assert state["at"].tolist() == ["old", "new"]
    assert "Health model, version 1" in shown


def test_a_feature_opens_its_low_customers(board: Board) -> None:
    app = board("en", PAGE)
    options = app.selectbox("health.feature").options
    app.selectbox("health.feature").select(options[1]).run()
    assert app.query_params["feature"] == options[1]
    assert f"Low in {options[1]}" in said(app)


@pytest.mark.parametrize("weeks", ["8", "13", "26"])
def test_other_weeks_back(board: Board, weeks: str) -> None:
    app = board("ja", PAGE, weeks=weeks)
    assert f"{weeks}週" in said(app)


@pytest.mark.parametrize("unit", ["contract", "group"])
def test_another_unit_says_whose_band_it_bears(board: Board, unit: str) -> None:
    assert text("ja", f"health.borne.{unit}") in said(board("ja", PAGE, unit=unit))


@pytest.mark.parametrize(("parameter", "value"), [
    ("by", "nothing"), ("weeks", "5"), ("cell", "green.blue"), ("account", "nobody"), ("feature", "none such")])
def test_what_a_link_asks_for_in_vain_is_said(board: Board, parameter: str, value: str) -> None:
    app = board("en", PAGE, **{parameter: value})
    assert value in said(app)
    clear = next(button for button in app.button if (button.key or "").startswith("clear."))
    clear.click().run()
    assert parameter not in app.query_params


def test_a_scope_without_anybody_says_so(board: Board, house: Warehouse) -> None:
    week = build_info(house).weeks[0]
    app = board("en", PAGE, as_of=week.isoformat())
    said(app)
