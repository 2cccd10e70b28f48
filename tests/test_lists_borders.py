"""Hand-worked: what stands exactly on a border, one customer a case; other units, filters, features, the command."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from queries import expansion, features, lists
from queries.__main__ import main
from queries.commands.lists import COMMANDS
from queries.expansion import ended
from queries.health_rows import sunday
from queries.oracle.labels import Row
from queries.scope import Scope, UnknownFilter
from tests.lists_maker import START, SUNDAY, Maker

SCOPE = Scope(SUNDAY)


def names(found: Any) -> set[str]:
    return set(found.account_id)


def test_silent_leavers_at_every_border() -> None:
    made = Maker()
    for name, now in (("less_29", 71), ("less_30", 70), ("less_31", 69)):
        made.customer(name, now=now)
    for age in (59, 60):
        made.customer(f"ticket_{age}", now=50)
        made.ticket(f"ticket_{age}", age)
        made.customer(f"met_{age}", now=50)
        made.touch(f"met_{age}", age)
    made.customer("mailed", now=50)
    made.touch("mailed", 1, "email")
    found = lists.silent(made.built(), SCOPE)
    assert names(found) == {"less_30", "less_31", "ticket_60", "met_60", "mailed"}
    row = found.set_index("account_id").loc["met_60"]
    assert (row.twoway_days, row.trend) == (60, pytest.approx(-0.5))
    assert (row["arr"], row.url) == (1_200_000, "https://crm.example/met_60")
    assert found.attrs == {"total": 5, "arr": 6_000_000, "missing": (), "unknown": ()}


def test_a_limit_shortens_the_list_but_not_what_it_comes_to() -> None:
    made = Maker()
    for number in range(4):
        made.customer(f"c{number}", now=10, mrr=100_000 * (number + 1))
    found = lists.silent(made.built(), SCOPE, limit=2)
    assert list(found.account_id) == ["c3", "c2"]
    assert (found.attrs["total"], found.attrs["arr"]) == (4, 12_000_000)


def test_shelfware_begins_at_thirty_per_cent_and_counts_the_unused_part() -> None:
    made = Maker()
    for users in (6, 7, 8):
        made.customer(f"users_{users}", users=users)
    made.customer("without_seats", users=1, seats=None)
    found = lists.shelfware(made.built(), SCOPE).set_index("account_id")
    assert set(found.index) == {"quiet", "users_6", "users_7"}
    row = found.loc["users_7"]
    assert (row.seats, row.users, row.unused_seats) == (10, 7, 3)
    assert (row.share, row.unused_arr) == (pytest.approx(0.3), pytest.approx(360_000))
    assert found.attrs["unused_arr"] == pytest.approx(600_000 + 480_000 + 360_000)
    assert names(lists.shelfware(made.built(), SCOPE, least=0.2)) == {"quiet", "users_6", "users_7", "users_8"}


def test_ready_needs_a_reached_outcome_and_full_or_rising_seats() -> None:
    made = Maker()
    for name, users in (("full", 9), ("nearly", 8), ("tomorrow", 10), ("missed", 10), ("none", 10)):
        made.customer(name, users=users)
    made.outcome("full", SUNDAY)
    made.outcome("nearly", SUNDAY)
    made.outcome("tomorrow", SUNDAY + timedelta(days=1))
    made.outcome("missed", SUNDAY, "missed")
    warehouse = made.built()
    found = expansion.ready(warehouse, SCOPE)
    assert names(found) == {"full"}
    assert found.use.iloc[0] == pytest.approx(0.9)
    assert (found.outcomes.iloc[0], bool(found.rising.iloc[0])) == (1, False)
    assert names(expansion.ready(warehouse, SCOPE.at(SUNDAY + timedelta(days=1)))) == {"full", "tomorrow"}


def test_when_they_usually_expand_is_their_own_habit_from_two_on_else_their_segments() -> None:
    made = Maker()
    for name in ("own", "once", "peer"):
        made.customer(name, users=10)
        made.outcome(name, SUNDAY)
    for name, days in {"own": [date(2025, 5, 10), date(2026, 5, 10)], "once": [date(2025, 8, 10)],
                       "peer": [date(2025, 11, 10), date(2026, 2, 10)]}.items():
        for day in days:
            made.line(name, day, 10_000, None, f"P{day.month}{day.year}")
    found = expansion.ready(made.built(), SCOPE).set_index("account_id")
    assert tuple(found.loc["own", ["when", "when_source", "when_n", "when_share"]]) == ("2026Q1", "own", 2, 1.0)
    assert tuple(found.loc["peer", ["when", "when_source", "when_n", "when_share"]]) == ("2026Q4", "own", 2, 0.5)
    assert tuple(found.loc["once", ["when", "when_source", "when_n", "when_share"]]) == ("2026Q1", "segment", 5, 0.4)


def test_without_outcomes_that_condition_is_said_to_be_unknown() -> None:
    made = Maker()
    made.customer("full", users=10)
    made.tables["outcome"] = []
    found = expansion.ready(made.built(), SCOPE)
    assert found.attrs["unknown"] == ("outcome",)
    assert names(found) == {"full"}
    assert found.outcomes.isna().all()


def test_stale_pulses_are_those_of_the_touched_and_older_than_ninety_days() -> None:
    made = Maker()
    for age in (89, 90):
        made.customer(f"age_{age}")
        made.pulse(f"age_{age}", age, 3)
    made.customer("never", touch_model="low")
    made.customer("unknown", touch_model=None)
    made.customer("tech", touch_model="tech")
    made.pulse("tech", 200, 1)
    assert names(lists.stale(made.built(), SCOPE)) == {"quiet", "age_90", "never", "unknown"}


def test_score_and_judgement_disagree_only_with_a_fresh_pulse() -> None:
    made = Maker()
    for name, age, rating in (("doubt", 89, 2), ("old_doubt", 90, 2), ("three", 1, 3)):
        made.customer(name, users=9)
        made.pulse(name, age, rating)
    for name, rating in (("kind", 4), ("fair", 3)):
        made.customer(name, users=0, now=1)
        made.pulse(name, 5, rating)
    warehouse = made.built()
    assert names(lists.disagree(warehouse, SCOPE)) == {"doubt"}
    assert names(lists.disagree(warehouse, SCOPE, side="safe")) == {"kind"}
    assert names(lists.quadrant(warehouse, SCOPE)) == {"doubt", "three", "kind", "fair"}
    with pytest.raises(ValueError, match="leaving, safe"):
        lists.disagree(warehouse, SCOPE, side="neither")  # type: ignore[arg-type]


def test_a_missing_table_is_named_and_the_list_is_empty() -> None:
    made = Maker()
    for name in ("usage_week", "ticket", "pulse"):
        made.tables[name] = []
    warehouse = made.built()
    for found, missing in ((lists.silent(warehouse, SCOPE), ("usage_week", "ticket")),
                           (lists.shelfware(warehouse, SCOPE), ("usage_week",)),
                           (lists.stale(warehouse, SCOPE), ("pulse",)), (lists.quadrant(warehouse, SCOPE), ("pulse",)),
                           (expansion.ready(warehouse, SCOPE), ("usage_week",))):
        assert len(found) == 0
        assert found.attrs == {"missing": missing, "unknown": (), "total": 0, "arr": 0.0}
    assert set(lists.silent(warehouse, SCOPE).columns) == set(lists.SILENT)


def test_filters_on_lines_take_the_amount_of_the_kept_lines() -> None:
    made = Maker()
    made.customer("two", now=10)
    made.line("two", START, 50_000, None, "Add-on")
    warehouse = made.built()
    for product, amount in (("Core", 1_200_000), ("Add-on", 600_000)):
        found = lists.silent(warehouse, SCOPE.with_filter("product", product))
        assert (list(found.account_id), found.attrs["arr"]) == (["two"], amount)
    found = lists.silent(warehouse, Scope(SUNDAY, "product"))
    assert dict(zip(found.detail, found["arr"], strict=True)) == {"Core": 1_200_000, "Add-on": 600_000}
    with pytest.raises(UnknownFilter):
        lists.silent(warehouse, SCOPE.with_filter("segment", "Nobody"))


def test_on_a_weekday_the_scores_are_sundays_and_the_amount_is_the_days() -> None:
    made = Maker()
    made.customer("grown", now=10)
    made.line("grown", SUNDAY + timedelta(days=2), 100_000, None, "Add-on")
    warehouse = made.built()
    for days, amount in ((0, 1_200_000), (1, 1_200_000), (2, 2_400_000), (6, 2_400_000)):
        found = lists.silent(warehouse, SCOPE.at(SUNDAY + timedelta(days=days)))
        assert (list(found.account_id), found.attrs["arr"]) == (["grown"], amount)


def test_feature_scores_add_up_to_who_is_low_in_each() -> None:
    made = Maker()
    for number in range(12):
        made.customer(f"c{number:02}", before=10 * (number + 1), now=10 * (number + 1))
    warehouse = made.built()
    found = features.features(warehouse, SCOPE).set_index("feature")
    assert found.loc["Reports", "using"] == 13
    assert found.loc["Alerts", "using"] == 0
    low = features.low_feature(warehouse, SCOPE, "Reports")
    assert (low.feature_score < 40).all()
    assert (low.attrs["total"], low.attrs["arr"]) == (found.loc["Reports", "low"], found.loc["Reports", "arr_low"])
    assert 0 < low.attrs["total"] < 13
    with pytest.raises(ValueError, match="known: Alerts, Reports, Share's"):
        features.low_feature(warehouse, SCOPE, "Nothing")


def test_the_last_three_quarters_that_ended() -> None:
    assert [str(each) for each in ended(date(2026, 6, 29), 4)] == ["2025Q2", "2025Q3", "2025Q4"]
    assert [str(each) for each in ended(date(2026, 6, 30), 4)] == ["2025Q3", "2025Q4", "2026Q1"]
    weeks = [sunday(SUNDAY + timedelta(days=days)) for days in (-1, 0, 6)]
    assert weeks == [SUNDAY - timedelta(days=7), SUNDAY, SUNDAY]


def test_the_command_gives_the_lists(on_demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    keys = {"silent": lists.SILENT, "shelfware": lists.SHELFWARE, "ready": expansion.READY, "disagree": lists.DISAGREE,
            "stale": lists.STALE, "features": features.FEATURES}
    assert {command.name for command in COMMANDS} == set(keys)
    for name, columns in keys.items():
        answer = _asked(capsys, name)
        assert all(tuple(row) == columns for row in answer["rows"]), name
        assert answer["missing"] == []
        if name != "features":
            assert answer["total"] == len(answer["rows"])
            assert answer["arr"] == pytest.approx(sum(row["arr"] for row in answer["rows"]))
    worst = min(_asked(capsys, "features")["rows"], key=lambda row: row["mean"])
    low = _asked(capsys, "features", "--feature", worst["feature"], "--limit", "3")
    assert (low["total"], len(low["rows"])) == (worst["low"], min(3, worst["low"]))
    assert main(["silent", "--by", "segment"]) == main(["features", "--feature", "Nothing"]) == 2


def _asked(capsys: pytest.CaptureFixture[str], *words: str) -> Row:
    assert main([*words, "--format", "json"]) == 0
    answer: Row = json.loads(capsys.readouterr().out, parse_constant=lambda word: pytest.fail(f"{word} is no JSON"))
    return answer


def test_the_next_renewal_is_the_first_that_is_undecided_on_the_day() -> None:
    made = Maker()
    made.customer("due", now=10)
    made.tables["contract"] = [{"contract_id": "K-due", "customer_id": "due"}]
    made.tables["renewal"] = [
        {"renewal_id": f"R{number}", "contract_id": "K-due", "customer_id": "due", "currency": "JPY", "status": status,
         "due_on": SUNDAY + timedelta(days=due), "arr_due": Decimal(amount), "arr_renewed": renewed,
         "decided_on": SUNDAY + timedelta(days=decided) if decided is not None else None}
        for number, (status, due, decided, amount, renewed) in enumerate([
            ("renewed", 10, -1, 1, Decimal(1)), ("renewed", 20, 3, 2, Decimal(2)), ("open", 20, None, 3, None),
            ("open", 40, None, 4, None), ("open", -5, None, 5, None)])]
    warehouse = made.built()
    for unit in ("customer", "group", "contract"):
        row = lists.silent(warehouse, Scope(SUNDAY, unit)).iloc[0]
        assert (row.renewal_due, row.renewal_arr) == (SUNDAY + timedelta(days=20), 5), unit
    row = lists.silent(warehouse, SCOPE.at(SUNDAY + timedelta(days=6))).iloc[0]
    assert (row.renewal_due, row.renewal_arr) == (SUNDAY + timedelta(days=20), 3)
