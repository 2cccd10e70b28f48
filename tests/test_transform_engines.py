"""The transform on DuckDB, PostgreSQL and Spark: the same marts row for row, and each thing that they read otherwise.

One company holds the demo's customers, a random company's and odd ones; a second has few tables and is built into the
same schemas afterwards. PostgreSQL's database sorts texts as English does.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb
import psycopg
import pyarrow as pa
import pytest

from data import build
from data.searching import folded
from tests import engine_transform as engines
from tests.engine_companies import Company, crowded, sparse
from tests.engine_traps import APART, TRAPS
from tests.postgres import Cluster

MODELS = build.PROJECT / "models"
ONE_UNIT = ("+journey_cube", "+renewal_week", "+flow_customer", "+cohort_customer", "+path:models/health",
            "path:models/staging")
"""All of health and staging: which of their models the others need depends on a company's tables."""


@dataclass(frozen=True)
class Made:
    """Two companies that DuckDB has built, and the folder of the project with the traps in it."""

    folder: Path
    crowded: Company
    sparse: Company


@pytest.fixture(scope="module")
def made(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    folder = tmp_path_factory.mktemp("engines")
    shutil.copytree(build.PROJECT, folder / "transform")
    beside = Path(__file__).parent
    shutil.copy(beside / "engine_traps.sql", folder / "transform" / "models" / "marts" / "trap.sql")
    shutil.copy(beside / "engine_trap_words.sql", folder / "transform" / "macros" / "trap_words.sql")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(build, "PROJECT", folder / "transform")
        patch.setenv("TENURE_HOME", str(folder / "home"))
        demo = demo_home / (demo_home / "tenure.current").read_text(encoding="utf-8").strip()
        both = Made(folder, crowded(folder / "crowded.duckdb", demo), sparse(folder / "sparse.duckdb"))
        engines.run(both.crowded, folder / "duckdb")
        engines.run(both.sparse, folder / "duckdb", select=ONE_UNIT)
        yield both


@pytest.fixture(scope="module")
def english(postgres: Cluster) -> str:
    """A database in which texts are ordered as English has them."""
    with psycopg.connect(postgres.dsn("postgres"), autocommit=True) as connection:
        connection.execute("create database english template template0 locale_provider icu icu_locale 'en'")
    return "english"


@pytest.fixture(scope="module")
def on_postgres(made: Made, postgres: Cluster, english: str) -> engines.Engine:
    """The crowded company, built on PostgreSQL."""
    engine = engines.on_postgres(postgres.folder, english)
    engines.ship_to_postgres(made.crowded, engine, made.folder)
    engines.run(made.crowded, made.folder / "postgres", engine)
    return engine


@pytest.fixture(scope="module")
def on_spark(made: Made, spark: str) -> Iterator[engines.Engine]:
    """The crowded company, built on Spark."""
    engine = engines.on_spark(int(spark.rsplit(":", 1)[1].split("/")[0]))
    (made.folder / "crowded").mkdir()
    try:
        engines.ship_to_spark(made.crowded, engine, made.folder / "crowded")
        engines.run(made.crowded, made.folder / "spark", engine)
        yield engine
    finally:
        engines.tell_spark(engine, *(f"drop schema if exists {real} cascade" for real in engine.rooms.values()))


def traps(rows: Mapping[str, str | None], engine: str) -> None:
    wanted = TRAPS | APART.get(engine, {})
    assert {name: (rows[name], answer) for name, answer in wanted.items() if rows[name] != answer} == {}
    assert set(rows) == set(wanted)


def test_the_company_holds_what_engines_could_read_otherwise(made: Made) -> None:
    with duckdb.connect(str(made.crowded.path), read_only=True) as connection:
        currencies, merged, parents, usage = connection.execute(
            "select count(distinct currency), (select count(merged_into) from contract.customer), (select"
            " count(parent_customer_id) from contract.customer), count(*) filter (where kind = 'usage')"
            " from contract.subscription").fetchall()[0]
        assert currencies >= 3
        assert min(merged, parents, usage) >= 3
        longest = connection.execute("select max(n) from (select count(*) as n from marts.chain group by chain)"
                                     ).fetchall()
        assert longest[0][0] > 100
        kinds = {each["key"]: each["kind"] for each in made.crowded.variables["dimensions"]}
        assert (kinds["score"], kinds["since"]) == ("band", "year")
        empty = connection.execute("select table_name from duckdb_tables() where schema_name = 'marts'"
                                   " and estimated_size = 0").fetchall()
        assert empty == []
    assert "renewal" not in made.sparse.variables["health"]["given"]


def test_the_traps_on_duckdb(made: Made) -> None:
    with duckdb.connect(str(made.crowded.path), read_only=True) as connection:
        traps(dict(connection.execute("select name, answer from marts.trap").fetchall()), "duckdb")


def test_what_is_asked_for_is_folded_alike() -> None:
    for name, answer in TRAPS.items():
        if name.startswith("folded "):
            assert folded(name.removeprefix("folded ")) == answer


def test_the_traps_on_postgres(on_postgres: engines.Engine) -> None:
    found = dict(engines.given_by_postgres(on_postgres, {("marts", "trap"): engines.TEXTS}))["trap"].to_pylist()
    traps({row["name"]: row["answer"] for row in found}, "postgres")


def test_the_same_marts_on_postgres(made: Made, on_postgres: engines.Engine) -> None:
    expected = engines.wanted(made.crowded)
    assert len(expected) > 125
    found = [wrong for name, given in engines.given_by_postgres(on_postgres, apart(expected))
             for wrong in engines.differences(name, named(expected)[name], given)]
    assert found == []


@pytest.mark.thorough
def test_a_company_with_few_tables_takes_its_place_on_postgres(made: Made, on_postgres: engines.Engine) -> None:
    engines.ship_to_postgres(made.sparse, on_postgres, made.folder)
    engines.run(made.sparse, made.folder / "postgres", on_postgres, ONE_UNIT)
    expected = engines.wanted(made.sparse)
    found = [wrong for name, given in engines.given_by_postgres(on_postgres, apart(expected))
             for wrong in engines.differences(name, named(expected)[name], given)]
    assert found == []


def test_the_traps_on_spark(on_spark: engines.Engine) -> None:
    rows = engines.tell_spark(on_spark, f"select name, answer from {on_spark.rooms['marts']}.trap")
    traps(dict(rows), "spark")


def test_the_same_marts_on_spark(made: Made, on_spark: engines.Engine) -> None:
    expected = engines.wanted(made.crowded)
    compared, found = [], []
    for name, given in engines.given_by_spark(on_spark, apart(expected)):
        compared.append(name)
        found += engines.differences(name, named(expected)[name], given)
    assert found == []
    assert len(compared) > 100


@pytest.mark.thorough
def test_a_company_with_few_tables_takes_its_place_on_spark(made: Made, on_spark: engines.Engine) -> None:
    (made.folder / "sparse").mkdir()
    engines.ship_to_spark(made.sparse, on_spark, made.folder / "sparse")
    engines.run(made.sparse, made.folder / "spark", on_spark, ONE_UNIT)
    expected = engines.wanted(made.sparse)
    found = [wrong for name, given in engines.given_by_spark(on_spark, apart(expected))
             for wrong in engines.differences(name, named(expected)[name], given)]
    assert found == []


def apart(tables: engines.Marts) -> engines.Marts:
    """Without the traps, which have tests of their own."""
    return {key: table for key, table in tables.items() if key != ("marts", "trap")}


def named(tables: engines.Marts) -> dict[str, pa.Table]:
    return {name: table for (_, name), table in tables.items()}


@pytest.mark.parametrize("path", sorted(build.PROJECT.rglob("*.sql")), ids=lambda path: path.stem)
def test_no_model_says_what_only_some_engines_read(path: Path) -> None:
    """Names in double quotes (a text on Spark), casts by colons, days by date_trunc (a moment on two of three), QUALIFY
    (not on PostgreSQL), casts that give null (outside the one file of differences), types that an engine does not know.
    """
    text = re.sub(r"\{#.*?#\}|--.*?$", "", path.read_text(encoding="utf-8"), flags=re.S | re.M)
    plain = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "", text, flags=re.S)
    for word in ("::", "date_trunc", "qualify", "nfc_normalize"):
        assert word not in plain.lower() or path.stem == "searching"
    if path.stem != "engines":
        assert '"' not in plain
        assert not re.search(r"try_cast|as (text|double|hugeint|timestamp|datetime)\)|round\(", text.lower())


def test_the_lint_sees_what_it_is_for() -> None:
    """It looks at every model and macro."""
    names = {path.stem for path in build.PROJECT.rglob("*.sql")}
    assert {"engines", "piece_model", "health", "stg_customer"} <= names
