"""Time to value: lifelines' Kaplan-Meier on one row a customer, cases by hand, splits, bad input."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest
from lifelines import KaplanMeierFitter
from lifelines.utils import median_survival_times

from data.warehouse import Warehouse, open_warehouse
from queries import ttv
from queries.__main__ import main
from queries.dimensions import build_info
from queries.oracle.labels import Row
from queries.scope import Scope, UnknownFilter
from queries.ttv_rows import CLOCKS, COHORT, SERVICE
from tests import replay
from tests.oracle.examples import day, line, tables


def spans(house: Warehouse, on: date, clock: str) -> pd.DataFrame:
    """One row a customer whose clock had started: days seen, whether it arrived; from the contract's own tables."""
    column = {"first_value": "first_value_on", "onboarding_basic": "basic_done_on",
              "onboarding_deep": "deep_done_on"}.get(clock)
    with house.engine.connect() as connection:
        survivors: dict[str, str] = dict(connection.exec_driver_sql(
            "select customer_id, coalesce(merged_into, customer_id) from contract.customer").fetchall())
        lines = pd.read_sql("select customer_id, start_on, end_on from contract.subscription where mrr > 0 and"
                            " coalesce(kind, 'paid') not in ('trial', 'free', 'service')", connection)
        if column:
            asked = f"select customer_id, started_on, {column} as done_on, onboarding_id from contract.onboarding"
        else:
            asked = ("select customer_id, agreed_on as started_on, case when status = 'reached' then reviewed_on end"
                     " as done_on, outcome_id from contract.outcome")
        rows = pd.read_sql(asked, connection)
    lines["who"], rows["who"] = lines.customer_id.map(survivors), rows.customer_id.map(survivors)
    rows = rows[pd.to_datetime(rows.started_on) <= pd.Timestamp(on)]
    made = []
    for who, own in rows.groupby("who"):
        if column:
            own = own.sort_values(["started_on", "onboarding_id"]).head(1)
        start = pd.Timestamp(own.started_on.min())
        done = pd.to_datetime(own.done_on).dropna()
        left = gone(lines[lines.who == who], start, on)
        seen = min(left or pd.Timestamp(on), pd.Timestamp(on))
        arrived = len(done) > 0 and max(done.min(), start) <= seen
        made.append((who, (max(done.min(), start) if arrived else seen).toordinal() - start.toordinal(), arrived))
    return pd.DataFrame(made, columns=["who", "days", "arrived"])


def gone(lines: pd.DataFrame, start: pd.Timestamp, on: date) -> pd.Timestamp | None:
    """The first day after the start on which a customer had nothing any more."""
    ends = sorted(pd.to_datetime(lines.end_on).dropna())
    for end in ends:
        running = (pd.to_datetime(lines.start_on) <= end) & ~(pd.to_datetime(lines.end_on) <= end)
        if end > start and end <= pd.Timestamp(on) and not running.any():
            return end
    return None


@pytest.mark.usefixtures("on_demo")
@pytest.mark.parametrize("clock", CLOCKS)
def test_times_are_lifelines(clock: str) -> None:
    house = open_warehouse()
    on = build_info(house).default_as_of
    rows = spans(house, on, clock)
    found, row = ttv.curve(house, Scope(on), clock), ttv.times(house, Scope(on), clock).iloc[0]
    assert (row.customers, row.arrived) == (len(rows), int(rows.arrived.sum()))
    fitted = KaplanMeierFitter().fit(rows.days, rows.arrived)
    there = found.set_index("age").survival
    assert there.to_numpy() == pytest.approx(fitted.predict(there.index).to_numpy(), abs=1e-12)
    ends = fitted.confidence_interval_
    band = found[(found.survival > 0) & (found.survival < 1)].set_index("age")
    theirs = ends.reindex(band.index, method="ffill")
    assert band.low.to_numpy() == pytest.approx(theirs.iloc[:, 0].to_numpy(), abs=1e-9)
    assert band.high.to_numpy() == pytest.approx(theirs.iloc[:, 1].to_numpy(), abs=1e-9)
    middle = fitted.median_survival_time_
    assert row.median_days == (None if middle == float("inf") else middle)
    low, high = (float(median_survival_times(ends).iloc[0, at]) for at in (0, 1))
    assert (row.median_low, row.median_high) == tuple(None if each == float("inf") else each for each in (low, high))
    if row.by_90 is not None:
        assert row.by_90 == pytest.approx(1 - float(fitted.predict(90)))


@pytest.mark.usefixtures("on_demo")
@pytest.mark.parametrize("by", ["segment", COHORT, SERVICE, "partner_id"])
def test_splits_add_up(by: str) -> None:
    house = open_warehouse()
    scope = Scope(build_info(house).default_as_of)
    parts, whole = ttv.times(house, scope, by=by), ttv.times(house, scope).iloc[0]
    for name in ("customers", "arrived", "waiting", "gone"):
        assert parts[name].sum() == whole[name], name
    assert whole.customers == whole.arrived + whole.waiting + whole.gone
    curves = ttv.curve(house, scope, by=by)
    assert set(curves[by].dropna()) == set(parts[by].dropna())
    if by == COHORT:
        assert parts[by].is_monotonic_increasing
    if by == SERVICE:
        assert set(parts[by]) == {"bought", "none"}


