"""A company asked every question on DuckDB and on a server, by the commands themselves, each with the store as it was.

    TENURE_HOME=folder python -m tests.engine_asked hive://127.0.0.1:10015/default [CUSTOMER [COMMAND ...]]

copies what is published under TENURE_HOME to the server, prints each question's seconds there and whatever differs from
DuckDB, and drops the copy. The server must be able to read the folder for temporary files.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

import pytest

from data.engines import published
from data.engines.connecting import engine_for
from data.engines.names import SPARK, kind, parsed, rooms
from data.store import store
from data.warehouse import Warehouse, open_itself
from queries import views
from tests.engine_questions import Line, Said, ask, differences, lines
from tests.engines import dropped, on_postgres, on_spark

SAVED = views.View("0f8e5a52c9d14d0a9e6b3a7d5c1f2e4b", 1, "Saved", "week", "abe@example.com", shared=True)
UNNUMBERED = "asked"
"""No version of a build's: what a build drops as too old are versions, and this copy is none."""


@contextmanager
def settings(home: Path, url: str | None = None, extract: str = "off") -> Iterator[pytest.MonkeyPatch]:
    """This process's home, a store that begins as the home's and is thrown away, and the warehouse that is asked."""
    with tempfile.TemporaryDirectory() as kept, pytest.MonkeyPatch.context() as patch:
        if (home / "store.sqlite").exists():
            shutil.copy(home / "store.sqlite", kept)
        for name, value in {"HOME": str(home), "STORE_URL": f"sqlite:///{kept}/store.sqlite", "EXTRACT": extract,
                            "WAREHOUSE_TIMEOUT": "300"}.items():
            patch.setenv(f"TENURE_{name}", value)
        patch.delenv("TENURE_WAREHOUSE_URL", raising=False)
        if url:
            patch.setenv("TENURE_WAREHOUSE_URL", url)
        store.open_store().put("view", SAVED.key, views.body(SAVED), "Abe", 0)
        yield patch


def answered(home: Path, asked: Iterable[Line]) -> dict[Line, Said]:
    """What DuckDB says."""
    with settings(home):
        return {line: ask(line) for line in asked}


@contextmanager
def copied(home: Path, url: str, version: str | None = None) -> Iterator[str]:
    """The company of a home, published on the server for the block, by a table that no other process reads. Where a
    version is given, by the usual one: the server is all ours.
    """
    own, pointer = version or f"{UNNUMBERED}{os.getpid()}", "tenure" if version else f"pointer_{os.getpid()}"
    with settings(home):
        source = open_itself()
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        folder = Path(name)
        folder.chmod(0o755)
        patch.setattr(published, "ROOM", {"published": pointer})
        copy = on_spark if kind(parsed(url)) == SPARK else on_postgres
        made = copy(source, url, folder, rooms(own))
        try:
            _publish(url, own)
            published.forget(url)
            yield own
        finally:
            dropped(made)
            _drop(made, pointer)
            published.forget(url)


def _publish(url: str, version: str) -> None:
    engine = engine_for(parsed(url), writes=True)
    with published.place(engine, parsed(url), published.ROOM) as there:
        published.publish(there, version)
    engine.dispose()


def _drop(made: Warehouse, schema: str) -> None:
    with made.engine.begin() as connection:
        connection.exec_driver_sql(f"drop schema if exists {schema} cascade")
    made.engine.dispose()


def unlike(home: Path, url: str, wanted: dict[Line, Said], said: bool = False, extract: str = "off") -> list[str]:
    """What the server says otherwise."""
    found = []
    with settings(home, url, extract):
        for line, expected in wanted.items():
            started = perf_counter()
            other = differences(line, expected, ask(line))
            found += other
            if said:
                print(f"{perf_counter() - started:6.1f} s  {' '.join(line)}", *other, sep="\n    ", flush=True)
    return found


def main() -> int:
    url, customer, *commands = [*sys.argv[1:], *["C0000001"][len(sys.argv) - 2:]]
    home = Path(os.environ["TENURE_HOME"]).resolve()
    started = perf_counter()
    wanted = answered(home, [line for line in lines(customer) if not commands or line[0] in commands])
    told = sum(said.status == 0 for said in wanted.values())
    print(f"{len(wanted)} questions, {told} answered, DuckDB: {perf_counter() - started:.1f} s", flush=True)
    with copied(home, url):
        started = perf_counter()
        found = unlike(home, url, wanted, said=True)
    print(f"{len(wanted)} questions, {perf_counter() - started:.1f} s there: {len(found)} differences")
    return 1 if found or not told else 0


if __name__ == "__main__":
    sys.exit(main())
