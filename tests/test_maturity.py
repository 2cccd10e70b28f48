"""Maturity on the demo company: the page marks exactly what was put in; claims, decisions, stages, the commands."""

from __future__ import annotations

import json
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from data.__main__ import main as data_main
from data.demo.activity.assessment import CLAIMS
from data.demo.truth import OVERCLAIMED
from data.maturity import reading
from data.maturity.model import CAPABILITIES, FUNCTIONS
from data.store import Record, frozen
from data.warehouse import Warehouse, open_warehouse
from queries import (
    maturity,
    maturity_cells,
    maturity_claims,
    maturity_improved,
    maturity_todo,
    maturity_trend,
    retention,
)
from queries.__main__ import main
from queries.measures.calendar import quarter_name, trend_days
from queries.scope import Scope
from tests.conftest import END, ROOT

RULES = reading.read(reading.DEFAULT)
SCOPE = Scope(END)
DAYS = trend_days(END)
NOW = datetime(2026, 11, 20, tzinfo=UTC)


def put_in() -> set[tuple[str, str, str]]:
    """The over-claims of data/demo/truth.py, by quarter."""
    return {(function, capability, quarter_name(DAYS[-1 - back])) for function, capability, quarters in OVERCLAIMED
            for back in quarters}


def marked(cells: pd.DataFrame) -> set[tuple[str, str, str]]:
    rows = cells[cells.contradicted]
    return set(zip(rows.function, rows.capability, rows.quarter, strict=True))


@pytest.fixture(scope="module")
def cells(default_company: Warehouse) -> pd.DataFrame:
    return maturity.cells(default_company, SCOPE, RULES)


def test_exactly_the_over_claims_are_marked(cells: pd.DataFrame) -> None:
    assert len(cells) == 8 * 42
    assert marked(cells) == put_in()
    newest = {cell for cell in put_in() if cell[2] == "2026-Q4"}
    assert newest == {("sales", "handoff", "2026-Q4"), ("services", "outcomes", "2026-Q4"),
                      ("services", "health_used", "2026-Q4"), ("marketing", "measured", "2026-Q4")}


def test_the_document_names_them() -> None:
    text = (ROOT / "docs" / "demo-company.md").read_text(encoding="utf-8")
    for function, capability, quarters in OVERCLAIMED:
        back = ", ".join(map(str, quarters))
        assert f"| {function} | {capability} | {back} |" in text


