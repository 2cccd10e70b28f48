"""Public data that nobody here made up: survival by kind of contract is lifelines', cohorts are the oracle's.

Once as they are, and once with the history cut at 2017-01-01: lines begin there at the earliest, customers keep the day
on which they signed, and so enter at their age. The files are not part of the project (see test_public_data).
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from lifelines import KaplanMeierFitter
from lifelines.statistics import logrank_test

from data.__main__ import main
from data.warehouse import Warehouse, open_warehouse
from queries.dimensions import build_info
from queries.oracle import read_company
from queries.oracle.cohorts import reached
from queries.scope import Scope
from queries.survival import curves, default_cut, halves, verdict
from tests.agreement.files import read_csv
from tests.conftest import ROOT
from tests.test_cohorts import faults

CUT, AS_OF = date(2017, 1, 1), date(2020, 1, 5)
"""Everybody who left these data did so on 2020-01-01, later than anybody came."""


@dataclass(frozen=True)
class Telco:
    """The files, possibly cut, and what was built of them."""

    folder: Path
    warehouse: Warehouse

    @property
    def scope(self) -> Scope:
        return Scope(AS_OF)


@dataclass(frozen=True)
class Seen:
    """One customer: its one line, in whole months of age."""

    segment: str
    start: date
    entry: int
    duration: int
    event: bool


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def cut(folder: Path, into: Path) -> Path:
    """The files with no line before the cut."""
    (into / "customer.csv").write_bytes((folder / "customer.csv").read_bytes())
    with (folder / "subscription.csv").open(encoding="utf-8", newline="") as source:
        rows = [row for row in csv.DictReader(source) if not row["end_on"] or row["end_on"] > CUT.isoformat()]
    with (into / "subscription.csv").open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, rows[0].keys())
        writer.writeheader()
        writer.writerows(row | {"start_on": max(row["start_on"], CUT.isoformat())} for row in rows)
    return into


@pytest.fixture(scope="module", params=["whole", "cut"])
def telco(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Telco]:
    folder = next(ROOT.parent.glob("*/data/telco/"), None)
    if folder is None:
        pytest.skip("no */data/telco beside the project: its files are not part of it")
    if request.param == "cut":
        folder = cut(folder, tmp_path_factory.mktemp("cut"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TENURE_HOME", str(tmp_path_factory.mktemp("telco")))
        patch.delenv("TENURE_WAREHOUSE_URL", raising=False)
        assert main(["load", str(folder)]) == 0
        yield Telco(folder, open_warehouse())


def read(telco: Telco) -> list[Seen]:
    """Every customer's age as it enters and as it was last seen, from the files alone."""
    as_of, seen = telco.scope.as_of, []
    with (telco.folder / "customer.csv").open(encoding="utf-8", newline="") as source:
        customers = {row["customer_id"]: row for row in csv.DictReader(source)}
    with (telco.folder / "subscription.csv").open(encoding="utf-8", newline="") as source:
        lines = list(csv.DictReader(source))
    assert len({row["customer_id"] for row in lines}) == len(lines)
    for row in lines:
        start, end = date.fromisoformat(row["start_on"]), day(row["end_on"])
        signed = date.fromisoformat(customers[row["customer_id"]]["signed_on"])
        event = end is not None and end <= as_of
        if start <= as_of:
            until = end if end is not None and event else as_of
            seen.append(Seen(customers[row["customer_id"]]["segment"], start, reached(signed, start),
                             reached(signed, until), event))
    return seen


def fitted(group: list[Seen]) -> KaplanMeierFitter:
    return KaplanMeierFitter().fit([one.duration for one in group], [one.event for one in group],
                                   entry=[one.entry for one in group])


def test_survival_is_lifelines_by_segment(telco: Telco) -> None:
    groups: dict[str, list[Seen]] = defaultdict(list)
    for one in read(telco):
        groups[one.segment].append(one)
    found = curves(telco.warehouse, telco.scope, "segment")
    assert set(found.segment) == set(groups)
    assert found.attrs["left_out"] == 0
    assert (found.attrs["entered_late"] > 1000) is ("cut" in str(telco.folder))
    for segment, group in groups.items():
        curve, theirs = found[found.segment == segment], fitted(group)
        ages = curve.age.tolist()
        assert ages == list(range(max(one.duration for one in group) + 1))
        assert curve.survival.tolist() == pytest.approx(theirs.survival_function_at_times(ages).tolist(), abs=1e-9)
        bounds = theirs.confidence_interval_.reindex(ages, method="ffill").to_numpy()
        for row, (low, high) in zip(curve.itertuples(), bounds, strict=True):
            if row.survival > 0:
                assert (row.low, row.high) == pytest.approx((low, high), abs=1e-9)


def test_newer_against_older(telco: Telco) -> None:
    """At the board's own cut; log-rank is lifelines' where nobody enters late."""
    build = build_info(telco.warehouse)
    when = default_cut(build, telco.scope.as_of)
    seen = read(telco)
    sides = [one for one in seen if one.start < when], [one for one in seen if one.start >= when]
    found = verdict(telco.warehouse, telco.scope, when)
    assert (found.older_units, found.newer_units) == tuple(map(len, sides))
    older, newer = (float(fitted(side).predict(12)) for side in sides)
    assert (found.older, found.newer) == pytest.approx((older, newer), abs=1e-9)
    assert found.difference == pytest.approx(newer - older, abs=1e-9)
    assert set(halves(telco.warehouse, telco.scope, when).side) == {"older", "newer"}
    if not any(one.entry for one in seen):
        (one, other) = sides
        test = logrank_test([s.duration for s in one], [s.duration for s in other], [s.event for s in one],
                            [s.event for s in other])
        assert (found.chi2, found.p) == pytest.approx((test.test_statistic, test.p_value), rel=1e-9)


def test_cohorts_are_the_oracles(telco: Telco) -> None:
    company = read_company(read_csv(telco.folder))
    assert faults(telco.warehouse, company, telco.scope, "quarter") == []
    chosen = Scope(telco.scope.as_of, where=(("segment", ("One year",)),))
    assert faults(telco.warehouse, company, chosen, "month") == []
