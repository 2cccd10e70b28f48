"""The account page without a browser: one customer in words, people's words as text, the same words for every no."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from html import unescape
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from components import i18n
from components.account import facts, files, link, story, timeline, view, words
from components.account.questions import Questions
from components.account.specs import PAIRS, SPECS
from components.evidence import accounts, button, metrics, panel, rows
from components.evidence.about import Figure
from components.evidence.kinds import head, worded
from components.i18n import catalogue, text
from components.router import PAGES, Frame
from data.access import Viewer
from data.store import open_store
from data.warehouse import Warehouse, open_warehouse
from queries.account_facts import FACTS
from queries.account_search import largest, search
from queries.commands.account import VIEWS
from queries.dimensions import build_info, dimensions
from queries.scope import Scope
from tests.conftest import Board

PAGE = "pages/account.py"
TODAY = date(2026, 11, 22)
MARKUP = "<script>alert(1)</script><b>太字</b> & \"引用\""


def said(app: AppTest) -> str:
    return unescape(" ".join(html.proto.body for html in app.get("html") if "<style>" not in html.proto.body))


def house_and_scope() -> tuple[Warehouse, Scope]:
    house = open_warehouse()
    return house, Scope(build_info(house).default_as_of)


def frame_of(language: i18n.Language, viewer: Viewer | None = None) -> Frame:
    house, scope = house_and_scope()
    page = next(page for page in PAGES if page.key == "account")
    asked = replace(scope, viewer=viewer) if viewer else scope
    return Frame(page, asked, build_info(house), dimensions(house), language)


@pytest.fixture
def one(on_demo: Any) -> str:
    """The largest account."""
    return str(largest(*house_and_scope(), 1).account_id.iloc[0])


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_one_customer_stands_on_one_screen(board: Board, one: str, language: i18n.Language) -> None:
    app = board(language, PAGE, account=one)
    assert not app.exception
    shown = said(app)
    assert one in shown
    assert {f"explain.account.{key}" for key in ("head", "lists", "arr", "score", "timeline", *SPECS)} <= {
        str(each.key) for each in app.button}
    assert "None" not in shown
    assert "nan" not in shown.lower().replace("finance", "")
    assert not [key for key in catalogue(language) if key.startswith("account.") and f" {key} " in shown]


@pytest.mark.parametrize("account", [True, False], ids=["account", "search"])
def test_no_panel_states_a_value_of_anybody_else(
    board: Board, one: str, account: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither the company's nor the filter's: the account's own value, in the page's own words, or none."""
    drawn: list[tuple[Frame, Figure]] = []
    monkeypatch.setattr(button, "draw", lambda frame, figure: drawn.append((frame, figure)))
    for name in ("now", "span"):  # the figures of whoever is in the scope
        monkeypatch.setattr(metrics, name, lambda *asked: pytest.fail(f"asked for {asked}"))
    asked = {"account": one, "segment": "SMB"} if account else {"q": "c0", "segment": "SMB"}
    app = board("ja", PAGE, **asked)
    assert not app.exception
    shown, who = said(app), next(VIEWS["profile"](*house_and_scope(), one).itertuples())
    i18n.use("ja")
    own = {"arr": words.amount(float(who.arr), "JPY"), "health_score": f"{who.score:.1f}",
           "journey_stage": text("ja", f"journey.stage.{who.stage}")}
    for frame, figure in drawn:
        for told in metrics.told(frame, figure):
            assert told.value in ("", own.get(told.key) if account else "") or (
                account and told.key.startswith("account_") and told.value in shown), (figure.key, told)
        over = panel.population(frame, figure)
        assert text("ja", "evidence.base") not in over
        assert account is (over[text("ja", "evidence.filters")] == f"{who.account}({one})のみ")
        assert accounts.checks(frame, figure) == []
        wordless = [(answer.name, name) for answer in rows.answers(frame, figure) for name, said_as in
                    answer.heads.items() if said_as == name and name not in frame.dimensions]
        assert wordless == []
    assert len(drawn) > 15 if account else len(drawn) == 1
    assert not account or {"arr", "health_score", "journey_stage"} <= {
        told.key for pair in drawn for told in metrics.told(*pair) if told.value}


