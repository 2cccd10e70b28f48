"""The outcomes page in a real browser: it fits, a cell lists its accounts, and what was heard of a goal is kept."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from components.i18n import Language, text
from tests.e2e.conftest import Open, settled

LOCALES: dict[Language, str] = {"ja": "ja-JP", "en": "en-US"}


@pytest.mark.parametrize("language", LOCALES)
@pytest.mark.parametrize("width", [1920, 390])
def test_the_page_opens_and_fits(server: str, visit: Open, language: Language, width: int) -> None:
    page = visit(f"{server}/outcomes?clock=outcome_reached&split=cohort", locale=LOCALES[language], width=width)
    expect(page.locator(".st-key-outcomes-matrix button")).to_have_count(9)
    expect(page.locator(".t-chain .t-link")).to_have_count(4)
    expect(page.locator(".st-key-outcomes-list-prompts tbody tr").first).to_be_visible()
    main = page.get_by_test_id("stMain")
    assert main.evaluate("each => each.scrollWidth <= each.clientWidth")
    names = page.locator(".st-key-outcomes-matrix button p").evaluate_all(
        "all => all.filter(each => each.scrollWidth > each.clientWidth + 1).map(each => each.textContent)")
    assert names == [], "what stands in a cell fits into it"


def test_a_cell_lists_its_accounts_and_a_clock_is_chosen(server: str, visit: Open) -> None:
    page = visit(f"{server}/outcomes", locale="en-US")
    page.locator(".st-key-outcomes-matrix button").first.click()
    page.wait_for_url(re.compile("corner=good.good"))
    settled(page)
    expect(page.locator(".st-key-figure-outcomes-members h2")).to_contain_text("Reached or on track")
    page.get_by_test_id("stButtonGroup").get_by_text(text("en", "outcomes.clock.onboarding_deep"), exact=True).click()
    page.wait_for_url(re.compile("clock=onboarding_deep"))
    settled(page)
    expect(page.locator(".st-key-figure-outcomes-curve h2")).to_contain_text(
        text("en", "outcomes.clock.onboarding_deep"))
