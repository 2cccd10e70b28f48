"""The board's own server in a real browser: no page breaks the policy on scripts, and the policy holds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from components import router
from tests.e2e.conftest import PATIENCE, settled
from tests.serving_process import Served, served

BROKEN = "Content Security Policy"
WATCH = "document.addEventListener('securitypolicyviolation', e => console.error('Content Security Policy: ' + " \
        "e.violatedDirective + ' ' + e.blockedURI + ' ' + e.sample))"


@pytest.fixture(scope="module")
def server(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(demo_home, tmp_path_factory.mktemp("served") / "log.txt") as found:
        yield found


@pytest.fixture
def broken(browser: Browser) -> Iterator[tuple[Page, list[str]]]:
    """A page, and what the browser says of the policy on it."""
    with browser.new_context(locale="ja-JP", viewport={"width": 1920, "height": 1080}) as context:
        context.add_init_script(WATCH)
        page = context.new_page()
        page.set_default_timeout(PATIENCE * 1000)
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text) if BROKEN in message.text else None)
        page.on("pageerror", lambda error: said.append(f"error: {error}"))
        yield page, said


@pytest.mark.parametrize("language", ["ja", "en"])
def test_no_page_breaks_the_policy(server: Served, broken: tuple[Page, list[str]], language: str) -> None:
    page, said = broken
    found: dict[str, list[str]] = {}
    for each in router.PAGES:
        page.goto(f"{server.address}/{'' if each.is_default else each.path}?lang={language}")
        settled(page)
        if said:
            found[each.path] = said[:]
            said.clear()
    assert not found, found
