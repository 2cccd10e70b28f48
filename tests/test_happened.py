"""What happened on a day stands on every time axis: where, with which letter, for whom."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from components import format as fmt
from components.charts import line, marks
from components.charts.goal import goal
from components.charts.marks import Mark
from components.report.content.events import noted_on
from components.report.model import Chart, Section
from data.access import Viewer
from data.store import Record, Store, frozen
from queries.__main__ import main
from queries.happened import KIND, happened
from queries.records import may_write, visible
from tests.charter_board import demos, fill, opened, store
from tests.conftest import Board

__all__ = ["demos", "store"]

DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
MARKS = st.lists(st.builds(Mark, DAYS, st.text("ab<&", min_size=1, max_size=3)), max_size=40)
SUNDAYS = [date(2026, 11, 22) - timedelta(weeks=back) for back in range(52, -1, -1)]


def rates() -> dict[str, Any]:
    frame = pd.DataFrame({"as_of": SUNDAYS, "nrr": [1.0] * 53, "grr": [0.9] * 53})
    return line.rates(frame, mode="light", language="en")


def record(day: str, text: str, key: str = "1" * 32) -> Record:
    return Record(KIND, key, 1, frozen({"happened_on": day, "text": text}), "Mori", datetime(2026, 1, 1, tzinfo=UTC))


@settings(deadline=None)
@given(MARKS)
def test_each_mark_within_the_axis_once_and_no_other(noted: list[Mark]) -> None:
    told = marks.lettered(rates(), noted)
    within = {each for each in noted if SUNDAYS[0] <= each.day <= SUNDAYS[-1]}
    assert {each for _, each in told} == within
    assert len(told) == len(within)
    assert [each.day for _, each in told] == sorted(each.day for each in within)
    assert len({letter for letter, _ in told}) == len(told)


def test_letters_stand_on_the_floor_of_small_panels_and_above_a_single_one() -> None:
    axis = {"type": "date", "range": ["2026-01-01", "2026-06-30"]}
    panels = {"data": [{"xaxis": "x", "yaxis": "y"}, {"xaxis": "x2", "yaxis": "y2"}],
              "layout": {"font": {"size": 15}, "margin": {"t": 4}, "xaxis": axis, "xaxis2": axis,
                         "yaxis": {"domain": [0.6, 1.0]}, "yaxis2": {"domain": [0.0, 0.4]}}}
    told = marks.lettered(panels, [Mark(date(2026, 3, 1), "Launch")])
    drawn = marks.marked(panels, told, "light", "en")["layout"]
    assert [(each["xref"], each["y"], each["yanchor"]) for each in drawn["annotations"]] == [
        ("x", 0.6, "bottom"), ("x2", 0.0, "bottom")]
    assert drawn["margin"] == {"t": 4}
    alone = marks.marked(rates(), marks.lettered(rates(), [Mark(SUNDAYS[3], "Launch")]), "light", "en")["layout"]
    assert alone["annotations"][-1]["y"] > 0.99


@settings(deadline=None)
@given(MARKS)
def test_a_line_a_mark_and_every_letter_is_written_once(noted: list[Mark]) -> None:
    before = rates()
    told = marks.lettered(before, noted)
    after = marks.marked(before, told, "light", "en")
    lines = after["layout"]["shapes"][len(before["layout"]["shapes"]):]
    assert [each["x0"] for each in lines] == [mark.day.isoformat() for _, mark in told]
    written = after["layout"]["annotations"][len(before["layout"]["annotations"]):]
    assert [letter for each in written for letter in each["text"].removeprefix("<b>").removesuffix("</b>").split("·")
            ] == [letter for letter, _ in told]
    assert before == rates(), "the figure that was given stays as it was"
    assert all(each["y0"] < 0.01 and each["y1"] > 0.99 for each in lines), "over both panels"


@settings(deadline=None)
@given(DAYS, st.lists(DAYS, min_size=2, max_size=12, unique=True))
def test_a_day_between_two_periods_stands_between_them(day: date, days: list[date]) -> None:
    axis = marks.Axis("x", tuple(sorted(days)), -0.5)
    place = axis.place(day)
    if not axis.days[0] <= day <= axis.days[-1]:
        assert place is None
        return
    assert isinstance(place, float)
    before = sum(each <= day for each in axis.days) - 1
    assert before <= place + 0.5 < before + 1, "no earlier than the last period's day, before the next one's"


def test_a_chart_without_time_is_left_alone() -> None:
    figure = goal([1.0, 2.0], ["", ""], ["", ""], mode="light", end="2")
    assert marks.lettered(figure, [Mark(date(2026, 1, 1), "Launch")]) == ()
    timed = marks.timed(figure, [date(2026, 1, 1), date(2026, 3, 1)])
    told = marks.lettered(timed, [Mark(date(2026, 2, 1), "Launch")])
    drawn = marks.marked(timed, told, "dark", "ja")
    assert drawn["layout"]["shapes"][-1]["x0"] == pytest.approx(31 / 59)


def test_letters_that_would_cover_each_other_stand_together() -> None:
    close = [Mark(date(2026, 3, 1), "one"), Mark(date(2026, 3, 3), "two"), Mark(date(2026, 9, 1), "three")]
    figure = rates()
    drawn = marks.marked(figure, marks.lettered(figure, close), "light", "en")
    assert [each["text"] for each in drawn["layout"]["annotations"][-2:]] == ["<b>A·B</b>", "<b>C</b>"]


def test_words_of_people_are_text() -> None:
    told = marks.lettered(rates(), [Mark(date(2026, 3, 1), "<img src=x>")])
    assert "<img" not in marks.caption(told, "en")
    assert "&lt;img" in marks.caption(told, "en")
    drawn = marks.marked(rates(), told, "light", "en")
    assert "<img" not in json.dumps(drawn["layout"]["annotations"])


def test_by_day_within_bounds() -> None:
    found = happened([record("2026-05-01", "b"), record("2026-04-01", "c"), record("2026-05-01", "a")],
                     date(2026, 4, 2), date(2026, 5, 1))
    assert [each.text for each in found] == ["a", "b"]


def test_who_sees_no_names_sees_none_and_writes_none() -> None:
    some = (record("2026-05-01", "Acme left"),)
    assert visible(some, Viewer("lead@example.com", "lead", teams=("T1",))) == some
    reader = Viewer("reader@example.com", "viewer")
    assert visible(some, reader) == ()
    assert not may_write(KIND, reader)


def test_the_command_lists_what_was_noted(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    store.put(KIND, "a" * 32, {"happened_on": "2026-06-01", "text": "Price change", "demo": True}, "Mori", 0)
    assert main(["annotations", "--from", "2026-06-01", "--to", "2026-06-30", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["rows"] == [
        {"happened_on": "2026-06-01", "text": "Price change", "author": "Mori", "key": "a" * 32}]
    assert main(["annotations", "--where", "segment=SMB"]) == 2


def test_what_is_noted_on_the_charter_stands_under_the_charts(store: Store, board: Board) -> None:
    app = opened("en")
    app.button("events.add").click().run()
    app = fill(app, KIND, on=date(2026, 9, 1), text="Outage <b>")
    [made] = store.current(KIND)
    assert made.body == {"happened_on": "2026-09-01", "text": "Outage <b>", "demo": True}
    weekly = " ".join(each.proto.body for each in board("en").get("html"))
    assert f"<b>A</b> {fmt.full_day(date(2026, 9, 1), 'en')} Outage &lt;b&gt;" in weekly
    app.button(f"charter.open.{KIND}.{made.key}").click().run()
    app.button(f"charter.{KIND}.{made.key}.1.remove").click().run()
    assert store.current(KIND) == ()


def test_the_demo_company_tells_its_own_events(demos: Store, board: Board) -> None:
    told = happened(demos.current(KIND))
    assert [each.text for each in told][-2:] == ["Assistantを発売", "担当の大規模な交代を開始"]
    shown = " ".join(each.proto.body for each in board("ja").get("html"))
    assert all(each.text in shown for each in told[-2:])


def test_a_report_s_line_has_the_events_of_its_days() -> None:
    line_ = Chart("rates", "line", "", "", tuple(SUNDAYS), (), "rate")
    early, within, late = (Mark(day, "x") for day in (date(2025, 1, 1), date(2026, 3, 1), date(2026, 12, 1)))
    bars = Chart("bars", "bars", "", "", ("a", "b"), (), "money")
    section = noted_on(Section("week", "", "", charts=(line_, bars)), [late, within, early])
    assert [each.marks for each in section.charts] == [(within,), ()]
