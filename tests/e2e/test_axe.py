"""axe-core finds nothing serious of ours: every page, both themes, both languages, and what opens over a page.

What is Streamlit's own stands rule by rule in docs/accessibility.md, which is read here: what stands there and is not
found any more has to go from there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, expect

from components.i18n import Language, text
from components.router import PAGES
from components.router import Page as BoardPage
from tests.conftest import LOCALES, ROOT
from tests.e2e.conftest import PATIENCE, settled

Theme = Literal["light", "dark"]
LOOKS: tuple[tuple[Theme, Language, int], ...] = (
    ("light", "ja", 0), ("dark", "en", 0), ("light", "en", 1), ("dark", "ja", 1))
"""Theme, language, and whether the even or the odd pages: each page in both themes and in both languages."""
LISTED = re.compile(r"^\| `([a-z-]+)` \| `([^`]+)` \|", re.MULTILINE)
RUN = """async listed => {
  const found = await axe.run(document, {resultTypes: ["violations"]});
  const place = (rule, node) => listed.find(([name, selector]) =>
    name === rule && document.querySelector(node.target.at(-1))?.matches(selector));
  return found.violations.flatMap(each => each.nodes.map(node => [
    each.id, node.impact ?? each.impact, node.target.join(" ") + " " + node.html.slice(0, 200),
    place(each.id, node) ?? null]));
}"""


@dataclass
class Seen:
    """What axe said of everything: faults of ours in words, the lines of the list that were met, where it looked."""

    ours: list[str] = field(default_factory=list)
    met: set[tuple[str, str]] = field(default_factory=set)
    places: list[tuple[str, Theme, Language]] = field(default_factory=list)


def listed() -> list[tuple[str, str]]:
    """Rule and selector of what is Streamlit's own, as the documentation lists it."""
    return LISTED.findall((ROOT / "docs/accessibility.md").read_text(encoding="utf-8"))


def ask(page: Page, seen: Seen, place: str, theme: Theme, language: Language) -> None:
    """Run axe on what the window shows now; a fault that is gone two seconds later was a part still being drawn."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate(RUN, listed())
    if any(not known and impact in ("serious", "critical") for _, impact, _, known in found):
        page.wait_for_timeout(2000)
        found = page.evaluate(RUN, listed())
    for rule, impact, what, known in found:
        if known:
            seen.met.add(tuple(known))
        elif impact in ("serious", "critical"):
            seen.ours.append(f"{place}, {theme}, {language}: {rule}: {what}")
    seen.places.append((place, theme, language))


def turn(page: Page, server: str, wanted: BoardPage, language: Language) -> None:
    """To another page, by its link at the side where there is one: a change of page costs less than a visit."""
    way = page.locator(f'[data-testid=stSidebarNavLink][href$="/{"" if wanted.is_default else wanted.path}"]')
    if way.count() and way.is_visible():
        way.click()
        page.locator(".t-header b", has_text=text(language, wanted.title_key)).wait_for()
    else:
        page.goto(f"{server}/{'' if wanted.is_default else wanted.path}")
    settled(page)


def over(page: Page, seen: Seen, theme: Theme, language: Language) -> None:
    """What opens over the first page: filters, files, the panel behind a figure; and one account's page."""
    for key in ("unit", "filters", "export"):
        page.locator(f".st-key-popover-{key} button").first.click()
        page.get_by_test_id("stPopoverBody").first.wait_for()
        ask(page, seen, f"popover {key}", theme, language)
        page.keyboard.press("Escape")
        page.get_by_test_id("stPopoverBody").first.wait_for(state="hidden")
    page.get_by_role("button", name=text(language, "evidence.open"), exact=True).first.click()
    expect(page.get_by_role("dialog")).to_contain_text(text(language, "evidence.section.sql"))
    settled(page)
    ask(page, seen, "panel", theme, language)
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="hidden")
    page.locator('a[href*="account="]').first.click()
    page.locator(".t-account-name").wait_for()
    settled(page)
    ask(page, seen, "an account", theme, language)


@pytest.fixture(scope="module")
def seen(server: str, browser: Browser) -> Seen:
    """The whole board, looked at once."""
    found = Seen()
    for theme, language, odd in LOOKS:
        context = browser.new_context(locale=LOCALES[language], color_scheme=theme,
                                      viewport={"width": 1920, "height": 1080})
        page = context.new_page()
        page.set_default_timeout(PATIENCE * 1000)
        for wanted in PAGES[odd::2]:
            turn(page, server, wanted, language)
            ask(page, found, wanted.key, theme, language)
            if wanted.is_default:
                over(page, found, theme, language)
        context.close()
    return found


def test_nothing_serious_is_ours(seen: Seen) -> None:
    assert seen.ours == []


def test_every_page_was_looked_at_in_both_themes(seen: Seen) -> None:
    keys = {page.key for page in PAGES}
    assert keys <= {place for place, theme, _ in seen.places if theme == "light"}
    assert keys <= {place for place, theme, _ in seen.places if theme == "dark"}


def test_what_is_listed_as_streamlits_own_is_still_there(seen: Seen) -> None:
    assert listed()
    assert set(listed()) - seen.met == set()
