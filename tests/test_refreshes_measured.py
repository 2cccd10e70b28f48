"""The measure of new versions while people read: a small run of it, and what it makes of what it saw."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.refreshes import After, Read, main, markdown, told


@pytest.mark.thorough
def test_two_versions_while_three_read(on_demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--times", "2", "--home", str(on_demo)]) == 0
    found = json.loads(capsys.readouterr().out.strip().splitlines()[-1])
    assert (found["versions"], found["wrong"], found["pages_of_several_versions"]) == (2, {}, 0)
    assert found["pages"] >= 2
    assert found["files"]["last"] == 2


def test_what_is_told() -> None:
    after = [After(number, 400 + 2.0 * number, 20, 9, 50.0, 2, number % 2) for number in range(1, 9)]
    found = told(after, Read(pages=30, mixed=1, newest=8, wrong=["http: 500"]), 12.34)
    assert found["mib"] == {"first": 402.0, "last": 416.0, "most": 416.0, "growth_a_version": 2.0}
    assert (found["handles"]["growth_a_version"], found["cpu_seconds"]) == (0.0, 12.3)
    assert "8 versions, 30 pages read, 1 of them of more than one version, 1 errors." in markdown(found)
    assert told(after[:1], Read(), 0)["mib"]["growth_a_version"] is None


@pytest.mark.parametrize("asked", [["--times", "0"], ["--customers", "0"]])
def test_a_call_that_is_wrong(asked: list[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(asked)
