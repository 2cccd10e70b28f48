"""What fires in words, in both languages, and on the weekly review: with an alert, with none, with a bad file."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from components.alerts import words
from components.alerts.questions import Alert
from components.i18n import LANGUAGES, Language, speaking, text
from data.alerts.model import Rule
from tests.conftest import Board
from tests.test_weekly import shown

WEEK = date(2026, 11, 22)
LEVEL = Rule("low", "level", "bad", "grr", threshold=None, weeks=2)
FILE = '[[rule]]\nkey = "low"\nkind = "level"\nmetric = "logo_retention"\nbelow = {}\nquiet = 52\n'
NUMBER = re.compile(r"\d[\d,.]*\d|\d")


def alert(rule: Rule, since: int = 5, new: bool = False, **figures: object) -> Alert:
    return Alert(rule, WEEK, WEEK - timedelta(weeks=since), new, "JPY", **figures)  # type: ignore[arg-type]


ALERTS = {
    "level": alert(LEVEL, value=0.87, bound=0.92),
    "back": alert(LEVEL, value=0.922, bound=0.92),
    "above": alert(replace(LEVEL, metric="red_share", side="above", threshold=0.1), value=0.2, bound=0.1, new=True),
    "fresh": alert(LEVEL, since=1, value=0.87, bound=0.92, new=True),
    "change": alert(Rule("up", "change", metric="red_arr", side="above", threshold=0.25, relative=True), value=1.5e8,
                    earlier=1e8, bound=0.25),
    "amount": alert(Rule("down", "change", metric="arr", side="below", threshold=1e8, over=13), value=9e8,
                    earlier=1.1e9),
    "points": alert(Rule("fall", "change", metric="grr", threshold=0.01), value=0.9, earlier=0.95, new=True),
    "count": alert(Rule("fewer", "change", metric="logos", threshold=20.0), value=300.0, earlier=340.0),
    "accounts": alert(Rule("top", "account_red"), listed=9, listed_new=0, accounts=("A社", "B社")),
    "account": alert(Rule("top", "account_red"), listed=9, listed_new=1, accounts=("A社", "B社"), new=True),
    "unnamed": alert(Rule("top", "account_red"), listed=9, listed_new=6, new=True),
    "stale": alert(Rule("old", "stale", table="usage_week", days=14), value=20.0, bound=14.0),
    "data": alert(Rule("all", "stale", table="data", days=1), value=2.0, bound=1.0),
    "masking": alert(Rule("a1", "masking"), value=0.87, earlier=0.93, bound=1.1),
    "notice": alert(Rule("near", "notice", threshold=0.0, days=30), value=2e7, arr=2e7, listed=1, where="SMB"),
}
SAID: dict[str, tuple[str, str]] = {
    "level": ("GRRは87.0%で、目標 92.0% を下回る(10月18日から)",
              "GRR is 87.0%, below its target of 92.0% (since 18 Oct)"),
    "fresh": ("GRRは87.0%で、目標 92.0% を下回る(今週から)", "GRR is 87.0%, below its target of 92.0% (new this week)"),
    "change": ("健全度が赤のARRは4週で+50%、1.5億円に(基準 +25%)(10月18日から)",
               "ARR in the red band +50% in 4 weeks, to ¥150M (limit +25%) (since 18 Oct)"),
    "account": ("ARR上位20社のうち1社の健全度が今週、赤に変わった: A社",
                "1 of the 20 largest accounts turned red this week: A社"),
    "accounts": ("ARR上位20社のうち9社の健全度が赤: A社、B社 ほか7社(10月18日から)",
                 "9 of the 20 largest accounts are red: A社, B社 and 7 more (since 18 Oct)"),
    "unnamed": ("ARR上位20社のうち6社の健全度が今週、赤に変わった",
                "6 of the 20 largest accounts turned red this week"),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", ALERTS)
def test_every_number_that_is_said_is_a_fact(key: str, language: Language) -> None:
    with speaking(language):
        made = words.fact_sentence(ALERTS[key])
        known = [number for fact in made.facts for number in NUMBER.findall(fact.shown)]
        assert sorted(NUMBER.findall(made.text)) == sorted(known)
        assert all(fact.shown in made.text for fact in made.facts)
        assert made.text == words.sentence(ALERTS[key])
        assert not re.search(r"\{|nan|None|—", made.text)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("n", [1, 3, 5])
def test_a_report_says_them_in_one_sentence(n: int, language: Language) -> None:
    with speaking(language):
        made = words.together(list(ALERTS.values())[:n])
        assert made is not None
        known = [number for fact in made.facts for number in NUMBER.findall(fact.shown)]
        assert sorted(NUMBER.findall(made.text)) == sorted(known)
        assert made.status == "bad"
        assert words.together([]) is None


@pytest.mark.parametrize("at", [0, 1], ids=LANGUAGES)
@pytest.mark.parametrize("key", SAID)
def test_a_sentence_worked_by_hand(key: str, at: int) -> None:
    with speaking(LANGUAGES[at]):
        assert words.sentence(ALERTS[key]) == SAID[key][at]


@pytest.fixture
def rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    at = tmp_path / "alerts.toml"
    monkeypatch.setenv("TENURE_ALERTS", str(at))
    return at


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_fires_stands_on_the_weekly_review_and_opens(board: Board, rules: Path, language: Language) -> None:
    rules.write_text(FILE.format(0.999), encoding="utf-8")
    app = board(language)
    assert not app.exception
    said = shown(app)
    assert text(language, "alerts.head.one", n=1) in said
    assert "99.9%" in said
    assert text(language, "alerts.look", page=text(language, "nav.page.retention")) in said
    assert "explain.alerts" in [str(each.key) for each in app.button]


def test_where_nothing_fires_nothing_is_said(board: Board, rules: Path) -> None:
    for held in (FILE.format(0.001), ""):
        rules.write_text(held, encoding="utf-8")
        app = board("ja")
        assert not app.exception
        assert text("ja", "alerts.head.one", n=1) not in shown(app)
        assert "explain.alerts" not in [str(each.key) for each in app.button]


def test_a_bad_file_is_said_and_the_page_stands(board: Board, rules: Path) -> None:
    rules.write_text(FILE.format(0.9).replace("logo_retention", "nps"), encoding="utf-8")
    app = board("en")
    assert not app.exception
    said = shown(app)
    assert text("en", "alerts.bad.title") in said
    assert "alerts.toml:4: rule 1: metric:" in said
    assert text("en", "metric.event.name") in said
