"""The meeting in a real browser: one screen each, readable from the back, led by the keyboard, decided in place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from components.i18n import Language, text
from components.meeting.place import ORDER
from data.store import open_store
from data.store.kinds import today
from tests.e2e.conftest import PATIENCE, serving, settled, until

LOCALES: dict[Language, str] = {"ja": "ja-JP", "en": "en-US"}
SIZES = ((1920, 1080), (1280, 720))
LEAST = 18
HAPPENED = ("Assistant launched", "担当の大規模な交代を開始", "価格改定を発表(年契約の顧客は更新時から適用)")
SMALL = """least => {
  const small = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const clipped = look => look.clipPath !== 'none' || look.clip.startsWith('rect(0px');
  const hidden = e => { for (; e; e = e.parentElement) if (clipped(getComputedStyle(e))) return true; };
  while (walk.nextNode()) {
    const node = walk.currentNode, at = node.parentElement, range = document.createRange();
    if (!node.textContent.trim() || ['SCRIPT', 'STYLE', 'NOSCRIPT', 'TITLE'].includes(at.tagName)) continue;
    if (!at.checkVisibility({visibilityProperty: true, opacityProperty: true}) || hidden(at)) continue;
    range.selectNodeContents(node);
    const box = range.getBoundingClientRect();
    if (box.width < 2 || box.height < 2 || box.bottom <= 0 || box.right <= 0) continue;
    const size = parseFloat(getComputedStyle(at).fontSize);
    if (size < least) small.push([size, node.textContent.trim().slice(0, 40)]);
  }
  return small;
}"""
"""Every text that is seen, in HTML and SVG, smaller than `least` pixels."""
SCROLLS = """() => [document.documentElement, document.querySelector('[data-testid=stMain]'),
    document.querySelector('.st-key-meeting-screen')].map(
    e => [e.scrollHeight - e.clientHeight, e.scrollWidth - e.clientWidth].map(over => Math.max(0, over - 1)))"""
"""By how many pixels the document, its main part and the screen are larger than what is seen of them."""

Screen = Callable[..., Page]


@pytest.fixture(scope="module")
def meeting(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server on the demo company, with a store of its own: nothing is decided, three things happened."""
    store = tmp_path_factory.mktemp("store") / "store.sqlite"
    for at, told in enumerate(HAPPENED):
        noted = {"happened_on": (today() - timedelta(days=60 + 90 * at)).isoformat(), "text": told, "demo": True}
        open_store(f"sqlite:///{store}").put("annotation", f"{at:032x}", noted, "Mori", 0)
    log = tmp_path_factory.mktemp("server") / "log.txt"
    with serving(demo_home, log, TENURE_STORE_URL=f"sqlite:///{store}") as address:
        yield address


@pytest.fixture(scope="module")
def screen(meeting: str, browser: Browser) -> Iterator[Screen]:
    """The meeting opened in a window: `screen("risk", "en", (1280, 720))`."""
    contexts = []

    def opened(section: str = "actions", language: Language = "en", size: tuple[int, int] = SIZES[1]) -> Page:
        context = browser.new_context(locale=LOCALES[language], viewport={"width": size[0], "height": size[1]})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE * 1000)
        page.goto(f"{meeting}/meeting?tab={section}")
        ready(page)
        return page

    yield opened
    for context in contexts:
        context.close()


def ready(page: Page) -> None:
    """The screen stands in the size of the window: the first run does not know it."""
    settled(page)
    page.wait_for_timeout(700)
    settled(page)


def at(page: Page, number: int) -> None:
    """The section of this number is on the screen."""
    expect(page.locator(f".st-key-meeting-go-{number} button[kind=primary]")).to_be_visible()
    settled(page)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", LOCALES)
def test_every_section_is_one_screen_and_readable(screen: Screen, language: Language, size: tuple[int, int]) -> None:
    page = screen("actions", language, size)
    faults = {}
    for number, section in enumerate(ORDER, start=1):
        page.keyboard.press(str(number))
        at(page, number)
        page.wait_for_timeout(250)  # charts draw themselves
        faults[section] = (page.evaluate(SMALL, LEAST), page.evaluate(SCROLLS))
    assert faults == dict.fromkeys(ORDER, ([], [[0, 0]] * 3))


def test_arrows_and_their_friends_turn_the_pages(screen: Screen) -> None:
    page = screen()
    for key, number in (("ArrowRight", 2), ("PageDown", 3), ("Space", 4), ("ArrowLeft", 3), ("PageUp", 2), ("9", 9),
                        ("ArrowRight", 9), ("1", 1), ("ArrowLeft", 1)):
        page.keyboard.press(key)
        at(page, number)
    page.locator(".st-key-meeting-next button").first.click()
    at(page, 2)
    page.keyboard.press("Space")  # the button that was clicked does not keep the keyboard
    at(page, 3)
    assert "tab=retention" in page.url