def test_without_an_account_the_largest_are_listed_and_a_text_finds(board: Board, one: str) -> None:
    app = board("en", PAGE)
    assert f"/account?account={one}" in said(app)
    app.text_input(key="account.search").set_value(one.lower()).run()
    assert app.query_params["q"] == one.lower() or app.query_params["q"] == [one.lower()]
    assert text("en", "account.search.found.one", n="1", text=one.lower()) in said(app)
    app.text_input(key="account.search").set_value("nobody of this name").run()
    assert text("en", "account.search.nobody", text="nobody of this name") in said(app)
    assert f"/account?account={one}" not in said(app)  # the largest are no answer to a search
    app.text_input(key="account.search").set_value("c0").run()
    total = search(*house_and_scope(), "c0").attrs["total"]
    assert text("en", "account.search.first", n="20", of=str(total)) in said(app)


def test_an_id_that_nobody_has_is_answered_and_leads_back(board: Board) -> None:
    app = board("en", PAGE, account="<b>nobody</b>")
    assert text("en", "account.nowhere.why") in said(app)
    assert "nobody" not in said(app)
    app.button(key="account.back").click().run()
    assert "account" not in app.query_params


@pytest.mark.usefixtures("on_demo")
def test_anothers_account_is_no_account() -> None:
    """What the page asks first of all, as a lead of another team."""
    house, scope = house_and_scope()
    teams = [str(value.value) for value in dimensions(house)["team_id"].values if value.value]
    found = largest(house, scope, 1).account_id.iloc[0]
    owner = VIEWS["profile"](house, scope, found).team_id.iloc[0]
    other = Viewer("lead", "lead", teams=(next(team for team in teams if team != owner),))
    ask = Questions(frame_of("en", other), view.read({"account": [found]}))
    assert ask.profile() is None
    assert Questions(frame_of("en", other), view.read({"account": ["nobody"]})).profile() is None


@pytest.mark.usefixtures("on_demo")
@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_answer_can_be_shown_in_its_panel(one: str, language: i18n.Language) -> None:
    """A title for every question, a head for every column."""
    i18n.use(language)
    house, scope = house_and_scope()
    known, wordless = dimensions(house), set()
    for name, query in VIEWS.items():
        found = query(house, scope, one)
        wordless |= {(name, str(column)) for column in found if head(str(column), known, "customer") == column
                     and column not in known and name not in ("timeline",)}
    assert {each for each in wordless if each[1] not in ("id",)} == set()
    own = ("evidence.question.queries.account.", "evidence.question.queries.account_")
    asked = [key for key in catalogue(language) if key.startswith(own)]
    assert len(asked) == 13


@pytest.mark.usefixtures("on_demo")
def test_files_are_in_words() -> None:
    """Lists, what a rule saw, kinds and components: no key of the program, and the head of the page."""
    i18n.use("ja")
    known = dimensions(house_and_scope()[0])
    saw = (("feature_score", 0.0), ("use", 0.5), ("escalated", False), ("reasons", "band usage"), ("open_days", None))
    found = worded(pd.DataFrame([{"list": "feature", "saw": saw, "kind": "check_in", "role": "champion",
                                  "status": "missed", "category": "commit"}], dtype=object), known)
    assert found.iloc[0].tolist() == [
        "機能スコアが低い",
        "機能のスコア 0、ライセンスの利用率 50.0%、上申 いいえ、理由 スコアが赤、利用が減少、未解決の日数 —",
        "定例", "推進者",
        "未達", "確実"]
    assert head("contact", known, "customer", files.QUESTIONS["scores"]) == text("ja", "health.component.contact")
    assert head("outcomes", known, "customer", files.QUESTIONS["scores"]) == text("ja", "health.component.outcomes")
    assert head("contact", known, "customer", files.EVENTS) == text("ja", "account.column.contact")


def row(**given: Any) -> Any:
    return next(pd.DataFrame([given]).astype(object).itertuples())


@pytest.mark.usefixtures("on_demo")
def test_peoples_words_are_text() -> None:
    frame = frame_of("ja")
    i18n.use("ja")
    found = pd.DataFrame([{"sent_on": TODAY, "answered_on": TODAY, "kind": "nps", "score": 3.0, "verbatim": MARKUP}],
                         dtype=object)
    ask = Questions(frame, view.View("C1"))
    html = facts.drawn(frame, ask, "surveys", found, MARKUP)
    line = timeline.drawn(pd.DataFrame([{"on": TODAY, "kind": "pulse", "event": "rated", "subject": MARKUP,
                                         "value": 3, "currency": None, "words": MARKUP}], dtype=object), "JPY")
    for drawn in (html, line):
        assert "<script" not in drawn
        assert "<b>太字" not in drawn
        assert "太字" in drawn


