"""A copied link opens what was on the screen: page, day, unit, filters, tab, drill, split, unfolded rows, language."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from components.i18n import text
from tests.e2e.conftest import Open, settled

STATES = (
    ("retention", "unit=contract&period=quarter&by=region&movement=churn&tab=table&all=retention.more"),
    ("cohorts", "metric=grr&period=year&ages=months&all=cohorts.rows"),
    ("health", "weeks=4&cell=green.red&all=health.rows"),
    ("whatif", "years=5&change=grr:2"),
)
CHOSEN = """() => [...document.querySelectorAll(
  '[data-testid=stMain] :is(input, [role=radio], [role=tab], [role=switch])')].map(each =>
  [each.getAttribute('aria-label'), each.checked ?? each.ariaChecked ?? each.ariaSelected, each.value ?? ''])"""


def shown(page: Page) -> tuple[list[str], object]:
    """What the page says, line by line, and what its controls are set to, once it says the same twice."""
    said: tuple[list[str], object] = ([], None)
    for _ in range(40):
        page.wait_for_timeout(400)
        settled(page)
        now = page.get_by_test_id("stMain").inner_text().splitlines(), page.evaluate(CHOSEN)
        if now == said:
            break
        said = now
    return said


def copied(page: Page) -> str:
    """The link that the header's button copies."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator(".st-key-popover-export button").first.click()
    page.get_by_role("button", name=text("en", "link.copy")).click()
    expect(page.locator(".t-picture [role=status]").first).to_have_text(text("en", "link.copied"))
    return str(page.evaluate("navigator.clipboard.readText()"))


@pytest.mark.parametrize(("path", "state"), STATES, ids=[path for path, _ in STATES])
def test_a_link_opens_what_was_seen(
    server: str, visit: Open, filter_of: tuple[str, str], path: str, state: str
) -> None:
    key, value = filter_of
    page = visit(f"{server}/{path}?{state}&{key}={value}&lang=en", locale="en-US")
    before = shown(page)
    assert not page.get_by_role("button", name=re.compile("^Remove “")).count(), "all of the link is understood"
    address = copied(page)
    assert re.search(r"as_of=\d{4}-\d\d-\d\d", address)
    again = visit(address, locale="ja-JP")
    assert shown(again) == before


def test_what_is_unfolded_and_chosen_comes_into_the_link(server: str, visit: Open) -> None:
    page = visit(f"{server}/retention?tab=table", locale="en-US")
    page.locator(".st-key-retention-more label").first.click()
    page.wait_for_url(re.compile("all=retention.more"))
    settled(page)
    page.reload()
    settled(page)
    expect(page.locator(".st-key-retention-more input")).to_be_checked()
