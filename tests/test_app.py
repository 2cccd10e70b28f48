"""The board without a browser: every page in both languages, every state of a link, and what a click changes."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from components import i18n, router, setup
from components.i18n import text
from data.warehouse import open_warehouse
from queries.dimensions import Build, build_info, dimensions
from tests.conftest import Board, start

PAGES = [pytest.param(page, id=page.key) for page in router.PAGES]
LANGUAGES = [pytest.param(language) for language in i18n.LANGUAGES]
KEY = re.compile(rf"\b(?:{'|'.join(sorted({key.split('.')[0] for key in i18n.catalogue('en')}))})(?:\.[a-z_]+)+\b")


def words(app: AppTest) -> str:
    """Everything that a reader sees, without the markup and the style sheet."""
    shown = [element.value for element in (*app.markdown, *app.caption, *app.title, *app.error, *app.warning)]
    shown += [html.proto.body for html in app.get("html") if "<style>" not in html.proto.body]
    shown += [button.label for button in app.button]
    return re.sub(r"<[^>]+>", " ", "\n".join(map(str, shown)))


def check(app: AppTest) -> str:
    assert not app.exception, app.exception[0].value
    said = words(app)
    assert not KEY.findall(said), "a key is shown in the place of its words"
    return said


@pytest.fixture
def build(on_demo: Path) -> Build:
    return build_info(open_warehouse())


@pytest.fixture
def segment(on_demo: Path) -> str:
    known = (value.value for value in dimensions(open_warehouse())["segment"].values)
    return next(value for value in known if value is not None)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_every_page_in_both_languages(board: Board, page: router.Page, language: i18n.Language) -> None:
    said = check(board(language, page.file))
    assert text(language, page.title_key) in said
    assert text(language, "data.demo") in said
    assert text(language, "filter.none") in said


@pytest.mark.parametrize("page", PAGES)
def test_a_page_never_runs_without_its_frame(board: Board, page: router.Page) -> None:
    """AppTest forgets st.navigation before each run, as a server that has just started: the guard enters the router."""
    app = board("en", page.file)
    assert text("en", page.title_key) in check(app)
    assert {each.key for each in app.multiselect} >= {"filter.segment", "filter.region", "filter.product"}
    assert text("en", page.title_key) in check(app.run())


@pytest.mark.parametrize("page", PAGES)
def test_a_link_restores_its_state(board: Board, page: router.Page, build: Build, segment: str) -> None:
    week = build.weeks[-5]
    app = board("ja", page.file, segment=segment, as_of=week.isoformat(), unit="contract", lang="en")
    said = check(app)
    assert f"Filtered to Segment: {segment}" in said
    assert app.multiselect("filter.segment").value == [segment]
    assert app.selectbox("filter.as_of").value == week.isoformat()
    assert app.radio("filter.unit").value == "contract"


def test_choosing_writes_the_url_and_the_sentence(board: Board, build: Build, segment: str) -> None:
    app = board("en")
    app.multiselect("filter.segment").set_value([segment]).run()
    assert app.query_params == {"segment": segment}
    assert f"Filtered to Segment: {segment}" in check(app)
    week = build.weeks[-3].isoformat()
    app.selectbox("filter.as_of").set_value(week).run()
    app.radio("filter.unit").set_value("group").run()
    assert app.query_params == {"segment": segment, "as_of": week, "unit": "group"}
    app.button("filter.clear").click().run()
    assert app.query_params == {"as_of": week, "unit": "group"}
    app.selectbox("filter.as_of").set_value("").run()
    assert app.query_params == {"unit": "group"}
    assert text("en", "filter.none") in check(app)


def test_the_filters_follow_to_the_next_page(board: Board, segment: str) -> None:
    """A browser drops the parameters when the page changes; the router puts them back."""
    app = board("en", segment=segment)
    app.query_params.clear()
    app.switch_page("pages/retention.py").run()
    said = check(app)
    assert "Retention" in said
    assert f"Filtered to Segment: {segment}" in said
    assert app.query_params == {"segment": segment}


def test_going_back_to_an_unfiltered_view(board: Board, segment: str) -> None:
    app = board("en", segment=segment)
    app.query_params.clear()
    app.run()
    assert text("en", "filter.none") in check(app)


UNKNOWN = [("segment", "Nowhere"), ("segmnt", "SMB"), ("unit", "account"), ("as_of", "2001-01-07"), ("as_of", "soon")]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(("parameter", "value"), UNKNOWN)
def test_an_unknown_part_of_a_link_shows_nothing(
    board: Board, page: router.Page, parameter: str, value: str
) -> None:
    language = i18n.LANGUAGES[(router.PAGES.index(page) + UNKNOWN.index((parameter, value))) % 2]
    app = board(language, page.file, **{parameter: value})
    said = check(app)
    assert text(language, "address.nothing_shown") in said
    assert value in said or parameter in said
    assert not app.get("plotly_chart")


@pytest.mark.parametrize("page", PAGES)
def test_one_click_leads_out_of_an_unknown_link(board: Board, page: router.Page) -> None:
    language = i18n.LANGUAGES[router.PAGES.index(page) % 2]
    app = board(language, page.file, segment="Nowhere")
    app.button("unknown.0").click().run()
    assert app.query_params == {}
    assert text(language, "address.nothing_shown") not in check(app)


def test_the_language_switch(board: Board) -> None:
    app = board("en")
    assert text("en", "nav.page.weekly") in check(app)
    app.button_group("language").set_value("ja").run()
    assert app.query_params == {"lang": "ja"}
    assert text("ja", "nav.page.weekly") in check(app)
    app.query_params.clear()
    app.switch_page("pages/retention.py").run()
    assert text("ja", "nav.page.retention") in check(app)


def test_the_first_start_makes_the_demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TENURE_HOME", str(tmp_path))
    monkeypatch.delenv("TENURE_WAREHOUSE_URL", raising=False)
    monkeypatch.setattr(setup, "COMMAND", [*setup.COMMAND, "--customers", "40", "--years", "2"])
    app = start("en", {}).run(timeout=120)
    assert text("en", "data.demo") in check(app)


def test_a_first_start_that_fails_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TENURE_HOME", str(tmp_path))
    monkeypatch.delenv("TENURE_WAREHOUSE_URL", raising=False)
    monkeypatch.setattr(setup, "COMMAND", [sys.executable, "-c", "raise SystemExit('no room on the disk')"])
    app = start("en", {}).run()
    assert not app.exception
    assert [button.label for button in app.button] == [text("en", "state.failed.retry")]
    assert "no room on the disk" in [each.value for each in app.text]


def test_an_engine_that_is_not_supported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TENURE_WAREHOUSE_URL", "mysql://localhost/none")
    app = start("ja", {}).run()
    assert not app.exception
    assert text("ja", "unsupported.warehouse") in app.error[0].value
