"""Values as their kind is written, in the run's language or a given one. Pure."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from components import format as fmt
from components.i18n import Language
from components.workbook import Kind


def said(value: Any, kind: Kind, language: Language, currency: str) -> str:
    """A rate, a difference, an amount, a count, a day or words; a dash where it is unknown."""
    if value is None or pd.isna(value):
        return fmt.UNKNOWN
    if kind == "text":
        return str(value)
    if kind == "date":
        return fmt.day(value if isinstance(value, date) else pd.Timestamp(value).date(), language)
    number = float(value)
    if kind == "rate":
        return fmt.rate(number)
    if kind == "points":
        return fmt.points(number, 2)
    if kind == "money":
        return fmt.money(number, currency, language)
    return fmt.decimal(number, 0 if kind == "count" else 1)
