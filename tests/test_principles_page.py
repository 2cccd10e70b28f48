"""The principles page and its command: figures are those of `measured`, what is unknown names its table, goals are
edited in place with every fault said.
"""

from __future__ import annotations

import json
import re
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest
from streamlit.testing.v1 import AppTest

from components import i18n
from components.charts.goal import goal
from components.i18n import text
from components.principles import words
from components.principles.view import View, read
from data.__main__ import main as load
from data.practice.reading import read as read_practice
from data.store import Store, open_store
from data.warehouse import open_warehouse
from queries.__main__ import main
from queries.dimensions import build_info
from queries.measures import measured
from queries.measures.goals import JUDGED, goals, reference, verdict
from queries.principle_accounts import LISTED, short
from queries.principle_splits import split, units
from queries.principles import KEYS, MEASURED, PRINCIPLES, judged
from queries.retention import kpis
from queries.scope import Scope
from tests.conftest import Board, start

PAGE = "pages/principles.py"
KEY = re.compile(r"\b(?:principles|metric|state|deciding)(?:\.[a-z_0-9]+)+\b")
MARKUP = "<script>alert(1)</script><b>太字</b> *x*"


def page() -> None:
    """The page in its frame. AppTest enters a page file from outside at each run, which loses what was sent."""
    import runpy

    import streamlit as st

    from components import deciding, i18n, loaders
    from components.router import PAGES, ROOT, Frame, framed
    from queries.scope import Scope
    i18n.use(st.session_state["speech"])
    build = loaders.build()
    shown = next(each for each in PAGES if each.key == "principles")
    deciding.begin()
    with framed(Frame(shown, Scope(build.default_as_of), build, loaders.dimensions(), st.session_state["speech"])):
        runpy.run_path(str(ROOT / shown.file))
    deciding.end()


def opened(language: i18n.Language) -> AppTest:
    app = AppTest.from_function(page, default_timeout=60)
    app.session_state["speech"] = language
    return app.run()


