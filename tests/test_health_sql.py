"""The SQL of the health model scores as its records do, on random points, segments and versions."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st

from data.days import day_number
from data.health.model import Component, Model, Points, score
from data.health.sql import components, curve

QUIET = settings(max_examples=150, deadline=None)

measures = st.floats(-1e6, 1e6, allow_nan=False).map(lambda x: round(x, 3))


@st.composite
def curves(draw: st.DrawFn) -> Points:
    xs = sorted(draw(st.sets(st.integers(-3000, 3000), min_size=1, max_size=5)))
    return tuple((x / 8, draw(st.integers(0, 1000)) / 10) for x in xs)


def sql(expression: str, measure: float | None, week: int = 0, segment: str | None = None) -> float | None:
    """What DuckDB makes of an expression of the model."""
    named = "null" if segment is None else f"'{segment}'"
    value = "cast(null as double)" if measure is None else f"cast({measure!r} as double)"
    text = expression.replace("{x}", value).replace("{week}", str(week)).replace("{segment}", named)
    found: float | None = duckdb.execute(f"select cast({text} as double)").fetchall()[0][0]
    return found


def near(left: float | None, right: float | None) -> bool:
    return left == right if left is None or right is None else abs(left - right) <= 1e-9


@QUIET
@given(curves(), st.one_of(st.none(), measures), st.integers(0, 4))
def test_the_sql_of_points_is_the_records(points: Points, measure: float | None, corner: int) -> None:
    at = points[corner % len(points)][0]
    for x in (measure, at, at + 0.0625):
        assert near(sql(curve(points), x), score(points, x))
    assert all(near(score(points, x), y) for x, y in points)
    for (x0, y0), (x1, y1) in pairwise(points):
        assert near(score(points, (x0 + x1) / 2), (y0 + y1) / 2)


def version(number: int, from_on: date, *made: Component) -> Model:
    return Model(number, from_on, 0.5, True, 92, 6, (("green", 70.0), ("yellow", 40.0), ("red", 0.0)), (), made)


@QUIET
@given(curves(), curves(), curves(), measures, st.sampled_from(["SMB", "O'Neil", "other", None]))
def test_a_components_sql_knows_segment_and_version(
    first: Points, own: Points, second: Points, measure: float, segment: str | None
) -> None:
    models = (version(1, date(2024, 1, 1), Component("pulse", 3, first, (("O'Neil", own),))),
              version(2, date(2025, 1, 6), Component("pulse", 5, second), Component("survey", 2, first)))
    pulse, survey = components(models, ["Alerts"])
    for week, model in ((date(2023, 12, 31), None), (date(2025, 1, 5), models[0]), (date(2025, 1, 12), models[1])):
        at, quoted = day_number(week), segment.replace("'", "''") if segment else None
        of = {each.key: each for each in model.components} if model else {}
        for each in (pulse, survey):
            one = of.get(each["key"])
            wanted = score(one.points_of(segment), measure) if one else None
            assert near(sql(each["points"], measure, at, quoted), wanted)
            assert near(sql(each["weight"], None, at), one.weight if one else 0.0 if model else None)
