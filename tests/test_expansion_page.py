"""The expansion page: what it says, its choice, and what stands where a table is missing."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from components import i18n
from components.charts.paid import GAP, Paid, paid
from components.expansion import titles, view
from components.i18n import text
from queries.expansion_credit import COLUMNS
from tests import replay
from tests.conftest import Board
from tests.oracle.examples import line, tables
from tests.page_words import words_of

PAGE = "pages/expansion.py"
KEY = re.compile(r"\b(?:expansion|functions|metric|state)(?:\.[a-z_]+)+\b")


@pytest.fixture(autouse=True)
def english() -> None:
    i18n.use("en")


def said(app: AppTest) -> str:
    return words_of(app, KEY)


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_section_is_there(board: Board, language: i18n.Language) -> None:
    found = said(board(language, PAGE))
    for key in ("sources.title", "total", "unattributed", "parts.rule", "wins.rule", "handoffs.rule", "sizes.rule",
                "cohorts.rule", "starts.title", "trials.rule", "curve.title", "whom.title"):
        assert text(language, f"expansion.{key}") in found, key
    assert text(language, "state.failed.title") not in found
    if language == "ja":
        assert text("en", "functions.source.sales") not in found


def test_the_start_is_chosen_and_kept_in_the_url(board: Board) -> None:
    app = board("en", PAGE, start="middle")
    assert app.segmented_control(key="expansion.start").value == "middle"
    app.segmented_control(key="expansion.start").set_value("all").run()
    assert app.session_state["url.parameters"]["start"] == ["all"]
    said(app)
    app = board("en", PAGE, start="tiny")
    assert "tiny" in said(app)
    assert "clear.expansion.start" in [str(each.key) for each in app.button]


def test_another_unit_and_a_filter_are_taken(board: Board) -> None:
    found = said(board("en", PAGE, unit="contract", segment="SMB", product="Platform"))
    assert text("en", "expansion.unit.body") in found
    assert text("en", "state.failed.title") not in found


def drawn(monkeypatch: pytest.MonkeyPatch, *lines: Any, **more: Any) -> AppTest:
    """The page on a company of its own."""
    from components import loaders
    house = replay.warehouse(tables(*lines, **more), 0)
    monkeypatch.setattr(loaders, "warehouse", lambda url=None: house)
    return AppTest.from_function(page, default_timeout=60).run()


def page() -> None:
    from components import i18n, loaders, router
    from components.expansion import growth, sections, shown, titles
    from components.expansion.questions import Questions
    from components.expansion.view import View
    from queries import scope
    from queries.dimensions import build_info, dimensions

    i18n.use("en")
    build, known = build_info(loaders.warehouse()), dimensions(loaders.warehouse())
    shown_page = next(each for each in router.PAGES if each.key == "expansion")
    frame = router.Frame(shown_page, scope.Scope(build.default_as_of), build, known, "en")
    ask = Questions(frame, View())
    sections.head(frame, ask)
    sections.credit(frame, ask, "source")
    sections.credit(frame, ask, "seller")
    sections.parts(frame, ask)
    sections.table(frame, shown.WINS, ask.wins("source"), titles.wins)
    sections.table(frame, shown.HANDOFFS, ask.handoffs(), titles.handoffs)
    sections.sizes(frame, ask)
    growth.cohorts(frame, ask)
    growth.starts(frame, ask)
    growth.trials(frame, ask)
    growth.curve(frame, ask)


def test_one_customer_without_deals_seats_or_kinds_names_what_is_missing(
    on_demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = said(drawn(monkeypatch, line("A", "2024-01-10", None, "50")))
    for table in ("opportunity", "customer", "subscription"):
        assert text("en", "state.missing.title", table=table) in found, table
    assert text("en", "expansion.title.none") in found
    assert "nan" not in found.lower().replace("finance", "")
    assert "inf" not in found.lower().split()


def test_one_customer_that_grew_without_deals_is_nobodys(on_demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = said(drawn(monkeypatch, line("A", "2024-01-10", None, "50", seats=5),
                       line("A", "2027-01-10", None, "50", seats=5)))
    assert text("en", "expansion.title.unknown", amount="¥600") in found


def test_faults_in_the_rules_are_said_in_their_place(
    on_demo: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "selling.toml").write_text("size = 3")
    monkeypatch.setenv("TENURE_SELLING", str(tmp_path / "selling.toml"))
    found = said(drawn(monkeypatch, line("A", "2024-01-10", None, "50")))
    assert text("en", "expansion.sizes.faults") in found
    assert "must stand" in found


def test_a_view_is_read_strictly() -> None:
    assert view.read({}) == view.View()
    assert view.read({"start": ["large"]}) == view.View("large")
    assert view.read({"start": ["<b>"]}) == view.View(unknown="<b>")


def credited(**attrs: Any) -> Callable[[list[dict[str, Any]]], pd.DataFrame]:
    def made(rows: list[dict[str, Any]]) -> pd.DataFrame:
        found = pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)
        found.attrs = {"expansion": 0.0, "attributed": 0.0, "won_arr": 0.0, "missing": ()} | attrs
        return found
    return made


def test_the_finding_says_no_more_than_is_known() -> None:
    rest = {"of": None, "attributed": False, "amount": 0.0, "share": None, "customers": 0, "deals": 0, "won_arr": 0.0}
    assert titles.finding(credited()([rest]), "JPY") == text("en", "expansion.title.none")
    lost = rest | {"of": "sales", "attributed": True, "won_arr": 5.0}
    whole = rest | {"amount": 100.0, "share": 1.0}
    found = credited(expansion=100.0)([lost, whole])
    assert titles.finding(found, "JPY") == text("en", "expansion.title.unknown", amount="¥100")
    half = lost | {"amount": 50.0, "share": 0.5}
    found = credited(expansion=100.0, attributed=50.0)([half, rest | {"amount": 50.0, "share": 0.5}])
    assert titles.finding(found, "JPY") == text("en", "expansion.title.most", name="Sales", share="50%", amount="¥100")


def test_labels_of_curves_stand_apart_and_every_curve_reaches_the_edge() -> None:
    curves = [Paid(name, 20, [0.0, 30.0], [0.0, 0.5]) for name in "abcde"]
    figure = paid(curves, mode="light", language="en")
    places = sorted(each["yshift"] for each in figure["layout"]["annotations"])
    assert all(high - low >= GAP for low, high in pairwise(places))
    assert all(trace["x"][-1] == 365 for trace in figure["data"])
    assert paid([Paid("few", 3, [0.0], [0.0], True)], mode="dark", language="ja")["data"]
