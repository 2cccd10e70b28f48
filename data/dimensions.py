"""Which customer attributes one can filter by, and which of them the cube holds.

Grain of the result: a dimension. Numbers become bands, dates years, the rest categories. The cube takes dimensions in
the contract's order while the occupied combinations stay within a budget: its cost is its cells. What is left out is
answered from the unit-level pieces, by the same functions, to the same figures.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from itertools import pairwise
from typing import Any

from data.contract import TABLES
from data.engines.place import Place

STANDARD = ("segment", "region", "plan", "touch_model", "team_id", "csm_id", "industry", "icp_fit", "employees",
            "partner_id")
OWNERS = ("team_id", "csm_id")
PROFILE_BUDGET = 5_000
CATEGORY_LIMIT = 12
QUANTILES = (0.2, 0.4, 0.6, 0.8)
EMPLOYEE_EDGES = (10.0, 50.0, 100.0, 300.0, 1000.0)


@dataclass
class Dimension:
    """`edges` and `labels` only for bands: a value below edges[i] is labels[i], at or above the last edge labels[-1].

    `expression` is the SQL of the value that filters know, of the raw value as `{text}`, as `{number}` or as `{year}`
    (null where it is none): one text for the build's models on every engine and for the count of combinations.
    """

    key: str
    kind: str
    distinct_values: int
    in_cube: bool = False
    edges: list[float] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)

    @property
    def expression(self) -> str:
        if self.kind != "band":
            return "{year}" if self.kind == "year" else "{text}"
        whens = "".join(f" when {{number}} < {edge} then '{label}'"
                        for edge, label in zip(self.edges, self.labels, strict=False))
        return f"case when {{number}} is null then null{whens} else '{self.labels[-1]}' end"

    def of(self, x: str) -> str:
        """`expression` on DuckDB, of a column or a literal."""
        return self.expression.format(text=f"cast({x} as text)", number=f"try_cast({x} as double)",
                                      year=f"cast(extract(year from try_cast({x} as date)) as text)")

    def as_var(self) -> dict[str, Any]:
        return {**asdict(self), "expression": self.expression}


def columns(at: Place, table: str) -> list[str]:
    """The columns of a loaded table, the company's own ones too, in their order."""
    return list(at.tables("contract").get(table, {}))


def band_labels(edges: list[float], whole: bool) -> list[str]:
    """Names of the bands between edges: `<10`, `10–49`, `50+` for whole numbers, `10–<50` otherwise."""
    def show(number: float) -> str:
        return f"{number:,.0f}" if float(number).is_integer() else f"{number:,g}"
    middle = [f"{show(a)}–{show(b - 1)}" if whole else f"{show(a)}–<{show(b)}" for a, b in pairwise(edges)]
    middle = [label.split("–")[0] if whole and a == b - 1 else label
              for label, (a, b) in zip(middle, pairwise(edges), strict=True)]
    return [f"<{show(edges[0])}", *middle, f"{show(edges[-1])}+"]


def _round(number: float) -> float:
    """To two significant figures: an edge that a person would choose."""
    return float(f"{number:.2g}")


def _shape(at: Place, key: str) -> Dimension:
    column, customers = at.quoted(key), at.table("contract", "customer")
    number, year = at.words.number(column), at.words.year(column)
    distinct, known, numbers, days, fractions = at.rows(
        f"select count(distinct {column}), count({column}), count({number}), count({year}),"
        f" count(case when {number} <> floor({number}) then 1 end) from {customers}")[0]
    if key == "employees" and known:
        edges = list(EMPLOYEE_EDGES)
    elif key in STANDARD or distinct <= CATEGORY_LIMIT or known not in (numbers, days):
        return Dimension(key, "category", distinct)
    elif numbers != known:
        return Dimension(key, "year", distinct)
    else:
        edges = _quantiles(at, number)
    return Dimension(key, "band", distinct, edges=edges, labels=band_labels(edges, fractions == 0))


def _quantiles(at: Place, number: str) -> list[float]:
    asked = ", ".join(f"percentile_cont({part}) within group (order by {number})" for part in QUANTILES)
    found = at.rows(f"select {asked} from {at.table('contract', 'customer')}")[0]
    return sorted({_round(float(edge)) for edge in found})


def _combinations(at: Place, chosen: list[Dimension]) -> int:
    columns = ", ".join(f"{_value(at, each)} as v{place}" for place, each in enumerate(chosen))
    return int(at.value(f"select count(*) from (select distinct {columns} from {at.table('contract', 'customer')})"
                        " as combinations"))


def _value(at: Place, dimension: Dimension) -> str:
    """The value of a dimension as filters know it, of the loaded column."""
    x = at.quoted(dimension.key)
    return dimension.expression.format(text=at.words.as_text(x), number=at.words.number(x), year=at.words.year(x))


def choose(at: Place, budget: int = PROFILE_BUDGET) -> list[Dimension]:
    """The dimensions of the loaded customers. Bands count as their bands, years as years; an attribute that every
    customer has its own value of stays out of the cube and is searched. Owners known from `assignment` alone count too.
    """
    given = columns(at, "customer")
    extra = [key for key in given if key not in TABLES["customer"].columns]
    dimensions = [_shape(at, key) for key in (*[k for k in STANDARD if k in given], *extra)]
    owners = [key for key in OWNERS if key not in given and at.has("contract", "assignment")]
    dimensions += [Dimension(key, "category", 0, in_cube=True) for key in owners]
    chosen: list[Dimension] = []
    for dimension in dimensions:
        if not dimension.in_cube and _combinations(at, [*chosen, dimension]) <= budget:
            dimension.in_cube = True
            chosen.append(dimension)
    return dimensions


def historical(at: Place, dimensions: list[Dimension]) -> list[str]:
    """Keys of the dimensions that have earlier values in assignment or attribute_history."""
    tables = at.names("contract")
    keys: set[str] = set()
    if "assignment" in tables:
        keys |= set(OWNERS)
    if "attribute_history" in tables:
        rows = at.rows(f"select distinct attribute from {at.table('contract', 'attribute_history')}")
        keys |= {row[0] for row in rows}
    return [dimension.key for dimension in dimensions if dimension.key in keys]
