"""The maturity page: what it marks and says, in both languages, and what stands where nothing can be told."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest
from streamlit.testing.v1 import AppTest

from components import i18n
from components.charts.levels import Line, levels
from components.i18n import text
from components.maturity import drill, grid, over_time, todo, words
from components.maturity.view import read
from data.__main__ import main
from data.maturity import model, reading
from data.store import open_store
from data.warehouse import open_warehouse
from queries import maturity, maturity_trend
from queries.dimensions import build_info
from queries.maturity_claims import Claim
from queries.maturity_todo import TODO
from queries.measures.calendar import trend_days
from queries.scope import Scope
from tests.conftest import END, Board, start

PAGE = "pages/maturity.py"
KEY = re.compile(r"\b(?:maturity|metric|state|deciding)(?:\.[a-z_]+)+\b")
RULES = reading.read(reading.DEFAULT)


@pytest.fixture(autouse=True)
def own_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a test decides stays its own."""
    monkeypatch.setenv("TENURE_STORE_URL", f"sqlite:///{tmp_path / 'store.sqlite'}")
    i18n.use("en")


def said(app: AppTest) -> str:
    assert not app.exception, app.exception[0].value
    shown = [html.proto.body for html in app.get("html") if "<style>" not in html.proto.body]
    found = unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", " ".join(shown))))
    assert not [key for key in KEY.findall(found) if key != "maturity.toml"]
    return found


def cell(**changed: Any) -> Any:
    row = {"function": "sales", "capability": "handoff", "quarter": "2026-Q4", "claimed": 3, "evidenced": 1,
           "contradicted": True, "reason": None, "missing": (), "assessor": "A"}
    return next(pd.DataFrame([row | changed]).itertuples())


def test_a_cells_words() -> None:
    assert grid.label(cell()) == "*Handoff* **3** ■ evid. 1"
    assert grid.label(cell(contradicted=False, evidenced=4)) == "*Handoff* **3** evid. 4"
    assert grid.label(cell(contradicted=False, evidenced=None, claimed=None)) == "*Handoff* **—** ○ unknown"
    assert grid.label(cell(contradicted=False, claimed=None), alone=True) == "*Handoff* **1** evidence"
    assert grid.label(cell(contradicted=False, evidenced=None, claimed=None), alone=True) == "*Handoff* **—** ○ unknown"


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize("change", [{}, {"contradicted": False}, {"claimed": None, "contradicted": False},
                                    {"evidenced": None, "contradicted": False}])
def test_the_title_fits(language: i18n.Language, change: dict[str, Any]) -> None:
    i18n.use(language)
    for capability in model.CAPABILITIES:
        rows = pd.DataFrame([cell(**change)._asdict() | {"capability": capability}] * 42)
        title = words.title(rows)
        assert sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in title) <= 84, title


def test_every_measure_and_reason_has_words() -> None:
    for language in i18n.LANGUAGES:
        i18n.use(language)
        for key in model.MEASURES:
            assert words.measure(f"{key}@sales")
        for reason in ("missing_table", "nobody", "few", "not_yet", "load"):
            assert words.reason(cell(reason=reason, missing=("touch",))) != text(language, "maturity.reason.other")
        assert words.reason(cell(reason="unheard_of")) == text(language, "maturity.reason.other")


def test_numbers_of_conditions() -> None:
    assert words.number("written@sales", 2.0) == "2"
    assert words.number("run@sales", 0.384) == "38%"
    assert words.number("run@sales", 0.004) == "0.4%"
    assert words.number("run@sales", None) == "—"
    assert words.threshold("spread@services", 0.15, False) == "at most 15%"


def test_a_note_is_text() -> None:
    claim = Claim("sales", "handoff", END, 3, "<i>A</i>", "<script>alert(1)</script>", "loaded")
    shown = drill.history([claim])
    assert "<script>" not in shown
    assert "&lt;script&gt;" in shown
    assert "<i>A" not in shown
    row = pd.Series({"function": "sales", "capability": "handoff", "claimed": 3, "evidenced": 1, "next_level": 2,
                     "measure": "handoff@sales", "value": 0.3, "threshold": 0.6, "least": True, "n": 12,
                     "assessor": "<i>A</i>", "contradicted": True, "few": False}).to_frame().T
    shown = todo.rows(row)
    assert "<i>A" not in shown
    assert "of 12 new customers won by Sales" in shown
    assert "reference, n=4" in todo.rows(row.assign(n=4, few=True))


