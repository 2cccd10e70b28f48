"""Salesforce onto the contract: hand-worked answers for the fixtures, and every column held against real samples."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from data.sources.preset import preset
from tests.sources_made import FIXTURES, SAMPLES, Made, copied, made, only, samples, unseen, untold

OPTIONS = """
[source.options]
domain = "tenure.my.salesforce.com/"
segment = "type"
currency = "JPY"
renewal_contract = "contract_id"
lead_sources = { Web = "marketing", "展示会" = "marketing", "Partner Referral" = "partners" }

[source.options.opportunity_types]
"New Customer" = "new"
"Existing Customer - Upgrade" = "upsell"
"Existing Customer - Downgrade" = "ignore"
Renewal = "renewal"
"更新" = "renewal"
"""
FILES = {"account": "sf_account_data.csv", "account_history": "sf_account_history_data.csv", "user": "sf_user_data.csv",
         "user_role": "sf_user_role_data.csv", "opportunity": "sf_opportunity_data.csv",
         "opportunity_line_item": "sf_opportunity_line_item_data.csv"}


def source(folder: Path, options: str = "") -> str:
    return f'[[source]]\npreset = "salesforce"\nfrom = "{folder}"\n{options}'


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return made(tmp_path_factory.mktemp("salesforce"), source(FIXTURES / "salesforce", OPTIONS))


def test_customers_are_the_accounts_that_are_there_and_those_merged_into_them(company: Made) -> None:
    """A4 was deleted, A7 merged into an account that is not there. A3 went into A2, and A9 into A3 before that."""
    rows = company.rows("customer", "customer_id")
    assert only("name segment industry region employees", rows) == {
        "A1": ("株式会社アルファ", "Enterprise", "製造", "日本", 1200), "A2": ("Beta Inc", "SMB", "Retail", "USA", 85),
        "A3": ("Gamma KK", "SMB", "Retail", "日本", None), "A5": ('Epsilon, "Ltd"', None, None, None, None),
        "A6": ("ゼータ", "SMB", "小売", "日本", 30), "A9": ("Iota", "SMB", None, None, None)}
    assert only("merged_into parent_customer_id", rows) == {
        "A1": (None, None), "A2": (None, "A1"), "A3": ("A2", None), "A5": (None, None), "A6": (None, None),
        "A9": ("A2", None)}, "a parent that was deleted, or the account itself, is no parent"
    assert rows["A1"]["url"] == "https://tenure.my.salesforce.com/A1"


def test_who_looks_after_them_and_in_which_team(company: Made) -> None:
    """The newest version of a user counts. U9 is no user that is there; U4 owns opportunities only."""
    assert only("csm_id team_id", company.rows("customer", "customer_id")) == {
        "A1": ("U1", "R1"), "A2": ("U2", "R2"), "A3": ("U1", "R1"), "A5": ("U9", "no_role"), "A6": ("U3", "no_role"),
        "A9": ("U1", "R1")}
    assert only("name email team_id", company.rows("csm", "csm_id")) == {
        "U1": ("田中 花子", "tanaka@example.com", "R1"), "U2": ("John Smith", "smith@example.com", "R2"),
        "U3": ("佐藤 健", "sato@example.com", "no_role")}
    assert only("name function", company.rows("team", "team_id")) == {
        "R1": ("東日本CS", "customer success"), "R2": ("West CS", "customer success"),
        "no_role": ("No role", "customer success")}


def test_owners_and_attributes_of_the_past_by_the_days_of_tokyo(company: Made) -> None:
    """A1 began at 16:30 UTC: the next day in Tokyo. On 1 October it changed hands twice there: the last one counts."""
    assert only("team_id csm_id to_on", company.rows("assignment", "customer_id", "from_on")) == {
        ("A1", date(2024, 1, 11)): ("R2", "U2", date(2024, 10, 1)), ("A1", date(2024, 10, 1)): ("R1", "U1", None),
        ("A2", date(2024, 2, 1)): ("no_role", "U9", date(2024, 5, 1)), ("A2", date(2024, 5, 1)): ("R2", "U2", None),
        ("A6", date(2024, 3, 1)): ("no_role", "U3", None)}
    assert only("value", company.rows("attribute_history", "customer_id", "attribute", "from_on")) == {
        ("A1", "segment", date(2024, 1, 11)): ("SMB",), ("A1", "segment", date(2024, 6, 1)): ("Enterprise",),
        ("A2", "segment", date(2024, 2, 1)): (None,), ("A2", "segment", date(2024, 5, 1)): ("SMB",),
        ("A6", "industry", date(2024, 3, 1)): ("卸売",), ("A6", "industry", date(2024, 12, 2)): ("小売",),
    }, "the newest value equals the account as it stands, which was last read on 2 December in Tokyo"


def test_opportunities(company: Made) -> None:
    """O4 was deleted, O5 has neither an amount nor lines, O6 is ignored, O7 to O9 are renewals. O2's amount is the
    sum of its lines (one deleted, one in two versions). A close date is no moment: no time zone moves it."""
    rows = company.rows("opportunity", "opportunity_id")
    assert only("customer_id kind source_function sold_by arr currency", rows) == {
        "O1": ("A1", "new", "marketing", "Sales Rep", Decimal("1200000"), "JPY"),
        "O2": ("A2", "upsell", "partners", "Sales Rep", Decimal("100000"), "JPY"),
        "O3": ("A2", "upsell", "sales", "John Smith", Decimal("50000.5"), "JPY"),
        "O10": ("A99", "new", "marketing", "Sales Rep", Decimal("80000"), "JPY"),
        "O11": (None, "new", "marketing", "Sales Rep", Decimal("90000"), "JPY")}
    assert only("created_on closed_on won", {key: rows[key] for key in ("O1", "O2", "O3")}) == {
        "O1": (date(2024, 1, 6), date(2024, 2, 10), True), "O2": (date(2024, 11, 2), None, None),
        "O3": (date(2024, 3, 1), date(2024, 4, 30), False)}
    assert "A99" in company.said("orphans")[0].message


def test_renewals_and_contracts(company: Made) -> None:
    rows = company.rows("renewal", "renewal_id")
    assert only("contract_id customer_id due_on decided_on status arr_due arr_renewed owner_id", rows) == {
        "O7": ("K1", "A1", date(2024, 11, 20), date(2024, 11, 20), "renewed", Decimal(1300000), Decimal(1300000), "U1"),
        "O8": ("K2", "A2", date(2025, 3, 31), None, "open", Decimal(400000), None, "U2"),
        "O9": ("K3", "A3", date(2024, 9, 30), date(2024, 9, 30), "lost", Decimal(250000), None, "U1")}
    assert only("customer_id term_end", company.rows("contract", "contract_id")) == {
        "K1": ("A1", date(2025, 11, 30)), "K2": ("A2", date(2025, 3, 31))}


def test_accounts_alone_are_enough_and_types_choose_the_customers(tmp_path: Path) -> None:
    """Without history and users nobody's past and team are made up. A2 and A6 are of type SMB, with those merged into
    A2. The file of users has its head and no more; an opportunity of a type that is not listed keeps its word, which a
    load refuses."""
    head = "id,name,email,user_role_id\n"
    deal = ("id,account_id,type,amount,created_date,close_date,is_closed,is_won\n"
            "O1,A2,Pilot,10,2024-01-01 00:00:00,2024-01-01,true,true\n"
            "O2,A2,,10,2024-01-01 00:00:00,2024-01-01,true,true\n")
    folder = copied("salesforce", tmp_path / "files", "account_history user user_role opportunity_line_item contract",
                    {"user": head, "opportunity": deal})
    few = made(tmp_path, source(folder, 'options = { account_types = ["SMB"], industry = "", currency = "JPY" }'))
    assert only("parent_customer_id merged_into csm_id team_id industry url", few.rows("customer", "customer_id")) == {
        "A2": (None, None, "U2", None, None, None), "A3": (None, "A2", "U1", None, None, None),
        "A6": (None, None, "U3", None, None, None), "A9": (None, "A2", "U1", None, None, None)}
    assert not few.rows("assignment", "customer_id", "from_on")
    assert not few.rows("csm", "csm_id")
    assert not few.rows("team", "team_id")
    assert only("kind", few.rows("opportunity", "opportunity_id")) == {"O1": ("Pilot",), "O2": ("(no type)",)}
    assert {finding.table for finding in few.said("absent_table")} == {
        "salesforce.account_history", "salesforce.user_role", "salesforce.opportunity_line_item", "salesforce.contract"}


def test_the_document_tells_every_column(company: Made) -> None:
    assert untold(company, "salesforce") == ({}, {})


@pytest.mark.skipif(not SAMPLES.exists(), reason="the samples are not on this machine")
def test_every_column_stands_in_the_samples_and_they_can_be_read(tmp_path: Path) -> None:
    """What only the field reference shows is named in preset.toml. In the sample one account was not deleted."""
    folder = samples("salesforce", tmp_path / "files", FILES)
    assert unseen(preset("salesforce"), folder) == {
        "contract": {"id", "account_id", "end_date", "is_deleted", "_fivetran_synced"},
        "opportunity": {"currency_iso_code"}}
    read = made(tmp_path, source(folder, 'options = { segment = "type", currency = "JPY" }'))
    assert list(read.rows("customer", "customer_id")) == ["0015500000Xyy06AAB"]
