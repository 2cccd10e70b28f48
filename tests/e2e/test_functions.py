"""The functions page in a real browser: it fits, a function is chosen, an owner and a target are entered and stay."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from components.i18n import Language, text
from tests.e2e.conftest import Open, settled

LOCALES: dict[Language, str] = {"ja": "ja-JP", "en": "en-US"}


@pytest.mark.parametrize("language", LOCALES)
@pytest.mark.parametrize("width", [1920, 390])
def test_the_page_opens_and_fits(server: str, visit: Open, language: Language, width: int) -> None:
    page = visit(f"{server}/functions?function=partners", locale=LOCALES[language], width=width)
    expect(page.locator(".st-key-functions-overview tbody tr")).to_have_count(7)
    expect(page.locator(".st-key-functions-list-partners tbody tr").first).to_be_visible()
    main = page.get_by_test_id("stMain")
    assert main.evaluate("each => each.scrollWidth <= each.clientWidth")


def test_a_function_is_chosen_owned_and_given_a_target(server: str, visit: Open) -> None:
    page = visit(f"{server}/functions", locale="en-US")
    page.get_by_test_id("stButtonGroup").get_by_text(text("en", "functions.name.support"), exact=True).click()
    page.wait_for_url(re.compile("function=support"))
    settled(page)
    page.get_by_text(text("en", "functions.edit")).click()
    _fill(page, text("en", "functions.form.save_owner"), text("en", "deciding.field.owner"), "Abe & <i>Sons</i>")
    expect(page.locator(".st-key-functions-overview")).to_contain_text("Abe & <i>Sons</i>")
    _fill(page, text("en", "functions.form.save_target"), re.compile("Target|Value"), "soon")
    editor = page.locator(".st-key-functions-editor")
    expect(editor).to_contain_text("Not saved")
    expect(editor.get_by_label(re.compile("Target|Value")).first).to_have_value("soon")
    _fill(page, text("en", "functions.form.save_target"), re.compile("Target|Value"), "3")
    expect(page.locator(".st-key-functions-measures")).to_contain_text("≤3.0 hours")
    again = visit(page.url, locale="en-US")
    expect(again.locator(".st-key-functions-measures")).to_contain_text("≤3.0 hours")
    expect(again.locator(".st-key-functions-overview")).to_contain_text("Abe & <i>Sons</i>")


def _fill(page: Page, button: str, label: str | re.Pattern[str], value: str) -> None:
    """Fills one field of the form with this button, signs it, and sends it."""
    form = page.get_by_test_id("stForm").filter(has=page.get_by_role("button", name=button))
    form.get_by_label(label).first.fill(value)
    form.get_by_label(text("en", "deciding.author")).fill("Mori")
    form.get_by_role("button", name=button).click()
    settled(page)