def test_the_chart_stands_with_gaps_and_without_a_phase() -> None:
    lines = [Line([None, 1.5, 2.0], "Claim 2.0", ["", "", ""], "accent"), Line([None, None, 2.1], "E 2.1", [""] * 3)]
    for expected in (None, 3):
        go.Figure(levels(["Q1", "Q2", "Q3"], lines, mode="dark", expected=expected, expected_words="B: 3"))
    figure = levels(["Q1"], [Line([None], "—", [""])], mode="light")
    assert len(figure["data"]) == 1


def test_the_address() -> None:
    days = trend_days(END)
    assert read({}, days).quarter == "2026-Q4"
    assert read({"period": ["2025-Q1"], "cell": ["it.voice"]}, days).cell == ("it", "voice")
    assert read({"period": ["2020-Q1"], "cell": ["it"]}, days).unknown == (("period", "2020-Q1"), ("cell", "it"))


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize("params", [{}, {"segment": "SMB"}, {"cell": "sales.handoff"}, {"period": "2026-Q2"}])
def test_every_view_stands(board: Board, language: i18n.Language, params: dict[str, str]) -> None:
    app = board(language, PAGE, **params)
    shown = said(app)
    assert len([each for each in app.button if str(each.key).startswith("mx-")]) == 42
    assert (text(language, "maturity.base.part").strip() in shown) == ("segment" in params)
    assert (text(language, "maturity.drill.caption") in shown) == ("cell" in params)
    assert text(language, "maturity.vendor").split(":")[0] in shown


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_a_filters_evidence_is_not_set_against_the_companys_claims(board: Board, language: i18n.Language) -> None:
    app = board(language, PAGE, segment="SMB")
    shown = said(app)
    assert not [each for each in app.button if "-bad-" in str(each.key)]
    assert not [html for html in app.get("html") if "t-chip t-bad" in html.proto.body]
    assert text(language, "maturity.grid.part", part="SMB") in shown
    assert text(language, "maturity.company") not in words.who("SMB")
    assert "SMBの段" in shown if language == "ja" else "stage of SMB" in shown


def claims_of(*levels: tuple[int | None, int | None]) -> pd.DataFrame:
    """Cells with these claims and evidenced levels."""
    rows = [cell(claimed=claimed, evidenced=evidenced, contradicted=bool(claimed and evidenced and claimed > evidenced)
                 )._asdict() for claimed, evidenced in levels]
    return pd.DataFrame(rows).astype({"claimed": "Int64", "evidenced": "Int64"})


def test_what_the_heat_map_says() -> None:
    none = pd.DataFrame(columns=list(TODO))
    mixed = claims_of((3, 1), (1, 2), (2, 2), (None, 2), (3, None))
    assert words.heat_title(mixed, "") == "Framed: 1 cell claims more than the data show"
    assert "1 cell claims less" in words.heat_sub(mixed, none, "2026-Q4")
    assert "less" not in words.heat_sub(claims_of((2, 2)), none, "2026-Q4")
    few = pd.DataFrame([{"function": "sales", "capability": "handoff", "n": 4, "few": True, "contradicted": True}])
    assert "Sales, Handoff (n=4)" in words.heat_sub(mixed, few, "2026-Q4")
    alone = claims_of((None, 2), (None, 1))
    assert words.heat_title(alone, "") == text("en", "maturity.grid.unclaimed")
    assert words.title(alone) == "Nobody assessed this quarter yet; the evidence averages 1.5"
    now = next(pd.DataFrame([{"both": 0, "claimed": None, "evidenced": 1.5, "stage": "informed", "stage_claimed": None}]
                            ).itertuples())
    assert words.base(alone, now) == ("Cells with evidence: 2; unknown: 0. By evidence the stage of the company is 2 "
                                      "of 4, Informed. ")


