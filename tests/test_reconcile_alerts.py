"""Alerts a second way: every rule's week from its rows, its episodes by hand; a wrong reading or state is named."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from data.alerts import reading
from data.alerts.model import Rule
from data.warehouse import open_itself
from queries import alerts_asked, alerts_judged, alerts_readings, alerts_state
from queries.alerts_aims import Aim
from queries.oracle import alert_states as second
from queries.oracle.alert_states import Week
from queries.oracle.alert_weeks import target
from queries.reconcile.asked import Asked
from queries.reconcile.pair import Pair
from queries.reconcile.ways import alerts as way
from tests.test_reconcile import asked_of

MORE = """
[[rule]]
key = "nrr_low"
kind = "level"
metric = "nrr"
below = 1.5
for = 3
worse = 0.001

[[rule]]
key = "arr_falls"
kind = "change"
metric = "arr"
falls_share = 0.01
over = 6

[[rule]]
key = "red_share"
kind = "level"
metric = "red_share"
above = 0.02
where = {segment = "SMB"}

[[rule]]
key = "grr_falls"
kind = "change"
metric = "grr"
falls = 0.001

[[rule]]
key = "red_many"
kind = "change"
metric = "red_customers"
rises = 1

[[rule]]
key = "at_risk"
kind = "level"
metric = "at_risk_arr"
above = 1

[[rule]]
key = "tickets_stale"
kind = "stale"
table = "ticket"
days = 1

[[rule]]
key = "nowhere"
kind = "level"
metric = "grr"
below = 1
where = {segment = "Nowhere"}
"""


@pytest.fixture
def asked(on_demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Asked:
    """The demo under the rules that come with Tenure and others of every kind."""
    file = tmp_path / "alerts.toml"
    file.write_text(reading.DEFAULT.read_text(encoding="utf-8") + MORE, encoding="utf-8")
    monkeypatch.setenv("TENURE_ALERTS", str(file))
    assert not reading.read().faults
    return asked_of(open_itself())


def differ(asked: Asked) -> list[Pair]:
    return [pair for pair in way.pairs(asked) if not pair.equal]


@pytest.mark.thorough
def test_every_rule_comes_to_the_same_on_several_weeks(asked: Asked) -> None:
    for back in (0, 45):
        then = asked_of(asked.warehouse, asked.as_of - timedelta(weeks=back))
        then.__dict__["company"] = asked.company
        assert differ(then)[:6] == [], back
    filtered = asked_of(asked.warehouse, asked.as_of, (("segment", ("SMB",)),))
    assert differ(filtered)[:6] == []


def test_before_the_data_no_rule_knows_anything(asked: Asked) -> None:
    early = asked_of(asked.warehouse, asked.build.first_day - timedelta(weeks=2))
    assert differ(early) == []
    assert {pair.ours for pair in way.pairs(early) if pair.scope.endswith("of=status")} == {"unknown"}


def named(asked: Asked) -> set[str]:
    return {pair.scope.split()[0].removeprefix("rule=") for pair in differ(asked)}


def test_a_wrong_reading_or_state_is_named(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    right = alerts_readings.level
    monkeypatch.setattr(alerts_readings, "level", lambda rule, series, held, where: right(
        rule, type(series)(series.days, series.values * 1.001, *list(vars(series).values())[2:]), held, where))
    assert {"nrr_low", "red_share"} <= named(asked) <= {"nrr_low", "red_share", "at_risk", "notice_red",
                                                        "grr_below_target"}
    monkeypatch.setattr(alerts_readings, "level", right)
    monkeypatch.setattr(alerts_judged, "WEEKS", 1)
    assert named(asked), "a state that forgets the year before is another"


def rule(**more: object) -> Rule:
    return Rule("r", "level", **more)  # type: ignore[arg-type]


def test_episodes_by_hand_and_by_both_ways() -> None:
    """Two weeks running, over only a tenth below, quiet for three weeks, again where worse by a half."""
    asked, start = rule(weeks=2, clears=0.1, quiet=3, worse=0.5), date(2026, 1, 4)
    beyond = (1, 1, -0.05, 1, -0.2, 1, 1.2, 1.6, None, -0.2, 0.1, 0.2, 0.3, 0.4)
    weeks = [Week(start + timedelta(weeks=at), None if by is None else second.exactly(by), by is not None and by > 0)
             for at, by in enumerate(beyond)]
    ours = alerts_state.states(asked, [alerts_state.Reading(week.day, by, week.holds)
                                       for week, by in zip(weeks, beyond, strict=True)])
    told = [second.told(way.asked_of(asked), weeks[:at + 1]) for at in range(len(weeks))]
    assert [(each.status, each.new) for each in told] == [
        ("waiting", False), ("firing", True), ("firing", False), ("firing", False), ("clear", False),
        ("waiting", False), ("firing", True), ("firing", False), ("firing", False), ("clear", False),
        ("waiting", False), ("firing", True), ("firing", False), ("firing", False)]
    assert [(each.status, each.since, each.said, each.new) for each in ours] == [
        (each.status, each.since, each.said, each.new) for each in told]


def test_what_was_decided_goes_before_the_quarter() -> None:
    held = (Aim("grr", 0.9, date(2026, 1, 1), date(2026, 3, 31)), Aim("grr", 0.95, date(2026, 2, 1), decided=True),
            Aim("grr", 0.5, date(2026, 2, 1), where=(("segment", ("SMB",)),)))
    assert [target(held, "grr", day, ()) for day in (date(2025, 12, 31), date(2026, 1, 31), date(2026, 2, 1))] == [
        None, 0.9, 0.95]


def test_the_year_before_is_what_a_rule_looks_back_on() -> None:
    assert way.BACK == alerts_asked.WEEKS + 1
