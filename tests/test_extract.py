"""What is copied of a version on a server, value by value, and what stays there; a copy that fails changes nothing."""

from __future__ import annotations

import shutil
import stat
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import psycopg
import pytest
import sqlalchemy
from sqlalchemy import ColumnElement, Select, column, select, table, text

from data.engines.connecting import engine_for
from data.engines.names import ROOMS, parsed, rooms
from data.extract import copying, keeper, serving
from data.extract.fetching import fetch
from data.extract.remote import Remote, ask
from data.extract.unanswered import Unanswered
from data.warehouse import WarehouseMissing, WarehouseUnavailable, _base, _new_file, open_warehouse
from queries.runner import reads_elsewhere, run
from tests.extract_made import dsn
from tests.postgres import Cluster

FIRST, SECOND = "20261101t000000000001", "20261108t000000000002"
ODD = """select null::text as a, null as b, 'x''y' as a, E'l1\\nl2,"q"\\r' as q, '' as empty, '\\N' as slash,
'NaN'::float8 as nan, 'Infinity'::float8 as inf, true as yes, 1.5::numeric(20, 6) as amount, 12345678901234567890123::
numeric as large, 0.1::numeric as tenth, date '2024-02-29' as day, timestamptz '2026-01-02 03:04:05.678901+09' as at,
32767::int2 as small, :given as given"""


