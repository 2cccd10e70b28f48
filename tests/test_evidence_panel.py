"""Every figure has its button; a click opens one panel with everything behind it; closed, the panel costs nothing."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from components.evidence import accounts, button, panel
from components.i18n import Language, catalogue, text
from components.questions import VersionGone
from queries.metrics import METRICS
from tests.conftest import Board

FIGURES = {
    "pages/weekly.py": ("kpis", "lines", "causes", "segments", "accounts", "movements"),
    "pages/retention.py": ("kpis", "bridge", "panels", "mix", "moved"),
}
CASES = [pytest.param(page, key, id=f"{Path(page).stem}-{key}") for page, keys in FIGURES.items() for key in keys]
BESIDE = ("event", "roll", "mix", "rate_effect", "contribution", "net_new_arr", "paperwork", "opening", "closing",
          "transfer_in", "transfer_out")
ROOT = Path(__file__).resolve().parent.parent


def said(app: AppTest) -> str:
    return "\n".join(html.proto.body for html in app.get("html"))


def opened(board: Board, page: str, key: str, language: str = "en", **params: Any) -> AppTest:
    app = board(language, page, **params)
    app.button(f"explain.{key}").click().run()
    assert not app.exception, app.exception[0].value
    return app


def buttons(app: AppTest) -> set[str]:
    keys = [str(each.key) for each in app.button]
    return {key.removeprefix("explain.") for key in keys if key.startswith("explain.")}


@pytest.mark.parametrize("page", FIGURES)
def test_each_figure_has_its_button_and_nothing_is_computed(
    board: Board, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: Any) -> None:
        raise AssertionError("a closed panel was drawn")

    monkeypatch.setattr(panel, "draw", never)
    app = board("ja", page)
    assert not app.exception
    assert buttons(app) >= set(FIGURES[page])
    assert not app.get("dataframe")
    assert not app.code


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize(("page", "key"), CASES)
def test_the_panel_says_everything(board: Board, page: str, key: str, language: Language) -> None:
    app = opened(board, page, key, language)
    shown = said(app)
    for section in ("population", "accounts", "rows", "sql"):
        assert text(language, f"evidence.section.{section}") in shown
    assert shown.count("t-formula") >= 1
    assert text(language, "evidence.accounts.agrees") in shown
    assert text(language, "evidence.accounts.differs") not in shown
    assert re.search(r"[1-9][\d,]*(社| customers)", shown)
    assert all(code.value.startswith(("SELECT", "WITH")) for code in app.code)
    assert app.code
    assert app.get("dataframe")
    labels = [each.proto.label for each in app.get("download_button")]
    assert text(language, "evidence.file.xlsx") in labels
    assert text(language, "evidence.file.csv") in labels
    assert "/retention?" in shown


def test_the_kpis_panel_in_words(board: Board) -> None:
    shown = said(opened(board, "pages/weekly.py", "kpis", "ja"))
    for key in ("nrr", "grr", "logo_retention", "arr", "net_new_arr"):
        for part in ("name", "definition", "formula"):
            assert text("ja", f"metric.{key}.{part}").replace(">", "&gt;") in shown
    assert text("ja", "filter.none") in shown


def test_the_panel_follows_the_filters(board: Board) -> None:
    app = opened(board, "pages/retention.py", "kpis", "en", segment="SMB", unit="contract")
    shown = said(app)
    assert "Filtered to Segment: SMB" in shown
    assert text("en", "unit.contract") in shown
    assert any("'SMB'" in code.value for code in app.code)
    assert "segment=SMB" in shown


def test_names_are_not_told_to_those_who_may_not_see_them(board: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accounts, "may_name", lambda _: False)
    app = opened(board, "pages/weekly.py", "accounts")
    frames = app.get("dataframe")
    assert frames
    assert not [each for each in frames if {"account", "account_id"} & set(each.value.columns)]  # type: ignore[union-attr]
    assert text("en", "evidence.accounts.largest") not in said(app)


def test_a_panel_opens_once(board: Board) -> None:
    app = opened(board, "pages/weekly.py", "kpis")
    assert app.code
    assert not app.run().code
    assert button.ASKED not in app.session_state


def test_the_data_were_renewed(board: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    from components import loaders

    def gone(_: Any) -> None:
        raise VersionGone("20000101T000000000000")

    app = board("en", "pages/weekly.py")
    monkeypatch.setattr(loaders, "evidence", gone)
    app.button("explain.kpis").click().run()
    assert not app.exception
    assert text("en", "evidence.gone_title") in said(app)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_metric_is_defined(language: Language) -> None:
    parts = ("name", "short", "definition", "formula")
    keys = [f"metric.{key}.{part}" for key in (*METRICS, *BESIDE) for part in parts]
    assert [key for key in keys if key not in catalogue(language)] == []


@pytest.mark.parametrize("page", sorted((ROOT / "pages").glob("*.py")), ids=lambda path: path.stem)
def test_what_a_page_names_is_defined(page: Path) -> None:
    """Every metric that a page hands to figure(), outright or through a tuple of its own."""
    source = page.read_text(encoding="utf-8")
    named = set(re.findall(r'"([a-z_]+)"', " ".join(re.findall(r"\([^()]*\)", source))))
    keys = {key.split(".")[1] for key in catalogue("en") if key.startswith("metric.") and key.count(".") == 2}
    assert [key for key in sorted(named & keys) if f"metric.{key}.formula" not in catalogue("en")] == []
