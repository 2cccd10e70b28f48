"""The retention page: what it reads from its URL, what it claims, and that every list adds up to its figure."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from components import i18n, loaders
from components.i18n import text
from components.retention import drill, kpis, panels, periods, rows, view, words
from data.warehouse import open_warehouse
from queries import retention
from queries.dimensions import Dimension, Value, dimensions
from queries.retention import Masking
from queries.scope import Scope
from tests.conftest import Board

PAGE = "pages/retention.py"
AS_OF = date(2026, 11, 22)
SEGMENT = Dimension("segment", "category", True, tuple(Value(v, v, 1) for v in ("Enterprise", "SMB", None)))
REGION = Dimension("region", "category", True, (Value("Kanto", "Kanto", 1), Value("Kansai", "Kansai", 1)))
PRODUCT = Dimension("product", "line", False, (Value("Core", "Core", 1),))
KNOWN = {each.key: each for each in (SEGMENT, REGION, PRODUCT)}


@pytest.fixture(autouse=True)
def english() -> None:
    i18n.use("en")


def said(app: AppTest) -> str:
    assert not app.exception, app.exception[0].value
    shown = [html.proto.body for html in app.get("html") if "<style>" not in html.proto.body]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", " ".join(shown)))


def figures(**changed: Any) -> pd.DataFrame:
    """A trend of two weeks and the same week of the year before, worked by hand."""
    row = {
        "arr": 130.0, "arr_base": 100.0, "nrr": 1.1, "nrr_low": 1.0, "nrr_high": 1.2, "grr": 0.8, "grr_low": 0.7,
        "grr_high": 0.9, "logo_retention": 0.9, "logo_low": 0.8, "logo_high": 0.95, "logos": 25, "logos_base": 20,
        "logos_kept": 18, "new": 15.0, "reactivation": 5.0, "expansion": 30.0, "contraction": 8.0, "churn": 12.0,
        "quick_ratio": 2.5, "net_churn": -0.1, "paper_units": 0, "paper_arr": 0.0, "nrr_paper": 1.1, "grr_paper": 0.8,
    }
    days = [AS_OF - timedelta(weeks=52), AS_OF - timedelta(weeks=1), AS_OF]
    return pd.DataFrame([{"as_of": day, **row, "grr": grr, **changed}
                         for day, grr in zip(days, (0.85, 0.82, 0.8), strict=True)])


def labels(*made: tuple[str | None, int, float, float]) -> pd.DataFrame:
    """Grain: label, of (value, n, base, GRR); intervals reach two points to either side."""
    return pd.DataFrame([{
        **figures().iloc[-1].drop("as_of").to_dict(), "segment": value, "logos_base": n, "arr_base": base, "grr": grr,
        "grr_low": grr - 0.02, "grr_high": grr + 0.02,
    } for value, n, base, grr in made])


@pytest.mark.parametrize(("period", "as_of", "fiscal", "start", "end"), [
    ("year", AS_OF, 4, date(2025, 11, 22), AS_OF),
    ("year", date(2024, 2, 29), 4, date(2023, 2, 28), date(2024, 2, 29)),
    ("week", AS_OF, 4, date(2026, 11, 15), AS_OF),
    ("month", AS_OF, 4, date(2026, 9, 30), date(2026, 10, 31)),
    ("month", date(2026, 5, 31), 4, date(2026, 4, 30), date(2026, 5, 31)),
    ("quarter", AS_OF, 4, date(2026, 6, 30), date(2026, 9, 30)),
    ("quarter", AS_OF, 2, date(2026, 7, 31), date(2026, 10, 31)),
    ("quarter", date(2027, 1, 3), 4, date(2026, 9, 30), date(2026, 12, 31)),
])
def test_a_period_is_whole(period: str, as_of: date, fiscal: int, start: date, end: date) -> None:
    assert periods.ends(period, as_of, fiscal) == (start, end)


def test_lines_have_53_weeks_and_fewer_dates_where_each_is_dear() -> None:
    weeks = tuple(AS_OF - timedelta(weeks=back) for back in range(99, -1, -1))
    full, sparse = periods.dates(weeks, AS_OF), periods.dates(weeks, AS_OF, sparse=True)
    assert (len(full), full[-1]) == (53, AS_OF)
    assert len(sparse) == 15
    assert {AS_OF, AS_OF - timedelta(weeks=1), AS_OF - timedelta(weeks=52)} <= set(sparse)


def test_a_url_is_read_strictly() -> None:
    params = {"by": ["region"], "period": ["month"], "movement": ["churn"], "cell": ["Kanto"], "tab": ["trend"]}
    assert view.read(params, KNOWN, ()) == view.View(REGION, "month", "churn", ("Kanto",), "trend")
    asked = view.read({"by": ["nothing"], "period": ["decade"], "movement": ["all"], "cell": ["Mars"]}, KNOWN, ())
    assert {name for name, _ in asked.unknown} == {"by", "period", "movement", "cell"}
    assert view.read({"cell": [""]}, KNOWN, ()).cell == (None,)


def test_what_is_filtered_to_one_value_is_not_compared() -> None:
    assert view.read({}, KNOWN, ()).by is SEGMENT
    assert view.read({}, KNOWN, (("segment", ("SMB",)),)).by is REGION
    assert view.read({}, {"product": PRODUCT}, ()).by is None
    assert view.read({}, {}, ()).by is None


def title(masking: Masking | None = None, **changed: Any) -> str:
    return words.title(figures(**changed).iloc[-1], masking, "USD")


def test_the_title_follows_its_rule() -> None:
    assert title(Masking(True, 0.001, 1.1, 0.9, 0.8, 0.03)) == (
        "NRR holds at 110.0%, but GRR fell 10.0 pt in 13 weeks: upsell masks churn")
    assert "made up for it 1.5 times" in title(Masking(False, 0.001, 1.1, 0.9, 0.8, 0.03))
    assert "put only $10.00 back" in title(expansion=10.0)
    assert "Nothing was lost" in title(churn=0.0, contraction=0.0)
    assert "No customers a year ago" in title(logos_base=0)


def test_paperwork_is_said_beside_the_strict_figures() -> None:
    now = figures(paper_units=2, paper_arr=5.0, nrr_paper=1.15, grr_paper=0.85).iloc[-1]
    assert "NRR is 115.0% and GRR 85.0%" in words.base(now, "customer", "USD")
    assert "paperwork" not in words.base(figures().iloc[-1], "customer", "USD")


def test_kpis_are_compared_with_last_week_and_last_year() -> None:
    strip = re.sub(r"<[^>]+>", " ", kpis.strip(figures(), "customer", "USD", "light"))
    assert re.search(r"↓ 2\.0 pt\s+vs last week", strip)
    assert re.search(r"↓ 5\.0 pt\s+vs a year ago", strip)
    young = kpis.strip(figures().tail(1), "customer", "USD", "light")
    assert "vs last week" not in young


def test_unknown_kpis_say_why_once_and_few_units_are_grey() -> None:
    empty = figures(logos_base=0, **dict.fromkeys(kpis.SHOWN, float("nan")))
    empty["grr"] = float("nan")
    assert kpis.strip(empty, "customer", "USD", "light").count(text("en", "state.reason.empty_base")) == 1
    assert kpis.strip(figures(logos_base=9), "customer", "USD", "light").count("t-few") == 5


def test_rows_over_few_units_are_grey_and_last() -> None:
    shown = rows.named(labels(("SMB", 9, 500.0, 0.7), ("Enterprise", 40, 90.0, 0.9), (None, 30, 400.0, 0.8)), SEGMENT)
    assert shown["name"].tolist() == ["Unknown", "Enterprise", "SMB"]
    assert shown.share.sum() == pytest.approx(1)
    drawn = rows.table(shown, figures().iloc[-1], SEGMENT, "customer", "USD")
    assert drawn.count("t-few") == 1
    assert rows.title(shown, SEGMENT) == "GRR runs from 80.0% (Unknown) to 90.0% (Enterprise)"


def test_many_rows_are_found_by_name() -> None:
    shown = rows.named(labels(*((f"v{n:03}", 20, 1.0 + n, 0.9) for n in range(70))), SEGMENT)
    assert len(rows.found(shown, "")) == rows.LISTED
    assert rows.found(shown, " V00 ")["name"].str.startswith("v00").all()
    assert rows.found(shown, "nobody").empty


def test_only_what_chance_does_not_explain_is_called_low() -> None:
    made = labels(("Enterprise", 40, 90.0, 0.9), ("SMB", 40, 80.0, 0.8))
    low = panels.choose(rows.named(made, SEGMENT), 0.85, SEGMENT)
    assert low is not None
    assert (low.warned, low.title) == ("SMB", "SMB is lowest: GRR 80.0%, 5.0 pt below the company")
    near = panels.choose(rows.named(made, SEGMENT), 0.81, SEGMENT)
    assert near is not None
    assert near.warned is None
    assert "No clear gap" in near.title
    assert panels.choose(rows.named(made.head(1), SEGMENT), 0.9, SEGMENT) is None


def test_a_list_that_does_not_add_up_says_so() -> None:
    found = pd.DataFrame({"account": ["A"], "change": [-10.0]})
    found.attrs = {"units": 1, "change": -10.0, "arr0": 10.0, "arr": 0.0}
    row = dict.fromkeys(("new", "reactivation", "expansion", "contraction"), 0.0)
    days = (AS_OF - timedelta(weeks=1), AS_OF)
    assert "but the bridge says" not in drill.subtitle(found, {**row, "churn": 10.0}, "churn", days, "customer", "USD")
    assert "but the bridge says" in drill.subtitle(found, {**row, "churn": 11.0}, "churn", days, "customer", "USD")


DIFFERS = {"en": "but the bridge says", "ja": "一致しない"}


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize("params", [
    {}, {"period": "month", "movement": "churn"}, {"period": "quarter", "by": "product"}, {"tab": "trend"},
    {"period": "week", "by": "team_id", "movement": "new"}, {"unit": "contract", "movement": "contraction"},
    {"product": "Analytics", "movement": "churn"}, {"by": "employees", "movement": "unchanged"}, {"unit": "group"},
])
def test_every_view_stands_and_adds_up(board: Board, language: i18n.Language, params: dict[str, str]) -> None:
    shown = said(board(language, PAGE, **params))
    assert DIFFERS[language] not in shown
    assert text(language, "metric.quick_ratio.name") in shown


def test_choices_write_the_url(board: Board, on_demo: Path) -> None:
    app = board("en", PAGE)
    app.selectbox("retention.by").set_value("region").run()
    assert "region" in app.query_params["by"]
    region = next(value.value for value in dimensions(open_warehouse())["region"].values if value.value)
    app = board("en", PAGE, by="region", cell=region, movement="expansion")
    assert f"{region} only." in said(app)
    assert app.selectbox("retention.cell").value == f"={region}"


@pytest.mark.parametrize(("name", "value"), [("by", "nothing"), ("period", "decade"), ("cell", "Mars"),
                                             ("movement", "sideways")])
def test_what_does_not_exist_is_said(board: Board, name: str, value: str) -> None:
    assert value in said(board("en", PAGE, **{name: value}))


def test_the_first_year_has_no_rates_and_a_bridge(board: Board, on_demo: Path) -> None:
    week = loaders.build().weeks[3]
    shown = said(board("en", PAGE, as_of=week.isoformat()))
    assert "No customers a year ago" in shown
    assert retention.kpis(open_warehouse(), Scope(week)).nrr.isna().all()


@pytest.mark.parametrize("params", [
    {}, {"span": "week", "metric": "nrr"}, {"span": "quarter", "metric": "logo_retention"}, {"unit": "contract"},
    {"tab": "explain", "by": "product"}, {"unit": "product", "by": "product"}, {"product": "Analytics", "span": "week"},
])
def test_a_change_is_explained_for_any_span_and_rate(board: Board, params: dict[str, str]) -> None:
    shown = said(board("en", PAGE, **params))
    assert text("en", "retention.moved.subtitle") in shown
    assert (text("en", "mix.sum") in shown) is not (params == {"tab": "explain", "by": "product"})


def test_a_span_may_begin_on_any_earlier_sunday(board: Board, on_demo: Path) -> None:
    weeks = loaders.build().weeks
    app = board("en", PAGE, span=weeks[-9].isoformat())
    assert app.selectbox("retention.span").value == weeks[-9].isoformat()
    assert text("en", "retention.moved.subtitle") in said(app)
    young = said(board("en", PAGE, span=weeks[1].isoformat()))
    assert text("en", "retention.mix.no_base") in young


@pytest.mark.parametrize(("name", "value"), [("span", "decade"), ("span", "2019-01-02"), ("metric", "arr")])
def test_a_span_or_rate_that_there_is_not_is_said(board: Board, name: str, value: str) -> None:
    assert value in said(board("en", PAGE, **{name: value}))


def test_choosing_a_movement_keeps_its_list_open(board: Board) -> None:
    app = board("en", PAGE, movement="churn")
    app.button_group("retention.movement").set_value("").run()
    assert app.query_params["tab"] in ("table", ["table"])
    app.button_group("retention.tab").set_value("explain").run()
    assert "movement" not in app.query_params
    assert text("en", "retention.moved.subtitle") in said(app)
