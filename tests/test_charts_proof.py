"""Charts of the backtest: what is unknown has no dot, what is few is hollow, and every word fits strict JSON."""

from __future__ import annotations

import pytest

from components.charts.calibration import Part, Words, calibration
from components.charts.forest import Row, Scale, forest
from components.i18n import LANGUAGES, Language
from components.tokens import Mode, palette
from tests.test_charts import MODES, check, texts

SCALE = Scale(0.4, 0.9, [(0.4, "0.4"), (0.6, "0.6"), (0.8, "0.8")], 0.5, "0.5 = chance")
ROWS = [Row("score", 0.7, 0.62, 0.78, "0.70", below="2,873 cases", tone="accent", says="95% interval 0.62–0.78"),
        Row("<b>usage</b>", 0.45, 0.2, 1.2, "0.45", tone="mute"), Row("few", 0.6, 0.4, 0.8, "0.60", few=True),
        Row("pulse", None, None, None, "under 10 left")]
PARTS = [Part(10.0 * n + 5, 0.2 - 0.02 * n, 0.15 - 0.015 * n, 0.9 - 0.08 * n, 100, 20 - 2 * n) for n in range(10)]


@pytest.mark.parametrize("mode", MODES)
def test_a_forest_has_a_dot_for_what_is_known(mode: Mode) -> None:
    figure = forest(ROWS, SCALE, mode=mode)
    check(figure)
    dots = [trace for trace in figure["data"] if trace["mode"] == "markers"]
    assert [dot["x"] for dot in dots] == [[0.7], [0.45], [0.6]]
    assert [dot["y"] for dot in dots] == [[3], [2], [1]]
    assert dots[2]["marker"]["color"] == palette(mode).bg
    assert any("○ few" in words for words in texts(figure))
    assert any("under 10 left" in words for words in texts(figure))
    assert not any("<b>usage" in words for words in texts(figure))


def test_an_interval_is_cut_where_the_axis_ends() -> None:
    bars = [trace["x"] for trace in forest(ROWS, SCALE, mode="light")["data"] if trace["mode"] == "lines"]
    assert bars[1] == [0.4, 0.9]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("parts", [PARTS, PARTS[:1], [Part(50, 0.0, 0.0, 0.3, 4, 0)]], ids=["ten", "one", "nobody"])
def test_calibration_is_drawn_from_one_part_on(mode: Mode, language: Language, parts: list[Part]) -> None:
    words = Words("score", "left", "all 2.7%")
    figure = calibration(parts, 0.027, words=words, mode=mode, language=language)
    check(figure)
    (line,) = figure["data"]
    assert line["y"] == [part.rate for part in parts]
    assert len(line["hovertext"]) == len(parts)
    top = figure["layout"]["yaxis"]["range"][1]
    assert all(shape["y1"] <= top for shape in figure["layout"]["shapes"])
