"""The demo company: the same for a seed, in the contract's shape, every planted cause there for a naive count to see.

The counts here are plain pandas over the tables; nothing of the board's own arithmetic is used.
"""

from __future__ import annotations

import re
from dataclasses import fields
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from data.contract import TABLES, words
from data.demo import COMPANY, last_sunday, tables, write
from data.demo.engine import simulate
from data.demo.latent import Use, training
from data.demo.ledger import known
from data.demo.names import company_names
from data.demo.tables import of_run
from data.demo.truth import TRUTH

END = date(2026, 11, 22)
LAST = pd.Timestamp(END)
WEEK = pd.Timedelta(7, "D")
Frames = dict[str, pd.DataFrame]


class Seen:
    """A company's tables as frames, and what every customer was worth on a day."""

    def __init__(self, made: dict[str, pa.Table]) -> None:
        self.frames: Frames = {name: table.to_pandas(date_as_object=False) for name, table in made.items()}
        self.customers = self.frames["customer"].set_index("customer_id")
        rates = self.frames["fx_rate"].set_index("currency").to_reporting.astype(float)
        lines = self.frames["subscription"]
        paid = lines[lines.kind == "paid"].reset_index(drop=True)
        self.at = self.customers.index.get_indexer(paid.customer_id)
        self.start, self.end = paid.start_on.to_numpy(), paid.end_on.fillna(pd.Timestamp("2200-01-01")).to_numpy()
        self.worth = (12 * paid.mrr.astype(float) * paid.currency.map(rates)).round().to_numpy()

    def arr(self, day: pd.Timestamp) -> pd.Series:
        here = (self.start <= day.to_datetime64()) & (day.to_datetime64() < self.end)
        sums = np.bincount(self.at[here], self.worth[here], minlength=len(self.customers))
        return pd.Series(sums, index=self.customers.index)

    def year(self, day: pd.Timestamp) -> pd.DataFrame:
        """The base a year before, with `then`, `now` and the customer's columns of today."""
        pair = pd.DataFrame({"then": self.arr(day - pd.DateOffset(years=1)), "now": self.arr(day)})
        return pair[pair.then > 0].join(self.customers)

    def owner(self, day: pd.Timestamp) -> pd.Series:
        rows = self.frames["assignment"]
        return rows[rows.from_on <= day].sort_values("from_on").groupby("customer_id").team_id.last()

    def segment(self, day: pd.Timestamp) -> pd.Series:
        rows = self.frames["attribute_history"].query("attribute == 'segment'").sort_values("from_on")
        first = rows.groupby("customer_id").value.first()
        then = rows[rows.from_on <= day].groupby("customer_id").value.last()
        return then.reindex(self.customers.index).fillna(first).fillna(self.customers.segment)


def kept(base: pd.DataFrame, by: Any) -> pd.Series:
    return (base.now > 0).groupby(base[by] if isinstance(by, str) else by.reindex(base.index)).mean()


def rates(seen: Seen, day: pd.Timestamp) -> tuple[float, float, float]:
    """NRR, GRR and the half-width of GRR's interval, by the delta method."""
    base = seen.year(day)
    then, capped, count = base.then, base[["then", "now"]].min(axis=1), len(base)
    grr = capped.sum() / then.sum()
    spread = ((capped - grr * then) ** 2).sum() * count / (count - 1)
    return base.now.sum() / then.sum(), grr, 1.96 * spread**0.5 / then.sum()


def masks(seen: Seen, day: pd.Timestamp) -> bool:
    """Rule A1 on the 14 Sundays to `day`."""
    found = [rates(seen, day - back * WEEK) for back in range(13, -1, -1)]
    fall = found[0][1] - found[-1][1]
    return bool(np.polyfit(range(14), [nrr for nrr, _, _ in found], 1)[0] >= 0 and fall >= 0.01 and fall > found[-1][2])


@pytest.fixture(scope="module")
def seen() -> Seen:
    return Seen(tables(end=END, activity=False))


@pytest.fixture(scope="module")
def large() -> tuple[Any, Seen]:
    """Ten times the default, where a cause has to stand out from chance."""
    run = simulate(20_000, 4, 7, END)
    return run, Seen(of_run(run))


def pooled(seen: Seen) -> pd.DataFrame:
    """The bases of the three years before the masked quarter began."""
    return pd.concat([seen.year(LAST - 20 * WEEK - pd.DateOffset(years=back)) for back in range(3)])


def test_the_same_seed_gives_the_same_company_and_another_another() -> None:
    one, same, other = (tables(300, 3, seed, END) for seed in (7, 7, 8))
    assert all(one[name].equals(same[name]) for name in one)
    assert not one["subscription"].equals(other["subscription"])
    assert not one["customer"].column("name").equals(other["customer"].column("name"))
    assert tables(300, 3, 7, date(2026, 11, 25))["subscription"].equals(one["subscription"]), "moved back to Sunday"


