"""The first visitor of a server that has just started opens a deep link: Streamlit runs the page's file without app.py.

A server is cold for one link only. So each page is opened twice, on a server of its own: where nobody signs in, with
its frame, its filters and its language; and where people sign in, without having done so.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from components import router
from components.i18n import LANGUAGES, Language, text
from data.warehouse import open_warehouse
from tests import oidc
from tests.e2e.conftest import Open, serving
from tests.e2e.signing import rest, secrets_of, tab
from tests.tiers import first

PLAIN = "app.py"
"""By `streamlit run`, as a hosting service does; every other journey is on the board's own server."""
LOCALES = {"ja": "ja-JP", "en": "en-US"}
SIGN_IN = oidc.Provider("https://id.example").auth()
"""A provider is asked only when somebody signs in."""
TURNS = [(page, LANGUAGES[place % 2], LANGUAGES[(place + 1) % 2]) for place, page in enumerate(router.PAGES)]


@pytest.mark.parametrize(("page", "language", "other"), TURNS, ids=lambda given: getattr(given, "key", given))
def test_a_page_opened_first(
    page: router.Page, language: Language, other: Language, demo_home: Path, tmp_path: Path, visit: Open,
    filter_of: tuple[str, str],
) -> None:
    """The browser prefers the other language: the link's word counts."""
    key, value = filter_of
    path = "" if page.is_default else page.path
    with serving(demo_home, tmp_path / "log.txt", app=PLAIN) as address:
        board = visit(f"{address}/{path}?{key}={value}&lang={language}", locale=LOCALES[other])
        expect(board.locator(".t-header b")).to_have_text(text(language, page.title_key))
        expect(board.locator(".t-scope")).to_contain_text(value)
        own = {"weekly": 5, "meeting": 1}  # the way into the meeting; one menu that holds all of it
        expect(board.locator(".st-key-header").get_by_role("button")).to_have_count(own.get(page.key, 4))
        expect(board.get_by_test_id("stSidebarNavLink")).to_have_text(
            [text(language, each.title_key) for each in router.PAGES if not each.screen]
        )
        expect(board.locator(".st-key-who")).to_contain_text(text(language, "signin.open"))
        assert f"/{path}?" in board.url
        assert f"{key}={value}" in board.url


@pytest.mark.parametrize(("page", "language", "other"), first(6, TURNS), ids=lambda given: getattr(given, "key", given))
def test_a_page_opened_first_by_nobody(
    page: router.Page, language: Language, other: Language, on_demo: Path, tmp_path: Path, browser: Browser
) -> None:
    """The sign-in, in the browser's language, and nothing of the company: not on the page, not on the wire."""
    path = "" if page.is_default else page.path
    with (
        serving(on_demo, tmp_path / "log.txt", app=PLAIN, **oidc.settings(tmp_path, SIGN_IN)) as address,
        browser.new_context(locale=LOCALES[other]) as context,
    ):
        visit = tab(context)
        visit.page.goto(f"{address}/{path}?account=C0000001&team=T01&q=a")
        visit.page.get_by_role("button", name=text(other, "signin.in"), exact=True).wait_for()
        rest(visit.page)
        expect(visit.page.get_by_role("heading", name=text(other, "signin.title"))).to_be_visible()
        expect(visit.page.get_by_test_id("stSidebarNavLink")).to_have_count(0)
        expect(visit.page.locator(".st-key-header, .stPlotlyChart, table, [data-testid=stDataFrame]")).to_have_count(0)
        assert visit.frames, "the websocket was heard"
        assert visit.holds(secrets_of(open_warehouse())) == []
        assert visit.page.get_by_test_id("stException").count() == 0
