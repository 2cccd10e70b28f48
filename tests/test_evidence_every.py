"""Every panel of every page opens, in both languages: whatever a figure was drawn from can be shown, in words."""

from __future__ import annotations

import pytest

from components import router
from components.evidence import rows
from components.evidence.about import Figure
from queries.reconcile.figures import shown
from tests.conftest import Board


@pytest.mark.parametrize(("page", "language"), [
    pytest.param(page, ("ja", "en")[at % 2], id=page.key) for at, page in enumerate(router.PAGES)])
def test_every_panel_opens(
    board: Board, page: router.Page, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, wordless, drawn = rows.answers, set[tuple[str, str]](), set[tuple[str, str, str]]()

    def answers(frame: router.Frame, figure: Figure) -> list[rows.Answer]:
        found = real(frame, figure)
        drawn.update((page.key, figure.key, metric) for metric in figure.metrics)
        wordless.update((each.name, "its title") for each in found if each.title == each.name)
        wordless.update((each.name, name) for each in found for name, head in each.heads.items()
                        if head == name and name not in frame.dimensions and name not in ("n", "p"))
        return found

    monkeypatch.setattr(rows, "answers", answers)
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
    assert wordless == set()
    assert drawn <= {(each.page, each.figure, each.metric) for each in shown()}, "queries/reconcile/figures.toml"
