"""Marketo onto the contract: hand-worked answers for the fixtures."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from tests.sources_made import FIXTURES, copied, made, only, untold


def source(folder: Path, options: str = 'options = { customer = "customer_number" }') -> str:
    return f'[[source]]\npreset = "marketo"\nfrom = "{folder}"\n{options}'


def test_an_e_mail_is_one_touch_with_what_followed(tmp_path: Path) -> None:
    """1002 is 1001 told twice, 1003 was skipped, 1007's lead is no customer's, 1008's is not there any more. 33 was
    merged into 35 and that into 32, whose customer is A2. 1005 is another run, so 1001's opens are none of its. 16:00
    UTC is the next day in Tokyo, 14:59:59 is not."""
    got = made(tmp_path, source(FIXTURES / "marketo"))
    touches = got.rows("touch", "touch_id")
    assert only("customer_id occurred_on delivered opened clicked", touches) == {
        "1001": ("A1", date(2024, 11, 2), True, True, True), "1004": ("A2", date(2024, 11, 1), True, False, False),
        "1005": ("A1", date(2024, 11, 2), False, False, False), "1006": ("A2", date(2024, 11, 2), True, True, False),
        "1008": ("marketo:lead:99", date(2024, 11, 2), False, False, False),
        "1009": ("A2", date(2024, 11, 2), False, False, False)}
    assert {(row["kind"], row["function"]) for row in touches.values()} == {("email", "marketing")}
    assert untold(got, "marketo") == ({}, {})


def test_without_the_tables_of_what_followed_it_is_unknown(tmp_path: Path) -> None:
    """No deliveries and no clicks are there, not even a file of them; of opens there is a head: unknown too. Nobody was
    merged: 33 and 35 are not there any more."""
    folder = copied("marketo", tmp_path / "files", "activity_email_delivered activity_click_email activity_merge_leads",
                    {"activity_open_email": "id,lead_id,campaign_id,campaign_run_id,primary_attribute_value_id\n"})
    touches = made(tmp_path, source(folder)).rows("touch", "touch_id")
    assert only("customer_id delivered opened clicked", touches) == {
        "1001": ("A1", None, None, None), "1004": ("marketo:lead:33", None, None, None),
        "1005": ("A1", None, None, None), "1006": ("A2", None, None, None),
        "1008": ("marketo:lead:99", None, None, None), "1009": ("marketo:lead:35", None, None, None)}
