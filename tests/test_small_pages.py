"""Every page as whoever may not see names has it: it stands, and names no customer and no person of the company."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from streamlit.testing.v1 import AppTest

from components import export, identity, router, theme
from data.access import Viewer
from data.warehouse import open_warehouse
from tests.conftest import start

VIEWER = Viewer("viewer@example.com", "viewer")
HARMLESS = 3
"""Names of so few characters may stand in other words."""


@pytest.fixture
def as_viewer(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Whoever opens the board may not see names. The charts that it draws."""
    charts: list[Any] = []
    real = theme.chart

    def chart(figure: Any, *more: Any, **named: Any) -> None:
        charts.append(figure)
        real(figure, *more, **named)

    monkeypatch.setattr(identity, "_now", lambda: VIEWER)
    monkeypatch.setattr(identity, "absent", lambda: False)
    monkeypatch.setattr(theme, "chart", chart)
    return charts


def names() -> frozenset[str]:
    """Every customer's name and id, every person's, and the customers' own addresses."""
    asked = ("select name from contract.customer union select customer_id from contract.customer",
             "select url from contract.customer", "select name from contract.csm", "select email from contract.csm",
             "select name from contract.contact", "select sold_by from contract.opportunity")
    with open_warehouse().engine.connect() as connection:
        found = [row[0] for statement in asked for row in connection.execute(text(statement))]
    return frozenset(each for each in found if isinstance(each, str) and len(each) > HARMLESS)


def said(app: AppTest, charts: list[Any]) -> str:
    """All that a page shows: words, tables, charts, the choices of its widgets, and its files' names."""
    parts = [str(each.proto) for each in app.main] + [str(each.proto) for each in app.sidebar]
    parts += [frame.value.to_json(force_ascii=False, default_handler=str) for frame in app.dataframe]
    parts += [json.dumps(figure if isinstance(figure, dict) else figure.to_plotly_json(), ensure_ascii=False,
                         default=str) for figure in charts]
    return "\n".join([*parts, *(str(each.proto) for each in _every(app))])


def _every(app: AppTest) -> Iterator[Any]:
    for kind in ("html", "markdown", "button", "selectbox", "multiselect", "radio", "plotly_chart", "imgs", "code",
                 "caption", "text_input", "toggle", "segmented_control", "download_button", "arrow_data_frame"):
        yield from app.get(kind)


@pytest.mark.parametrize(("place", "page"), list(enumerate(router.PAGES)),
                         ids=lambda each: getattr(each, "key", None))
def test_no_page_and_no_file_names_anybody(
    on_demo: Path, as_viewer: list[Any], place: int, page: router.Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = _made(monkeypatch)
    app = start(("ja", "en")[place % 2], {}).switch_page(page.file).run()
    assert not app.exception
    shown = said(app, as_viewer)
    assert "t-name" in shown, "the page was drawn"
    assert sorted(name for name in names() if name in shown + "".join(files)) == []


def _made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Whatever a page offers as a file, made."""
    made: list[str] = []

    def button(place: Any, label: str, name: str, content: Any, key: str, *more: Any, **named: Any) -> None:
        given = content() if callable(content) else content
        made.append(given.decode("utf-8", "replace") if isinstance(given, bytes) else str(given))

    monkeypatch.setattr(export, "button", button)
    return made


@pytest.mark.parametrize("page", ["retention", "health", "functions", "economics"])
def test_no_panel_names_anybody(on_demo: Path, as_viewer: list[Any], page: str) -> None:
    """Rows, accounts and SQL behind every figure that is drawn."""
    known, file = names(), next(each.file for each in router.PAGES if each.key == page)
    app = start("en", {}).switch_page(file).run()
    keys = [str(each.key) for each in app.button if str(each.key).startswith("explain.")]
    assert keys
    for key in keys:
        app.button(key).click().run()
        assert not app.exception, key
        shown = said(app, as_viewer)
        assert sorted(name for name in known if name in shown) == [], key


@pytest.mark.parametrize("page", ["week", "account"])
def test_a_page_by_name_says_so(on_demo: Path, as_viewer: list[Any], page: str) -> None:
    file = next(each.file for each in router.PAGES if each.key == page)
    app = start("en", {"account": "C0000001"} if page == "account" else {}).switch_page(file).run()
    assert not app.exception
    assert "This page is not shown to your role" in said(app, as_viewer)


def test_a_filter_on_few_is_refused_with_the_way_back(on_demo: Path, as_viewer: list[Any]) -> None:
    key, value = few()
    app = start("en", {key[0]: value[0], key[1]: value[1]}).run()
    assert "Fewer than 5 customers: not shown to your role" in said(app, as_viewer)
    app.button("small.clear").click().run()
    assert "Fewer than 5 customers" not in said(app, as_viewer)


def few() -> tuple[tuple[str, str], tuple[str, str]]:
    """Two filters, both known to a viewer, whose combination some customers bear but fewer than five."""
    from queries.dimensions import build_info, visible
    from queries.small_scope import table
    warehouse = open_warehouse()
    known = visible(warehouse, VIEWER)
    keys = ("region", "segment")
    hidden = table(warehouse, build_info(warehouse).default_as_of, keys, ()).hidden
    values = {key: {each.value for each in known[key].values} for key in keys}
    found = next(cell for cell in sorted(hidden, key=str)
                 if cell[0] in values["region"] and cell[1] in values["segment"])
    return keys, (str(found[0]), str(found[1]))


def test_an_unknown_value_is_not_told_from_one_of_few(on_demo: Path, as_viewer: list[Any]) -> None:
    """A label that few bear is as unknown as one that nobody does: no list of what there is gives it away."""
    with open_warehouse().engine.connect() as connection:
        csm = connection.execute(text("select csm_id from contract.customer where csm_id is not null")).scalar()
    app = start("en", {"csm_id": str(csm)}).run()
    assert not app.exception
    assert 'class="t-strip"' not in said(app, as_viewer)
