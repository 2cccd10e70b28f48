"""A sample of the cases of `python -m tests.fuzz`: none ends badly. TENURE_FUZZ_SEED tries others."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT, environment
from tests.fuzz.__main__ import shares
from tests.fuzz.places import faults, unplaced
from tests.fuzz.targets import SHARES

SEED = os.environ.get("TENURE_FUZZ_SEED", "1")
SAMPLE = {"load": 20, "files": 15, "toml": 150, "url": 150, "filters": 100}


@pytest.mark.parametrize("name", SAMPLE)
def test_no_case_ends_badly(name: str, tmp_path: Path) -> None:
    """In a process of its own: the targets set the environment, and put the build aside."""
    asked = ["--only", name, "--cases", str(SAMPLE[name]), "--seed", SEED, "--jobs", "0", "--markdown"]
    run = subprocess.run([sys.executable, "-m", "tests.fuzz", *asked], cwd=ROOT, env=environment(tmp_path),
                         capture_output=True, text=True, encoding="utf-8", check=False)
    assert run.returncode == 0, f"{run.stdout}\n{run.stderr}"
    assert f"| {name} | {SAMPLE[name]} |" in run.stdout


def test_cases_are_shared_among_the_targets() -> None:
    assert sum(shares(10_000, None).values()) == pytest.approx(10_000, abs=len(SHARES))
    assert shares(11, ["files", "load"]) == {"files": 6, "load": 5}


@pytest.mark.parametrize(("said", "lacking"), [
    ('fault: customer.csv:3: name: "x" is empty [empty_required]', None),
    ("fault: customer.csv: name: is empty [empty_required]", "line"),
    ("fault: customer.csv:3: is empty [empty_required]", "column"),
    ("fault: something went wrong", "file or rule"),
    ("fault: customer.csv: the file is empty; it must hold at least the column names [empty_file]", None),
    ("fault: targets.toml:3: target 1: kpi: 'x' is no KPI; known: arr [unknown_kpi]", None)])
def test_a_message_has_its_place_or_lacks_it(said: str, lacking: str | None) -> None:
    assert [unplaced(each) for each in faults(said)] == [lacking]