def test_the_axis_names_a_few_quarters() -> None:
    names = [f"{year}-Q{n}" for year in (2025, 2026) for n in (1, 2, 3, 4)]
    assert [each for each in words.axis(names) if each] == ["Jan–Mar<br>2025", "Oct–Dec<br>2025", "Oct–Dec<br>2026"]
    assert words.axis(names[:1]) == ["Jan–Mar<br>2025"]


def test_the_page_shows_the_querys_cells(board: Board, on_demo: Path) -> None:
    house = open_warehouse()
    scope = Scope(build_info(house).default_as_of)
    found = maturity.cells(house, scope, RULES, quarters=1)
    app = board("en", PAGE)
    assert words.title(found) in said(app)
    labels = {str(each.key): each.label for each in app.button if str(each.key).startswith("mx-")}
    for row in found.itertuples():
        key = next(name for name in labels if name.endswith(f"-{row.function}-{row.capability}"))
        assert labels[key] == grid.label(row)
        assert ("-bad-" in key) == row.contradicted


def test_the_phase_is_a_line(board: Board) -> None:
    open_store().put("setting", "phase", {"value": "series_b", "demo": True}, "大西", 0)
    app = board("ja", PAGE)
    assert any("目安の3" in html.proto.body for html in app.get("html"))
    said(app)


def test_a_link_to_what_there_is_not(board: Board) -> None:
    shown = said(board("en", PAGE, cell="sales.nothing"))
    assert "sales.nothing" in shown


def test_a_faulty_file_is_said_in_the_pages_place(
    board: Board, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "maturity.toml"
    file.write_text(reading.DEFAULT.read_text(encoding="utf-8").replace("seed = 1", "seed = 9"), encoding="utf-8")
    monkeypatch.setenv("TENURE_MATURITY", str(file))
    app = board("en", PAGE)
    shown = said(app)
    assert "maturity.toml:" in shown
    assert "out_of_bounds" in shown
    assert not [each for each in app.button if str(each.key).startswith("mx-")]


def company() -> Iterator[tuple[str, str]]:
    """Thirty customers and their lines, nothing else."""
    yield "customer.csv", "customer_id,name\n" + "".join(f"C{n},C{n}\n" for n in range(30))
    head = "subscription_id,customer_id,contract_id,product,start_on,end_on,mrr,currency\n"
    yield "subscription.csv", head + "".join(f"S{n},C{n},K{n},core,2024-01-0{1 + n % 9},,100,JPY\n" for n in range(29)
                                             ) + "S29,C29,K29,core,2026-01-11,,100,JPY\n"


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_without_tables_everything_is_unknown(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, language: i18n.Language
) -> None:
    home, folder = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("files")
    for name, content in company():
        (folder / name).write_text(content, encoding="utf-8")
    monkeypatch.setenv("TENURE_HOME", str(home))
    monkeypatch.delenv("TENURE_WAREHOUSE_URL", raising=False)
    assert main(["load", str(folder)]) == 0
    app = start(language, {}).switch_page(PAGE).run()
    shown = said(app)
    assert text(language, "maturity.title.nothing") in shown or "○" in shown
    for table in ("playbook", "touch", "opportunity", "survey"):
        assert table in shown
    labels = [each.label for each in app.button if str(each.key).startswith("mx-")]
    unknown = text(language, "maturity.cell.unknown")
    assert sum(unknown in label for label in labels) >= 35
    assert text(language, "state.missing.title", table="customer") in shown


def test_words_of_the_stages() -> None:
    rows = [(stage, 1, 50, 100.0, 0.8 + place / 10, 0.75 + place / 10, 0.85 + place / 10, 1.0, 0.9, 1.1)
            for place, stage in enumerate(("reactive", "informed"))]
    found = pd.DataFrame(rows, columns=list(maturity_trend.STAGED))
    found.attrs = {"company": {"grr": 0.85}, "missing": ()}
    assert "association" in over_time.stage_title(found)
    assert over_time.stage_title(found.head(1)) == text("en", "maturity.stages.title.one")
    near = found.assign(grr_low=0.5)
    assert over_time.stage_title(near) == text("en", "maturity.stages.title.higher.chance")
    assert "18 points" in over_time.vendor(found)
    go.Figure(over_time.forest_of(found, "light"))
