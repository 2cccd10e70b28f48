"""One writer, many readers: versions, the pointer, the lock, threads."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import column, select, text
from sqlalchemy.exc import DBAPIError

from data.publishing import AnyDraft
from data.warehouse import (
    WarehouseBusy,
    WarehouseMissing,
    WarehouseUnsupported,
    current_version,
    home,
    new_version,
    open_warehouse,
    warehouse_url,
)

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"duckdb:///{tmp_path / 'store' / 'company.duckdb'}"


def put(url: str, value: int) -> str:
    with new_version(url) as draft:
        fill(draft, value)
        draft.publish()
    return draft.version


def fill(draft: AnyDraft, value: int) -> None:
    with draft.connect() as connection:
        connection.execute(f"CREATE TABLE t AS SELECT {value} AS n, range AS i FROM range(100000)")


def break_off(draft: AnyDraft) -> None:
    fill(draft, 3)
    draft.scratch.mkdir()
    raise RuntimeError("broken")


def value(url: str) -> int:
    with open_warehouse(url).engine.connect() as connection:
        return int(str(connection.execute(text("SELECT max(n) FROM t")).scalar_one()))


def files(url: str) -> list[str]:
    """What stands in the folder; every published version has its seal, which is not listed."""
    found = {path.name for path in Path(url.removeprefix("duckdb:///")).parent.iterdir()}
    seals = {name for name in found if name.endswith(".seal")}
    assert seals == {f"{name}.seal" for name in found if name.startswith("company-") and name.endswith(".duckdb")}
    return sorted(found - seals)


def test_nothing_published_says_what_to_run(url: str) -> None:
    assert current_version(url) is None
    with pytest.raises(WarehouseMissing, match="python -m data demo"):
        open_warehouse(url)


def test_publishing_moves_readers_on_and_keeps_one_older_file(url: str) -> None:
    first = put(url, 1)
    assert (current_version(url), value(url)) == (first, 1)
    second = put(url, 2)
    third = put(url, 3)
    assert value(url) == 3
    assert files(url) == [f"company-{second}.duckdb", f"company-{third}.duckdb", "company.current", "company.lock"]


def test_a_reader_that_is_under_way_keeps_its_version(url: str) -> None:
    put(url, 1)
    old = open_warehouse(url)
    with old.engine.connect() as connection:
        put(url, 2)
        put(url, 3)
        assert connection.execute(text("SELECT max(n) FROM t")).scalar_one() == 1
    assert value(url) == 3


def test_a_column_may_be_called_as_a_word_of_the_grammar(url: str) -> None:
    """A company's own columns are filters by whatever name it gave them."""
    put(url, 1)
    with open_warehouse(url).engine.connect() as connection:
        words = [str(row[0]) for row in connection.execute(text("SELECT DISTINCT keyword_name FROM duckdb_keywords()"))]
        named = ", ".join(f'1 AS "{word}"' for word in words)
        columns: Any = [column(word) for word in words]
        told = select(*columns).select_from(text(f"(SELECT {named})")).where(column("at") == 1)
        assert connection.execute(told).all() == [(1,) * len(words)]
    assert {"by", "at", "asof"} <= set(words)


def test_a_draft_that_is_left_vanishes(url: str) -> None:
    first = put(url, 1)
    with new_version(url) as draft:
        fill(draft, 2)
    with pytest.raises(RuntimeError, match="broken"), new_version(url) as draft:
        break_off(draft)
    assert (current_version(url), value(url)) == (first, 1)
    assert files(url) == [f"company-{first}.duckdb", "company.current", "company.lock"]


def test_what_a_killed_build_left_is_cleared_by_the_next(url: str) -> None:
    first = put(url, 1)
    folder = Path(url.removeprefix("duckdb:///")).parent
    (folder / "company-20990101T000000000000.duckdb").write_text("half")
    (folder / "company-20990101T000000000000.duckdb.wal").write_text("half")
    (folder / "unrelated-20990101T000000000000.duckdb").write_text("not ours")
    second = put(url, 2)
    assert files(url) == [f"company-{first}.duckdb", f"company-{second}.duckdb", "company.current", "company.lock",
                          "unrelated-20990101T000000000000.duckdb"]


def test_a_second_build_says_who_builds(url: str) -> None:
    with new_version(url), pytest.raises(WarehouseBusy, match=r"process \d+ on "), new_version(url):
        pytest.fail("two builds at once")


def test_a_lock_whose_holder_was_killed_is_free(url: str, tmp_path: Path) -> None:
    script = (f"import os\nfrom data.warehouse import new_version\nwith new_version({url!r}) as draft:\n"
              "    draft.path.write_text('half')\n    print('held', flush=True)\n    os.kill(os.getpid(), 9)\n")
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout == "held\n"
    version = put(url, 5)
    assert value(url) == 5
    assert files(url) == [f"company-{version}.duckdb", "company.current", "company.lock"]


def test_eight_threads_read_at_once(url: str) -> None:
    put(url, 1)

    def ask(part: int) -> int:
        with open_warehouse(url).engine.connect() as connection:
            rows = connection.execute(text("SELECT sum(i) FROM t WHERE i % 8 = :part"), {"part": part % 8})
            return int(str(rows.scalar_one()))

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(ask, range(160)))
    assert answers == [sum(range(part % 8, 100_000, 8)) for part in range(160)]


def test_readers_cannot_write_and_leave_nothing_beside_the_file(url: str) -> None:
    put(url, 1)
    before = files(url)
    with open_warehouse(url).engine.connect() as connection, pytest.raises(DBAPIError, match="read-only"):
        connection.execute(text("CREATE TABLE x AS SELECT 1"))
    with open_warehouse(url).engine.connect() as connection:
        connection.execute(text("SELECT i FROM t ORDER BY hash(i) LIMIT 1 OFFSET 90000"))
    assert files(url) == before


@pytest.mark.parametrize("bad", ["mysql://u:secret@host/db", "duckdb:///:memory:", "duckdb://"])
def test_other_engines_are_refused_without_showing_a_password(bad: str) -> None:
    with pytest.raises(WarehouseUnsupported) as caught, new_version(bad):
        pytest.fail("no such engine")
    assert "secret" not in str(caught.value)


def test_where_things_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TENURE_HOME", str(tmp_path))
    monkeypatch.delenv("TENURE_WAREHOUSE_URL", raising=False)
    assert home() == tmp_path
    assert warehouse_url() == f"duckdb:///{tmp_path / 'tenure.duckdb'}"
    monkeypatch.setenv("TENURE_WAREHOUSE_URL", "duckdb:////elsewhere/x.duckdb")
    assert warehouse_url() == "duckdb:////elsewhere/x.duckdb"
