"""The charter's forms: written, edited, closed, removed; bad input said in place; two at one target; meetings."""

from __future__ import annotations

from datetime import timedelta

import pytest

from components import format as fmt
from components import i18n
from components.i18n import text
from data.store import Store
from data.store.kinds import today
from tests.charter_board import MARKUP, SOON, demos, fill, freeze, opened, said, store, sunday
from tests.conftest import Board

__all__ = ["demos", "store"]


def test_a_decision_is_written_edited_closed_and_removed(store: Store) -> None:
    app = opened("ja")
    app.button("charter.add.decision").click().run()
    app = fill(app, "decision", text=MARKUP, why="理由", owner="高瀬", due=SOON, measure="grr")
    [made] = store.current("decision")
    assert made.body == {"text": MARKUP, "why": "理由", "owner": "高瀬", "due_on": SOON.isoformat(), "measure": "grr",
                         "status": "open", "week_on": made.get("week_on"), "decided_on": today().isoformat(),
                         "demo": True}
    assert made.author == "森"
    html = " ".join(each.proto.body for each in app.get("html"))
    assert "<script>" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&lt;b&gt;太字&lt;/b&gt;" in html
    app.button(f"charter.open.decision.{made.key}").click().run()
    assert text("ja", "charter.history.title", n=1) in said(app)
    app = fill(app, "decision", status="done")
    closed = store.current("decision")[0]
    assert (closed.version, closed.get("status"), closed.get("done_on")) == (2, "done", today().isoformat())
    app.button(f"charter.open.decision.{made.key}").click().run()
    shown = said(app)
    assert text("ja", "charter.history.title", n=2) in shown
    assert "森" in shown
    app.button(f"charter.decision.{made.key}.2.remove").click().run()
    assert store.current("decision") == ()
    assert [each.deleted for each in store.history("decision", made.key)] == [False, False, True]
    assert text("ja", "charter.decisions.none") in said(app)


def test_an_action_belongs_to_its_decision(demos: Store) -> None:
    first = demos.current("decision")[0]
    app = opened("en")
    app.button("charter.add.action").click().run()
    fill(app, "action", text="日程を決める", owner="森", due=SOON, decision=first.key, account="C0000001")
    made = next(each for each in demos.current("action") if each.get("text") == "日程を決める")
    assert (made.get("decision"), made.get("account_id")) == (first.key, "C0000001")


BAD = {
    "text": ({"text": " ", "owner": "森", "due": SOON}, "empty"),
    "long": ({"text": "あ" * 10_001, "owner": "森", "due": SOON}, "too_long"),
    "reason": ({"text": "x", "why": "y" * 10_001, "owner": "森", "due": SOON}, "too_long"),
    "owner": ({"text": "x", "owner": "  ", "due": SOON}, "empty"),
    "past": ({"text": "x", "owner": "森", "due": today() - timedelta(days=2)}, "past"),
    "control": ({"text": "x\u0007y", "owner": "森", "due": SOON}, "control"),
}


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize("what", BAD)
def test_bad_input_is_said_in_place_and_nothing_is_lost(
    store: Store, language: i18n.Language, what: str
) -> None:
    fields, rule = BAD[what]
    app = opened(language)
    app.button("charter.add.decision").click().run()
    app = fill(app, "decision", **fields)
    shown = said(app)
    assert text(language, f"deciding.rule.{rule}") in shown
    assert store.version() == 0
    kept = next(each for each in app.text_area if str(each.key).endswith(".text"))
    assert kept.value == fields["text"], "what was typed is still there"


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize("given", ["たくさん", "", "nan", "1e999"])
def test_a_target_that_is_no_number(store: Store, language: i18n.Language, given: str) -> None:
    app = opened(language)
    app.button("charter.open.target.grr").click().run()
    shown = said(fill(app, "target", value=given, owner="森", due=SOON))
    assert text(language, "deciding.rule.not_a_number") in shown
    assert store.version() == 0


@pytest.mark.parametrize(("given", "value"), [("92", 0.92), ("92.5 %", 0.925), ("93%", 0.93)])
def test_a_target_is_written_as_people_write_it(store: Store, given: str, value: float) -> None:
    app = opened("ja")
    app.button("charter.open.target.grr").click().run()
    app = fill(app, "target", value=given, owner="大西", due=SOON)
    [made] = store.current("target")
    assert made.body == {"measure": "grr", "value": pytest.approx(value), "owner": "大西", "due_on": SOON.isoformat(),
                         "demo": True}
    assert f"≥{value * 100:g}%" in said(app)
    app.button("charter.open.target.grr").click().run()
    app.button("charter.target.grr.1.remove").click().run()
    assert store.current("target") == ()
    assert text("ja", "charter.source.plan") in said(app), "the quarter's target of targets.toml counts again"


def test_an_impossible_target_and_a_date_in_the_past(store: Store) -> None:
    app = opened("en")
    app.button("charter.open.target.grr").click().run()
    assert text("en", "charter.target.bounds", value="920") in said(fill(app, "target", value="920"))
    app = fill(app, "target", value="92", owner="A", due=today() - timedelta(days=1))
    assert text("en", "deciding.rule.past") in said(app)
    app = fill(app, "target", owner=" ", due=SOON)
    assert text("en", "deciding.rule.empty") in said(app)
    assert store.version() == 0


