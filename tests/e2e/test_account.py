"""One customer in a real browser: searched by name with the keyboard alone, opened, noted, without sideways scroll."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from components.i18n import text
from data.warehouse import open_warehouse
from queries.account_search import largest
from queries.dimensions import build_info
from queries.scope import Scope
from tests.e2e.conftest import Open, settled

WAIT = 30_000
"""Milliseconds in which a busy machine draws the page anew."""


@pytest.fixture
def one(demo_home: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    """Id and name of the largest account."""
    monkeypatch.setenv("TENURE_HOME", str(demo_home))
    monkeypatch.delenv("TENURE_WAREHOUSE_URL", raising=False)
    house = open_warehouse()
    found = largest(house, Scope(build_info(house).default_as_of), 1).iloc[0]
    return str(found.account_id), str(found.account)


def test_a_name_is_found_by_keyboard_and_opens_its_account(server: str, visit: Open, one: tuple[str, str]) -> None:
    board = visit(f"{server}/account?lang=ja")
    box = board.get_by_role("textbox", name=text("ja", "account.search.label"))
    box.focus()
    box.fill(one[1])
    box.press("Enter")
    expect(board).to_have_url(re.compile(r"q="), timeout=WAIT)
    settled(board)
    way = board.locator(".t-account-found").first.get_by_role("link", name=one[1]).first
    way.focus()
    board.keyboard.press("Enter")
    expect(board).to_have_url(re.compile(rf"/account\?account={one[0]}.*lang=ja"), timeout=WAIT)
    settled(board)
    expect(board.locator(".t-account-name b")).to_have_text(one[1])
    expect(board.get_by_test_id("stException")).to_have_count(0)


def test_a_note_stands_on_its_account_alone(server: str, visit: Open, one: tuple[str, str]) -> None:
    board = visit(f"{server}/account?account={one[0]}&lang=en")
    board.locator(".st-key-popover-account-note button").first.click()
    board.get_by_role("textbox", name=text("en", "account.todo.note")).fill("They asked for <b>SSO</b>")
    board.get_by_role("textbox", name=text("en", "deciding.author")).last.fill("Abe")
    board.get_by_role("button", name=text("en", "charter.save")).last.click()
    expect(board.locator(".t-account-notes p")).to_have_text("They asked for <b>SSO</b>", timeout=WAIT)
    settled(board)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_phone_needs_no_sideways_scroll(server: str, visit: Open, one: tuple[str, str], language: str) -> None:
    board = visit(f"{server}/account?account={one[0]}&lang={language}", width=390)
    expect(board.locator(".t-timeline li").first).to_be_attached()
    assert board.evaluate("document.documentElement.scrollWidth") <= 390
    inside = "document.querySelector('[data-testid=stMain]').scrollWidth"
    assert board.evaluate(inside) <= 390
