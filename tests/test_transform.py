"""dbt's own unit tests: the worked cases on the models, run as dbt runs them, and shown to fail on a wrong macro."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from data import build
from tests import replay

MODELS = build.PROJECT / "models"
WRONG = (("days.sql", " = 29 then 1 else 0 end", " = 29 then 0 else 0 end"),
         ("unit_models.sql", "var('grace_days') + 1", "var('grace_days') + 2"))
SHOWN = {"pieces_end_where_this_years_or_last_years_state_changes",
         "a_unit_in_paperwork_keeps_what_it_had_for_the_days_of_grace"}


def declared(kind: str) -> list[dict[str, Any]]:
    """What the yml files declare of a kind."""
    files = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(MODELS.rglob("*.yml"))]
    return [each for file in files for each in file.get(kind, [])]


def run_tests(work: Path, *select: str) -> tuple[int, dict[str, str]]:
    """`dbt test` on the empty company's warehouse: its exit status, and each unit test's."""
    database = work / "company.duckdb"
    shutil.copy(replay.compiled() / "company.duckdb", database)
    command = build.dbt_command("test", replay.variables(2), work, "--select", *select)
    run = subprocess.run(command, env=build.dbt_environment(database), capture_output=True, text=True,
                         encoding="utf-8", check=False)
    results = json.loads((work / "target" / "run_results.json").read_text(encoding="utf-8"))["results"]
    return run.returncode, {result["unique_id"].split(".")[-1]: result["status"] for result in results}


def test_the_worked_cases_hold_on_the_models(tmp_path: Path) -> None:
    status, found = run_tests(tmp_path, "test_type:unit")
    assert found == dict.fromkeys((case["name"] for case in declared("unit_tests")), "pass")
    assert status == 0
    assert len(found) > 25


def test_a_wrong_macro_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A leap day counted a year later on 28 February, and a day of grace too many."""
    project = tmp_path / "transform"
    shutil.copytree(build.PROJECT, project)
    monkeypatch.setattr(build, "PROJECT", project)
    for name, old, new in WRONG:
        path = project / "macros" / name
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1
        path.write_text(text.replace(old, new), encoding="utf-8")
    status, found = run_tests(tmp_path, "piece_customer,test_type:unit", "paperwork_customer,test_type:unit")
    assert status == 1
    assert {name for name, result in found.items() if result == "fail"} == SHOWN


def test_every_mart_says_its_grain() -> None:
    described = {model["name"] for model in declared("models") if model["description"]}
    marts = {path.stem for folder in ("marts", "journey") for path in (MODELS / folder).rglob("*.sql")}
    units = {path.stem for path in (MODELS / "units" / "customer").glob("*.sql")}
    assert described == marts | units
