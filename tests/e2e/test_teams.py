"""The teams page in a real browser: it fits, rates carry their intervals, a team is opened and kept in the link."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from components.i18n import Language, text
from tests.e2e.conftest import Open, choose, settled

LOCALES: dict[Language, str] = {"ja": "ja-JP", "en": "en-US"}


@pytest.mark.parametrize(("language", "width"), [("ja", 390), ("en", 1920)])
def test_the_page_opens_and_fits(server: str, visit: Open, language: Language, width: int) -> None:
    page = visit(f"{server}/teams", locale=LOCALES[language], width=width)
    rows = page.locator(".t-tf [role=row]:has([role=rowheader])")
    expect(rows.first).to_be_visible()
    assert rows.count() >= 8
    spans = page.locator(".t-tf .t-tf-grr .t-tf-span")
    assert spans.count() >= rows.count() - 2, "a rate without its interval"
    expect(page.locator(".st-key-figure-teams-csms, [class*=st-key-figure-teams-csms]").first).to_be_visible()
    main = page.get_by_test_id("stMain")
    assert main.evaluate("each => each.scrollWidth <= each.clientWidth")


def test_a_row_opens_its_team_and_another_is_chosen(server: str, visit: Open) -> None:
    page = visit(f"{server}/teams", locale="en-US")
    link = page.locator(".t-tf [role=rowheader] a").nth(1)
    name = link.inner_text()
    link.click()
    page.wait_for_url(re.compile("team=T"))
    settled(page)
    chosen = page.get_by_role("combobox", name=text("en", "teams.choice"))
    expect(chosen).to_have_value(name)
    first = page.url
    choose(page, chosen, page.get_by_role("option").filter(has_not_text=name).first)
    page.wait_for_url(lambda url: url != first and "team=T" in url)
    settled(page)
    expect(chosen).not_to_have_value(name)
