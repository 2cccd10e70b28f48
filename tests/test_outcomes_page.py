"""The outcomes page: what it says in both languages, its links, its form, and what stands where a table is missing."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from components import i18n
from components.charts.arrival import arrival, arrived
from components.i18n import text
from components.outcomes import view, words
from data.store import open_store
from data.store.kinds import today
from tests.conftest import ROOT, Board, environment, start
from tests.page_words import words_of

PAGE = "pages/outcomes.py"
KEY = re.compile(r"\b(?:outcomes|metric|state|deciding|ttv)(?:\.[a-z_]+)+\b")


@pytest.fixture(autouse=True)
def own_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test decides in a store of its own."""
    monkeypatch.setenv("TENURE_STORE_URL", f"sqlite:///{tmp_path / 'store.sqlite'}")
    i18n.use("en")


def said(app: AppTest) -> str:
    return words_of(app, KEY)


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_the_unknown_comes_first_and_every_part_is_there(board: Board, language: i18n.Language) -> None:
    i18n.use(language)
    found = said(board(language, PAGE, clock="outcome_reached", split="cohort", corner="good.good"))
    assert re.search(r"\d+(?:\.\d)?%", found)
    for key in ("outcomes.card.unknown", "outcomes.matrix.co", "outcomes.survey.ces", "outcomes.link.their_result",
                "outcomes.kept.none", "outcomes.prompts.subtitle", "outcomes.form.title", "outcomes.kept.association"):
        assert text(language, key) in found, key
    assert found.index(text(language, "outcomes.card.unknown")) < found.index(text(language, "outcomes.card.reached"))


def test_a_link_to_what_there_is_not_says_so(board: Board) -> None:
    app = board("en", PAGE, corner="great.good", clock="ever", split="colour")
    found = said(app)
    keys = [str(each.key) for each in app.button]
    for name, value in (("corner", "great.good"), ("clock", "ever"), ("split", "colour")):
        assert value in found
        assert f"clear.outcomes.{name}" in keys


def test_another_unit_is_said_to_change_nothing(board: Board) -> None:
    notice = text("en", "outcomes.unit.title", unit=text("en", "unit.contract"))
    assert notice in said(board("en", PAGE, unit="contract"))


def test_a_cell_lists_its_accounts(board: Board) -> None:
    app = board("en", PAGE)
    cell = next(each for each in app.button if str(each.key).endswith("-good-good"))
    cell.click().run()
    assert app.session_state["url.parameters"]["corner"] == ["good.good"]
    assert "“Reached or on track”" in said(app)


def test_what_the_url_asks_for() -> None:
    assert view.read({}, ("segment",)) == view.View(("unknown", "poor"), "first_value", "segment")
    assert view.read({"split": ["segment"]}, ()).unknown == (("split", "segment"),)
    assert view.splits(()) == ("cohort", "service")


def page() -> None:
    """The page's form in a frame of its own: the guard of a page that AppTest opens would start its run anew."""
    from components import deciding, i18n, loaders, router
    from components.outcomes import form
    from components.outcomes.questions import Questions
    from components.outcomes.view import View
    from queries import scope

    i18n.use("en")
    build, dimensions = loaders.build(), loaders.dimensions()
    shown = next(each for each in router.PAGES if each.key == "outcomes")
    frame = router.Frame(shown, scope.Scope(build.default_as_of), build, dimensions, "en")
    deciding.begin()
    form.draw(Questions(frame, View()))
    deciding.end()


@pytest.fixture
def form(on_demo: Path) -> AppTest:
    return AppTest.from_function(page, default_timeout=60).run()


def submit(app: AppTest, label: str) -> AppTest:
    for field in app.text_input:
        if str(field.key).startswith("deciding.author"):
            field.set_value("Mori")
    next(each for each in app.button if each.label == text("en", label)).click()
    return app.run()


def with_goals(app: AppTest) -> AppTest:
    """An account that has a goal, chosen."""
    box = app.selectbox(key="outcomes.form.account")
    for number in range(len(box.options)):
        app.selectbox(key="outcomes.form.account").select_index(number).run()
        goal = next(each for each in app.selectbox if str(each.key).startswith("outcomes.form.goal."))
        if len(goal.options) > 1:
            goal.select_index(0)
            return app.run()
    raise AssertionError("nobody of those to ask has a goal")


