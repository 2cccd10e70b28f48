"""Every page, opened by those who may see a part of the company: of the rest nothing on it, behind it, in its files."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from components import router
from data.access import Viewer
from tests.canary import TEAM, WORD, Company, company, on_canary
from tests.canary_pages import opened

__all__ = ["company", "on_canary"]
FILES = [page.file for page in router.PAGES]


@pytest.mark.parametrize("page", FILES)
def test_a_page_tells_a_lead_of_no_one_else(
    on_canary: Company, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = opened(on_canary, on_canary.lead, page, monkeypatch)
    assert not seen.app.exception, seen.app.exception[0].message
    assert seen.answers or seen.elements
    assert seen.leaks(on_canary, on_canary.lead) == {}


@pytest.mark.parametrize("page", ["pages/weekly.py", "pages/health.py", "pages/renewals.py", "pages/week.py"])
def test_a_page_tells_a_csm_of_no_one_else(on_canary: Company, page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = opened(on_canary, on_canary.csm, page, monkeypatch, "en")
    assert not seen.app.exception, seen.app.exception[0].message
    assert seen.leaks(on_canary, on_canary.csm) == {}


@pytest.mark.parametrize("page", ["pages/weekly.py", "pages/retention.py", "pages/health.py", "pages/teams.py"])
def test_a_page_tells_the_viewer_no_name(on_canary: Company, page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = opened(on_canary, on_canary.viewer, page, monkeypatch)
    assert not seen.app.exception, seen.app.exception[0].message
    assert seen.leaks(on_canary, on_canary.viewer) == {}


@pytest.mark.parametrize("page", ["pages/weekly.py", "pages/renewals.py"])
def test_what_one_person_saw_is_not_in_anothers_page(
    on_canary: Company, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The executive first, so that every answer of theirs is kept; then the lead; then the executive once more."""
    everyone = Viewer("ceo@example.com", "executive")
    first = opened(on_canary, everyone, page, monkeypatch)
    assert first.leaks(on_canary, on_canary.lead)["page"]
    assert opened(on_canary, on_canary.lead, page, monkeypatch).leaks(on_canary, on_canary.lead) == {}
    again = opened(on_canary, everyone, page, monkeypatch)
    assert again.leaks(on_canary, on_canary.lead)["page"]


@pytest.mark.parametrize(("page", "params"), [
    ("pages/account.py", {"account": "{canary}"}), ("pages/account.py", {"q": "{canary}"}),
    ("pages/health.py", {"account": "{canary}"}), ("pages/retention.py", {"segment": f"{WORD} SMB"}),
    ("pages/retention.py", {"team_id": "T08"}), ("pages/week.py", {"csm_id": "M001"}),
])
def test_a_link_to_others_opens_nothing_of_theirs(
    on_canary: Company, page: str, params: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the asker's own words come back: what stands in the link."""
    asked = {name: value.format(canary=on_canary.canary) for name, value in params.items()}
    seen = opened(on_canary, on_canary.lead, page, monkeypatch, params=asked)
    assert not seen.app.exception, seen.app.exception[0].message
    given = set(on_canary.leaks(on_canary.lead, str(asked)))
    assert {each for found in seen.leaks(on_canary, on_canary.lead).values() for each in found} <= given


def test_a_panel_shows_a_lead_no_one_else(on_canary: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    """The panel with its rows, its SQL, its accounts and its workbook."""
    def act(app: AppTest) -> Any:
        keys = [str(each.key) for each in app.button if str(each.key).startswith("explain.")]
        return app.button(keys[1]).click().run()

    seen = opened(on_canary, on_canary.lead, "pages/retention.py", monkeypatch, act=act)
    assert not seen.app.exception, seen.app.exception[0].message
    assert TEAM in str(seen.elements)  # the permission stands in the statements that are shown
    assert seen.leaks(on_canary, on_canary.lead) == {}
