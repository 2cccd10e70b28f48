"""Charts of cohorts: masked cells have no tint, text reads on every tint, curves and bands are steps."""

from __future__ import annotations

import itertools
import re
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.charts import curves, heatmap, survival
from components.charts.heatmap import Line, Tile
from components.charts.survival import Curve, Gap
from components.i18n import LANGUAGES, Language
from components.tokens import Mode, palette
from tests.test_charts import MODES, check, texts

BORDERS = [0.8, 0.9, 1.0, 1.1]


def kept(months: int = 40, units: int = 200, monthly: float = 0.02) -> pd.DataFrame:
    """A survival frame of a constant hazard, half of those at risk censored by its end."""
    ages = range(months + 1)
    rate = [(1 - monthly) ** age for age in ages]
    at_risk = [max(1, round(units * value * (1 - 0.5 * age / months))) for age, value in zip(ages, rate, strict=True)]
    return pd.DataFrame({"age": ages, "at_risk": at_risk, "survival": rate,
                         "low": [value - 0.0005 * age for age, value in zip(ages, rate, strict=True)],
                         "high": [min(1, value + 0.0005 * age) for age, value in zip(ages, rate, strict=True)]})


def drawn(mode: Mode = "light", language: Language = "en", **more: Any) -> dict[str, Any]:
    older, newer = survival.curve_of(kept(), "Older", 200), survival.curve_of(kept(20, 150, 0.01), "Newer", 150)
    return survival.survival([older, newer], mode=mode, language=language, **more)


def table(lines: list[Line], ages: list[int]) -> str:
    heads = [str(age) for age in ages]
    return heatmap.heatmap(lines, ages, heads=["Cohort", "n"], age_heads=heads, borders=BORDERS, total=lines[0])


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("number", range(1, heatmap.LEVELS + 1))
def test_text_reads_on_every_tint(mode: Mode, number: int) -> None:
    ground, text = heatmap.tint(number, mode)
    assert ground == palette(mode).levels[number - 1]
    assert heatmap.contrast(ground, text) >= 4.5


def test_contrast_is_that_of_wcag() -> None:
    assert heatmap.contrast("#FFFFFF", "#000000") == pytest.approx(21)
    assert heatmap.contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


def test_the_sheet_draws_just_those_tints() -> None:
    said = table([Line("Q1", ["12"], {3: Tile(0.95, "95.0")})], [3])
    for number in range(1, heatmap.LEVELS + 1):
        (light, on_light), (dark, on_dark) = heatmap.tint(number, "light"), heatmap.tint(number, "dark")
        assert f"--h{number}:light-dark({light},{dark});--c{number}:light-dark({on_light},{on_dark});" in said


def test_an_age_that_is_not_reached_is_an_empty_cell() -> None:
    lines = [Line("Q1", ["12"], {3: Tile(1.2, "120.0"), 6: Tile(0.7, "70.0")}),
             Line("Q2", ["11"], {3: Tile(1.0, "100.0")})]
    body = re.findall(r"<tbody>(.*)</tbody>", table(lines, [3, 6]))[0]
    first, second = body.split("<tr>")[1:]
    assert first.count("t-tile") == 2
    assert second.count("t-tile") == 1
    assert second.endswith("<td></td></tr>")
    assert "t-h5" in first
    assert "t-h1" in first
    assert "t-h4" in second


def test_few_members_have_no_tint_and_a_mark() -> None:
    said = table([Line("Q1", ["3"], {3: Tile(1.2, "120.0")}, few=True)], [3])
    assert "○ Q1" in said
    assert "t-hollow" in said
    assert not re.search(r"t-h\d", said)


def test_names_are_escaped() -> None:
    assert "<b>" not in table([Line("<b>", ['"'], {3: Tile(1, "<b>", '"<b>')})], [3])


def test_what_is_shown_as_100_has_its_tint() -> None:
    assert heatmap.level(0.99996, BORDERS) == heatmap.level(1.0, BORDERS) == 4
    assert heatmap.level(0.9994, BORDERS) == 3


@given(st.lists(st.floats(0, 3), min_size=1), st.booleans())
def test_borders_are_round_and_ascend(values: list[float], centred: bool) -> None:
    found = heatmap.edges(values, centred)
    assert len(found) == heatmap.LEVELS - 1
    assert all(low < high for low, high in itertools.pairwise(found))
    assert (1.0 in found) == centred
    assert {heatmap.level(value, found) for value in values} <= set(range(1, heatmap.LEVELS + 1))


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("warned", [False, True])
def test_two_sides_are_drawn(mode: Mode, language: Language, warned: bool) -> None:
    figure = drawn(mode, language, gap=Gap(12, "+8.0 pt"), warned=warned)
    check(figure)
    assert len(figure["layout"]["xaxis"]["tickvals"]) <= 4
    assert len(figure["layout"]["yaxis"]["tickvals"]) <= 4
    assert max(figure["layout"]["yaxis"]["tickvals"]) == 1
    assert (palette(mode).bad in str(figure)) == warned
    assert "<b>+8.0 pt</b>" in texts(figure)


