"""Renewals against an oracle that takes them one at a time, on random companies and on one worked by hand."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any, get_args

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from statsmodels.stats.proportion import proportion_confint

from data.warehouse import Warehouse
from queries import (
    renewal_chance,
    renewal_estimate,
    renewal_forecast,
    renewal_lists,
    renewal_model,
    renewal_risk,
    renewals,
    tables,
)
from queries.metrics import Z95
from queries.oracle.company import Where
from queries.oracle.renewals import Renewals
from queries.renewal_absent import undue
from queries.renewal_rows import MISSING, NotForRenewals, known, sunday
from queries.runner import run
from queries.scope import Scope, UnknownFilter
from queries.week_book import book
from tests import replay
from tests.strategies_renewals import renewing_companies

SLOW = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
DAYS = st.dates(date(2024, 9, 1), date(2026, 12, 31))
FILTERS: list[Where] = [(), (("segment", ("Enterprise", None)),), (("plan", ("Pro",)),)]
BOTH = ("arr_due", "arr_renewed", "arr_kept", "arr_lost", "arr_open")
COUNTS = ("renewals", "renewed", "lost", "open", "unknown", "judged", "on_time")


def built(company: dict[str, Any]) -> tuple[Warehouse, Renewals]:
    truth = Renewals(company)
    return replay.warehouse(company, len(str(truth.minor)) - 1), truth


def usable(company: dict[str, Any], where: Where) -> Where:
    """The filter, where the company was given that column."""
    return where if all(any(key in row for row in company["customer"]) for key, _ in where) else ()


def asked(house: Warehouse, scope: Scope, view: Any, period: Any, span: tuple[date, date]) -> pd.DataFrame | None:
    """Null where the filter's value never occurs."""
    try:
        return renewals.periods(house, scope, view, period, *span)
    except UnknownFilter:
        return None


@SLOW
@given(renewing_companies(), DAYS, st.sampled_from(FILTERS), st.sampled_from(["customer", "group", "product"]),
       st.sampled_from(["due", "decision"]), st.sampled_from(["week", "month", "quarter"]))
def test_periods_are_what_the_renewals_add_up_to(
    company: dict[str, Any], day: date, where: Where, unit: str, view: str, period: str
) -> None:
    house, truth = built(company)
    where = usable(company, where)
    span = day - timedelta(days=400), day + timedelta(days=200)
    found = asked(house, Scope(day, unit, where), view, period, span)
    if found is None or found.attrs.get("reason"):
        return
    every = truth.all(day, where, unit)
    for row in found.to_dict("records"):
        inside = [each for each in every
                  if (on := each.row["due_on"] if view == "due" else each.decision) is not None
                  and row["first_day"] <= on <= row["last_day"]]
        sums = truth.sums(inside, day)
        assert {name: row[name] for name in COUNTS} == {name: sums[name] for name in COUNTS}
        assert [round(row[name] * truth.minor) for name in BOTH] == [sums[name] for name in BOTH]
        for rate, top, bottom in (("gross_rate", "arr_kept", "arr_known"), ("net_rate", "arr_renewed", "arr_known"),
                                  ("on_time_rate", "on_time", "judged")):
            expected = sums[top] / sums[bottom] if sums[bottom] else None
            assert pd.isna(row[rate]) if expected is None else row[rate] == pytest.approx(expected)
    assert found.first_day.iloc[0] == span[0]
    assert found.last_day.iloc[-1] == span[1]
    assert (found.last_day.iloc[:-1].array + timedelta(days=1) == found.first_day.iloc[1:].array).all()


@SLOW
@given(renewing_companies(), DAYS, st.sampled_from(FILTERS))
def test_lists_name_the_renewals_that_are_open(company: dict[str, Any], day: date, where: Where) -> None:
    house, truth = built(company)
    scope = Scope(day, "customer", usable(company, where))
    try:
        found = {kind: renewal_lists.listed(house, scope, kind, 1000) for kind in get_args(renewal_lists.Kind)}
    except UnknownFilter:
        return
    if found["overdue"].attrs.get("reason"):
        return
    still = [each for each in truth.all(day, scope.where) if each.outcome == "open"]
    near = day + timedelta(days=90)

    def first(each: Any) -> date:
        return truth.notice(each.row) or each.row["due_on"]

    ahead = [each for each in still if each.row["due_on"] >= day and max(first(each), day) <= near]
    late = [each for each in still if each.row["due_on"] < day]
    auto = [each for each in ahead if truth.contracts.get(each.row["contract_id"], {}).get("auto_renew")]
    paper = [each for each in late if each.row["due_on"] >= day - timedelta(days=30)]
    for kind, expected in (("deadline", ahead), ("automatic", auto), ("overdue", late), ("paperwork", paper)):
        rows = found[kind]
        assert sorted(rows.renewal_id) == sorted(each.row["renewal_id"] for each in expected)
        assert rows.attrs["renewals"] == len(expected)
        assert round(rows.attrs["arr_due"] * truth.minor) == sum(each.due for each in expected)
        order = [truth.notice(truth_row) or truth_row["due_on"] for truth_row in (
            next(each.row for each in expected if each.row["renewal_id"] == name) for name in rows.renewal_id)]
        assert order == sorted(order)
    kpis = renewals.kpis(house, scope).iloc[0]
    assert (kpis.overdue, kpis.paperwork) == (len(late), len(paper))


