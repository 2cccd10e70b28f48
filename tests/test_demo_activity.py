"""The demo company's activity tables: what docs/demo-company.md says of them is there for a naive count to see.

Plain pandas over the tables; what is hidden (who decides what, and when) is read from the simulation itself.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from data.demo import tables, write
from data.demo.activity.ground import Ground
from data.demo.activity.usage import FEATURES
from data.demo.truth import TRUTH
from tests.demo_seen import DAY, END, LAST, WEEK, Seen, company, lost_and_kept, ten_times
from tests.loading import read

TWO_WAY = ("qbr", "onboarding", "training", "check_in", "executive", "reference")
# Of 300 customers, 3 years, seed 7, as they were before any activity table, partners, trials and free plans existed.
BEFORE = {
    "customer": "e620f9eb9f6b1197", "subscription": "126739d8d7f00241", "contract": "20d6a3835823a329",
    "team": "593e4b939c4edec3", "csm": "bf975d022dd63e5b", "assignment": "9cfe606d9e6bce21",
    "attribute_history": "b73be2bc98da0c86", "fx_rate": "a0b79c9b9c813257"}


@pytest.fixture
def seen() -> Seen:
    return company()


@pytest.fixture
def large() -> Seen:
    return ten_times()


def test_customers_contracts_and_lines_are_what_they_were() -> None:
    made, core = tables(300, 3, 7, END), tables(300, 3, 7, END, activity=False)
    assert set(core) == {*BEFORE, "partner"}
    assert all(made[name].equals(core[name]) for name in core)
    core["customer"] = core["customer"].drop_columns(["partner_id"])
    for name, column, of_tries in (("subscription", "subscription_id", "ST"), ("contract", "contract_id", "KT")):
        core[name] = core[name].filter(pc.invert(pc.starts_with(core[name][column], of_tries)))
    found = {name: hashlib.sha256((str(core[name].schema) + repr(core[name].combine_chunks().to_pydict())).encode())
             .hexdigest()[:16] for name in BEFORE}
    assert found == BEFORE


def test_written_week_by_week_as_in_one_piece() -> None:
    made = tables(200, 2, 7, END)
    last = tables(200, 2, 7, END, usage_weeks=10)["usage_week"]
    whole = made["usage_week"].to_pandas(date_as_object=False)
    kept = whole[whole.week_on > LAST - 10 * WEEK].reset_index(drop=True)
    pd.testing.assert_frame_equal(last.to_pandas(date_as_object=False), kept)
    with duckdb.connect() as connection:
        write(connection, 200, 2, 7, END, usage_weeks=10)
        counts = {name: connection.execute(f"SELECT count(*) FROM contract.{name}").fetchall()[0][0] for name in made}
    assert counts == {name: len(kept) if name == "usage_week" else made[name].num_rows for name in made}
    with duckdb.connect() as connection:
        write(connection, 200, 2, 7, END, activity=False)
        found = connection.execute("SELECT table_name FROM duckdb_tables() WHERE schema_name = 'contract'").fetchall()
    assert {name for name, in found} == {*BEFORE, "partner"}


def test_as_files_they_load_without_a_fault(tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    for name, table in tables(300, 3, 7, END).items():
        pq.write_table(table, tmp_path / "files" / f"{name}.parquet")
    findings, connection = read(tmp_path / "files", tmp_path)
    assert {finding.rule for finding in findings} <= {"short_gap", "unknown_column", "future_date", "edge_of_history"}
    assert connection.execute("SELECT sum(quarantined) FROM meta.source").fetchall()[0][0] == 0
    connection.close()


def in_a_spell(seen: Seen, table: str, day: str) -> pd.Series:
    rows = seen.frames[table]
    spells = pd.DataFrame(Ground(seen.run).spells)
    spells["customer_id"] = seen.customers.index[spells.customer]
    pairs = rows.reset_index().merge(spells, on="customer_id")
    at = pairs[day].to_numpy().astype("datetime64[D]").astype(int)
    held = pairs.assign(ok=(at >= pairs.start) & (at < pairs.end)).groupby("index").ok.any()
    return held.reindex(rows.index, fill_value=False)


@pytest.mark.parametrize(("table", "day"), [
    ("pulse", "recorded_on"), ("touch", "occurred_on"), ("ticket", "opened_at"), ("survey", "sent_on"),
    ("onboarding", "started_on"), ("outcome", "agreed_on")])
def test_what_is_told_of_a_customer_happened_while_it_was_one(seen: Seen, table: str, day: str) -> None:
    assert in_a_spell(seen, table, day).all()


def test_use_falls_before_churn(seen: Seen) -> None:
    use = seen.frames["usage_week"].groupby(["customer_id", "week_on"]).events.sum().rename("events").reset_index()

    def rate(renewals: pd.DataFrame, first: int, last: int) -> pd.Series:
        pairs = use.merge(renewals, on="customer_id")
        left = (pairs.due_on - pairs.week_on) // WEEK
        return pairs[(left >= first) & (left <= last)].groupby("renewal_id").events.sum() / (last - first + 1)

    lost, kept = ((rate(rows, 1, 4) / rate(rows, 14, 21)).median() for rows in lost_and_kept(seen))
    assert lost < 0.65
    assert 0.9 < kept < 1.15


def test_use_is_of_seats_by_plan_and_fit_and_partly_unknown(seen: Seen) -> None:
    use = seen.frames["usage_week"]
    assert set(use.feature) == set(FEATURES)
    assert (use.week_on.dt.dayofweek == 0).all()
    assert (use.events > 0).all()
    lines = seen.frames["subscription"].query("kind == 'paid' and product == 'Platform'")
    newest = use[use.week_on == use.week_on.max()]
    paid = lines[(lines.start_on <= LAST) & ~(lines.end_on <= LAST)].groupby("customer_id").seats.sum()
    held = newest.customer_id.map(paid)
    assert held.notna().mean() > 0.98, "all but those who left in the week or are in paperwork"
    assert (newest.active_users[held.notna()] <= held.dropna()).all()
    most = newest.groupby("customer_id").active_users.max() / paid[paid >= 10]
    good = seen.customers.index[(seen.customers.icp_fit == "good") & (seen.customers.signed_on < LAST - 40 * WEEK)]
    assert abs((most.reindex(good).dropna() < 0.45).mean() - TRUTH.shelfware_share) < 0.05
    known = paid.index.isin(newest.customer_id).mean()
    assert abs(1 - known - TRUTH.usage_unknown) < 0.015
    features = newest.groupby("customer_id").feature.nunique()
    orders = {"plan": ["Premium", "Professional", "Standard"], "icp_fit": ["good", "partial", "poor"]}
    for column, ordered in orders.items():
        means = features.groupby(seen.customers[column].reindex(features.index)).mean()
        assert list(means.sort_values(ascending=False).index) == ordered


def test_silent_leavers_are_silent_and_others_are_not(seen: Seen) -> None:
    silent, loud = seen.decisions.silent, seen.decisions.leaves & ~seen.decisions.silent
    for table, day in (("touch", "occurred_on"), ("ticket", "opened_at"), ("survey", "answered_on")):
        found = seen.within(table, day, silent)
        others = seen.within(table, day, loud)
        if table == "touch":
            found, others = (rows[rows.kind.isin(TWO_WAY)] for rows in (found, others))
        assert len(found) == 0, table
        assert len(others) > 25, table
    assert silent.sum() > 60


def test_a_pulse_sees_satisfaction_and_some_of_the_decision(seen: Seen) -> None:
    pulse = seen.frames["pulse"]
    assert not set(pulse.customer_id.map(seen.customers.touch_model)) & {"tech"}
    assert pulse.rating.between(1, 5).all()
    gap = pulse.rating - pulse.customer_id.map(seen.satisfaction)
    loud = seen.decisions.leaves & ~seen.decisions.silent
    by = {"loud": loud, "silent": seen.decisions.silent}
    ratings = {name: seen.within("pulse", "recorded_on", which) for name, which in by.items()}
    off = {name: (rows.rating - rows.customer_id.map(seen.satisfaction)).mean() for name, rows in ratings.items()}
    assert abs(gap.mean()) < 0.1
    assert abs(off["loud"] - TRUTH.pulse_leaver) < 0.3
    assert abs(off["silent"]) < 0.3
    days = pulse.sort_values("recorded_on").groupby("csm_id").recorded_on.count()
    each = days / pulse.groupby("csm_id").customer_id.nunique()
    assert each.min() < 0.6 * each.median(), "some lag"


def test_the_unhappy_open_more_tickets_and_answer_worse(seen: Seen) -> None:
    tickets, surveys = seen.frames["ticket"], seen.frames["survey"]
    severe = tickets.severity.le(2).groupby(tickets.customer_id.map(seen.satisfaction) < 3.5).mean()
    assert severe[True] > severe[False] + 0.03
    count = tickets.customer_id.value_counts().reindex(seen.customers.index, fill_value=0)
    held = pd.Series(seen.run.people.seats, index=seen.customers.index) ** 0.5
    per_seat = (count / held)[count > 0].groupby(seen.satisfaction < 3.5).mean()
    assert per_seat[True] > 1.2 * per_seat[False]
    assert (tickets.first_response_at.dropna() >= tickets.opened_at[tickets.first_response_at.notna()]).all()
    assert 0.001 < tickets.closed_at.isna().mean() < 0.05
    assert abs(surveys.answered_on.notna().mean() - TRUTH.survey_answered) < 0.04
    assert (surveys.score.isna() == surveys.answered_on.isna()).all()
    nps = surveys.query("kind == 'nps'").dropna(subset="score")
    assert nps.score.between(0, 10).all()
    assert np.corrcoef(nps.score, nps.customer_id.map(seen.satisfaction))[0, 1] > 0.4


def test_goals_and_invoices_are_signs(seen: Seen, large: Seen) -> None:
    goals = large.frames["outcome"].query("status != 'open'")
    reached = (goals.status == "reached").groupby(goals.customer_id.map(large.customers.icp_fit)).mean()
    assert reached["good"] > reached["partial"] + 0.05 > reached["poor"] + 0.08
    overdue = seen.frames["outcome"].query("status == 'open' and due_on <= @LAST")
    assert len(overdue) > 10
    invoices = large.frames["invoice"]
    pairs = invoices.merge(large.decisions[large.decisions.leaves], on="customer_id")
    left = (pairs.until - pairs.due_on) // WEEK
    leavers = set(pairs.invoice_id[(left >= 0) & (left < TRUTH.invoice_weeks)])
    late = (invoices.paid_on.isna() | (invoices.paid_on > invoices.due_on))[invoices.due_on <= LAST - 60 * DAY]
    share = late.groupby(invoices.invoice_id.isin(leavers)).mean()
    assert abs(share[True] - TRUTH.invoice_late_leavers) < 0.05
    assert abs(share[False] - TRUTH.invoice_late) < 0.015


def difference(base: pd.DataFrame, with_it: pd.Series, within: list[str]) -> float:
    """The share kept of those with a condition less that of those without, within the same cells."""
    rows = base.assign(it=base.index.isin(with_it), all=0)
    cells = rows.groupby([*(within or ["all"]), "it"]).kept.agg(["mean", "size"]).unstack().dropna()
    weight = 1 / (1 / cells["size", True] + 1 / cells["size", False])
    return float(((cells["mean", True] - cells["mean", False]) * weight).sum() / weight.sum())


def test_noise_of_the_activity_tables_is_noise(large: Seen) -> None:
    """As known a year before, and among customers of one age: with and without it, the same share is kept."""
    day = LAST - 52 * WEEK
    lines = large.frames["subscription"].query("kind == 'paid'")
    active = [set(lines[(lines.start_on <= at) & ~(lines.end_on <= at)].customer_id) for at in (day, LAST)]
    base = large.customers.loc[sorted(active[0])].assign(kept=lambda rows: rows.index.isin(active[1]))
    base["onboarded"] = pd.Series(large.run.people.onboarding, index=large.customers.index)
    started = lines.groupby("customer_id").start_on.min().reindex(base.index)
    base["age"] = ((day - started) // (26 * WEEK)).clip(upper=4)
    touch, contact, steps = (large.frames[name] for name in ("touch", "contact", "onboarding"))
    touch = touch[(touch.occurred_on <= day) & (touch.occurred_on > day - 26 * WEEK)]
    left = contact[(contact.left_on <= day) & (contact.left_on > day - 52 * WEEK)]
    deep = steps[steps.deep_done_on <= day]
    assert abs(difference(base, touch[touch.kind == "executive"].customer_id, ["touch_model", "age"])) < 0.02
    assert abs(difference(base, touch[touch.clicked.eq(True)].customer_id, ["age"])) < 0.02
    assert abs(difference(base, left.customer_id, ["touch_model", "age"])) < 0.025
    known = base[base.index.isin(steps.customer_id)]
    assert abs(difference(known, deep.customer_id, ["icp_fit", "onboarded", "segment", "age"])) < 0.015
    assert difference(known, steps.customer_id[steps.deep_done_on.notna()], []) > 0.025, "at any time it looks good"
