"""The weekly review: the title's rule, sums that add up as shown, and the page in every state without a browser."""

from __future__ import annotations

import math
import re
import unicodedata
from datetime import date, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from components import export, i18n, status
from components.charts.sparkbars import sparkbars
from components.i18n import text
from components.rounding import adding_up
from components.weekly import accounts, causes, claims, downloads, movements, strip
from components.weekly.questions import known_from
from data.warehouse import open_warehouse
from queries import cells, explain, paperwork, retention
from queries.dimensions import build_info
from queries.retention import Masking
from queries.scope import Scope
from tests.conftest import Board

END = date(2026, 11, 22)
FIRED = Masking(True, 0.004, 1.104, 0.902, 0.843, 0.028)


@pytest.fixture(autouse=True)
def _japanese() -> None:
    i18n.use("ja")


def figures(grr: list[float], base: int = 400, **more: Any) -> pd.DataFrame:
    """A year's weeks, oldest first, the newest on END; every rate moves as `grr` does."""
    weeks = len(grr)
    rows = pd.DataFrame({"as_of": [END - timedelta(days=7 * back) for back in range(weeks - 1, -1, -1)], "grr": grr})
    for rate, (low, high) in status.RATES.items():
        rows[rate] = rows.grr
        rows[low], rows[high] = rows.grr - 0.03, rows.grr + 0.03
    amounts = {"arr": 5_000_000.0, "arr_base": 4_000_000.0, "churn": 300_000.0, "contraction": 100_000.0,
               "expansion": 600_000.0, "logos": 420, "logos_base": base, "logos_kept": base - 40, "paper_units": 0,
               "paper_arr": 0.0, "nrr_paper": 0.9, "grr_paper": 0.9}
    return rows.assign(**{**amounts, **more})


def flows(weeks: int = 13) -> pd.DataFrame:
    rows = pd.DataFrame({"as_of": [END - timedelta(days=7 * back) for back in range(weeks - 1, -1, -1)]})
    return rows.assign(new=9.0, reactivation=0.0, expansion=3.0, contraction=1.0, churn=4.0, net_new=7.0, lost=5.0)


def claim(rows: pd.DataFrame, masking: Masking | None = None) -> claims.Claim:
    return claims.claim(rows, masking, "customer", "JPY")


LEVEL = [0.9 + 0.001 * (-1) ** week for week in range(54)]


def test_the_warning_says_both_figures() -> None:
    said = claim(figures(LEVEL), FIRED)
    assert said.warning
    assert "110.4%" in said.words
    assert "84.3%" in said.words


def test_a_level_year_has_no_news() -> None:
    assert claim(figures(LEVEL)) == claims.Claim("GRR 89.9%。1週・13週・1年とも、誤差を超える動きはない")


def test_a_week_beyond_its_swing_leads() -> None:
    said = claim(figures([*LEVEL[:-1], 0.88]))
    assert "今週2.1 pt下がり88.0%" in said.words


def test_a_slow_fall_beyond_the_intervals_leads() -> None:
    assert "13週で" in claim(figures([LEVEL[week] - max(0, week - 40) * 0.006 for week in range(54)])).words
    assert "前年同週より" in claim(figures([0.9 - week * 0.001 for week in range(54)])).words


def test_too_few_units_or_no_base_is_said() -> None:
    assert "7社だけ" in claim(figures([*LEVEL[:-1], 0.5], base=7)).words
    nothing = figures([math.nan] * 54, base=0)
    assert "12か月の履歴" in claim(nothing).words
    week = flows()
    assert "2027年1月3日" in claims.base_sentence(nothing, week, "customer", "JPY", date(2027, 1, 3))
    assert "この条件" in claims.base_sentence(nothing, week, "customer", "JPY", date(2025, 1, 5))


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_title_fits_its_line(language: i18n.Language) -> None:
    """At most 42 full-width characters in Japanese, 80 characters in English, with the longest figures."""
    i18n.use(language)
    metric = text(language, "metric.logo_retention.short")
    values: dict[str, Any] = {
        "metric": metric, "amount": "12.3 pt", "value": "108.2%", "weeks": 14, "nrr": "110.4%", "grr": "84.3%",
        "arr": {"ja": "123.4億円", "en": "¥12.34B"}[language],
        "count": {"ja": "1,957社", "en": "1,957 customers"}[language],
    }
    for key, wording in i18n.catalogue(language).items():
        if not key.startswith("weekly.title."):
            continue
        words = wording.format(**values)
        wide = sum(1 if unicodedata.east_asian_width(each) in "WF" else 0.5 for each in words)
        assert (wide if language == "ja" else len(words)) <= (42 if language == "ja" else 80), words


