"""Answers of pages that are kept: within their bytes, of the versions in use, worked out by one at a time."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pandas as pd
import pytest

from components.answers import KEY_BYTES, Answers

URL = "duckdb:////nowhere/tenure.duckdb"


def test_those_asked_last_are_kept_within_a_number_of_bytes() -> None:
    held = Answers(60.0, most=3 * (KEY_BYTES + 1100))
    for name in ("a", "b", "c", "a", "d"):
        assert held.get((URL, "v1", name), partial(str.__mul__, name, 1000)) == name * 1000
    asked: list[str] = []
    for name in ("a", "c", "d", "b"):
        held.get((URL, "v1", name), partial(asked.append, name))
    assert asked == ["b"]
    assert 0 < held.bytes <= held.most
    held.get((URL, "v1", "longer than all"), lambda: "x" * held.most)
    assert (len(held), held.bytes) == (0, 0)


def test_an_answer_is_its_askers_own_to_change() -> None:
    held = Answers(60.0)
    for _ in range(3):
        frame = held.get((URL, "v1", "q"), lambda: pd.DataFrame({"n": [1]}))
        assert frame.n.tolist() == [1]
        frame.loc[0, "n"] = 9


def test_many_who_ask_the_same_wait_for_one_and_others_do_not() -> None:
    held, made, entered, go = Answers(60.0), [], threading.Event(), threading.Event()

    def slow() -> int:
        made.append(1)
        entered.set()
        assert go.wait(20)
        return 7

    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(held.get, (URL, "v1", "slow"), slow) for _ in range(6)]
        assert entered.wait(20)
        assert held.get((URL, "v1", "quick"), lambda: 1) == 1
        go.set()
        assert [each.result(20) for each in asked] == [7] * 6
    assert made == [1]
    assert held._making == {}


def test_an_error_is_raised_and_not_kept() -> None:
    held = Answers(60.0)

    def fails() -> int:
        raise LookupError("down")

    for _ in range(2):
        with pytest.raises(LookupError, match="down"):
            held.get((URL, "v1", "q"), fails)
    assert held.get((URL, "v1", "q"), lambda: 3) == 3
    assert held._making == {}


def test_what_is_older_than_its_time_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    held, now = Answers(10.0), [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    assert held.get((URL, "v1", "q"), lambda: 1) == 1
    now[0] = 109.0
    assert held.get((URL, "v1", "q"), lambda: 2) == 1
    now[0] = 111.0
    assert held.get((URL, "v1", "q"), lambda: 2) == 2


def test_versions_that_are_served_no_more_go() -> None:
    held = Answers(60.0)
    for number in range(50):
        for of in range(3):
            held.get((URL, f"v{number}", of), partial(int, number))
    assert len(held) == 6
    assert held.get((URL, "v49", 0), lambda: -1) == 49
    held.clear()
    assert (len(held), held.bytes) == (0, 0)


def test_a_list_or_a_frame_in_a_question_is_told_by_its_content() -> None:
    held = Answers(60.0)
    assert held.get((URL, "v1", "q", ([1, 2],)), lambda: 1) == 1
    assert held.get((URL, "v1", "q", ([1, 2],)), lambda: 2) == 1
    assert held.get((URL, "v1", "q", ([1, 3],)), lambda: 2) == 2
