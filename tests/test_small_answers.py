"""Answers as whoever may not see names gets them: they add up, and no question gives away what another hides."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest

from data.access import EVERYONE, Viewer
from data.warehouse import Warehouse, open_warehouse
from queries import accounts, bridge, functions_sold, health, health_moves, lists, renewals, retention
from queries.__main__ import main
from queries.dimensions import build_info, visible
from queries.scope import Scope, UnknownFilter
from queries.small import LEAST
from queries.small_names import UNNAMED
from queries.small_rows import POOLED
from queries.small_scope import TooFew, table
from queries.small_shown import Asked, NotShown, shown

VIEWER = Viewer("viewer@example.com", "viewer")
KEYS = ("segment", "region", "team_id", "industry", "plan", "partner_id")


@pytest.fixture
def house(on_demo: Path) -> Warehouse:
    return open_warehouse()


def today(house: Warehouse) -> date:
    return build_info(house).default_as_of


@pytest.mark.parametrize("by", KEYS)
def test_a_split_adds_up_and_shows_no_small_group(house: Warehouse, by: str) -> None:
    scope = Scope(today(house), viewer=VIEWER)
    found, whole = retention.kpis(house, scope, by), retention.kpis(house, scope).iloc[0]
    for name in ("logos", "logos_base", "arr", "arr_base"):
        assert found[name].sum() == pytest.approx(whole[name])
    for name in ("logos", "logos_base"):
        assert not found[name].between(1, LEAST - 1).any()
    known = {value.value for value in visible(house, VIEWER)[by].values}
    assert {None if pd.isna(each) else each for each in found[by]} <= known | {POOLED}


def test_the_company_s_totals_are_everybody_s(house: Warehouse) -> None:
    mine, every = (retention.kpis(house, Scope(today(house), viewer=each)) for each in (VIEWER, EVERYONE))
    parts = ["paper_units", "paper_arr", "nrr_paper", "grr_paper"]  # of a few customers
    pd.testing.assert_frame_equal(mine.drop(columns=parts), every.drop(columns=parts))


def test_a_pooled_rate_is_that_of_the_pooled_customers(house: Warehouse) -> None:
    by, scope = "region", Scope(today(house), viewer=VIEWER)
    found = retention.kpis(house, scope, by)
    pooled, shown_ = found[found[by] == POOLED].iloc[0], set(found[by]) - {POOLED}
    everything = retention.kpis(house, Scope(today(house)), by)
    rest = everything[~everything[by].isin(shown_)]
    assert len(rest) > 1
    assert pooled.grr == pytest.approx((rest.grr.fillna(0) * rest.arr_base).sum() / rest.arr_base.sum())
    assert pd.isna(pooled.grr_low)


@pytest.mark.parametrize("keys", [*((each,) for each in KEYS), *pairwise(KEYS)], ids=str)
def test_a_filter_is_answered_where_its_cell_is_shown_and_nowhere_else(house: Warehouse, keys: tuple[str, ...]) -> None:
    day, known = today(house), visible(house, VIEWER)
    made = table(house, day, keys, ())
    named = [cell for cell in (*made.hidden, *made.shown)
             if all(value in {each.value for each in known[key].values} for key, value in zip(keys, cell, strict=True))]
    for cell in sorted(named, key=str)[:6]:
        scope = Scope(day, where=tuple((key, (value,)) for key, value in zip(keys, cell, strict=True)), viewer=VIEWER)
        if cell in made.hidden:
            with pytest.raises(TooFew):
                retention.kpis(house, scope)
        else:
            row = retention.kpis(house, scope).iloc[0]
            assert not 0 < row.logos < LEAST
            assert not 0 < row.logos_base < LEAST


def test_a_split_under_a_filter_shows_no_more_than_the_filters_do(house: Warehouse) -> None:
    day = today(house)
    for value in [each.value for each in visible(house, VIEWER)["segment"].values]:
        scope = Scope(day, where=(("segment", (value,)),), viewer=VIEWER)
        try:
            found = retention.kpis(house, scope, "region")
        except TooFew:
            continue
        hidden = {cell[1] for cell in table(house, day, ("segment", "region"), ()).hidden if cell[0] == value}
        assert not hidden & set(found.region)


def test_of_a_part_no_amounts_of_what_moved_are_told(house: Warehouse) -> None:
    day = today(house)
    whole = bridge.bridge(house, Scope(day, viewer=VIEWER), date(day.year - 1, day.month, day.day), day)
    part = bridge.bridge(house, Scope(day, where=(("segment", ("SMB",)),), viewer=VIEWER),
                         date(day.year - 1, day.month, day.day), day)
    assert whole.churn.notna().all()
    assert part[["new", "expansion", "contraction", "churn"]].isna().all(axis=None)
    assert part[["opening", "closing"]].notna().all(axis=None)


def test_lists_are_one_line_with_their_sums(house: Warehouse) -> None:
    scope = Scope(today(house), viewer=VIEWER)
    found, everybody = lists.shelfware(house, scope), lists.shelfware(house, Scope(today(house)))
    assert len(found) == 1
    assert found.attrs[UNNAMED] == len(everybody)
    assert found["arr"].iloc[0] == pytest.approx(everybody["arr"].sum())
    assert found[["account", "account_id", "owner", "url", "detail"]].isna().all(axis=None)
    few = lists.silent(house, scope)
    assert 0 < len(lists.silent(house, Scope(today(house)))) < LEAST, "the demo has so few of them"
    assert few.isna().all(axis=None)
    assert few.attrs[UNNAMED] is None
    assert few.attrs["arr"] is None


@pytest.mark.parametrize("call", [
    lambda house, scope: health.bands(house, scope, "csm_id"),
    lambda house, scope: retention.kpis(house, scope, "csm_id"),
    lambda house, scope: retention.kpis(house, scope.with_filter("csm_id", "M001"))])
def test_people_are_no_key(house: Warehouse, call: object) -> None:
    with pytest.raises((NotShown, UnknownFilter)) as refused:
        call(house, Scope(today(house), viewer=VIEWER))  # type: ignore[operator]
    assert "M002" not in str(refused.value)


def test_who_sold_is_nobody(house: Warehouse) -> None:
    found = functions_sold.sold(house, Scope(today(house), viewer=VIEWER), "seller")
    assert set(found["of"]) <= {POOLED}


def test_of_two_keys_both_margins_hold(house: Warehouse) -> None:
    found = health_moves.migration(house, Scope(today(house), viewer=VIEWER))
    assert found.customers.isna().any(), "the demo has small cells"
    assert found["arr"].isna().eq(found.customers.isna()).all()
    assert not found.customers.between(1, LEAST - 1).any()


def test_parts_of_few_have_no_amount(house: Warehouse) -> None:
    row = renewals.kpis(house, Scope(today(house), viewer=VIEWER)).iloc[0]
    for count, amount in (("lost", "arr_lost"), ("open", "arr_open"), ("overdue", "arr_overdue")):
        assert pd.isna(row[amount]) == (0 < row[count] < LEAST), count


def test_a_label_that_few_bear_is_no_row() -> None:
    frame = pd.DataFrame({"domain": ["a.example", "b.example", "all.example"], "band": ["red"] * 3,
                          "customers": [1, 7, 20], "arr": [9.0, 70.0, 200.0]})
    asked = Asked("domain", frozenset({"b.example", "all.example"}), False, lambda by: frozenset())
    made = shown(frame, False, (), asked)
    assert "a.example" not in made.to_string()
    assert made.customers.sum() in (20, 28)


def test_a_company_of_few_tells_nothing() -> None:
    asked = Asked()
    made = shown(pd.DataFrame({"logos": [3], "arr": [30.0], "nrr": [1.0]}), False, (), asked)
    assert made.isna().all(axis=None)


def test_commands_say_why(house: Warehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                          capsys: pytest.CaptureFixture[str]) -> None:
    rules = tmp_path / "access.toml"
    rules.write_text('[[person]]\nemail = "viewer@example.com"\nrole = "viewer"\n', encoding="utf-8")
    monkeypatch.setenv("TENURE_ACCESS", str(rules))
    hidden = next(cell for cell in sorted(table(house, today(house), ("region", "segment"), ()).hidden, key=str)
                  if cell[0] in {each.value for each in visible(house, VIEWER)["region"].values})
    where = ["--where", f"region={hidden[0]}", "--where", f"segment={hidden[1]}"]
    assert main(["kpis", *where, "--viewer", "viewer@example.com"]) == 2
    assert "fewer than five" in capsys.readouterr().err
    assert main(["kpis", *where]) == 0


def test_whoever_may_see_names_loses_nothing(house: Warehouse) -> None:
    scope = Scope(today(house))
    assert accounts.accounts(house, scope, limit=5).account.notna().all()
    assert POOLED not in set(retention.kpis(house, scope, "industry").industry)


def test_a_rate_that_differs_by_few_alone_is_not_told() -> None:
    """(NRR with paperwork − NRR) × base is the amount in paperwork: withheld, it must not come back."""
    frame = pd.DataFrame({"team_id": ["a", "b"], "logos_base": [50, 60], "arr_base": [1000.0, 2000.0],
                          "nrr": [0.9, 0.8], "nrr_paper": [0.95, 0.85], "grr_paper": [0.9, 0.8],
                          "paper_units": [3, 7], "paper_arr": [50.0, 100.0]})
    told = shown(frame, False, (), Asked(by="team_id", known=frozenset(("a", "b"))))
    assert told[["nrr_paper", "grr_paper", "paper_arr"]].isna().all(axis=1).tolist() == [True, False]