@pytest.mark.parametrize(
    ("amounts", "said"),
    [({}, "埋めた"), ({"expansion": 100_000.0}, "とどまった"), ({"churn": 0.0, "contraction": 0.0}, "失った分はなく"),
     ({"churn": 0.0, "contraction": 0.0, "expansion": 0.0}, "失った分も拡大もない")],
)
def test_the_sentence_of_base_and_amounts(amounts: dict[str, Any], said: str) -> None:
    assert said in claims.base_sentence(figures(LEVEL, **amounts), flows(), "customer", "JPY", END)


def test_amounts_that_are_withheld_are_said_to_be() -> None:
    i18n.use("ja")
    nothing: dict[str, Any] = {"churn": None, "contraction": None, "expansion": None}
    assert "表示しない" in claims.base_sentence(figures(LEVEL, **nothing), flows(), "customer", "JPY", END)
    withheld = flows().astype(object)
    assert movements.told(withheld)
    withheld.loc[withheld.index[-1], "lost"] = None
    assert not movements.told(withheld)
    rows = figures(LEVEL)
    strip.cards(rows, withheld, claims.Claim(""), "customer", "JPY", "light")


def test_status_only_beyond_noise_and_bad_only_for_the_title() -> None:
    rows = figures([*LEVEL[:-1], 0.88])
    cards = strip.cards(rows, flows(), claims.Claim("", metric="grr"), "customer", "JPY", "light")
    first = [card.deltas[0].status for card in cards]
    assert first == ["warn", "bad", "warn", None]
    level = strip.cards(figures(LEVEL), flows(), claims.Claim(""), "customer", "JPY", "light")
    assert not [delta for card in level for delta in card.deltas if delta.status]


def test_every_card_has_its_definition_and_what_was_lost() -> None:
    cards = strip.cards(figures(LEVEL), flows(), claims.Claim(""), "customer", "JPY", "light")
    assert all(card.definition for card in cards)
    assert cards[3].below == "420社・失った分 5円"
    few = strip.cards(figures(LEVEL, base=6), flows(), claims.Claim(""), "customer", "JPY", "light")
    assert [card.few for card in few] == [True, True, True, False]


def test_the_quiet_line_of_paperwork_only_where_there_is_any() -> None:
    assert strip.paperwork(figures(LEVEL), "customer", "JPY") == ""
    assert "3社" in strip.paperwork(figures(LEVEL, paper_units=3, paper_arr=1e6), "customer", "JPY")


def test_one_week_of_history() -> None:
    rows = figures([math.nan], base=0)
    cards = strip.cards(rows, flows(1), claim(rows), "customer", "JPY", "light")
    assert [card.value for card in cards][:3] == ["—"] * 3
    assert not cards[-1].deltas, "nothing to compare ARR with, no made-up change"


def test_the_first_week_with_a_base() -> None:
    assert known_from(date(2020, 1, 1)) == date(2021, 1, 3)
    assert known_from(date(2024, 2, 29)).weekday() == 6


@given(st.lists(st.floats(-1, 1), min_size=1, max_size=12), st.integers(0, 5))
def test_rounded_parts_add_up_to_the_rounded_sum(parts: list[float], digits: int) -> None:
    shown = adding_up(parts, digits)
    step = 10**-digits
    assert abs(round(sum(shown), digits) - sum(parts)) <= step / 2 + 1e-9
    assert all(abs(one - other) <= step + 1e-9 for one, other in zip(shown, parts, strict=True))


def test_a_loss_hidden_by_the_roll_is_said() -> None:
    row = {"metric": "grr", "change": 0.002, "event": -0.004, "roll": 0.006}
    assert "+0.20 pt でも、今週の出来事は−0.40 pt" in causes.heading(pd.DataFrame([row]), "grr")


def numbers(html: str) -> list[float]:
    """The signed numbers of a table's cells, in order."""
    found = re.findall(r">(?:<b>)?([+−]?\d+\.\d+)(?:</b>)?<", html)
    return [float(each.replace("−", "-")) for each in found]


def test_event_and_roll_add_up_as_shown() -> None:
    rows = pd.DataFrame([{"metric": "grr", "change": 0.00128, "event": 0.00064, "roll": 0.00064}])
    change, event, roll = numbers(causes.drawn(rows))
    assert change == round(event + roll, 2) == 0.13


def movers() -> pd.DataFrame:
    listed = pd.DataFrame({
        "account": ["=cmd|x", "乙"], "account_id": ["C1", "C2"], "detail": [None, None],
        "movement": ["churn", "loss_rolled_off"], "contribution": [-0.005, 0.001], "arr_change": [-5.0, 1.0],
        "week_change": [-5_000_000.0, 0.0], "unit_key": [7, 8],
    })
    listed.attrs = {"total": -0.0046, "others": -0.0006, "changed": 9, "week_change": -4_000_000.0}
    return listed


def test_the_accounts_add_up_to_the_change() -> None:
    shown = numbers(accounts.drawn(movers(), "JPY", "grr"))
    assert round(sum(shown[:-1]), 2) == shown[-1] == -0.46
    assert "ほか7社" in accounts.drawn(movers(), "JPY", "grr")
    assert "1社でほぼ説明できる" in accounts.heading(movers(), "grr")


