"""`python -m queries`: the same figures without a browser; scripts count on its words, keys and exit statuses."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from data.warehouse import open_warehouse
from queries.__main__ import main
from queries.dimensions import build_info, dimensions
from queries.metrics import METRICS
from queries.scope import UNITS
from tests.conftest import ROOT, environment

KPIS = ("arr", "arr_base", "nrr", "nrr_low", "nrr_high", "grr", "grr_low", "grr_high", "logo_retention", "logos",
        "logos_base")
BRIDGE = ("opening", "new", "reactivation", "expansion", "contraction", "churn", "transfer_in", "transfer_out",
          "closing")
GAINS, LOSSES = BRIDGE[:4], BRIDGE[4:6]
Ask = Callable[..., dict[str, Any]]


def strict(text: str) -> dict[str, Any]:
    """JSON as the standard has it: no NaN, no Infinity, and one value alone."""
    def refuse(word: str) -> None:
        raise AssertionError(f"{word} is no JSON")

    answer = json.loads(text, parse_constant=refuse)
    assert isinstance(answer, dict)
    return answer


@pytest.fixture
def ask(on_demo: Path, capsys: pytest.CaptureFixture[str]) -> Ask:
    """Asks with --format json; nothing but the JSON on stdout, nothing on stderr."""
    def asked(*words: str) -> dict[str, Any]:
        assert main([*words, "--format", "json"]) == 0
        said = capsys.readouterr()
        assert said.err == ""
        assert said.out.count("\n") == 1
        return strict(said.out)

    return asked


def refusal(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    """The exit status of a call that is refused, and what it says; stdout stays empty."""
    try:
        status = main(words)
    except SystemExit as left:
        status = int(str(left.code))
    said = capsys.readouterr()
    assert said.out == ""
    return status, said.err


def test_kpis_have_the_documented_keys(ask: Ask) -> None:
    answer = ask("kpis")
    assert list(answer) == ["as_of", "unit", "where", "rows"]
    assert (answer["unit"], answer["where"]) == ("customer", {})
    (row,) = answer["rows"]
    assert set(KPIS) <= set(row)
    assert set(row) == set(METRICS)
    assert 0 < row["grr_low"] <= row["grr"] <= min(1, row["nrr"])


def test_without_a_date_the_default_week(ask: Ask) -> None:
    default = build_info(open_warehouse()).default_as_of
    assert ask("kpis")["as_of"] == default.isoformat()
    assert ask("kpis")["rows"] == ask("kpis", "--as-of", default.isoformat())["rows"]
    assert default.weekday() == 6


@pytest.mark.parametrize("unit", UNITS)
def test_a_bridge_closes_and_meets_the_kpis(ask: Ask, unit: str) -> None:
    end = build_info(open_warehouse()).default_as_of
    start = end - timedelta(days=100)
    (row,) = ask("bridge", "--from", str(start), "--to", str(end), "--unit", unit)["rows"]
    assert set(BRIDGE) <= set(row)
    moved = sum(row[key] for key in GAINS) - sum(row[key] for key in LOSSES)
    assert moved + row["transfer_in"] - row["transfer_out"] == row["closing"]
    for day, key in ((start, "opening"), (end, "closing")):
        assert row[key] == ask("kpis", "--as-of", str(day), "--unit", unit)["rows"][0]["arr"]


def test_by_a_key_one_row_a_label(ask: Ask) -> None:
    answer, whole = ask("kpis", "--by", "segment"), ask("kpis")["rows"][0]
    labels = [row["segment"] for row in answer["rows"]]
    assert len(set(labels)) == len(labels) > 1
    assert sum(row["arr"] for row in answer["rows"]) == whole["arr"]
    assert sum(row["logos_base"] for row in answer["rows"]) == whole["logos_base"]
    days = ("--from", "2026-01-31", "--to", "2026-06-30")
    rows = ask("bridge", *days, "--by", "segment")["rows"]
    assert all(set(BRIDGE) | {"segment"} <= set(row) for row in rows)
    assert sum(row["transfer_in"] for row in rows) == sum(row["transfer_out"] for row in rows)


def test_one_key_twice_means_or_and_two_keys_and(ask: Ask) -> None:
    one, other = (each.value for each in dimensions(open_warehouse())["segment"].values[:2])
    def arr(*filters: str) -> float:
        (row,) = ask("kpis", *(f"--where={each}" for each in filters))["rows"]
        return float(row["arr"])

    both = ask("kpis", "--where", f"segment={other}", "--where", f"segment={one}")
    assert both["where"] == {"segment": sorted([one, other], key=str)}
    assert arr(f"segment={one}", f"segment={other}") == arr(f"segment={one}") + arr(f"segment={other}")
    touch = dimensions(open_warehouse())["touch_model"].values[0].value
    assert arr(f"segment={one}", f"touch_model={touch}") < arr(f"segment={one}")


def test_an_empty_value_selects_null(ask: Ask, on_demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    known = dimensions(open_warehouse())
    having = next(key for key, each in known.items() if None in {value.value for value in each.values})
    assert ask("kpis", "--where", f"{having}=")["where"] == {having: [None]}
    lacking = next(key for key, each in known.items() if None not in {value.value for value in each.values})
    status, said = refusal(capsys, "kpis", "--where", f"{lacking}=")
    assert status == 2
    assert lacking in said


def test_an_empty_base_is_a_row_of_nulls_with_a_reason(ask: Ask) -> None:
    first = build_info(open_warehouse()).first_day
    (row,) = ask("kpis", "--as-of", str(first - timedelta(days=30)))["rows"]
    assert {row[key] for key in ("nrr", "grr", "logo_retention", "nrr_low", "grr_high", "net_churn")} == {None}
    assert "twelve months" in row["reason"]


@pytest.mark.parametrize(("words", "named"), [
    (["kpis", "--where", "segmnet=SMB"], "segment"),
    (["kpis", "--where", "segment=Smb"], "SMB"),
    (["kpis", "--where", "segment"], "KEY=VALUE"),
    (["kpis", "--where", "=SMB"], "KEY=VALUE"),
    (["kpis", "--by", "segmnet"], "segment"),
    (["kpis", "--unit", "seat"], "department"),
    (["kpis", "--as-of", "2026-02-30"], "YYYY-MM-DD"),
    (["kpis", "--as-of", "last week"], "YYYY-MM-DD"),
    (["kpis", "--format", "xml"], "json"),
    (["kpi"], "kpis"),
    ([], "bridge"),
    (["bridge", "--from", "2026-01-31"], "--to"),
    (["bridge", "--from", "2026-02-28", "--to", "2026-01-31"], "after"),
])
def test_a_wrong_call_is_2_and_names_the_known(
        on_demo: Path, capsys: pytest.CaptureFixture[str], words: list[str], named: str) -> None:
    status, said = refusal(capsys, *words)
    assert status == 2
    assert named in said
    assert "Traceback" not in said


def test_nothing_loaded_is_1(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("TENURE_HOME", str(tmp_path))
    monkeypatch.delenv("TENURE_WAREHOUSE_URL", raising=False)
    status, said = refusal(capsys, "kpis")
    assert status == 1
    assert "python -m data" in said
    assert main(["list"]) == 0
    assert "kpis" in capsys.readouterr().out


def test_data_of_another_release_are_refused(on_demo: Path, capsys: pytest.CaptureFixture[str],
                                             monkeypatch: pytest.MonkeyPatch) -> None:
    build_info.cache_clear()
    monkeypatch.setattr("queries.dimensions.transform_version", lambda: "another")
    assert main(["kpis"]) == 1
    out, err = capsys.readouterr()
    assert not out
    assert "python -m data build" in err
    build_info.cache_clear()


def test_csv_and_table(on_demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["kpis", "--by", "segment", "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert len(rows) > 1
    assert {"segment", *KPIS} <= set(rows[0])
    assert main(["kpis"]) == 0
    assert "nrr" in capsys.readouterr().out


def test_list_names_commands_units_filters_metrics(on_demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list"]) == 0
    said = capsys.readouterr().out
    for word in ("kpis", "bridge", *UNITS, *dimensions(open_warehouse()), *METRICS):
        assert word in said


def test_list_names_what_the_person_may_know(on_demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    teams = [each.value for each in dimensions(open_warehouse())["team_id"].values if each.value]
    (on_demo / "access.toml").write_text(
        f'[[person]]\nemail = "a@example.com"\nrole = "lead"\nteams = ["{teams[0]}"]\n', "utf-8")
    try:
        assert main(["list", "--viewer", "a@example.com"]) == 0
        own = next(line for line in capsys.readouterr().out.splitlines() if line.strip().startswith("csm_id:"))
        assert main(["list", "--viewer", "b@example.com"]) == 2
    finally:
        (on_demo / "access.toml").unlink()
    assert main(["list"]) == 0
    every = next(line for line in capsys.readouterr().out.splitlines() if line.strip().startswith("csm_id:"))
    assert len(own) < len(every)


def test_as_a_script_calls_it(demo_home: Path) -> None:
    """A process of its own: JSON alone on stdout, in UTF-8, exit statuses as promised."""
    def run(*words: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run([sys.executable, "-m", "queries", *words], cwd=ROOT, env=environment(demo_home),
                              capture_output=True, check=False)

    good = run("kpis", "--by", "region", "--format", "json")
    assert (good.returncode, good.stderr) == (0, b"")
    answer = strict(good.stdout.decode("utf-8"))
    assert date.fromisoformat(answer["as_of"])
    bad = run("kpis", "--where", "region=Atlantis")
    assert (bad.returncode, bad.stdout) == (2, b"")
