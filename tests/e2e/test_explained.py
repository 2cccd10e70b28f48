"""Every page's figures explain themselves in a real browser: one click, definition, accounts, SQL, files."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from components import router
from components.i18n import LANGUAGES, Language, text
from tests.e2e.conftest import Open, settled

LOCALES: dict[Language, str] = {"ja": "ja-JP", "en": "en-US"}
TURNS = [(page, LANGUAGES[place % 2]) for place, page in enumerate(router.PAGES)]
"""Every second page in the other language: that a panel's words are in both, the catalogues' tests hold."""
RECORDED = ("reconciliation",)
"""What it shows was recorded after the build: no statement is asked."""


def panel(board: Page, language: Language, number: int = 0) -> None:
    """A click on the page's first button of this kind; the panel stands."""
    board.get_by_role("button", name=text(language, "evidence.open"), exact=True).nth(number).click()
    expect(board.get_by_role("dialog")).to_contain_text(text(language, "evidence.section.sql"))


@pytest.mark.parametrize(("page", "language"), TURNS, ids=lambda given: getattr(given, "key", given))
def test_one_click_opens_what_stands_behind_a_figure(
    server: str, visit: Open, page: router.Page, language: Language
) -> None:
    board = visit(f"{server}/{'' if page.is_default else page.path}", locale=LOCALES[language])
    buttons = board.get_by_role("button", name=text(language, "evidence.open"), exact=True)
    expect(buttons.first).to_be_visible()
    board.wait_for_timeout(500)  # the meeting runs once more when it knows the size of its screen
    settled(board)
    panel(board, language, min(1, buttons.count() - 1))
    shown = board.get_by_role("dialog")
    for section in ("population", "accounts", "rows"):
        expect(shown).to_contain_text(text(language, f"evidence.section.{section}"))
    expect(shown).not_to_contain_text(text(language, "evidence.accounts.differs"))
    if page.key not in RECORDED:
        expect(shown.get_by_test_id("stCode").first).to_contain_text("SELECT")


def test_the_workbook_opens_with_everything(server: str, visit: Open, tmp_path: Path) -> None:
    board = visit(f"{server}/retention", locale="en-US")
    panel(board, "en", 1)
    with board.expect_download() as started:
        board.get_by_role("button", name=text("en", "evidence.file.xlsx")).click()
    started.value.save_as(tmp_path / "figure.xlsx")
    book = openpyxl.load_workbook(tmp_path / "figure.xlsx")
    assert book.sheetnames[-1] == "SQL"
    assert len(book.sheetnames) >= 4
    accounts = book[text("en", "evidence.accounts.file")]
    assert accounts.max_row > 10
    assert isinstance(accounts["E2"].value, int | float)


def test_on_a_phone_the_panel_fits(server: str, visit: Open) -> None:
    board = visit(f"{server}/cohorts", width=390)
    panel(board, "ja")
    needed, given = board.evaluate("() => [document.scrollingElement.scrollWidth, innerWidth]")
    assert needed <= given


def test_a_cohorts_view_is_in_its_link(server: str, visit: Open) -> None:
    board = visit(f"{server}/cohorts?period=year", locale="en-US")
    board.get_by_role("radio", name="GRR", exact=True).first.click()
    board.wait_for_url("**/cohorts?*metric=grr*")
    settled(board)
    board.reload()
    settled(board)
    expect(board.get_by_role("radio", name="GRR", exact=True).first).to_be_checked()