@pytest.fixture
def url(postgres: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    made = postgres.database()
    monkeypatch.setenv("TENURE_HOME", str(tmp_path))
    monkeypatch.setenv("TENURE_WAREHOUSE_URL", made)
    yield made
    serving._keepers.clear()
    serving._served.cache_clear()


def written(url: str, *statements: str) -> None:
    with psycopg.connect(dsn(url)) as connection:
        for statement in statements:
            connection.execute(statement)


def version(name: str, contract: str | None = None) -> list[str]:
    """A small version: a cube, a table of customers, odd columns."""
    at = rooms(name)
    made = [f"create schema {at[room]}" for room in ROOMS]
    made += [f"create table {at['meta']}.build as select '{name}' as version",
             f"create table {at['marts']}.cube_customer as select i as n, cast(i * 17 as numeric(38, 0)) as arr"
             " from generate_series(1, 9) i",
             f"create table {at['marts']}.customer as select i as n, '株式会社 ' || i as name, i / 3.0 as share,"
             " cast(i as numeric(14, 2)) as amount, timestamptz '2026-01-02 03:04:05+09' as at"
             " from generate_series(1, 5) i",
             f"create table {at['marts']}.few as select null::numeric as nothing, 1 as \"a \"\"name:%\" where false"]
    if contract:
        made += [f"create schema {contract}", f"create table {contract}.customer (customer_id text, mood text)",
                 f"create table {contract}.salary (amount int)",
                 f"create table {contract}.pulse (customer_id text, rating int, secret text)",
                 f"create table {at['meta']}.own_contract as select '{contract}' as schema_name"]
    return made


def publish(url: str, name: str) -> None:
    written(url, "create schema if not exists tenure",
            "create table if not exists tenure.published (version varchar, published_at timestamp)",
            f"insert into tenure.published values ('{name}', now())")


def looked_at(file: Path) -> duckdb.DuckDBPyConnection:
    """A copy of it: readers hold the file itself open with settings of their own."""
    return duckdb.connect(str(shutil.copy(file, file.with_suffix(".seen"))), read_only=True)


def columns(file: Path) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    with looked_at(file) as connection:
        for room, name, column_, kind in connection.execute(
                "select table_schema, table_name, column_name, data_type from information_schema.columns"
                " order by 1, 2, ordinal_position").fetchall():
            found.setdefault(f"{room}.{name}", []).append((column_, kind))
    return found


def test_values_arrive_as_they_are(url: str) -> None:
    with engine_for(parsed(url)).connect() as connection:
        found = fetch(connection, text(ODD).bindparams(given="a'b%s:c\\"), 5)
        only = found.batches.read_all().to_pylist()[0]
    row = {found.names[int(at)]: value for at, value in only.items() if at != "0"}
    assert found.names[:3] == ("a", "b", "a")
    assert row.pop("nan") != row["inf"] == float("inf")
    del row["inf"]
    assert row == {
        "a": "x'y", "b": None, "q": 'l1\nl2,"q"\r', "empty": "", "slash": "\\N", "yes": True, "amount": Decimal("1.5"),
        "large": "12345678901234567890123", "tenth": "0.1", "day": date(2024, 2, 29), "small": 32767,
        "at": datetime(2026, 1, 1, 18, 4, 5, 678901, UTC), "given": "a'b%s:c\\"}
    assert "a''b%s:c" in found.sql, "the values stand in what is shown as executed"


def test_no_row_is_no_row_and_a_row_of_nulls_is_one(url: str) -> None:
    with engine_for(parsed(url)).connect() as connection:
        assert fetch(connection, text("select 9 % 5 as \"a%\""), 5).batches.read_all().to_pylist() == [{"0": 4}]
        for sql, rows in (("select 1 as a where false", 0), ("select null::text as a", 1),
                          ("select null::text as a union all select ''", 2)):
            assert fetch(connection, text(sql), 5).batches.read_all().num_rows == rows


def test_the_server_ends_what_takes_too_long(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TENURE_WAREHOUSE_TIMEOUT", "0.3")
    engine = engine_for(parsed(url))
    for sql, why in (("select pg_sleep(20)", "slow"), ("select 1 from nowhere", "gone"), ("select 1 / 0", "failed")):
        with pytest.raises(Unanswered) as refused:
            ask(engine, text(sql))
        assert (refused.value.why, refused.value.silent) == (why, False), sql
    with engine.connect() as connection:
        running = "select count(*) from pg_stat_activity where query ~ 'sleep' and pid <> pg_backend_pid()"
        assert connection.exec_driver_sql(f"{running} and state = 'active'").scalar_one() == 0


def test_types_and_what_stays_behind(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TENURE_EXTRACT_ROWS", "4")
    written(url, *version(FIRST))
    publish(url, FIRST)
    house, origin = open_warehouse(), serving.origin(url)
    assert origin is not None
    assert (origin.version, origin.elsewhere) == (FIRST, frozenset({("marts", "customer")}))
    file = Path(house.engine.url.database or "")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert columns(file)["marts.cube_customer"] == [("n", "INTEGER"), ("arr", "HUGEINT")], "whatever its rows"
    assert columns(file)["marts.few"] == [("nothing", "HUGEINT"), ('a "name:%', "INTEGER")]
    asked: list[ColumnElement[Any]] = [column("name"), column("share"), column("amount")]
    names: Select[Any] = select(*asked).select_from(table("customer", schema="marts"))
    assert "marts.customer" not in columns(file)
    with pytest.raises(Unanswered, match="customer"):  # plain tables are not translated: the server has no such schema
        run(house, names)
    monkeypatch.setenv("TENURE_EXTRACT_ROWS", "5")
    serving._keepers.clear()
    again = open_warehouse()
    assert columns(Path(again.engine.url.database or ""))["marts.customer"] == [
        ("n", "INTEGER"), ("name", "VARCHAR"), ("share", "DOUBLE"), ("amount", "DECIMAL(14,2)"), ("at", "TIMESTAMP")]
    assert run(again, names).name.tolist() == [f"株式会社 {n}" for n in range(1, 6)]


def test_a_companys_own_schema_gives_the_contract_alone(url: str) -> None:
    written(url, *version(FIRST, contract="crm"))
    publish(url, FIRST)
    found = columns(Path(open_warehouse().engine.url.database or ""))
    kept = {name: [each for each, _ in held] for name, held in found.items() if name.startswith("contract.")}
    assert kept == {"contract.customer": ["customer_id", "mood"], "contract.pulse": ["customer_id", "rating"]}


def test_a_copy_that_fails_leaves_the_old_one(url: str, tmp_path: Path) -> None:
    """A view that breaks while it is read; then a version whose schemas are gone; then both are mended."""
    written(url, *version(FIRST))
    publish(url, FIRST)
    kept = open_warehouse()
    marts = rooms(SECOND)["marts"]
    written(url, *version(SECOND), f"create view {marts}.bad as select 1 / (n - 3) as x from {marts}.customer")
    publish(url, SECOND)
    for message in ("division by zero", "were dropped"):
        house = open_warehouse()
        assert (house.version, house.engine) == (kept.version, kept.engine)
        assert message in serving.state(url).behind
        assert message in serving.note(url)
        assert FIRST in serving.note(url)
        written(url, f"drop view if exists {marts}.bad", f"drop schema if exists {rooms(SECOND)['meta']} cascade")
    written(url, f"create schema {rooms(SECOND)['meta']}", f"create table {rooms(SECOND)['meta']}.build as select 1 n")
    assert open_warehouse().version > kept.version
    assert (serving.note(url), serving.state(url).behind) == ("", "")
    left = [each for each in tmp_path.glob("extract-*.duckdb*") if each.suffix != ".seal"]
    assert len(left) == 2, "no draft is left behind"


def test_one_process_copies(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who finds the lock taken goes on with what is there."""
    written(url, *version(FIRST))
    publish(url, FIRST)
    kept = open_warehouse().version
    written(url, *version(SECOND))
    publish(url, SECOND)
    with _new_file(_base(serving._keeper(url).file)):
        assert open_warehouse().version == kept
        assert serving.state(url) == keeper.State(SECOND, serving.state(url).heard_at)
    assert open_warehouse().version > kept


def test_nothing_published_and_nobody_there(url: str, postgres: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(WarehouseMissing, match="data load DIR") as missing:
        open_warehouse()
    assert not isinstance(missing.value, WarehouseUnavailable)
    monkeypatch.setenv("TENURE_WAREHOUSE_URL", f"{url.replace('tenure@', 'nobody:hard%2Fword@')}")
    with pytest.raises(WarehouseUnavailable, match="nobody") as refused:
        open_warehouse()
    assert "hard" not in str(refused.value)


def test_which_statements_go_to_the_warehouse() -> None:
    def asked(name: str, schema: str = "marts") -> Any:
        return select(column("n")).select_from(table(name, schema=schema))

    remote = Remote("postgresql://u:word@h/d", (), frozenset({("marts", "customer")}))
    assert "word" not in repr(remote)
    assert remote.where == "postgresql://u:***@h/d"
    inner = select(text("1")).where(column("n").in_(asked("customer")))
    raw = select(text("1")).select_from(text('marts."customer" as c'))
    for statement, there in ((asked("customer"), True), (asked("cube"), False), (asked("customer", "staging"), False),
                             (inner, True), (raw, True), (select(text("1 from marts.customers")), False)):
        assert reads_elsewhere(remote, statement) is there, str(statement)
    assert reads_elsewhere(Remote("hive://h/d", (), None), asked("cube")), "without an extract all of them"
    assert not reads_elsewhere(Remote("hive://h/d", (), frozenset()), asked("customer"))


def test_spark_by_columns(spark: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A small version on Spark: the same types as from anywhere else; what is too slow is cancelled."""
    monkeypatch.setenv("TENURE_HOME", str(tmp_path))
    name = f"2999{uuid.uuid4().int % 10000:04}t000000000001"  # newer than what is published there meanwhile
    at = rooms(name)
    engine = engine_for(parsed(spark), writes=True)
    with engine.connect() as connection:
        try:
            for statement in [
                    *(f"create schema {each}" for each in at.values()),
                    f"create table {at['meta']}.build using parquet as select '{name}' as version",
                    f"create table {at['marts']}.cube_x using parquet as select cast(id as int) n, date '2024-02-29' d,"
                    " cast(id * 17 as decimal(38, 0)) h, cast(1.5 as decimal(20, 6)) m, 0.5D f, id > 0 b,"
                    " timestamp '2026-01-02 03:04:05.678' ts, cast(null as string) s from range(2)"]:
                connection.exec_driver_sql(statement)
            copying.copy(spark, name)
            file = next(tmp_path.glob("extract-*.duckdb"))
            assert columns(file)["marts.cube_x"] == [
                ("n", "INTEGER"), ("d", "DATE"), ("h", "HUGEINT"), ("m", "DECIMAL(20,6)"), ("f", "DOUBLE"),
                ("b", "BOOLEAN"), ("ts", "TIMESTAMP"), ("s", "VARCHAR")]
            with looked_at(file) as read:
                assert read.execute("select * from marts.cube_x order by n").fetchall()[1] == (
                    1, date(2024, 2, 29), 17, Decimal("1.5"), 0.5, True, datetime(2026, 1, 2, 3, 4, 5, 678000), None)
            monkeypatch.setenv("TENURE_WAREHOUSE_TIMEOUT", "0.5")
            refuses(engine, "select count(*) from range(1e12) a join range(1e6) b on a.id % 7 = b.id % 7", "slow")
            monkeypatch.setenv("TENURE_WAREHOUSE_TIMEOUT", "30")
            refuses(engine, f"select 1 from {at['marts']}.nowhere", "gone")
            refuses(engine, "select raise_error('no')", "failed")
        finally:
            for each in at.values():
                connection.exec_driver_sql(f"drop schema if exists {each} cascade")


def refuses(engine: sqlalchemy.Engine, sql: str, why: str) -> None:
    with pytest.raises(Unanswered) as refused:
        ask(engine, text(sql))
    assert refused.value.why == why, refused.value
