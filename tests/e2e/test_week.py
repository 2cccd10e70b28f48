"""My week in a real browser: it opens and fits, a ticked account is put off, a filter is saved as a view and opened."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from components.i18n import Language, text
from tests.e2e.conftest import Open, serving, settled
from tests.e2e.test_health import LOCALES

ROWS = '[class*="st-key-week-line-"]'


@pytest.fixture(scope="module")
def writable(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server on the demo company, with a store of its own in which nothing is decided."""
    store = tmp_path_factory.mktemp("store") / "store.sqlite"
    log = tmp_path_factory.mktemp("server") / "log.txt"
    with serving(demo_home, log, TENURE_STORE_URL=f"sqlite:///{store}") as address:
        yield address


@pytest.mark.parametrize("language", LOCALES)
@pytest.mark.parametrize("width", [1920, 390])
def test_the_page_opens_and_fits(server: str, visit: Open, language: Language, width: int) -> None:
    page = visit(f"{server}/week", locale=LOCALES[language], width=width, color_scheme="dark")
    expect(page.locator(ROWS).nth(3)).to_be_visible()
    main = page.get_by_test_id("stMain")
    assert main.evaluate("each => each.scrollWidth <= each.clientWidth")
    if width > 900:
        box = page.locator(ROWS).first.bounding_box()
        assert box
        assert box["y"] < 540, "the queue is the first thing in sight"


def test_an_account_is_put_off_and_a_view_opened_by_its_link(writable: str, visit: Open) -> None:
    page = visit(f"{writable}/week", locale="en-US")
    first = page.locator(ROWS).first
    name = first.locator(".t-cell-0 a").first.inner_text()
    first.get_by_test_id("stCheckbox").locator("label").click()
    settled(page)
    page.get_by_role("button", name=text("en", "week.mark"), exact=False).first.click()
    page.get_by_label(text("en", "deciding.author"), exact=True).first.fill("Mori")
    page.get_by_role("button", name=text("en", "week.mark.save")).click()
    expect(page.locator('[class*="st-key-week-settled-"]')).to_contain_text(name)
    expect(page.locator(ROWS).first).not_to_contain_text(name)

    page.get_by_role("button", name=re.compile(f"^{re.escape(text('en', 'week.reason.shelfware'))} ")).click()
    page.wait_for_url(re.compile("reason=shelfware"))
    settled(page)
    page.get_by_role("button", name=text("en", "views.menu"), exact=False).first.click()
    page.get_by_label(text("en", "views.save_as")).fill("<b>Seats</b>")
    form = page.locator('[class*="stForm"]', has=page.get_by_label(text("en", "views.save_as")))
    form.get_by_label(text("en", "deciding.author"), exact=True).fill("Mori")
    form.get_by_role("button", name=text("en", "views.save"), exact=True).click()
    page.wait_for_url(re.compile("view=[0-9a-f]{32}"))
    key = re.search("view=([0-9a-f]{32})", page.url)
    assert key
    fresh = visit(f"{writable}/week?view={key.group(1)}", locale="ja-JP")
    fresh.wait_for_url(re.compile("reason=shelfware"))
    settled(fresh)
    expect(fresh.locator(ROWS).first).to_contain_text(text("ja", "week.reason.shelfware"))
    expect(fresh.locator("body")).to_contain_text("<b>Seats</b>")
