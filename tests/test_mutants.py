"""Mutation testing itself: mutants are real changes, the same in every run, and a noticed one is told apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.mutants.__main__ import main
from tests.mutants.making import mutant, sampled
from tests.mutants.subjects import SUBJECTS
from tests.mutants.told import Result, table

SUM = '''"""A sum."""


def total(left: int, right: int) -> int:
    if left > 10**6:
        raise ValueError("too much")
    return left + right
'''


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "sums.py").write_text(SUM, encoding="utf-8")
    return tmp_path


def test_every_mutant_is_another_program_and_leaves_wordings_alone(project: Path) -> None:
    drawn = sampled(project, ["sums.py"], 100, seed=1)
    assert "return left - right" in "\n".join(each.code for each in drawn)
    assert all("raise" not in each.diff for each in drawn)
    assert len({each.code for each in drawn}) == len(drawn) > 2
    for each in drawn:
        compile(each.code, each.name, "exec")


def test_a_seed_draws_the_same_mutants_again(project: Path) -> None:
    names = [[each.name for each in sampled(project, ["sums.py"], 3, seed)] for seed in (1, 1)]
    assert names[0] == names[1]
    module, _, number = names[0][0].rpartition(":")
    assert mutant(project, module, int(number)) is not None
    assert mutant(project, module, 10_000) is None


def test_the_score_is_of_what_was_noticed() -> None:
    found = [Result("a.py", 1, "killed", "-1\n+2"), Result("a.py", 2, "timed out", "-1\n+3"),
             Result("a.py", 3, "survived", "-x\n+y"), Result("b.py", 1, "tests fail", "-x\n+z")]
    told = table(found, markdown=True)
    assert "| a.py | 3 | 2 | 1 | 67% |" in told
    assert "| b.py | 1 | 0 | 0 | – |" in told
    assert "| all | 4 | 2 | 1 | 67% |" in told
    assert "+y" in told
    assert "+z" not in told


def test_every_subject_and_its_tests_are_there() -> None:
    root = Path(__file__).resolve().parent
    assert [name for name in SUBJECTS if not (root.parent / name).is_file()] == []
    assert [test for tests in SUBJECTS.values() for test in tests if not (root / test).is_file()] == []


def test_an_unknown_module_is_a_wrong_call(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--only", "queries/nothing.py"]) == 2
    assert "queries/nothing.py" in capsys.readouterr().err
