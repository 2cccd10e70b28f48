"""A real server on a free loopback port and a real browser. `CHROMIUM` names the browser where it is elsewhere."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright
from playwright.sync_api import TimeoutError as TooLate

from data.warehouse import open_warehouse
from queries.dimensions import dimensions
from tests.conftest import ROOT, environment

CANDIDATES = ("/usr/bin/chromium", "chromium", "chromium-browser", "google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"]
PATIENCE = 60
expect.set_options(timeout=PATIENCE * 500)  # two browsers and two servers share the cores: five seconds are no fault

Open = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here needs a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.e2e)


@contextmanager
def serving(
    home: Path, log: Path, listen: str = "127.0.0.1", app: str = "", **more: str
) -> Iterator[str]:
    """A server that has just started, on its own warehouse, with `more` environment; its address. Ended by its own
    process. `listen`: the address that it listens on; `app`: what `streamlit run` runs, in place of the board's server.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    flags = ["--server.port", str(port), "--server.address", listen, "--server.headless", "true",
             "--server.fileWatcherType", "none"]
    run = ["streamlit", "run", app] if app else ["components.serving"]
    command = [sys.executable, "-m", *run, *flags]
    with log.open("w", encoding="utf-8") as out:
        settings = {**environment(home), **more}
        server = subprocess.Popen(command, cwd=ROOT, env=settings, stdout=out, stderr=subprocess.STDOUT)
    try:
        _wait(f"http://127.0.0.1:{port}/_stcore/health", server, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait(10)


def _wait(health: str, server: subprocess.Popen[bytes], log: Path) -> None:
    """Until it answers. The health route runs no page, so the server is still cold."""
    for _ in range(PATIENCE * 5):
        if server.poll() is not None:
            pytest.fail(f"the server ended:\n{log.read_text(encoding='utf-8')}")
        try:
            with urllib.request.urlopen(health, timeout=1):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    pytest.fail(f"the server did not answer within {PATIENCE} s")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with launched() as started:
        yield started


@contextmanager
def launched() -> Iterator[Browser]:
    """A browser; one at a time in a process."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CANDIDATES)), None)
    assert found, "no browser: install chromium, or name one in CHROMIUM"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def server(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One warm server for the journeys."""
    with serving(demo_home, tmp_path_factory.mktemp("server") / "log.txt") as address:
        yield address


@pytest.fixture
def visit(browser: Browser) -> Iterator[Open]:
    """A new visitor: `visit(url, locale="en-US", color_scheme="dark", width=390)`, waiting until the frame stands."""
    contexts = []

    def visited(url: str, locale: str = "ja-JP", color_scheme: str = "light", width: int = 1920) -> Page:
        context = browser.new_context(
            locale=locale, color_scheme=color_scheme,  # type: ignore[arg-type]
            viewport={"width": width, "height": 1080 if width > 900 else 844},
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE * 1000)
        page.goto(url)
        settled(page)
        return page

    yield visited
    for context in contexts:
        context.close()


def settled(page: Page) -> None:
    """The header stands and the run has ended, without an exception on the page."""
    page.locator(".t-header").wait_for()
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()
    assert page.get_by_test_id("stException").count() == 0, page.get_by_test_id("stException").first.inner_text()


def until(page: Page, expression: str) -> None:
    """Waits until a JavaScript expression is true in the page. It goes in as a function: the browser compiles that
    once, while a bare expression is evaluated again at every look, which the page's own security policy forbids.
    """
    page.wait_for_function(f"() => {expression}")


def choose(page: Page, box: Locator, option: Locator) -> None:
    """Opens a select box by the keyboard (a click scrolls the page, which closes the list again) and clicks an option.

    A rerun that ends between the key and the click closes the list: then it is opened again.
    """
    for _ in range(6):
        settled(page)
        box.focus()
        page.keyboard.press("ArrowDown")
        try:
            option.click(timeout=8_000)
        except TooLate:
            continue
        return
    raise AssertionError("the list did not stay open")


@pytest.fixture
def filter_of(on_demo: Path) -> tuple[str, str]:
    """A filter that the demo company has: segment and its most frequent known value."""
    segment = dimensions(open_warehouse())["segment"]
    return "segment", next(value.value for value in segment.values if value.value is not None)
