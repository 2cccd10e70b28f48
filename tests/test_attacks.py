"""A sample of `python -m tests.attacks`: a small hostile company, and what its texts could do without a browser."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from data.warehouse import open_warehouse
from queries.dimensions import dimensions
from tests.attacks import company, tables
from tests.attacks.company import Company
from tests.made import made


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Company:
    return company.read(made("hostile", company.make, tmp_path_factory))


@pytest.fixture
def on_hostile(hostile: Company, monkeypatch: pytest.MonkeyPatch) -> Company:
    monkeypatch.delenv("TENURE_WAREHOUSE_URL", raising=False)
    monkeypatch.setenv("TENURE_HOME", str(hostile.home))
    return hostile


def given(by: Company) -> set[str]:
    """The texts as a file gives them: its line ends are one."""
    return {text.replace("\r\n", "\n").replace("\r", "\n") for text in by.made}


def test_texts_are_kept_as_they_were_given(on_hostile: Company) -> None:
    """No text became a part of a statement: every table has its rows, and every text is what the file says."""
    with duckdb.connect(str(Path(str(open_warehouse().engine.url.database))), read_only=True) as rows:
        for table, count in on_hostile.rows.items():
            assert rows.execute(f"select count(*) from contract.{table}").fetchall() == [(count,)], table
        found = rows.execute("select name, segment from contract.customer").fetchall()
    assert {text for row in found for text in row} <= given(on_hostile)


def test_a_column_may_be_called_anything(on_hostile: Company) -> None:
    """A company's own columns of customers, whose names hold quotation marks, are filters like others."""
    found = dimensions(open_warehouse())
    for name in tables.OWN:
        assert {value.value for value in found[name.lower()].values} <= given(on_hostile), name
