"""Frozen weeks: what the meeting saw stays, and what later data changed is listed by account and adds up exactly."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.store import Record, open_store
from data.warehouse import Warehouse
from queries import frozen, frozen_units
from queries.__main__ import main
from queries.charter import Wanted
from queries.frozen_units import PARTS, Accounts, Unit
from queries.scope import Scope
from tests.charter_company import AS_OF, COMPANY, Line, load, own_home, record, restated, sums

__all__ = ["own_home"]
LATE: dict[str, dict[str, Any]] = {"C03": {"end": date(2026, 10, 1)}, "C05": {"mrr": 9000},
                                   "C08": {"start": date(2026, 1, 1)}}
"""A cancellation that came late, an amount that was corrected, a customer that was no customer a year ago."""
MORE = (Line("NEW", date(2026, 6, 1), None, 7000),)
Home = tuple[Path, Warehouse, Record]


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """The company frozen by the command, then loaded again with what arrived later."""
    folder = tmp_path_factory.mktemp("frozen")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("TENURE_WAREHOUSE_URL", "TENURE_STORE_URL"):
            patch.delenv(name, raising=False)
        patch.setenv("TENURE_HOME", str(folder / "home"))
        load(folder / "data", COMPANY)
        assert main(["freeze", "--as-of", str(AS_OF), "--author", "森"]) == 0
        after = load(folder / "data", restated(COMPANY, LATE, MORE))
        yield folder, after, open_store().current("snapshot")[0]


def test_the_frozen_figures_are_those_of_then(week: Home) -> None:
    _, _, snapshot = week
    then, now = sums(COMPANY), sums(restated(COMPANY, LATE, MORE))
    kept = snapshot.body["figures"]
    assert kept["arr"] == then["arr"] != now["arr"]
    assert kept["grr"] == pytest.approx(then["capped"] / then["base"])
    assert kept["nrr"] == pytest.approx(then["kept"] / then["base"])
    assert kept["logo_retention"] == pytest.approx(then["logos_kept"] / then["logos_base"])
    assert (kept["logos"], kept["logos_base"], kept["logos_kept"]) == (
        then["logos"], then["logos_base"], then["logos_kept"])
    assert kept["net_new"] == 12 * 500, "the one that began in the week"
    assert kept["arr_at_risk"] is None, "there are no renewals to be at risk"
    assert (snapshot.author, snapshot.version) == ("森", 1)


def test_every_figure_stands_beside_that_of_now(week: Home) -> None:
    _, after, snapshot = week
    now = sums(restated(COMPANY, LATE, MORE))
    found = frozen.compared(after, Scope(AS_OF), snapshot).set_index("figure")
    assert set(found.index) >= set(frozen.KINDS)
    assert found.now["arr"] == now["arr"]
    assert found.now["grr"] == pytest.approx(now["capped"] / now["base"])
    assert found.delta["arr"] == now["arr"] - snapshot.body["figures"]["arr"]
    moved = set(frozen.changed(found.reset_index()).figure)
    assert {"arr", "grr", "nrr", "logos_kept", "arr_base"} <= moved
    assert "arr_at_risk" not in moved
    assert frozen.compared(after, Scope(AS_OF), snapshot).attrs == {"redefined": False, "rebuilt": True}


def test_the_difference_is_listed_by_account_and_adds_up(week: Home) -> None:
    _, after, snapshot = week
    then, now = sums(COMPANY), sums(restated(COMPANY, LATE, MORE))
    found = frozen.restated(after, Scope(AS_OF), snapshot)
    assert dict(zip(found.account_id, found.what, strict=True)) == {
        "C03": "cancelled", "C05": "amount", "C08": "base", "NEW": "late_customer"}
    assert found.account.tolist() == [f"{key}社" for key in found.account_id]
    for part in PARTS:
        assert found[f"change_{part}"].sum() == now[part] - then[part], part


def test_other_filters_and_units_of_the_page_change_nothing(week: Home) -> None:
    _, after, snapshot = week
    whole = frozen.compared(after, Scope(AS_OF), snapshot)
    pd.testing.assert_frame_equal(whole, frozen.compared(after, Scope(date(2026, 11, 15), "contract"), snapshot))


def test_freezing_again_keeps_the_first_and_the_meeting_keeps_its_own(
    week: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    store = open_store()
    store.put("review", str(AS_OF), {"held_on": "2026-11-24", "present": ["sales"], "snapshot": 1}, "森", 0)
    assert main(["freeze", "--as-of", str(AS_OF), "--author", "高瀬"]) == 0
    first, second = store.history("snapshot", str(AS_OF))
    assert first.body["figures"]["arr"] == sums(COMPANY)["arr"] != second.body["figures"]["arr"]
    capsys.readouterr()
    assert main(["charter", "--view", "difference", "--week", str(AS_OF), "--format", "json"]) == 0
    said = json.loads(capsys.readouterr().out)
    rows = {row["figure"]: row for row in said["rows"]}
    assert said["version"] == 1
    assert rows["arr"]["then"] == first.body["figures"]["arr"]
    assert main(["charter", "--view", "accounts", "--week", str(AS_OF), "--format", "json"]) == 0
    accounts = json.loads(capsys.readouterr().out)["rows"]
    assert sum(row["change_arr"] for row in accounts) == rows["arr"]["delta"]
    assert main(["charter", "--view", "meetings", "--format", "json"]) == 0
    meeting = json.loads(capsys.readouterr().out)["rows"][0]
    assert (meeting["week_on"], meeting["present"], meeting["held_on"]) == (str(AS_OF), ["sales"], "2026-11-24")


@pytest.mark.parametrize("asked", [["--as-of", "2026-11-18"], ["--as-of", "2031-01-05"], ["--author", " "],
                                   ["--where", "segment=A"], ["--unit", "contract"]])
def test_what_cannot_be_frozen_is_refused(week: Home, asked: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    before = open_store().version()
    given_ = ["--as-of", str(AS_OF)] if "--as-of" not in asked else []
    author = ["--author", "森"] if "--author" not in asked else []
    assert main(["freeze", *given_, *author, *asked]) == 2
    assert "error:" in capsys.readouterr().err
    assert open_store().version() == before


def test_a_week_that_is_not_frozen_is_named(week: Home, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["charter", "--view", "difference", "--week", "2026-11-15"]) == 2
    assert str(AS_OF) in capsys.readouterr().err


def test_the_charters_kpis_are_frozen_with_their_targets(week: Home) -> None:
    _, after, _ = week
    wanted = (Wanted("grr", 0.9, "store", "森", date(2026, 12, 31)), Wanted("coverage", 0.9, "practice"))
    body = frozen.picture(after, Scope(AS_OF), wanted)
    [kpi] = body["kpis"]
    assert (kpi["measure"], kpi["target"], kpi["owner"], kpi["due_on"]) == ("grr", 0.9, "森", "2026-12-31")
    json.dumps(body, allow_nan=False)
    kept = record("snapshot", str(AS_OF), **{**body, "kpis": [{**kpi, "value": 0.5}, {**kpi, "measure": "gone"}]})
    found = frozen.compared(after, Scope(AS_OF), kept).set_index("figure")
    assert found.delta["kpi.grr"] == pytest.approx(kpi["value"] - 0.5)
    assert pd.isna(found.now["kpi.gone"])


UNITS = st.dictionaries(st.sampled_from([f"U{n}" for n in range(12)]),
                        st.tuples(st.integers(0, 10**13), st.integers(0, 10**13)).filter(any).map(
                            lambda pair: Unit("社", *pair)), max_size=12)


@settings(deadline=None)
@given(UNITS, UNITS, st.sampled_from([0, 60, 120, 10_000]))
def test_whatever_is_restated_the_rows_add_up_exactly(then: dict[str, Unit], now: dict[str, Unit], room: int) -> None:
    """Every part, to the minor unit, however many accounts could be kept by name."""
    kept = frozen_units.unpack(json.loads(json.dumps(frozen_units.pack(then, room))))
    rows = frozen_units.changes(kept, now)
    before, after = (frozen_units.summed(each.values()) for each in (then, now))
    for number, part in enumerate(PARTS):
        assert sum(rows[f"change_{part}"]) == after[number] - before[number]
    assert set(rows.account_id.dropna()) <= {key for key in {*then, *now} if then.get(key) != now.get(key)}


@settings(deadline=None)
@given(UNITS)
def test_the_same_data_have_no_difference(then: dict[str, Unit]) -> None:
    assert frozen_units.changes(frozen_units.unpack(frozen_units.pack(then)), then).empty


def test_a_large_company_is_kept_by_its_largest_accounts() -> None:
    many = {f"customer-{n * 7919 % 100_003}": Unit(f"株式会社{n * 31 % 977}", n * 37 % 10_007, n * 53 % 9_973)
            for n in range(1, 30_000)}
    body = frozen_units.pack(many)
    assert len(body["packed"]) <= frozen_units.LONGEST
    kept = frozen_units.unpack(body)
    assert kept.rest is not None
    assert len(kept.units) + kept.rest[0] == body["count"] == len(many)
    least = min(max(unit.base, unit.arr) for unit in kept.units.values())
    assert all(max(unit.base, unit.arr) <= least for key, unit in many.items() if key not in kept.units)
    changed: dict[str, Any] = {**many, next(iter(kept.units)): Unit("", 0, 0)}
    assert len(frozen_units.changes(kept, changed)) == 1


def test_what_became_of_an_account() -> None:
    then = Accounts({"a": Unit("", 5, 5), "b": Unit("", 5, 5), "c": Unit("", 5, 0), "d": Unit("", 0, 4)})
    now = {"b": Unit("", 5, 0), "c": Unit("", 5, 6), "d": Unit("", 3, 4), "e": Unit("E", 0, 1)}
    found = frozen_units.changes(then, now)
    assert dict(zip(found.account_id, found.what, strict=True)) == {
        "a": "gone", "b": "cancelled", "c": "returned", "d": "base", "e": "late_customer"}
