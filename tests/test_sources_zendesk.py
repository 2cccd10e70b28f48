"""Zendesk onto the contract: hand-worked answers for the fixtures, and every column held against real samples."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from data.sources.preset import preset
from tests.sources_made import FIXTURES, SAMPLES, Made, copied, made, only, samples, unseen, untold

FILES = {table: f"{table}_data.csv" for table in ("ticket", "organization", "user", "ticket_comment",
                                                  "ticket_field_history", "ticket_tag")}
OPTIONS = """
[source.options]
csat_good = "5"
csat_bad = "1"
escalated_tag = "escalated"
severity_without_priority = "4"
"""


def source(folder: Path, options: str = "") -> str:
    return f'[[source]]\npreset = "zendesk"\nfrom = "{folder}"\n{options}'


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return made(tmp_path_factory.mktemp("zendesk"), source(FIXTURES / "zendesk", OPTIONS))


def test_tickets_belong_to_the_customers_that_organizations_name(desk: Made) -> None:
    """9004 was deleted. 9002 has no organization but its requester has; 9003's bears no customer's id, 9005's requester
    is of none: they get ids that no customer has, so that they are counted. Of two versions the newer one counts."""
    assert only("customer_id severity csat escalated", desk.rows("ticket", "ticket_id")) == {
        "9001": ("A1", 1, 5.0, True), "9002": ("A2", 4, None, False),
        "9003": ("zendesk:organization:300", 2, None, False), "9005": ("zendesk:user:13", 3, None, False),
        "9006": ("A2", 4, 1.0, False)}


def test_first_responses_and_ends(desk: Made) -> None:
    """9001: an inner note is no response; solved, opened again, solved, then closed: over when solved the second time.
    9006 was opened by an agent, whose first word answers nobody; without a history it was over by its last change."""
    assert only("opened_at first_response_at closed_at", desk.rows("ticket", "ticket_id")) == {
        "9001": (datetime(2024, 11, 3, 16), datetime(2024, 11, 3, 17), datetime(2024, 11, 5)),
        "9002": (datetime(2024, 11, 20, 3), None, None), "9003": (datetime(2024, 11, 21, 3), None, None),
        "9005": (datetime(2024, 11, 23, 3), None, None),
        "9006": (datetime(2024, 6, 1), datetime(2024, 6, 1, 6), datetime(2024, 6, 5))}


def test_what_is_not_there_stays_unknown(tmp_path: Path) -> None:
    """Tickets and organizations alone: no response, no rating, no tag; a rating is no number by itself."""
    folder = copied("zendesk", tmp_path / "files", "user ticket_comment ticket_field_history ticket_tag")
    few = made(tmp_path, source(folder))
    assert only("customer_id first_response_at closed_at severity csat escalated", few.rows("ticket", "ticket_id")) == {
        "9001": ("A1", None, datetime(2024, 11, 9), 1, None, None),
        "9002": ("zendesk:user:12", None, None, 3, None, None),
        "9003": ("zendesk:organization:300", None, None, 2, None, None),
        "9005": ("zendesk:user:13", None, None, 3, None, None),
        "9006": ("A2", None, datetime(2024, 6, 5), 4, None, None)}
    assert len(few.said("absent_table")) == 4


def test_the_document_tells_every_column(desk: Made) -> None:
    assert untold(desk, "zendesk") == ({}, {})


@pytest.mark.skipif(not SAMPLES.exists(), reason="the samples are not on this machine")
def test_every_column_stands_in_the_samples_and_they_can_be_read(tmp_path: Path) -> None:
    """Only the ratings have no sample there. Two of the ten tickets were deleted."""
    folder = samples("zendesk", tmp_path / "files", FILES)
    assert set(unseen(preset("zendesk"), folder)) == {"satisfaction_rating"}
    rows = made(tmp_path, source(folder)).rows("ticket", "ticket_id")
    assert len(rows) == 8
    assert all(row["closed_at"] >= row["opened_at"] for row in rows.values())
    assert all(str(row["customer_id"]).startswith("zendesk:") for row in rows.values())