def test_two_people_editing_one_target(store: Store) -> None:
    """Both have the editor open; the second to save sees both values, and nothing is lost whichever is kept."""
    store.put("target", "grr", {"measure": "grr", "value": 0.9, "owner": "大西"}, "大西", 0)
    one, two = opened("ja"), opened("ja")
    for app in (one, two):
        app.button("charter.open.target.grr").click().run()
    two.run()
    fill(one, "target", value="91", owner="高瀬", due=SOON)
    assert store.current("target")[0].get("value") == 0.91
    two.run()
    shown = said(fill(two, "target", value="95", owner="岸本", due=SOON))
    assert text("ja", "deciding.conflict.title") in shown
    for value in ("0.91", "0.95", "高瀬", "岸本"):
        assert value in shown
    assert store.current("target")[0].version == 2, "nothing is overwritten unasked"
    two.button("deciding.mine.target.grr").click().run()
    assert [each.get("value") for each in store.history("target", "grr")] == [0.9, 0.91, 0.95]


def test_a_new_kpi_from_those_that_are_none_yet(store: Store) -> None:
    app = opened("ja")
    app.button("charter.add.target").click().run()
    app.selectbox("charter.target.new.measure").set_value("ttv_days").run()
    fill(app, "target", value="45", owner="野口", due=SOON)
    [made] = store.current("target")
    assert (made.key, made.get("value"), made.get("owner")) == ("ttv_days", 45, "野口")


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_a_meeting_is_held_and_stands_on_the_weekly_review(
    demos: Store, board: Board, language: i18n.Language
) -> None:
    app = freeze(opened(language))
    [kept], week = demos.current("snapshot"), sunday().isoformat()
    review = next(each for each in demos.current("review") if each.key == week)
    assert (kept.key, review.get("present"), review.get("snapshot")) == (week, ["ceo", "sales"], 1)
    shown = said(app)
    assert text(language, "charter.meeting.title_frozen") in shown
    weekly = said(board(language, "pages/weekly.py"))
    assert text(language, "charter.weekly.frozen_same", moment="").split(":")[0] in weekly
    changed = {**kept.body, "figures": {**kept.body["figures"], "arr": kept.body["figures"]["arr"] + 5_000_000}}
    demos.put("snapshot", week, changed, "森", 1)
    demos.put("review", week, {**review.body, "snapshot": 2}, "森", 1)
    assert text(language, "charter.meeting.title_changed", n=1) in said(opened(language))
    again = said(board(language, "pages/weekly.py"))
    assert text(language, "charter.weekly.frozen_changed", n=1, main="X").split("X")[0].strip() in again


def test_a_meeting_needs_an_author(store: Store) -> None:
    shown = said(freeze(opened("ja"), author=" "))
    assert text("ja", "deciding.rule.empty") in shown
    assert store.version() == 0


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_a_meeting_of_nobody_is_refused_in_place(store: Store, language: i18n.Language) -> None:
    app = opened(language)
    app.text_area(f"charter.note.{sunday()}").set_value(MARKUP)
    app = freeze(app, present=())
    assert text(language, "charter.meeting.nobody") in said(app)
    assert store.version() == 0
    assert app.text_area(f"charter.note.{sunday()}").value == MARKUP, "what was typed is still there"
    freeze(app)
    assert store.current("review")[0].get("note") == MARKUP


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_dates_are_in_the_words_of_the_language(store: Store, language: i18n.Language) -> None:
    """In the history, in a meeting that was held, and where two edits are compared: only what differs stands there."""
    one, two = opened(language), opened(language)
    for app in (one, two):
        app.button("charter.open.target.grr").click().run()
    fill(one, "target", value="91", owner="高瀬", due=SOON)
    shown = said(fill(two, "target", value="95", owner="高瀬", due=SOON + timedelta(days=1)))
    day = fmt.full_day(SOON, language)
    assert day in shown
    assert SOON.isoformat() not in shown
    table = shown[shown.index(text(language, "deciding.conflict.mine")):]
    assert text(language, "deciding.field.demo") not in shown
    assert "高瀬" not in table[:table.index(fmt.full_day(SOON + timedelta(days=1), language))], "the owner is the same"
    app = opened(language)
    app.button("charter.open.target.grr").click().run()
    assert day in said(app)
    assert fmt.full_day(today(), language) in said(freeze(app))


def test_attendance_is_corrected_without_freezing_again(store: Store) -> None:
    app = freeze(opened("ja"))
    app.multiselect(f"charter.present.{sunday()}").set_value(["it"])
    submits = [each for each in app.button if str(each.key).startswith("FormSubmitter:charter.meeting")]
    app = submits[1].click().run()
    assert store.current("snapshot")[0].version == 1
    [review] = store.current("review")
    assert (review.version, review.get("present"), review.get("snapshot")) == (2, ["it"], 1)
