"""A sample of `python -m tests.attacks --only pages`: two pages of the hostile company, and some hostile addresses."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser

from tests.attacks import endpoints, pages
from tests.attacks.company import Company
from tests.attacks.outcome import details


def test_nothing_runs_and_texts_stand_as_they_are_written(hostile: Company, browser: Browser, tmp_path: Path) -> None:
    found = pages.attack(hostile, tmp_path / "log.txt", ["en"], ["week", "account"], opened=1, addresses=4,
                         on=browser)
    assert all(each.held for each in found), details(found)


def test_nothing_is_given_that_no_page_asks_for(hostile: Company, tmp_path: Path) -> None:
    found = endpoints.attack(hostile, tmp_path / "log.txt")
    assert all(each.held for each in found), details(found)