@pytest.mark.parametrize(("customers", "years"), [(1, 1), (40, 1), (300, 2), (2000, 4), (500, 9)])
def test_tables_conform_to_the_contract(customers: int, years: int) -> None:
    made = tables(customers, years, 3, END)
    frames = {name: table.to_pandas(date_as_object=False) for name, table in made.items()}
    assert len(frames["customer"]) == customers
    for name, frame in frames.items():
        table = TABLES[name]
        assert not frame.duplicated(list(table.info["key"])).any(), name
        for column in table.columns:
            if column.name not in frame:
                assert column.nullable, (name, column.name)
                continue
            values = frame[column.name]
            assert column.nullable or values.notna().all(), (name, column.name)
            assert not words(column) or set(values.dropna()) <= set(words(column)), (name, column.name)
            if refers := column.info.get("refers"):
                assert set(values.dropna()) <= set(frames[refers][f"{refers}_id"]), (name, column.name)
            if column.info.get("event") and (name, column.name) != ("subscription", "start_on"):
                assert not (values >= LAST + pd.Timedelta(1, "D")).any(), (name, column.name)


def test_lines_are_sound(seen: Seen) -> None:
    lines = seen.frames["subscription"]
    assert not (lines.end_on < lines.start_on).any()
    assert (lines.mrr.astype(float) >= 0).all()
    assert (lines.mrr.astype(float) <= lines.list_mrr.astype(float).fillna(np.inf)).all()
    assert set(lines.kind) == {"paid", "trial", "free", "usage", "service"}
    assert set(lines.currency) == {"JPY", "USD", "EUR"}
    whole = lines[lines.currency == "JPY"].mrr.astype(float)
    assert (whole == whole.round()).all()
    units = lines.sort_values("start_on").groupby(["contract_id", "product", lines.department.fillna("")])
    before = units.end_on.shift()[units.cumcount() > 0].fillna(pd.Timestamp("2200-01-01"))
    assert (before <= lines.start_on.reindex(before.index)).all(), "no overlap in a contract"


def test_groups_mergers_and_contract_chains_have_no_cycle(seen: Seen) -> None:
    customers, contracts = seen.frames["customer"], seen.frames["contract"].set_index("contract_id")
    for link in ("parent_customer_id", "merged_into"):
        linked = customers[customers[link].notna()]
        assert len(linked) > 10
        assert not set(linked[link]) & set(linked.customer_id), "one level"
    follows = contracts[contracts.previous_contract_id.notna()]
    assert len(follows) > 1000
    before = follows.previous_contract_id.map(contracts.customer_id)
    assert (before == follows.customer_id).all()
    assert (follows.previous_contract_id < follows.index).all(), "a chain only ever points back"
    assert not set(seen.frames["subscription"].contract_id) - set(contracts.index)


def test_history_ends_where_the_customer_table_stands(seen: Seen) -> None:
    history = seen.frames["attribute_history"].sort_values("from_on")
    for attribute, rows in history.groupby("attribute"):
        newest = rows.groupby("customer_id").value.last()
        assert (newest == seen.customers[attribute].reindex(newest.index)).all()
    owners = seen.frames["assignment"].sort_values("from_on").groupby("customer_id").tail(1).set_index("customer_id")
    assert owners.to_on.isna().all()
    current = seen.customers.reindex(owners.index)
    assert (owners.team_id == current.team_id).all()
    assert (owners.csm_id.fillna("") == current.csm_id.fillna("")).all()
    assert seen.customers.team_id.isna().any(), "some are owned by nobody"


def test_names_are_japanese_and_unique(seen: Seen) -> None:
    names = company_names(np.arange(150_000, dtype=np.int8) % 10, 7).to_pandas()
    assert names.is_unique
    assert seen.customers.name.str.contains("株式会社|合同会社").all()


def test_levels_are_those_of_a_company_that_does_well(seen: Seen) -> None:
    nrr, grr, _ = rates(seen, LAST - 20 * WEEK)
    assert 0.98 < nrr < 1.12
    assert 0.85 < grr < 0.93
    assert 0.83 < (seen.year(LAST - 20 * WEEK).now > 0).mean() < 0.93
    arr = [seen.arr(LAST - pd.DateOffset(years=back)) for back in (0, 3)]
    assert 2e9 < arr[0].sum() < 1e10
    assert arr[0].sum() > 2 * arr[1].sum()
    share = arr[0].groupby(seen.customers.segment).sum() / arr[0].sum()
    assert share["Enterprise"] > 0.4


