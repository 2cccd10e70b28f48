"""Small folders of files to load, and one way to load them without building."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest
from sqlalchemy import text

import data.build
from data.__main__ import main
from data.faults import Finding, LoadRefused
from data.load import fill
from data.warehouse import DEFAULT_TIME_ZONE, Draft, home, open_warehouse

Content = str | bytes

CUSTOMER = "customer_id,name\nC1,Aoba\nC2,Beni\nC3,Cyan\n"
SUBSCRIPTION = ("subscription_id,customer_id,contract_id,product,start_on,end_on,mrr,currency\n"
                "S1,C1,K1,core,2024-01-01,2025-01-01,100,JPY\n"
                "S2,C1,K1,core,2025-01-01,,120.50,JPY\n"
                "S3,C2,K2,core,2024-03-01,,50,JPY\n")
BASE: dict[str, Content] = {"customer.csv": CUSTOMER, "subscription.csv": SUBSCRIPTION}


def write(folder: Path, files: Mapping[str, Content | None]) -> Path:
    """BASE with these files changed, added, or (None) left out."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in {**BASE, **files}.items():
        if content is not None:
            (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def write_parquet(path: Path, sql: str) -> None:
    """A Parquet file of what a query gives."""
    duckdb.connect().execute(f"COPY ({sql}) TO '{path}' (FORMAT parquet)")


def subscription(*changes: tuple[int, str, str], **columns: str) -> str:
    """SUBSCRIPTION with cells replaced, as (line, old, new), and columns added with one value for every row."""
    lines = SUBSCRIPTION.splitlines()
    for line, old, new in changes:
        assert old in lines[line - 1]
        lines[line - 1] = lines[line - 1].replace(old, new, 1)
    for name, value in columns.items():
        lines = [f"{line},{name if at == 0 else value}" for at, line in enumerate(lines)]
    return "\n".join(lines) + "\n"


def read(folder: Path, draft_folder: Path) -> tuple[list[Finding], duckdb.DuckDBPyConnection]:
    """The findings of a folder without a fault, and the open draft."""
    draft = Draft(draft_folder / "draft.duckdb", "", draft_folder / "draft.current")
    connection = draft.connect()
    return fill(connection, folder, draft.scratch), connection


def refused(folder: Path, draft_folder: Path) -> list[Finding]:
    """The faults for which a folder is refused."""
    with pytest.raises(LoadRefused) as caught:
        read(folder, draft_folder)
    return [finding for finding in caught.value.findings if finding.severity == "fault"]


@contextmanager
def unbuilt_home(folder: Path) -> Iterator[Path]:
    """TENURE_HOME in a folder and no build: `python -m data load` ends after loading."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TENURE_HOME", str(folder))
        patch.setenv("TENURE_TIME_ZONE", DEFAULT_TIME_ZONE)
        patch.delenv("TENURE_WAREHOUSE_URL", raising=False)
        patch.setattr(data.build, "build", lambda *given: None)
        patch.setattr(data.build, "prepare", lambda path: {})
        yield home()


@pytest.fixture
def tenure_home(tmp_path: Path) -> Iterator[Path]:
    """An empty home for one test."""
    with unbuilt_home(tmp_path / "home") as folder:
        yield folder


def load(folder: Path) -> int:
    """`python -m data load`, in this process."""
    return main(["load", str(folder)])


def customers() -> int:
    """How many customers the published version holds."""
    with open_warehouse().engine.connect() as connection:
        return int(str(connection.execute(text("SELECT count(*) FROM contract.customer")).scalar_one()))
