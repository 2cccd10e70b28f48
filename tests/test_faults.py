"""A sample of `python -m tests.faults`: one trial of some faults, and that the judge can find a promise broken."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from data import damage
from data.pointing import Files
from tests.faults.__main__ import FAULTS, main, table, tried
from tests.faults.ground import Ground
from tests.faults.model import Fault, Outcome, Tally, judged

SAMPLE = {"flipped": "held", "pointer": "held", "kill-swap": "held", "store-gone": "refused"}
NEWER = {"kpis": "2", "bridge": "2", "health": "2"}
WHOLE: dict[str, dict[str, Any]] = {"v1": {"kpis": "1", "bridge": "1", "health": "1"}, "v2": NEWER}


@pytest.fixture(scope="module")
def ground(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    """The shared demo company as the older version, and one with other figures as the newer."""
    made = Ground(tmp_path_factory.mktemp("faults"))
    shutil.copytree(demo_home, made.origin, ignore=shutil.ignore_patterns("dbt"))
    files = Files(made.origin / "tenure.duckdb")
    older = files.path(files.versions()[-1])
    version = files.next()
    shutil.copyfile(older, files.path(version))
    with duckdb.connect(str(files.path(version))) as connection:
        connection.execute("UPDATE marts.total_customer SET arr = arr + 1")
    damage.seal(files.path(version))
    files.clear(keep={older.name[len("tenure-"):-len(".duckdb")], version})
    files.point(version)
    try:
        made.know()
        yield made
    finally:
        made.close()


@pytest.mark.parametrize("name", SAMPLE)
def test_a_trial_of(name: str, ground: Ground) -> None:
    tally = tried(ground, FAULTS[name], 1, seed=7)
    assert [each.came for each in tally.outcomes] == [SAMPLE[name]], tally.outcomes


def seen(**changes: Any) -> dict[str, Any]:
    return {"figures": NEWER, "status": [0, 0, 0, 0], "errors": [""] * 4, "noted": "", "raised": [], "page": True,
            "warned": "", "refused": "", "words": "", **changes}


@pytest.mark.parametrize(("changes", "came"), [
    ({}, "held"),
    ({"figures": WHOLE["v1"], "noted": "note: …", "warned": "▲ …"}, "held"),
    ({"figures": WHOLE["v1"]}, "broken"),
    ({"figures": WHOLE["v1"], "noted": "note: …"}, "broken"),
    ({"figures": {**NEWER, "kpis": "1"}}, "broken"),
    ({"raised": ["KeyError"]}, "broken"),
    ({"page": False}, "broken"),
    ({"crashed": "SIGSEGV"}, "broken"),
    ({"status": [1] * 4, "errors": ["error: damaged"] * 4, "refused": "damaged"}, "refused"),
    ({"status": [1] * 4, "errors": ["error: damaged"] * 4}, "broken"),
    ({"status": [1, 0, 0, 0], "errors": ["error: damaged", "", "", ""], "refused": "damaged"}, "broken"),
    ({"status": [1] * 4, "errors": [""] * 4, "refused": "damaged"}, "broken"),
])
def test_the_judge(changes: dict[str, Any], came: str) -> None:
    found = {"crashed": changes["crashed"]} if "crashed" in changes else seen(**changes)
    assert judged(found, WHOLE, "v2").came == came


def test_the_table_counts_and_the_docs_name_every_fault(capsys: pytest.CaptureFixture[str]) -> None:
    fault = Fault("x", "it breaks", "it holds", lambda ground, random, moments: iter(()))
    tally = Tally(fault, [Outcome("held"), Outcome("refused"), Outcome("held")])
    assert "| `x` | it breaks | it holds | 3 | 2 | 1 | 0 |" in table([tally], markdown=True)
    docs = (Path(__file__).parent.parent / "docs" / "reliability.md").read_text(encoding="utf-8")
    assert not [name for name in FAULTS if f"| `{name}` |" not in docs]
    with pytest.raises(SystemExit, match="2"):
        main(["--only", "nonsense"])
