"""The board's survival is the oracle's: every unit, filter, label and date; and the published case."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import timedelta
from math import sqrt
from typing import Any

import pandas as pd
import pytest

from data.warehouse import Warehouse
from queries import survival as board
from queries.estimate import estimate, logrank
from queries.oracle import UNITS, Company, Row
from queries.oracle import survival as oracle
from queries.scope import Scope
from tests import replay
from tests.agreement.questions import Subject, random_day, random_where, some, subject
from tests.oracle.examples import day, line, tables
from tests.oracle.test_survival import GEHAN, PLACEBO, TREATED
from tests.strategies import random_company
from tests.tiers import first

COMPANIES = 14
QUESTIONS = 10
COUNTS = ("at_risk", "events", "censored", "entered")
RATES = ("survival", "low", "high")


def unknown(value: Any) -> bool:
    return value is None or bool(pd.isna(value))


def close(given: Any, wanted: Any) -> bool:
    if wanted is None or unknown(given):
        return wanted is None and unknown(given)
    return bool(abs(float(given) - float(wanted)) <= 1e-9)


def curve_faults(frame: pd.DataFrame, wanted: Sequence[Row]) -> list[str]:
    """Where a curve of the board is not the oracle's."""
    if frame.age.tolist() != [row["age"] for row in wanted]:
        return [f"ages {frame.age.tolist()}, not 0 to {len(wanted) - 1}"]
    return [f"{name} at {row['age']}: {given[name]}, not {row[name]}"
            for row, given in zip(wanted, frame.to_dict("records"), strict=True) for name in (*COUNTS, *RATES)
            if not close(given[name], row[name])]


def by_faults(frame: pd.DataFrame, key: str, wanted: dict[Any, list[Row]]) -> list[str]:
    """The same for one curve per label."""
    groups = {None if unknown(label) else label: rows for label, rows in frame.groupby(key, dropna=False)}
    if groups.keys() != {label for label, rows in wanted.items() if rows}:
        return [f"{key}: curves of {list(groups)}, not of {list(wanted)}"]
    return [f"{key}={label} {fault}" for label, rows in groups.items() for fault in curve_faults(rows, wanted[label])]


def attr_faults(frame: pd.DataFrame, company: Company, scope: Scope) -> list[str]:
    found, left_out = oracle.stays(company, scope.as_of, scope.unit, scope.where)
    wanted = {"units": len(found), "left_out": left_out, "entered_late": sum(one.entry > 0 for one in found)}
    return [f"{name}: {frame.attrs[name]}, not {value}" for name, value in wanted.items() if frame.attrs[name] != value]


def verdict_faults(warehouse: Warehouse, company: Company, scope: Scope, cut: Any) -> list[str]:
    """Where newer against older is not the oracle's."""
    stays, _ = oracle.stays(company, scope.as_of, scope.unit, scope.where)
    older, newer = (oracle.estimate(oracle.counts(side)) for side in oracle.sides(stays, cut))
    found = by_faults(board.halves(warehouse, scope, cut), "side", {"older": older, "newer": newer})
    given = board.verdict(warehouse, scope, cut)
    test = oracle.log_rank(newer, older)
    wanted: Row = {"chi2": test.chi2, "p": test.p}
    wanted |= dict(zip(("hazard_ratio", "hazard_low", "hazard_high"), test.hazard or (None,) * 3, strict=True))
    sides = {"older": older, "newer": newer}
    for name, rows in sides.items():
        at = next((row for row in rows if row["age"] == 12), dict.fromkeys(RATES))
        wanted |= {name: at["survival"], f"{name}_low": at["low"], f"{name}_high": at["high"]}
    one, other = wanted["newer"], wanted["older"]
    wanted["difference"] = None if one is None or other is None else one - other
    spreads = [row["spread"] * row["survival"] ** 2 for rows in sides.values() for row in rows
               if row["age"] == 12 and row["survival"]]
    reach = oracle.Z * sqrt(sum(spreads)) if len(spreads) == 2 else None
    wanted["difference_low"] = None if reach is None else one - other - reach
    wanted["difference_high"] = None if reach is None else one - other + reach
    wanted["older_units"], wanted["newer_units"] = map(len, oracle.sides(stays, cut))
    return found + [f"{name}: {getattr(given, name)}, not {value}" for name, value in wanted.items()
                    if not close(getattr(given, name), value)]