def test_some_renewals_are_in_paperwork_today(seen: Seen) -> None:
    lines = seen.frames["subscription"].query("kind == 'paid'")
    open_now = set(lines[lines.start_on > LAST].customer_id)
    ended = lines[(lines.end_on > LAST - pd.Timedelta(30, "D")) & (lines.end_on <= LAST)]
    assert 2 <= len(open_now) <= 20
    assert open_now <= set(ended.customer_id)
    assert (seen.arr(LAST)[sorted(open_now)] == 0).all()


def test_historys_edge_is_real(seen: Seen) -> None:
    first = seen.frames["subscription"].start_on.min()
    old = seen.customers[seen.arr(first) > 0]
    assert len(old) >= 250
    assert (old.signed_on < first).mean() > 0.8
    assert old.signed_on.isna().any()


def test_upsell_masks_churn_now_and_hardly_before(seen: Seen) -> None:
    assert masks(seen, LAST)
    before = [masks(seen, LAST - weeks * WEEK) for weeks in range(16, 130, 6)]
    assert np.mean(before) <= 0.15
    year = [rates(seen, LAST - weeks * WEEK) for weeks in (52, 0)]
    assert year[1][0] >= year[0][0]
    assert year[0][1] - year[1][1] >= 0.03


def test_the_mix_shifts_while_no_segment_moves(seen: Seen) -> None:
    days = [LAST + (TRUTH.campaign_from + 52) * WEEK, LAST + (TRUTH.campaign_to + 52) * WEEK]
    labels = [seen.segment(day - pd.DateOffset(years=1)) for day in days]
    old, new = (seen.year(day).assign(label=label) for day, label in zip(days, labels, strict=True))
    before, after = kept(old, "label"), kept(new, "label")
    shares = [base.label.value_counts(normalize=True) for base in (old, new)]
    mix = ((shares[1] - shares[0]) * (before - (old.now > 0).mean())).sum()
    assert mix <= -0.01
    spread = (before * (1 - before) / old.label.value_counts() + after * (1 - after) / new.label.value_counts()) ** 0.5
    assert ((after - before).abs() < 2.2 * spread).all(), "no segment moves beyond chance"


def test_the_team_that_was_handed_troubled_accounts_looks_worst(seen: Seen) -> None:
    base = seen.year(LAST)
    today, then = kept(base, "team_id"), kept(base, seen.owner(LAST - pd.DateOffset(years=1)))
    owned = [team for team in today.index if team != "T08"]
    assert today[owned].idxmin() == "T09"
    assert then["T09"] - today["T09"] > 0.05


def test_survivors_were_moved_to_a_bigger_segment(seen: Seen) -> None:
    base = seen.year(LAST)
    today, then = kept(base, "segment"), kept(base, seen.segment(LAST - pd.DateOffset(years=1)))
    assert today["Startup"] < then["Startup"] - 0.015
    assert today["Mid-market"] - today["Startup"] > then["Mid-market"] - then["Startup"] + 0.02


def test_fit_and_onboarding_go_with_retention(seen: Seen, large: tuple[Any, Seen]) -> None:
    base = pooled(seen)
    fit = kept(base, "icp_fit")
    assert fit["good"] > fit["partial"] > fit["poor"]
    run, company = large
    base = pooled(company)
    onboarding = pd.Series(run.people.onboarding, index=company.customers.index)
    in_time, late, never = kept(base, onboarding.reindex(base.index).groupby(level=0).first())[[0, 1, 2]]
    assert in_time - late > 0.04
    assert late - never > 0.03


def test_newer_cohorts_are_better(large: tuple[Any, Seen]) -> None:
    _, seen = large
    lines = seen.frames["subscription"].query("kind == 'paid'").copy()
    start = lines.groupby("customer_id").start_on.min()
    later = lines.customer_id.map(start) + pd.Timedelta(400, "D")
    lines["alive"] = (lines.start_on <= later) & ~(lines.end_on <= later)
    at_sale = seen.segment(pd.Timestamp("2000-01-01")).reindex(start.index)
    alive = lines.groupby("customer_id").alive.any()[at_sale != "Startup"]
    age = (start.reindex(alive.index) - LAST) // WEEK - TRUTH.newer_week
    older, newer = alive[(age >= -100) & (age < 0)].mean(), alive[(age >= 0) & (age < 26)].mean()
    assert newer > older + 0.015


def test_a_csm_change_hurts(large: tuple[Any, Seen]) -> None:
    _, seen = large
    rows = seen.frames["assignment"].sort_values(["customer_id", "from_on"])
    previous = rows.groupby("customer_id")[["team_id", "csm_id"]].shift()
    change = rows[(previous.team_id == rows.team_id) & (previous.csm_id != rows.csm_id)]
    bases = []
    for day in (LAST - weeks * WEEK for weeks in range(60, 190, 10)):
        changed = change[(change.from_on > day - 10 * WEEK) & (change.from_on <= day)].customer_id
        base = pd.DataFrame({"then": seen.arr(day), "now": seen.arr(day + 30 * WEEK)}).join(seen.customers)
        base["changed"] = base.index.isin(changed)
        bases.append(base[(base.then > 0) & base.csm_id.notna()])
    share = kept(pd.concat(bases), "changed")
    assert share[False] - share[True] > 0.015


