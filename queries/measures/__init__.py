"""What each function and each principle is measured by: one record a measure, one function that answers all of them."""

from __future__ import annotations

from queries.measures.measured import measured
from queries.measures.model import Measure
from queries.measures.registry import MEASURES

__all__ = ["MEASURES", "Measure", "measured"]
