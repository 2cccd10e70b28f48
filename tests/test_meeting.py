"""The meeting: its running order, what fits on a screen, charts at its size, and each screen without a browser."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from components import i18n
from components.charts.larger import larger
from components.i18n import LANGUAGES, text
from components.meeting import content, html, keys, numbers, ordered, place, plot, room
from components.meeting import help as help_
from components.meeting.place import ORDER, Place
from components.report.content.sections import SECTIONS
from components.report.model import Chart, Column, Section, Sentence, Series, Table
from data.store import open_store
from data.store.kinds import today
from data.warehouse import open_warehouse
from queries.charter_decisions import sunday
from queries.dimensions import build_info
from tests.conftest import Board

FILE = "pages/meeting.py"
KEY = "0" * 31 + "1"


def screen(app: AppTest) -> str:
    """The words of the screen."""
    assert not app.exception, app.exception[0].message
    bodies = [each.proto.body for each in app.get("html")]
    shown = [body for body in bodies if "t-m-" in body and "<style>" not in body]
    return unescape(re.sub(r"<[^>]+>", " ", "\n".join(shown)))


def test_the_order_is_the_reports() -> None:
    assert tuple(SECTIONS) == ORDER
    assert set(content.METRICS) == set(ORDER)
    assert len(ORDER) == 9, "a number key each"


@pytest.mark.parametrize(("params", "found"), [
    ({}, Place()), ({"tab": ["risk"]}, Place("risk")), ({"tab": ["risk"], "account": ["C1"]}, Place("risk", "C1")),
    ({"tab": ["x"], "account": ["C1"]}, Place(unknown="x")),
])
def test_a_link_is_read(params: dict[str, list[str]], found: Place) -> None:
    assert place.read(params) == found


@pytest.mark.parametrize("section", ORDER)
def test_what_is_written_is_read_and_the_rest_stays(section: str) -> None:
    before = {"as_of": ["2026-11-22"], "segment": ["A", ""], "tab": ["why"], "account": ["C9"]}
    after = place.moved(before, section, "C1")
    assert place.read(after) == Place(section, "C1")
    assert {name: after[name] for name in ("as_of", "segment")} == {"as_of": ["2026-11-22"], "segment": ["A", ""]}
    assert "account" not in place.moved(before, section)


def test_neighbours_end_at_both_ends() -> None:
    assert [Place(each).neighbour(1) for each in ORDER] == [*ORDER[1:], None]
    assert [Place(each).neighbour(-1) for each in ORDER] == [None, *ORDER[:-1]]


def test_no_letter_means_two_things() -> None:
    assert len(keys.KEYS) == 3 + 2 + 9 + 6 + 1 + len(keys.LETTERS)
    assert [keys.KEYS[letter] for letter in keys.LETTERS] == [f"open-{letter}" for letter in keys.LETTERS]
    assert {keys.KEYS[str(number)] for number in range(1, 10)} == {f"go-{number}" for number in range(1, 10)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_is_told(language: Any) -> None:
    told = {key for keys_ in help_.KEYS.values() for key in keys_.lower().split(" ")}
    named = {"arrowright": "→", "arrowleft": "←", " ": "space"}
    pressed = {named.get(key.lower(), key.lower()) for key in keys.KEYS} - set(keys.LETTERS[3:])
    assert pressed - {str(number) for number in range(2, 9)} <= told
    assert all(text(language, f"meeting.key.{name}") for name in help_.KEYS)


def chart(form: Any, **more: Any) -> Chart:
    days = (date(2026, 1, 4), date(2026, 6, 7), date(2026, 11, 22))
    categories: Any = days if form == "line" else ("Opening", "Churn", "Closing")
    series = (Series("A", (0.5, 0.25, 0.25), "accent"), Series("B", (0.5, None, 0.75), "warn"))
    return Chart("x", form, "Title", "Words", categories, **{"series": series, "kind": "rate", **more})


def sizes(part: Any, name: str = "") -> list[float]:
    """Every font size in a figure."""
    if isinstance(part, dict):
        return [size for key, value in part.items() if key != "marker" for size in sizes(value, key)]
    if isinstance(part, list | tuple):
        return [size for value in part for size in sizes(value, name)]
    return [float(part)] if name == "size" and isinstance(part, int | float) else []


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("kind", ["rate", "money", "ratio", "count"])
@pytest.mark.parametrize("form", ["line", "bars", "stacked", "bridge"])
@pytest.mark.parametrize("factor", [1.0, 1.5])
def test_no_type_of_a_chart_is_small(form: str, kind: str, factor: float, mode: Any) -> None:
    drawn = plot.figure(chart(form, kind=kind, totals=(0, 2)), mode=mode, language="en", currency="JPY", width=600,
                        height=300, factor=factor)
    assert min(sizes(drawn)) >= plot.LEAST * factor
    assert drawn["layout"]["height"] == pytest.approx(300 * factor, abs=1)
    assert drawn["data"]


def test_a_larger_chart_is_the_same_chart() -> None:
    before = {"data": [{"type": "bar", "x": [1, 2], "width": 0.7, "textfont": {"size": 16}}],
              "layout": {"height": 300, "margin": {"l": 10}, "annotations": [{"x": 1, "font": {"size": 15}}]}}
    after = larger(before, 2)
    assert after["data"] == [{"type": "bar", "x": [1, 2], "width": 0.7, "textfont": {"size": 32}}]
    assert after["layout"] == {"height": 600, "margin": {"l": 20}, "annotations": [{"x": 1, "font": {"size": 30}}]}
    assert larger(before, 1) == before
    with pytest.raises(ValueError, match="0 times"):
        larger(before, 0)


def test_the_parts_of_a_stack_add_up_and_the_unknown_is_none() -> None:
    drawn = plot.figure(chart("stacked"), mode="light", language="en", currency="JPY", width=600, height=300)
    for position in range(3):
        assert sum(each["x"][position] for each in drawn["data"]) == pytest.approx(1)


def test_a_bridge_ends_where_it_says() -> None:
    made = chart("bridge", kind="money", totals=(0, 2), series=(Series("ARR", (100.0, -40.0, 60.0), "ink"),))
    bars = plot.figure(made, mode="light", language="en", currency="JPY", width=600, height=300)["data"][0]
    ends = [base + length for base, length in zip(bars["base"], bars["x"], strict=True)]
    assert ends[1] == pytest.approx(100)
    assert bars["base"][1] == pytest.approx(60)
    assert ends[2] == pytest.approx(60)


def table(rows: int, **more: Any) -> Table:
    found = pd.DataFrame({"account": [f"<b>{at}</b>" for at in range(rows)], "arr": [1e6] * rows,
                          "account_id": [f"C{at}" for at in range(rows)]})
    columns = (Column("account", "Account", "text", True), Column("arr", "ARR", "money"))
    return Table("t", "Title", columns, found, **more)


def test_a_table_says_how_many_rows_do_not_fit() -> None:
    i18n.use("en")
    drawn, opened = html.table(table(12), 5, "JPY", "abc")
    assert drawn.count("<tr") == 1 + 4
    assert text("en", "meeting.more", n="8") in drawn
    assert [(each.letter, each.account) for each in opened] == [("a", "C0"), ("b", "C1"), ("c", "C2")]
    assert "<b>0" not in drawn
    whole, _ = html.table(table(5), 5, "JPY")
    assert whole.count("<tr") == 1 + 5
    assert "more" not in whole


def test_others_in_one_row_are_counted_by_how_many_they_are() -> None:
    i18n.use("en")
    rows = table(6).rows
    rows.loc[4:, "account_id"] = None  # the others, and the total
    made = Table("t", "Title", table(1).columns, rows, total=True, whole=30)
    drawn, _ = html.table(made, 3, "JPY", "abc")
    assert text("en", "meeting.more", n="28") in drawn
    assert "<tfoot>" in drawn


def teams(title: str) -> tuple[Section, Table]:
    rows = pd.DataFrame({"team_id": ["Best", "Named", "Worst", "Few", "Middle"], "grr": [0.95, 0.9, 0.7, 0.5, 0.8],
                         "logos_base": [20, 20, 20, 3, None], "arr_base": [1e6] * 5})
    found = Table("teams", "Teams", (Column("team_id", "Team", "text", True), Column("grr", "GRR", "rate")),
                  rows, shown={"grr": tuple(f"{each:.2f}" for each in rows.grr)})
    return Section("teams", "Teams", title, tables=(found,)), found


def test_the_worst_team_stands_first_and_few_last() -> None:
    section, found = teams("Worst keeps 70%")
    shown = ordered.ordered(section, found, 5)
    assert list(shown.rows.team_id) == ["Worst", "Named", "Best", "Few", "Middle"]
    assert list(shown.shown["grr"]) == ["0.70", "0.90", "0.95", "0.50", "0.80"], "what is written goes with its row"


@pytest.mark.parametrize("most", [1, 2, 3])
def test_the_team_that_the_title_names_is_among_those_that_fit(most: int) -> None:
    section, found = teams("Best keeps 95%")
    drawn, _ = html.table(ordered.ordered(section, found, most), most + 1, "JPY")
    assert "Best" in drawn


def test_two_needs_of_one_function_look_different() -> None:
    rows = pd.DataFrame({"function": ["IT", "IT"], "capability": ["Routines", "Goals"], "need": ["x", "x"]})
    found = Table("todo", "Todo", (Column("function", "Function", "text"), Column("need", "Need", "text", True)), rows)
    shown = ordered.ordered(Section("maturity", "M", "T"), found, 5)
    assert list(shown.rows.function) == ["IT · Routines", "IT · Goals"]
    assert ordered.ordered(Section("why", "W", "T"), table(3), 2).rows.equals(table(3).rows)


def test_events_are_counted_by_the_lines_that_they_take() -> None:
    assert room.events(600, []) == 0
    one, three = room.events(600, ["あ" * 20]), room.events(600, ["あ" * 20] * 3)
    assert three - one == 2 * room.EVENT_LINE, "none of them stands beside another"
    assert room.events(1200, ["あ" * 20] * 3) < three
    assert room.events(300, ["あ" * 40]) > one, "one alone may take more than a line"


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_never_take_the_room_of_the_charts(language: Any) -> None:
    says = tuple(Sentence("長い文を書く" * 30) for _ in range(9))
    held = room.of(Section("week", "Week", "題" * 60, says, charts=(chart("line"),), tables=(table(3),)))
    assert held.says < 9
    assert held.body >= room.LEAST_ALONE - 60
    assert room.of(Section("x", "X", "Title")).says == 0


@pytest.mark.parametrize(("value", "kind", "words"), [
    (0.5, "rate", "50.0%"), (None, "rate", "—"), (float("nan"), "money", "—"), (0.0123, "points", "+1.23 pt"),
    (1234.0, "count", "1,234"), (2.5, "ratio", "2.5"), ("x", "text", "x"), (date(2026, 11, 22), "date", "22 Nov"),
    (pd.Timestamp("2026-11-22"), "date", "22 Nov"),
])
def test_values_are_written_as_their_kind(value: Any, kind: Any, words: str) -> None:
    assert numbers.said(value, kind, "en", "JPY") == words


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("section", ORDER)
def test_every_screen(board: Board, section: str, language: i18n.Language) -> None:
    app = board(language, FILE, tab=section)
    assert len(screen(app)) > 20
    number = ORDER.index(section) + 1
    head = next(each.proto.body for each in app.get("html") if "t-at" in each.proto.body)
    assert text(language, "meeting.at", n=number, all=9) in unescape(head)
    names = {str(each.key) for each in app.button}
    assert {f"meeting-go-{each}" for each in range(1, 10)} <= names
    pressed = {f"meeting-{each}" for each in set(keys.KEYS.values()) if not each.startswith("open-")}
    assert pressed <= names, "a key presses a button"
    explained = [each for each in app.button if str(each.key).startswith("explain.meeting")]
    for each in explained:
        each.click().run()
        assert not app.exception, section


def test_an_account_is_opened_from_its_list_and_left(board: Board) -> None:
    app = board("en", FILE, tab="why")
    opens = [each for each in app.button if str(each.key).startswith("meeting-open-")]
    assert opens, "the demo's accounts moved the rate"
    name = opens[0].label.removeprefix(text("en", "meeting.open", name=""))
    opens[0].click().run()
    assert name in screen(app)
    assert app.query_params["tab"] in ("why", ["why"])
    assert app.query_params["account"]
    app.button("meeting-back").click().run()
    assert "account" not in app.query_params
    assert any(str(each.key) == "meeting-open-a" for each in app.button)


def test_what_there_is_not_is_said(board: Board) -> None:
    app = board("en", FILE, tab="<x>")
    assert "<h1" in "".join(each.proto.body for each in app.get("html"))
    assert text("en", "meeting.cannot", name="<x>") in screen(app)
    app.button("meeting-first").click().run()
    assert text("en", "meeting.at", n=1, all=9) in unescape(" ".join(each.proto.body for each in app.get("html")))
    shown = board("en", FILE, tab="risk", account="nobody")
    assert text("en", "account.nowhere.title") in screen(shown)


def test_who_is_at_risk_has_a_reason_beside_the_name(board: Board) -> None:
    shown = screen(board("en", FILE, tab="risk"))
    assert text("en", "report.column.reasons") in shown
    assert any(text("en", f"renewals.reason.{each}") in shown for each in ("band", "forecast")) or "pulse" in shown


@pytest.mark.parametrize("past", [False, True])
def test_the_kpis_that_the_last_screen_counts_stand_on_it(board: Board, past: bool) -> None:
    week = (pd.Timestamp(content_as_of()) - pd.Timedelta(364, "D")).date().isoformat()
    app = board("en", FILE, tab="decisions", **({"as_of": week} if past else {}))
    assert text("en", "report.table.charter") in screen(app)
    assert (text("en", "meeting.not_here") in screen(app)) == past
    assert bool(app.text_area) != past


def test_before_the_first_meeting_it_is_said_what_will_stand_there(board: Board) -> None:
    week = (pd.Timestamp(content_as_of()) - pd.Timedelta(364, "D")).date().isoformat()
    assert text("ja", "meeting.nothing_left") in screen(board("ja", FILE, as_of=week))


def test_an_action_is_closed_in_place(board: Board, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TENURE_STORE_URL", f"sqlite:///{tmp_path / 'store.sqlite'}")
    week = sunday(content_as_of()).isoformat()
    past = (pd.Timestamp(week) - pd.Timedelta(7, "D")).date().isoformat()
    soon = (today() + timedelta(days=10)).isoformat()
    open_store().put("action", KEY, {"text": "Call <b>them</b>", "owner": "Mori", "due_on": soon, "status": "open",
                                      "week_on": past, "demo": True}, "Mori", 0)
    app = board("en", FILE)
    assert "Call <b>them</b>" in screen(app)
    app.button("meeting-done-action-" + KEY).click().run()
    assert text("en", "meeting.name_first") in screen(app), "beside the box"
    assert open_store().current("action")[0].get("status") == "open"
    app.text_input("deciding.author.meeting").set_value("Takase").run()
    app.button("meeting-done-action-" + KEY).click().run()
    assert not app.exception
    record = open_store().current("action")[0]
    assert (record.get("status"), record.author, record.get("text")) == ("done", "Takase", "Call <b>them</b>")
    assert "meeting-done-action-" + KEY not in {str(each.key) for each in app.button}


def content_as_of() -> date:
    """The week that the board shows."""
    return build_info(open_warehouse()).default_as_of
