"""The Principles page in a real browser: it fits, a principle opens and stays in the link, a target is set in place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from components.i18n import Language, text
from tests.e2e.conftest import Open, serving, settled

LOCALES: dict[Language, str] = {"ja": "ja-JP", "en": "en-US"}


@pytest.mark.parametrize("language", LOCALES)
@pytest.mark.parametrize("width", [1920, 390])
def test_the_page_opens_and_fits(server: str, visit: Open, language: Language, width: int) -> None:
    page = visit(f"{server}/principles", locale=LOCALES[language], width=width, color_scheme="dark")
    expect(page.locator(".t-pr")).to_have_count(10)
    expect(page.locator(".t-title")).to_contain_text("10" if language == "ja" else "ten principles")
    main = page.get_by_test_id("stMain")
    assert main.evaluate("each => each.scrollWidth <= each.clientWidth")


def test_a_principle_is_opened_its_target_changed_and_seen_by_the_next(
    demo_home: Path, tmp_path: Path, visit: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a store of its own: the demo's is shared."""
    home = tmp_path / "home"
    home.symlink_to(demo_home, target_is_directory=True)
    monkeypatch.setattr("tests.e2e.conftest.environment", lambda at: {
        **_environment(at), "TENURE_STORE_URL": f"sqlite:///{tmp_path / 'own.sqlite'}"})
    with serving(home, tmp_path / "log.txt") as address:
        page = visit(f"{address}/principles", locale="en-US")
        page.get_by_role("button", name=text("en", "principles.name.5")).click()
        page.wait_for_url(re.compile("principle=5"))
        settled(page)
        expect(page.locator('[class*="st-key-principle-row-5-open"]')).to_have_count(1)
        page.locator('[class*="st-key-principles-edit-coverage"] button').first.click()
        settled(page)
        editor = page.locator(".st-key-principles-editor")
        editor.get_by_label(text("en", "principles.edit.value", unit="%")).fill("many")
        editor.get_by_label(text("en", "deciding.author")).fill("Mori")
        editor.get_by_role("button", name=text("en", "principles.edit.save")).click()
        expect(editor).to_contain_text(text("en", "deciding.rule.not_a_number"))
        editor.get_by_label(text("en", "principles.edit.value", unit="%")).fill("1")
        editor.get_by_role("button", name=text("en", "principles.edit.save")).click()
        expect(page.locator('[class*="st-key-principle-row-5-open"]')).to_contain_text("→ ≥1%")
        again = visit(page.url, locale="en-US")
        expect(again.locator('[class*="st-key-principle-row-5-open"]')).to_contain_text("→ ≥1%")


def _environment(home: Path) -> dict[str, str]:
    from tests.conftest import environment

    return environment(home)
