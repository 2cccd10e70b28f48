"""The SQL for engines that no test runs on is as it was read and kept: tests/snapshots, by tests.snapshots_of."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Select

from tests import snapshots_of
from tests.canary import build


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Select[Any]]]:
    with pytest.MonkeyPatch.context() as patch:
        folder: Path = tmp_path_factory.mktemp("snapshots")
        patch.setenv("TENURE_HOME", str(folder))
        patch.delenv("TENURE_WAREHOUSE_URL", raising=False)
        return snapshots_of.asked(build(folder).warehouse)


@pytest.mark.parametrize("name", list(snapshots_of.URLS))
def test_the_sql_is_as_it_was_read(name: str, asked: dict[str, list[Select[Any]]]) -> None:
    made = snapshots_of.texts(asked, snapshots_of.dialect(name))
    kept = {file.stem: file.read_text(encoding="utf-8") for file in (snapshots_of.FOLDER / name).glob("*.sql")}
    assert sorted(made) == sorted(kept)
    assert [question for question in made if made[question] != kept[question]] == []
    assert len(kept) > 30


@pytest.mark.parametrize("name", list(snapshots_of.URLS))
def test_what_an_engine_would_refuse_or_misread_is_not_in_it(name: str) -> None:
    for file in (snapshots_of.FOLDER / name).glob("*.sql"):
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"AS (DECIMAL|NUMERIC)\)|FLOAT\)|hugeint|date_trunc|\bdiv\b.*//", text), file
        assert name != "bigquery" or not re.search(r'"|AS (BIGINT|INTEGER|TEXT|VARCHAR)\)', text), file
        assert name != "databricks" or '"' not in text, file
