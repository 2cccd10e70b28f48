"""Charts of health: fills that can be read, words that do not overlap, cells that add up, dots that stay the same."""

from __future__ import annotations

import math
import re
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.charts import bands, distribution, migration, quadrant, shares
from components.charts.distribution import FITS, NEVER, Bar, Part, fits
from components.charts.heatmap import contrast
from components.charts.quadrant import MOST, NAMES, Dot, Words
from components.tokens import Mode

ENOUGH = 4.5
MODES: tuple[Mode, ...] = ("light", "dark")
WORDS = Words("score", "pulse", ("safe", "1"), ("leaving", "2"))
NAMED = dict(zip(bands.BANDS, ("Green", "Yellow", "Red", "Unknown"), strict=True))


@pytest.mark.parametrize("mode", MODES)
def test_text_reads_on_every_fill(mode: Mode) -> None:
    assert all(contrast(*bands.fill(band, mode)) >= ENOUGH for band in bands.BANDS)
    tints = [migration.ground(tone, level, mode) for tone in ("better", "worse", "same") for level in range(4)]  # type: ignore[arg-type]
    assert all(contrast(*tint) >= ENOUGH for tint in tints)


def test_the_dark_fills_are_those_of_the_look() -> None:
    assert bands.fill("green", "dark") == ("#2B766D", "#FFFFFF")
    assert bands.fill("yellow", "dark")[0] == "#C79B35"
    assert bands.fill("red", "dark")[0] == "#FF8E6E"


def test_each_band_has_a_shape_of_its_own() -> None:
    assert [bands.shape(band) for band in bands.BANDS] == ["●", "▲", "■", "○"]


@given(st.floats(0, 1), st.floats(1, 300))
def test_words_stand_inside_only_where_they_fit(share: float, width: float) -> None:
    step = fits(share, width)
    assert step == NEVER or step * share >= width - 1e-6
    assert step in (NEVER, FITS[0]) or FITS[FITS.index(step) - 1] * share < width


def bar(*shared: float) -> Bar:
    parts = [Part(band, share, f"{share:.0%}", f"{share * 500:.0f}", "says") for band, share in
             zip(bands.BANDS, shared, strict=True)]
    return Bar("Customers", "500", parts)


def test_bars_keep_one_order_and_say_beneath_what_has_no_room() -> None:
    drawn = distribution.distribution([bar(0.6, 0.39, 0.01, 0), bar(0.2, 0.3, 0.4, 0.1)], NAMED, "said")
    assert re.findall(r"t-band-(\w+)", drawn) == ["green", "yellow", "red", *bands.BANDS]
    first = drawn.split('class="t-bands-row"')[0]
    assert "t-fit-x0" in first.split("t-bands-rest")[1]
    assert first.count("<i class") == 4, "every band is said beneath, a sheet hides what stands inside"
    assert drawn.count("t-bands-heads") == 1


def test_what_a_bar_is_told_is_escaped() -> None:
    told = Bar("<b>", "&", [Part("green", 1.0, "100%", "<i>", '"')])
    drawn = distribution.distribution([told], NAMED, "<alt>")
    assert all(each in drawn for each in ("&lt;b&gt;", "&lt;i&gt;", "&lt;alt&gt;", "&quot;"))


def test_the_sheet_has_a_rule_for_every_step() -> None:
    from components.theme import style_sheet

    sheet = style_sheet()
    assert all(f".t-fit-{kind}{step}" in sheet for step in FITS for kind in "hnrx")


@pytest.mark.parametrize(("before", "after", "tone"), [
    ("green", "red", "worse"), ("green", "yellow", "worse"), ("yellow", "red", "worse"), ("red", "gone", "worse"),
    ("red", "green", "better"), ("yellow", "green", "better"), ("green", "green", "same"),
    ("unknown", "unknown", "same"),
    ("unknown", "green", "other"), ("red", "unknown", "other"), ("new", "red", "other"),
])
def test_the_tone_of_a_cell(before: str, after: str, tone: str) -> None:
    assert migration.tone(before, after) == tone


def test_the_matrix_has_all_bands_and_new_and_gone_only_where_there_are_any() -> None:
    made = migration.tiles({("green", "green"): (10, 1.0), ("green", "red"): (4, 2.0), ("yellow", "red"): (1, 3.0)})
    assert [row[0].before for row in made] == list(bands.BANDS)
    assert [tile.after for tile in made[0]] == list(bands.BANDS)
    assert (made[0][2].level, made[1][2].level, made[0][0].level) == (3, 1, 0)
    more = migration.tiles({("new", "green"): (2, 1.0), ("red", "gone"): (1, 5.0), ("red", "green"): (3, 1.0)})
    assert [row[0].before for row in more][-1] == "new"
    assert more[0][-1].after == "gone"
    assert migration.moved(more)["better"] == (3, 1.0)
    assert migration.moved(more)["worse"] == (0, 0), "leaving is no change of band"


@given(st.dictionaries(st.tuples(st.sampled_from((*bands.BANDS, "new")), st.sampled_from((*bands.BANDS, "gone"))),
                       st.tuples(st.integers(1, 50), st.integers(0, 10**9))))
def test_the_matrix_loses_nobody(counts: dict[tuple[str, str], tuple[int, float]]) -> None:
    made = [tile for row in migration.tiles(counts) for tile in row]
    assert sum(tile.customers for tile in made) == sum(count for count, _ in counts.values())
    assert sum(tile.arr for tile in made) == sum(arr for _, arr in counts.values())
    assert all(1 <= tile.level <= 3 for tile in made if tile.customers and tile.tone in ("better", "worse"))


