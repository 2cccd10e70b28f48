"""The charter page and what it leaves on the weekly review: forms, bad input, conflicts, both languages."""

from __future__ import annotations

import re
import sqlite3
from datetime import date, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from components import i18n
from components.charter import differences, outcomes, words
from components.i18n import text
from data.store import Store, open_store
from data.store.kinds import today
from data.warehouse import open_warehouse
from queries import charter, charter_decisions
from queries.dimensions import build_info
from queries.measures import MEASURES
from tests.conftest import Board

PAGE = "pages/charter.py"
KEY = re.compile(r"\b(?:charter|metric|state|deciding)(?:\.[a-z_]+)+\b")
MARKUP = "<script>alert(1)</script><b>太字</b> & \"引用\" {x} $y$ **z**"
SOON = today() + timedelta(days=10)
WEEK = timedelta(days=7)


def page() -> None:
    """The charter page in its frame. AppTest enters a page file from outside at each run, which loses what was sent."""
    import runpy

    import streamlit as st

    from components import deciding, i18n, loaders
    from components.router import PAGES, ROOT, Frame, framed
    from queries.scope import Scope
    i18n.use(st.session_state["speech"])
    build = loaders.build()
    shown = next(each for each in PAGES if each.key == "charter")
    deciding.begin()
    with framed(Frame(shown, Scope(build.default_as_of), build, loaders.dimensions(), st.session_state["speech"])):
        runpy.run_path(str(ROOT / shown.file))
    deciding.end()


def opened(language: i18n.Language) -> AppTest:
    """The page, run once; what is chosen is named in its language."""
    i18n.use(language)
    app = AppTest.from_function(page, default_timeout=60)
    app.session_state["speech"] = language
    return app.run()


