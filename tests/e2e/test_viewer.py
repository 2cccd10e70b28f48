"""The board in a real browser as whoever may not see names has it: it looks meant so, and names nobody."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from components.i18n import Language, text
from tests.e2e.conftest import Open, serving
from tests.test_small_pages import few, names

LOCALES: dict[Language, str] = {"ja": "ja-JP", "en": "en-US"}
PAGES = ("", "retention", "health", "renewals", "journey", "teams")


@pytest.fixture(scope="module")
def viewed(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server on which everybody is a viewer."""
    with serving(demo_home, tmp_path_factory.mktemp("viewer") / "log.txt", app="tests/viewer_app.py") as address:
        yield address


def fits(page: Page) -> bool:
    return bool(page.get_by_test_id("stMain").evaluate("each => each.scrollWidth <= each.clientWidth"))


@pytest.mark.parametrize(("path", "language", "width"), [
    (path, language, width) for path, language, width in zip(
        PAGES, ("ja", "en", "ja", "en", "ja", "en"), (1920, 390, 390, 1920, 390, 1920), strict=True)])
def test_a_page_opens_fits_and_names_nobody(
    viewed: str, visit: Open, on_demo: Path, path: str, language: Language, width: int
) -> None:
    page = visit(f"{viewed}/{path}", locale=LOCALES[language], width=width)
    expect(page.locator("h1.t-title").first).to_be_visible()
    assert fits(page)
    shown = page.locator("body").inner_html()
    assert [name for name in sorted(names()) if name in shown] == []


def test_what_is_not_shown_is_said(viewed: str, visit: Open) -> None:
    page = visit(viewed, locale="en-US")
    expect(page.locator(".t-withheld").first).to_contain_text(text("en", "small.names.title"))
    assert "None" not in page.get_by_test_id("stMain").inner_text()
    page = visit(f"{viewed}/account?account=C0000001", locale="ja-JP")
    expect(page.locator(".t-box")).to_contain_text(text("ja", "small.page.title"))


def test_a_filter_on_few_is_refused_and_cleared(viewed: str, visit: Open, on_demo: Path) -> None:
    (first, second), (one, other) = few()
    page = visit(f"{viewed}/?{first}={one}&{second}={other}", locale="en-US")
    expect(page.locator(".t-box")).to_contain_text(text("en", "small.scope.title"))
    page.get_by_role("button", name=text("en", "filter.clear_all")).click()
    expect(page.locator("h1.t-title").first).to_be_visible()