def dots(many: int) -> list[Dot]:
    """Every twentieth is red and liked, every twentieth green and not."""
    made = []
    for at in range(many):
        corner, score, pulse = ("unhealthy", 20.0 + at % 10, 5) if at % 20 == 0 else (
            ("leaving", 80.0 + at % 10, 1) if at % 20 == 1 else (None, 45.0 + at % 20, 1 + at % 5))
        made.append(Dot(f"C{at}", f"Account {at}", score, pulse, 100.0 + at * 7, corner))  # type: ignore[arg-type]
    return made


def test_the_sample_keeps_every_corner_and_stays_the_same() -> None:
    many = dots(5000)
    keys, inside = [dot.key for dot in many], [dot.corner is not None for dot in many]
    drawn = quadrant.drawn(keys, inside)
    assert len(drawn) == len(set(drawn)) == MOST
    assert {at for at, cornered in enumerate(inside) if cornered} <= set(drawn)
    back = quadrant.drawn(keys[::-1], inside[::-1])
    assert {keys[::-1][at] for at in back} == {keys[at] for at in drawn}, "whatever the order"
    assert quadrant.drawn(keys[:MOST], inside[:MOST]) == list(range(MOST))
    full = quadrant.drawn([*keys, *(f"X{at}" for at in range(3000))], [*inside, *[True] * 3000])
    assert len(full) == 3000 + 500 + MOST // 10, "full corners leave room for a middle"


@pytest.mark.parametrize("mode", MODES)
def test_dots_keep_to_their_pulse_and_their_area_is_the_arr(mode: Mode) -> None:
    made = quadrant.quadrant(dots(200), low=40, high=70, words=WORDS, mode=mode, language="en")
    grey, loud, _, names = made["data"]
    known = {dot.key: dot for dot in dots(200)}
    for trace in (grey, loud):
        for key, y in zip(trace["customdata"], trace["y"], strict=True):
            assert abs(y - known[key].pulse) < 0.3
    assert made == quadrant.quadrant(dots(200), low=40, high=70, words=WORDS, mode=mode, language="en")
    assert 0 < len(names["text"]) <= 2 * NAMES
    assert set(names["text"]) == {
        dot.name for corner in ("unhealthy", "leaving") for dot in sorted(
            (dot for dot in dots(200) if dot.corner == corner), key=lambda each: -each.arr)[:NAMES]}
    sizes = dict(zip(loud["customdata"], loud["marker"]["size"], strict=True))
    large = [(known[key].arr, size) for key, size in sizes.items() if size > 7]
    ratios = [size**2 / arr for arr, size in large]
    assert max(ratios) / min(ratios) < 1.0001
    assert [shape["type"] for shape in made["layout"]["shapes"]].count("rect") == 2


def test_the_largest_are_named_within_their_corner() -> None:
    crowd = [Dot(f"C{at}", f"Name {at:02d}", 20.0, 5, 100.0 - at, "unhealthy") for at in range(20)]
    made = quadrant.quadrant(crowd, low=40, high=70, words=WORDS, mode="light", language="en")
    lines, names = made["data"][2:]
    assert sorted(names["text"]) == ["Name 00", "Name 01", "Name 02"]
    ends = sorted(names["y"])
    assert ends[0] > 3.5, "no name lies over a border"
    assert min(later - former for former, later in pairwise(ends)) > 0.36, "nor over another"
    assert len(lines["x"]) == 3 * 3
    edge = [Dot("C1", "A rather long name", 39.5, 4, 9.0, "unhealthy"),
            Dot("C2", "Another name", 70.2, 2, 9.0, "leaving"), Dot("C3", "x" * 200, 20.0, 4, 9.0, "unhealthy")]
    made = quadrant.quadrant(edge, low=40, high=70, words=WORDS, mode="light", language="en")
    assert set(made["data"][3]["text"]) == {"A rather long name", "Another name"}, "a wider one is left out"


def test_a_name_is_no_markup() -> None:
    made = quadrant.quadrant([Dot("a", "<b>x</b>", 20, 5, 1, "unhealthy")], low=40, high=70, words=WORDS, mode="light",
                             language="en")
    assert "&lt;b&gt;" in made["data"][3]["text"][0]


def test_two_shares_end_in_labels_that_do_not_touch() -> None:
    days = [date(2026, 1, 4) + timedelta(weeks=week) for week in range(10)]
    near = [shares.Line("ARR", [0.2] * 9 + [0.201], spoken=True), shares.Line("Customers", [0.1] * 9 + [0.2])]
    made = shares.shares(days, near, mode="light", language="en")
    labels = [trace for trace in made["data"] if trace["mode"] == "text"]
    assert len(labels) == 2
    top, plot = made["layout"]["yaxis"]["range"][1], 228 - 62
    assert abs(labels[0]["y"][0] - labels[1]["y"][0]) / top * plot >= 23
    assert made["layout"]["yaxis"]["range"][0] == 0
    far = [shares.Line("ARR", [0.4] * 10), shares.Line("Customers", [0.1] * 10)]
    assert not [trace for trace in shares.shares(days, far, mode="dark", language="ja")["data"]
                if trace["mode"] == "text"]


def test_labels_stay_above_the_axis_and_gaps_are_gaps() -> None:
    days = [date(2026, 1, 4) + timedelta(weeks=week) for week in range(3)]
    none = [shares.Line("ARR", [None, 0.0, 0.0]), shares.Line("Customers", [None, 0.0, 0.0])]
    made = shares.shares(days, none, mode="light", language="en")
    assert all(trace["y"][0] >= 0 for trace in made["data"] if trace["mode"] == "text")
    assert made["data"][0]["y"][0] is None
    assert not math.isnan(made["layout"]["yaxis"]["range"][1])
