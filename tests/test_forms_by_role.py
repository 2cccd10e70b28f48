"""A form that could not be saved is not offered: who sees no names writes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from components import identity, router
from data.access import EVERYONE, Viewer
from tests.conftest import start

WRITTEN = ("charter", "maturity", "functions", "principles", "journey", "whatif")
FORMS = ("charter.add.", "charter.meeting", "maturity.form.", "maturity.phase", "functions.editing", "principles.edit.",
         "deciding.author")
QUERY = {"maturity": {"cell": "sales|onboarding"}, "principles": {"principle": "3"}}


def _offered(page: str, viewer: Viewer, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    monkeypatch.setattr(identity, "viewer", lambda: viewer)
    monkeypatch.setattr(identity, "hold", lambda asked: None)
    app = start("en", QUERY.get(page, {}))
    app.switch_page(next(each.file for each in router.PAGES if each.key == page)).run()
    assert not app.exception
    keys = [each.key or "" for kind in ("button", "toggle", "text_input", "selectbox") for each in app.get(kind)]
    return {form for form in FORMS if any(key.startswith(form) for key in keys)}


@pytest.mark.parametrize("page", WRITTEN)
def test_a_viewer_is_offered_no_form(on_demo: Path, page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _offered(page, EVERYONE, monkeypatch), "the page has forms for whoever may write"
    assert not _offered(page, Viewer("viewer@example.com", "viewer"), monkeypatch)
