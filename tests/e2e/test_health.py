"""The Health page in a real browser: it opens, a click on a cell lists its accounts, an account is explained."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from components.i18n import Language, text
from tests.e2e.conftest import Open, settled

LOCALES: dict[Language, str] = {"ja": "ja-JP", "en": "en-US"}
CELLS = '.st-key-health-matrix [class*="st-key-cell-"] button:not([disabled])'


@pytest.mark.parametrize("language", LOCALES)
@pytest.mark.parametrize("width", [1920, 390])
def test_the_page_opens_and_fits(server: str, visit: Open, language: Language, width: int) -> None:
    page = visit(f"{server}/health", locale=LOCALES[language], width=width, color_scheme="dark")
    expect(page.locator(".t-title")).to_contain_text("%")
    expect(page.locator(".t-band-green")).to_have_count(2)
    expect(page.locator(CELLS).first).to_be_visible()
    expect(page.locator(".st-key-health-quadrant svg.main-svg").first).to_be_visible()
    main = page.get_by_test_id("stMain")
    assert main.evaluate("each => each.scrollWidth <= each.clientWidth")
    inside = page.locator(".t-band").evaluate_all("""bands => bands.every(band => [...band.children].every(words =>
        getComputedStyle(words).visibility === 'hidden' || words.scrollWidth <= band.clientWidth))""")
    assert inside, "words in a band are as wide as their band at most"


def test_a_cell_opens_its_accounts_and_the_link_keeps_it(server: str, visit: Open) -> None:
    page = visit(f"{server}/health", locale="en-US")
    page.locator(CELLS).first.click()
    page.wait_for_url(re.compile(r"cell=\w+\.\w+"))
    settled(page)
    head = page.locator(".st-key-head-health-accounts h2")
    expect(head).to_contain_text("→")
    said = head.inner_text()
    expect(page.locator('[class*="st-key-cell-chosen"]')).to_have_count(1)
    again = visit(page.url, locale="en-US")
    expect(again.locator(".st-key-head-health-accounts h2")).to_have_text(said)
    again.get_by_role("button", name=text("en", "health.accounts.every")).click()
    expect(again.locator(".st-key-head-health-accounts h2")).not_to_contain_text("→")


def test_the_model_opens_in_one_click(server: str, visit: Open) -> None:
    page = visit(f"{server}/health", locale="ja-JP")
    page.get_by_role("button", name=text("ja", "health.model.button", version=1)).click()
    expect(page.locator(".t-model")).to_contain_text(text("ja", "health.component.usage_depth"))
