"""My week: the queue is its lists and nothing else, each account once, in its written order; marks bring it back."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from data.access import Viewer
from data.store import Record, frozen
from data.warehouse import Warehouse, open_warehouse
from queries import features, week, week_features, week_onboarding
from queries.__main__ import main
from queries.dimensions import build_info, dimensions
from queries.narrowing import Narrow, narrowed
from queries.renewal_lists import COLUMNS as RENEWALS
from queries.renewal_rows import nothing as no_renewals
from queries.scope import Scope
from queries.scored import nothing
from queries.week_book import BOOK
from queries.week_lists import LISTS, REASONS
from queries.week_marks import DONE_DAYS, marked, settled, still_open

DAY = date(2026, 11, 22)
NOBODY = pd.DataFrame(columns=["account_id", "due_on", "text", "owner", "state"])


@pytest.fixture
def house(on_demo: Path) -> Warehouse:
    return open_warehouse()


def newest(house: Warehouse, **asked: Any) -> Scope:
    return Scope(build_info(house).default_as_of, **asked)


def action(key: str, account: str | None, due: date, status: str = "open") -> Record:
    body = {"text": "Call", "owner": "Mori", "due_on": due.isoformat(), "week_on": DAY.isoformat(), "status": status}
    at = pd.Timestamp("2026-11-20", tz="UTC").to_pydatetime()
    return Record("action", key, 1, frozen({**body, "account_id": account} if account else body), "Mori", at)


def mark(account: str, reasons: list[str], marked_on: date, until: date | None = None) -> Record:
    body: dict[str, Any] = {"account_id": account, "status": "snoozed" if until else "done", "reasons": reasons,
                            "marked_on": marked_on.isoformat()}
    at = pd.Timestamp("2026-11-20", tz="UTC").to_pydatetime()
    body |= {"until": until.isoformat()} if until else {}
    return Record("mark", account, 1, frozen(body), "Mori", at)


@pytest.mark.parametrize("where", [(), (("segment", ("Enterprise",)),)])
def test_each_lists_accounts_are_the_queues_accounts_with_its_reason(house: Warehouse, where: Any) -> None:
    scope = newest(house, where=where)
    someone = lists_of(house, scope)["shelfware"].account_id.iloc[0]
    actions = (action("a", someone, scope.as_of), action("b", None, scope.as_of))
    found = week.queue(house, scope, actions)
    lists = {**lists_of(house, scope), "action": week.promised(actions, scope.as_of)}
    assert set(found.attrs["counts"]) >= {"action", "shelfware"}
    for key, reason in REASONS.items():
        rows = lists[reason.source]
        listed = set(rows.account_id[reason.kept(rows, scope.as_of)]) if len(rows) else set()
        assert set(found.account_id[week.with_reasons(found, (key,))]) == listed, key
        assert found.attrs["counts"].get(key, (0, 0.0))[0] == len(listed)


def lists_of(house: Warehouse, scope: Scope) -> dict[str, pd.DataFrame]:
    return {key: each.query(house, scope, *each.asked, **dict(each.named)) for key, each in LISTS.items()}


def test_an_account_stands_once_with_its_arr_once(house: Warehouse) -> None:
    found = week.queue(house, newest(house))
    assert found.account_id.is_unique
    assert found.attrs["total"] == len(found) > 20
    assert found.attrs["arr"] == pytest.approx(found["arr"].sum())
    assert max(map(len, found.reasons)) > 1
    assert sum(n for n, _ in found.attrs["counts"].values()) == sum(map(len, found.reasons)) > len(found)
    known = lists_of(house, newest(house))["shelfware"].set_index("account_id")
    both = found[found.account_id.isin(known.index)]
    assert (both["arr"].to_numpy() == known["arr"].reindex(both.account_id).to_numpy()).all()


def test_the_order_is_the_written_one(house: Warehouse) -> None:
    found = week.queue(house, newest(house))
    key = [(week.URGENCIES.index(row.urgency), -row.arr, row.deadline or date.max, row.account_id)
           for row in found.itertuples()]
    assert key == sorted(key)
    order = list(REASONS)
    assert all([order.index(each) for each in said] == sorted(order.index(each) for each in said)
               for said in found.reasons)
    again = week.queue(house, newest(house))
    pd.testing.assert_frame_equal(found, again)


def renewals(*rows: dict[str, Any]) -> pd.DataFrame:
    made = pd.DataFrame(rows, columns=list(RENEWALS)).astype(object)
    made.attrs = {"renewals": len(rows), "arr_due": 0.0, "passed": 0}
    return made


def renewal(who: str, due: int, notice: int | None, reasons: str = "") -> dict[str, Any]:
    return {"account": f"{who} Inc", "account_id": who, "due_on": DAY + timedelta(days=due), "arr_due": 50.0,
            "notice_on": None if notice is None else DAY + timedelta(days=notice), "reasons": reasons,
            "days_left": notice, "auto_renew": False, "band": "red", "score": 20.0}


def book(*rows: tuple[str, float]) -> pd.DataFrame:
    made = pd.DataFrame([{"account": f"{who} Inc", "account_id": who, "arr": arr, "band": "green", "score": 80.0,
                          "owner": "Mori", "url": None, "renewal_due": None, "left": False} for who, arr in rows],
                        columns=list(BOOK))
    return made.astype(object)


def test_a_deadline_is_the_first_in_the_order_of_the_queue() -> None:
    """By hand: a passed notice is no deadline; what has passed beats this week; the due day stands in for a notice."""
    found = {"deadline": renewals(renewal("A", 60, 7), renewal("B", 20, -3), renewal("C", 80, 31),
                                  renewal("D", 7, None)),
             "overdue": renewals(renewal("A", -4, None), renewal("GONE", -9, None))}
    due = pd.DataFrame([{"account_id": "C", "due_on": DAY - timedelta(days=2), "text": "x", "owner": "Y",
                         "state": "overdue"}])
    made = week.shape(found, book(("A", 1.0), ("B", 9.0), ("C", 5.0), ("D", 3.0)), due, DAY).set_index("account_id")
    assert list(made.index) == ["GONE", "C", "A", "D", "B"]  # passed, by ARR; within 7 days; within 30
    assert made.loc["A", ["urgency", "deadline_kind", "days_left"]].tolist() == ["passed", "renewal", -4]
    assert made.loc["A", "reasons"] == ("overdue", "notice")
    assert made.loc["B", ["urgency", "deadline_kind", "days_left"]].tolist() == ["month", "renewal", 20]
    assert made.loc["B", "reasons"] == ("due",)
    assert made.loc["C", ["urgency", "deadline_kind", "days_left"]].tolist() == ["passed", "action", -2]
    assert made.loc["C", "reasons"] == ("action",)  # its notice deadline is one day too far
    assert made.loc["GONE", "arr"] == 50.0  # no ARR is left: what fell due
    assert made.attrs["week"] == 1
    assert made.attrs["passed"] == 3
    late = narrowed(made.reset_index(), Narrow.of({"due": ["passed"]}))
    assert late.account_id.tolist() == ["GONE", "C", "A"]
    assert narrowed(made.reset_index(), Narrow.of({"due": ["passed", "month"]})).account_id.tolist() == [
        "GONE", "C", "A", "B"]
    assert narrowed(made.reset_index(), Narrow.of({"due": ["yesterday"]})).empty


@pytest.mark.parametrize(("left", "urgency"), [(0, "week"), (7, "week"), (8, "month"), (30, "month"), (31, "quarter"),
                                               (90, "quarter"), (91, "later"), (-1, "passed"), (None, "none")])
def test_the_borders_of_urgency(left: int | None, urgency: str) -> None:
    assert week.urgency(left) == urgency


def test_what_cannot_be_asked_is_named(house: Warehouse) -> None:
    found = {"silent": nothing(("account", "account_id"), ("usage_week", "ticket")),
             "overdue": no_renewals(RENEWALS), "shelfware": pd.DataFrame(columns=["account_id"])}
    made = week.shape(found, book(), NOBODY, DAY)
    assert made.empty
    assert made.attrs["missing"] == {"overdue": ("renewal",), "silent": ("usage_week", "ticket")}
    assert "at_risk" in made.attrs["refused"]
    product = dimensions(house)["product"].values[0].value
    lines = week.queue(house, newest(house, where=(("product", (product,)),)))
    assert set(lines.attrs["refused"]) == {"overdue", "notice", "due", "due_red", "at_risk"}
    assert not set(lines.attrs["counts"]) & set(lines.attrs["refused"])


def test_actions_that_are_due_are_in_the_queue(house: Warehouse) -> None:
    scope = newest(house)
    who = features.low_feature(house, scope, next(iter(features.names(house)))).account_id.iloc[0]
    near, far = scope.as_of + timedelta(days=7), scope.as_of + timedelta(days=8)
    for due, expected in ((near, True), (far, False), (scope.as_of - timedelta(days=300), True)):
        assert _has_action(week.queue(house, scope, (action("a", who, due),)), who) is expected
    assert not _has_action(week.queue(house, scope, (action("a", who, near, "done"),)), who)
    assert not _has_action(week.queue(house, scope, (action("a", "no such account", near),)), "no such account")


def _has_action(found: pd.DataFrame, who: str) -> bool:
    return who in set(found.account_id[week.with_reasons(found, ("action",))])


def test_a_common_feature_is_one_that_few_are_low_in(house: Warehouse) -> None:
    known = pd.DataFrame({"feature": ["A", "B", "C"], "customers": [100, 100, 0], "low": [25, 26, 0]})
    assert week_features.common(known) == ("A",)
    assert week_features.common(known.assign(low=[40, 26, 0])) == ("B",)
    assert week_features.common(known.assign(customers=0)) == ()
    scope = newest(house)
    found = week_features.low(house, scope)
    every = {name: features.low_feature(house, scope, name) for name in found.attrs["features"]}
    assert set(found.account_id) == {who for each in every.values() for who in each.account_id}
    assert found.account_id.is_unique
    with pytest.raises(ValueError, match="unknown feature"):
        week_features.low(house, scope, "no such feature")


def test_late_onboarding_is_past_its_target_and_not_done(house: Warehouse) -> None:
    scope = newest(house)
    found = week_onboarding.late(house, scope)
    asked = """SELECT DISTINCT customer_id FROM contract.onboarding WHERE target_on < ? AND target_on >= ?
               AND (basic_done_on IS NULL OR basic_done_on > ?)"""
    days = (scope.as_of, scope.as_of - timedelta(days=365), scope.as_of)
    with house.engine.connect() as connection:
        late = {row[0] for row in connection.exec_driver_sql(asked, days)}
    active = set(week.queue(house, scope).account_id) | set(found.account_id)
    assert set(found.account_id) == late & active
    assert (found.days_late > 0).all()


def test_a_lead_has_only_the_own_teams_accounts(house: Warehouse) -> None:
    scope = newest(house)
    team = next(value.value for value in dimensions(house)["team_id"].values if value.value)
    lead = replace(scope, viewer=Viewer("a@example.com", "lead", (team,)))
    own = week.queue(house, lead)
    theirs = week.queue(house, scope.with_filter("team_id", team))
    assert set(own.account_id) == set(theirs.account_id)
    assert 0 < len(own) < len(week.queue(house, scope))


def test_a_mark_holds_until_its_day_or_a_new_reason() -> None:
    queue = week.shape({"deadline": renewals(renewal("A", 60, 7), renewal("B", 20, None))},
                       book(("A", 1.0), ("B", 2.0)), NOBODY, DAY)
    day = DAY
    put_off = mark("A", ["notice", "due"], DAY, day + timedelta(days=3))

    def open_ones(record: Record, on: date) -> list[str]:
        return list(still_open(marked(queue, (record,), on)).account_id)

    assert open_ones(put_off, day) == ["B"]
    assert open_ones(put_off, day + timedelta(days=2)) == ["B"]
    assert open_ones(put_off, day + timedelta(days=3)) == ["A", "B"]
    assert open_ones(mark("A", ["silent"], DAY, day + timedelta(days=3)), day) == ["A", "B"]  # notice is new
    done = mark("B", ["due"], DAY)
    assert open_ones(done, day + timedelta(days=DONE_DAYS - 1)) == ["A"]
    assert open_ones(done, day + timedelta(days=DONE_DAYS)) == ["A", "B"]
    left = still_open(marked(queue, (done,), day))
    assert left.attrs["total"] == 1
    assert left.attrs["counts"] == {"notice": (1, 1.0)}
    assert settled(marked(queue, (done,), day)).account_id.tolist() == ["B"]


@pytest.mark.parametrize(("params", "expected"), [
    ({"band": ["green"]}, ["A"]), ({"band": ["green", "red"]}, ["A", "B"]), ({"owner": ["Mori"]}, ["A"]),
    ({"owner": [""]}, ["B", "C"]), ({"least": ["2"]}, ["B", "C"]), ({"least": ["2,000"]}, []),
    ({"q": ["ＡＣＭＥ"]}, ["A"]),
    ({"due": ["passed"]}, []),
    ({"least": ["many"]}, []), ({"band": ["purple"]}, []), ({"colour": ["red"]}, []), ({}, ["A", "B", "C"]),
    ({"reason": ["silent"]}, []), ({"band": ["green"], "owner": [""]}, [])])
def test_a_list_is_narrowed_never_widened(params: dict[str, list[str]], expected: list[str]) -> None:
    found = pd.DataFrame({"account": ["Acme", "B", "C"], "account_id": ["A", "B", "C"], "arr": [1.0, 2.0, 3.0],
                          "band": ["green", "red", "unknown"], "owner": ["Mori", None, None]})
    found.attrs = {"total": 3, "arr": 6.0, "missing": ()}
    kept = narrowed(found, Narrow.of(params))
    assert kept.account_id.tolist() == expected
    assert kept.attrs["total"] == len(expected)
    assert kept.attrs["arr"] == kept["arr"].sum()
    assert Narrow.of(Narrow.of(params).params()) == Narrow.of(params)


def test_a_filter_on_a_column_that_a_list_lacks_lets_nobody_through() -> None:
    found = pd.DataFrame({"account": ["A"], "account_id": ["A"], "arr": [1.0]})
    found.attrs = {"total": 1}
    assert narrowed(found, Narrow(owners=("Mori",))).empty
    assert narrowed(found, Narrow(owners=("",))).empty
    assert narrowed(found, Narrow(bands=("red",))).empty


def test_the_command_says_the_queue(house: Warehouse, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["week", "--format", "json", "--reason", "shelfware"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert {"account", "account_id", "reasons", "arr", "deadline", "deadline_kind", "owner", "url"} <= set(
        said["rows"][0])
    assert all("shelfware" in row["reasons"] for row in said["rows"])
    assert said["total"] == len(said["rows"])
    assert main(["week", "--feature", "no such"]) == 2
    assert main(["week", "--by", "segment"]) == 2
    assert main(["week", "--where", "segment=no such"]) == 2


def test_who_left_with_an_undecided_renewal_is_in_the_queue_of_its_csm(house: Warehouse) -> None:
    days = (newest(house).as_of - timedelta(days=7 * back) for back in range(52))
    scope, found = next((Scope(day), rows) for day in days if (rows := week.queue(house, Scope(day))).left.any())
    row = found[found.left].iloc[0]
    assert row.reasons[0] == "overdue"
    assert row.urgency == "passed"
    assert row.owner
    assert row.url
    due = LISTS["overdue"].query(house, scope, *LISTS["overdue"].asked)
    assert row.arr == pytest.approx(due[due.account_id == row.account_id].arr_due.sum())
    csm = next(each.value for each in dimensions(house)["csm_id"].values if each.name == row.owner)
    own = week.queue(house, replace(scope, viewer=Viewer("a@example.com", "csm", csm=csm)))
    assert row.account_id in set(own.account_id[own.left])