def test_noise_is_noise(large: tuple[Any, Seen]) -> None:
    run, seen = large
    base = pooled(seen)
    webinar = kept(base, base.assign(it=base.lead_source == "Webinar").it.groupby(level=0).first())
    assert webinar[True] - webinar[False] > 0.01
    good = base[base.icp_fit == "good"].assign(it=lambda rows: rows.lead_source == "Webinar")
    assert abs(good.groupby("it").now.agg(lambda now: (now > 0).mean()).diff().iloc[-1]) < 0.02
    card = base.assign(it=base.billing_method == "Credit card", kept=base.now > 0)
    assert card.groupby("it").kept.mean().diff().iloc[-1] < -0.04
    within = card.groupby(["segment", "it"]).kept.mean().unstack()
    assert abs(within.loc["Startup", True] - within.loc["Startup", False]) < 0.025
    done, day = pd.DataFrame(training(run)), run.weeks.end - 365
    year, number = seen.year(LAST), pd.Series(range(len(seen.customers)), index=seen.customers.index)
    year, number = year.assign(kept=year.now > 0), number.reindex(year.index)
    during, before = (year.groupby(number.isin(rows.customer)).kept.mean()
                      for rows in (done[done.day > day], done[(done.day <= day) & (done.day > day - 180)]))
    assert during[True] - during[False] > 0.04, "training at any time looks good"
    assert abs(before[True] - before[False]) < 0.02, "as known on d0 it is nothing"


def test_use_falls_before_churn(seen: Seen) -> None:
    run = simulate(2000, 4, 7, END)
    levels = np.array([level for _, level in Use(run).weeks()])
    intents = pd.DataFrame(run.books.intents.read()).query("term_end <= @run.weeks.end")
    intents = intents[(intents.decided - run.weeks.first > 7 * 20)]
    week = ((intents.term_end - run.weeks.first) // 7).to_numpy()
    late = levels[week - 1, intents.customer]
    early = levels[((intents.decided - run.weeks.first) // 7).to_numpy() - 2, intents.customer]
    ratio = pd.Series(late / early, index=intents.index)
    assert ratio[intents.leaves].median() < 0.6
    assert ratio[~intents.leaves].median() > 0.9
    leavers = intents[intents.leaves]
    assert abs(leavers.falling.mean() - TRUTH.falling_leavers) < 0.05
    assert abs(leavers[leavers.falling].silent.mean() - TRUTH.silent_share) < 0.07
    assert abs(intents[~intents.leaves].falling.mean() - TRUTH.falling_stayers) < 0.02


def test_what_was_not_yet_known_is_not_told() -> None:
    run = simulate(2000, 4, 7, END)
    lines, _ = known(run.books, run.weeks.end)
    ahead = (lines["end"] > run.weeks.end) & (lines["end"] < 1 << 30) & (lines["kind"] == 0)
    assert ahead.any()
    assert (lines["cancelled"][ahead] <= run.weeks.end).all()


def test_written_into_a_draft(tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "draft.duckdb")) as connection:
        write(connection, 200, 2, 7, END)
        found = connection.execute("SELECT name, is_demo, seed, loaded_at FROM meta.company").fetchall()
        types = dict(connection.execute(
            "SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = 'subscription'").fetchall())
        count = connection.execute("SELECT count(*) FROM contract.customer").fetchall()[0][0]
    assert found[0][:3] == (COMPANY, True, 7)
    assert isinstance(found[0][3], datetime)
    assert types["mrr"] == "DECIMAL(20,6)"
    assert types["start_on"] == "DATE"
    assert count == 200
    assert last_sunday().weekday() == 6


@pytest.mark.parametrize(("customers", "years", "seed"), [(0, 1, 7), (10, 0, 7), (10, 1, -1)])
def test_impossible_sizes_are_refused(customers: int, years: int, seed: int) -> None:
    with pytest.raises(ValueError, match="at least"):
        tables(customers, years, seed, end=END)


def test_the_page_and_the_parameters_say_the_same() -> None:
    text = (Path(__file__).parent.parent / "docs" / "demo-company.md").read_text(encoding="utf-8")
    told = {name: float(value) for name, value in re.findall(r"^\| `(\w+)` \| (-?[\d.]+) \|", text, re.MULTILINE)}
    assert told == {field.name: float(getattr(TRUTH, field.name)) for field in fields(TRUTH)}
