"""The second way: it comes to the pages' figures on every company, and an injected fault is caught and named."""

from __future__ import annotations

import json
import random
import shutil
import time
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest

from data import damage, reconciled
from data.__main__ import main as data_main
from data.warehouse import Warehouse, open_itself
from queries import metrics
from queries.__main__ import main
from queries.dimensions import build_info
from queries.oracle import read_company
from queries.reconcile import figures, headline, large, record, recorded, run
from queries.reconcile.asked import Asked
from queries.reconcile.given import Given, bounds
from queries.reconcile.pair import Pair
from queries.reconcile.ways import WAYS, account
from queries.reconcile.ways import data as of_data
from queries.scope import Scope
from tests import loading, replay
from tests.agreement.questions import random_day, random_where, subject
from tests.strategies import random_company
from tests.tiers import first

ON_COMPANIES = ("kpis", "bridge", "explain", "methods", "cohorts", "survival", "teams",
                "economics")
"""The families that a company of customers and lines alone has."""


def asked_of(warehouse: Warehouse, day: date | None = None, where: Any = ()) -> Asked:
    return Asked(warehouse, Scope(day or build_info(warehouse).default_as_of, where=where), Given(warehouse))


def wrong(asked: Asked, *families: str) -> list[Pair]:
    return [pair for key in families or WAYS for pair in WAYS[key].check(asked) if not pair.equal]


def test_every_check_that_the_registry_names_compares_something_on_the_demo(on_demo: Path) -> None:
    compared = run.compare(asked_of(open_itself()), figures.shown())
    assert {check: pairs[:2] for check, pairs in compared.wrong.items()} == {}
    named = {each.check for each in figures.shown() if each.check}
    assert named - set(compared.values) == set()


@pytest.mark.parametrize("seed", [0, 3, 5])
def test_no_difference_on_nasty_companies(seed: int) -> None:
    rng = random.Random(1000 + seed)
    tables = random_company(rng, customers=2 + 3 * seed)
    warehouse = replay.warehouse(tables, read_company(tables).digits)
    known = subject(tables)
    day, where = random_day(known, rng), random_where(known, rng, known.keys) if seed % 2 else ()
    asked = asked_of(warehouse, day, where)
    assert wrong(asked, *ON_COMPANIES)[:5] == []
    assert [pair for pair in of_data.cube(asked) if not pair.equal][:5] == []


