"""What the tables show together: rows set aside, and warnings that leave the load standing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from data.check.cycles import rings
from tests.loading import CUSTOMER, SUBSCRIPTION, Content, read, refused, subscription, write

Found = list[tuple[str, str | None, int | None, str | None, str | None]]  # rule, file, line, column, value


def found(tmp_path: Path, files: dict[str, Content | None], severity: str) -> Found:
    findings, connection = read(write(tmp_path / "in", files), tmp_path)
    connection.close()
    return [(f.rule, f.file, f.line, f.column, f.value) for f in findings if f.severity == severity]


TEAM = "team_id,name,function\nT1,One,cs\n"
CSM = "csm_id,name,team_id\nM1,Mori,T1\nM2,Miki,T9\n"


def test_rows_that_join_nothing_are_set_aside_and_counted(tmp_path: Path) -> None:
    files: dict[str, Content | None] = {
        "usage_week.csv": "customer_id,week_on,feature,events\nC1,2024-01-01,a,1\nC9,2024-01-01,a,1\n"
                          "C8,2024-01-01,a,1\n",
        "opportunity.csv": "opportunity_id,customer_id,kind,source_function,sold_by,arr,currency,created_on\n"
                           "O1,,new,sales,A,1,JPY,2024-01-01\nO2,C9,new,sales,A,1,JPY,2024-01-01\n"}
    findings, connection = read(write(tmp_path / "in", files), tmp_path)
    with connection:
        kept = connection.execute("SELECT customer_id FROM contract.usage_week").fetchall()
        aside = connection.execute("SELECT customer_id, reason FROM quarantine.usage_week ORDER BY 1").fetchall()
        said = connection.execute("SELECT table_name, rows, quarantined FROM meta.source WHERE quarantined > 0 "
                                  "ORDER BY 1").fetchall()
        meta = connection.execute("SELECT rule, file, line, column_name, value FROM meta.finding "
                                  "WHERE severity = 'quarantine' ORDER BY file, line").fetchall()
    assert kept == [("C1",)]
    assert aside == [("C8", "unknown customer_id"), ("C9", "unknown customer_id")]
    assert said == [("opportunity", 1, 1), ("usage_week", 1, 2)]
    assert meta == [("unknown_reference", "opportunity.csv", 3, "customer_id", "C9"),
                    ("unknown_reference", "usage_week.csv", 3, "customer_id", "C9"),
                    ("unknown_reference", "usage_week.csv", 4, "customer_id", "C8")]
    assert len(findings) == len(meta)


def test_what_refers_to_a_row_set_aside_follows_it(tmp_path: Path) -> None:
    files: dict[str, Content | None] = {
        "contract.csv": "contract_id,customer_id\nK1,C1\nK7,C9\n",
        "renewal.csv": "renewal_id,contract_id,customer_id,due_on,status,arr_due,currency\n"
                       "R1,K1,C1,2024-01-01,open,1,JPY\nR2,K7,C1,2024-01-01,open,1,JPY\n"
                       "R3,K2,C2,2024-01-01,open,1,JPY\n",  # K2 is known from a subscription line alone
        "renewal_forecast.csv": "renewal_id,as_of_on,category,arr_expected\nR1,2024-01-01,commit,1\n"
                                "R2,2024-01-01,commit,1\n",
        "team.csv": TEAM, "csm.csv": CSM,
        "pulse.csv": "pulse_id,customer_id,recorded_on,rating,csm_id\nP1,C1,2024-01-01,5,M2\n"}
    assert found(tmp_path, files, "quarantine") == [
        ("unknown_reference", "csm.csv", 3, "team_id", "T9"),
        ("unknown_reference", "contract.csv", 3, "customer_id", "C9"),
        ("unknown_reference", "renewal.csv", 3, "contract_id", "K7"),
        ("unknown_reference", "renewal_forecast.csv", 3, "renewal_id", "R2")]


def test_references_to_tables_that_were_not_given_are_not_judged(tmp_path: Path) -> None:
    files: dict[str, Content | None] = {
        "assignment.csv": "customer_id,team_id,csm_id,from_on\nC1,T7,M7,2024-01-01\n",
        "contract.csv": "contract_id,customer_id,previous_contract_id\nK1,C1,K0\n"}  # an absent one keeps its id
    findings, connection = read(write(tmp_path / "in", files), tmp_path)
    connection.close()
    assert findings == []


def test_unknown_owners_playbooks_and_partners_are_warnings(tmp_path: Path) -> None:
    files: dict[str, Content | None] = {
        "customer.csv": "customer_id,name,csm_id,team_id,partner_id\nC1,A,M1,T9,\nC2,B,M9,T1,R9\n",
        "team.csv": TEAM, "csm.csv": "csm_id,name,team_id\nM1,Mori,T1\n", "partner.csv": "partner_id,name\nR1,P\n"}
    assert sorted(found(tmp_path, files, "warning"), key=str) == [
        ("unknown_reference", "customer.csv", 2, "team_id", "T9"),
        ("unknown_reference", "customer.csv", 3, "csm_id", "M9"),
        ("unknown_reference", "customer.csv", 3, "partner_id", "R9")]


def test_a_single_currency_needs_no_rate(tmp_path: Path) -> None:
    assert found(tmp_path, {"subscription.csv": SUBSCRIPTION.replace("JPY", "USD")}, "warning") == []


def test_rates_for_every_currency_in_use(tmp_path: Path) -> None:
    files: dict[str, Content | None] = {"subscription.csv": subscription((4, "JPY", "USD")),
                                        "fx_rate.csv": "currency,to_reporting\nJPY,1\nUSD,150.25\n"}
    assert found(tmp_path, files, "warning") == []


LINES = "subscription_id,customer_id,contract_id,product,start_on,end_on,mrr,currency,department,kind\n"


@pytest.mark.parametrize(("rows", "expected"), [
    (["S1,C1,K1,a,2024-01-01,2024-03-01,1,JPY,,", "S2,C1,K1,a,2024-02-29,,1,JPY,,"], [("overlapping_lines", 3)]),
    (["S1,C1,K1,a,2024-01-01,,1,JPY,,", "S2,C1,K1,a,2024-02-01,2024-02-02,1,JPY,,",
      "S3,C1,K1,a,2024-03-01,,1,JPY,,"], [("overlapping_lines", 3), ("overlapping_lines", 4)]),
    (["S1,C1,K1,a,2024-01-01,2024-03-01,1,JPY,,", "S2,C1,K1,a,2024-03-01,,1,JPY,,"], []),
    (["S1,C1,K1,a,2024-01-01,,1,JPY,,", "S2,C1,K1,b,2024-02-01,,1,JPY,,", "S3,C1,K1,a,2024-02-01,,1,JPY,d,",
      "S4,C1,K1,a,2024-02-01,,1,JPY,,service", "S5,C1,K2,a,2024-02-01,,1,JPY,,"], []),
    (["S1,C1,K1,a,2024-01-01,2024-03-01,1,JPY,,", "S2,C1,K1,b,2024-04-15,,1,JPY,,"], [("short_gap", 3)]),
    (["S1,C1,K1,a,2024-01-01,2024-03-01,1,JPY,,", "S2,C1,K1,b,2024-04-16,,1,JPY,,"], []),
    (["S1,C1,K1,a,2024-01-01,2024-03-01,1,JPY,,trial", "S2,C1,K1,a,2024-04-15,,1,JPY,,"], [])])
def test_overlaps_and_gaps(rows: list[str], expected: list[tuple[str, int]], tmp_path: Path) -> None:
    warned = found(tmp_path, {"subscription.csv": LINES + "\n".join(rows)}, "warning")
    assert [(rule, line) for rule, _, line, _, _ in warned] == expected


def test_dates_in_the_future_and_far_off(tmp_path: Path) -> None:
    text = subscription((3, "2025-01-01,", "2190-01-01,"), (4, ",,50", ",9999-12-31,50"))
    assert found(tmp_path, {"subscription.csv": text}, "warning") == [
        ("future_date", "subscription.csv", 3, "start_on", "2190-01-01"),
        ("far_date", "subscription.csv", 4, "end_on", "9999-12-31")]


def test_a_week_that_is_not_named_by_its_monday(tmp_path: Path) -> None:
    text = "customer_id,week_on,feature,events\nC1,2024-01-01,a,1\nC1,2024-01-02,a,1\n"
    assert found(tmp_path, {"usage_week.csv": text}, "warning") == [
        ("not_a_monday", "usage_week.csv", 3, "week_on", "2024-01-02")]


def test_a_contract_that_continues_another_customers(tmp_path: Path) -> None:
    files: dict[str, Content | None] = {
        "customer.csv": "customer_id,name,merged_into\nC1,A,\nC2,B,C3\nC3,C,\n",
        "contract.csv": "contract_id,customer_id,previous_contract_id\nK1,C1,\nK2,C2,K1\nK3,C3,K2\n"}
    assert found(tmp_path, files, "warning") == [
        ("previous_contract_of_another_customer", "contract.csv", 3, "previous_contract_id", "K1")]


def history(first: int, days: int, later: int) -> dict[str, Content | None]:
    """Customers of whom `first` start on 2020-01-01 and then one on each of `later` days, `days` apart."""
    starts = [0] * first + [days * at for at in range(1, later + 1)]
    rows = [f"S{at},C{at},K{at},a,{np.datetime64('2020-01-01') + day},,1,JPY" for at, day in enumerate(starts)]
    names = [f"C{at},A" for at in range(len(starts))]
    return {"customer.csv": "customer_id,name\n" + "\n".join(names),
            "subscription.csv": SUBSCRIPTION.splitlines()[0] + "\n" + "\n".join(rows)}


@pytest.mark.parametrize(("first", "days", "later", "edge"), [
    (30, 3, 100, "30 of 130 customers start on this first day"), (9, 3, 50, None), (12, 3, 500, None),
    (1, 1, 20, None), (40, 0, 0, "40 of 40 customers start on this first day")])
def test_a_first_day_on_which_too_many_start(first: int, days: int, later: int, edge: str | None,
                                             tmp_path: Path) -> None:
    findings, connection = read(write(tmp_path / "in", history(first, days, later)), tmp_path)
    connection.close()
    said = [f.message for f in findings if f.rule == "edge_of_history"]
    assert bool(said) == bool(edge)
    assert not edge or said[0].startswith(edge)


@pytest.mark.parametrize(("weeks", "silent"), [(20, False), (18, False), (17, True), (8, True)])
def test_a_source_that_fell_silent(weeks: int, silent: bool, tmp_path: Path) -> None:
    monday = np.datetime64("2024-01-01")
    week = [f"C1,{monday + 7 * at},a,1" for at in range(weeks)]
    ticket = [f"T{at},C1,{monday + at}T10:00:00Z,1" for at in range(20 * 7)]
    files: dict[str, Content | None] = {
        "subscription.csv": "\n".join(SUBSCRIPTION.splitlines()[:2]),
        "usage_week.csv": "customer_id,week_on,feature,events\n" + "\n".join(week),
        "ticket.csv": "ticket_id,customer_id,opened_at,severity\n" + "\n".join(ticket)}
    warned = [file for rule, file, *_ in found(tmp_path, files, "warning") if rule == "silent_source"]
    assert warned == (["usage_week.csv"] if silent else [])


@pytest.mark.parametrize(("target", "expected"), [
    ([], []), ([3, 3, 3], []), ([1, 2, 3], []), ([0], [[0]]), ([1, 0, 0, 4], [[0, 1]]),
    ([1, 2, 0, 4, 3, 5, 7], [[0, 1, 2], [3, 4], [5]])])
def test_rings(target: list[int], expected: list[list[int]]) -> None:
    assert rings(np.array(target, dtype=np.int64)) == expected


def test_a_long_chain_is_no_ring_until_it_closes() -> None:
    chain = np.arange(1, 100_001, dtype=np.int64)
    assert rings(chain) == []
    chain[-1] = 0
    assert [len(ring) for ring in rings(chain)] == [100_000]


def test_more_than_a_hundred_findings_of_a_check_are_counted(tmp_path: Path) -> None:
    rows = "".join(f"S{at},C9,K,a,2024-01-01,,1,JPY\n" for at in range(130))
    text = SUBSCRIPTION.splitlines()[0] + "\n" + rows
    faults = refused(write(tmp_path / "in", {"subscription.csv": text, "customer.csv": CUSTOMER}), tmp_path)
    assert [f.line for f in faults] == list(range(2, 102))
    assert faults[-1].more == 30
