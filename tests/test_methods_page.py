"""The page of methods: what it claims, that it stands on any data, and that unknown is said, never drawn."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from components import i18n, loaders
from components.i18n import text
from components.methods import lines, methods_table, prices, units, words
from data.warehouse import Warehouse, open_warehouse
from queries import methods, methods_bridge, methods_units
from queries import prices as split_of
from queries.dimensions import dimensions
from queries.methods import METHODS
from queries.oracle import Row
from queries.oracle.days import base_day
from queries.scope import Scope
from tests import replay
from tests.conftest import Board, start
from tests.oracle.examples import day, line, tables

PAGE = "pages/methods.py"
AS_OF = day("2025-12-28")
TWO = (line("a", "2024-01-01", "2025-03-01", "100", seats=10), line("a", "2025-06-01", None, "150", seats=12),
       line("b", "2024-01-01", None, "100", seats=5), line("new", "2025-02-01", "2025-08-01", "400", seats=1))


@pytest.fixture(autouse=True)
def english() -> None:
    i18n.use("en")


def plain(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def said(app: AppTest) -> str:
    assert not app.exception, app.exception[0].value
    return plain(" ".join(html.proto.body for html in app.get("html") if "<style>" not in html.proto.body))


def of(*given: Row) -> Warehouse:
    return replay.warehouse(tables(*given), 0)


def test_the_title_says_how_far_apart_the_methods_stand() -> None:
    """1,200 of 2,400 left and came back as 1,800; another customer came and left within the year."""
    found = methods.methods(of(*TWO), Scope(AS_OF))
    assert words.finding(found) == "One year's NRR is -150.0% or 125.0%, depending on the method".replace("-", "−")
    drawn = plain(methods_table.drawn(found, "customer", "JPY"))
    assert all(text("en", f"methods.method.{name}") in drawn for name in METHODS)
    assert "▲ Seen elsewhere; misleads" in drawn


def test_where_nrr_agrees_the_title_speaks_of_grr_and_else_of_neither() -> None:
    dip = (line("a", "2024-01-01", "2025-03-01", "100"), line("a", "2025-03-01", "2025-06-01", "50"),
           line("a", "2025-06-01", None, "100"))
    moved = methods.methods(of(*dip), Scope(AS_OF))
    assert words.finding(moved) == "NRR agrees, but GRR is 50.0% or 100.0% depending on the method"
    still = methods.methods(of(line("a", "2024-01-01", None, "100")), Scope(AS_OF))
    assert words.finding(still) == "However this year is counted, NRR is 100.0%"


def test_the_lines_are_the_queries() -> None:
    steps = methods_bridge.reconciliation(of(*TWO), Scope(AS_OF))
    drawn = plain(lines.rates(steps, "JPY"))
    for row in steps[steps.kind == "method"].itertuples():
        assert text("en", f"methods.method.{row.line}") in drawn
    assert "¥2,400" in plain(lines.bridge(steps, "JPY"))
    assert "moves NRR by" in words.lines_title(steps)
    assert words.bridge_title(steps, "JPY") == "The same lines lead from ¥2.4K to ¥3.0K"


def test_units_and_prices_are_drawn_with_what_adds_up() -> None:
    warehouse, scope = of(*TWO), Scope(AS_OF)
    found = methods_units.units(warehouse, scope)
    assert words.units_title(found) == "NRR is 125.0% by every unit"
    assert plain(units.drawn(found, "customer", "JPY")).count("○") == 5, "fewer than ten of every unit"
    parts = split_of.split(warehouse, scope, base_day(AS_OF), AS_OF)
    assert words.prices_title(parts) == "Expansion: 40% seats, 60% price, 0% other products"
    drawn = plain(prices.drawn(parts, "JPY"))
    assert "+¥240" in drawn
    assert "+¥360" in drawn
    assert "+¥600" in drawn


def test_the_title_of_prices_speaks_of_what_moved_and_of_what_is_unknown() -> None:
    def title(*given: Row) -> str:
        return words.prices_title(split_of.split(of(*given), Scope(AS_OF), base_day(AS_OF), AS_OF))

    less = (line("a", "2024-01-01", "2025-03-01", "100", seats=10), line("a", "2025-03-01", None, "50", seats=5))
    assert title(*less) == "Contraction: 100% seats, 0% price, 0% other products"
    vague = (line("a", "2024-01-01", "2025-03-01", "100", seats=10), line("a", "2025-03-01", None, "150"))
    assert title(*vague) == "Expansion: seats are unknown for 100% of it"
    assert title(line("a", "2024-01-01", None, "100", seats=1)) == text("en", "methods.prices.title_none")


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize("params", [{}, {"unit": "product"}, {"unit": "group"}, {"by": "segment"}])
def test_every_view_stands(board: Board, language: i18n.Language, params: dict[str, str]) -> None:
    shown = said(board(language, PAGE, **params))
    for key in ("method.all_customer", "line.closing", "unit_how.product", "part.seats"):
        assert text(language, f"methods.{key}") in shown


def test_every_filter_of_a_kind_stands(board: Board, on_demo: Path) -> None:
    known = dimensions(open_warehouse())
    for key in ("segment", "product", "employees", "kind"):
        if key in known:
            said(board("en", PAGE, **{key: known[key].values[0].value or ""}))


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The page on a hand-made company."""

    def page(*given: Row, **params: str) -> AppTest:
        warehouse = of(*given)
        monkeypatch.setattr(loaders, "warehouse", lambda url=None: warehouse)
        return start("en", {"as_of": "2025-12-28", **params}).switch_page(PAGE).run()

    return page


@pytest.mark.parametrize(("given", "wanted"), [
    ([line("a", "2024-01-01", None, "100", seats=3)], "However this year is counted, NRR is 100.0%"),
    ([line("a", "2025-12-22", None, "100", seats=3)], "no method gives a rate"),
    ([line(name, "2024-01-01", "2025-05-01", "100") for name in "abc"], "a month opens with nothing active"),
    ([line("a", "2024-01-01", "2025-05-01", "100"), line("a", "2025-07-01", None, "90")], "depending on the method"),
    ([line("a", "2024-01-01", None, "100")], text("en", "methods.prices.title_missing")),
], ids=["one customer", "one week of history", "all churned on one day", "an empty month", "no seats"])
def test_thin_data_give_reasons(opened: Any, given: list[Row], wanted: str) -> None:
    shown = said(opened(*given))
    assert wanted in shown
    assert "nan" not in shown.lower().split()


def test_a_filter_that_empties_the_base_says_so(opened: Any) -> None:
    """A product that nobody had on either day; one that nobody had a year ago."""
    given = [line("a", "2024-01-01", None, "100"), line("a", "2023-11-01", "2024-02-01", "10", product="old"),
             line("a", "2025-10-01", None, "10", product="young")]
    assert text("en", "state.empty.title", what=text("en", "weekly.empty")) in said(opened(*given, product="old"))
    assert text("en", "methods.title.none") in said(opened(*given, product="young"))