@pytest.mark.thorough
def test_other_companies_are_marked_alike(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another seed of another size: the thresholds lie away from what the demo company does."""
    monkeypatch.delenv("TENURE_WAREHOUSE_URL", raising=False)
    monkeypatch.setenv("TENURE_HOME", str(tmp_path))
    monkeypatch.setattr(sys.modules["data.demo.write"], "last_sunday", lambda: END)
    assert data_main(["demo", "--customers", "1500", "--seed", "11"]) == 0
    assert marked(maturity.cells(open_warehouse(), SCOPE, RULES)) == put_in()


def test_claims_are_those_of_the_table(cells: pd.DataFrame) -> None:
    held = {(row.function, row.capability, row.quarter): row.claimed for row in cells.itertuples()}
    for function, levels in CLAIMS.items():
        for capability, told in zip(CAPABILITIES, levels, strict=True):
            for level, day in zip(told, DAYS, strict=True):
                claimed = held[function, capability, quarter_name(day)]
                assert (0 if pd.isna(claimed) else claimed) == int(level)


def test_unknown_is_no_level_and_no_contradiction(cells: pd.DataFrame) -> None:
    """Which rows joined is known of the day of the load only: in past quarters IT's handoff is unknown."""
    past = cells[(cells.function == "it") & (cells.capability == "handoff") & (cells.quarter != "2026-Q4")]
    assert past.evidenced.isna().all()
    assert set(past.reason) == {"load"}
    assert not past.contradicted.any()
    assert not cells[cells.claimed.isna()].contradicted.any()


def record(kind: str, key: str, version: int = 1, **body: Any) -> Record:
    return Record(kind, key, version, frozen(body), "大西", NOW)


def assessed(function: str, capability: str, on: str, level: int, assessor: str = "試験") -> Record:
    key = f"{function}|{capability}|{quarter_name(date.fromisoformat(on))}"
    return record("assessment", key, function=function, capability=capability, assessed_on=on, level=level,
                  assessor=assessor)


def cell(found: pd.DataFrame, function: str, capability: str, quarter: str = "2026-Q4") -> Any:
    return next(row for row in found.itertuples()
                if (row.function, row.capability, row.quarter) == (function, capability, quarter))


def test_the_stores_claim_wins_ties_and_newer_days_win(default_company: Warehouse, cells: pd.DataFrame) -> None:
    before = cell(cells, "sales", "handoff")
    same, older = before.assessed_on.isoformat(), "2026-10-01"
    for on, level in ((same, 2), (older, before.claimed), ("2026-11-22", 2)):
        found = maturity.cells(default_company, SCOPE, RULES, (assessed("sales", "handoff", on, 2),), quarters=1)
        row = cell(found, "sales", "handoff")
        assert row.claimed == level
        assert row.contradicted == (level > row.evidenced)
        assert row.source == ("loaded" if on == older else "store")
    later = maturity.cells(default_company, SCOPE, RULES, (assessed("it", "outcomes", "2026-12-01", 5),), quarters=1)
    assert pd.isna(cell(later, "it", "outcomes").claimed), "an assessment of a later day is not known yet"


def decision(measure: str, decided_on: str, playbook: str) -> Record:
    return record("decision", f"{measure}{decided_on}", text="手順を変える", owner="大西", due_on="2026-12-01",
                  decided_on=decided_on, status="open", measure=measure, playbook_id=playbook, week_on=decided_on)


def playbook_of(house: Warehouse, function: str) -> tuple[str, date]:
    """A playbook of a function that was revised last, and when."""
    with house.engine.connect() as connection:
        row = connection.exec_driver_sql(
            "select playbook_id, revised_on from staging.stg_playbook where replace(function, ' ', '_') = "
            f"'{function}' and revised_on is not null order by revised_on desc").first()
    assert row is not None
    return str(row[0]), row[1]


def test_level_five_wants_a_decision_that_moved_its_measure(default_company: Warehouse) -> None:
    """The right way, beyond four weeks, with the playbook changed since: else it is no improvement."""
    book, changed = playbook_of(default_company, "customer_success")
    rates = retention.trend(default_company, SCOPE, (date(2026, 6, 28), END))
    up = "nrr" if rates.nrr.iloc[1] > rates.nrr.iloc[0] else "grr"
    down = "grr" if rates.grr.iloc[1] < rates.grr.iloc[0] else "nrr"
    assert up != down
    for records, expected in (((decision(up, "2026-06-28", book),), 1), ((decision(down, "2026-06-28", book),), 0),
                              ((decision(up, changed.replace(year=2027).isoformat(), book),), 0),
                              ((decision(up, "2025-06-28", book),), 0), ((decision("no_such", "2026-06-28", book),), 0),
                              ((decision(up, "2026-06-28", "B99"),), 0), ((), 0)):
        effects = maturity_improved.effects(default_company, RULES.words, records, (END,))
        assert maturity_improved.counts(effects, "services", END) == expected, records
        assert maturity_improved.counts(effects, "sales", END) == 0
    found = maturity.conditions(default_company, SCOPE, RULES, (decision(up, "2026-06-28", book),))
    rows = found[found.measure == "improved@services"]
    assert rows.met.tolist() == [True] * 6


def test_todos_are_what_the_next_level_lacks(default_company: Warehouse, cells: pd.DataFrame) -> None:
    newest = cells[cells.quarter == "2026-Q4"]
    conditions = maturity.conditions(default_company, SCOPE, RULES)
    found = maturity_todo.todo(newest, conditions)
    assert found.contradicted.sum() == 4
    assert found.few.tolist() == sorted(found.few), "what rests on few comes last"
    for _, rows in found.groupby("few"):
        assert rows.contradicted.tolist() == sorted(rows.contradicted, reverse=True)
        assert rows[~rows.contradicted].points.is_monotonic_decreasing
    assert found[found.contradicted & found.few][["function", "measure"]].to_numpy().tolist() == [
        ["marketing", "with_target@marketing"]]
    assert (found.points == found.gap * found.short).all()
    services = found[(found.function == "services") & (found.capability == "outcomes")].iloc[0]
    assert (services.measure, services.threshold, services.gap, services.next_level) == ("agreed@services", 0.6, 2, 2)
    higher = maturity_todo.todo(newest, conditions, 4)
    assert (higher.gap == 4 - higher.evidenced.astype(int)).all(), "nobody claims 5: the phase's level is the higher"


def test_the_companys_claims_are_not_set_against_a_part(default_company: Warehouse, cells: pd.DataFrame) -> None:
    part = maturity.cells(default_company, SCOPE.with_filter("segment", "SMB"), RULES)
    assert part.claimed.isna().all()
    assert part.stage_claimed.isna().all()
    assert not part.contradicted.any()
    assert not part.evidenced.equals(cells.evidenced)
    rates = retention.trend(default_company, SCOPE.with_filter("segment", "SMB"), DAYS)
    found = maturity_trend.trend(part, rates)
    for row in found.itertuples():
        told = part[(part.quarter == row.quarter) & part.evidenced.notna()]
        assert (row.both, row.told, row.contradicted) == (0, len(told), 0)
        assert row.evidenced == pytest.approx(told.evidenced.astype(float).mean())


def test_cells_and_conditions_come_from_the_same_figures(default_company: Warehouse, cells: pd.DataFrame) -> None:
    """What the page asks for once gives what the questions give one by one."""
    told = maturity.told(default_company, SCOPE, RULES)
    figures = maturity_cells.figures_of(told)
    said = maturity_claims.claims_in(maturity_claims.said(default_company, Scope(END), RULES.words, ()))
    pd.testing.assert_frame_equal(maturity_cells.cells_of(figures, said, RULES, DAYS), cells)
    pd.testing.assert_frame_equal(maturity_cells.conditions_of(figures, RULES, END),
                                  maturity.conditions(default_company, SCOPE, RULES), check_dtype=False)
    series = maturity_cells.series_of(told, RULES, "sales", "handoff")
    assert series.groupby("measure").size().tolist() == [8] * series.measure.nunique()
    assert set(series.measure) == {"handoff@sales", "improved@sales"}


def test_trend_and_together(default_company: Warehouse, cells: pd.DataFrame) -> None:
    found = maturity_trend.trend(cells, retention.trend(default_company, SCOPE, DAYS))
    for row in found.itertuples():
        both = cells[(cells.quarter == row.quarter) & cells.claimed.notna() & cells.evidenced.notna()]
        assert row.both == len(both)
        assert row.claimed == pytest.approx(sum(map(int, both.claimed)) / len(both))
        assert row.evidenced == pytest.approx(sum(map(int, both.evidenced)) / len(both))
    assert found.evidenced.iloc[-1] > found.evidenced.iloc[0] + 0.3
    told = maturity_trend.together(found)
    assert told["n"] == 8
    assert told["r"] == pytest.approx(found[["evidenced", "grr"]].corr().iloc[0, 1])
    low, r, high = (told[name] for name in ("low", "r", "high"))
    assert low is not None
    assert r is not None
    assert high is not None
    assert low < r < high
    assert maturity_trend.together(found.head(3))["r"] is None


def test_teams_pool_to_their_stages(default_company: Warehouse) -> None:
    teams = maturity_trend.teams(default_company, SCOPE, RULES)
    staged = maturity_trend.by_stage(default_company, SCOPE, RULES)
    assert staged.teams.sum() == teams.team_id.notna().sum()
    for row in staged[staged.teams > 0].itertuples():
        own = teams[teams.stage == row.stage]
        assert row.units == own.units.sum()
        assert row.arr_base == pytest.approx(own.arr_base.sum())
        assert row.grr == pytest.approx((own.grr * own.arr_base).sum() / own.arr_base.sum())
        assert row.grr_low < row.grr < row.grr_high
    gap = maturity_trend.difference(staged)
    assert gap["low"] < gap["difference"] < gap["high"]


def test_the_ladder_says_who_takes_part(cells: pd.DataFrame) -> None:
    newest = cells[cells.quarter == "2026-Q4"]
    found = maturity_trend.ladder(newest, RULES)
    assert found.reached.sum() == 1
    assert found[found.reached].stage.tolist() == [newest.stage.iloc[0]]
    proactive = found.iloc[2]
    own = {function for function, rows in newest.groupby("function")
           if (rows.evidenced.dropna() >= 3).mean() >= 0.5}
    assert set(proactive.taking_part) == own


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert main(["maturity", "--format", "json", *arguments]) == 0
    return json.loads(capsys.readouterr().out)  # type: ignore[no-any-return]


def test_the_command(on_demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = said(capsys)["rows"]
    assert len(rows) == 42
    assert list(rows[0])[:6] == ["function", "capability", "quarter", "claimed", "evidenced", "stage"]
    assert {row["function"] for row in rows} == set(FUNCTIONS)
    assert len({row["quarter"] for row in rows}) == 1
    quarter = rows[0]["quarter"]
    assert said(capsys, "--quarter", quarter)["rows"] == rows
    trend = said(capsys, "--view", "trend")
    assert len(trend["rows"]) == 8
    assert trend["together"]["n"] <= 8
    earlier = trend["rows"][-2]["quarter"]
    assert {row["quarter"] for row in said(capsys, "--quarter", earlier)["rows"]} == {earlier}
    assert [row["stage"] for row in said(capsys, "--view", "stage")["rows"]] == [
        "reactive", "informed", "proactive", "predictive"]
    assert said(capsys, "--view", "teams")["rows"]
    assert [row["rank"] for row in said(capsys, "--view", "todo")["rows"]][:2] == [1, 2]


@pytest.mark.parametrize("arguments", [["--quarter", "1999-Q1"], ["--by", "segment"], ["--unit", "contract"],
                                       ["--where", "segmnt=SMB"]])
def test_a_wrong_call_is_refused(
    on_demo: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    assert main(["maturity", *arguments]) == 2
    assert "error:" in capsys.readouterr().err
