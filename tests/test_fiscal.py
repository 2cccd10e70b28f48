"""Fiscal quarters: every day is in exactly one, whatever month the year begins in."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queries.fiscal import Quarter, past, quarter_of

DAYS = st.dates(date(1900, 1, 1), date(2200, 12, 31))
STARTS = st.integers(1, 12)


@given(DAYS, STARTS)
def test_a_day_is_in_its_quarter(day: date, start: int) -> None:
    quarter = quarter_of(day, start)
    assert quarter.first_day(start) <= day <= quarter.last_day(start)
    assert Quarter.parse(str(quarter)) == quarter


@given(DAYS, STARTS)
def test_quarters_follow_each_other_without_a_gap(day: date, start: int) -> None:
    quarter = quarter_of(day, start)
    first, last = quarter.first_day(start), quarter.last_day(start)
    assert first.day == 1
    assert (last.year * 12 + last.month) - (first.year * 12 + first.month) == 2
    assert quarter_of(last + timedelta(days=1), start) == quarter.back(-1) > quarter
    assert quarter_of(first - timedelta(days=1), start) == quarter.back(1)


@given(DAYS, STARTS)
def test_the_year_is_named_for_where_it_begins(day: date, start: int) -> None:
    quarter = quarter_of(day, start)
    first = Quarter(quarter.year, 1).first_day(start)
    assert (first.year, first.month) == (quarter.year, start)
    assert first <= day < Quarter(quarter.year + 1, 1).first_day(start)


@given(STARTS, st.integers(-40, 40))
def test_going_back_and_forth(start: int, back: int) -> None:
    quarter = Quarter(2026, 3)
    assert quarter.back(back).back(-back) == quarter
    assert len(past(quarter, 5)) == 5
    assert past(quarter, 5)[-1] == quarter.back(1)


def test_the_law_of_the_file() -> None:
    assert str(quarter_of(date(2026, 11, 22), 4)) == "2026Q3"
    assert Quarter(2026, 3).first_day(4) == date(2026, 10, 1)
    assert Quarter(2026, 3).last_day(4) == date(2026, 12, 31)
    assert Quarter(2026, 4).last_day(4) == date(2027, 3, 31)
    assert str(quarter_of(date(2026, 1, 31), 1)) == "2026Q1"


@pytest.mark.parametrize("name", ["2026Q5", "2026q3", "26Q3", "2026-Q3", "", "0000Q1", "2026Q3\n", "9999Q4"])
def test_what_is_no_quarter(name: str) -> None:
    with pytest.raises(ValueError, match="not a fiscal quarter"):
        Quarter.parse(name)


@pytest.mark.parametrize("start", [0, 13, -1])
def test_what_is_no_month(start: int) -> None:
    with pytest.raises(ValueError, match="month 1 to 12"):
        quarter_of(date(2026, 1, 1), start)
