"""The board's own server in a real browser: no page breaks the policy on scripts, and the policy holds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from components import router
from components.i18n import text
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


def test_no_page_breaks_the_policy(server: Served, broken: tuple[Page, list[str]]) -> None:
    page, said = broken
    found: dict[str, list[str]] = {}
    for each in router.PAGES:
        page.goto(f"{server.address}/{'' if each.is_default else each.path}?lang=ja")
        settled(page)
        assert page.locator("a.t-checked").count() == 1, each.path
        if said:
            found[each.path] = said[:]
            said.clear()
    assert not found, found


def test_scripts_of_components_run(server: Served, broken: tuple[Page, list[str]]) -> None:
    """They are imported from blobs: the link is copied, by the keyboard, and a file is taken out, kept by no cache."""
    page, said = broken
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{server.address}/retention?lang=en")
    settled(page)
    page.get_by_role("button", name=text("en", "export.title")).click()
    page.get_by_role("button", name=text("en", "link.copy")).click()
    expect(page.locator("[role=status]", has_text=text("en", "link.copied"))).to_be_visible()
    assert "/retention?" in page.evaluate("navigator.clipboard.readText()")
    with page.expect_response(lambda answer: "/media/" in answer.url) as answered:
        page.get_by_test_id("stDownloadButton").first.get_by_role("button").click()
    assert answered.value.headers["cache-control"] == "no-store"
    assert not said


def test_no_script_of_another_runs(server: Served, broken: tuple[Page, list[str]]) -> None:
    """Markup that came in through a name or a note would run none of these, wherever it stood."""
    page, said = broken
    page.goto(f"{server.address}/?lang=en")
    settled(page)
    page.evaluate("""() => {
        const at = document.body.appendChild(document.createElement("div"))
        at.innerHTML = `<img src="x" onerror="window.hurt = 1"><a id="sly" href="javascript:window.hurt = 2">a</a>
            <iframe srcdoc="<script>parent.hurt = 3</script>"></iframe><object data="/app/static/x"></object>
            <svg onload="window.hurt = 4"></svg><form id="out" action="https://example.com/"></form>`
        at.append(document.createRange().createContextualFragment("<script>window.hurt = 5</" + "script>"))
        document.getElementById("sly").click()
        document.getElementById("out").submit()
    }""")
    page.wait_for_timeout(500)
    assert page.evaluate("window.hurt") is None
    assert page.url.startswith(server.address)
    sly = """async made => { await new Promise(after => setTimeout(after))  // outside of the debugger's own leave
        try { new Function("return 1")(); return "ran" } catch (error) { return error.name } }"""
    assert page.evaluate(sly) == "EvalError"
    sent = page.evaluate("fetch('https://example.com/').then(() => 'sent', () => 'refused')")
    assert sent == "refused"
    assert len([each for each in said if "connect-src" in each]) >= 1, said


def test_the_board_stands_in_no_frame(server: Served, broken: tuple[Page, list[str]], tmp_path: Path) -> None:
    page, said = broken
    frame = tmp_path / "frame.html"
    frame.write_text(f'<iframe src="{server.address}/"></iframe>', encoding="utf-8")
    page.goto(f"file://{frame}")
    page.wait_for_timeout(1000)
    assert "frame-ancestors" in " ".join(said)
