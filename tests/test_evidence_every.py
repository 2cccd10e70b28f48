"""Every panel of every page opens, in both languages: whatever a figure was drawn from can be shown."""

from __future__ import annotations

import pytest

from components import router
from tests.conftest import Board


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("page", router.PAGES, ids=lambda page: page.key)
def test_every_panel_opens(board: Board, page: router.Page, language: str) -> None:
    app = board(language, page.file)
    keys = [str(each.key) for each in app.button if str(each.key).startswith("explain.")]
    assert keys
    broken = {}
    for key in keys:
        app.button(key).click().run()
        if app.exception:
            broken[key] = app.exception[0].message
            app.run()
    assert broken == {}