def began(number: int, done: int | None, start: str = "2025-01-01") -> Row:
    return {"onboarding_id": f"o{number}", "customer_id": f"c{number}", "product": "P", "started_on": day(start),
            "target_on": None, "first_value_on": day(start) + timedelta(days=done) if done is not None else None,
            "basic_done_on": None, "deep_done_on": None}


def house_of(*rows: Row, lines: list[Row] | None = None, **more: list[Row]) -> Warehouse:
    own = lines or [line(str(row["customer_id"]), "2025-01-01", None, "10") for row in rows]
    return replay.warehouse(tables(line("edge", "2023-12-01", None, "1"), *own, onboarding=list(rows), **more), 0)


def test_by_hand() -> None:
    """Five began on 1 January: there after 10, 20 and 40 days; one left on day 30, one still waits on day 50.

    S = 4/5 on day 10, 3/5 on day 20; on day 40 two are at risk: 3/10. So the middle is day 40.
    """
    rows = [began(0, 10), began(1, 20), began(2, 40), began(3, None), began(4, None)]
    lines = [line(f"c{at}", "2025-01-01", "2025-01-31" if at == 3 else None, "10") for at in range(5)]
    row = ttv.times(house_of(*rows, lines=lines), Scope(day("2025-02-20"))).iloc[0]
    assert (row.customers, row.arrived, row.waiting, row.gone) == (5, 3, 1, 1)
    assert (row.median_days, row.by_30) == (40, pytest.approx(0.4))
    assert row.by_60 is None, "nobody was seen for sixty days"


def test_what_was_bought_later_has_not_helped_yet() -> None:
    """A service of the first day counts, one of the next day does not."""
    service = {"kind": "service", "product": "S"}
    lines = [line("c0", "2025-01-01", None, "10"), line("c1", "2025-01-01", None, "10"),
             line("c0", "2025-01-01", None, "5", **service), line("c1", "2025-01-02", None, "5", **service)]
    found = ttv.times(house_of(began(0, 5), began(1, 6), lines=lines), Scope(day("2025-06-30")), by=SERVICE)
    assert dict(zip(found[SERVICE], found.customers, strict=True)) == {"bought": 1, "none": 1}


@pytest.mark.parametrize("clock", CLOCKS)
def test_without_its_table_a_clock_says_so(clock: str) -> None:
    house = replay.warehouse(tables(line("c0", "2023-12-01", None, "10")), 0)
    scope = Scope(day("2025-06-30"))
    row = ttv.times(house, scope, clock).iloc[0]
    assert (row.reason, row.customers, row.median_days) == ("missing_table", None, None)
    assert ttv.curve(house, scope, clock).empty
    assert ttv.times(house, scope, clock, COHORT).empty


def test_one_customer_and_nobody() -> None:
    house = house_of(began(0, 0))
    one = ttv.times(house, Scope(day("2025-06-30"))).iloc[0]
    assert (one.customers, one.median_days, one.by_30) == (1, 0, 1.0)
    assert one.by_30_low is None
    nobody = ttv.times(house, Scope(day("2024-06-30"))).iloc[0]
    assert (nobody.customers, nobody.reason) == (0, "nobody")


def test_exactly_half_are_half() -> None:
    """24 arrive one a day: 23/24 × 22/23 × … × 12/13 is a half on day 12, though its doubles' product is above it."""
    row = ttv.times(house_of(*(began(each, each + 1) for each in range(24))), Scope(day("2025-06-30"))).iloc[0]
    assert (row.customers, row.arrived, row.median_days) == (24, 24, 12)


def test_what_there_is_not_is_refused() -> None:
    house, scope = house_of(began(0, 1)), Scope(day("2025-06-30"))
    with pytest.raises(ValueError, match="unknown clock"):
        ttv.times(house, scope, "ever")
    with pytest.raises(ValueError, match="not split by product"):
        ttv.times(house, scope, by="product")
    with pytest.raises(UnknownFilter):
        ttv.times(house, scope, by="colour")


@pytest.mark.usefixtures("on_demo")
def test_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    def told(*words: str) -> Any:
        assert main(["ttv", *words, "--format", "json"]) == 0
        return json.loads(capsys.readouterr().out)["rows"]

    assert {"customers", "arrived", "median_days", "by_90", "by_90_low"} <= set(told()[0])
    assert told("--view", "curve")[0]["survival"] == 1
    assert [row["endpoint"] for row in told("--view", "endpoints")] == ["onboarding_basic", "onboarding_deep"]
    assert {row["service"] for row in told("--split", "service")} == {"bought", "none"}
    assert main(["ttv", "--by", "segment", "--split", "cohort"]) == 2