def test_what_was_heard_of_a_goal_is_kept(form: AppTest) -> None:
    app = with_goals(form)
    next(each for each in app.number_input if str(each.key).endswith(".actual")).set_value(42.5)
    next(each for each in app.selectbox if str(each.key).endswith(".status")).set_value("reached")
    submit(app, "outcomes.form.save")
    (record,) = open_store().current("outcome")
    assert record.author == "Mori"
    assert {name: record.body[name] for name in ("actual", "status", "reviewed_on")} == {
        "actual": 42.5, "status": "reached", "reviewed_on": today().isoformat()}
    assert record.key == record.body["outcome_id"]
    assert text("en", "outcomes.form.waiting", n=1) in said(app)


def choose_new(app: AppTest) -> AppTest:
    goal = next(each for each in app.selectbox if str(each.key).startswith("outcomes.form.goal."))
    return goal.set_value("").run()


def test_a_new_goal_is_kept_whole_or_not_at_all(form: AppTest) -> None:
    app = choose_new(form)
    submit(app, "outcomes.form.new.save")
    assert text("en", "deciding.problems.title", n=3) in said(app)
    assert open_store().current("outcome") == ()
    for name, value in (("goal", "<b>Faster close</b>"), ("measure", "Days")):
        next(each for each in app.text_input if str(each.key).endswith(f".{name}")).set_value(value)
    for name, number in (("baseline", 8.0), ("target", 5.0)):
        next(each for each in app.number_input if str(each.key).endswith(f".{name}")).set_value(number)
    submit(app, "outcomes.form.new.save")
    (record,) = open_store().current("outcome")
    assert (record.body["goal"], record.body["target"], record.body["status"]) == ("<b>Faster close</b>", 5.0, "open")
    assert record.body["due_on"] == (today() + timedelta(days=365)).isoformat()


def loaded(files: dict[str, str], home: Path, folder: Path) -> Path:
    for name, body in files.items():
        (folder / name).write_text(body)
    made = subprocess.run([sys.executable, "-m", "data", "load", str(folder)], cwd=ROOT, env=environment(home),
                          capture_output=True, text=True, encoding="utf-8", check=False)
    assert made.returncode == 0, made.stderr
    return home


def test_without_its_tables_the_page_names_them(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = "subscription_id,customer_id,contract_id,product,start_on,end_on,mrr,currency\n" + "".join(
        f"S{n},C{n},K{n},P,2024-0{1 + n % 9}-01,,100,JPY\n" for n in range(12))
    customers = "customer_id,name\n" + "".join(f"C{n},N{n}\n" for n in range(12))
    home = loaded({"customer.csv": customers, "subscription.csv": lines}, tmp_path_factory.mktemp("bare"),
                  tmp_path_factory.mktemp("files"))
    monkeypatch.delenv("TENURE_WAREHOUSE_URL", raising=False)
    monkeypatch.setenv("TENURE_HOME", str(home))
    found = said(start("en", {}).switch_page(PAGE).run())
    assert text("en", "outcomes.title.missing") in found
    for name in ("outcome", "survey", "onboarding"):
        assert text("en", "state.missing.title", table=name) in found
        assert text("en", f"outcomes.needs.{name}") in found
    assert "0.0%" not in found


def curve(*rates: float) -> pd.DataFrame:
    return pd.DataFrame({"age": range(len(rates)), "at_risk": [20] * len(rates), "survival": rates, "low": rates,
                         "high": rates})


def test_the_curve_rises_to_those_who_are_there() -> None:
    drawn = arrived(curve(1.0, 0.75, 0.4), 20)
    assert drawn.rates == [0, 0.25, 0.6]
    figure = arrival(drawn, 2, mode="light", language="en")
    assert figure["data"][-1]["text"] == [" <b>60.0%</b>"]
    assert "median 2 days" in figure["layout"]["annotations"][-1]["text"]
    never = arrival(arrived(curve(1.0), 3), None, mode="dark", language="ja")
    assert "○" in never["data"][-1]["text"][0]
    assert never["layout"]["annotations"] == []


@pytest.mark.parametrize(("survey", "value", "shown"), [
    ("nps", 11.4, "+11"), ("nps", -3.0, "−3"), ("nps", 0.2, "0"), ("csat", 3.724, "3.72")])
def test_scores_in_words(survey: str, value: float, shown: str) -> None:
    assert words.number(survey, value) == shown


def test_intervals_in_words() -> None:
    between: Callable[..., str] = words.between
    assert (between(None, None), between(10, None), between(10, 20)) == ("", "10 days or more", "10–20 days")
    assert words.span("nps", None, 3) == ""
    assert words.days(None) == "—"
