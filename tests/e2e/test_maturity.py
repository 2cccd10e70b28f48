"""Maturity in a real browser: the page fits, a cell opens, an assessment is entered, refused, and fought over."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from components.i18n import Language, text
from tests.e2e.conftest import Open, settled
from tests.e2e.test_charter import writable
from tests.e2e.test_health import LOCALES

__all__ = ["writable"]
MARKUP = '<img src=x onerror="document.title=\'hit\'"><b>bold</b> note'
CELL = '.st-key-maturity-grid [class*="st-key-mx-"] button'


def form(page: Page) -> Locator:
    return page.locator('[data-testid="stForm"]', has=page.get_by_text(text("en", "maturity.form.level"), exact=True))


def fill(page: Page, **fields: str) -> None:
    labels = {"level": "maturity.form.level", "assessor": "deciding.field.assessor", "note": "maturity.form.evidence",
              "author": "deciding.author"}
    for name, value in fields.items():
        form(page).get_by_label(text("en", labels[name]), exact=True).fill(value)


def save(page: Page) -> None:
    form(page).get_by_role("button", name=text("en", "maturity.form.save"), exact=True).click()
    settled(page)


@pytest.mark.parametrize("language", LOCALES)
@pytest.mark.parametrize("width", [1920, 390])
def test_the_page_opens_and_fits(server: str, visit: Open, language: Language, width: int) -> None:
    page = visit(f"{server}/maturity", locale=LOCALES[language], width=width, color_scheme="dark")
    expect(page.locator(CELL)).to_have_count(42)
    expect(page.locator(".t-rung")).to_have_count(4)
    expect(page.locator('[class*="st-key-figure-maturity-trend"] svg.main-svg').first).to_be_visible(timeout=30_000)
    page.wait_for_function("""() => {
        const main = document.querySelector('[data-testid=stMain]');
        return main.scrollWidth <= main.clientWidth }""")
    inside = page.locator(f"{CELL} p").evaluate_all("cells => cells.every(cell => cell.scrollWidth <= "
                                                    "cell.closest('button').clientWidth)")
    assert inside, "the words of a cell are as wide as the cell at most"


def test_a_cell_opens_and_the_link_keeps_it(server: str, visit: Open) -> None:
    page = visit(f"{server}/maturity", locale="en-US")
    page.locator('[class*="st-key-mx-"][class*="-services-outcomes"] button').click()
    page.wait_for_url(re.compile(r"cell=services\.outcomes"))
    settled(page)
    rule = page.locator(".t-mx-rule")
    expect(rule).to_contain_text(text("en", "maturity.measure.agreed"))
    again = visit(page.url, locale="en-US")
    expect(again.locator(".t-mx-rule")).to_have_text(rule.inner_text(), use_inner_text=True)
    again.get_by_role("button", name=text("en", "maturity.drill.close")).click()
    expect(again.locator(".t-mx-rule")).to_have_count(0)


def test_an_assessment_out_of_range_then_with_markup(writable: str, visit: Open) -> None:
    page = visit(f"{writable}/maturity?cell=it.outcomes", locale="en-US")
    fill(page, level="7", note=MARKUP, author="Mori")
    save(page)
    expect(page.get_by_text(text("en", "deciding.rule.not_a_level"), exact=False).first).to_be_visible()
    expect(page.get_by_text(text("en", "deciding.field.assessor"), exact=False).first).to_be_visible()
    expect(form(page).get_by_label(text("en", "maturity.form.evidence"), exact=True)).to_have_value(MARKUP)
    fill(page, level="5", assessor="Takase")
    save(page)
    row = page.locator(".t-mx-history tbody tr", has_text="Takase")
    expect(row).to_contain_text("<b>bold</b> note")
    expect(row.locator("img")).to_have_count(0)
    assert page.title() != "hit"
    cell = page.locator('[class*="st-key-mx-l5-"][class*="-it-outcomes"] button')
    expect(cell).to_contain_text("5")


def test_two_people_at_one_cell(writable: str, visit: Open) -> None:
    one, two = (visit(f"{writable}/maturity?cell=partners.outcomes", locale="en-US") for _ in range(2))
    fill(one, level="1", assessor="Takase", author="Takase")
    fill(two, level="2", assessor="Kishimoto", author="Kishimoto")
    save(one)
    expect(one.locator(".t-mx-history")).to_contain_text("Takase")
    save(two)
    expect(two.get_by_text(text("en", "deciding.conflict.title")).first).to_be_visible()
    for words in ("Takase", "Kishimoto"):
        expect(two.get_by_text(words).first).to_be_visible()
    two.get_by_role("button", name=text("en", "deciding.conflict.keep_mine")).click()
    expect(two.locator(".t-mx-history")).to_contain_text("Kishimoto")
