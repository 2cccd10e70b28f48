"""The charter page and what it leaves on the weekly review: what they say, in both languages."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest

from components import i18n
from components.charter import differences, outcomes, words
from components.i18n import text
from data.store import Store
from data.store.kinds import today
from data.targets import KPIS
from queries import charter, charter_decisions
from queries.measures import MEASURES
from tests.charter_board import MARKUP, PAGE, demos, said, store, sunday
from tests.conftest import Board

__all__ = ["demos", "store"]
DAY = timedelta(days=1)


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


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_the_weekly_review_opens_with_what_was_left(demos: Store, board: Board, language: i18n.Language) -> None:
    i18n.use(language)
    shown = said(board(language, "pages/weekly.py"))
    rows = charter_decisions.carried(charter_decisions.listed(
        demos.current("decision") + demos.current("action"), sunday()), sunday())
    late = rows[rows.state == "overdue"]
    assert text(language, "charter.weekly.carried", all=words.counted(rows), late=words.counted(late)) in shown
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
    monkeypatch.setattr("components.loaders.is_demo", lambda: False)
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


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_what_got_worse_beyond_chance_is_named_first(language: i18n.Language) -> None:
    i18n.use(language)
    rows = pd.concat([frame(direction="worse"), frame(direction="worse", beyond=False), frame(),
                      frame(beyond=False), frame(beyond=False)])
    assert outcomes.heading(rows) == text(language, "charter.outcomes.title_worse.other", n=5, worse=1, better=3,
                                          sure=1)
    assert outcomes.heading(rows[rows.direction == "better"]) == text(
        language, "charter.outcomes.title.other", n=3, better=3, sure=1)


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_a_meeting_without_frozen_figures_says_so(demos: Store, board: Board, language: i18n.Language) -> None:
    shown = said(board(language, PAGE))
    held = len(demos.current("review"))
    assert held
    assert text(language, "charter.past.title", n=held, frozen=0) in shown
    assert text(language, "charter.past.unfrozen") in shown


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_decisions_and_actions_are_counted_apart(language: i18n.Language) -> None:
    i18n.use(language)
    rows = pd.DataFrame({"kind": ["decision", "action", "decision", "decision"],
                         "state": ["overdue", "overdue", "open", "overdue"]})
    kpis = pd.DataFrame({"source": ["store"], "status": ["met"]})
    both = {"ja": "決定2件とアクション1件が期限超過", "en": "2 decisions and 1 action overdue"}
    assert both[language] in words.title(kpis, rows)
    open_ = {"ja": "進行中は決定1件", "en": "1 decision open"}
    assert open_[language] in words.title(kpis, rows[2:3])
    assert words.title(kpis, rows, before=True).startswith(text(language, "charter.title.before"))
    limited = words.title(kpis.assign(status="reference"), rows[:0], hidden=True)
    assert text(language, "charter.title.reference", all=1) in limited
    assert text(language, "charter.title.hidden") in limited


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_before_the_charter_there_was_none(demos: Store, board: Board, language: i18n.Language) -> None:
    shown = said(board(language, PAGE, as_of="2026-02-01"))
    assert text(language, "charter.title.before") in shown
    assert text(language, "charter.meeting.past", n=4) in shown
    assert text(language, "charter.title.undecided_too") in shown
    assert text(language, "charter.decisions.none_back") in shown
    for record in demos.current("target"):
        assert words.person(record.get("owner")) not in shown


def test_looking_back_shows_the_targets_of_that_day(demos: Store, board: Board) -> None:
    """Changed today, the target of three weeks ago is the one that stood then; and it is not edited there."""
    [was] = [each for each in demos.current("target") if each.key == "grr"]
    demos.put("target", "grr", {**was.body, "value": 0.987}, "森", was.version)
    assert "98.7%" in said(board("ja", PAGE))
    app = board("ja", PAGE, as_of=str(sunday() - 21 * DAY))
    assert "98.7%" not in said(app)
    assert text("ja", "charter.kpis.back") in said(app)
    assert not [each for each in app.button if str(each.key).startswith("charter.open.target.")]


def test_dates_of_another_year_bear_it() -> None:
    i18n.use("ja")
    this = date(today().year, 5, 3)
    assert words.day(this, date(this.year, 1, 4)) == "5月3日"
    assert words.day(this, date(this.year - 1, 1, 4)) == f"{this.year}年5月3日"
    assert words.day(date(this.year - 1, 5, 3), date(this.year - 1, 1, 4)) == f"{this.year - 1}年5月3日"


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_less_is_better_reads_as_a_limit_without_a_bar(language: i18n.Language) -> None:
    i18n.use(language)
    assert words.wanted("use_falling", 0.1, "JPY") == "≤10%"
    assert words.wanted("grr", 0.92, "JPY") == "≥92%"
    assert words.goal("use_falling", 0.055, 0.1) == ""
    assert "t-goal" in words.goal("grr", 0.846, 0.92)
    for key in (*MEASURES, *KPIS):
        assert words.name(key) not in (key, ""), key
    assert "5" in words.name("csat")
