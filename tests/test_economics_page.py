"""The economics page: what it says, what is tried in its address, and what stands where nothing can be known."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from components import i18n
from components.charts.profit import Line, profit
from components.economics import words
from components.economics.view import read
from components.i18n import text
from data.economics.reading import Assumptions
from tests.conftest import Board
from tests.page_words import words_of

PAGE = "pages/economics.py"
KEY = re.compile(r"\b(?:economics|metric|state|functions)(?:\.[a-z_]+)+\b")


@pytest.fixture(autouse=True)
def english() -> None:
    i18n.use("en")


def said(app: AppTest) -> str:
    return words_of(app, KEY)


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_the_page_says_what_a_customer_brings_and_costs(board: Board, language: i18n.Language) -> None:
    found = said(board(language, PAGE))
    for key in ("ltv", "cac", "payback_months", "renewals_until_profit", "ltv_to_cac"):
        assert text(language, f"metric.{key}.short") in found
    assert text(language, "economics.formula.title") in found
    assert text(language, "economics.part.retained") in found
    assert "inf" not in re.findall(r"[a-z]+", found)


@pytest.mark.parametrize("by", ["segment", "icp_fit", "source", "partner_id"])
def test_every_split_says_whether_costs_are_given_by_it(board: Board, by: str) -> None:
    found = said(board("en", PAGE, by=by))
    given = by in ("segment", "partner_id")
    assert ("none are shared out: CAC" in found) is not given
    assert ("Costs as the data give them by" in found) is given


def test_what_is_tried_stands_in_the_address_alone(board: Board) -> None:
    found = said(board("en", PAGE, margin="0.5", cac="100000", term="6"))
    assert text("en", "economics.assume.tried") in found
    assert "50.0%" in found
    assert text("en", "economics.split.assumed") in found
    app = board("en", PAGE)
    app.number_input("economics.assume.margin").set_value(25.0)
    next(each for each in app.button if each.label == text("en", "economics.assume.try")).click().run()
    assert app.query_params["margin"] in ("0.25", ["0.25"])
    assert "25.0%" in said(app)
    app.button("economics.assume.reset").click().run()
    assert "margin" not in app.query_params


@pytest.mark.parametrize(("name", "value"), [("margin", "2"), ("margin", "nan"), ("cac", "-1"), ("term", "0"),
                                             ("term", "2.5"), ("by", "magic")])
def test_a_link_to_what_there_is_not_says_so(board: Board, name: str, value: str) -> None:
    app = board("en", PAGE, **{name: value})
    assert value in said(app)
    assert f"clear.economics.{name}" in [str(each.key) for each in app.button]


@pytest.mark.parametrize("margin", ["-10", "0", "1"])
def test_both_ends_of_a_margin(board: Board, margin: str) -> None:
    found = said(board("en", PAGE, margin=margin))
    assert ("never pays back" in found) == (margin != "1")


def test_a_filter_on_lines_and_a_faulty_file(board: Board, on_demo: Path, monkeypatch: pytest.MonkeyPatch,
                                             tmp_path: Path) -> None:
    assert text("en", "economics.reason.lines") in said(board("en", PAGE, **{"f.product": "Platform"}))
    file = tmp_path / "own.toml"
    file.write_text("[assumptions]\ngross_margin = 7", encoding="utf-8")
    monkeypatch.setenv("TENURE_ECONOMICS", str(file))
    found = said(board("en", PAGE))
    assert text("en", "economics.assume.faults") in found
    assert "own.toml:2" in found


def test_a_view_of_the_address() -> None:
    view = read({"margin": ["0.7"], "cac": ["1e5"], "term": ["12"], "by": ["source"]}, Assumptions(0.5), {})
    assert view.assumed == Assumptions(0.7, 1e5, 12)
    assert view.own == {"gross_margin", "cac", "renewal_months"}
    assert read({"margin": ["a lot"]}, Assumptions(0.5), {}).assumed == Assumptions(0.5)


def test_bounds_are_said() -> None:
    row = {"cac_partial": True, "margin_partial": True}
    assert words.bound("cac", row) == "≥ "
    assert words.bound("ltv", row) == "≤ "
    assert words.bound("arpa", row) == ""


@pytest.mark.parametrize("values", [[0.0], [-5.0, 3.0], [-2e9, -1e9, 7e8], [4.0, 4.0]])
def test_a_chart_holds_zero_and_every_value(values: list[float]) -> None:
    ages = list(range(len(values)))
    whole = Line("All", ages, values, [""] * len(values), [None] * len(values), [None] * len(values))
    low, high = profit([whole], whole, "JPY", mode="light", language="en")["layout"]["yaxis"]["range"]
    assert low < min(*values, 0.0)
    assert high > max(*values, 0.0)
