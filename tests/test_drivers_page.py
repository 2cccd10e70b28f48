"""The drivers page: what it claims, that it never claims more, and what stands where nothing can be said."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest
from streamlit.testing.v1 import AppTest

from components import export, i18n
from components.charts.driver_map import Link, Node, driver_map
from components.drivers import chart, paths, tables, words
from components.i18n import text
from data.__main__ import main
from data.warehouse import open_warehouse
from queries import driver_paths, drivers, onboarding
from queries.conditions import CONDITIONS
from queries.dimensions import Dimension, Value, build_info
from queries.scope import Scope
from tests.conftest import Board, start

PAGE = "pages/drivers.py"
KEY = re.compile(r"\b(?:drivers|metric|state)(?:\.[a-z_]+)+\b")
REGION = {"region": Dimension("region", "category", True, tuple(Value(v, v, 1) for v in ("Kanto", "Kansai", "Chubu")))}


@pytest.fixture(autouse=True)
def english() -> None:
    i18n.use("en")


def said(app: AppTest) -> str:
    assert not app.exception, app.exception[0].value
    shown = [html.proto.body for html in app.get("html") if "<style>" not in html.proto.body]
    found = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", " ".join(shown)))
    assert not KEY.findall(found)
    return found


def row(condition: str, adjusted: float | None, p: float | None, **changed: Any) -> dict[str, Any]:
    known = adjusted is not None
    return {"condition": condition, "n_with": 400, "n_without": 600, "retention_with": 0.9, "retention_without": 0.8,
            "difference": 0.1, "low": 0.05, "high": 0.15, "adjusted": adjusted,
            "adjusted_low": adjusted - 0.04 if adjusted is not None else None,
            "adjusted_high": adjusted + 0.04 if adjusted is not None else None, "p": p, "p_adjusted": p,
            "reason": None if known else "few_leavers", **changed}


def found(*rows: dict[str, Any]) -> pd.DataFrame:
    made = pd.DataFrame(list(rows), columns=list(drivers.COLUMNS))
    made.attrs = {"base": 1000, "kept": 850, "d0": date(2025, 11, 23),
                  "comparisons": sum(each["p"] is not None for each in rows),
                  "absent": [key for key in CONDITIONS if key not in {each["condition"] for each in rows}]}
    return made


SOME = found(row("ttv_fast", 0.082, 0.001), row("training", 0.02, 0.6), row("csm_change", None, None),
             row("use_falling", -0.2, 0.0001), row("region=Kanto", 0.03, 1.0), row("icp_fit=good", 0.05, 0.2))


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_the_title_is_the_largest_sure_difference_and_fits(language: i18n.Language) -> None:
    i18n.use(language)
    for each in (*CONDITIONS, "partner", "icp_fit=good"):
        title = words.title(found(row(each, -0.123, 0.001)), {})
        assert sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in title) <= 84
        assert "12.3 pt" in title
        assert words.short(each, {}) in title


def test_the_title_claims_nothing_that_chance_explains() -> None:
    assert words.title(SOME, REGION) == (
        "Customers with “Falling use” a year ago retain 20.0 pt less, like for like")
    assert words.title(found(row("training", 0.2, 0.051)), {}) == (
        "1 comparisons, and no difference that chance does not explain")
    assert words.title(found(row("csm_change", None, None)), {}) == (
        "There is no condition yet that can be compared")


def test_the_base_says_who_how_many_comparisons_and_what_it_is_not() -> None:
    said = words.base(SOME, "customer")
    for part in ("interval of this difference is −24.0 to −16.0 pt; 400 customers had the condition",
                 "Of 6 conditions 5 can be compared, 4 of them in the chart", "1,000 customers active on 23 Nov 2025",
                 "85.0%", "Corrected for 5 comparisons, 2 differences remain", "associations"):
        assert part in said
    assert "whatever the unit" in words.base(SOME, "contract")
    nothing = words.base(found(row("csm_change", None, None)), "customer")
    assert "Too few left to compare: 150 customers of 1,000" in nothing


def test_colour_only_where_the_corrected_p_says_so() -> None:
    assert [words.status(each) for each in SOME.itertuples()] == ["good", "unknown", "unknown", "bad", "unknown",
                                                                  "unknown"]
    figure = chart.figure(SOME, REGION, "light")
    go.Figure(figure)
    dots = [trace for trace in figure["data"] if trace["mode"] == "markers" and len(trace["x"]) == 1]
    colours = [trace["marker"]["color"] for trace in dots]
    assert len(dots) == 4, "attributes but the fit are in the table alone; what is unknown has no dot"
    assert len(set(colours)) == 3
    assert colours[1] == colours[2]


def test_what_is_unknown_stands_last_and_says_why() -> None:
    assert list(chart.shown(SOME).condition) == ["ttv_fast", "icp_fit=good", "training", "use_falling", "csm_change"]
    assert list(tables.ordered(SOME).condition)[:2] == ["use_falling", "ttv_fast"]
    shown = tables.conditions(tables.ordered(SOME), REGION)
    assert "too few leavers to tell" in shown
    assert "Region: Kanto" in shown
    assert chart.scale(chart.shown(SOME)).high == pytest.approx(0.24)
    assert chart.scale(found(row("training", 0.5, 0.1))).high == chart.MOST


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_condition_has_a_name_and_says_what_it_comes_with(language: i18n.Language) -> None:
    i18n.use(language)
    for key in (*CONDITIONS, "partner"):
        assert words.name(key, {})
        assert words.mixed(key) != text(language, "drivers.mixed.attribute")
    assert words.mixed("own_attribute=1") == text(language, "drivers.mixed.attribute")
    for reason in ("few_with", "few_without", "few_leavers", "inseparable"):
        assert words.reason(found(row("training", None, None, reason=reason)).iloc[0])


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_no_wording_says_cause(language: i18n.Language) -> None:
    never = re.compile(r"原因|\bcaus|because of|\beffect of|効果")
    catalogue = i18n.subjects(language)["drivers"]
    assert [key for key, wording in catalogue.items() if never.search(wording)] == []


def test_chance_in_words() -> None:
    asked = (0.0001, 0.0324, 0.9999, None, float("nan"))
    assert [words.chance(p) for p in asked] == ["<0.001", "0.032", ">0.99", "—", "—"]


def links() -> pd.DataFrame:
    rows = [{"activity": activity, "sign": sign, "n_with": 50, "n_without": 60, "share_with": 0.5, "share_without": 0.4,
             "difference": 0.1, "low": 0.02, "high": 0.18, "adjusted": 0.1, "adjusted_low": 0.02, "adjusted_high": 0.18,
             "p": 0.001, "p_adjusted": 0.01, "reason": None} for activity, sign in driver_paths.PATHS]
    rows[3] |= {"p_adjusted": 0.06}
    rows[4] |= {"adjusted": None, "p": None, "p_adjusted": None, "reason": "few_with"}
    return pd.DataFrame(rows, columns=list(driver_paths.COLUMNS))


def test_the_map_draws_every_path_and_names_what_is_missing() -> None:
    figure = paths.figure(SOME, links(), "dark")
    go.Figure(figure)
    assert len(figure["data"]) == len(driver_paths.PATHS) + len(paths.SIGNS)
    assert sum(trace["line"]["width"] == 3 for trace in figure["data"]) == len(driver_paths.PATHS) - 2 + 2
    notes = " ".join(note["text"] for note in figure["layout"]["annotations"])
    assert "no onboarding" in notes
    assert "−20.0 pt" in notes
    assert paths.title(links(), SOME) == "Beyond chance: 10 of 11 links from activity to KPI, 2 of 6 from KPI to KGI"
    assert "not comparable (fewer than 10 with it)" in paths.listed(SOME, links())
    assert paths.listed(SOME, links()).count("<li>") == len(driver_paths.PATHS)


def test_the_map_stands_with_one_node() -> None:
    go.Figure(driver_map(["a", "b", "c"], [Node("x", "<X>")], [Node("y", "Y")], Node("z", "Z"),
                         [Link("x", "y", "1"), Link("y", "z", "2", sure=True)], mode="light"))


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize("params", [{}, {"unit": "contract"}, {"segment": "SMB"}, {"product": "Analytics"}])
def test_every_view_stands(board: Board, language: i18n.Language, params: dict[str, str]) -> None:
    app = board(language, PAGE, **params)
    shown = said(app)
    assert text(language, "drivers.base.association") in shown
    assert ("whatever the unit" in shown or "単位の選択によらず" in shown) == ("unit" in params)


def test_the_page_shows_the_querys_figures(board: Board, on_demo: Path) -> None:
    house = open_warehouse()
    scope = Scope(build_info(house).default_as_of)
    asked = drivers.drivers(house, scope)
    shown = said(board("en", PAGE))
    assert words.title(asked, {}) in shown or asked.attrs["comparisons"] == 0 or "=" in str(
        words.sure(asked).condition.iloc[0])
    assert f"{asked.attrs['base']:,} customers active on" in shown
    for each in asked[asked.condition.isin(CONDITIONS)].itertuples():
        assert f"{each.n_with:,} / {each.n_without:,}" in shown or len(asked) > 18


def test_nobody_a_year_before_is_said(board: Board, on_demo: Path) -> None:
    first = build_info(open_warehouse()).first_day
    sunday = first + timedelta(days=60 + (6 - (first + timedelta(days=60)).weekday()))
    app = board("en", PAGE, as_of=sunday.isoformat())
    assert text("en", "drivers.nobody") in said(app)


def company(activity: bool) -> Iterator[tuple[str, str]]:
    """Forty customers, every fourth left; all onboarded, half of them to the basic end, where that is given. One more
    on the last day, a Sunday.
    """
    customers = "".join(f"C{n},C{n},{'A' if n % 2 else 'B'}\n" for n in range(41))
    lines = "".join(f"S{n},C{n},K{n},core,2024-01-0{1 + n % 9},{'2025-09-01' if n % 4 == 0 else ''},100,JPY\n"
                    for n in range(40)) + "S40,C40,K40,core,2026-01-11,,100,JPY\n"
    heads = "subscription_id,customer_id,contract_id,product,start_on,end_on,mrr,currency\n"
    yield "customer.csv", "customer_id,name,segment\n" + customers
    yield "subscription.csv", heads + lines
    if activity:
        rows = "".join(f"O{n},C{n},core,2024-02-01,{'2024-03-01' if n % 2 else ''}\n" for n in range(40))
        yield "onboarding.csv", "onboarding_id,customer_id,product,started_on,basic_done_on\n" + rows


@pytest.fixture(scope="module", params=[False, True])
def loaded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[bool, Path]:
    home, folder = tmp_path_factory.mktemp("small"), tmp_path_factory.mktemp("files")
    for name, content in company(request.param):
        (folder / name).write_text(content, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TENURE_HOME", str(home))
        patch.delenv("TENURE_WAREHOUSE_URL", raising=False)
        assert main(["load", str(folder)]) == 0
    return request.param, home


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_missing_tables_are_named_with_what_they_would_show(
    loaded: tuple[bool, Path], language: i18n.Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    given, home = loaded
    monkeypatch.setenv("TENURE_HOME", str(home))
    monkeypatch.delenv("TENURE_WAREHOUSE_URL", raising=False)
    shown = said(start(language, {}).switch_page(PAGE).run())
    for table in {each.table for each in CONDITIONS.values()} - {"onboarding"}:
        assert text(language, "state.missing.title", table=table) in shown
    assert (text(language, "state.missing.title", table="onboarding") in shown) == (not given)
    assert ("20 / 20" in shown) == given


def test_files_hold_every_number() -> None:
    i18n.use("en")
    heads = {name: text("en", f"drivers.file.{name}") for name in drivers.COLUMNS}
    written = export.csv(SOME, heads).decode("utf-8-sig")
    assert written.splitlines()[0].startswith("Condition,With,Without,Retention with")
    assert len(written.splitlines()) == len(SOME) + 1
    for column in (*onboarding.COLUMNS, *driver_paths.COLUMNS):
        assert text("ja", f"drivers.file.{column}")
