"""One customer, asked of alone: its history adds up, nothing of later days is known, and the lists agree with it."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any, get_args

import pandas as pd
import pytest

from data.access import Viewer
from data.warehouse import Warehouse, open_warehouse
from queries import (
    account,
    account_contracts,
    account_events,
    account_history,
    account_lists,
    account_search,
    account_timeline,
    accounts,
    expansion,
    features,
    functions_support,
    lists,
    prices,
    renewal_lists,
)
from queries.account_facts import FACTS
from queries.account_history import Line, movements
from queries.commands.account import VIEWS
from queries.dimensions import build_info
from queries.scope import Scope
from tests import replay
from tests.agreement.questions import subject
from tests.oracle.examples import line, tables
from tests.strategies import random_company

DAY = date(2026, 11, 22)
LEAD = Viewer("lead", "lead", teams=("T1",))


@pytest.mark.parametrize("seed", range(2))
def test_the_history_of_every_account_adds_up_to_its_arr(seed: int) -> None:
    """To ARR on the date and twelve months before, and to the movements between them (queries.accounts)."""
    company = random_company(random.Random(9100 + seed), 12)
    house = replay.warehouse(company, subject(company).company.digits)
    scope = Scope(DAY)
    listed = accounts.accounts(house, scope, None, 1000)
    for row in listed.itertuples():
        found = account_history.history(house, scope, row.account_id)
        who = account.profile(house, scope, row.account_id).iloc[0]
        assert found.change.sum() == pytest.approx(row.arr, abs=1e-6)
        assert who["arr"] == pytest.approx(row.arr, abs=1e-6)
        assert who.arr0 == pytest.approx(row.arr0, abs=1e-6)
        earlier = found[found.on <= date(2025, 11, 22)]
        assert earlier.change.sum() == pytest.approx(row.arr0, abs=1e-6)
        steps = found.groupby("on").agg(change=("change", "sum"), after=("arr_after", "first"))
        assert steps.change.cumsum().tolist() == pytest.approx(steps.after.astype(float).tolist(), abs=1e-6)


def test_movements_are_those_of_the_definitions() -> None:
    made = movements([Line("A", "x", 10, 20, 100, 10), Line("A", "x", 20, 30, 120, 12),
                      Line("B", None, 20, 25, 50, None), Line("A", "y", 30, 40, 120, 12),
                      Line("A", "x", 50, None, 60, 6)], 60)
    told = [(row["on"], row["movement"], row["product"], row["change"], row["arr_after"]) for row in made]
    assert told == [(10, "new", "A", 100, 100), (20, "expansion", "B", 50, 170), (20, "expansion", "A", 20, 170),
                    (25, "contraction", "B", -50, 120), (40, "churn", "A", -120, 0), (50, "reactivation", "A", 60, 60)]
    assert [row["departments"] for row in made] == ["x", "", "x", "", "y", "x"]
    assert [(row["by_seats"], row["by_price"]) for row in made][2] == (20, 0)
    swapped = movements([Line("A", None, 1, 5, 10, None), Line("B", None, 5, None, 10, None)], 9)
    assert [row["movement"] for row in swapped] == ["new", "unchanged", "unchanged"]
    assert movements([], 9) == movements([Line("A", None, 10, None, 10, None)], 9) == []


def test_seats_and_price_are_cut_as_the_prices_are() -> None:
    """For a company of one customer every expansion and contraction is that of queries.prices."""
    rng = random.Random(5)
    lines: list[dict[str, Any]] = []
    day = date(2024, 1, 1)
    for at in range(12):
        after = day + timedelta(days=rng.randrange(20, 60))
        lines += [{"subscription_id": f"S{at}{product}", "customer_id": "C", "contract_id": "K", "product": product,
                   "start_on": day, "end_on": after, "mrr": rng.randrange(100, 999), "currency": "EUR",
                   "seats": rng.choice([None, 3, 7, 11, 13])} for product in ("P", "Q")]
        day = after
    house = replay.warehouse({"customer": [{"customer_id": "C", "name": "C"}], "subscription": lines, "fx_rate": [
        {"currency": "EUR", "to_reporting": 1}]}, 2)
    found = account_history.history(house, Scope(DAY), "C")
    assert found.by_seats.notna().sum() > 3
    for on, rows in found[found.movement.isin(["expansion", "contraction"])].groupby("on"):
        split = prices.split(house, Scope(on), on - timedelta(days=1), on).set_index("movement")
        sign = 1 if rows.movement.iloc[0] == "expansion" else -1
        told = split.loc[rows.movement.iloc[0]]
        assert sign * rows.change.sum() == pytest.approx(told.amount)
        assert sign * rows.by_seats.fillna(0).sum() == pytest.approx(told.seats)
        assert sign * rows.by_price.fillna(0).sum() == pytest.approx(told.price)


def on_lists(house: Warehouse, scope: Scope) -> set[tuple[str, str, str | None]]:
    """(list, account, what of it) of every list, asked as the pages ask."""
    health = {"silent": lists.silent(house, scope), "shelfware": lists.shelfware(house, scope),
              "leaving": lists.disagree(house, scope), "safe": lists.disagree(house, scope, side="safe"),
              "stale": lists.stale(house, scope), "ready": expansion.ready(house, scope)}
    found: set[tuple[str, str, str | None]] = {
        (key, str(one), None) for key, rows in health.items() for one in rows.account_id}
    found |= {("feature", str(one), name) for name in features.names(house)
              for one in features.low_feature(house, scope, name).account_id}
    for kind in get_args(renewal_lists.Kind):
        rows = renewal_lists.listed(house, scope, kind, 10_000)
        found |= {(f"renewal_{kind}", row.account_id, row.renewal_id) for row in rows.itertuples()}
    queue = functions_support.queue(house, scope)
    return found | {("support", row.account_id, row.ticket_id) for row in queue.itertuples()}


@pytest.mark.usefixtures("on_demo")
def test_an_account_stands_on_exactly_the_lists_that_hold_it() -> None:
    house = open_warehouse()
    scope = Scope(build_info(house).default_as_of)
    everybody = account_search.largest(house, scope, 1000).account_id
    mine = {(row.list, one, row.name) for one in everybody
            for row in account_lists.standing(house, scope, one).itertuples(index=False)}
    theirs = on_lists(house, scope)
    held = {one for _, one, _ in theirs}
    assert held <= set(everybody) | {one for key, one, _ in theirs if key.startswith("renewal_")}
    assert mine == {each for each in theirs if each[1] in set(everybody)}
    assert len({key for key, _, _ in mine}) > 6


@pytest.fixture(scope="module")
def told() -> Warehouse:
    """Two customers of two teams in one group, and one that was merged; something of most kinds."""
    customers = [{"customer_id": "C1", "name": "ONE", "team_id": "T1", "csm_id": "M1"},
                 {"customer_id": "C2", "name": "TWO", "team_id": "T2", "csm_id": "M2", "parent_customer_id": "C1"},
                 {"customer_id": "C0", "name": "ZERO", "merged_into": "C1"}]
    lines = [{"subscription_id": f"S{one}", "customer_id": one, "contract_id": f"K{one}", "product": "P",
              "start_on": date(2024, 1, 1), "mrr": 100, "currency": "EUR"} for one in ("C0", "C1", "C2")]
    return replay.warehouse({"customer": customers, "subscription": lines, "fx_rate": [
        {"currency": "EUR", "to_reporting": 1}], **EVENTS}, 2)


EVENTS: dict[str, list[dict[str, Any]]] = {
    "ticket": [{"ticket_id": f"H{one}", "customer_id": one, "opened_at": "2026-10-01 00:00", "severity": 2, "csat": 4,
                "first_response_at": "2026-10-01 06:00", "closed_at": "2026-12-01 00:00"} for one in ("C1", "C2")],
    "outcome": [{"outcome_id": "G1", "customer_id": "C1", "goal": "g", "measure": "m", "target": 5, "actual": 6,
                 "agreed_on": "2026-01-01", "reviewed_on": "2026-12-24", "status": "reached"}],
    "feedback": [{"feedback_id": "F1", "customer_id": "C0", "submitted_on": "2026-03-01", "theme": "SSO",
                  "shipped_on": "2026-11-22", "told_on": "2026-11-23"}],
    "survey": [{"survey_id": "V1", "customer_id": "C1", "kind": "nps", "answered_on": "2026-11-22", "score": 9,
                "verbatim": "<b>good</b>"},
               {"survey_id": "V2", "customer_id": "C1", "kind": "nps", "sent_on": "2026-11-01", "score": 1,
                "answered_on": "2026-12-22", "verbatim": "late"}],
    "contact": [{"contact_id": "P1", "customer_id": "C1", "name": "Abe", "role": "champion", "left_on": "2027-01-01"}],
    "pulse": [{"pulse_id": "U1", "customer_id": "C1", "recorded_on": "2026-11-23", "rating": 1, "note": "tomorrow"}],
    "invoice": [{"invoice_id": "I1", "customer_id": "C1", "due_on": "2026-12-31", "amount": 5, "currency": "EUR",
                 "paid_on": "2026-12-01"}],
}


def test_only_what_was_known_on_the_day_is_told(told: Warehouse) -> None:
    house, scope = told, Scope(DAY)
    rows = {kind: account_events.events(house, scope, "C1", kind) for kind in FACTS}
    ticket = rows["tickets"].iloc[0]
    assert (ticket.opened_at, ticket.response_hours, ticket.closed_at) == (date(2026, 10, 1), 6, None)
    assert pd.isna(ticket.csat)
    outcome = rows["outcomes"].iloc[0]
    assert outcome.status == "open"
    assert pd.isna(outcome.actual)
    assert rows["feedback"].iloc[0].shipped_on == DAY
    assert rows["feedback"].iloc[0].told_on is None
    assert rows["surveys"].verbatim.tolist() == ["<b>good</b>", None]
    assert rows["surveys"].score.notna().tolist() == [True, False]
    assert rows["people"].left_on.tolist() == [None]
    assert not len(rows["pulse"])
    assert rows["invoices"].paid_on.tolist() == [None]
    later = account_events.events(house, Scope(date(2027, 1, 3)), "C1", "tickets").iloc[0]
    assert (later.closed_at, later.csat) == (date(2026, 12, 1), 4)
    with pytest.raises(ValueError, match="unknown kind"):
        account_events.events(house, scope, "C1", "gossip")


def test_the_timeline_holds_everything_once_and_nothing_of_later_days(told: Warehouse) -> None:
    found = account_timeline.timeline(told, Scope(DAY), "C1")
    assert found.on.is_monotonic_decreasing
    assert found.on.max() <= DAY
    later = account_timeline.timeline(told, Scope(date(2027, 1, 3)), "C1")
    assert len(later) > len(found)
    events = set(zip(found.kind, found.event, strict=True))
    assert events == {("arr", "new"), ("contracts", "began"), ("tickets", "opened"), ("outcomes", "agreed"),
                      ("feedback", "asked"), ("feedback", "shipped"), ("surveys", "nps")} | {
        ("health", event) for kind, event in events if kind == "health"}
    assert {("tickets", "closed"), ("people", "left"), ("pulse", "rated"), ("invoices", "paid"),
            ("outcomes", "reached")} <= set(zip(later.kind, later.event, strict=True))


def test_who_was_merged_leads_to_the_survivor_and_the_group_is_shown(told: Warehouse) -> None:
    house = told
    who = account.profile(house, Scope(DAY), "C0").iloc[0]
    assert (who.account_id, who.asked_id, who["arr"]) == ("C1", "C0", 2400)
    group = account.related(house, Scope(DAY), "C1")
    assert group[["relation", "account_id"]].values.tolist() == [["group", "C2"], ["merged", "C0"]]
    other = account.related(house, Scope(DAY), "C2")
    assert other[["relation", "account_id"]].values.tolist() == [["parent", "C1"]]
    # The group's other members are another team's.
    assert account.related(house, Scope(DAY, viewer=LEAD), "C1").account_id.tolist() == ["C0"]


@pytest.mark.parametrize("view", VIEWS)
def test_anothers_account_is_answered_as_one_that_nobody_has(told: Warehouse, view: str) -> None:
    house = told
    scope = Scope(DAY, viewer=LEAD)
    theirs, nobody = VIEWS[view](house, scope, "C2"), VIEWS[view](house, scope, "nobody")
    assert len(theirs) == len(nobody) == 0
    pd.testing.assert_frame_equal(theirs, nobody)
    for one in ("C1", "C0"):
        mine, all_of_it = VIEWS[view](house, scope, one), VIEWS[view](house, Scope(DAY), one)
        if view != "related":
            pd.testing.assert_frame_equal(mine, all_of_it)


def test_contracts_say_term_notice_and_why_they_ended(demo_home: Path, on_demo: Path) -> None:
    house = open_warehouse()
    scope = Scope(build_info(house).default_as_of)
    for one in account_search.largest(house, scope, 5).account_id:
        found = account_contracts.contracts(house, scope, one)
        held = found[[end is None or end > scope.as_of for end in found.end_on]]
        who = account.profile(house, scope, one).iloc[0]
        if held["arr"].notna().all():
            assert held["arr"].astype(float).sum() == pytest.approx(who["arr"], abs=2)
        assert found.start_on.is_monotonic_decreasing
        over = [end is not None and end <= scope.as_of for end in found.end_on]
        assert found.arr_ended[over].notna().all()
        assert found.arr_ended[[not each for each in over]].isna().all()
        assert all(row.notice_on <= row.term_end for row in found.itertuples() if row.notice_on)


def test_a_company_of_lines_alone_puts_its_customers_on_no_list() -> None:
    """No rule can be looked at, and no feature is scored: there is nothing to ask the warehouse for."""
    house = replay.warehouse(tables(line("A", "2024-01-01", None, "10")), 0)
    assert account_lists.standing(house, Scope(date(2025, 3, 30)), "A").empty