def test_churn_whose_renewal_is_being_worked_on_is_called_so() -> None:
    waiting = text("ja", "weekly.accounts.churn_paper")
    assert accounts.drawn(movers(), "JPY", "grr", frozenset({7, 8})).count(waiting) == 1, "the other did not leave"
    assert waiting not in accounts.drawn(movers(), "JPY", "grr", frozenset({8}))


def test_the_units_in_paperwork_are_those_of_the_metric(on_demo: Path) -> None:
    warehouse = open_warehouse()
    for unit in ("customer", "contract"):
        scope = Scope(build_info(warehouse).default_as_of, unit)
        found, now = paperwork.units(warehouse, scope), retention.kpis(warehouse, scope).iloc[0]
        assert (len(found), found["arr"].sum()) == (now.paper_units, pytest.approx(now.paper_arr))


def test_files_quote_formulas_and_keep_numbers() -> None:
    made = export.csv(downloads.accounts(movers(), "その他")).decode("utf-8-sig")
    assert "'=cmd|x" in made
    assert made.count("\r\n") == 4
    assert len(downloads.weeks(figures(LEVEL), flows())) == 54
    table = downloads.key_figures(figures(LEVEL)).set_index("figure")
    assert table.loc["grr", "week"] == pytest.approx(0.901)


def test_bars_of_several_series_share_their_scale() -> None:
    assert sparkbars([None, math.nan], mode="light", alt="", low=-1, high=1) == ""
    assert sparkbars([1.0, -2.0], mode="dark", alt="増減", low=-2, high=1).startswith('<img alt="増減"')


def test_cells_add_up_to_the_rates_change(on_demo: Path) -> None:
    warehouse = open_warehouse()
    day = build_info(warehouse).default_as_of
    for metric in ("nrr", "grr", "logo_retention"):
        found = cells.shares(warehouse, Scope(day), metric, "segment", day - timedelta(days=91))
        whole = retention.trend(warehouse, Scope(day), (day - timedelta(days=91), day))
        assert found.contribution.sum() == pytest.approx(whole[metric].iloc[1] - whole[metric].iloc[0])
        one = retention.kpis(warehouse, Scope(day).with_filter("segment", str(found.segment.iloc[0])))
        assert found.end.iloc[0] == pytest.approx(float(one[metric].iloc[0]))
    with pytest.raises(ValueError, match="unknown rate"):
        cells.shares(warehouse, Scope(day), "arr", "segment", day)


def test_the_weeks_change_of_the_movers(on_demo: Path) -> None:
    warehouse = open_warehouse()
    scope = Scope(build_info(warehouse).default_as_of)
    everyone = explain.movers(warehouse, scope, "grr", limit=10_000)
    assert everyone.week_change.sum() == pytest.approx(everyone.attrs["week_change"])
    few = explain.movers(warehouse, scope, "grr", limit=2)
    assert few.attrs["week_change"] == everyone.attrs["week_change"]


def shown(app: Any) -> str:
    bodies = [html.proto.body for html in app.get("html") if "<style>" not in html.proto.body]
    return unescape(re.sub(r"<[^>]+>", " ", "\n".join(bodies)))


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_the_page_answers_who_moved_it(board: Board, language: i18n.Language) -> None:
    app = board(language)
    assert not app.exception
    said = shown(app)
    for key in ("movement.expansion", "metric.event.name", "weekly.net_beneath", "metric.renewal_at_risk.short",
                "metric.logo_retention.name"):
        assert text(language, key) in said
    # the report in three forms, five lists, each list as CSV and as a workbook
    assert len({str(each.key) for each in app.get("download_button")}) == 13


def test_the_switch_is_kept_in_the_link(board: Board) -> None:
    app = board("ja")
    app.button_group("weekly.metric").set_value("nrr").run()
    assert app.query_params == {"metric": "nrr"}
    app.button_group("weekly.metric").set_value("grr").run()
    assert app.query_params == {}


def test_a_rate_that_there_is_not_shows_no_accounts(board: Board) -> None:
    app = board("en", metric="arr")
    assert not app.exception
    assert "arr" in shown(app)
    assert text("en", "state.unknown_filter.title") in shown(app)


@pytest.mark.parametrize("params", [{"unit": "contract"}, {"unit": "product", "product": "Assistant"}])
def test_units_and_lines(board: Board, params: dict[str, str]) -> None:
    assert not board("ja", **params).exception


def test_before_a_base_there_is(board: Board, on_demo: Path) -> None:
    early = build_info(open_warehouse()).weeks[2]
    app = board("ja", as_of=early.isoformat())
    assert not app.exception
    assert text("ja", "weekly.young.title") in shown(app)
    assert not app.get("plotly_chart")