def faults(asked: Subject, warehouse: Warehouse, scope: Scope, rng: random.Random) -> list[str]:
    """All of one question: the curve, a curve per label, the verdict."""
    company, key = asked.company, some(rng, asked.keys)
    cut = max(random_day(asked, rng), (asked.first_day or scope.as_of) + timedelta(days=1))
    whole = board.curves(warehouse, scope)
    found = curve_faults(whole, oracle.curve(company, scope.as_of, scope.unit, scope.where))
    found += attr_faults(whole, company, scope)
    found += by_faults(board.curves(warehouse, scope, key), key,
                       oracle.curves(company, scope.as_of, key, scope.unit, scope.where))
    return found + [f"cut {cut}: {fault}" for fault in verdict_faults(warehouse, company, scope, cut)]


@pytest.mark.parametrize("seed", first(5, range(COMPANIES)))
def test_survival_is_the_oracles(seed: int) -> None:
    rng = random.Random(seed)
    asked = subject(random_company(rng, customers=1 + seed % 14))
    warehouse = replay.warehouse(asked.tables, asked.company.digits)
    for number in range(QUESTIONS):
        scope = Scope(random_day(asked, rng), UNITS[number % len(UNITS)], random_where(asked, rng, asked.keys))
        assert faults(asked, warehouse, scope, rng) == [], scope


def test_gehans_6mp_data() -> None:
    """Published survival of the treated, and the log-rank test against the untreated."""
    treated, placebo = (pd.DataFrame(oracle.counts(group)) for group in (TREATED, PLACEBO))
    curve = estimate(treated).set_index("age")
    assert {age: round(float(curve.survival[age]), 3) for age in GEHAN} == GEHAN
    assert curve.loc[6, ["low", "high"]].tolist() == pytest.approx([0.620, 0.952], abs=5e-4)
    test = logrank(placebo, treated)
    assert (test.observed, test.expected, test.variance) == pytest.approx((9, 19.2505, 6.2570), abs=5e-5)
    assert test.chi2 == pytest.approx(16.793, abs=5e-4)


EDGE = line("edge", "2023-12-01", None, "1")


def on(when: str, *lines: Row, **filters: tuple[str | None, ...]) -> tuple[pd.DataFrame, board.Verdict]:
    """The curve of a hand-made company and its verdict at 2024-07-01; the oracle is asked about both too."""
    asked = subject(tables(EDGE, *lines))
    warehouse = replay.warehouse(asked.tables, asked.company.digits)
    scope = Scope(day(when), where=tuple(filters.items()))
    assert faults(asked, warehouse, scope, random.Random(1)) == []
    assert verdict_faults(warehouse, asked.company, scope, day("2024-07-01")) == []
    return board.curves(warehouse, scope), board.verdict(warehouse, scope, day("2024-07-01"))


def test_nobody() -> None:
    curve, verdict = on("2024-12-31")
    assert curve.empty
    assert (curve.attrs["units"], curve.attrs["left_out"]) == (0, 1)
    assert verdict.reason == "no_older"
    assert verdict.older is verdict.newer is verdict.difference is verdict.p is verdict.hazard_ratio is None
    filtered, _ = on("2024-12-31", line("trial", "2024-01-01", None, "0", product="Q"), product=("Q",))
    assert filtered.empty


def test_one_customer() -> None:
    curve, verdict = on("2025-06-30", line("a", "2024-05-15", None, "1"))
    assert curve[["at_risk", "survival"]].to_numpy().tolist() == [[1, 1]] * 14
    assert (verdict.reason, verdict.older, verdict.newer) == ("no_newer", 1, None)


def test_everyone_churned_on_one_day() -> None:
    gone = [line(f"c{n}", f"2024-0{4 + n}-01", "2024-11-01", "1") for n in range(6)]
    curve, verdict = on("2025-06-30", *gone)
    last = curve.iloc[-1]
    assert (last.age, last.survival) == (7, 0)
    assert pd.isna(last.low)
    assert verdict.reason == "too_young", "nobody was seen to twelve months"


def test_nobody_left_and_too_young() -> None:
    stay = [line("a", "2024-01-01", None, "1"), line("b", "2024-08-01", None, "1")]
    assert on("2025-12-31", *stay)[1].reason == "no_events"
    assert on("2025-06-30", *stay, line("c", "2024-08-01", "2024-10-01", "1"))[1].reason == "too_young"


def test_a_cut_before_the_data_begin_leaves_nobody_older() -> None:
    customers = [{"customer_id": "edge", "signed_on": day("2020-01-01")}]
    asked = subject(tables(EDGE, customers=customers))
    warehouse = replay.warehouse(asked.tables, asked.company.digits)
    assert verdict_faults(warehouse, asked.company, Scope(day("2024-12-31")), day("2023-01-01")) == []
