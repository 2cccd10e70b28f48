"""Signing in at a real provider, through a real browser: who gets in, who does not, and what is left behind."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from itsdangerous import URLSafeTimedSerializer
from playwright.sync_api import Browser, BrowserContext, expect

from components.i18n import text
from data.warehouse import open_warehouse
from queries.dimensions import dimensions
from tests import oidc
from tests.e2e.conftest import serving, settled
from tests.e2e.signing import another_of, asked_to_sign_in, names, names_of_others, rest, sign_in, sign_out, tab, why

COOKIE = "_streamlit_user"
SOON = 9
"""Seconds that a short sign-in lasts: enough to arrive on the board."""


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[oidc.Provider]:
    with oidc.provider(tmp_path_factory.mktemp("provider") / "log.txt") as found:
        yield found


@pytest.fixture(scope="module")
def teams(demo_home: Path) -> tuple[str, str]:
    """The two teams with the most customers."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("TENURE_WAREHOUSE_URL", raising=False)
        patch.setenv("TENURE_HOME", str(demo_home))
        first, second, *_ = (value.value for value in dimensions(open_warehouse())["team_id"].values if value.value)
    return str(first), str(second)


@pytest.fixture(scope="module")
def signing(
    provider: oidc.Provider, demo_home: Path, teams: tuple[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """One server on which people sign in; its address."""
    people = [("chief", "executive", ""), *((f"lead-{team}", "lead", f'teams = ["{team}"]') for team in teams)]
    access = "\n".join(
        f'[[person]]\nemail = "{name}@example.com"\nrole = "{role}"\nname = "{name.title()}"\n{more}'
        for name, role, more in people
    )
    for name, *_ in [*people, ("nobody",)]:
        provider.knows(name, email=f"{name}@example.com", email_verified=True, name=f"{name.title()} by claim")
    folder = tmp_path_factory.mktemp("signing")
    with serving(demo_home, folder / "log.txt", **oidc.settings(folder, provider.auth(), access)) as address:
        yield address


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    with browser.new_context(locale="en-US", viewport={"width": 1920, "height": 1080}) as opened:
        yield opened


def test_in_and_out(signing: str, context: BrowserContext) -> None:
    """The page that was asked for comes back; signing out ends every tab, and every copy of the cookie."""
    first = tab(context)
    first.page.goto(f"{signing}/methods?lang=en")
    asked_to_sign_in(first.page)
    expect(first.page.get_by_test_id("stSidebarNavLink")).to_have_count(0)
    sign_in(first.page, "chief")
    settled(first.page)
    assert "/methods?" in first.page.url
    assert "Chief" in first.page.locator(".st-key-who").inner_text()
    kept = context.cookies()
    second = tab(context)
    second.page.goto(f"{signing}/methods")
    settled(second.page)
    sign_out(first.page)
    expect(first.page.locator(".t-box")).to_contain_text(text("en", "signin.left.title"))
    assert not [cookie for cookie in context.cookies() if cookie["name"] == COOKIE]
    second.page.get_by_text("日本語").click()
    expect(second.page.locator(".t-box")).to_contain_text(text("ja", "signin.why.ended.title"))
    context.add_cookies([cast(Any, cookie) for cookie in kept])
    first.page.goto(f"{signing}/methods?lang=en")
    asked_to_sign_in(first.page)
    why(first.page, "ended")


def test_a_sign_in_ends_by_itself(signing: str, provider: oidc.Provider, context: BrowserContext) -> None:
    """Streamlit keeps the cookie for thirty days. The board goes by the token, while a page merely stands there too."""
    visit = tab(context)
    visit.page.goto(f"{signing}/methods?lang=en")
    asked_to_sign_in(visit.page)
    ends = int(time.time()) + SOON
    sign_in(visit.page, provider.knows("brief", email="chief@example.com", exp=ends))
    visit.page.locator(".st-key-who").wait_for()
    asked_to_sign_in(visit.page)
    assert time.time() >= ends
    why(visit.page, "expired")
    assert [cookie for cookie in context.cookies() if cookie["name"] == COOKIE], "the cookie is still there"
    visit.page.reload()
    asked_to_sign_in(visit.page)
    why(visit.page, "expired")
    sign_in(visit.page, "chief")
    settled(visit.page)
    assert "/methods?" in visit.page.url


@pytest.mark.parametrize(("claims", "reason"), [
    ({"aud": "another", "azp": oidc.CLIENT}, "audience"),
    ({"aud": "another"}, "unfinished"),
    ({"nonce": "of another sign-in"}, "unfinished"),
    ({"iss": "https://another.example"}, "unfinished"),
    ({"exp": 1_700_000_000}, "unfinished"),
], ids=["audience-let-through", "audience", "nonce", "issuer", "expired"])
def test_a_token_that_is_not_for_us(
    signing: str, provider: oidc.Provider, context: BrowserContext, claims: dict[str, Any], reason: str
) -> None:
    """Authlib lets a foreign audience pass where the token names us as its authorized party: the board does not."""
    visit = tab(context)
    visit.page.goto(f"{signing}/?lang=en")
    asked_to_sign_in(visit.page)
    sign_in(visit.page, provider.knows("forger", email="chief@example.com", **claims))
    asked_to_sign_in(visit.page)
    why(visit.page, reason)


def test_a_cookie_that_was_changed(signing: str, context: BrowserContext, on_demo: Path) -> None:
    """Each part of it, its value for another cookie's, and one that somebody else signed: nobody is let in."""
    visit = tab(context)
    visit.page.goto(f"{signing}/methods?lang=en")
    asked_to_sign_in(visit.page)
    sign_in(visit.page, "chief")
    settled(visit.page)
    good = next(cookie for cookie in context.cookies() if cookie["name"] == COOKIE)
    tokens = next(cookie for cookie in context.cookies() if cookie["name"] == f"{COOKIE}_tokens")
    value = good["value"].strip('"')
    parts = value.rsplit(".", 2)
    claims = '{"is_logged_in": true, "provider": "default", "email": "chief@example.com"}'
    forged = URLSafeTimedSerializer("guessed", salt=COOKIE).dumps(claims)
    changed = [".".join([*parts[:place], _other(parts[place]), *parts[place + 1:]]) for place in range(3)]
    for wrong in [*changed, parts[0], tokens["value"], str(forged), "chunks-1", "x"]:
        context.add_cookies([cast(Any, {**good, "value": wrong})])
        visit.frames.clear()
        visit.page.goto(f"{signing}/methods?lang=en")
        asked_to_sign_in(visit.page)
        why(visit.page, "cookie")
        assert visit.holds(names(open_warehouse())) == []
    context.add_cookies([cast(Any, good)])
    visit.page.goto(f"{signing}/methods?lang=en")
    settled(visit.page)


def test_somebody_who_may_see_nothing(signing: str, context: BrowserContext, on_demo: Path) -> None:
    visit = tab(context)
    visit.page.goto(f"{signing}/retention?lang=en")
    asked_to_sign_in(visit.page)
    sign_in(visit.page, "nobody")
    said = visit.page.locator(".st-key-signin .t-box")
    expect(said).to_contain_text("nobody@example.com")
    expect(said).to_contain_text(text("en", "access.reason.not_listed"))
    rest(visit.page)
    assert visit.holds(names(open_warehouse())) == []
    sign_out(visit.page)


def test_two_people_in_turn(signing: str, teams: tuple[str, str], context: BrowserContext, on_demo: Path) -> None:
    """In one browser, on one server, on the same pages: nothing of the first in what the second is sent."""
    visit = tab(context)
    for team in teams:
        visit.frames.clear()
        visit.page.goto(f"{signing}/retention?lang=en")
        asked_to_sign_in(visit.page)
        sign_in(visit.page, f"lead-{team}")
        settled(visit.page)
        anothers = f"account?account={another_of(open_warehouse(), team)}"
        for path in ("", "renewals", "health", "week", "teams", anothers):
            visit.page.goto(f"{signing}/{path}{'&' if '?' in path else '?'}lang=en")
            settled(visit.page)
        own = set(names(open_warehouse())) - set(names_of_others(open_warehouse(), team))
        assert visit.holds(own), "a lead sees the names of their own customers"
        assert visit.holds(names_of_others(open_warehouse(), team)) == []
        sign_out(visit.page)


def _other(part: str) -> str:
    """The same length, another value: its middle letter changed."""
    middle = len(part) // 2
    return f"{part[:middle]}{'A' if part[middle] != 'A' else 'B'}{part[middle + 1:]}"
