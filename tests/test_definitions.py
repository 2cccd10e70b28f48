"""docs/definitions.md covers what is built: every metric has its row, in the section that its record names."""

from __future__ import annotations

import re

import pytest

from data.health.model import KEYS
from queries.bridge import PARTS
from queries.measures import MEASURES
from queries.metrics import METRICS, Metric
from queries.scope import UNITS
from tests.conftest import ROOT

TEXT = (ROOT / "docs" / "definitions.md").read_text(encoding="utf-8")
SECTIONS = {part.splitlines()[0].lower(): part for part in re.split(r"^#+ ", TEXT, flags=re.MULTILINE)[1:]}


def row_of(section: str, key: str) -> list[str] | None:
    """The cells of the table row whose first cell names the key."""
    rows = [line.split("|")[1:-1] for line in section.splitlines() if line.startswith("| `")]
    return next(([cell.strip() for cell in row] for row in rows if f"`{key}`" in row[0]), None)


@pytest.mark.parametrize("metric", METRICS.values(), ids=METRICS)
def test_a_metric_has_its_row(metric: Metric) -> None:
    """Formula in words; rates say when they are null, others never are."""
    row = row_of(SECTIONS[metric.source.removeprefix("definitions: ")], metric.key)
    assert row is not None
    _, formula, _, null = row
    assert formula
    assert bool(null) == (metric.kind in ("rate", "ratio"))


def test_no_row_without_a_metric() -> None:
    named = {key for line in TEXT.splitlines() if line.startswith("| `")
             for key in re.findall(r"`(\w+)`", line.split(" | ")[0])}
    assert named == set(METRICS) | set(KEYS) | set(MEASURES)


def test_a_component_has_its_row() -> None:
    """Measure in words, and when it is unknown."""
    for key in KEYS:
        row = row_of(SECTIONS["health"], key)
        assert row is not None
        assert all(row)
        assert len(row) == 3


def test_units_and_the_parts_of_a_bridge_are_said() -> None:
    units = {line.split(" | ")[0].strip("| ") for line in SECTIONS["units of measure"].splitlines()}
    assert set(UNITS) <= units
    assert not [part for part in PARTS if part not in SECTIONS["movements"]]
