"""From a value chosen in a filter to the repainted page, in a real browser: python -m benchmarks.browser. Milliseconds.

One visitor of a server of its own opens a page, then chooses the values of the segment filter one after the other, each
new to the server's caches. Taken: from the choice of the value until the run has ended and its last picture is drawn.
`CHROMIUM` names the browser where it is elsewhere.
"""

from __future__ import annotations

import json
import os
import re
import statistics
import sys
import time

from playwright.sync_api import Page, sync_playwright

from benchmarks.server import server
from components.i18n import text
from data.warehouse import open_warehouse
from queries.dimensions import dimensions

PAGES = ("", "retention", "cohorts")
APP = '[data-testid="stApp"][data-test-script-state="{}"]'
DRAWN = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(0))))"


def settled(page: Page) -> None:
    page.locator(".t-header").wait_for()
    page.locator(APP.format("notRunning")).wait_for()
    page.evaluate(DRAWN)


def clicked(page: Page, value: str | None) -> float:
    """Milliseconds from the choice of a value to the repainted page."""
    page.get_by_role("combobox", name=re.compile(text("ja", "dimension.segment"))).fill(value or "")
    page.get_by_role("option").first.wait_for()
    before = page.url
    start = time.perf_counter()
    page.keyboard.press("Enter")
    page.wait_for_function("before => location.href != before", arg=before)
    settled(page)
    return (time.perf_counter() - start) * 1000


def main() -> None:
    named = [each.name for each in dimensions(open_warehouse())["segment"].values if each.value]
    found: dict[str, list[float]] = {}
    with server() as (port, _), sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
                                              args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"])
        for path in sys.argv[1:] or PAGES:
            page = chromium.new_page(locale="ja-JP", viewport={"width": 1920, "height": 1080})
            page.set_default_timeout(120_000)
            page.goto(f"http://127.0.0.1:{port}/{path}")
            settled(page)
            page.locator(".st-key-popover-filters button").first.click()
            found[path or "weekly"] = [clicked(page, value) for value in named]
            page.close()
        chromium.close()
    print(json.dumps({page: {"median_ms": round(statistics.median(taken)), "longest_ms": round(max(taken))}
                      for page, taken in found.items()}))


if __name__ == "__main__":
    main()