@pytest.fixture
def copied(on_demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The demo company in a home of its own, to be spoilt."""
    home = tmp_path / "home"
    home.mkdir()
    for file in on_demo.glob("tenure*"):
        if file.suffix != ".lock":
            shutil.copy(file, home)
    monkeypatch.setenv("TENURE_HOME", str(home))
    return home


def spoilt(home: Path, statement: str) -> None:
    """Sealed again: a fault of the build, not of the disk."""
    file = next(home.glob("tenure-*.duckdb"))
    with duckdb.connect(str(file)) as connection:
        connection.execute(statement)
    damage.seal(file)


@pytest.mark.parametrize(("statement", "named"), [
    ("update marts.total_customer set arr = arr + 1", {"kpis.arr"}),
    ("update marts.cube_customer set churn = churn + 1 where churn > 0", {"kpis.churn", "bridge.churn"}),
    ("update marts.flow_customer set expansion = expansion + 1 where period = 'week'", {"bridge.expansion"}),
])
def test_a_spoilt_mart_is_named(copied: Path, statement: str, named: set[str]) -> None:
    spoilt(copied, statement)
    assert named <= {pair.check for pair in wrong(asked_of(open_itself()), "kpis", "bridge")}


def test_spoilt_marts_of_customers_are_named(copied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All at once, for each reading of the company is dear; each family still names its own."""
    spoilt(copied, "update marts.health set users = users / 2 where users is not null;"
                   "update marts.health set c_pulse = c_pulse / 2,"
                   " band = case when week_day % 8 < 4 then band else 'red' end, score = round(score / 9, 1)"
                   " where week_day < (select max(week_day) from marts.health);"
                   "update marts.line set seats = seats + 1;"
                   "update marts.renewal_week set by_band = not by_band, at_risk = true")
    monkeypatch.setattr(account, "EACH", 5)
    named = {pair.check for pair in wrong(asked_of(open_itself()), "lists", "account", "week", "moves", "proof")}
    assert {"moves.migration", "moves.points", "proof.bands", "proof.calibration"} <= named
    assert {"week.queue", "lists.shelfware", "account.history", "account.lists"} <= named
    assert not named & {"lists.silent", "lists.stale", "account.arr", "account.touches"}


def test_a_wrong_formula_is_named(on_demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    right = metrics.METRICS["grr"]
    broken = metrics.Metric("grr", "rate", "up", lambda facts: np.minimum(right.formula(facts) * 1.00001, 1))
    monkeypatch.setitem(metrics.METRICS, "grr", broken)
    assert {pair.check for pair in wrong(asked_of(open_itself()), "kpis")} == {"kpis.grr"}


def test_the_command_lists_the_difference_and_ends_with_1(
    copied: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spoilt(copied, "update marts.total_customer set arr = arr + 7")
    assert main(["reconcile", "--page", "weekly", "--format", "json"]) == 1
    said = capsys.readouterr()
    rows = [row for row in json.loads(said.out)["rows"] if row["state"] == "differs"]
    row = rows[0]
    assert {each["metric"] for each in rows} == {"arr", "landing"}, "the plan's landing begins at the ARR of the day"
    assert (row["figure"], row["metric"]) == ("kpis", "arr")
    assert row["ours"] - row["second"] == row["difference"] == 7
    assert "2 differ" in said.err


def test_beside_lists_every_number_twice(on_demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["reconcile", "--page", "retention", "--beside", "--format", "json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["values"] <= len(answer["rows"])
    assert all(row["equal"] for row in answer["rows"])


@pytest.mark.parametrize("asked", [["--page", "nowhere"], ["--by", "segment"], ["--sample", "0"],
                                   ["--sample", "9", "--where", "segment=SMB"], ["--record", "--page", "weekly"]])
def test_a_wrong_call_is_refused(on_demo: Path, asked: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["reconcile", *asked]) == 2
    assert capsys.readouterr().err.startswith("error: ")


def test_a_build_records_its_reconciliation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("TENURE_WAREHOUSE_URL", raising=False)
    monkeypatch.setenv("TENURE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("TENURE_RECONCILE", "on")
    assert data_main(["load", str(loading.write(tmp_path / "files", {}))]) == 0
    kept = reconciled.read(open_itself().version)
    assert kept is not None
    assert kept["differ"] == 0
    assert kept["recomputed"] > 0
    assert reconciled.said(kept) in capfd.readouterr().out
    assert reconciled.read("another version") is None


def test_a_demo_need_not_wait(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """`make run` and a first start show the board at once; the record comes from a process that has gone on."""
    monkeypatch.delenv("TENURE_WAREHOUSE_URL", raising=False)
    monkeypatch.setenv("TENURE_HOME", str(tmp_path))
    monkeypatch.setenv("TENURE_RECONCILE", "on")
    assert data_main(["demo", "--customers", "12", "--years", "1", "--no-activity", "--no-wait"]) == 0
    assert "not recomputed yet" in capfd.readouterr().out
    for _ in range(600):
        if kept := reconciled.read(open_itself().version):
            break
        time.sleep(0.5)
    assert kept is not None
    assert (kept["differ"], kept["recomputed"] > 0) == (0, True)


def test_a_slow_one_leaves_the_record_of_a_newer_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TENURE_HOME", str(tmp_path))
    for version in ("20261130T2", "20261130T1"):
        reconciled.write({"version": version})
    assert reconciled.read("20261130T2") is not None
    assert reconciled.read("20261130T1") is None


def test_a_difference_warns_and_the_build_stands(
    copied: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    spoilt(copied, "update marts.total_customer set arr = arr + 7")
    monkeypatch.setenv("TENURE_RECONCILE", "on")
    reconciled.after_build(open_itself().version)
    said = capfd.readouterr()
    assert said.err.startswith("warning: Recomputed a second way")
    assert data_main(["status"]) == 0
    assert "differ." in capfd.readouterr().out


def test_an_extract_shows_the_record_of_the_version_that_it_was_copied_from(copied: Path) -> None:
    built = open_itself()
    wanted = run.figures(["methods", "weekly"])
    made = record.made(asked_of(built), run.results(run.Compared(), wanted))
    reconciled.write(made)
    extract = replace(built, version="a name of its own")
    assert list(recorded.pages(extract, made["at"]).page) == ["weekly", "methods"]
    assert set(recorded.missing(extract, made["at"]).why) == {each.why or "nothing" for each in wanted}


@pytest.mark.parametrize("said", ["yes", "OFF"])
def test_a_setting_that_is_neither_is_a_wrong_call(said: str, on_demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TENURE_RECONCILE", said)
    assert data_main(["build"]) == 2


def test_the_registry_names_checks_or_reasons() -> None:
    listed = Counter((each.page, each.figure, each.metric) for each in figures.shown())
    assert set(listed.values()) == {1}
    assert not [each for each in figures.shown() if bool(each.check) == bool(each.why)]
    assert {each.check.split(".")[0] for each in figures.shown() if each.check} == set(WAYS)


@pytest.mark.parametrize(("label", "least", "most"), [
    ("<10", float("-inf"), 10), ("10–49", 10, 50), ("1,000+", 1000, float("inf")), ("7", 7, 8), ("0.5–<2", 0.5, 2)])
def test_a_band_is_read_from_its_label(label: str, least: float, most: float) -> None:
    assert bounds(label) == (least, most)


@pytest.mark.parametrize(("ours", "second", "kind", "equal"), [
    (1, 1, "exact", True), (1.1, 1.1, "exact", True), (1.0000000001, 1, "exact", False), (None, None, "double", True),
    (float("nan"), None, "double", True), (0.0, None, "double", False), (0.5, 0.5 + 1e-12, "double", True),
    (0.5, 0.5 + 1e-8, "double", False), (0.5, 0.5 + 1e-8, "root", True), ("red", "red", "text", True)])
def test_when_two_numbers_are_the_same(ours: Any, second: Any, kind: Any, equal: bool) -> None:
    assert Pair("", "", ours, second, kind).equal is equal


def test_of_a_company_that_is_too_large_a_part_and_the_headlines_are_recomputed(
    copied: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TENURE_RECONCILE_CUSTOMERS", "20")
    assert main(["reconcile", "--record", "--format", "csv"]) == 0
    kept = reconciled.read(open_itself().version)
    assert kept is not None
    assert (kept["differ"], kept["sample"]["of"]) == (0, 150)
    assert 0 < kept["sample"]["customers"] <= 40
    assert kept["sample"]["all"] > 50
    assert kept["recomputed"] > 150
    assert {"size", "itself"} <= {each["why"] for each in kept["missing"]}
    assert "NRR, GRR, logos and bridges over all" in reconciled.said(kept)


def test_a_spoilt_headline_of_a_large_company_is_named(copied: Path) -> None:
    spoilt(copied, "update marts.total_customer set arr = arr + 1")
    found = large.compare(asked_of(open_itself()), run.figures(["weekly"]), 20)
    assert "every customer" in {pair.scope for pair in found.wrong["kpis.arr"]}


@pytest.mark.parametrize("seed", first(1, range(3)))
def test_no_difference_on_parts_of_nasty_companies(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = random.Random(2000 + seed)
    tables = random_company(rng, customers=12)
    monkeypatch.setattr(headline, "SIZE", 3)
    asked = asked_of(replay.warehouse(tables, read_company(tables).digits), random_day(subject(tables), rng))
    wanted = [each for each in figures.shown() if each.check.split(".")[0] in ON_COMPANIES]
    found = large.compare(asked, wanted, 4)
    assert {check: pairs[:2] for check, pairs in found.wrong.items()} == {}
    assert found.values["kpis.arr"]

