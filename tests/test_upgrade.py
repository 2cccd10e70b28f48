"""How tests/upgrade.py holds two answers against each other."""

from __future__ import annotations

from typing import Any

from tests.upgrade import _compared

Rows = list[dict[str, Any]]
OLD: Rows = [{"segment": "SMB", "band": "red", "arr": 0.1}, {"segment": "Startup", "band": "red", "arr": 7.0}]


def test_an_order_is_no_figure() -> None:
    assert _compared(OLD, OLD[::-1]) == (6, [])


def test_a_figure_that_differs_is_told_with_its_row() -> None:
    new = [OLD[1], OLD[0] | {"arr": 0.1000001}]
    assert _compared(OLD, new) == (6, ["('SMB', 'red') arr: 0.1 is now 0.1000001"])


def test_a_row_that_is_no_more_is_told() -> None:
    assert _compared(OLD, [OLD[0], OLD[1] | {"segment": "Mid"}]) == (4, ["('Startup', 'red') is no more"])


def test_a_target_of_the_release_s_own_may_be_another_and_a_decided_one_may_not() -> None:
    old, new = ([{"measure": "depth", "target": at, "value": 1.0}] for at in (0.5, 8.0))
    assert _compared(old, [new[0] | {"source": "practice"}]) == (2, [])
    assert _compared(old, [new[0] | {"source": "store"}])[1] == ["('depth',) target: 0.5 is now 8.0"]


def test_rows_without_names_of_their_own_keep_their_place() -> None:
    assert _compared([{"arr": 1}, {"arr": 2}], [{"arr": 2}, {"arr": 1}])[1] == ["(0,) arr: 1 is now 2",
                                                                              "(1,) arr: 2 is now 1"]