@pytest.mark.thorough
@SLOW
@given(renewing_companies(), DAYS)
def test_the_errors_of_the_rates_are_those_of_ratios_one_renewal_at_a_time(company: dict[str, Any], day: date) -> None:
    house, _ = built(company)
    found = renewal_chance.spread(house, Scope(day))
    if found.attrs.get("reason") or found.gross_se.isna().all():
        return
    rows, start = known(Scope(day)), tables.day_number(tables.year_before(day))
    each = run(house, select(rows).where(rows.c.kept.is_not(None), rows.c.due_day > start,
                                         rows.c.due_day <= tables.day_number(day))).astype({"arr_due": float})
    for name, top in (("gross", each.kept.astype(float)), ("net", each.arr_renewed.astype(float))):
        rest = top - top.sum() / each.arr_due.sum() * each.arr_due
        error = (len(each) / (len(each) - 1) * (rest**2).sum()) ** 0.5 / each.arr_due.sum()
        assert found[f"{name}_se"].iloc[0] == pytest.approx(error, abs=1e-6)


def scored(house: Warehouse) -> dict[tuple[str, date], dict[str, Any]]:
    """The health marts' own rows, by customer and Sunday: theirs to prove, ours to read."""
    health = tables.mart("health", "customer_key", "week_day", "band", "m_pulse", "m_usage_trend")
    customer = tables.customer()
    names = dict(run(house, customer.select()).set_index("customer_key").customer_id)
    return {(str(names[row["customer_key"]]), tables.EPOCH + timedelta(days=row["week_day"])): row
            for row in run(house, health.select()).to_dict("records")}


@pytest.mark.thorough
@SLOW
@given(renewing_companies(), DAYS)
def test_at_risk_is_the_rule_on_every_sunday(company: dict[str, Any], day: date) -> None:
    house, truth = built(company)
    found = renewal_risk.trend(house, Scope(day), 30)
    if found.attrs.get("reason"):
        return
    health = scored(house)
    for row in found.to_dict("records"):
        risky = near = count = late = 0
        for each in truth.tables["renewal"]:
            on = row["as_of"]
            if not truth.open_on(each, on) or (each["due_on"] - on).days > 90:
                continue
            seen = health.get((truth.company.survivors[each["customer_id"]], on), {})
            reasons = [seen.get("band") == "red", truth.said(each, on) == "at_risk",
                       (seen.get("m_pulse") or 9) <= 2, (seen.get("m_usage_trend") or 0) <= -0.3]
            due = truth.amount(each, "arr_due") or 0
            late += due * (each["due_on"] < on)
            near, risky, count = near + due, risky + due * any(reasons), count + any(reasons)
        assert (round(row["arr_near"] * truth.minor), row["n_at_risk"]) == (near, count)
        assert round(row["arr_at_risk"] * truth.minor) == risky
        assert round(row["arr_overdue"] * truth.minor) == late
    last = found.iloc[-1]
    if last.as_of == day:
        listed = renewal_lists.listed(house, Scope(day), "at_risk", 1000)
        assert len(listed) == last.n_at_risk
        assert listed.arr_due.sum() == pytest.approx(last.arr_at_risk)
        assert all(listed.reasons)


@SLOW
@given(renewing_companies(), DAYS)
def test_history_compares_what_was_said_with_what_came(company: dict[str, Any], day: date) -> None:
    house, truth = built(company)
    found = renewal_forecast.history(house, Scope(day))
    if found.attrs.get("reason"):
        return
    for row in found.to_dict("records"):
        rows = []
        for each in truth.all(day):
            on = sunday(each.row["due_on"] - timedelta(days=7 * row["weeks"]))
            in_sight = on >= min(line["start_on"] for line in company["subscription"])
            if in_sight and each.row["due_on"] <= day and truth.open_on(each.row, on) \
                    and (truth.said(each.row, on) or "none") == row["category"]:
                rows.append(each)
        decided = [each for each in rows if each.outcome != "open"]
        came = sum(each.outcome == "renewed" for each in decided)
        assert (row["renewals"], row["came"], row["open"]) == (len(decided), came, len(rows) - len(decided))
        if decided:
            low, high = proportion_confint(came, len(decided), method="wilson")
            assert (row["share"], row["low"], row["high"]) == pytest.approx((came / len(decided), low, high), abs=1e-4)
        else:
            assert pd.isna(row["share"])