def history(*rows: tuple[date, str, str, float, float | None, float | None, float]) -> pd.DataFrame:
    names = ("on", "movement", "product", "change", "by_seats", "by_price", "arr_after")
    made = pd.DataFrame([dict(zip(names, each, strict=True)) for each in rows], columns=list(names))
    return made.assign(arr_before=100.0, arr=100.0 + made.change)


@pytest.mark.parametrize(("rows", "due", "expected"), [
    ([(date(2024, 1, 1), "new", "P", 100.0, None, None, 100.0),
      (date(2026, 3, 5), "contraction", "P", -18.0, -17.0, -1.0, 82.0)], 41,
     "ARR fell 18% in Mar as seats were cut, now $82.00; the renewal is due in 41 days"),
    ([(date(2024, 1, 1), "new", "P", 100.0, None, None, 100.0),
      (date(2026, 3, 5), "expansion", "P", 10.0, 1.0, 9.0, 110.0)], None,
     "ARR rose 10% in Mar by a higher price, now $82.00"),
    ([(date(2024, 1, 1), "new", "P", 100.0, None, None, 100.0)], -3,
     "ARR unchanged in 12 months at $82.00; the renewal is 3 days overdue"),
    ([(date(2026, 10, 1), "new", "P", 100.0, None, None, 100.0)], 900, "New in Oct, ARR $82.00"),
    ([], None, "No contract so far, no ARR")])
def test_the_claim_says_what_became_of_the_arr(rows: list[Any], due: int | None, expected: str) -> None:
    i18n.use("en")
    ahead = None if due is None else words.Due(TODAY + timedelta(days=due), None, None, 1.0, is_term=False)
    assert words.claim(SimpleNamespace(arr=82.0), history(*rows), ahead, TODAY, "USD") == expected


def test_the_claim_of_one_that_left_says_when_and_how_much() -> None:
    i18n.use("en")
    gone = history((date(2024, 1, 1), "new", "P", 100.0, None, None, 100.0),
                   (date(2025, 5, 1), "churn", "P", -100.0, None, None, 0.0))
    told = words.claim(SimpleNamespace(arr=0.0), gone, None, TODAY, "USD")
    assert told == "Left on 1 May 2025, with an ARR of $100 until then"


LATE = ((date(2024, 1, 1), "new", "P", 399.0, None, None, 399.0),
        (date(2026, 11, 7), "churn", "P", -399.0, None, None, 0.0),
        (date(2026, 11, 13), "reactivation", "P", 254.0, None, None, 254.0))


def test_a_return_within_thirty_days_is_a_late_renewal() -> None:
    """In words alone: the movements stay a churn and a reactivation."""
    i18n.use("en")
    late, same, gone = history(*LATE), history(*LATE[:2], (*LATE[2][:3], 399.0, None, None, 399.0)), history(*LATE[:2])
    assert story.gaps(late) == {date(2026, 11, 7): 6, date(2026, 11, 13): 6}
    assert late.movement.tolist() == ["new", "churn", "reactivation"]
    told = words.claim(SimpleNamespace(arr=254.0), late, None, TODAY, "USD")
    assert told == "Renewed 6 days late, ARR $399 → $254 (−36.3%)"
    told = words.claim(SimpleNamespace(arr=399.0), same, None, TODAY, "USD")
    assert told == "Renewed 6 days late, ARR unchanged at $399"
    assert story.gaps(gone) == {}
    back = history(*LATE[:2], (date(2026, 12, 8), "reactivation", "P", 254.0, None, None, 254.0))
    assert story.gaps(back) == {}  # 31 days


def test_a_term_that_ended_undecided_is_not_told_as_left() -> None:
    i18n.use("en")
    gone = history(*LATE[:2])
    due = words.Due(date(2026, 11, 7), None, None, 399.0, is_term=False)
    assert words.claim(SimpleNamespace(arr=0.0), gone, due, TODAY, "USD") == (
        "The term ended on 7 Nov 2026 and the renewal is undecided, 15 days overdue; ARR was $399 until then")
    assert words.claim(SimpleNamespace(arr=0.0), gone, None, TODAY, "USD").startswith("Left on 7 Nov 2026")
    assert story.ended(SimpleNamespace(arr=0.0), gone) == date(2026, 11, 7)
    assert story.ended(SimpleNamespace(arr=1.0), gone) is None


