"""The measure of many people at one board: a small run of it, and what it makes of what it saw."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.load.__main__ import main
from benchmarks.load.people import Clicked
from benchmarks.load.told import by_kind, markdown, whole
from benchmarks.load.watch import Sample, hourly, slope


@pytest.mark.thorough
def test_three_people_for_a_quarter_of_a_minute(
    on_demo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "load.json"
    asked = ["--sessions", "3", "--minutes", "0.25", "--think", "1.5", "--home", str(on_demo), "--out", str(out)]
    status = main([*asked, "--markdown"])
    found = json.loads(out.read_text(encoding="utf-8"))
    assert (status, found["wrong"], found["tracebacks"]) == (0, {}, 0)
    whole_run = found["kinds"][-1]
    assert whole_run["kind"] == "all"
    assert whole_run["clicks"] >= 3
    assert whole_run["errors"] == 0
    assert {"first"} <= {row["kind"] for row in found["kinds"]}
    assert found["server"]["cpu_seconds"] > 0
    assert found["server"]["samples"] >= 3
    assert "| all |" in capsys.readouterr().out


def test_a_slope_is_that_of_the_line_through_the_samples() -> None:
    assert slope([0, 1, 2, 3], [5, 7, 9, 11]) == pytest.approx(2)
    assert slope([0, 1], [5, 7]) is None
    assert slope([1, 1, 1], [5, 6, 7]) is None
    samples = [Sample(each * 10.0, 100 + (each if each >= 5 else 50 - each), 9, 4, 0.0) for each in range(11)]
    assert hourly(samples, "mib", second_half=True) == pytest.approx(360)
    assert hourly(samples, "handles") == pytest.approx(0)


def test_what_went_wrong_is_counted_and_takes_no_time() -> None:
    done = [Clicked("page", "health", 1.0), Clicked("page", "", 9.0, "http: 500"), Clicked("csv", "", 3.0)]
    assert by_kind(done) == [
        {"kind": "csv", "clicks": 1, "errors": 0, "p50": 3.0, "p95": 3.0, "max": 3.0},
        {"kind": "page", "clicks": 2, "errors": 1, "p50": 1.0, "p95": 1.0, "max": 1.0},
        {"kind": "all", "clicks": 3, "errors": 1, "p50": 3.0, "p95": 3.0, "max": 3.0}]
    found = whole({}, done, [Sample(0, 10, 5, 3, 1.0), Sample(3, 12, 5, 3, 4.0)],
                  "Traceback (most recent call last):\n")
    assert (found["wrong"], found["tracebacks"]) == ({"http: 500": 1}, 1)
    assert found["server"]["cpu_seconds_per_click"] == 1.0
    assert found["server"]["mib_hourly"] is None
    assert "- 1 × http: 500" in markdown(found)
    assert "| – |" in markdown(found)


@pytest.mark.parametrize("asked", [["--sessions", "0"], ["--minutes", "0"], ["--think", "-1"]])
def test_a_call_that_is_wrong(asked: list[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(asked)
