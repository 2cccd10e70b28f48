"""The targets file: what it holds, and every fault of it named with its place."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data import targets
from data.__main__ import main
from data.fiscal import Quarter
from data.targets import Target

GOOD = '[[target]]\nkpi = "grr"\nquarter = "2026Q3"\nvalue = 0.92\n'


def read(folder: Path, text: str | bytes) -> targets.Targets:
    at = folder / "targets.toml"
    at.write_bytes(text if isinstance(text, bytes) else text.encode())
    return targets.read(at)


def test_what_a_good_file_holds(tmp_path: Path) -> None:
    more = "\n[[ target ]]\nkpi = \"arr\"\nquarter = \"2026Q4\"\nvalue = 5_000_000_000\n"
    more += 'where = {segment = ["SMB", "", "A"]}\n'
    found = read(tmp_path, "\ufeff# ours\n" + GOOD + more)
    assert found.given
    assert not found.faults
    where = (("segment", ("A", "SMB", None)),)
    assert found.targets == (Target("grr", Quarter(2026, 3), 0.92), Target("arr", Quarter(2026, 4), 5e9, where))
    assert found.of(()) == found.targets[:1]
    assert found.of(where) == found.targets[1:]
    assert not found.of((("segment", ("A",)),))


def test_no_file_and_an_empty_one(tmp_path: Path) -> None:
    assert targets.read(tmp_path / "targets.toml") == targets.Targets(tmp_path / "targets.toml")
    assert read(tmp_path, "") == targets.Targets(tmp_path / "targets.toml", given=True)


@pytest.mark.parametrize(("text", "said"), [
    (GOOD.replace('"grr"', '"churn"'), "targets.toml:2: target 1: kpi: 'churn' is no KPI; known: nrr, grr, logo_"),
    (GOOD.replace('"grr"', "[]"), ":2: target 1: kpi: [] is no KPI"),
    (GOOD.replace("2026Q3", "2026-Q3"), ":3: target 1: quarter: '2026-Q3' is no fiscal quarter; write \"2026Q3\""),
    (GOOD.replace('"2026Q3"', "2026"), ":3: target 1: quarter: 2026 is no fiscal quarter"),
    (GOOD.replace("0.92", "92"), ":4: target 1: value: 92 is out of bounds: grr is a fraction above 0, at most 1; wri"),
    (GOOD.replace("0.92", "0"), "[out_of_bounds]"),
    (GOOD.replace("0.92", "-0.5"), "[out_of_bounds]"),
    (GOOD.replace("0.92", "nan"), "[not_a_number]"),
    (GOOD.replace("0.92", "inf"), "[not_a_number]"),
    (GOOD.replace("0.92", "true"), "value: True is no number"),
    (GOOD.replace("0.92", '"0.92"'), "value: '0.92' is no number of that size; write it without quotes"),
    (GOOD.replace("0.92", "9" * 400).replace("grr", "net_new"), "[not_a_number]"),
    (GOOD.replace("0.92", "9" * 5000), "[not_toml]"),
    (GOOD.replace("grr", "arr").replace("0.92", "-1"), "arr is an amount above 0"),
    (GOOD.replace("value", "valeu"), ":4: target 1: valeu: is not known; known: kpi, quarter, value, where"),
    (GOOD.replace('kpi = "grr"\n', ""), ":1: target 1: kpi: is missing [missing_key]"),
    (GOOD + 'where = "SMB"\n', ":5: target 1: where: 'SMB' must be written {segment"),
    (GOOD + "where = {segment = 3}\n", "where: 3 segment must be a text or a list of texts"),
    (GOOD + "where = {segment = []}\n", "[not_a_filter]"),
    (GOOD + "\n" + GOOD, ":6: target 2: this KPI, quarter and filter stand in target 1 already: keep one [twice]"),
    ("# plan\n\n" + GOOD + "\n" + GOOD.replace("0.92", "92"), ":11: target 2: value: 92"),
    ("currency = 'JPY'\n" + GOOD, "targets.toml:1: currency: is not known: each target is a [[target]] [unknown_key]"),
    (GOOD.replace("[[target]]", "[target]"), "target: must be written [[target]], once per target"),
    ("target = 3\n", "[not_a_list]"),
    ("target = [3]\n", "[not_a_list]"),
    ('target = [{kpi = "x", quarter = "2026Q3", value = 1}]\n', "targets.toml:1: target 1: kpi: 'x' is no KPI"),
    (GOOD + "value = 1\n", "targets.toml:5: is not TOML: Cannot overwrite a value"),
    (GOOD.replace("0.92", "0,92"), "targets.toml:4: is not TOML"),
    (b"# \xff\n", "targets.toml:1: is not UTF-8"),
    ("a = " + "[" * 100_000, "[not_toml]"),
])
def test_every_fault_is_named_with_its_place(tmp_path: Path, text: str | bytes, said: str) -> None:
    found = read(tmp_path, text)
    assert not found.targets
    assert any(said in str(fault) for fault in found.faults), [str(fault) for fault in found.faults]


def test_one_fault_holds_back_the_whole_file(tmp_path: Path) -> None:
    found = read(tmp_path, GOOD + "\n" + GOOD.replace("grr", "nrr").replace("0.92", "106"))
    assert not found.targets
    assert len(found.faults) == 1


def test_a_folder_in_its_place(tmp_path: Path) -> None:
    found = targets.read(tmp_path)
    assert [fault.rule for fault in found.faults] == ["unreadable"]


@given(st.binary(max_size=200))
def test_no_file_breaks_it(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    found = read(tmp_path_factory.mktemp("targets"), content)
    assert not (found.targets and found.faults)


def test_where_it_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TENURE_HOME", str(tmp_path))
    monkeypatch.delenv("TENURE_TARGETS", raising=False)
    assert targets.path() == tmp_path / "targets.toml"
    monkeypatch.setenv("TENURE_TARGETS", str(tmp_path / "plan.toml"))
    assert targets.path() == tmp_path / "plan.toml"


def test_the_demos_targets_hold_for_the_demo_alone(tmp_path: Path) -> None:
    found = read(tmp_path, "demo = true\n" + GOOD)
    assert found.held_by(is_demo=True) == found
    assert not found.held_by(is_demo=False).given
    assert read(tmp_path, GOOD).held_by(is_demo=False).targets


def test_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    at = tmp_path / "targets.toml"
    monkeypatch.setenv("TENURE_TARGETS", str(at))
    assert main(["targets"]) == 0
    example = capsys.readouterr().out
    assert str(at) in example
    at.write_text(example[example.index("[[target]]"):], encoding="utf-8")
    assert main(["targets"]) == 0
    said = capsys.readouterr().out
    assert "2026Q3  grr " in said
    assert "1 targets, 0 faults" in said
    at.write_text(GOOD.replace("0.92", "92"), encoding="utf-8")
    assert main(["targets"]) == 1
    assert "fault: targets.toml:4: target 1: value: 92" in capsys.readouterr().err


def test_the_demo_brings_its_targets(demo_home: Path) -> None:
    found = targets.read(demo_home / "targets.toml")
    assert not found.faults
    assert found.demo
    assert {target.kpi for target in found.targets} >= {"nrr", "grr", "logo_retention"}