@pytest.fixture
def store(on_demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A store of its own, empty, beside the demo company."""
    monkeypatch.setenv("TENURE_STORE_URL", f"sqlite:///{tmp_path / 'store.sqlite'}")
    return open_store()


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A company with nothing but customers and lines."""
    home, folder = tmp_path_factory.mktemp("bare"), tmp_path_factory.mktemp("given")
    names = [f"C{number}" for number in range(30)]
    (folder / "customer.csv").write_text("customer_id,name\n" + "".join(f"{name},{name}社\n" for name in names))
    ends = ["2025-06-30" if number % 6 == 0 else "" for number in range(30)]
    lines = "".join(f"S{name},{name},K{name},A,{2024 + number // 29}-0{1 + number % 9}-03,{ends[number]},1000,JPY\n"
                    for number, name in enumerate(names))
    (folder / "subscription.csv").write_text(
        "subscription_id,customer_id,contract_id,product,start_on,end_on,mrr,currency\n" + lines)
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("TENURE_WAREHOUSE_URL", raising=False)
        patch.setenv("TENURE_HOME", str(home))
        assert load(["load", str(folder)]) == 0
    return home


@pytest.fixture
def on_bare(bare: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("TENURE_WAREHOUSE_URL", raising=False)
    monkeypatch.delenv("TENURE_STORE_URL", raising=False)
    monkeypatch.setenv("TENURE_HOME", str(bare))
    return bare


def said(app: AppTest) -> str:
    """What the page says, without its markup."""
    assert not app.exception, app.exception[0].value
    shown = [html.proto.body for html in app.get("html") if "<style>" not in html.proto.body]
    found = unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", " ".join(shown))))
    assert not KEY.findall(found)
    return found


def answered(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert main(["principles", "--format", "json", *arguments]) == 0
    return json.loads(capsys.readouterr().out)  # type: ignore[no-any-return]


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_the_page_says_what_the_measures_give(store: Store, board: Board, language: i18n.Language) -> None:
    i18n.use(language)
    house = open_warehouse()
    found = measured(house, Scope(build_info(house).default_as_of), MEASURED).set_index("measure")
    wanted = goals(read_practice())
    said_by = {key: verdict(JUDGED[key], None if pd.isna(row.value) else row.value, row.low, row.high, wanted.get(key))
               for key, row in found.iterrows()}
    told = {key: "unknown" if reference(JUDGED[str(key)], int(found.n[key])) else one for key, one in said_by.items()}
    each = {one.number: judged(told.get(key, "unknown") for key in one.measures) for one in PRINCIPLES}
    counts = {name: list(each.values()).count(name) for name in ("met", "not_met", "unknown")}  # type: ignore[arg-type]
    app = board(language, PAGE)
    shown = said(app)
    assert (text(language, "principles.title", **counts) if counts["unknown"] else text(
        language, "principles.title_known", met=counts["met"], not_met=counts["not_met"])) in shown
    assert sum(counts.values()) == 10
    for key, row in found.iterrows():
        assert words.name(str(key)) in shown
        if not pd.isna(row.value):
            assert f"{words.figure(str(key), row.value)} → {words.target(str(key), wanted[str(key)].value)}" in shown
            assert re.match(r"[≥≤]", words.target(str(key), wanted[str(key)].value))
    first = next(number for number, verdict_ in each.items() if verdict_ == "not_met")
    assert words.principle(first) in shown
    assert [button.label for button in app.button if str(button.key).startswith("principle.open.")] == [
        f"{number}  {words.principle(number)}" for number in range(1, 11)]


@pytest.mark.parametrize("number", range(1, 11))
def test_every_principle_opens(store: Store, board: Board, number: int) -> None:
    """With its measures, under a filter too."""
    language = i18n.LANGUAGES[number % 2]
    i18n.use(language)
    app = board(language, PAGE, principle=str(number), segment="SMB" if number % 2 else "Enterprise")
    shown = said(app)
    for key in PRINCIPLES[number - 1].measures:
        assert words.name(key, "name") in shown
    if number == 8:
        app = board(language, PAGE, measure="churn_units")
        house = open_warehouse()
        assert f"{units(house, Scope(build_info(house).default_as_of)).churn[1]:.1%}" in said(app)


def test_a_filter_is_the_measures_own(store: Store, board: Board) -> None:
    i18n.use("en")
    house = open_warehouse()
    scope = Scope(build_info(house).default_as_of, where=(("segment", ("SMB",)),))
    row = measured(house, scope, ("coverage",)).iloc[0]
    shown = said(board("en", PAGE, segment="SMB", measure="coverage", by="team_id"))
    assert f"n={int(row.n):,}" in shown
    assert words.figure("coverage", row.value) in shown
    listed = short(house, scope, "coverage", 10)
    for name in listed.account:
        assert name in shown


def test_the_split_adds_up_to_the_whole(store: Store) -> None:
    house = open_warehouse()
    scope = Scope(build_info(house).default_as_of)
    whole = measured(house, scope, ("coverage", "outcome_agreed")).set_index("measure")
    for key in ("coverage", "outcome_agreed"):
        found = split(house, scope, key, "segment")
        assert (found.numerator.sum(), found.denominator.sum()) == (whole.numerator[key], whole.denominator[key])
    assert len(split(house, scope.with_filter("segment", "SMB"), "coverage", "segment")) == 1
    found = units(house, scope).set_index("unit")
    for unit in found.index:
        row = kpis(house, Scope(scope.as_of, unit)).iloc[0]
        assert found.churn[unit] == pytest.approx(row.logo_churn)
        assert found.units_lost[unit] == row.logos_base - row.logos_kept
        assert found.low[unit] <= found.churn[unit] <= found.high[unit]


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_without_its_table_a_measure_is_unknown_and_names_it(on_bare: Path, language: i18n.Language) -> None:
    i18n.use(language)
    for number in (2, 3, 10):
        shown = said(start(language, {"principle": str(number)}).switch_page(PAGE).run())
        assert words.principle(number) in shown
        if number == 3:
            assert text(language, "state.missing.title", table="outcome") in shown
            assert "agreed_on" in shown
        if number == 2:
            assert text(language, "state.missing.title", table="touch") in shown
            assert text(language, "state.missing.title", table="usage_week") in shown
    assert text(language, "principles.reason.no_records") in shown


def test_the_command_of_a_company_that_knows_little(on_bare: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = answered(capsys)
    rows = {row["measure"]: row for row in found["rows"]}
    assert list(rows) == list(KEYS)
    for key in ("fit_good", "coverage", "outcome_agreed", "voice_known", "process_written", "ttv_days"):
        assert (rows[key]["value"], rows[key]["verdict"], rows[key]["reason"]) == (None, "unknown", "missing_table")
        assert rows[key]["missing"]
    assert rows["churn_units"]["value"] == 3
    assert rows["decisions_on_time"]["reason"] == "no_records"
    assert found["unknown"] + found["not_met"] + found["met"] == 10
    assert len(answered(capsys, "--view", "trend")["rows"]) == 8 * len(KEYS)
    assert main(["principles", "--view", "accounts", "--measure", "coverage", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["missing"] == ["touch"]


def test_the_command_gives_the_measures(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    store.put("target", "coverage", {"measure": "coverage", "value": 0.99, "owner": "田中"}, "森", 0)
    house = open_warehouse()
    as_of = build_info(house).default_as_of
    found = answered(capsys, "--where", "segment=SMB")
    rows = {row["measure"]: row for row in found["rows"]}
    given = measured(house, Scope(as_of, where=(("segment", ("SMB",)),)), MEASURED).set_index("measure")
    for key, row in given.iterrows():
        assert rows[str(key)]["value"] == (None if pd.isna(row.value) else pytest.approx(row.value))
    assert (rows["coverage"]["target"], rows["coverage"]["owner"]) == (0.99, "田中")
    assert {row["principle"] for row in found["rows"]} == set(range(1, 11))
    accounts = answered(capsys, "--view", "accounts", "--measure", "outcome_agreed")
    assert accounts["total"] == len(accounts["rows"]) > 0
    assert accounts["arr"] == pytest.approx(sum(row["arr"] for row in accounts["rows"]))


@pytest.mark.parametrize("arguments", [
    ["--view", "accounts"], ["--measure", "coverage"], ["--view", "accounts", "--measure", "process_written"],
    ["--unit", "contract"], ["--by", "segment"]])
def test_a_wrong_call_is_refused(on_demo: Path, arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        raise SystemExit(main(["principles", *arguments]))
    assert caught.value.code == 2
    assert capsys.readouterr().out == ""


def test_a_faulty_goals_file_is_said_and_none_of_it_used(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "own.toml").write_text('[[goal]]\nmeasure = "<b>coverage"\nvalue = 1\nowner = "x"\n')
    monkeypatch.setenv("TENURE_PRACTICE", str(tmp_path / "own.toml"))
    shown = said(opened("ja"))
    assert text("ja", "principles.faults.title", file="own.toml", n=1) in shown
    assert "own.toml:1: measure: '<b>coverage' is no measure" in shown
    assert text("ja", "principles.title", met=0, not_met=0, unknown=10) in shown
    assert main(["principles"]) == 2
    assert "is no measure" in capsys.readouterr().err


def edit(app: AppTest, key: str, **fields: Any) -> AppTest:
    """Opens a measure's editor where it is shut, fills it and sends it."""
    if not [each for each in app.text_input if str(each.key).startswith(f"principles.{key}.")]:
        app.button(f"principles.edit.{key}").click().run()
    for name, value in fields.items():
        widgets = [*app.text_input, *app.date_input]
        found = [each for each in widgets if re.fullmatch(rf"principles\.{key}\.\d+\.{name}", str(each.key))
                 or (name == "author" and re.match(rf"deciding\.author\.principles\.{key}\.", str(each.key)))]
        assert len(found) == 1, (name, [each.key for each in widgets])
        found[0].set_value(value)
    sent = [each for each in app.button if each.proto.is_form_submitter]
    return sent[0].click().run()


def test_a_target_is_set_in_place_and_the_verdict_follows(store: Store) -> None:
    i18n.use("ja")
    app = opened("ja")
    app.button("principle.open.5").click().run()
    app = edit(app, "coverage", value="１％", owner=MARKUP, author="森")
    record = store.current("target")[0]
    assert (record.key, record.get("value"), record.get("owner"), record.author) == ("coverage", 0.01, MARKUP, "森")
    app.run()
    assert MARKUP in said(app), "markup is shown as text"
    assert "→ ≥1%" in said(app)
    app = edit(app, "coverage", value="100", author="森")
    assert store.current("target")[0].get("value") == 1.0
    assert text("ja", "principles.drill.owner", owner=MARKUP, target="≥100%") in said(app.run())


FAULTS: list[tuple[dict[str, Any], str]] = [
    ({"value": "たくさん"}, "deciding.rule.not_a_number"), ({"value": ""}, "deciding.rule.not_a_number"),
    ({"owner": "  "}, "deciding.rule.empty"), ({"due": date(2020, 1, 1)}, "deciding.rule.past"),
    ({"author": ""}, "deciding.rule.empty"), ({"value": "140"}, "principles.edit.bounds")]


def test_bad_input_is_said_in_place_and_nothing_is_lost(store: Store) -> None:
    """One after the other in one form: each fault is the only one in it."""
    app = opened("ja")
    app.button("principle.open.5").click().run()
    for fields, why in FAULTS:
        given = {"value": "80", "owner": "田中", "due": None, "author": "森"} | fields
        app = edit(app, "coverage", **given)
        expected = text("ja", why, value=fields["value"]) if why.endswith("bounds") else text("ja", why)
        others = {text("ja", other) for _, other in FAULTS if not other.endswith("bounds")} - {expected}
        assert expected in said(app)
        assert not [other for other in others if other in said(app)]
        assert not store.current("target")
        for name in fields.keys() - {"author"}:
            assert [each.value for each in (*app.text_input, *app.date_input)
                    if str(each.key).endswith(f".{name}")] == [given[name]]


def test_two_people_edit_one_target(store: Store) -> None:
    app = opened("en")
    app.button("principle.open.5").click().run()
    app.button("principles.edit.coverage").click().run()
    store.put("target", "coverage", {"measure": "coverage", "value": 0.5, "owner": "田中"}, "田中", 0)
    app = edit(app, "coverage", value="80", owner="鈴木", author="森")
    shown = said(app)
    assert text("en", "deciding.conflict.title") in shown
    assert "鈴木" in shown
    assert "田中" in shown
    assert store.current("target")[0].get("value") == 0.5, "nothing is lost"


def test_a_link_names_its_principle() -> None:
    known = {"segment", "team_id"}
    assert read({}, known) == View()
    assert read({"principle": ["3"], "by": ["segment"]}, known) == View(3, None, "segment")
    assert read({"measure": ["coverage"], "principle": ["3"]}, known) == View(5, "coverage")
    found = read({"principle": ["11"], "measure": ["x"], "by": ["y"]}, known)
    assert found == View(unknown=(("principle", "11"), ("measure", "x"), ("by", "y")))


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_a_link_to_what_there_is_not_is_said(store: Store, board: Board, language: i18n.Language) -> None:
    shown = said(board(language, PAGE, principle="11", measure="x", by="y"))
    assert text(language, "state.unknown_filter.title") in shown


def test_every_list_says_whom_it_holds() -> None:
    for language in i18n.LANGUAGES:
        known = i18n.catalogue(language)
        assert not [key for key in LISTED if f"principles.short.{key}" not in known]
        assert not [key for key in KEYS if f"metric.{key}.definition" not in known]


def test_the_chart_is_drawn_with_gaps_and_a_target() -> None:
    made = goal([None, 0.4, 0.5], ["", "Q2", ""], ["a", "b", "c"], mode="light", end="50.0%", low=[None, 0.3, 0.4],
                high=[None, 0.5, 0.6], target=0.9, target_name="target 90%", missed=True)
    go.Figure(made)
    low, high = made["layout"]["yaxis"]["range"]
    assert low < 0.3
    assert high > 0.9
    assert made["layout"]["annotations"][0]["text"] == "target 90%"
    for values, side, above in (([0.88, 0.88, 0.7], "left", "top"), ([0.5, 0.6, 0.7], "left", "bottom"),
                                ([0.88, 0.8, 0.8, 0.7, 0.6, 0.5], "right", "bottom")):
        name = goal(values, [""] * len(values), [""] * len(values), mode="light", end="", target=0.85, target_name="t",
                    missed=True, near=True)["layout"]["annotations"][0]
        assert (name["xanchor"], name["yanchor"]) == (side, above), "the target's name keeps off the line"
    go.Figure(goal([None, None], ["", ""], ["", ""], mode="dark", end="—"))
    with pytest.raises(ValueError, match="one length"):
        goal([0.1], [], [], mode="light", end="")
