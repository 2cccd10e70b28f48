"""The cohorts page: what it reads from its URL, what it claims, and what stands where nothing can be said."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from components import format as fmt
from components import i18n
from components.cohorts import cuts, heat, labels, panels, view, words
from components.cohorts.cuts import PERIODS
from components.i18n import text
from data.__main__ import main
from data.warehouse import open_warehouse
from queries import cohorts, survival
from queries.dimensions import Build, Dimension, Value, build_info, dimensions
from queries.scope import UNITS, Scope
from queries.survival import Verdict
from tests.conftest import Board, start

PAGE = "pages/cohorts.py"
KEY = re.compile(r"\b(?:cohorts|metric|state)(?:\.[a-z_]+)+\b")
CUT = date(2024, 4, 1)
SEGMENT = Dimension("segment", "category", True, tuple(Value(v, v, 1) for v in ("Enterprise", "SMB", None)))
WORTH = Verdict(
    months=12, older=0.9, older_low=0.88, older_high=0.92, newer=0.936, newer_low=0.91, newer_high=0.95,
    difference=0.036, difference_low=0.012, difference_high=0.06, chi2=9.0, p=0.0027, hazard_ratio=0.6,
    hazard_low=0.4, hazard_high=0.9, reason=None, cut=CUT, older_units=640, newer_units=594)


@pytest.fixture(autouse=True)
def english() -> None:
    i18n.use("en")


def said(app: AppTest) -> str:
    assert not app.exception, app.exception[0].value
    shown = [html.proto.body for html in app.get("html") if "<style>" not in html.proto.body]
    found = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", " ".join(shown)))
    assert not KEY.findall(found)
    return found


def charts(app: AppTest) -> int:
    return len(app.get("plotly_chart"))


def whole(**changed: Any) -> pd.DataFrame:
    frame = pd.DataFrame({"age": range(30), "survival": [1 - age / 100 for age in range(30)], "at_risk": 50})
    frame.attrs = {"units": 1234, "left_out": 0, "entered_late": 0, **changed}
    return frame


def titled(verdict: Verdict, unit: str = "customer", **changed: Any) -> str:
    return words.headline(verdict, whole(**changed), unit)


CASES: dict[str, Verdict] = {
    "better": WORTH,
    "worse": replace(WORTH, difference=-0.123, difference_low=-0.2, difference_high=-0.01),
    "same": replace(WORTH, difference_low=-0.01, p=0.31),
    "longer": replace(WORTH, difference_low=-0.01, p=0.03),
    "shorter": replace(WORTH, difference_low=-0.01, p=0.03, hazard_ratio=1.4),
    "few": replace(WORTH, older_units=7),
    "no_interval": replace(WORTH, difference_low=None, difference_high=None),
    "no_older": replace(WORTH, difference=None, older=None, reason="no_older", older_units=0),
    "no_newer": replace(WORTH, difference=None, newer=None, reason="no_newer", newer_units=0),
    "no_events": replace(WORTH, reason="no_events"),
    "too_young": replace(WORTH, difference=None, newer=None, reason="too_young"),
    "all_young": replace(WORTH, difference=None, newer=None, older=None, reason="too_young"),
}


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("unit", UNITS)
def test_every_verdict_has_a_title_that_fits(language: i18n.Language, case: str, unit: str) -> None:
    i18n.use(language)
    title = titled(CASES[case], unit)
    wide = sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in title)
    assert wide <= 84
    begun = text(language, f"cohorts.title.{case}").split("{")[0]
    assert title.startswith(begun)


def test_the_title_says_the_difference_or_that_chance_explains_it() -> None:
    assert titled(WORTH) == "Newer cohorts keep 3.6 pt more customers at 12 months (95%: +1.2 to +6.0)"
    assert titled(CASES["worse"], "contract") == (
        "Newer cohorts keep 12.3 pt fewer contracts at 12 months (95%: −20.0 to −1.0)")
    assert titled(CASES["same"]) == "Newer or older: +3.6 pt at 12 months, within chance (−1.0 to +6.0)"
    assert [words.clear(CASES[case]) for case in ("better", "worse", "same", "longer", "few")] == [1, -1, 0, 0, 0]


def test_all_at_the_edge_is_said_with_what_would_unlock_it() -> None:
    found = whole(units=0, left_out=21)
    none = replace(WORTH, older=None, newer=None, difference=None, reason="no_older", p=None, older_units=0,
                   newer_units=0)
    shown = words.finding(none, found, "customer", date(2024, 1, 1), False)
    assert "All 21 customers were there on the data&#x27;s first day" in shown
    assert "signed_on" in shown


def test_the_edge_and_the_test_are_said() -> None:
    shown = words.finding(WORTH, whole(left_out=28, entered_late=230), "customer", date(2022, 11, 21), True)
    for part in ("p=0.003", "hardly by chance", "230 customers enter", "28 customers without",
                 "Filters go by"):
        assert part in shown
    assert "p&lt;0.001" in words.finding(replace(WORTH, p=0.0), whole(), "customer", CUT, False)


@pytest.mark.parametrize(("cohort", "period", "ja", "en"), [
    (date(2024, 4, 1), "quarter", "2024年4–6月", "Apr–Jun 2024"),
    (date(2024, 10, 1), "quarter", "2024年10–12月", "Oct–Dec 2024"),
    (date(2024, 4, 1), "month", "2024年4月", "Apr 2024"),
    (date(2024, 1, 1), "year", "2024年", "2024"),
])
def test_a_cohort_is_called_by_its_months(cohort: date, period: cohorts.Period, ja: str, en: str) -> None:
    assert cuts.name(cohort, period) == en
    i18n.use("ja")
    assert cuts.name(cohort, period) == ja


@given(st.sampled_from(sorted(PERIODS)), st.dates(date(2000, 1, 1), date(2040, 1, 1)))
def test_a_cohort_is_complete_when_its_last_member_is(period: cohorts.Period, joined: date) -> None:
    """By pandas' own months: whoever joins on any day of the period is a month old on that day, the last not before."""
    length = PERIODS[period]
    begun = date(joined.year, (joined.month - 1) // length * length + 1, 1)
    end = (pd.Timestamp(begun) + pd.DateOffset(months=length) - pd.Timedelta(days=1)).date()
    assert cuts.complete(begun, period) == (pd.Timestamp(end) + pd.DateOffset(months=1)).date()
    assert (pd.Timestamp(joined) + pd.DateOffset(months=1)).date() <= cuts.complete(begun, period)


def cells(members: int = 20, months: int = 14) -> pd.DataFrame:
    """Two cohorts, the second younger: worked by hand."""
    rows = [(date(2024, 1, 1), age, members, 100.0, 100 + age, 100 - age, members) for age in range(months)]
    left = [300 - 3 * age for age in range(months - 1)]
    rows += [(date(2024, 4, 1), age, members, 300.0, kept, kept, members) for age, kept in enumerate(left)]
    frame = pd.DataFrame(rows, columns=["cohort", "age", "members", "base", "arr", "kept", "active"])
    return frame.assign(nrr=frame["arr"] / frame.base, grr=frame.kept / frame.base,
                        logo_retention=frame.active / frame.members)


def seen(**changed: Any) -> view.View:
    return replace(view.View(CUT, (CUT,), SEGMENT), **changed)


def test_the_heatmap_shows_what_was_reached_and_the_weighted_total() -> None:
    found = cells()
    shown = heat.drawn(found, cohorts.total(found), seen(), "customer", "USD")
    assert heat.ages(found, seen()) == [3, 6, 9, 12]
    rows = [re.findall(r">([\d.]+)</td>", row) for row in re.findall(r"<tr.*?</tr>", shown)]
    assert rows[1][-4:] == ["103.0", "106.0", "109.0", "112.0"]
    assert rows[2][-4:] == ["97.0", "94.0", "91.0", "88.0"]
    assert rows[3][-4:] == ["98.5", "97.0", "95.5", "94.0"], "the total is weighted by base: not the mean of rates"
    assert "Apr–Jun 2024, NRR at 12 months: 88.0% (n=20, $300 → $264)" in shown
    assert heat.title(found, cohorts.total(found), seen(), "customer") == (
        "NRR at 12 months: 88.0% to 112.0%, 94.0% in all")


def test_every_month_and_young_cohorts() -> None:
    assert heat.ages(cells(), seen(ages=view.MONTHS)) == list(range(1, 14))
    assert heat.ages(cells(months=5), seen()) == [1, 2, 3, 4]
    assert "t-hollow" in heat.drawn(cells(3), cohorts.total(cells(3)), seen(), "customer", "USD")
    assert "n=6" in heat.title(cells(3), cohorts.total(cells(3)), seen(), "customer")


def test_panels_are_the_newest_cohorts_that_have_a_curve() -> None:
    found = pd.concat([cells(), cells(months=2).iloc[:1].assign(cohort=date(2024, 7, 1))])
    drawn = panels.curves(found, seen(), "quarter")
    assert [curve.name for curve in drawn] == ["Jan–Mar 2024", "Apr–Jun 2024"]
    assert "Jul–Sep 2024: not a month old" in panels.subtitle(found, drawn, "quarter", "NRR")
    assert panels.title(drawn, "NRR") == "Of the cohorts all at 12 months, Jan–Mar 2024 has the highest NRR: 112.0%"


def by_segment() -> pd.DataFrame:
    frames = []
    for value, rate in (("Enterprise", 0.95), ("SMB", 0.8), (None, 0.9)):
        left = [1 - (1 - rate) * age / 12 for age in range(25)]
        frames.append(pd.DataFrame({"segment": value, "age": range(25), "at_risk": 40, "survival": left,
                                    "low": [value - 0.02 for value in left], "high": [value + 0.02 for value in left]}))
    found = pd.concat(frames, ignore_index=True)
    found.attrs = {"units_by": {"Enterprise": 40, "SMB": 60, None: 5}}
    return found


def test_the_value_that_is_clearly_lower_is_named() -> None:
    found = labels.labels(by_segment(), SEGMENT)
    assert [(label.name, label.few) for label in found] == [("SMB", False), ("Enterprise", False), ("Unknown", True)]
    low = labels.lowest(found, 0.9, 12)
    assert low is not None
    assert labels.title(found, SEGMENT, 0.9, 12) == "SMB: 80.0% still there at 12 months, 10.0 pt below all"
    assert labels.title(found, SEGMENT, 0.81, 12) == "Still there at 12 months: from 80.0% (SMB) to 95.0% (Enterprise)"
    assert labels.table(found, SEGMENT, labels.Label("All", 105, found[0].rows), 3).count('class="t-few"') == 1


def test_a_url_is_read_strictly(on_demo: Path) -> None:
    house = open_warehouse()
    build, known = build_info(house), dimensions(house)
    scope = Scope(build.default_as_of)
    cut = cuts.cuts(build, scope.as_of)[0]
    asked = view.read({"metric": ["grr"], "period": ["year"], "ages": ["months"], "cut": [cut.isoformat()],
                       "by": ["region"]}, known, build, scope)
    assert (asked.metric, asked.period, asked.ages, asked.cut, asked.unknown) == ("grr", "year", "months", cut, ())
    assert asked.by is not None
    assert asked.by.key == "region"
    wrong = view.read({"metric": ["mrr"], "period": ["week"], "ages": ["days"], "cut": ["2024-04-02"],
                       "by": ["nothing"]}, known, build, scope)
    assert {name for name, _ in wrong.unknown} == {"metric", "period", "ages", "cut", "by"}
    assert view.read({}, known, build, scope).cut in cuts.cuts(build, scope.as_of)


def test_cuts_are_first_days_of_fiscal_quarters(on_demo: Path) -> None:
    build: Build = build_info(open_warehouse())
    for start_month in range(1, 13):
        found = cuts.cuts(replace(build, fiscal_year_start=start_month), build.default_as_of)
        assert {(day.month - start_month) % 3 for day in found} == {0}
        assert all(day.day == 1 and build.first_day < day <= build.default_as_of for day in found)


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize("params", [
    {}, {"metric": "logo_retention", "period": "year"}, {"metric": "grr", "period": "month", "ages": "months"},
    {"unit": "contract", "metric": "logo_retention"}, {"by": "product"}, {"by": "csm_id", "unit": "group"},
    {"product": "Analytics"},
])
def test_every_view_stands(board: Board, language: i18n.Language, params: dict[str, str]) -> None:
    app = board(language, PAGE, **params)
    shown = said(app)
    assert text(language, "cohorts.total") in shown
    assert charts(app) == 3
    assert len(app.get("download_button")) >= 3


def test_the_title_is_the_querys_figure(board: Board, on_demo: Path) -> None:
    house = open_warehouse()
    build = build_info(house)
    cut = next(day for day in cuts.cuts(build, build.default_as_of) if (build.default_as_of - day).days < 550)
    verdict = survival.verdict(house, Scope(build.default_as_of), cut)
    shown = said(board("en", PAGE, cut=cut.isoformat()))
    assert words.headline(verdict, survival.curves(house, Scope(build.default_as_of)), "customer") in shown
    assert verdict.difference is not None
    assert fmt.points(verdict.difference).lstrip("+" + fmt.MINUS) in shown


def test_choices_write_the_url(board: Board) -> None:
    app = board("en", PAGE)
    app.button_group("cohorts.metric").set_value("grr").run()
    app.button_group("cohorts.period").set_value("year").run()
    app.toggle("cohorts.ages").set_value(True).run()
    cut = app.selectbox("cohorts.cut").options[0]
    app.selectbox("cohorts.cut").select_index(0).run()
    app.selectbox("cohorts.by").set_value("region").run()
    assert {"metric", "period", "ages", "cut", "by"} <= set(app.query_params)
    assert app.query_params["metric"] in ("grr", ["grr"])
    assert cut.removeprefix("since ") in said(app)


@pytest.mark.parametrize(("name", "value"), [("metric", "mrr"), ("period", "decade"), ("cut", "2024-13-01"),
                                             ("by", "nothing")])
def test_what_does_not_exist_is_said(board: Board, name: str, value: str) -> None:
    assert value in said(board("en", PAGE, **{name: value}))


Row = tuple[str, str, date, str]


def rows(segment: str, number: int, first: date, apart: int, months: int | None) -> Iterator[Row]:
    """Customers of one segment, begun `apart` days from each other, gone after so many months or never."""
    for index in range(number):
        begun = first + timedelta(days=apart * index)
        end = (pd.Timestamp(begun) + pd.DateOffset(months=months)).date().isoformat() if months else ""
        yield f"{segment}{index}", segment, begun, end


def company() -> dict[str, str]:
    """One segment for each case; the data's first day is 2023-01-01, the last 2026-01-11."""
    made = [*rows("edge", 12, date(2023, 1, 1), 0, None), *rows("lone", 1, date(2023, 3, 5), 1, 30),
            *rows("young", 15, date(2026, 1, 5), 0, None), ("young15", "young", date(2026, 1, 11), "")]
    made += [(name, segment, begun, "2025-06-01") for name, segment, begun, _ in
             rows("gone", 24, date(2023, 2, 1), 20, None)]
    customers = "".join(f"{name},{name},{segment}\n" for name, segment, _, _ in made)
    lines = "".join(f"S{name},{name},K{name},core,{begun},{end},100,JPY\n" for name, _, begun, end in made)
    heads = "subscription_id,customer_id,contract_id,product,start_on,end_on,mrr,currency\n"
    return {"customer.csv": "customer_id,name,segment\n" + customers, "subscription.csv": heads + lines}


@pytest.fixture(scope="module")
def small_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home, folder = tmp_path_factory.mktemp("small"), tmp_path_factory.mktemp("files")
    for name, content in company().items():
        (folder / name).write_text(content, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TENURE_HOME", str(home))
        patch.delenv("TENURE_WAREHOUSE_URL", raising=False)
        assert main(["load", str(folder)]) == 0
    return home


@pytest.fixture
def small(small_home: Path, monkeypatch: pytest.MonkeyPatch) -> Board:
    monkeypatch.setenv("TENURE_HOME", str(small_home))
    monkeypatch.delenv("TENURE_WAREHOUSE_URL", raising=False)

    def opened(language: str = "en", page: str | None = PAGE, **params: str | list[str]) -> AppTest:
        return start(language, params).switch_page(page or PAGE).run()

    return opened


@pytest.mark.parametrize(("params", "drawn", "expected"), [
    ({"segment": "edge"}, 0, "All 12 customers were there on the data"),
    ({"segment": "young"}, 0, "nothing older to compare (16 customers)"),
    ({"segment": "young"}, 0, "on 30 Apr 2026 at the latest"),
    ({"segment": "lone"}, 3, "(n=1, for reference)"),
    ({"segment": "lone"}, 3, "○ Jan–Mar 2023"),
    ({"segment": "gone"}, 3, "nothing newer to compare (24 customers)"),
    ({"segment": "gone", "cut": "2023-10-01"}, 3, "24"),
    ({"as_of": "2023-01-08"}, 0, "All 12 customers were there on the data"),
    ({"segment": "young", "as_of": "2025-01-05"}, 0, "No customers match this filter"),
])
def test_where_little_is_known_it_says_why(small: Board, params: dict[str, str], drawn: int, expected: str) -> None:
    app = small(**params)
    assert expected in said(app)
    assert charts(app) == drawn
    said(small("ja", **params))
