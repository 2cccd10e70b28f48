"""Random companies, loaded as anybody's files are: `python -m data load`."""

from __future__ import annotations

import csv
import random
from pathlib import Path

import pytest

from data.__main__ import main
from queries.oracle.labels import Tables
from tests.engine_companies import odd_customers, prefixed
from tests.journey_replay import company

GIVEN = ("customer", "subscription", "contract", "fx_rate", "touch", "pulse")


def crowded() -> Tables:
    """A random company and customers whose names, labels and ids engines could read otherwise, in two currencies."""
    made = prefixed(company(random.Random(20), 26), "R")
    for name, rows in odd_customers().items():
        made[name] = [*made.get(name, []), *rows]
    known = {row["currency"] for row in made.get("fx_rate", [])}
    lacking = {row["currency"] for row in made["subscription"]} - known
    made["fx_rate"] = [*made.get("fx_rate", []), *({"currency": each, "to_reporting": 1} for each in sorted(lacking))]
    return made


def sparse() -> Tables:
    """Another one, which gave few tables."""
    made = company(random.Random(5), 14)
    return {name: made[name] for name in GIVEN if made.get(name)}


def load(tables: Tables, folder: Path, home: Path) -> None:
    """The company is published under this home."""
    folder.mkdir()
    for name, rows in tables.items():
        if rows:
            columns = list(dict.fromkeys(column for row in rows for column in row))
            with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, columns)
                writer.writeheader()
                writer.writerows(rows)
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("TENURE_WAREHOUSE_URL", raising=False)
        patch.delenv("TENURE_STORE_URL", raising=False)
        patch.setenv("TENURE_HOME", str(home))
        assert main(["load", str(folder)]) == 0