def test_curves_are_steps_and_so_are_their_bands() -> None:
    figure = drawn()
    lines = [trace for trace in figure["data"] if "hovertext" in trace]
    assert [line["line"]["shape"] for line in lines] == ["hv", "hv"]
    areas = [trace for trace in figure["data"] if trace.get("fill") == "toself"]
    assert len(areas) == 2
    for area in areas:
        half = len(area["x"]) // 2
        for side in (slice(0, half), slice(half, None)):
            corners = list(zip(area["x"][side], area["y"][side], strict=True))
            assert all(a[0] == b[0] or a[1] == b[1] for a, b in itertools.pairwise(corners))


def test_a_step_holds_its_value_to_the_next_age() -> None:
    assert survival.steps_of([0, 1, 2], [1.0, 0.8, 0.5]) == ([0, 1, 1, 2, 2], [1.0, 1.0, 0.8, 0.8, 0.5])
    assert survival.steps_of([0, 1, 2], [1.0, None, 0.5]) == ([0], [1.0])


def test_who_is_at_risk_stands_beneath_each_tick() -> None:
    figure, older, newer = drawn(), kept(), kept(20, 150, 0.01)
    shown = texts(figure)
    for tick in figure["layout"]["xaxis"]["tickvals"]:
        assert f"{older.at_risk[tick]:,}" in shown
        if tick <= 20:
            assert f"{newer.at_risk[tick]:,}" in shown


def test_the_difference_joins_both_curves() -> None:
    figure = drawn(gap=Gap(12, "+9.9 pt"))
    joint = figure["layout"]["shapes"][-1]
    assert (joint["x0"], joint["x1"]) == (12, 12)
    assert (joint["y0"], joint["y1"]) == pytest.approx((0.98**12, 0.99**12))


def test_a_curve_ends_where_fewer_than_ten_are_at_risk() -> None:
    frame = kept(40, 30)
    curve = survival.curve_of(frame, "Older", 30)
    assert curve.at_risk[-1] >= 10
    assert frame.at_risk[len(curve.ages)] < 10
    whole = survival.curve_of(kept(40, 5), "Older", 5)
    assert whole.ages[-1] == 40
    assert whole.few


def test_one_unit_is_grey_and_hollow() -> None:
    frame = pd.DataFrame({"age": [0, 1], "at_risk": [1, 1], "survival": [1.0, 1.0], "low": [None, None],
                          "high": [None, None]})
    figure = survival.survival([survival.curve_of(frame, "All", 1)], mode="light", language="ja")
    check(figure)
    end = next(trace for trace in figure["data"] if trace["mode"] == "markers+text")
    assert end["marker"]["color"] == palette("light").bg
    assert not [trace for trace in figure["data"] if trace.get("fill")]


def panel(name: str, n: int, months: int = 30, monthly: float = 0.02, step: bool = True) -> Curve:
    curve = survival.curve_of(kept(months, 200, monthly), name, n)
    return curve if step else Curve(name, n, curve.ages, curve.rates)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("step", [True, False])
@pytest.mark.parametrize("number", [1, 2, 3, 5, 6])
def test_panels_share_one_scale(mode: Mode, language: Language, step: bool, number: int) -> None:
    panels = [panel(f"<b>{index}", 6 if index == 0 else 60, 10 + 5 * index, 0.01 * (index + 1), step)
              for index in range(number)]
    figure = curves.curves(panels, panel("All", 500, 60), mode=mode, language=language, step=step, warned=["<b>1"])
    check(figure)
    axes = {key: value for key, value in figure["layout"].items() if key.startswith(("xaxis", "yaxis"))}
    assert len({tuple(value["range"]) for key, value in axes.items() if key.startswith("yaxis")}) == 1
    assert len({tuple(value["range"]) for key, value in axes.items() if key.startswith("xaxis")}) == 1
    assert texts(figure)[-number].startswith("○ <b>&lt;b&gt;0")
    assert (palette(mode).bad in str(figure)) == (number > 1)
    assert bool([trace for trace in figure["data"] if trace.get("fill")]) == step


def test_a_long_name_keeps_out_of_the_next_panel() -> None:
    panels = [panel("Chugoku-Shikoku" * (1 + index), 60, step=False) for index in range(6)]
    figure = curves.curves(panels, None, mode="light", language="en", step=False)
    shown = [re.sub(r"<[^>]+>", "", note["text"]) for note in figure["layout"]["annotations"]]
    assert shown[0] == "Chugoku-Shikoku"
    assert all(name.endswith("…") and len(name) < 18 for name in shown[1:])


def test_the_whole_reaches_no_further_than_the_panel() -> None:
    figure = curves.curves([panel("A", 60, 20)], panel("All", 500, 60), mode="light", language="en", step=True)
    assert max(figure["data"][0]["x"]) == 20


def test_the_shorter_side_decides_how_far_is_drawn() -> None:
    long, short = survival.curve_of(kept(80, 5000), "Older", 5000), survival.curve_of(kept(20), "Newer", 150)
    assert [curve.ages[-1] for curve in survival.cropped([long, short], 36)] == [40, 20]
    assert [curve.ages[-1] for curve in survival.cropped([long], 36)] == [80]
