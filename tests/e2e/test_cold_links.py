"""The first visitor of a server that has just started opens a deep link: the frame, the filters, the language."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from components import router
from components.i18n import Language, text
from tests.e2e.conftest import Open, serving


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("page", router.PAGES, ids=lambda page: page.key)
def test_a_page_opened_first(
    page: router.Page, language: Language, demo_home: Path, tmp_path: Path, visit: Open, filter_of: tuple[str, str]
) -> None:
    key, value = filter_of
    path = "" if page.is_default else page.path
    with serving(demo_home, tmp_path / "log.txt") as address:
        # The browser prefers the other language: the link's word counts.
        other = "en-US" if language == "ja" else "ja-JP"
        board = visit(f"{address}/{path}?{key}={value}&lang={language}", locale=other)
        expect(board.locator(".t-header b")).to_have_text(text(language, page.title_key))
        expect(board.locator(".t-scope")).to_contain_text(value)
        expect(board.locator(".st-key-header").get_by_role("button")).to_have_count(4)
        expect(board.get_by_test_id("stSidebarNavLink")).to_have_text(
            [text(language, each.title_key) for each in router.PAGES]
        )
        assert f"/{path}?" in board.url
        assert f"{key}={value}" in board.url
