"""The data page without a browser: on the demo, on a load with rows set aside, on the two required tables alone."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from html import unescape
from pathlib import Path
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from components import i18n
from components.datastatus import faults, head, questions
from components.i18n import plural, text
from data import status
from data.contract import TABLES
from data.rhythm import silence
from data.warehouse import open_warehouse
from queries import datastatus
from queries.scope import Scope
from tests.conftest import ROOT, Board, environment, start
from tests.loading import CUSTOMER, write
from tests.test_app import check

PAGE = "pages/data.py"
LANGUAGES = [pytest.param(language) for language in i18n.LANGUAGES]
TODAY = date.today()
Opened = Callable[..., AppTest]


def back(days: int) -> date:
    return TODAY - timedelta(days=days)


def loaded(folder: Path, home: Path) -> Path:
    """`python -m data load`, with a build, in a process of its own."""
    done = subprocess.run([sys.executable, "-m", "data", "load", str(folder)], cwd=ROOT, env=environment(home),
                          capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return home


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Shift_JIS customers, a daily source to yesterday, a weekly one that stopped, rows of customers who are not there.

    Of 30 touches 3 are orphans, of 120 rows of usage 40.
    """
    folder = tmp_path_factory.mktemp("faulty")
    monday = back(TODAY.weekday())
    touches = [f"T{at},{'C9' if at % 10 == 0 else 'C1'},{back(at + 1)},support,check_in" for at in range(30)]
    weeks = [f"{who},{monday - timedelta(weeks=at)},report,1,x" for at in range(6, 46) for who in ("C1", "C2", "C8")]
    write(folder, {
        "customer.csv": "customer_id,name,signed_on\nC1,青葉,2023-05-01\nC2,紅,\nC3,藍,\n".encode("cp932"),
        "touch.csv": "\n".join(["touch_id,customer_id,occurred_on,function,kind", *touches]),
        "usage_week.csv": "\n".join(["customer_id,week_on,feature,events,shoe_size", *weeks]), "notes.csv": "a\n"})
    return loaded(folder, tmp_path_factory.mktemp("faulty-home"))


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The two required tables alone, with their required columns and an end."""
    return loaded(write(tmp_path_factory.mktemp("bare"), {"customer.csv": CUSTOMER}), tmp_path_factory.mktemp("home"))


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Opened:
    """The data page of a home."""
    def at(home: Path, language: str = "en", **params: str) -> AppTest:
        monkeypatch.delenv("TENURE_WAREHOUSE_URL", raising=False)
        monkeypatch.setenv("TENURE_HOME", str(home))
        return start(language, params).switch_page(PAGE).run()

    return at


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_demo(board: Board, language: i18n.Language) -> None:
    said = unescape(check(board(language, PAGE)))
    assert text(language, "datastatus.base.demo") in said
    assert text(language, "datastatus.faults.unrecorded") in said
    assert text(language, "datastatus.unlock.renewal") in said
    assert text(language, "datastatus.company_wide") not in said
    assert text(language, "datastatus.missing.columns_of", table="subscription") in said


def test_an_old_demo_says_that_it_stopped(board: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(questions, "today", lambda frame: questions.loaded_on() + timedelta(days=40))
    assert "The demo stopped 40 days ago" in check(board("en", PAGE))


def test_filters_and_unit_change_nothing_and_that_is_said(board: Board) -> None:
    plain, narrowed = check(board("en", PAGE)), check(board("en", PAGE, unit="contract", segment="SMB"))
    assert text("en", "datastatus.company_wide") in narrowed
    strip = text("en", "datastatus.kpi.loaded")
    buttons = ("Explain", "Clear all filters")
    said = [[line for line in each[each.index(strip):].splitlines() if line not in buttons]
            for each in (plain, narrowed)]
    assert said[0] == said[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_faults_are_said(faulty: Path, opened: Opened, language: i18n.Language) -> None:
    app = opened(faulty, language)
    said = check(app)
    rows = plural(language, "count.row", 43)
    assert text(language, "datastatus.faults.title.aside", rows=rows, joinable="72.4%") in said
    assert text(language, "datastatus.aside.unknown", column="customer_id") in said
    assert "Shift_JIS" in said
    assert text(language, "datastatus.rule.unknown_file") in said
    assert "C8 / " in said
    assert "66.7%" in said
    assert "90.0%" in said
    assert text(language, "datastatus.rule.unknown_reference") not in said
    app.toggle("data.findings").set_value(True).run()
    assert text(language, "datastatus.rule.unknown_reference") in check(app)


def test_findings_are_those_of_the_load(faulty: Path, opened: Opened) -> None:
    check(opened(faulty))
    house = open_warehouse()
    found, said = datastatus.findings(house, Scope(TODAY)), status.findings(house)
    assert len(found) == len(said) > 0
    for row, each in zip(found.to_dict("records"), said, strict=True):
        assert row == {name: getattr(each, name) for name in datastatus.FINDING}
        assert row["line"] is None or isinstance(row["line"], int)


def test_a_source_that_stopped_is_the_title(faulty: Path, opened: Opened) -> None:
    said = check(opened(faulty))
    assert "dated sources behind" in said
    assert text("en", "datastatus.status.silent") in said
    found = datastatus.judged(datastatus.sources(open_warehouse()), TODAY).set_index("table")
    assert (found.status["usage_week"], found.longest["usage_week"]) == ("silent", 7)
    assert (found.rows["usage_week"], found.set_aside["usage_week"]) == (80, 40)
    assert found.encoding["customer"] == "shift_jis"


def test_the_load_warned_of_the_same_sources(faulty: Path, opened: Opened) -> None:
    """A warning of the load is what the board finds on the newest day of all sources."""
    check(opened(faulty))
    house = open_warehouse()
    found = datastatus.sources(house)
    known = found[found.longest.notna()]
    quiet = datastatus.judged(known, known.newest.max())
    warned = datastatus.findings(house, Scope(TODAY))
    assert set(quiet.table[quiet.status == "silent"]) == set(warned.table[warned.rule == "silent_source"])
    assert [silence(row.table, row.newest, known.newest.max()) for row in quiet.itertuples()] == list(quiet.silent_days)


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_the_required_tables(bare: Path, opened: Opened, language: i18n.Language) -> None:
    said = check(opened(bare, language))
    assert text(language, "datastatus.title.unknown", loaded=2) in said
    assert text(language, "datastatus.faults.title.clean", n=2) in said or "short_gap" in said
    assert text(language, "datastatus.unlock.usage_week") in said
    assert text(language, "datastatus.unlock.customer.segment") in said


def test_findings_of_one_kind_stand_together() -> None:
    row = {"severity": "warning", "rule": "future_date", "table": "touch", "column": "occurred_on", "file": "touch.csv",
           "message": "is in the future", "more": 0}
    found = datastatus.findings_frame([{**row, "line": at, "value": f"v{at}"} for at in (5, 7)]
                                      + [{**row, "line": 9, "value": "x", "more": 40, "column": None}])
    grouped = faults.grouped(found)
    assert list(grouped["count"]) == [41, 2]
    assert list(grouped.line) == [9, 5]
    assert grouped.column[0] is None
    assert faults.total(found) == 43


@pytest.mark.parametrize(("share", "shown"), [
    (1.0, "100.0%"), (0.99999, "99.9%"), (0.0, "0.0%"), (0.00001, "0.1%"), (0.5, "50.0%")])
def test_a_share_is_whole_only_where_it_is(share: float, shown: str) -> None:
    assert head.share_parts(share) == shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_titles_fit(language: i18n.Language) -> None:
    """42 full-width characters, 80 in English, for the longest table name."""
    i18n.use(language)
    longest = max((text(language, f"datastatus.table.{table}") for table in TABLES), key=len)
    quiet = plural(language, "count.day", 2519)
    made = [text(language, "datastatus.title.late", n=16, late=12, table=longest, quiet=quiet),
            text(language, "datastatus.title.late_one", table=longest, quiet=quiet),
            text(language, "datastatus.title.on_time", n=16, missing=18),
            text(language, "datastatus.title.demo", quiet=quiet, missing=18)]
    limit = 42 if language == "ja" else 80
    assert [title for title in made if len(title) > limit] == []


def test_too_many_profiles_are_warned_of() -> None:
    i18n.use("en")
    card = head._profiles(SimpleNamespace(profiles=20_001))  # type: ignore[arg-type]
    assert "▲" in card.note
    assert "▲" not in head._profiles(SimpleNamespace(profiles=20_000)).note  # type: ignore[arg-type]
