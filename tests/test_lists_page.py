"""Whom to call, on the health page: a choice that says number and ARR, reasons in words, files, panels that add up."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from components import i18n
from components.i18n import catalogue, text
from components.lists import controls, drawn, reasons, sections
from components.lists.files import _csv, _workbook, heads
from components.lists.kinds import KINDS
from components.renewals import words as renewals
from components.router import PAGES, Frame
from data.warehouse import open_warehouse
from queries import expansion, lists
from queries.dimensions import build_info, dimensions
from queries.narrowing import Narrow
from queries.scope import Scope
from tests.conftest import Board

PAGE = "pages/health.py"


def said(app: AppTest) -> str:
    return " ".join(html.proto.body for html in app.get("html"))


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_list_stands_under_its_claim(board: Board, language: str) -> None:
    for key in KINDS:
        app = board(language, PAGE, list=key)
        assert not app.exception, key
        assert text(language, f"lists.rule.{key}") in said(app), key  # type: ignore[arg-type]
        assert app.session_state["lists.list"] == key


def test_a_choice_is_kept_in_the_url(board: Board) -> None:
    app = board("en", PAGE)
    app.button_group(key="lists.list").set_value("ready").run()
    assert app.query_params["list"] == "ready"
    app.button_group(key="lists.list").set_value("silent").run()
    assert "list" not in app.query_params


def test_a_link_to_an_unknown_list_says_so(board: Board) -> None:
    app = board("en", PAGE, list="nobody")
    assert "nobody" in said(app)
    app.button(key="clear.lists").click().run()
    assert "list" not in app.query_params
    assert text("en", "lists.rule.silent") in said(app)


@pytest.mark.parametrize("key", ["shelfware", "stale"])
def test_the_panel_of_a_list_adds_up(board: Board, key: str) -> None:
    app = board("en", PAGE, list=key)
    app.button(key=f"explain.lists.{key}").click().run()
    assert text("en", "evidence.accounts.agrees") in said(app)
    assert text("en", "evidence.accounts.differs") not in said(app)
    assert text("en", f"metric.list_{key}.definition")[:60] in said(app)


def frame_of(language: i18n.Language) -> Frame:
    house = open_warehouse()
    build = build_info(house)
    page = next(page for page in PAGES if page.key == "health")
    return Frame(page, Scope(build.default_as_of), build, dimensions(house), language)


@pytest.mark.usefixtures("on_demo")
@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_files_hold_the_whole_list_with_its_reasons(language: i18n.Language) -> None:
    frame, house = frame_of(language), open_warehouse()
    found = lists.shelfware(house, frame.scope)
    rows = pd.read_csv(io.BytesIO(_csv(house, frame, KINDS["shelfware"])))
    assert len(rows) == len(found) == found.attrs["total"] > 8
    assert rows[text(language, "lists.file.arr")].sum() == pytest.approx(found.attrs["arr"])
    assert rows[text(language, "lists.file.reason")].notna().all()
    red = pd.read_csv(io.BytesIO(_csv(house, frame, KINDS["shelfware"], Narrow(bands=("red",)))))
    assert len(red) == int((found.band == "red").sum()) < len(rows)
    assert set(red[text(language, "lists.file.band")]) == {text(language, "lists.band.red")}
    book = openpyxl.load_workbook(io.BytesIO(_workbook(house, frame)))
    assert [text(language, f"lists.name.{key}") in book.sheetnames for key in KINDS] == [True] * len(KINDS)


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_column_of_a_list_has_a_head(language: i18n.Language) -> None:
    i18n.use(language)
    for kind in KINDS.values():
        assert heads(pd.DataFrame(columns=[*kind.columns, "reason"]))
        assert f"metric.{kind.metric}.formula" in catalogue(language)


def row(**given: Any) -> Any:
    return pd.DataFrame([given]).astype(object).itertuples().__next__()


def test_reasons_say_what_the_rule_saw() -> None:
    i18n.use("en")
    assert reasons.reason("silent", row(trend=-0.452, ticket_days=112, twoway_days=None)) == (
        "Use down 45% in 8 weeks. Last ticket: 112 days ago; last two-way contact: never")
    assert reasons.reason("shelfware", row(seats=699, users=254.5, unused_seats=444.5, share=0.636)) == (
        "255 of 699 seats used, 444 (64%) unused")
    assert reasons.reason("ready", row(use=0.94, rising=True, outcomes=2)) == (
        "94% of seats used, up two quarters in a row; 2 outcomes reached")
    assert reasons.reason("ready", row(use=0.7, rising=True, outcomes=None)) == (
        "Use of seats up two quarters in a row, now 70%; outcomes unknown")
    assert reasons.reason("leaving", row(pulse=2.0, pulse_days=1, trend=-0.2)) == (
        "CSM’s pulse is 2 (1 day ago); use −20% in 8 weeks")
    assert reasons.reason("stale", row(pulse=None, pulse_days=None, touch_model="high")) == "No pulse yet, high-touch"
    i18n.use("ja")
    assert reasons.reason("silent", row(trend=-0.3, ticket_days=None, twoway_days=60)) == (
        "利用が8週間で30%減。チケットは一度もない、双方向の接点は60日前が最後")
    assert reasons.when(row(when="2026Q4", when_source="own", when_n=3, when_share=2 / 3), 4) == (
        "2027年1–3月", "この顧客の拡大3回のうち2回")
    assert reasons.when(row(when=None, when_source=None, when_n=None, when_share=None), 4)[0] == "—"


@pytest.mark.parametrize(("band", "score", "expected"), [
    ("red", 39.8, "Red 39.8"), ("yellow", 40.0, "Yellow 40.0"), ("yellow", 69.9, "Yellow 69.9"),
    ("green", 70.0, "Green 70.0"), ("unknown", None, "Unknown")])
def test_a_score_never_stands_on_the_other_side_of_its_bands_border(band: str, score: float | None,
                                                                    expected: str) -> None:
    i18n.use("en")
    assert drawn.health(row(band=band, score=score)).words == expected
    assert renewals.health(pd.DataFrame([{"band": band, "score": score}]).iloc[0]).words == expected


@pytest.mark.usefixtures("on_demo")
def test_the_choice_of_unused_seats_says_the_unused_parts_arr() -> None:
    found = pd.DataFrame()
    found.attrs = {"missing": (), "total": 617, "arr": 1_870e6, "unused_arr": 920e6}
    said = {"ja": "未使用ライセンス 617・未使用分9.2億円", "en": "Unused seats 617 · ¥920M unused"}
    for language, expected in said.items():
        i18n.use(language)  # type: ignore[arg-type]
        assert controls.label(frame_of(language), "shelfware", found) == expected  # type: ignore[arg-type]


def test_a_title_says_nobody_missing_or_candidates() -> None:
    i18n.use("en")
    empty = pd.DataFrame(columns=list(expansion.READY))
    empty.attrs = {"missing": (), "unknown": (), "total": 0, "arr": 0.0}
    frame = Frame(PAGES[0], Scope(pd.Timestamp("2026-06-28").date()), None, {}, "en")  # type: ignore[arg-type]
    assert sections.title(frame, "ready", empty) == "Ready to expand: nobody"
    empty.attrs["missing"] = ("usage_week",)
    assert sections.title(frame, "ready", empty) == "Ready to expand"
    empty.attrs |= {"missing": (), "unknown": ("outcome",)}
    assert text("en", "lists.outcome_unknown") in sections.subtitle("ready", empty)


def test_a_table_links_to_the_crm_and_adds_up_as_shown() -> None:
    i18n.use("en")
    found = pd.DataFrame([{
        "account": f"<b>{number}", "account_id": f"C{number}", "detail": None, "arr": 100.0, "score": None,
        "band": "unknown", "touch_model": None, "pulse": None, "pulse_days": None, "renewal_due": None,
        "renewal_arr": None, "owner": None, "url": "javascript:1" if number else "https://crm.example/0"}
        for number in range(3)])
    found.attrs = {"total": 5, "arr": 700.0, "missing": (), "unknown": ()}
    html = drawn.drawn("stale", found, 2, "JPY", 4)
    assert 'href="https://crm.example/0"' in html
    assert "javascript" not in html
    assert "<b>0" not in html
    assert "3 others" in html
    assert "¥500" in html
    assert "¥700" in html
