"""A small company for the charter's tests, restated at will, and records of the store without a store."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from data.__main__ import main
from data.store import Record, frozen
from data.warehouse import Warehouse, open_warehouse

AS_OF = date(2026, 11, 22)
BASE = date(2025, 11, 22)
HEAD = "subscription_id,customer_id,contract_id,product,start_on,end_on,mrr,currency"


@dataclass(frozen=True)
class Line:
    """One customer's line: from, to (exclusive; null: open), a month's amount in whole yen."""

    customer: str
    start: date
    end: date | None
    mrr: int

    def arr(self, day: date) -> int:
        """Its ARR on a day, by hand."""
        return 12 * self.mrr if self.start <= day and (self.end is None or day < self.end) else 0


COMPANY = (*(Line(f"C{n:02}", date(2024, 1 + n % 9, 1), date(2026, 3, 1) if n % 7 == 0 else None, 1000 * (1 + n))
             for n in range(30)), Line("LAST", date(2026, 11, 22), None, 500))
"""Thirty customers, every seventh of which left in March, and one that began on the as-of date."""


def load(folder: Path, lines: Iterable[Line]) -> Warehouse:
    """Loads the lines as they are now; TENURE_HOME says where."""
    folder.mkdir(parents=True, exist_ok=True)
    listed = list(lines)
    names = dict.fromkeys(line.customer for line in listed)
    rows = [f"S{n},{line.customer},K{n},core,{line.start},{line.end or ''},{line.mrr},JPY"
            for n, line in enumerate(listed)]
    (folder / "customer.csv").write_text("customer_id,name\n" + "".join(f"{key},{key}社\n" for key in names),
                                         encoding="utf-8")
    (folder / "subscription.csv").write_text("\n".join([HEAD, *rows]) + "\n", encoding="utf-8")
    assert main(["load", str(folder)]) == 0
    return open_warehouse()


def restated(lines: Iterable[Line], changes: Mapping[str, Mapping[str, Any]], more: Iterable[Line] = ()) -> list[Line]:
    """The lines with some customers' corrected, and others that came later."""
    return [*(replace(line, **changes.get(line.customer, {})) for line in lines), *more]


def sums(lines: Iterable[Line]) -> dict[str, int]:
    """The parts of the figures, customer by customer, without any of the product's code."""
    held: dict[str, tuple[int, int]] = {}
    for line in lines:
        base, arr = held.get(line.customer, (0, 0))
        held[line.customer] = (base + line.arr(BASE), arr + line.arr(AS_OF))
    pairs = list(held.values())
    return {
        "arr": sum(arr for _, arr in pairs), "base": sum(base for base, _ in pairs),
        "kept": sum(arr for base, arr in pairs if base), "capped": sum(min(base, arr) for base, arr in pairs if base),
        "logos": sum(arr > 0 for _, arr in pairs), "logos_base": sum(base > 0 for base, _ in pairs),
        "logos_kept": sum(base > 0 and arr > 0 for base, arr in pairs),
    }


def record(kind: str, key: str = "", author: str = "森", at: datetime | None = None, version: int = 1,
           **body: Any) -> Record:
    """A record as the store would give it."""
    return Record(kind, key or uuid.uuid4().hex, version, frozen(body), author,
                  at or datetime(2026, 11, 24, 1, 30, tzinfo=UTC))


@pytest.fixture
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home with a store of its own."""
    monkeypatch.delenv("TENURE_WAREHOUSE_URL", raising=False)
    monkeypatch.delenv("TENURE_STORE_URL", raising=False)
    monkeypatch.setenv("TENURE_HOME", str(tmp_path / "home"))
    return tmp_path
