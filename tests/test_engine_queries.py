"""Every command on PostgreSQL and on Spark gives what it gives on DuckDB: names, order, nulls, doubles to 1e-9.

Each statement runs on the engine itself (no extract), asked as anybody asks: TENURE_WAREHOUSE_URL, a command line. On
PostgreSQL every question of three companies; on Spark, where a statement takes seconds, one of each command:
`python -m tests.engine_asked` asks there for all.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests import engine_asked
from tests.engine_loaded import crowded, load, sparse
from tests.engine_questions import Line, Said, differences, lines
from tests.postgres import Cluster

VERSION = "20261122t000000000001"


@dataclass(frozen=True)
class Asked:
    """A company under a home, and what DuckDB says of it."""

    home: Path
    said: dict[Line, Said]


@pytest.fixture(scope="module")
def demo(demo_home: Path) -> Asked:
    return Asked(demo_home, engine_asked.answered(demo_home, lines("C0000001")))


def random_company(name: str, folder: Path) -> Asked:
    home = folder / "home"
    load({"crowded": crowded, "sparse": sparse}[name](), folder / "files", home)
    return Asked(home, engine_asked.answered(home, lines("R-C003" if name == "crowded" else "C003")))


def same_on_postgres(asked: Asked, cluster: Cluster) -> None:
    url = cluster.database()
    with engine_asked.copied(asked.home, url, VERSION):
        assert engine_asked.unlike(asked.home, url, asked.said) == []


def test_most_questions_are_answered(demo: Asked) -> None:
    answered = [said for said in demo.said.values() if said.status == 0]
    assert len(answered) > 150
    assert {line[0] for line, said in demo.said.items() if said.status == 0} == {line[0] for line in demo.said}


def test_every_command_on_postgres(demo: Asked, postgres: Cluster) -> None:
    same_on_postgres(demo, postgres)


@pytest.mark.thorough
@pytest.mark.parametrize("name", ["crowded", "sparse"])
def test_every_command_on_postgres_of_a_random_company(name: str, postgres: Cluster, tmp_path: Path) -> None:
    asked = random_company(name, tmp_path)
    assert sum(said.status == 0 for said in asked.said.values()) > 120
    same_on_postgres(asked, postgres)


def test_each_command_from_the_extract_of_postgres(demo: Asked, postgres: Cluster, tmp_path: Path) -> None:
    url, home = postgres.database(), tmp_path / "home"
    shutil.copytree(demo.home, home, ignore=shutil.ignore_patterns("*.duckdb", "dbt"))
    with engine_asked.copied(demo.home, url, VERSION), pytest.MonkeyPatch.context() as patch:
        patch.setenv("TENURE_EXTRACT_ROWS", "100")  # most accounts' rows stay in the warehouse
        assert engine_asked.unlike(home, url, firsts(demo.said), extract="on") == []


@pytest.mark.thorough
def test_each_command_on_spark(demo: Asked, spark: str) -> None:
    with engine_asked.copied(demo.home, spark):
        assert engine_asked.unlike(demo.home, spark, firsts(demo.said)) == []


def firsts(said: dict[Line, Said]) -> dict[Line, Said]:
    """The first question of each command."""
    return {line: said[line] for line in {line[0]: line for line in reversed(said)}.values()}


@pytest.mark.parametrize("given", ['{"rows": [{"a": 1.5, "b": null}, {"a": 2.000001, "b": 3}]}', '{"rows": []}',
                                   '{"rows": [{"a": 2.0, "b": 3}, {"a": 1.5, "b": null}]}',
                                   '{"rows": [{"a": 1.5, "b": 0}, {"a": 2.0, "b": 3}]}',
                                   '{"rows": [{"a": 1.5, "b": null}, {"a": 2.0, "b": 3.0}]}',
                                   '{"rows": [{"b": null, "a": 1.5}, {"a": 2.0, "b": 3}]}'])
def test_a_difference_is_seen(given: str) -> None:
    said = Said(0, '{"rows": [{"a": 1.5, "b": null}, {"a": 2.0, "b": 3}]}', "")
    assert differences(("kpis",), said, said) == []
    assert differences(("kpis",), said, Said(0, given, ""))
    assert differences(("kpis",), said, Said(1, said.out, ""))
