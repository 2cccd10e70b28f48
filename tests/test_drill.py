"""The drill of tests/drill.py, small: a backup while others write, the loss of the home, the way back."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.drill import drill, moved

QUESTIONS = ("kpis", "bridge --from {before} --to {as_of}", "charter --view kpis")


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_nothing_acknowledged_is_lost(
    demo_home: Path, tmp_path: Path, request: pytest.FixtureRequest, engine: str
) -> None:
    home, urls = tmp_path / "home", list[str | None]([None, None])
    shutil.copytree(demo_home, home)
    if engine == "postgresql":
        cluster = request.getfixturevalue("postgres")
        urls = [moved(home, cluster.database()), cluster.database()]
    found = drill(home, tmp_path, urls, 2, QUESTIONS)
    assert found.passed, found
    assert found.before >= 50
    assert found.during