def worked() -> dict[str, list[dict[str, Any]]]:
    """Five renewals of one company, as of 30 June 2026: renewed with growth, shrunk, cancelled, overdue, ahead."""
    def line(name: str, **more: Any) -> dict[str, Any]:
        return {"subscription_id": f"S{name}", "customer_id": f"C{name}", "contract_id": f"K{name}", "product": "Core",
                "start_on": date(2025, 6, 1), "end_on": None, "mrr": Decimal(100), "currency": "JPY", "kind": "paid",
                **more}

    def due(name: str, on: date, status: str, **more: Any) -> dict[str, Any]:
        return {"renewal_id": f"R{name}", "contract_id": f"K{name}", "customer_id": f"C{name}", "due_on": on,
                "status": status, "arr_due": Decimal(1200), "currency": "JPY", **more}

    return {
        "customer": [{"customer_id": f"C{name}", "name": name, "segment": "SMB"} for name in "abcde"],
        "subscription": [line("a"), line("b"), line("c", end_on=date(2026, 7, 1), cancelled_on=date(2026, 5, 20)),
                         line("d"), line("e")],
        "contract": [{"contract_id": "Ke", "customer_id": "Ce", "term_end": date(2026, 8, 31), "notice_days": 60,
                      "auto_renew": True}],
        "renewal": [
            due("a", date(2026, 6, 1), "renewed", decided_on=date(2026, 5, 1), arr_renewed=Decimal(1500)),
            due("b", date(2026, 6, 10), "renewed", decided_on=date(2026, 6, 12), arr_renewed=Decimal(900)),
            due("c", date(2026, 7, 1), "open"), due("d", date(2026, 6, 20), "open"),
            due("e", date(2026, 9, 1), "open")],
        "renewal_forecast": [{"renewal_id": "Re", "as_of_on": date(2026, 6, 25), "category": "at_risk",
                              "arr_expected": Decimal(300)}],
    }


@pytest.fixture(scope="module")
def house() -> Warehouse:
    return replay.warehouse(worked(), 0)


DAY = date(2026, 6, 30)


def test_the_due_view_by_hand(house: Warehouse) -> None:
    """June: 3 × 1,200 fell due; 1,200 (of 1,500) and 900 were renewed; one was decided on time, one is open."""
    view = renewals.periods(house, Scope(DAY), "due", "month", date(2026, 6, 1), date(2026, 7, 31))
    june, july = view.to_dict("records")
    assert (june["period"], june["arr_due"], june["arr_renewed"], june["arr_open"]) == ("2026-06", 3600, 2400, 1200)
    rates = june["gross_rate"], june["net_rate"], june["on_time_rate"]
    assert rates == pytest.approx((2100 / 3600, 2400 / 3600, 1 / 3))
    assert (july["arr_due"], july["lost"], july["open"]) == (1200, 1, 0), "cancelled is decided, open in name only"


def test_the_decision_view_leads_and_counts_a_cancellation_once(house: Warehouse) -> None:
    may, june, july = renewals.periods(
        house, Scope(DAY), "decision", "month", date(2026, 5, 1), date(2026, 7, 31)).to_dict("records")
    assert (may["renewals"], may["arr_due"], may["arr_renewed"], may["arr_lost"]) == (2, 2400, 1500, 1200)
    assert (june["renewals"], june["gross_rate"], june["on_time_rate"]) == (1, 0.75, 0.0)
    assert july["renewals"] == 0
    before = renewals.periods(house, Scope(date(2026, 5, 19)), "decision", "month", date(2026, 5, 1), date(2026, 7, 31))
    assert before.renewals.tolist() == [1, 0, 0], "what was decided or cancelled later was not known"


def test_the_deadline_comes_before_the_due_day(house: Warehouse) -> None:
    found = renewal_lists.listed(house, Scope(DAY))
    assert found[["renewal_id", "notice_on", "days_left"]].values.tolist() == [["Re", date(2026, 7, 2), 2]]
    assert renewal_lists.listed(house, Scope(date(2026, 7, 12))).days_left.tolist() == [-10]
    late = renewal_lists.listed(house, Scope(DAY), "overdue")
    assert late[["renewal_id", "days_late"]].values.tolist() == [["Rd", 10]]
    risk = renewal_lists.listed(house, Scope(date(2026, 6, 28)), "at_risk")
    assert risk[["renewal_id", "reasons"]].values.tolist() == [["Re", "forecast"]]


