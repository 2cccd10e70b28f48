"""The Renewals page: its URL, its claims, and what stands where there is nothing to show, without a browser."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from components import export, i18n
from components.charts.dues import Column, dues, scale
from components.i18n import text
from components.renewals import coming, forecasts, listed, periods, strip, view, words
from components.renewals.questions import Questions
from data.warehouse import open_warehouse
from queries import renewal_chance, renewal_lists, renewal_risk, renewals
from queries.dimensions import build_info
from queries.scope import Scope
from tests.conftest import Board

PAGE = "pages/renewals.py"
END = date(2026, 11, 29)


@pytest.fixture(autouse=True)
def _english() -> None:
    i18n.use("en")


def said(app: Any) -> str:
    assert not app.exception, app.exception[0].value
    bodies = [html.proto.body for html in app.get("html") if "<style>" not in html.proto.body]
    found = unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", " ".join(bodies))))
    assert not re.findall(r"\b(?:renewals|metric|state)(?:\.[a-z_]+)+\b", found)
    return found


def risk(near: float, at_risk: float, n: int = 14, of: int = 67) -> pd.DataFrame:
    return pd.DataFrame({"as_of": [END - timedelta(days=7), END], "arr_at_risk": [1e6, at_risk], "n_at_risk": [1, n],
                         "arr_near": [1e6, near], "near": [3, of], "arr_overdue": [0, 2e6], "overdue": [0, 4]})


CLAIMS = {"passed": (risk(1.234e10, 3.21e8), 12), "risk": (risk(1.234e10, 3.21e8), 0),
          "safe": (risk(1.234e10, 0, n=0), 0), "none": (risk(0, 0, n=0, of=0), 0)}


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize("case", CLAIMS)
def test_every_title_fits_its_line(language: i18n.Language, case: str) -> None:
    i18n.use(language)
    found, passed = CLAIMS[case]
    title = words.headline(found, passed, "JPY")
    wide = sum(1 if unicodedata.east_asian_width(each) in "WF" else 0.5 for each in title)
    assert (wide if language == "ja" else len(title)) <= (42 if language == "ja" else 80), title


def test_the_title_says_what_is_at_risk_and_what_is_too_late() -> None:
    assert words.headline(*CLAIMS["passed"], "JPY") == (
        "¥321M of ¥12.3B due within 90 days is at risk; 12 non-automatic ones past notice")
    assert words.headline(risk(1e9, 1e8, n=1), 1, "JPY").endswith("1 non-automatic one past notice")
    assert "at risk (14 renewals)" in words.headline(*CLAIMS["risk"], "JPY")


def test_the_view_is_read_strictly() -> None:
    assert view.read({}) == view.View()
    assert view.read({"period": ["week"], "tab": ["overdue"]}) == view.View("week", "overdue")
    odd = view.read({"period": ["day"], "tab": ["x"]})
    assert (odd.lacks("period"), odd.lacks("tab"), odd.period) == ("day", "x", "month")


def test_a_rise_of_what_is_at_risk_is_to_be_watched_a_fall_is_not() -> None:
    card = strip.at_risk(risk(1e9, 3e8), "JPY", "light")
    assert [delta.status for delta in card.deltas] == ["warn"]
    assert strip.at_risk(risk(1e9, 1e5), "JPY", "light").deltas[0].status is None
    assert "renewal" in strip.missing().reason
    assert strip.refused().value == "—"


def months(*rates: float, open_last: int = 0) -> pd.DataFrame:
    """The months up to October 2026."""
    first = [date(2026, 11 - len(rates) + at, 1) for at in range(len(rates))]
    last = [date(each.year, each.month + 1, 1) - timedelta(days=1) for each in first]
    return pd.DataFrame({"first_day": first, "last_day": last, "gross_rate": rates, "renewals": 20,
                         "open": [0] * (len(rates) - 1) + [open_last]})


BEFORE = pd.Series({"gross_rate": 0.89, "gross_se": 0.02, "net_rate": None, "net_se": None})


def test_a_fall_is_named_once_three_months_in_a_row_lie_below_the_year_before() -> None:
    said = words.fallen(months(0.9, 0.637, 0.564, 0.666), BEFORE, END)
    assert said == "Since Aug the monthly gross rate has been 56–67%, down from 89.0% in the year before."
    assert words.fallen(months(0.6, 0.9, 0.564, 0.666), BEFORE, END) == ""
    assert words.fallen(months(0.9, 0.637, 0.564, 0.666, open_last=1), BEFORE, END) == "", "undecided: not closed"
    assert words.fallen(months(0.9, 0.637, 0.564, 0.666), BEFORE, date(2026, 10, 25)) == "", "not over"
    assert words.fallen(months(0.1, 0.1, 0.1), BEFORE.replace(0.89, None), END) == "", "nothing to compare with"
    assert words.fallen(months(0.1, 0.1, 0.1).iloc[:0], BEFORE, END) == ""


def test_only_a_change_beyond_chance_is_judged() -> None:
    now = pd.Series({"gross_rate": 0.80, "gross_se": 0.0166, "net_rate": 0.8, "net_se": 0.01})
    assert renewal_chance.beyond(now, BEFORE, "gross")
    assert not renewal_chance.beyond(now, BEFORE.replace(0.02, 0.05), "gross")
    assert not renewal_chance.beyond(now, BEFORE, "net"), "unknown before"
    year = pd.Series({"gross_rate": 0.8, "renewals": 90, "judged": 90})
    assert [strip._rate("gross", year, year.replace(0.8, other), matters).deltas[0].status
            for other, matters in ((0.9, True), (0.7, True), (0.9, False))] == ["bad", "good", None]


def row(**more: Any) -> dict[str, Any]:
    return {"account": "<b>甲</b>", "account_id": "C1", "due_on": date(2026, 12, 31), "notice_on": date(2026, 12, 1),
            "days_left": 2, "auto_renew": True, "arr_due": 6_240_000.0, "band": "red", "score": 31.2,
            "category": "at_risk", "rating": 2.0, "trend": -0.43, "reasons": "band forecast pulse usage",
            "days_late": None, **more}


def table(*rows: dict[str, Any]) -> pd.DataFrame:
    found = pd.DataFrame(rows)
    for name in ("days_left", "days_late"):
        found[name] = pd.array(found[name].tolist(), dtype="Int64")
    found.attrs = {"renewals": len(rows), "arr_due": float(found.arr_due.sum())}
    return found


def test_the_list_says_why_by_when_and_what_renews_by_itself() -> None:
    drawn = listed.drawn(table(row(), row(days_left=-3, auto_renew=False)), 5, "at_risk", "JPY")
    shown = unescape(re.sub(r"<[^>]+>", " ", drawn))
    assert "health is red, forecast at risk, pulse 2, use down 43%" in shown
    assert "2 days left" in shown
    assert shown.count("At risk") == 2, "in its column, not once more beneath the name"
    assert "■ 1 Dec passed 3 days ago" in re.sub(r"\s+", " ", shown)
    assert shown.count("auto-renews") == 1
    assert "<b>甲</b>" not in drawn, "names are text, not markup"


def test_past_notice_a_renewal_that_is_automatic_is_no_alarm() -> None:
    shown = unescape(listed.drawn(table(row(days_left=-3), row(days_left=-3, auto_renew=None)), 5, "at_risk", "JPY"))
    assert shown.count("passed, renews automatically") == 1
    assert shown.count("passed 3 days ago") == 1
    assert shown.count("■ 1 Dec") == 1


def test_what_is_near_says_how_much_of_it_is_overdue() -> None:
    assert "67 renewals, of which overdue 4 renewals, ¥2" in strip._near(risk(1e9, 1e8), "JPY", "light").below
    assert strip._near(risk(1e9, 1e8).assign(overdue=0), "JPY", "light").below == "67 renewals"


def history(**share: tuple[int, int, int]) -> pd.DataFrame:
    """Of 100 renewals a category, how many came when called so 13, 8 and 4 weeks before; 0: none was called so."""
    rows = [{"weeks": weeks, "category": category, "renewals": 100 * bool(came), "came": came,
             "share": came / 100 if came else None}
            for category, all_came in share.items() for weeks, came in zip((13, 8, 4), all_came, strict=True)]
    return pd.DataFrame(rows).astype({"share": float})


def test_the_history_claims_how_the_same_word_fares_early_and_late() -> None:
    assert forecasts.told(history(at_risk=(65, 82, 98))) == (
        "Called “At risk” 13 weeks ahead, 65% renewed; 4 weeks ahead, 98%")
    assert forecasts.told(history(at_risk=(0, 82, 0))) == "Of renewals called “At risk” 8 weeks ahead, 82% came"
    assert forecasts.told(history(at_risk=(0, 0, 0))) == text("en", "renewals.history.none")
    late = text("en", "renewals.history.late", weeks=4)
    assert late in forecasts.under(history(at_risk=(65, 82, 98)))
    assert late not in forecasts.under(history(at_risk=(65, 82, 80)))


def test_intervals_that_hold_too_seldom_are_said_to_be_narrow() -> None:
    for hits, narrow in ((8, False), (7, False), (6, True)):
        past = pd.DataFrame({"covered": pd.Series([True] * hits + [False] * (8 - hits), dtype=object)})
        assert ("read it as wider" in forecasts.tried(past)) is narrow


def test_what_is_not_listed_is_summed() -> None:
    found = table(*(row(arr_due=1e6 * each) for each in range(1, 8)))
    assert "2 others" in listed.drawn(found, 5, "at_risk", "JPY")
    assert "¥13.0M" in listed.drawn(found, 5, "at_risk", "JPY")
    assert "others" not in listed.compact(found, 7, "JPY")
    assert "1 other<" in listed.compact(found, 6, "JPY")


def test_a_renewal_without_notice_band_or_forecast_says_so() -> None:
    drawn = listed.drawn(table(row(notice_on=None, days_left=None, band="unknown", score=None, category=None,
                                   reasons="", days_late=4)), 5, "overdue", "JPY")
    assert "—" in drawn
    assert "Unknown" in drawn
    assert "4 days overdue" in drawn


def test_the_columns_of_the_chart_add_up_to_what_fell_due() -> None:
    found = pd.DataFrame([{"period": "2026-11", "first_day": date(2026, 11, 1), "last_day": date(2026, 11, 30),
                           "arr_due": 100.0, "arr_kept": 60.0, "arr_open": 10.0, "gross_rate": 0.6, "net_rate": 0.7,
                           "on_time_rate": None, "renewals": 3, "open": 1}])
    column = periods.columns(found, "month", "JPY", END)[0]
    assert (column.kept, column.lost, column.open, column.above) == (60, 30, 10, "")
    assert column.whole == 100
    done = periods.columns(found.assign(open=0, arr_open=0.0), "month", "JPY", END)[0]
    assert done.above == "60"


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_both_panels_share_their_scale(mode: Any) -> None:
    top = scale([Column("Nov", 5, 1, 0)], [Column("Nov", 2, 0, 0)])
    assert top == pytest.approx(6.12)
    figure = dues([Column("Nov", 2, 0, 0)], "decision", top, mode=mode, language="en", today=0)
    assert figure["layout"]["yaxis"]["range"] == [0, top]
    assert [note["text"] for note in figure["layout"]["annotations"]] == ["<b>By decision day</b>"]
    assert dues([], "due", scale([], []), mode=mode, language="en")["data"]


def test_where_ticks_are_left_out_the_years_stay() -> None:
    months = [Column("Dec", 1, 0, 0), Column("Jan<br>26", 1, 0, 0), Column("Feb", 1, 0, 0)]
    assert [periods.thinned(each) for each in (months, months[1:], [Column("", 1, 0, 0)])] == ["even", "odd", "all"]


def test_coming_due_leaves_out_the_empty_end_and_adds_up() -> None:
    rows = [{"quarter": f"2026Q{q}", "first_day": date(2026, 3 * q + 1, 1), "last_day": date(2026, 3 * q + 3, 28),
             "band": band, "renewals": int(q < 3), "arr_due": 100.0 * (q < 3)}
            for q in (1, 2, 3) for band in renewal_risk.BANDS]
    drawn = coming.drawn(pd.DataFrame(rows), "JPY")
    assert drawn.count("t-coming-row") == 2
    assert coming.title(pd.DataFrame(rows), "JPY") == "Of ¥800 coming due, 50.0% is with yellow or red customers"
    assert coming.title(pd.DataFrame(rows).assign(arr_due=0.0), "JPY") == text("en", "renewals.coming.none")


def test_forecasts_say_what_is_missing() -> None:
    model = pd.DataFrame([{"what": "all", "renewals": 3, "arr_model": 80.0, "arr_expected": 70.0, "trained_on": 20}])
    assert forecasts.title(model, "JPY") == "People expect ¥70, the model ¥80"
    assert "Nobody" in forecasts.title(model.assign(arr_expected=float("nan")), "JPY")
    assert "10 past renewals" in forecasts.title(model.assign(arr_model=float("nan"), trained_on=4), "JPY")
    assert forecasts.title(model.assign(renewals=0), "JPY") == text("en", "renewals.forecast.none")
    past = pd.DataFrame({"covered": pd.Series([True, False, None], dtype=object)})
    assert "1 of 2" in forecasts.tried(past)
    assert forecasts.tried(past.iloc[2:]) == ""


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_the_page_stands_and_agrees_with_its_queries(board: Board, language: i18n.Language) -> None:
    shown = said(board(language, PAGE))
    house = open_warehouse()
    scope = Scope(build_info(house).default_as_of)
    year = renewals.kpis(house, scope).iloc[0]
    assert f"{year.gross_rate * 100:.1f}" in shown
    risky = renewal_lists.listed(house, scope, "at_risk")
    assert len(risky) == renewal_risk.trend(house, scope).n_at_risk.iloc[-1]
    for key in ("metric.renewal_at_risk.short", "metric.notice_deadline.short", "renewals.column.model"):
        assert text(language, key) in shown


@pytest.mark.parametrize("params", [{"period": "week", "tab": "deadline"}, {"period": "quarter", "tab": "overdue"},
                                    {"tab": "automatic", "unit": "group"}])
def test_its_choices_come_from_the_link(board: Board, params: dict[str, str]) -> None:
    app = board("en", PAGE, **params)
    assert said(app)
    assert len({str(each.proto.label) for each in app.get("download_button")} - {"XLSX"}) == 6


def test_what_the_link_asks_for_in_vain_is_said(board: Board) -> None:
    assert text("en", "state.unknown_filter.title") in said(board("en", PAGE, tab="nobody"))


def test_a_filter_on_lines_is_refused_with_a_way_back(board: Board) -> None:
    app = board("en", PAGE, product="Assistant")
    assert "Renewals cannot be filtered by Product" in said(app)
    app.button("renewals.clear.product").click().run()
    assert "Renewals cannot be filtered" not in said(app)


def test_without_renewals_the_page_and_the_weekly_review_name_the_table(
    board: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Questions, "given", lambda self: False)
    missing = text("en", "state.missing.title", table="renewal")
    assert missing in said(board("en", PAGE))
    weekly = board("en")
    assert said(weekly).count(missing) == 2, "the card and the list"
    assert "explain.renewals" not in {str(each.key) for each in weekly.button}


def test_before_anything_fell_due(board: Board, on_demo: Path) -> None:
    early = build_info(open_warehouse()).weeks[1]
    assert said(board("ja", PAGE, as_of=early.isoformat()))


FIGURES = ("renewals.head", "renewals.periods", "renewals.coming", "renewals.list", "renewals.forecast",
           "renewals.history")


def panel(app: Any) -> str:
    """The page with an open panel, whose first block carries its style."""
    assert not app.exception, app.exception[0].value
    return unescape(" ".join(html.proto.body for html in app.get("html")))


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize("key", FIGURES)
def test_every_figure_explains_itself(board: Board, key: str, language: i18n.Language) -> None:
    app = board(language, PAGE)
    app.button(f"explain.{key}").click().run()
    shown = panel(app)
    for section in ("population", "rows", "sql"):
        assert text(language, f"evidence.section.{section}") in shown
    assert text(language, "evidence.accounts.differs") not in shown
    if key in ("renewals.head", "renewals.list"):
        assert text(language, "evidence.accounts.agrees") in shown
    assert "queries.renewal" not in " ".join(str(getattr(each, "label", "")) for each in app.get("download_button"))
    columns = {name for frame in app.dataframe for name in frame.value.columns}
    known = i18n.catalogue(language)
    assert not {name for name in columns if not any(
        f"{prefix}.{name}{end}" in known for prefix, end in (("evidence.column", ""), ("metric", ".short"),
                                                             ("dimension", "")))}


def test_the_weekly_review_lists_those_to_save_and_leads_to_all(board: Board) -> None:
    app = board("en")
    app.button("explain.renewals").click().run()
    shown = panel(app)
    assert text("en", "evidence.accounts.agrees") in shown
    bodies = " ".join(html.proto.body for html in app.get("html"))
    assert 'href="/renewals?' in bodies


@pytest.mark.parametrize("key", FIGURES)
def test_every_file_of_the_page_and_of_its_panels_is_made(
    board: Board, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    files: dict[str, Callable[[], bytes]] = {}
    monkeypatch.setattr(export, "button", lambda place, label, file, made, *more, **named: files.update({file: made}))
    app = board("ja", PAGE)
    app.button(f"explain.{key}").click().run()
    assert panel(app)
    assert any(name.endswith(".xlsx") for name in files)
    made = {name: make() for name, make in files.items()}
    assert all(each[:3] == export.BOM for name, each in made.items() if name.endswith(".csv"))
    assert all(each[:2] == b"PK" for name, each in made.items() if name.endswith(".xlsx"))
