"""The main journey with the keyboard alone; language, charts and motion for who reads a page without looking at it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from components.i18n import Language, text
from components.router import PAGES
from tests.conftest import LOCALES
from tests.e2e.conftest import PATIENCE, Open, serving, settled

FAR = 250
"""Presses of Tab within which everything of a page is reached."""
HERE = "() => [document.activeElement.innerText ?? '', document.activeElement.getAttribute('href') ?? '']"
SEEN = """() => { const at = document.activeElement, look = getComputedStyle(at), box = at.getBoundingClientRect();
  return [look.outlineStyle !== 'none' || look.boxShadow !== 'none', box.width > 0 && box.height > 0]; }"""


@pytest.fixture(scope="module")
def writable(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server on the demo company, with a store of its own in which nothing is decided."""
    store = tmp_path_factory.mktemp("store") / "store.sqlite"
    log = tmp_path_factory.mktemp("server") / "log.txt"
    with serving(demo_home, log, TENURE_STORE_URL=f"sqlite:///{store}") as address:
        yield address


def tab_to(page: Page, wanted: str, where: str = "text") -> None:
    """Presses Tab until what has the focus says `wanted`, or leads there; it is seen to have the focus."""
    for _ in range(FAR):
        page.keyboard.press("Tab")
        said, leads = page.evaluate(HERE)
        if (wanted in leads) if where == "href" else said.strip().startswith(wanted):
            assert page.evaluate(SEEN) == [True, True], f"the focus on {wanted!r} is not seen"
            return
    raise AssertionError(f"{FAR} presses of Tab do not reach {wanted!r}")


def to_the_page(page: Page, language: Language) -> None:
    """The first press of Tab offers to skip the pages at the side; Enter does."""
    page.keyboard.press("Tab")
    assert page.evaluate(HERE)[0] == text(language, "header.skip")
    page.keyboard.press("Enter")
    expect(page.locator("#stMain")).to_be_focused()


def test_from_the_week_to_an_account_and_back(writable: str, visit: Open) -> None:
    page = visit(writable, locale="en-US")
    to_the_page(page, "en")
    tab_to(page, text("en", "evidence.open"))
    page.keyboard.press("Enter")
    panel = page.get_by_role("dialog")
    expect(panel).to_contain_text(text("en", "evidence.section.sql"))
    assert panel.evaluate("each => each.contains(document.activeElement)"), "the focus is in the panel"
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    tab_to(page, "account=", where="href")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/account.*account="))
    page.locator(".t-account-name").wait_for()
    settled(page)
    page.go_back()  # the browser's own key for it is not the page's
    expect(page.locator(".t-header b")).to_have_text(text("en", "nav.page.weekly"))
    settled(page)


def test_a_filter_is_chosen(writable: str, visit: Open) -> None:
    page = visit(f"{writable}/retention", locale="en-US")
    to_the_page(page, "en")
    tab_to(page, text("en", "unit.customer"))
    page.keyboard.press("Enter")
    page.get_by_test_id("stPopoverBody").first.wait_for()
    page.get_by_test_id("stPopoverBody").first.locator("input[type=radio]").first.wait_for(state="attached")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.type") == "radio", "an open menu is the next stop"
    page.keyboard.press("ArrowDown")
    page.wait_for_url(re.compile("unit="))
    settled(page)


def test_a_decision_is_entered(writable: str, visit: Open) -> None:
    page = visit(f"{writable}/charter", locale="ja-JP")
    to_the_page(page, "ja")
    tab_to(page, text("ja", "charter.decision.add"))
    page.keyboard.press("Enter")
    editor = page.locator(".st-key-charter-editor")
    editor.wait_for()
    settled(page)
    filled = {text("ja", "deciding.field.text"): "二社を訪問する", text("ja", "deciding.field.owner"): "高瀬",
              text("ja", "deciding.author"): "森"}
    for _ in range(FAR):
        page.keyboard.press("Tab")
        name = page.evaluate("document.activeElement.getAttribute('aria-label') ?? ''")
        if name in filled and not page.evaluate("document.activeElement.value"):
            page.keyboard.type(filled.pop(name))
        if not filled:
            break
    assert not filled
    tab_to(page, text("ja", "charter.save"))
    page.keyboard.press("Enter")
    expect(page.locator(".t-lines-decision", has_text="二社を訪問する")).to_be_visible()


@pytest.mark.parametrize("language", LOCALES)
def test_the_document_says_its_language(server: str, visit: Open, language: Language) -> None:
    page = visit(server, locale=LOCALES[language])
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page.locator("h1")).to_have_count(1)


def test_every_chart_has_words_and_a_table(server: str, visit: Open) -> None:
    """The words say what it shows; the panel beside it has its rows as a table and in files."""
    page = visit(server, locale="en-US")
    for each in PAGES:
        page.goto(f"{server}/{'' if each.is_default else each.path}")
        settled(page)
        for chart in page.get_by_test_id("stPlotlyChart").all():
            words = chart.get_attribute("aria-label") or ""
            assert chart.get_attribute("role") == "figure"
            assert len(words) > 15, (each.key, words)
            figure = chart.locator('xpath=ancestor::*[contains(@class, "st-key-figure-")][1]')
            assert figure.get_by_role("button", name=text("en", "evidence.open"), exact=True).count(), (each.key, words)
        assert page.locator("h1").count() == 1, each.key


def test_whoever_asks_for_less_motion_gets_none(server: str, browser: Browser) -> None:
    context = browser.new_context(reduced_motion="reduce", viewport={"width": 1920, "height": 1080})
    page = context.new_page()
    page.set_default_timeout(PATIENCE * 1000)
    for path in ("", "retention"):
        page.goto(f"{server}/{path}")
        settled(page)
        moving = page.evaluate("""() => [...document.querySelectorAll("*")].filter(each => {
          const look = getComputedStyle(each);
          const longest = words => Math.max(...words.split(",").map(each => parseFloat(each)));
          const drawn = look.animationName !== "none" && longest(look.animationDuration) > .001;
          return drawn || longest(look.transitionDuration) > .001;
        }).map(each => each.outerHTML.slice(0, 120))""")
        assert moving == []
        page.locator("svg.main-svg").first.wait_for()
        durations = page.evaluate("""() => [...document.querySelectorAll(".js-plotly-plot")].map(each =>
          each.layout.transition?.duration ?? 0)""")
        assert durations
        assert set(durations) == {0}
    context.close()