def test_a_cancelled_contract_has_no_next_renewal(house: Warehouse) -> None:
    """Cancelled on 20 May while its renewal still says open: that is decided, on every list and in the queue."""
    before, after = date(2026, 5, 19), date(2026, 5, 20)
    told = [book(house, Scope(day), ("Cc",)).set_index("account_id").renewal_due["Cc"] for day in (before, after)]
    assert told == [date(2026, 7, 1), None]
    assert undue(house, Scope(after), ("Cc",)).code.tolist() == ["decided"]


def test_coming_due_adds_up_to_what_is_open(house: Warehouse) -> None:
    found = renewal_risk.coming(house, Scope(DAY))
    assert found.groupby("quarter", sort=False).arr_due.sum().to_dict() == {
        "2026Q1": 0, "2026Q2": 1200, "2026Q3": 0, "2026Q4": 0}
    assert len(found) == 16


def test_a_model_of_past_renewals_by_hand() -> None:
    """20 past, 16 came for what was due; 100 undecided in their cell: 80 expected, and chance in the one renewal."""
    trained = pd.DataFrame([{"band": "green", "segment": "SMB", "n": 20, "came": 16, "d": 1600.0, "r": 1600.0,
                             "dd": 160_000.0, "rr": 160_000.0, "rd": 160_000.0}])
    found = pd.DataFrame([{"band": "green", "segment": "SMB", "s": 100.0, "ss": 10_000.0}])
    made = renewal_estimate.estimate(found, trained)
    spread = (10_000 * 0.8 * 0.2 + 10_000 * 0.75 * 0.25 / 24) ** 0.5
    assert (made.expected, made.low, made.high) == pytest.approx((80, max(80 - Z95 * spread, 0), 80 + Z95 * spread))
    small = renewal_estimate.estimate(found, trained.assign(n=9))
    assert (small.expected, small.trained_on) == (None, 9)


def test_quarters_that_lie_apart_widen_the_interval() -> None:
    """Four quarters of equal size that renewed 100, 100, 60 and 60 %: far more apart than chance in so many."""
    quarter = {"band": "green", "segment": "", "n": 100, "d": 1e6, "dd": 1e8, "rr": 1e8, "rd": 1e8, "s": 1e6, "ss": 1e8}
    trained = pd.DataFrame([{**quarter, "quarter": float(each), "came": came, "r": came * 1e4}
                            for each, came in enumerate((100, 100, 60, 60))])
    found = pd.DataFrame([{"band": "green", "segment": "", "s": 1e6, "ss": 1e8}])
    apart = renewal_estimate.estimate(found, trained)
    alike = renewal_estimate.estimate(found, trained.assign(quarter=0.0))
    assert apart.expected == alike.expected
    assert apart.low is not None
    assert alike.low is not None
    assert apart.low < alike.low


def test_a_small_cell_falls_back_to_its_band_then_to_the_company() -> None:
    trained = pd.DataFrame({"band": ["red", "red", "green"], "segment": ["SMB", "Enterprise", "SMB"],
                            "n": [6, 5, 40], "came": [1, 2, 38]})
    assert renewal_estimate.level_of("red", "SMB", trained) == renewal_estimate.Level("red", 11, 3)
    assert renewal_estimate.level_of("green", "SMB", trained) == renewal_estimate.Level("green/SMB", 40, 38)
    assert renewal_estimate.level_of("yellow", "SMB", trained) == renewal_estimate.Level("", 51, 41)


def test_filters_on_lines_are_refused_and_no_renewals_said(house: Warehouse) -> None:
    with pytest.raises(NotForRenewals, match="product"):
        renewals.periods(house, Scope(DAY, "customer", (("product", ("Core",)),)))
    empty = replay.warehouse({name: rows for name, rows in worked().items() if not name.startswith("renewal")}, 0)
    for found in (renewals.periods(empty, Scope(DAY)), renewals.kpis(empty, Scope(DAY)),
                  renewal_lists.listed(empty, Scope(DAY)), renewal_risk.trend(empty, Scope(DAY)),
                  renewal_chance.spread(empty, Scope(DAY)),
                  renewal_forecast.history(empty, Scope(DAY)), renewal_model.forecast(empty, Scope(DAY))):
        assert len(found) == 1
        assert found.reason.tolist() == [MISSING]
        assert found.drop(columns="reason").isna().all(axis=None)


@pytest.mark.parametrize("asked", [{"view": "other"}, {"period": "year"}])
def test_what_there_is_not_is_an_error(house: Warehouse, asked: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="unknown"):
        renewals.periods(house, Scope(DAY), **asked)
    with pytest.raises(ValueError, match="forward"):
        renewals.periods(house, Scope(DAY), "due", "month", DAY, date(2026, 1, 1))
