"""Stripe onto the contract: hand-worked answers for the fixtures, and every column held against real samples."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from data.sources.preset import preset
from tests.sources_made import FIXTURES, SAMPLES, Made, made, only, samples, unseen, untold

TABLES = ("customer", "subscription", "subscription_history", "subscription_item", "price", "plan",
          "subscription_discount")
OPTIONS = """
[source.options]
customer_id = "metadata.external_id"
department = "metadata.team"
"""


def source(folder: Path, options: str = OPTIONS) -> str:
    return f'[[source]]\npreset = "stripe"\nfrom = "{folder}"\n{options}'


@pytest.fixture(scope="module")
def billing(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return made(tmp_path_factory.mktemp("stripe"), source(FIXTURES / "stripe"))


def line(customer: str, contract: str, start: str, end: str | None, mrr: str, currency: str) -> tuple[object, ...]:
    return customer, contract, date.fromisoformat(start), end and date.fromisoformat(end), Decimal(mrr), currency


CYAN, NOBODY = "stripe:customer:cus_3", "stripe:customer:cus_9"
LINES = {
    "si1:2024-04-01": line("C1", "su1", "2024-04-01", "2024-08-01", "20000", "JPY"),
    "si1:2024-08-01": line("C1", "su1", "2024-08-01", "2024-11-01", "18000", "JPY"),
    "si1:2024-11-01": line("C1", "su1", "2024-11-01", None, "20000", "JPY"),
    "si2:2024-07-01": line("C1", "su1", "2024-07-01", "2024-08-01", "10000", "JPY"),
    "si2:2024-08-01": line("C1", "su1", "2024-08-01", "2024-11-01", "9000", "JPY"),
    "si2:2024-11-01": line("C1", "su1", "2024-11-01", None, "10000", "JPY"),
    "si3": line("C2", "su2", "2023-01-10", "2024-01-01", "15", "USD"),
    "si4:trial": line(CYAN, "su3", "2024-05-01", "2024-06-01", "0", "JPY"),
    "si5:trial": line(CYAN, "su4", "2024-01-01", "2024-02-01", "0", "JPY"),
    "si5": line(CYAN, "su4", "2024-02-01", "2025-02-01", "5200", "JPY"),
    "si8:2024-01-01": line(NOBODY, "su7", "2024-01-01", "2024-03-01", "1.35", "KWD"),
    "si8:2024-03-01": line(NOBODY, "su7", "2024-03-01", None, "1.5", "KWD"),
    "si9:trial": line(CYAN, "su8", "2024-01-01", "2024-02-01", "0", "JPY"),
    "si12": line(CYAN, "su9", "2024-01-01", None, "0", "JPY"),
    "si13": line(CYAN, "su9", "2024-01-01", None, "15", "USD")}


def test_lines_per_month_in_the_currency_net_of_discounts(billing: Made) -> None:
    """si1: two at 120,000 yen a year, from 31 March 16:00 UTC, which is 1 April in Tokyo (its history's active version
    counts, not the cancelled one). si2: 30,000 a quarter, added on 1 July. Of both 9,000 is taken off each quarter's
    invoice from August to October: 3,000 a month, 2,000 and 1,000 by their size. si3: three at 10.00 dollars, half off.
    si5: 1,200 a week is 5,200 a month. si8: 1,500 fils, a tenth off for two months. si13: 25 in packs of ten, 5.00
    each: three. On trial nothing is paid; su8 was paused when its trial ended, su3 is on trial still."""
    rows = billing.rows("subscription", "subscription_id")
    assert only("customer_id contract_id start_on end_on mrr currency", rows) == LINES


def test_what_lines_say_besides(billing: Made) -> None:
    """The product's name, else the price's nickname; what was cancelled, and when; the price before discounts."""
    rows = billing.rows("subscription", "subscription_id")
    assert only("product department kind seats list_mrr cancelled_on", {key: rows[key] for key in (
        "si1:2024-08-01", "si3", "si5", "si5:trial", "si12")}) == {
        "si1:2024-08-01": ("Platform", "Sales", "paid", 2, 20000, None),
        "si3": ("Monthly", None, "paid", 3, 30, date(2023, 12, 1)),
        "si5": ("Weekly", None, "paid", 1, 5200, date(2024, 12, 1)),
        "si5:trial": ("Weekly", None, "trial", 1, None, None),
        "si12": ("Free", None, "free", 1, 0, None)}


def test_customers_and_contracts(billing: Made) -> None:
    """A deleted customer that paid stays; one that never did, and a test's, go. What is cancelled does not renew."""
    assert only("name", billing.rows("customer", "customer_id")) == {
        "C1": ("Aoba",), "C2": ("Beni",), CYAN: ("cus_3",)}
    assert only("customer_id term_end auto_renew", billing.rows("contract", "contract_id")) == {
        "su1": ("C1", date(2025, 4, 1), True), "su2": ("C2", None, False), "su3": (CYAN, None, True),
        "su4": (CYAN, None, False), "su7": (NOBODY, None, True), "su8": (CYAN, None, False),
        "su9": (CYAN, None, True)}


def test_what_is_left_out_and_whose_customer_is_not_there_is_said(billing: Made) -> None:
    said = [str(each).removeprefix("stripe: ").partition(" rows: ") for each in billing.said("left_out")]
    assert {what[:40]: int(count) for count, _, what in said} == {
        "subscription items are metered: what is ": 1, "subscription items have a price in tiers": 1,
        "subscription items have a price that is ": 1, "items of subscriptions that are not ther": 2,
        "discounts name a coupon that is not ther": 1, "subscriptions are paid though collecting": 1}
    (orphans,) = (each for each in billing.said("orphans") if each.table == "subscription")
    assert f'2 of {len(LINES)} rows are of 1 customers that no source gives, for example "{NOBODY}"' in str(orphans)


def test_a_companys_own_list_of_currencies_without_hundredths(tmp_path: Path) -> None:
    """A list replaces the default: then yen have hundredths, and dollars have none."""
    rows = made(tmp_path, source(FIXTURES / "stripe", OPTIONS + 'zero_decimal = ["USD"]\n')).rows(
        "subscription", "subscription_id")
    assert (rows["si5"]["mrr"], rows["si13"]["mrr"]) == (52, 1500)


def test_the_document_tells_every_column(billing: Made) -> None:
    assert untold(billing, "stripe") == ({}, {})


@pytest.mark.skipif(not SAMPLES.exists(), reason="the samples are not on this machine")
def test_every_column_stands_in_the_samples_and_they_can_be_read(tmp_path: Path) -> None:
    """What stands in the documentation alone is named in the preset. The two subscriptions of the samples had ended
    before their items were made: there are no lines, yet every model runs."""
    folder = samples("stripe", tmp_path / "files", {table: f"{table}_data.csv" for table in TABLES})
    missing = unseen(preset("stripe"), folder)
    assert {name: missing[name] for name in missing if name not in ("product", "coupon")} == {
        "customer": {"_fivetran_deleted"}, "subscription": {"pause_collection_behavior", "_fivetran_deleted"},
        "subscription_history": {"pause_collection_behavior"}, "subscription_item": {"_fivetran_deleted"}}
    found = made(tmp_path, source(folder, '[source.options]\ncustomer_id = "metadata.external_id"\n'))
    assert len(found.rows("contract", "contract_id")) == 2
    assert found.rows("subscription", "subscription_id") == {}
    assert "80755622-45b3-40a6-9544-25af39e0e50c" in found.rows("customer", "customer_id")
