"""Zuora onto the contract: hand-worked answers for the fixtures, and every column held against real samples."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from data.sources.preset import preset
from tests.sources_made import FIXTURES, SAMPLES, Made, copied, made, only, samples, unseen, untold

TABLES = ("account", "subscription", "rate_plan", "rate_plan_charge", "invoice", "invoice_payment")
OPTIONS = """
[source.options]
customer_id = "crm_id"
department = "team_c"
discount_percentage = "discount_pct"
"""


def source(folder: Path, options: str = OPTIONS, more: str = "") -> str:
    return f'[[source]]\npreset = "zuora"\nfrom = "{folder}"\n{more}{options}'


@pytest.fixture(scope="module")
def billing(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return made(tmp_path_factory.mktemp("zuora"), source(FIXTURES / "zuora"))


def line(customer: str, contract: str, start: str, end: str | None, mrr: str) -> tuple[object, ...]:
    return customer, contract, date.fromisoformat(start), end and date.fromisoformat(end), Decimal(mrr)


def test_lines_of_the_newest_version_net_of_discounts(billing: Made) -> None:
    """S1 has three versions: the third is a draft, so that the second counts, with both segments of its user charge.
    D1 takes 30 off 150 + 50: 22.5 and 7.5. D2 takes a fifth off 80. P5 came twice; its newer row counts. C-11 was
    removed on 1 September. P6 costs nothing. Deleted, pending, one-time, usage and never begun: no lines."""
    rows = billing.rows("subscription", "subscription_id")
    assert only("customer_id contract_id start_on end_on mrr", rows) == {
        "P2": line("C1", "S1a", "2023-01-01", "2023-07-01", "100"),
        "P3:2023-07-01": line("C1", "S1a", "2023-07-01", "2023-10-01", "127.5"),
        "P3:2023-10-01": line("C1", "S1a", "2023-10-01", "2025-01-01", "150"),
        "P4:2023-01-01": line("C1", "S1a", "2023-01-01", "2023-07-01", "50"),
        "P4:2023-07-01": line("C1", "S1a", "2023-07-01", "2023-10-01", "42.5"),
        "P4:2023-10-01": line("C1", "S1a", "2023-10-01", "2025-01-01", "50"),
        "P5": line("C2", "S2", "2023-04-01", "2024-04-01", "1000"),
        "P6": line("zuora:account:A3", "S3", "2023-05-01", None, "0"),
        "P7:2023-05-01": line("zuora:account:A3", "S3", "2023-05-01", "2024-01-01", "80"),
        "P7:2024-01-01": line("zuora:account:A3", "S3", "2024-01-01", None, "64"),
        "P8": line("zuora:account:A9", "S4", "2023-05-01", None, "10"),
        "P9": line("C2", "S6", "2023-01-01", "2023-09-01", "20"),
        "P12": line("zuora:account:A4", "S5", "2023-05-01", None, "15")}


def test_what_lines_say_besides(billing: Made) -> None:
    """The product's name, else the rate plan's; seats where they are whole; the cancellation on the last lines."""
    rows = billing.rows("subscription", "subscription_id")
    assert only("product department kind seats cancelled_on churn_reason", {key: rows[key] for key in (
        "P2", "P4:2023-01-01", "P5", "P6", "P7:2024-01-01")}) == {
        "P2": ("Platform", "Sales", "paid", 2, None, None),
        "P4:2023-01-01": ("Support", "Sales", "paid", None, None, None),
        "P5": ("Platform", None, "paid", 1, date(2024, 3, 15), "price"),
        "P6": ("Freemium Plan", None, "free", 1, None, None),
        "P7:2024-01-01": ("Monthly Plan", None, "paid", None, None, None)}


def test_customers_contracts_and_invoices(billing: Made) -> None:
    """A1 came twice; A4 was deleted; A3 bears no customer's id. An invoice is paid on the day its last payment was
    applied, in Tokyo: 31 March 16:00 UTC is 1 April. A draft is no invoice, and an open balance is not paid."""
    assert only("name parent_customer_id", billing.rows("customer", "customer_id")) == {
        "C1": ("Aoba", None), "C2": ("Beni", "C1"), "zuora:account:A3": ("Cyan", None)}
    assert only("customer_id term_end auto_renew", billing.rows("contract", "contract_id")) == {
        "S1a": ("C1", date(2025, 1, 1), True), "S2": ("C2", date(2024, 4, 1), False),
        "S3": ("zuora:account:A3", None, None), "S4": ("zuora:account:A9", None, None),
        "S5": ("zuora:account:A4", None, None), "S6": ("C2", None, None)}
    assert only("customer_id due_on paid_on amount", billing.rows("invoice", "invoice_id")) == {
        "I1": ("C1", date(2024, 3, 31), date(2024, 4, 1), 1200),
        "I3": ("zuora:account:A3", date(2024, 3, 31), None, 500)}


def test_what_is_left_out_and_whose_customer_is_not_there_is_said(billing: Made) -> None:
    """One setup and one usage charge; P8's account was never there, P12's was deleted."""
    assert [str(each) for each in billing.said("left_out")] == [
        "zuora: 2 rows: usage and one-time charges bear no price per month and are no subscription lines [left_out]"]
    said = {each.table: str(each) for each in billing.said("orphans")}
    assert "2 of 13 rows are of 2 customers" in said["subscription"]
    assert set(said) == {"subscription", "contract"}


def test_orphans_are_left_out_where_the_source_says_so(tmp_path: Path) -> None:
    rows = made(tmp_path, source(FIXTURES / "zuora", more='orphans = "leave_out"\n')).rows(
        "subscription", "subscription_id")
    assert len(rows) == 11
    assert not {"P8", "P12"} & set(rows)


def test_a_discount_of_unknown_size_is_said_and_not_guessed(tmp_path: Path) -> None:
    """Without the option nobody knows what D2 takes off; tables that are not needed may be absent."""
    folder = copied("zuora", tmp_path / "files", "product invoice invoice_payment")
    few = made(tmp_path, source(folder, '[source.options]\ncustomer_id = "crm_id"\n'))
    assert few.rows("subscription", "subscription_id")["P7"]["mrr"] == 80
    assert "1 rows: recurring discounts whose size is not given" in str(few.said("left_out")[1])
    assert few.rows("subscription", "subscription_id")["P5"]["product"] == "Annual Plan"
    assert few.rows("invoice", "invoice_id") == {}


def test_the_document_tells_every_column(billing: Made) -> None:
    assert untold(billing, "zuora") == ({}, {})


@pytest.mark.skipif(not SAMPLES.exists(), reason="the samples are not on this machine")
def test_every_column_stands_in_the_samples_and_they_can_be_read(tmp_path: Path) -> None:
    """Only products have no sample there. One account was deleted, two subscriptions were (a third is a draft). Ids of
    the samples do not join: there are no lines, yet every model runs."""
    folder = samples("zuora", tmp_path / "files", {table: f"zuora_{table}_data.csv" for table in TABLES})
    assert set(unseen(preset("zuora"), folder)) == {"product"}
    found = made(tmp_path, source(folder, ""))
    assert len(found.rows("customer", "customer_id")) == 4
    assert len(found.rows("contract", "contract_id")) == 2
    assert found.rows("subscription", "subscription_id") == {}
