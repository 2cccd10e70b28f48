"""docs/reference is what the code says now: every setting, every command, every target of the Makefile."""

from __future__ import annotations

import io
from contextlib import redirect_stderr
from pathlib import Path

import pytest

from data.progress import Bar
from tests.conftest import ROOT
from tests.documented import made, modules, reference, settings


def test_every_setting_and_target_is_told() -> None:
    assert made.unsaid() == []


def test_the_reference_is_not_stale() -> None:
    assert made.stale() == []


def test_a_setting_that_nobody_told_of_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the text of the code: as a word anywhere, as what os.environ is asked for, as a company's own file."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "new.py").write_text('import os\nA = "TENURE_NEW_ONE"\nB = os.environ["PLAIN"]\n'
                                              'own_file("colours", C)\nD = os.getenv("OTHER")\n', encoding="utf-8")
    (tmp_path / "data" / "new.yml").write_text("path: \"{{ env_var('TENURE_OF_DBT') }}\"\n", encoding="utf-8")
    monkeypatch.setattr(settings, "ROOT", tmp_path)
    monkeypatch.setattr(settings, "PRODUCT", ("data",))
    monkeypatch.setattr(settings, "AROUND", ())
    assert settings.read() == {"TENURE_NEW_ONE", "PLAIN", "TENURE_COLOURS", "OTHER", "TENURE_OF_DBT"}


def test_every_command_stands_in_the_reference() -> None:
    text = (ROOT / "docs" / "reference" / "commands.md").read_text(encoding="utf-8")
    titles = {line.lstrip("# ") for line in text.splitlines() if line.startswith("#")}
    found = modules.modules()
    asked = {f"python -m {name}" for name in found} | {
        f"python -m {name} {command}" for name, module in found.items() if module.parser
        for command in modules.commands(module.parser)}
    assert {"data", "queries", "components.report", "benchmarks", "tests.documented"} <= set(found)
    assert asked <= titles


def test_options_are_said_as_they_are() -> None:
    load = modules.commands(modules.modules()["data"].parser)["load"]  # type: ignore[arg-type]
    rows = list(reference._rows(load))
    assert [row.split("`")[1] for row in rows] == ["DIR", "--company NAME", "--full"]


def test_no_bar_is_drawn_where_nobody_looks() -> None:
    """Standard error is a log then: cron's mail, CI, a container's output."""
    log = io.StringIO()
    with redirect_stderr(log), Bar() as bar:
        bar.show("reading", 1, 2)
    assert log.getvalue() == ""
