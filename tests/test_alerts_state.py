"""When a rule fires: a naive state machine that shares no code with it, weeks worked by hand, hysteresis, quiet."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.alerts.model import Rule
from queries.alerts_state import Reading, State, states

FIRST = date(2026, 1, 4)
RULE = Rule("r", "level", metric="grr", threshold=0.9)
Beyond = list[float | None]


def readings(beyond: Beyond) -> list[Reading]:
    return [Reading(FIRST + timedelta(weeks=at), each, each is not None and each > 0) for at, each in enumerate(beyond)]


def told(rule: Rule, beyond: Beyond) -> str:
    """A letter a week: F it is said, f it stands, q it keeps quiet, w it waits, . nothing, ? unknown."""
    letters = {"firing": "f", "quiet": "q", "waiting": "w", "clear": ".", "unknown": "?"}
    return "".join("F" if each.new else letters[each.status] for each in states(rule, readings(beyond)))


def naive(rule: Rule, beyond: Beyond) -> list[tuple[bool, bool, bool]]:
    """Per week: an episode is open, it was said, it is said now. From the definition, each week from scratch."""
    made: list[tuple[bool, bool, bool]] = []
    said: list[int] = []
    for week in range(len(beyond)):
        episode = begins(rule, beyond, week)
        if episode is None:
            made.append((False, False, False))
            continue
        earlier = [each for each in said if each >= episode]
        now, last, value = False, said[-1] if said else None, beyond[week]
        if value is not None and value > 0:
            worse = last is not None and rule.worse is not None and value >= (beyond[last] or 0.0) + rule.worse
            free = last is None or week - last > rule.quiet
            now = worse or (free and not earlier)
        if now:
            said.append(week)
        made.append((True, bool(earlier) or now, now))
    return made


def begins(rule: Rule, beyond: Beyond, week: int) -> int | None:
    """The week in which the episode that is open on `week` began; null where none is open."""
    opened = None
    for at in range(week + 1):
        value = beyond[at]
        if value is not None and value <= 0 and value <= -rule.clears:
            opened = None
        run = beyond[max(0, at - rule.weeks + 1):at + 1]
        if opened is None and len(run) == rule.weeks and all(each is not None and each > 0 for each in run):
            opened = at
    return opened


WEEKS = st.lists(st.one_of(st.none(), st.sampled_from([-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0, 4.0])), max_size=40)
RULES = st.builds(
    lambda weeks, clears, quiet, worse: replace(RULE, weeks=weeks, clears=clears, quiet=quiet, worse=worse),
    st.integers(1, 4), st.sampled_from([0.0, 1.0, 2.0]), st.integers(0, 6), st.sampled_from([None, 1.0, 2.0]))


@settings(max_examples=250, deadline=None, database=None)
@given(RULES, WEEKS)
def test_it_does_what_the_definition_says(rule: Rule, beyond: Beyond) -> None:
    found = states(rule, readings(beyond))
    assert [(each.since is not None, each.fires, each.new) for each in found] == naive(rule, beyond)


@settings(max_examples=100, deadline=None, database=None)
@given(RULES, WEEKS)
def test_what_was_said_stays_said_whatever_comes_after(rule: Rule, beyond: Beyond) -> None:
    whole = states(rule, readings(beyond))
    assert whole[:len(beyond) // 2] == states(rule, readings(beyond[:len(beyond) // 2]))


@settings(max_examples=100, deadline=None, database=None)
@given(RULES, WEEKS)
def test_it_is_said_once_an_episode_and_never_within_the_quiet_period_unless_worse(rule: Rule, beyond: Beyond) -> None:
    said = [(at, beyond[at] or 0.0) for at, each in enumerate(states(rule, readings(beyond))) if each.new]
    for (before, was), (now, value) in pairwise(said):
        worse = rule.worse is not None and value >= was + rule.worse
        assert worse or now - before > rule.quiet


@pytest.mark.parametrize(("rule", "beyond", "wanted"), [
    (RULE, [-1, 1, 1, -1, 1], ".Ff.F"),
    (replace(RULE, weeks=2), [1, -1, 1, 1, 1], "w.wFf"),
    (replace(RULE, weeks=2), [1, None, 1, 1], "w?wF"),
    (replace(RULE, clears=2.0), [1, -1, 1, -1, -2, 1], "Ffff.F"),
    (replace(RULE, quiet=3), [1, -1, 1, -1, 1, -1], "F.q.F."),
    (replace(RULE, quiet=3), [1, -1, 1, 1, 1], "F.qqF"),
    (replace(RULE, quiet=3, worse=1.0), [1, -1, 1, 2, 2, 3], "F.qFfF"),
    (replace(RULE, worse=1.0), [1, 1.5, 2, 2.5, 3], "FfFfF"),
    (replace(RULE, clears=1.0), [1, None, None, -1], "Fff."),
    (RULE, [None, None], "??"),
    (RULE, [], ""),
])
def test_a_case_worked_by_hand(rule: Rule, beyond: Beyond, wanted: str) -> None:
    assert told(rule, beyond) == wanted


def test_a_figure_that_swings_around_its_threshold_does_not_flap() -> None:
    swinging: Beyond = [0.4 if at % 2 else -0.4 for at in range(40)]
    assert told(RULE, swinging).count("F") == 20
    assert told(replace(RULE, clears=0.5), swinging).count("F") == 1
    assert told(replace(RULE, quiet=8), swinging).count("F") == 4


def test_since_is_the_first_of_the_weeks_running() -> None:
    found: list[State] = states(replace(RULE, weeks=3), readings([-1, 1, 1, 1, 1]))
    assert found[-1].since == FIRST + timedelta(weeks=1)
    assert found[-1].said == FIRST + timedelta(weeks=3)
