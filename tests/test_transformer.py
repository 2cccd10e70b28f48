"""The transform's models, parsed once a release: what a build is told is in them as if dbt had parsed them anew."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from data import build
from tests import replay
from tests.conftest import ROOT

DBT = ["-m", "dbt.cli.main"]
REFERENCE = re.compile(r"""ref\(\s*["'](\w+)["']\s*\)""")


def narrow() -> dict[str, Any]:
    """A company that gave two tables and has no rules."""
    told = replay.variables(0)
    return {**told, "historical": [], "dimensions": told["dimensions"][:1],
            "health": {**told["health"], "given": [], "features": [], "seats": False},
            "journey": {**told["journey"], "conditions": [], "health": [], "due": "", "growth": False,
                        "cancelled": False}}


def by_contracts() -> dict[str, Any]:
    """A company that gave contracts and no renewals: what is due is read from the contracts."""
    told = replay.variables(2)
    return {**told, "journey": {**told["journey"], "due": "contract"}}


def compiled(folder: Path, told: dict[str, Any], name: str = "company", by: list[str] | None = None) -> dict[str, str]:
    """The SQL of every model in a database of this name. `by`: how Python calls dbt, where not as a build does."""
    folder.mkdir()
    file = folder / f"{name}.duckdb"
    replay.load(file, {})
    command = build.dbt_command("compile", told, folder)
    if by:
        command = [sys.executable, *by, *command[3:]]
    done = subprocess.run(command, env=build.dbt_environment(file), cwd=ROOT,
                          capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr
    results = json.loads((folder / "target" / "run_results.json").read_text(encoding="utf-8"))["results"]
    return {result["unique_id"]: result["compiled_code"] for result in results}


@pytest.fixture
def parsed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder for what is parsed."""
    monkeypatch.setenv("TENURE_PARSED", str(tmp_path / "parsed"))
    return tmp_path / "parsed"


def test_what_is_kept_gives_the_sql_that_dbt_gives(parsed: Path, tmp_path: Path) -> None:
    """First with everything, in one company's file; then what was kept serves a company of nearly nothing."""
    told = replay.variables(2)
    assert compiled(tmp_path / "first", told) == compiled(tmp_path / "plain", told, by=DBT)
    kept, = parsed.iterdir()
    before = kept.stat().st_mtime_ns
    assert compiled(tmp_path / "narrow", narrow(), "other") == compiled(tmp_path / "bare", narrow(), "other", DBT)
    assert kept.stat().st_mtime_ns == before


def test_what_is_parsed_knows_every_reference_of_a_models_text(parsed: Path, tmp_path: Path) -> None:
    """Whatever a company's variables choose: a reference in a branch that nobody parsed would end its build."""
    compiled(tmp_path / "one", narrow())
    nodes = json.loads((tmp_path / "one" / "target" / "manifest.json").read_text(encoding="utf-8"))["nodes"]
    assert len(nodes) > 100
    unknown = {name: missing for name, node in nodes.items()
               if (missing := set(REFERENCE.findall(node["raw_code"])) - {each["name"] for each in node["refs"]})}
    assert unknown == {}


def test_a_company_of_contracts_is_compiled_from_what_is_kept(parsed: Path, tmp_path: Path) -> None:
    compiled(tmp_path / "first", replay.variables(2))
    assert compiled(tmp_path / "kept", by_contracts()) == compiled(tmp_path / "plain", by_contracts(), by=DBT)


def test_a_damaged_file_is_made_anew(parsed: Path, tmp_path: Path) -> None:
    wanted = compiled(tmp_path / "first", narrow())
    kept, = parsed.iterdir()
    whole = kept.read_bytes()
    damaged = whole[:5000] + bytes([whole[5000] ^ 1]) + whole[5001:]
    kept.write_bytes(damaged)
    assert compiled(tmp_path / "again", narrow()) == wanted
    assert len(kept.read_bytes()) > 100_000
    assert kept.read_bytes() != damaged
