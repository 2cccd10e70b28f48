"""Charts are plain dicts that Plotly accepts, say their numbers in the reader's language, and draw unknown as a gap."""

import base64
import itertools
import json
import math
import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.charts import bars, bridge, line, steps
from components.charts.base import date_ticks, nice_step
from components.charts.sparkline import sparkline
from components.i18n import LANGUAGES, Language
from components.tokens import Mode, palette

MODES: tuple[Mode, ...] = ("light", "dark")
END = date(2026, 11, 22)
YEAR = {
    "opening": 4860e6, "churn": 373e6, "contraction": 167e6, "expansion": 938e6, "transfer_in": 0, "transfer_out": 0,
    "reactivation": 22e6, "new": 412e6, "closing": 5692e6,
}  # fmt: skip
EMPTY = dict.fromkeys(YEAR, 0) | {"new": 412e6, "closing": 412e6}
CENTS = dict.fromkeys(YEAR, 0) | {"opening": 12.5, "churn": 1.25, "expansion": 0.5, "new": 3.1, "closing": 14.85}
GONE = dict.fromkeys(YEAR, 0) | {"opening": 100.0, "churn": 100.0}
NOTHING = dict.fromkeys(YEAR, 0)
WEEK = YEAR | {"churn": 2.4e6, "contraction": 1e6, "expansion": 3.3e6, "transfer_in": 12e6, "transfer_out": 5e6}
WEEK |= {"reactivation": 0, "new": 8e6, "closing": 4860e6 - 2.4e6 - 1e6 + 3.3e6 + 12e6 - 5e6 + 8e6}


def trend(weeks: int = 52) -> pd.DataFrame:
    days = [END - timedelta(weeks=weeks - 1 - index) for index in range(weeks)]
    nrr = [1.06 + 0.02 * index / 52 for index in range(weeks)]
    grr = [0.92 - 0.03 * index / 52 for index in range(weeks)]
    frame = pd.DataFrame({"as_of": days, "nrr": nrr, "grr": grr, "logo_retention": grr})
    for column, low in (("nrr", "nrr"), ("grr", "grr"), ("logo_retention", "logo")):
        frame[f"{low}_low"], frame[f"{low}_high"] = frame[column] - 0.02, frame[column] + 0.02
    return frame


def texts(figure: Mapping[str, Any]) -> list[str]:
    """Every word that the figure shows: ticks, labels, notes, hovers."""
    shown: list[str] = []
    for trace in figure["data"]:
        shown += [*trace.get("text", []), *trace.get("hovertext", [])]
    for name, part in figure["layout"].items():
        if name.startswith(("xaxis", "yaxis")):
            shown += part.get("ticktext", [])
    return shown + [note["text"] for note in figure["layout"]["annotations"]]


def check(figure: dict[str, Any]) -> None:
    """Plotly accepts every property; it is strict JSON; nothing is smaller than 14 px; no axis is left to Plotly."""
    go.Figure(figure)
    said = json.dumps(figure, allow_nan=False, ensure_ascii=False)
    assert min(int(size) for size in re.findall(r'"size": (\d+)', said) if int(size) > 9) >= 14
    assert not any("nan" in words.lower() for words in texts(figure))
    for name, part in figure["layout"].items():
        if name.startswith(("xaxis", "yaxis")):
            assert part["fixedrange"]
            assert "ticktext" in part or part.get("showticklabels") is False


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("weeks", [1, 5, 30, 52, 209])
def test_rates_over_any_span(mode: Mode, language: Language, weeks: int) -> None:
    fall = line.Fall("grr", END - timedelta(weeks=6), "■ −2.5 pt")
    figure = line.rates(trend(weeks), mode=mode, language=language, targets={"nrr": 1.1, "grr": None}, fall=fall)
    check(figure)
    assert len(figure["layout"]["xaxis"]["tickvals"]) <= 4


def test_both_panels_have_the_same_span_and_hold_everything_drawn() -> None:
    frame = trend()
    layout = line.rates(frame, mode="light", language="en", targets={"nrr": 1.1})["layout"]
    (low, high), (low2, high2) = layout["yaxis"]["range"], layout["yaxis2"]["range"]
    assert high - low == pytest.approx(high2 - low2)
    assert low < frame["nrr_low"].min()
    assert high > max(1.1, frame["nrr_high"].max())
    assert len(layout["yaxis"]["tickvals"]) <= 4


