"""What engines read differently, each trap by what the queries say it with, on each engine through the runner."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy
from sqlalchemy import (
    BigInteger,
    Boolean,
    Date,
    DateTime,
    Double,
    Integer,
    Numeric,
    Select,
    Text,
    case,
    cast,
    func,
    literal,
    null,
    select,
    union_all,
)

from data.engines.connecting import engine_for
from data.engines.names import parsed
from data.warehouse import Warehouse
from queries import dialects, tables
from queries.runner import run
from tests.conftest import ROOT

HARD = ["O'Brien \\n", "100 % of %s", '"quoted"', "業種 (大)", "a:b", "`tick`", "${x}"]


@pytest.fixture(scope="module", params=["duckdb", "postgres", "spark"])
def house(request: pytest.FixtureRequest) -> Iterator[Warehouse]:
    """A warehouse without any table: what is asked stands in the statements."""
    if request.param == "duckdb":
        engine = sqlalchemy.create_engine("duckdb:///:memory:")
    else:
        found = request.getfixturevalue(request.param)
        engine = engine_for(parsed(found if request.param == "spark" else found.database()))
    yield Warehouse("", f"traps on {request.param}", engine)
    engine.dispose()


def one(house: Warehouse, asked: Any) -> Any:
    """The value of an expression: null as None, a whole number or a double as Python's own."""
    [value] = run(house, select(asked.label("x")))["x"].tolist()
    return value


def same(house: Warehouse, **asked: Any) -> dict[str, Any]:
    """Several at once: a statement costs a second on Spark."""
    statement: Select[Any] = select(*(each.label(name) for name, each in asked.items()))
    [row] = run(house, statement).to_dict("records")
    return {str(name): value for name, value in row.items()}


def rows(column: str, values: list[Any], kind: Any) -> Any:
    return union_all(*(select(cast(literal(each), kind).label(column)) if each is not None
                       else select(cast(null(), kind).label(column)) for each in values)).subquery("rows")


def decimal(text: str, digits: int = 20, scale: int = 2) -> Any:
    return cast(literal(text), Numeric(digits, scale))


def test_a_ratio_is_a_double(house: Warehouse) -> None:
    """Decimals divided would be rounded to 0.99; Spark's `/` casts what it divides by to DECIMAL(10, 0)."""
    found = same(
        house, rate=dialects.ratio(decimal("99416"), decimal("100000")),
        small=dialects.ratio(literal(1.0), literal(1e-10)), smallest=dialects.ratio(literal(1e-10), literal(4.0)),
        large=dialects.ratio(cast(literal(10**15), BigInteger), cast(literal(3 * 10**15), BigInteger)),
        huge=dialects.ratio(decimal("1" + "0" * 30, 38, 0), decimal("4" + "0" * 30, 38, 0)),
        slash=cast(cast(literal(1), Integer) / cast(literal(4 * 10**15), BigInteger), Double),
        whole=dialects.ratio(literal(3), literal(2)), nothing=dialects.ratio(literal(1), literal(0)),
        nothing_at_all=dialects.ratio(literal(0.0), literal(0.0)), unknown=dialects.ratio(null(), literal(2)))
    wanted = {"rate": 0.99416, "small": 1e10, "smallest": 2.5e-11, "large": 1 / 3, "slash": 2.5e-16, "huge": 0.25,
              "whole": 1.5}
    assert {name: found[name] for name in wanted} == pytest.approx(wanted, rel=1e-12)
    assert all(type(found[name]) is float for name in wanted)
    assert [found[name] for name in ("nothing", "nothing_at_all", "unknown")] == [None, None, None]


def test_the_multiple_of_a_formula_is_divided_exactly(house: Warehouse) -> None:
    product = 123_456_789_012 * 987_654_321_098
    text = "cast(123456789012 as {wide}) * 987654321098 {whole} 987654321098"
    assert one(house, cast(dialects.Formula(text), BigInteger)) == 123_456_789_012
    assert product > 2**63


def test_the_least_and_the_greatest_are_of_what_is_known(house: Warehouse) -> None:
    none = cast(null(), Integer)
    found = same(house, least=func.least(literal(3), none, literal(1)), greatest=func.greatest(none, literal(1)))
    assert found == {"least": 1, "greatest": 1}
    assert one(house, func.least(none, none)) is None


def test_texts_stand_by_their_characters_and_the_unknown_last(house: Warehouse) -> None:
    given = rows("x", ["b", "Ａ", None, "_", "é", "B", "z", ""], Text)
    found = run(house, select(given.c.x).order_by(dialects.rising(given.c.x)))
    assert found["x"].tolist() == ["", "B", "_", "b", "z", "é", "Ａ", None]


