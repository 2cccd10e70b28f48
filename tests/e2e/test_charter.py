"""The charter in a real browser: a decision with markup, closed; a meeting frozen; two people at one target."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from components.i18n import Language, text
from data.store.kinds import today
from tests.e2e.conftest import Open, choose, serving, settled
from tests.e2e.test_health import LOCALES

MARKUP = '<img src=x onerror="document.title=\'hit\'"><b>bold</b> visit'
SOON = today() + timedelta(days=10)


@pytest.fixture(scope="module")
def writable(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server on the demo company, with a store of its own in which nothing is decided."""
    store = tmp_path_factory.mktemp("store") / "store.sqlite"
    log = tmp_path_factory.mktemp("server") / "log.txt"
    with serving(demo_home, log, TENURE_STORE_URL=f"sqlite:///{store}") as address:
        yield address


def fill(page: Page, language: Language, **fields: str) -> None:
    editor = page.locator(".st-key-charter-editor")
    for key, value in fields.items():
        editor.get_by_label(text(language, key.replace("__", ".")), exact=True).fill(value)


def save(page: Page, language: Language) -> None:
    page.locator(".st-key-charter-editor").get_by_role("button", name=text(language, "charter.save")).click()
    settled(page)


@pytest.mark.parametrize("language", LOCALES)
@pytest.mark.parametrize("width", [1920, 390])
def test_the_page_opens_and_fits(server: str, visit: Open, language: Language, width: int) -> None:
    page = visit(f"{server}/charter", locale=LOCALES[language], width=width, color_scheme="dark")
    expect(page.locator(".t-lines-kpi").nth(2)).to_be_visible()
    expect(page.locator(".t-lines-decision").nth(2)).to_be_visible()
    main = page.get_by_test_id("stMain")
    assert main.evaluate("each => each.scrollWidth <= each.clientWidth")


def test_a_decision_with_markup_is_added_closed_frozen_and_seen(writable: str, visit: Open) -> None:
    page = visit(f"{writable}/charter", locale="en-US")
    page.get_by_role("button", name=text("en", "charter.decision.add")).click()
    fill(page, "en", deciding__field__text=MARKUP, deciding__field__owner="Takase", deciding__author="Mori")
    save(page, "en")
    line = page.locator(".t-lines-decision", has_text="<b>bold</b> visit")
    expect(line).to_be_visible()
    expect(line.locator("img")).to_have_count(0)
    assert page.title() != "hit"
    expect(line).to_contain_text("Takase")

    page.locator('[class*="st-key-charter-open-decision-"] button').click()
    expect(page.locator(".t-history")).to_contain_text("Mori")
    status = page.locator(".st-key-charter-editor").get_by_test_id("stSelectbox").filter(
        has_text=text("en", "deciding.field.status")).get_by_role("combobox")
    choose(page, status, page.get_by_role("option", name=text("en", "charter.state.done")))
    save(page, "en")
    expect(page.locator(".t-lines-decision", has_text="visit")).to_contain_text(text("en", "charter.state.done"))

    page.locator('[class*="st-key-figure-charter-meeting"]').get_by_label(
        text("en", "deciding.author"), exact=True).fill("Mori")
    choose(page, page.get_by_role("combobox", name=text("en", "charter.meeting.who")),
           page.get_by_role("option", name=text("en", "charter.function.sales")))
    page.keyboard.press("Escape")
    page.get_by_role("button", name=text("en", "charter.meeting.freeze")).click()
    expect(page.locator("h2", has_text=text("en", "charter.meeting.title_frozen"))).to_be_visible()
    settled(page)
    weekly = visit(writable, locale="en-US")
    expect(weekly.locator(".t-carried")).to_contain_text(
        text("en", "charter.weekly.frozen_same", moment="").split(",")[0].split(":")[0])


def test_two_browsers_editing_one_target(writable: str, visit: Open) -> None:
    one, two = (visit(f"{writable}/charter", locale="ja-JP") for _ in range(2))
    label = text("ja", "charter.target.value", unit="%").replace("(", r"\(").replace(")", r"\)")
    for page, value, owner in ((one, "91", "高瀬"), (two, "95", "岸本")):
        page.locator('[class*="st-key-charter-open-target-grr"] button').click()
        editor = page.locator(".st-key-charter-editor")
        editor.get_by_label(re.compile(label)).fill(value)
        fill(page, "ja", deciding__field__owner=owner, deciding__author=owner)
    save(one, "ja")
    expect(one.locator(".t-lines-kpi", has_text="GRR")).to_contain_text("≥91%")
    two.locator(".st-key-charter-editor").get_by_role("button", name=text("ja", "charter.save")).click()
    expect(two.get_by_text(text("ja", "deciding.conflict.title")).first).to_be_visible()
    for words in ("0.91", "0.95", "高瀬", "岸本"):
        expect(two.locator(".st-key-charter-editor").get_by_text(words, exact=False).first).to_be_visible()
    two.get_by_role("button", name=text("ja", "deciding.conflict.keep_mine")).click()
    expect(two.locator(".t-lines-kpi", has_text="GRR")).to_contain_text("≥95%")