def test_the_end_says_the_newest_known_rate() -> None:
    frame = trend()
    frame.loc[50:, "grr"] = math.nan
    figure = line.rates(frame, mode="light", language="en")
    ends = [trace for trace in figure["data"] if trace["mode"] == "markers+text"]
    assert [end["text"] for end in ends] == [[" <b>NRR 108.0%</b>"], [" <b>GRR 89.2%</b>"]]
    assert ends[1]["x"] == [frame["as_of"].iloc[49].isoformat()]


def test_unknown_weeks_are_gaps_in_line_and_interval() -> None:
    frame = trend()
    frame.loc[10:12, ["grr", "grr_low", "grr_high"]] = math.nan
    figure = line.rates(frame, mode="light", language="ja", metrics=("grr",))
    check(figure)
    drawn = next(trace for trace in figure["data"] if "hovertext" in trace)
    assert drawn["y"][10:13] == [None, None, None]
    assert sum(trace.get("fill") == "toself" for trace in figure["data"]) == 2


def test_a_rate_that_is_never_known_draws_no_scale_of_its_own() -> None:
    frame = trend()
    frame[["nrr", "nrr_low", "nrr_high"]] = math.nan
    figure = line.rates(frame, mode="light", language="en")
    check(figure)
    assert figure["layout"]["yaxis"]["showticklabels"] is False
    assert "NRR —" in texts(figure)


def test_an_empty_frame_still_is_a_figure() -> None:
    check(line.rates(trend().head(0), mode="light", language="ja"))


@pytest.mark.parametrize("mode", MODES)
def test_what_is_warned_of_is_bad_and_nothing_else(mode: Mode) -> None:
    bad = palette(mode).bad
    calm = json.dumps(line.rates(trend(), mode=mode, language="ja"))
    assert bad not in calm
    warned = line.rates(trend(), mode=mode, language="ja", fall=line.Fall("grr", END - timedelta(weeks=6)))
    stretch = next(trace for trace in warned["data"] if trace["mode"] == "lines" and trace["line"].get("color") == bad)
    assert len(stretch["x"]) == 7


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("number", [1, 2, 3, 4, 7])
def test_small_multiples_share_one_scale(mode: Mode, number: int) -> None:
    frames = {f"<b>{index}": trend() for index in range(number)}
    counts = {"<b>0": 6}
    figure = line.small_multiples(frames, trend(), mode=mode, language="ja", counts=counts, warned=["<b>1"])
    check(figure)
    ranges = {tuple(axis["range"]) for name, axis in figure["layout"].items() if name.startswith("yaxis")}
    assert len(ranges) == 1
    assert any(words.startswith("○ ") for words in texts(figure))
    assert not any("<b><b>" in words for words in texts(figure))


@pytest.mark.parametrize("row", [YEAR, EMPTY, CENTS, GONE, NOTHING, WEEK])
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("currency", ["JPY", "USD"])
def test_any_bridge_can_be_drawn(row: dict[str, float], mode: Mode, language: Language, currency: str) -> None:
    start = date(2025, 11, 22)
    figure, subtitle = bridge.waterfall(row, mode=mode, language=language, currency=currency, start=start, end=END)
    check(figure)
    assert subtitle
    listed = bridge.narrow(row, language=language, currency=currency)
    assert listed.count("<em>") == len(figure["layout"]["xaxis"]["tickvals"])


def test_a_twelve_month_bridge_names_its_rates_where_they_stand() -> None:
    bars_ = {step.key: step for step in steps.steps(YEAR, "en", nrr=1.0819, grr=0.8889)}
    assert list(bars_) == [
        "opening", "churn", "contraction", "kept", "expansion", "base_today", "reactivation", "new", "closing",
    ]  # fmt: skip
    assert (bars_["kept"].caption, bars_["base_today"].caption) == ("GRR 88.9%", "NRR 108.2%")
    assert (bars_["kept"].amount, bars_["base_today"].amount) == (4320e6, 5258e6)
    assert bars_["churn"].caption == "−7.7%"


def test_transfers_appear_only_where_something_moved() -> None:
    keys = [step.key for step in steps.steps(WEEK, "ja")]
    assert keys[5:8] == ["base_today", "transfer_out", "transfer_in"]