def test_days_are_dates(house: Warehouse) -> None:
    """date_trunc and `date + interval` give moments on some engines."""
    leap = cast(literal(date(2024, 2, 29)), Date)
    found = same(
        house, day=leap, number=dialects.day_number(leap), back=dialects.date_of(literal(19782)),
        before=dialects.day_number(cast(literal(date(1969, 12, 31)), Date)),
        year_ago=dialects.day_number(dialects.months_later(leap, -12)),
        month_later=dialects.day_number(dialects.months_later(cast(literal(date(2024, 1, 31)), Date), 1)),
        of_moment=dialects.day_number(cast(literal(datetime(2024, 2, 29, 23, 59, 59)), DateTime)))
    assert found == {"day": date(2024, 2, 29), "number": 19782, "back": date(2024, 2, 29), "before": -1,
                     "year_ago": 19782 - 366, "month_later": 19782, "of_moment": 19782}
    assert type(found["day"]) is type(found["back"]) is date


def test_moments_are_told_apart_by_seconds(house: Warehouse) -> None:
    early = cast(literal(datetime(2024, 2, 28, 22, 30)), DateTime)
    late = dialects.seconds_later(early, 9 * 3600)
    found = same(house, between=dialects.seconds_between(late, early), back=dialects.seconds_between(early, late),
                 day=dialects.day_number(late))
    assert found == {"between": 32400.0, "back": -32400.0, "day": 19782}


def test_truth_is_counted_by_a_case_and_comes_back_as_truth(house: Warehouse) -> None:
    given = rows("x", [True, False, None, True], Boolean)
    assert one(house, func.sum(case((given.c.x, 1), else_=0))) == 2
    assert run(house, select(given.c.x).order_by(case((given.c.x.is_(None), 2), (given.c.x, 0), else_=1)))[
        "x"].tolist() == [True, True, False, None]


def test_halves(house: Warehouse) -> None:
    halves = [-1.5, -0.5, 0.5, 1.5, 2.5, 2.4]
    found = same(house, **{f"r{n}": dialects.rounded(cast(literal(each), Double)) for n, each in enumerate(halves)},
                 **{f"n{n}": dialects.nearest(cast(literal(each), Double)) for n, each in enumerate(halves)})
    assert list(found.values()) == [-2, -1, 1, 2, 3, 2, -2, 0, 0, 2, 2, 2]


def test_the_middle(house: Warehouse) -> None:
    given = rows("x", [4.0, 1.0, None, 2.0, 10.0], Double)
    assert one(house, dialects.median(given.c.x)) == 3.0
    assert one(house, dialects.median(rows("x", [None], Double).c.x)) is None


def test_a_double_that_is_given_stays_one(house: Warehouse) -> None:
    """Written into the statement 0.1 would be a decimal."""
    assert one(house, cast(literal(0.1) + literal(0.2), Double)) == 0.1 + 0.2


def test_names_and_texts_are_taken_as_they_are(house: Warehouse) -> None:
    inner = select(*(literal(each).label(each) for each in HARD)).subquery("named")
    found = run(house, select(*inner.c))
    assert list(found.columns) == found.iloc[0].tolist() == HARD
    values = same(house, **{f"x{n}": literal(each) for n, each in enumerate(HARD)})
    assert list(values.values()) == HARD
    inside = same(house, percent=dialects.holds_text(literal("100 %"), literal("%")), any=dialects.holds_text(
        literal("abc"), literal("_")), word=dialects.holds_text(literal("株式会社テニュア"), literal("テニュ")))
    assert inside == {"percent": True, "any": False, "word": True}


def test_sums_are_whole_numbers_of_one_type(house: Warehouse) -> None:
    given = rows("x", [1, 2, None], BigInteger)
    found = run(house, select(func.sum(given.c.x).label("a"), func.sum(cast(given.c.x, Integer)).label("b"),
                              func.count().label("c")))
    assert [str(kind) for kind in found.dtypes] == ["int64"] * 3
    assert found.iloc[0].tolist() == [3, 2 + 1, 3]


def test_a_column_of_a_room_is_quoted_as_the_engine_quotes(house: Warehouse) -> None:

    asked: Select[Any] = select(tables.mart("label", "a_業種 (大)", schema="marts").c["a_業種 (大)"])
    said = str(asked.compile(dialect=house.engine.dialect))
    tick = "`" if house.engine.dialect.name == "hive" else '"'
    assert f"{tick}a_業種 (大){tick}" in said


@pytest.mark.parametrize("path", sorted((ROOT / "queries").rglob("*.py")), ids=lambda path: path.stem)
def test_tables_are_declared(path: Path) -> None:
    """Reflection fails on DuckDB's dialect; `date_trunc` gives another type on each engine."""
    assert not re.search(r"autoload_with|\.reflect\(|\binspect\(|date_trunc", path.read_text(encoding="utf-8"))
