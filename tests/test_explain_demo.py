"""On the demo company, whose causes are known: what the explanation must find, and what it must not be flattered by."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pandas as pd
import pytest
from sqlalchemy import text

from data.demo.truth import TRUTH
from data.warehouse import Warehouse
from queries import cells, explain, retention
from queries.chance import Reach
from queries.dimensions import build_info
from queries.scope import Scope

WEEK = timedelta(days=7)


@pytest.fixture
def company(default_company: Warehouse) -> Warehouse:
    return default_company


def last_week(warehouse: Warehouse) -> date:
    """The last Sunday: from the Monday before it the demo company's weeks are counted."""
    return build_info(warehouse).default_as_of


def test_a_mix_shift_is_found_as_mix(company: Warehouse) -> None:
    """From the year that starts before the campaign to the one after it: more start-ups, no segment's rate moved."""
    monday = last_week(company) - timedelta(days=6)
    before, after = (monday + (week + 52) * WEEK for week in (TRUTH.campaign_from, TRUTH.campaign_to))
    found = cells.shares(company, Scope(after), "logo_retention", "segment", before)
    mix, rate = found.attrs["mix"], found.attrs["rate"]
    assert mix < -0.01
    assert abs(mix) > 2 * abs(rate)
    assert abs(mix) > found.attrs["mix_reach"]
    assert abs(rate) < found.attrs["rate_reach"]
    assert (found["rate"].abs() <= found.reach).all(), "no segment moves beyond chance"
    assert cells.dominant(mix, rate, Reach(found.attrs["mix_reach"], found.attrs["rate_reach"])) == "mix"
    assert found.set_index("segment").mix.idxmin() == "Startup"
    ranked = cells.rank(company, Scope(after), "logo_retention", before, ["region", "industry", "segment"])
    assert ranked.by[0] == "segment"


def labelled(warehouse: Warehouse, day: date, label_on: date) -> pd.Series:
    """Logo retention by the segment held on a day, counted from the contract's tables alone. Grain: segment."""
    first = date(day.year - 1, day.month, day.day)
    asked = text("""
        with held as (
            select customer_id, value as segment, row_number() over (
                partition by customer_id order by case when cast(from_on as date) <= :label_on then 0 else 1 end,
                case when cast(from_on as date) <= :label_on then -epoch(cast(from_on as timestamp))
                     else epoch(cast(from_on as timestamp)) end) as place
            from contract.attribute_history where attribute = 'segment'),
        survivor as (
            select customer_id, coalesce(merged_into, customer_id) as owner from contract.customer),
        active as (
            select survivor.owner,
                max(case when start_on <= :first and (end_on is null or end_on > :first) then 1 else 0 end) as active0,
                max(case when start_on <= :day and (end_on is null or end_on > :day) then 1 else 0 end) as active1
            from contract.subscription join survivor using (customer_id)
            where coalesce(kind, 'paid') in ('paid', 'usage') and mrr > 0 group by 1)
        select coalesce(held.segment, customer.segment) as segment, avg(active1) as kept
        from active join contract.customer on customer.customer_id = active.owner
        left join held on held.customer_id = active.owner and held.place = 1
        where active0 = 1 group by 1""")
    with warehouse.engine.connect() as connection:
        rows = connection.execute(asked, {"day": day, "first": first, "label_on": label_on}).all()
    return pd.Series({row.segment: row.kept for row in rows}).astype(float)


def test_upgraded_survivors_do_not_flatter_the_bigger_segments(company: Warehouse) -> None:
    """Rates stand under the label of d0; under today's the bigger segments would look better, the smallest worse."""
    day = last_week(company)
    then, today = (labelled(company, day, on) for on in (date(day.year - 1, day.month, day.day), day))
    given = retention.kpis(company, Scope(day), "segment").set_index("segment").logo_retention.astype(float)
    assert given.to_dict() == pytest.approx(then.to_dict(), abs=1e-9)
    bigger = ["Enterprise", "Mid-market"]
    assert (today[bigger] > given[bigger]).all()
    assert today["Startup"] < given["Startup"] - 0.01
    shown = cells.shares(company, Scope(day), "logo_retention", "segment", day - 52 * WEEK).set_index("segment")
    assert shown.end.to_dict() == pytest.approx(then.to_dict(), abs=1e-9)


def test_every_week_of_the_year_adds_up(company: Warehouse) -> None:
    """52 weekly changes of each rate, in all three views."""
    weeks = retention.sundays(last_week(company), 53)
    for before, week in pairwise(weeks):
        scope = Scope(week)
        both = explain.event_and_roll(company, scope, before).set_index("metric")
        for metric in explain.RATES:
            whole = explain.moved(company, scope, metric, before).change
            mixed = cells.shares(company, scope, metric, "segment", before).attrs
            named = explain.accounts(company, scope, metric, before).contribution.sum()
            views = (both.event[metric] + both.roll[metric], mixed["mix"] + mixed["rate"], named)
            assert views == pytest.approx((whole,) * 3, abs=1e-9), (metric, week)