def test_language_colours_full_screen_and_the_keys(screen: Screen) -> None:
    page = screen("week")
    page.keyboard.press("l")
    expect(page.locator(".t-header b")).to_have_text(text("ja", "nav.page.meeting"))
    ground = "getComputedStyle(document.querySelector('.stApp')).backgroundColor"
    light = page.evaluate(ground)
    page.keyboard.press("d")
    until(page, f"{ground} !== {light!r}")
    settled(page)
    until(page, "document.querySelector('.js-plotly-plot .xtick text')?.style.fill === 'rgb(180, 191, 202)'")
    page.reload()
    ready(page)
    assert page.evaluate(ground) != light, "the colours are kept"
    page.keyboard.press("d")
    until(page, f"{ground} === {light!r}")
    page.keyboard.press("f")
    until(page, "document.fullscreenElement !== null")
    page.keyboard.press("f")
    until(page, "document.fullscreenElement === null")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text(text("ja", "meeting.key.next"))
    box = page.get_by_role("dialog").bounding_box()
    assert box is not None
    assert 0 <= box["y"] <= box["y"] + box["height"] <= SIZES[1][1], "every key is seen"
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    at(page, 2)


def test_an_account_is_opened_and_left_by_one_key(screen: Screen) -> None:
    page = screen("why")
    name = page.locator(".t-m-row").first.inner_text()
    for way_in, way_out in (("a", "Escape"), ("Enter", "Backspace")):
        page.keyboard.press(way_in)
        expect(page.locator(".st-key-meeting-back-way")).to_be_visible()
        settled(page)
        assert page.locator(".t-m-title").inner_text().split("\n")[0][:4] in name
        assert "account=" in page.url
        assert page.evaluate(SMALL, LEAST) == []
        assert page.evaluate(SCROLLS) == [[0, 0]] * 3
        page.keyboard.press(way_out)
        expect(page.locator(".st-key-meeting-back-way")).to_have_count(0)
        at(page, 4)
    page.locator(".t-m-row").first.click()
    expect(page.locator(".st-key-meeting-back-way")).to_be_visible()
    page.reload()
    ready(page)
    expect(page.locator(".st-key-meeting-back-way")).to_be_visible()
    page.locator(".st-key-meeting-back-way button").click()
    at(page, 4)


def test_a_decision_is_typed_in_place_and_its_keys_are_letters(screen: Screen) -> None:
    page = screen("week")
    page.keyboard.press("n")
    at(page, 9)
    field = page.locator(".st-key-meeting-form textarea")
    expect(field).to_be_focused()
    page.keyboard.type("1d fl n ? visit")
    at(page, 9)
    expect(field).to_have_value("1d fl n ? visit")
    expect(page.get_by_role("dialog")).to_have_count(0)
    form = page.locator(".st-key-meeting-form")
    form.get_by_label(text("en", "deciding.field.owner"), exact=True).fill("Takase")
    form.get_by_label(text("en", "deciding.author"), exact=True).fill("Mori")
    form.get_by_role("button", name=text("en", "charter.save")).click()
    expect(page.locator(".t-m-line", has_text="1d fl n ? visit")).to_contain_text("Takase")
    settled(page)
    expect(field).to_have_value("")
    page.reload()
    ready(page)
    expect(page.locator(".t-m-line", has_text="1d fl n ? visit")).to_be_visible()


def test_the_way_in_and_out(meeting: str, screen: Screen) -> None:
    page = screen()
    page.goto(f"{meeting}/?lang=en")
    settled(page)
    page.get_by_role("button", name=text("en", "meeting.mode")).click()
    page.wait_for_url("**/meeting?*")
    at(page, 1)
    expect(page.get_by_test_id("stSidebar")).to_be_hidden()
    page.get_by_role("button", name=text("en", "meeting.menu")).click()
    page.locator(".st-key-meeting-leave button").click()
    page.wait_for_url(lambda address: "/meeting" not in address)
    expect(page.get_by_test_id("stSidebar")).to_be_visible()
    page.goto(f"{meeting}/meeting?tab=risk")
    ready(page)
    for _ in range(6):  # a key that comes while the page is drawn anew has no button yet
        page.keyboard.press("q")
        page.wait_for_timeout(3000)
        if "/meeting" not in page.url:
            break
    page.wait_for_url(lambda address: "/meeting" not in address)
