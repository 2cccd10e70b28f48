"""The list of silent leavers on a company whose truth is known: does it find them, and who else is on it?

Figures of the default, larger run stand in docs/demo-company.md; here one company is enough to see them.
"""

from __future__ import annotations

import pytest

from data.demo.truth import TRUTH
from tests import lists_power as power

CUSTOMERS, SEEDS = 1500, range(1, 2)


@pytest.fixture(scope="module")
def full() -> power.Measured:
    return power.measured(CUSTOMERS, SEEDS, TRUTH)


def test_most_silent_leavers_are_on_the_list_before_they_leave(full: power.Measured) -> None:
    """The last week before the end most of them; the rule needs its 8 weeks, so two months before nobody."""
    recall = full[0].set_index("before").eval("found / leavers")
    assert full[0].leavers.min() >= 20
    assert recall[1] > 0.55
    assert recall[3] > 0.25
    assert recall[8] < 0.1
    assert recall.is_monotonic_decreasing


def test_who_is_on_the_list_leaves_far_more_often_than_the_others(full: power.Measured) -> None:
    held = full[1]
    base = held["all_leave"] / held["all"]
    assert held["leave"] / held["listed"] > 8 * base
    assert held["leave"] > held["fall_and_stay"] > 0


def test_half_as_deep_a_fall_is_mostly_below_the_rules_border(full: power.Measured) -> None:
    """A fall of 27 % by the end is less than 30 % over 8 weeks: the list finds few, and does not invent the rest."""
    recall, held = power.measured(CUSTOMERS, SEEDS, power.halved())
    found = recall.set_index("before").eval("found / leavers")
    assert found[1] < full[0].set_index("before").eval("found / leavers")[1] / 2
    assert held["listed"] < full[1]["listed"]
