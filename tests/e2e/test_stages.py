"""The journey page in a real browser: it opens and fits, a cell lists accounts, the rules open, an owner is named."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from components.i18n import Language, text
from tests.e2e.conftest import Open, settled

LOCALES: dict[Language, str] = {"ja": "ja-JP", "en": "en-US"}
CELLS = '.st-key-journey-matrix [class*="st-key-journey-cell-"] button'


@pytest.mark.parametrize("language", LOCALES)
@pytest.mark.parametrize("width", [1920, 390])
def test_the_page_opens_and_fits(server: str, visit: Open, language: Language, width: int) -> None:
    page = visit(f"{server}/journey", locale=LOCALES[language], width=width, color_scheme="dark")
    settled(page)
    expect(page.locator(".t-stage")).to_have_count(8)
    expect(page.locator(f"{CELLS}:visible").first).to_be_visible()
    main = page.get_by_test_id("stMain")
    assert main.evaluate("each => each.scrollWidth <= each.clientWidth")


def test_a_cell_opens_its_accounts_and_the_link_keeps_it(server: str, visit: Open) -> None:
    page = visit(f"{server}/journey", locale="en-US")
    page.locator(CELLS).first.click()
    page.wait_for_url(re.compile(r"cell=\w+\.\w+"))
    settled(page)
    head = page.locator(".st-key-head-journey-accounts h2")
    expect(head).to_contain_text("→")
    said = head.inner_text()
    again = visit(page.url, locale="en-US")
    expect(again.locator(".st-key-head-journey-accounts h2")).to_have_text(said)


def test_the_rules_open_and_an_owner_is_named_as_text(server: str, visit: Open) -> None:
    page = visit(f"{server}/journey", locale="en-US")
    page.get_by_role("button", name=text("en", "journey.rules.button")).click()
    expect(page.locator(".t-rules")).to_contain_text(text("en", "journey.rules.rest"))
    page.keyboard.press("Escape")
    page.get_by_role("button", name=text("en", "journey.owner.button")).click()
    page.get_by_label(text("en", "journey.owner.name"), exact=True).fill("<b>Ito</b>")
    page.get_by_label(text("en", "deciding.author"), exact=True).fill("Abe")
    page.get_by_role("button", name=text("en", "journey.owner.save"), exact=True).click()
    settled(page)
    expect(page.locator(".t-stage-signed")).to_contain_text("owner: <b>Ito</b>")