@pytest.fixture
def store(on_demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A store of its own, empty, beside the demo company."""
    monkeypatch.setenv("TENURE_STORE_URL", f"sqlite:///{tmp_path / 'store.sqlite'}")
    return open_store()


@pytest.fixture
def demos(store: Store, demo_home: Path, tmp_path: Path) -> Store:
    """The demo's own decisions, in a copy that may be written."""
    with sqlite3.connect(demo_home / "store.sqlite") as there, sqlite3.connect(tmp_path / "store.sqlite") as here:
        there.backup(here)
    return open_store()


def said(app: AppTest) -> str:
    """What the page says, without its markup."""
    assert not app.exception, app.exception[0].value
    shown = [html.proto.body for html in app.get("html") if "<style>" not in html.proto.body]
    found = unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", " ".join(shown))))
    assert not KEY.findall(found)
    return found


def sunday() -> date:
    return build_info(open_warehouse()).default_as_of


def button(app: AppTest, key: str) -> Any:
    return app.button(key)


def fill(app: AppTest, kind: str, **fields: Any) -> AppTest:
    """Fills the open editor and sends it."""
    for name, value in fields.items():
        widgets = [*app.text_input, *app.text_area, *app.date_input, *app.selectbox]
        found = [each for each in widgets if re.fullmatch(rf"charter\.{kind}\.[^.]+\.\d+\.{name}", str(each.key))]
        assert len(found) == 1, (name, [each.key for each in widgets])
        found[0].set_value(value)
    return send(app, kind)


def send(app: AppTest, kind: str, author: str = "森") -> AppTest:
    name = [each for each in app.text_input if re.match(rf"deciding\.author\.charter\.{kind}\.", str(each.key))]
    name[0].set_value(author)
    submits = [each for each in app.button if each.proto.is_form_submitter
               and re.match(rf"FormSubmitter:charter\.{kind}\.", str(each.key))]
    return submits[0].click().run()


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_the_page_says_what_the_queries_give(demos: Store, board: Board, language: i18n.Language) -> None:
    i18n.use(language)
    app = board(language, PAGE)
    shown = said(app)
    rows = charter_decisions.listed(demos.current("decision") + demos.current("action"), sunday())
    late = int((rows.state == "overdue").sum())
    assert text(language, "charter.decisions.title_late", n=int(rows.state.isin(("open", "overdue")).sum()),
                late=late) in shown
    assert text(language, "charter.chip") in shown
    for record in demos.current("decision"):
        if record.get("status") == "open":
            assert record.get("text") in shown
    for record in demos.current("target"):
        assert words.name(record.key) in shown
        assert words.person(record.get("owner")) in shown


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize("params", [{}, {"segment": "SMB"}, {"unit": "contract"}, {"product": "Analytics"}])
def test_without_any_decision_the_page_stands(
    store: Store, board: Board, language: i18n.Language, params: dict[str, str]
) -> None:
    shown = said(board(language, PAGE, **params))
    assert text(language, "charter.title.undecided") in shown
    assert text(language, "charter.decisions.none") in shown
    assert text(language, "charter.outcomes.none") in shown
    assert text(language, "charter.past.title_none") in shown
    assert (text(language, "charter.base_whole").strip() in shown) == bool(params)


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_no_wording_says_cause(language: i18n.Language) -> None:
    never = re.compile(r"because of(?! it)|\bcaus|thanks to|のおかげで|効果があ")
    assert [key for key, wording in i18n.subjects(language)["charter"].items() if never.search(wording)] == []


def test_a_decision_is_written_edited_closed_and_removed(store: Store) -> None:
    app = opened("ja")
    button(app, "charter.add.decision").click().run()
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
    assert f"{value * 100:.1f}%" in said(app)
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


def freeze(app: AppTest, author: str = "森") -> AppTest:
    app.multiselect(f"charter.present.{sunday()}").set_value(["ceo", "sales"])
    app.text_input("deciding.author.meeting").set_value(author)
    submits = [each for each in app.button if str(each.key).startswith("FormSubmitter:charter.meeting")]
    return submits[0].click().run()


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


def test_attendance_is_corrected_without_freezing_again(store: Store) -> None:
    app = freeze(opened("ja"))
    app.multiselect(f"charter.present.{sunday()}").set_value(["it"])
    submits = [each for each in app.button if str(each.key).startswith("FormSubmitter:charter.meeting")]
    app = submits[1].click().run()
    assert store.current("snapshot")[0].version == 1
    [review] = store.current("review")
    assert (review.version, review.get("present"), review.get("snapshot")) == (2, ["it"], 1)


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_the_weekly_review_opens_with_what_was_left(demos: Store, board: Board, language: i18n.Language) -> None:
    shown = said(board(language, "pages/weekly.py"))
    rows = charter_decisions.carried(charter_decisions.listed(
        demos.current("decision") + demos.current("action"), sunday()), sunday())
    late = rows[rows.state == "overdue"]
    assert text(language, "charter.weekly.carried", n=len(rows), late=len(late)) in shown
    assert late.text.iloc[0][:30] in shown


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_the_weekly_review_says_so_where_nothing_was_decided(
    store: Store, board: Board, language: i18n.Language
) -> None:
    shown = said(board(language, "pages/weekly.py"))
    assert text(language, "charter.weekly.nothing") in shown
    assert text(language, "charter.weekly.all") in shown


def test_what_was_made_up_for_the_demo_counts_for_no_other(
    demos: Store, board: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("components.loaders._is_demo", lambda: False)
    assert text("ja", "charter.title.undecided") in said(board("ja", PAGE))


def test_numbers_as_people_write_them() -> None:
    for written, value in (("56.9億", 5.69e9), ("6,240万円", 6.24e7), ("¥1,000", 1000.0), ("2.5M", 2.5e6), ("−1", "−1"),
                           ("-1", -1.0), ("x", "x"), ("", ""), ("億", "億"), ("inf", "inf")):
        assert words.number("arr", written) == value
    assert words.number("ttv_days", "45") == 45
    assert words.number("csat", "4.2") == 4.2
    assert words.number("coverage", "90") == 0.9
    assert [words.within("grr", each) for each in (0.0, 1.0, 1.01, -0.1)] == [True, True, False, False]
    for key in (*MEASURES, "grr", "arr", "net_new"):
        assert words.number(key, words.editable(key, 0.925)) == pytest.approx(0.925)
        for unknown in (None, float("nan")):
            assert words.figure(key, unknown, "JPY") == "—"
            assert words.change(key, unknown, "JPY") == "—"
        assert words.figure(key, 0.5, "JPY") != "—"


def frame(**row: Any) -> pd.DataFrame:
    made = dict.fromkeys(charter_decisions.OUTCOMES)
    return pd.DataFrame([{**made, "text": MARKUP, "measure": "grr", "owner": "森", "state": "open", "before": 0.9,
                          "now": 0.95, "delta": 0.05, "delta_low": 0.01, "delta_high": 0.09, "beyond": True,
                          "seen": float("nan"), "due": float("nan"), "direction": "better", "line": (),
                          "decided_on": date(2026, 11, 3), **row}])


@pytest.mark.parametrize(("row", "verdict"), [
    ({}, "better"), ({"beyond": False}, "chance"), ({"beyond": None, "delta_low": float("nan")}, "better_untold"),
    ({"direction": "worse"}, "worse"), ({"direction": None, "beyond": None}, "unknown"),
])
def test_after_a_decision_in_words(row: dict[str, Any], verdict: str) -> None:
    i18n.use("en")
    drawn = outcomes.drawn(frame(**row), "JPY")
    assert text("en", f"charter.after.{verdict}") in drawn
    assert "<script>" not in drawn


def test_the_accounts_listed_add_up_to_their_total() -> None:
    i18n.use("en")
    rows = [{"account_id": f"C{n}", "account": MARKUP, "what": "amount", "base_then": 1.0, "base_now": 1.0,
             "arr_then": 100.0, "arr_now": 100.0 + n, "change_arr": float(n), "change_base": 0.0, "change_kept": 0.0,
             "change_capped": float(-n)} for n in range(1, 20)]
    drawn = differences.accounts(pd.DataFrame(rows), "JPY")
    assert text("en", "charter.differences.others", n=7) in drawn
    assert "+¥190" in drawn
    assert "−¥190" in drawn
    assert "<script>" not in drawn


def test_the_worst_kpis_stand_first() -> None:
    rows = pd.DataFrame({"measure": ["coverage", "grr", "csat", "nrr", "arr"],
                         "status": ["met", "not_met", "overdue", "not_met", "unknown"]})
    assert list(words.worst_first(rows).measure) == ["csat", "nrr", "grr", "arr", "coverage"]
    assert set(words.ORDER) == set(words.STATUSES)
    assert charter.CHARTER == ("store", "plan")
