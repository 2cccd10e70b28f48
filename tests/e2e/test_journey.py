"""The main journey in a real browser: open, filter, change the page, reload, go back, change the language."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from components import router
from components.i18n import text
from components.theme import DARK, LIGHT, Palette
from tests.e2e.conftest import Open, settled

RETENTION = text("ja", "nav.page.retention")
WEEKLY = text("ja", "nav.page.weekly")


def choose(board: Page, name: str, value: str) -> None:
    """Open the filters, choose a value of a dimension, close them."""
    board.locator(".st-key-popover-filters button").first.click()
    board.get_by_role("combobox", name=re.compile(name)).click()
    board.get_by_role("option", name=re.compile(re.escape(value))).first.click()
    board.locator(".t-scope").wait_for()
    board.keyboard.press("Escape")
    board.keyboard.press("Escape")
    settled(board)


def go(board: Page, title: str) -> None:
    board.get_by_test_id("stSidebarNavLink").filter(has_text=title).click()
    expect(board.locator(".t-header b")).to_have_text(title)
    settled(board)


def test_a_filter_survives_pages_reload_and_back(server: str, visit: Open, filter_of: tuple[str, str]) -> None:
    key, value = filter_of
    board = visit(server)
    expect(board.locator(".t-scope")).to_have_count(0)
    choose(board, text("ja", f"dimension.{key}"), value)
    expect(board).to_have_url(re.compile(rf"/\?{key}={value}$"))

    go(board, RETENTION)
    expect(board).to_have_url(re.compile(rf"/retention\?{key}={value}$"))
    expect(board.locator(".t-scope")).to_contain_text(value)

    board.reload()
    settled(board)
    expect(board.locator(".t-header b")).to_have_text(RETENTION)
    expect(board.locator(".t-scope")).to_contain_text(value)

    board.go_back()
    expect(board.locator(".t-header b")).to_have_text(WEEKLY)
    expect(board).to_have_url(re.compile(rf"/\?{key}={value}$"))
    expect(board.locator(".t-scope")).to_contain_text(value)

    board.go_back()
    expect(board.locator(".t-scope")).to_have_count(0)


def test_quick_clicks_lose_nothing(server: str, visit: Open) -> None:
    """Two values chosen one upon the other are both in the URL."""
    board = visit(server)
    board.locator(".st-key-popover-filters button").first.click()
    board.get_by_role("combobox", name=re.compile(text("ja", "dimension.segment"))).click()
    for position in (0, 1):
        board.get_by_role("option").nth(position).click(no_wait_after=True)
    expect(board).to_have_url(re.compile(r"\?segment=[^&]+&segment=[^&]*$"))
    expect(board.locator(".t-scope")).to_contain_text(" または ")


def test_week_and_unit(server: str, visit: Open) -> None:
    board = visit(server)
    board.locator(".st-key-popover-as_of button").first.click()
    board.get_by_role("combobox", name=text("ja", "filter.as_of")).click()
    board.get_by_role("option").nth(3).click()
    expect(board).to_have_url(re.compile(r"as_of=\d{4}-\d\d-\d\d"))
    settled(board)
    day = board.url.split("as_of=")[1].split("-")
    label = f"{day[0]}年{int(day[1])}月{int(day[2])}日時点"
    expect(board.locator(".st-key-popover-as_of button").first).to_contain_text(label)
    board.keyboard.press("Escape")

    board.locator(".st-key-popover-unit button").first.click()
    board.get_by_text(text("ja", "unit.contract"), exact=True).click()
    expect(board).to_have_url(re.compile(r"unit=contract"))
    expect(board.locator(".st-key-popover-unit button").first).to_contain_text(text("ja", "unit.contract"))
    go(board, RETENTION)
    expect(board).to_have_url(re.compile(r"/retention\?as_of=.*&unit=contract"))


def test_the_language_is_the_browsers_until_it_is_chosen(server: str, visit: Open) -> None:
    board = visit(server, locale="en-GB")
    expect(board.locator(".t-header b")).to_have_text(text("en", "nav.page.weekly"))
    board.get_by_test_id("stSidebar").get_by_text("日本語").click()
    expect(board.locator(".t-header b")).to_have_text(WEEKLY)
    expect(board).to_have_url(re.compile(r"lang=ja"))
    go(board, RETENTION)
    expect(board).to_have_url(re.compile(r"/retention\?lang=ja"))


def test_an_unknown_value_shows_nothing_and_clears_alone(
    server: str, visit: Open, filter_of: tuple[str, str]
) -> None:
    key, value = filter_of
    board = visit(f"{server}/retention?{key}={value}&{key}=Nowhere&nonsense=1&as_of=2001-01-01")
    faults, buttons = board.locator(".t-box"), board.locator("[class*='st-key-unknown-'] button")
    expect(buttons).to_have_count(3)
    expect(faults).to_have_count(1)
    for said in ("Nowhere", "nonsense", "2001-01-01"):
        expect(faults).to_contain_text(said)
    for left in (2, 1, 0):
        buttons.nth(left).click()
        expect(buttons).to_have_count(left)
    expect(faults).to_have_count(0)
    expect(board).to_have_url(re.compile(rf"/retention\?{key}={value}$"))
    expect(board.locator(".t-scope")).to_contain_text(value)


@pytest.mark.parametrize(("scheme", "colours"), [("light", LIGHT), ("dark", DARK)])
def test_light_and_dark_follow_the_system(server: str, visit: Open, scheme: str, colours: Palette) -> None:
    board = visit(server, color_scheme=scheme)
    ground = board.locator(".stApp").evaluate("element => getComputedStyle(element).backgroundColor")
    red, green, blue = (int(part) for part in re.findall(r"\d+", ground)[:3])
    assert f"#{red:02X}{green:02X}{blue:02X}" == colours.bg


@pytest.mark.parametrize("locale", ["ja-JP", "en-US"])
@pytest.mark.parametrize("page", router.PAGES, ids=lambda page: page.key)
def test_nothing_is_wider_than_the_screen(
    server: str, visit: Open, page: router.Page, locale: str, filter_of: tuple[str, str]
) -> None:
    """A phone's, a tablet's held flat, a television's: the window grows, as when somebody turns the one or moves it."""
    key, value = filter_of
    path = "" if page.is_default else page.path
    board = visit(f"{server}/{path}?{key}={value}&unit=department", locale=locale, width=390)
    for width in (390, 1024, 1920):
        board.set_viewport_size({"width": width, "height": 1080})
        board.wait_for_timeout(300)  # charts are drawn anew a moment later
        settled(board)
        needed, given = board.evaluate("() => [document.scrollingElement.scrollWidth, innerWidth]")
        assert needed <= given, width
