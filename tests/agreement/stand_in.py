"""The oracle dressed as the product: what a right product would answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from queries.oracle import Company, Row, Where, bridge, retention
from queries.oracle.bridge import COLUMNS
from tests.agreement.harness import KPI_AMOUNTS, RATES
from tests.agreement.questions import Product


def dressed(rows: Sequence[Row], amounts: Sequence[str], digits: int) -> list[Row]:
    """Amounts as numbers in major units, rates as floats."""
    def value(key: str, raw: Any) -> Any:
        if key in amounts:
            return float(Decimal(raw).scaleb(-digits))
        return float(raw) if key in RATES and raw is not None else raw

    return [{key: value(key, raw) for key, raw in row.items()} for row in rows]


def stand_in(company: Company) -> Product:
    """A product that is right by construction."""
    def kpis(day: date, unit: str, where: Where, by: str | None) -> list[Row]:
        return dressed(retention(company, day, unit, where, by), KPI_AMOUNTS, company.digits)

    def bridged(start: date, end: date, unit: str, where: Where, by: str | None) -> list[Row]:
        return dressed(bridge(company, start, end, unit, where, by), COLUMNS, company.digits)

    return Product(kpis, bridged)
