"""A sample of `python -m tests.attacks`: a small hostile company, and what its texts could do without a browser."""

from __future__ import annotations

import ast
from pathlib import Path

import duckdb
import pytest

from data.warehouse import open_warehouse
from queries.dimensions import dimensions
from tests.attacks import exports, mail, tables
from tests.attacks.company import Company
from tests.attacks.outcome import Tally, details, table
from tests.conftest import ROOT


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


def test_files_of_a_page(hostile: Company) -> None:
    found = exports.attack(hostile, ["week"])
    assert all(each.held for each in found), details(found)


def test_a_hostile_setting_is_refused_by_its_place_or_kept(tmp_path: Path) -> None:
    found = mail.settings(tmp_path)
    assert found.held, details([found])


def test_a_table_tells_what_got_through() -> None:
    tally = Tally("a thing", "tries")
    assert not tally.held, "nothing was tried"
    tally.hold(True, "no")
    held = [tally.held]
    tally.hold(False, "this one")
    assert [*held, tally.held] == [True, False]
    assert "| a thing | 2 tries | 1 |  |" in table([tally], markdown=True)
    assert details([tally]) == "a thing: 'this one'"


def test_no_value_is_written_into_a_statement() -> None:
    """SQLAlchemy's text() is given texts that the program itself holds: no f-string, no sum, no format."""
    found = [f"{file}:{call.lineno}" for part in ("queries", "components", "data") for file in
             sorted((ROOT / part).rglob("*.py")) for call in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
             if isinstance(call, ast.Call) and _is_text(file, call) and call.args and _composed(call.args[0])]
    assert found == []


def _is_text(file: Path, call: ast.Call) -> bool:
    """Whether this is sqlalchemy.text or literal_column; data/contract.py has a text of its own."""
    return isinstance(call.func, ast.Name) and call.func.id in ("text", "literal_column", "exec_driver_sql") \
        and "from sqlalchemy" in (source := file.read_text(encoding="utf-8")) and "def text(" not in source


def _composed(given: ast.expr) -> bool:
    """An f-string with anything but a constant in capitals, a sum of texts, a call of format."""
    if isinstance(given, ast.JoinedStr):
        inside = [each.value for each in given.values if isinstance(each, ast.FormattedValue)]
        return not all(isinstance(each, ast.Name) and each.id.isupper() for each in inside)
    return isinstance(given, ast.BinOp) or (isinstance(given, ast.Call) and isinstance(given.func, ast.Attribute)
                                            and given.func.attr == "format")