def test_cut_totals_carry_a_zigzag_and_the_subtitle_says_where() -> None:
    start = date(2025, 11, 22)
    cut, said = bridge.waterfall(YEAR, mode="light", language="ja", currency="JPY", start=start, end=END)
    whole, plain = bridge.waterfall(EMPTY, mode="light", language="ja", currency="JPY", start=start, end=END)
    assert said == "切った棒は40億円から。増減は同じ縮尺"
    assert plain == "棒はすべて0から"
    assert len(cut["data"]) == len(whole["data"]) + 1


def test_an_unknown_amount_is_no_bridge() -> None:
    with pytest.raises(ValueError, match="churn"):
        steps.steps(YEAR | {"churn": math.nan}, "ja")


money = st.integers(0, 10**12)


@given(money, st.fractions(0, 1), st.fractions(0, 1), money, money, money, money, st.fractions(0, 1))
def test_every_bar_starts_where_the_last_one_ended(
    opening: int, lost: float, less: float, expansion: int, new: int, back: int, moved_in: int, out: float
) -> None:
    churn = int(opening * lost)
    contraction = int((opening - churn) * less)
    today = opening - churn - contraction + expansion
    moved_out = int(today * out)
    row = {"opening": opening, "churn": churn, "contraction": contraction, "expansion": expansion, "new": new}
    row |= {"reactivation": back, "transfer_in": moved_in, "transfer_out": moved_out}
    row["closing"] = today + new + back + moved_in - moved_out
    drawn = steps.steps(row, "ja")
    start = steps.cut(drawn)
    assert 0 <= start <= min(step.high for step in drawn)
    for before, after in itertools.pairwise(drawn):
        if after.role in ("total", "base"):
            assert after.high == pytest.approx(before.end)
        else:
            assert before.end in (pytest.approx(after.low), pytest.approx(after.high))
            assert start <= after.low


def test_a_sparkline_is_an_image_with_words_gaps_and_a_dashed_target() -> None:
    image = sparkline([1, 2, None, 4, 3], mode="dark", alt='NRR "up"', role="accent", target=5, falling=1)
    assert 'alt="NRR &quot;up&quot;"' in image
    svg = base64.b64decode(re.findall(r"base64,([^\"]+)", image)[0]).decode()
    assert svg.count("<polyline") == 3
    assert "stroke-dasharray" in svg
    assert palette("dark").accent in svg
    assert palette("dark").bad in svg


@pytest.mark.parametrize("values", [[], [None], [math.nan, None]])
def test_a_sparkline_of_nothing_is_nothing(values: list[float | None]) -> None:
    assert sparkline(values, mode="light", alt="") == ""


@given(st.lists(st.floats(-1e12, 1e12), min_size=1))
def test_a_sparkline_stays_inside_its_image(values: list[float]) -> None:
    svg = base64.b64decode(re.findall(r"base64,([^\"]+)", sparkline(values, mode="light", alt=""))[0]).decode()
    for x, y in re.findall(r"([\d.-]+),([\d.-]+)", "".join(re.findall(r'points="([^"]+)"', svg))):
        assert 0 <= float(x) <= 112
        assert 0 <= float(y) <= 36


@given(st.lists(st.floats(-1e9, 1e9), min_size=1))
def test_diverging_bars_stay_inside_their_cell(values: list[float]) -> None:
    scale = bars.Scale.over(values)
    for value in values:
        left, width = re.findall(r"left:(-?[\d.]+)%;width:([\d.]+)%", bars.diverging(value, scale))[0]
        assert float(left) >= 0
        assert float(left) + float(width) <= 100.2


def test_no_bar_for_an_unknown_value() -> None:
    assert bars.diverging(math.nan, bars.Scale(-1, 1)) == ""


@given(st.dates(date(2000, 1, 1), date(2040, 1, 1)), st.integers(0, 8000))
def test_time_ticks_are_few_inside_and_start_with_their_year(first: date, length: int) -> None:
    last = first + timedelta(days=length)
    days, labels = date_ticks(first, last, "en")
    assert len(days) == len(labels) <= 4
    assert all(first.isoformat()[:7] < day <= last.isoformat() or length < 70 for day in days)


@given(st.floats(0.001, 50))
def test_at_most_four_rules_whatever_the_span(span: float) -> None:
    assert math.floor(span / nice_step(span)) + 1 <= 4
