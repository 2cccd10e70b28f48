"""The journey page: its claims, its states, its matrix, the accounts of a stage, and an owner named on it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from components import i18n
from components.address import PAGE_PARAMETERS
from components.i18n import text
from components.journey import files, matrix, tables, words
from components.journey.view import BACK, CELL, WEEKS, read
from data.store import open_store
from data.warehouse import open_warehouse
from queries import journey, retention
from queries.dimensions import build_info
from queries.journey_dwell import COLUMNS as DWELL
from queries.journey_flow import COLUMNS as FLOW
from queries.journey_gone import Reckoning
from queries.journey_leaks import COLUMNS as LEAKS
from queries.journey_leaks import shape
from queries.journey_members import COLUMNS as MEMBERS
from queries.scope import Scope
from tests.conftest import Board

PAGE = "pages/journey.py"
KEY = re.compile(r"\b(?:journey|metric|state)(?:\.[a-z_]+)+\b")
WIDEST = {"ja": 84, "en": 80}


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    i18n.use("en")
    yield
    i18n.use("en")


def said(app: AppTest) -> str:
    assert not app.exception, app.exception[0].value
    shown = [html.proto.body for html in app.get("html") if "<style>" not in html.proto.body]
    found = unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", " ".join(shown))))
    assert not KEY.findall(found)
    return found


def width(title: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in title)


def leaks(**left: int) -> pd.DataFrame:
    """A thousand cases a stage, so many of which left; of signed five."""
    rows = [{"stage": stage, "n": 5 if stage == "signed" else 1000, "left": left.get(stage, 0), "arr": 1e6,
             "arr_left": 1000 * left.get(stage, 0)} for stage in journey.ACTIVE]
    return shape(pd.DataFrame(rows), 1, (pd.Timestamp("2026-01-04").date(),))


def dwell(**over: int) -> pd.DataFrame:
    return pd.DataFrame({"stage": list(journey.ACTIVE), "over": [over.get(stage, 0) for stage in journey.ACTIVE],
                         "limit_days": 90})


STANDING = pd.DataFrame({"stage": list(journey.STAGES), "customers": [1, 2, 9, 3, 2, 2, 2, 4],
                         "arr": [1.0, 2.0, 9.0, 3.0, 2.0, 2.0, 2.0, 4.0]})


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_the_title_is_the_surest_leak_else_where_most_are_over_time_and_it_fits(language: i18n.Language) -> None:
    i18n.use(language)
    for stage in journey.ACTIVE[1:]:
        title = words.title(leaks(**{"adopting": 10, stage: 251}), dwell(adopting=5), STANDING)
        assert words.stage(stage) in title
        assert "25.1%" in title
        assert width(title) <= WIDEST[language]
        slow = words.title(leaks(), dwell(**{stage: 1234}), STANDING)
        assert words.stage(stage) in slow
        assert width(slow) <= WIDEST[language]
    assert words.stage("adopting") in words.title(leaks(), dwell(), STANDING)


def test_a_leak_over_few_or_within_chance_is_none() -> None:
    assert words.worst(leaks(signed=5)) is None
    assert words.worst(leaks(**dict.fromkeys(journey.ACTIVE[1:], 20))) is None
    assert words.leaks_title(leaks()) == text("en", "journey.leaks.nobody")
    assert words.leaks_title(leaks(**dict.fromkeys(journey.ACTIVE[1:], 20))) == text("en", "journey.leaks.even")
    assert list(leaks().columns) == list(LEAKS)


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_the_three_counts_of_those_who_left_are_led_into_each_other(language: i18n.Language) -> None:
    i18n.use(language)
    whole = words.reckoned(Reckoning(cases=202, back=15, again=1, outside=0, between=0, gone=186, young=4, lost=182))
    for number in (202, 15, 1, 186, 4, 182):
        assert words.customers(number) in whole
    assert text(language, "journey.reckoned.outside", n=words.customers(0)) not in whole
    page = text(language, "nav.page.retention")
    same = words.reckoned(Reckoning(5, 0, 0, 0, 1, 6, 0, 6))
    assert text(language, "journey.reckoned.same", page=page, lost=words.customers(6)) in same
    filtered = words.reckoned(Reckoning(5, 0, 0, 1, 0, 4, 0, 3))
    assert text(language, "journey.reckoned.differs", page=page, lost=words.customers(3)) in filtered


def test_which_move_is_better_or_worse() -> None:
    assert matrix.tone("adopting", "at_risk") == matrix.tone("renewing", "left") == "worse"
    assert matrix.tone("at_risk", "renewing") == matrix.tone("onboarding", "adopting") == "better"
    assert matrix.tone("value_proven", "adopting") == "worse"
    assert {matrix.tone("expanding", "adopting"), matrix.tone("adopting", "renewing"), matrix.tone("new", "at_risk"),
            matrix.tone("renewing", "adopting")} == {"other"}
    assert all(matrix.tone(stage, stage) == "same" for stage in journey.ACTIVE)


def test_the_matrix_holds_every_move_and_who_left_with_what_they_had() -> None:
    found = pd.DataFrame([("adopting", "adopting", 5, 10.0, 12.0), ("adopting", "left", 2, 3.0, 0.0),
                          ("new", "signed", 1, 0.0, 4.0)],
                         columns=["stage_from", "stage_to", "customers", "arr_from", "arr"])
    made = matrix.tiles(found)
    cells = {(tile.before, tile.after): (tile.customers, tile.arr) for row in made for tile in row if tile.customers}
    assert cells == {("adopting", "adopting"): (5, 12.0), ("adopting", "left"): (2, 3.0), ("new", "signed"): (1, 4.0)}
    assert matrix.moved(made, "worse") == (2, 3.0)
    assert len(made) == 8
    assert len(matrix.tiles(found[:1])) == 7


def test_the_address_of_a_stage_and_of_a_cell() -> None:
    assert read({}).weeks == BACK[0]
    assert (read({CELL: ["at_risk"]}).stage, read({CELL: ["at_risk"]}).cell) == ("at_risk", None)
    assert read({CELL: ["adopting.left"], WEEKS: ["4"]}).cell == ("adopting", "left")
    for wrong in ("growing", "left.adopting", "new.left", ".adopting", "adopting."):
        assert read({CELL: [wrong]}).unknown == ((CELL, wrong),)
    assert read({WEEKS: ["5"]}).unknown == ((WEEKS, "5"),)
    assert {CELL, WEEKS} <= set(PAGE_PARAMETERS)


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_the_page_says_the_stages_and_their_numbers(board: Board, language: i18n.Language) -> None:
    app = board(language, PAGE)
    shown, house = said(app), open_warehouse()
    scope = Scope(build_info(house).default_as_of)
    for row in journey.standing(house, scope).itertuples():
        assert f"{text(language, f'journey.stage.{row.stage}')} {int(row.customers)}" in shown.replace(",", "")
    kpis = retention.kpis(house, scope).iloc[0]
    assert f"{int(kpis['logos'])}" in shown
    assert journey.told(house).digest in shown  # the rules, in their popover
    assert len([button for button in app.button if (button.key or "").startswith("journey.cell-")]) == len(
        journey.flow(house, scope, 13))


def test_a_cell_and_a_stage_list_their_accounts(board: Board) -> None:
    house = open_warehouse()
    scope = Scope(build_info(house).default_as_of)
    row = journey.flow(house, scope, 13).sort_values("customers").iloc[-1]
    app = board("en", PAGE, cell=f"{row.stage_from}.{row.stage_to}")
    title = f"{words.stage(row.stage_from)} → {words.stage(row.stage_to)}: {int(row.customers)} customers"
    assert title in said(app)
    app = board("en", PAGE, cell="left")
    assert text("en", "journey.accounts.left") in said(app)
    app.button(key="journey.every").click().run()
    assert text("en", "journey.accounts.all") in said(app)


def test_a_link_to_what_does_not_exist_says_so_with_a_way_back(board: Board) -> None:
    app = board("en", PAGE, cell="growing", weeks="5")
    assert "growing" in said(app)
    app.button(key="journey.remove.accounts.cell").click().run()
    app.button(key="journey.remove.flow.weeks").click().run()
    assert "growing" not in said(app)


def test_another_unit_is_said_to_change_nothing(board: Board) -> None:
    notice = text("en", "journey.unit.title", unit=text("en", "unit.contract"))
    assert notice in said(board("en", PAGE, unit="contract"))
    assert notice not in said(board("en", PAGE))


def test_a_filter_that_nobody_fulfils_has_a_way_back(board: Board) -> None:
    app = board("en", PAGE, segment="Enterprise", as_of=str(build_info(open_warehouse()).weeks[0]))
    assert not app.exception


def test_a_named_owner_is_shown_as_text(board: Board, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TENURE_STORE_URL", f"sqlite:///{tmp_path}/store.sqlite")
    open_store().put("owner", "stage:onboarding", {"owner": "<b>Ito</b>"}, "Abe", 0)
    app = board("en", PAGE)
    assert not app.exception
    shown = " ".join(html.proto.body for html in app.get("html"))
    assert "owner: &lt;b&gt;Ito&lt;/b&gt;" in shown
    assert "<b>Ito</b>" not in shown
    assert {each.key for each in app.text_input} >= {"journey.owner.name.signed.0", "deciding.author.journey"}


def test_days_whose_beginning_nobody_saw_are_at_least_so_many() -> None:
    row = {"account": "A", "account_id": "1", "arr": 1.0, "stage_from": "", "stage": "adopting", "days": 400,
           "over": True, "begun": False, "entry": 0, "renewal_due": None, "renewal_arr": None, "owner": None,
           "url": None}
    found = pd.DataFrame([row])
    found.attrs = {"total": 1, "arr": 1.0}
    assert "400 days or more, over time" in tables.accounts(found, 5, "JPY", True)


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_the_files_have_the_pages_words(language: i18n.Language) -> None:
    i18n.use(language)
    found = leaks(at_risk=251, signed=5, adopting=10)
    rows = files.said("leaks", found, {})
    heads = files.heads("leaks", rows, {})
    assert list(heads) == list(LEAKS)
    assert not set(heads.values()) & {*LEAKS, "未使用の割合", "終了", text(language, "evidence.column.left")}
    assert list(rows.stage) == [words.stage(stage) for stage in journey.ACTIVE]
    says = dict(zip(found.stage, rows.against, strict=True))
    assert says["at_risk"] == text(language, "journey.against.worse")
    assert says["adopting"] == text(language, "journey.against.better")
    assert set(rows.against) <= {text(language, f"journey.against.{key}") for key in ("better", "worse", "chance")}
    for key, columns in {"dwell": DWELL, "flow": FLOW, "accounts": MEMBERS}.items():
        empty = pd.DataFrame(columns=list(columns))
        shown = files.heads(key, files.said(key, empty, {}), {})
        assert [name for name, head in shown.items() if name == head] == []