def test_where_the_data_begin_nobody_is_new_who_had_signed_before() -> None:
    first = date(2024, 1, 1)
    rows = history(*LATE)
    assert story.known_since(rows, date(2021, 4, 12), first).movement.tolist() == ["began", "churn", "reactivation"]
    for signed, day in ((first, first), (None, first), (date(2021, 4, 12), date(2023, 12, 1))):
        assert story.known_since(rows, signed, day).movement.iloc[0] == "new"
    i18n.use("en")
    began = story.known_since(history((date(2026, 8, 1), "new", "P", 9.0, None, None, 9.0)), first, date(2026, 8, 1))
    assert words.claim(SimpleNamespace(arr=9.0), began, None, TODAY, "USD").startswith("ARR unchanged in 12 months")


def test_what_has_no_record_is_named_in_one_line(board: Board, one: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found = Questions.events
    monkeypatch.setattr(Questions, "events", lambda ask, kind: found(ask, kind).head(0 if kind == "outcomes" else None))
    app = board("en", PAGE, account=one)
    assert text("en", "account.empty", names=text("en", "account.kind.outcomes")) in said(app)
    assert "explain.account.outcomes" not in {str(each.key) for each in app.button}


def test_what_is_due_next() -> None:
    renewals = pd.DataFrame([{"due_on": TODAY + timedelta(days=days), "notice_on": None, "auto_renew": None,
                              "arr_due": 1.0, "outcome": outcome} for days, outcome in
                             ((-9, "open"), (5, "renewed"), (30, "open"), (60, "open"))])
    contracts = pd.DataFrame([{"term_end": TODAY + timedelta(days=90), "notice_on": TODAY, "auto_renew": True,
                               "arr": 7.0, "end_on": None}])
    first = words.next_due(renewals, contracts, TODAY)
    assert first is not None
    assert (first.on - TODAY).days == 30
    late = words.next_due(renewals[:2], contracts, TODAY)
    assert late is not None
    assert (late.on - TODAY).days == -9
    term = words.next_due(renewals[1:2], contracts, TODAY)
    assert term is not None
    assert (term.is_term, (term.on - TODAY).days) == (True, 90)
    assert words.next_due(renewals[1:2], contracts[:0], TODAY) is None


def test_a_name_leads_to_its_account_and_the_crm_has_a_mark() -> None:
    cell = link.named(row(account="<b>A", account_id="C 1&x", detail=None, url="https://crm.example/1"))
    assert cell.href == "/account?account=C+1%26x"
    assert cell.crm == "https://crm.example/1"
    i18n.use("en")
    unnamed = link.named(row(account=None, account_id=None))
    assert (unnamed.href, unnamed.words) == ("", "Accounts not shown to you")
    assert link.named(row(account="A", account_id="C1"), "why").below == "why"


def test_every_kind_of_event_has_its_place() -> None:
    assert {kind for pair in PAIRS for kind in pair} == set(SPECS) == set(FACTS)
    assert view.read({"tab": ["gossip"], "account": [""]}) == view.View()
    assert view.read({"tab": ["tickets"], "account": ["C1", "C2"]}) == view.View("C2", "", "tickets")


def test_an_action_and_a_note_are_kept_with_the_account(
    board: Board, one: str, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TENURE_STORE_URL", f"sqlite:///{tmp_path / 'store.sqlite'}")
    store = open_store()
    store.put("note", "0" * 32, {"account_id": one, "text": MARKUP}, "Abe", 0)
    store.put("note", "1" * 32, {"account_id": "another", "text": "unseen"}, "Abe", 0)
    store.put("action", "2" * 32, {"account_id": one, "text": "Call them", "owner": "Abe", "due_on": "2099-01-01",
                                   "week_on": "2026-11-22", "status": "open"}, "Abe", 0)
    app = board("en", PAGE, account=one)
    raw = " ".join(html.proto.body for html in app.get("html"))
    assert "Call them" in raw
    assert "<script>alert" not in raw
    assert "太字" in raw
    assert "unseen" not in raw
    assert text("en", "account.todo.title.one", n="1", notes="1") in said(app)
