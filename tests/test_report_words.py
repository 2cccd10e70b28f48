"""What a report says is what its tables and the pages say: sums, names, marks, times, and of whom it is."""

from __future__ import annotations

import functools
import math
import re
from datetime import timedelta
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from components import format as fmt
from components import i18n, standing
from components.alerts.words import together
from components.report import content, headless
from components.report.content import adding
from components.report.model import Column, Part, Sentence, Table
from components.report.narrative import naming
from components.report.paper.axis import totals
from components.report.paper.joined import joined
from components.report.paper.written import value
from components.router import framed
from components.teams import forest, words
from components.teams.questions import TEAM, Questions
from data.alerts import reading
from tests import report_sentences as made
from tests.report_fixture import head, stacked
from tests.test_alerts_page import alert

LINK = "https://board.example"
LANGUAGES = pytest.mark.parametrize("language", i18n.LANGUAGES)


def read(said: str) -> float:
    """A number as paper writes it, with its minus."""
    return float(re.sub(r"[^\d.\-]", "", said.replace(fmt.MINUS, "-")))


@LANGUAGES
@settings(max_examples=60, deadline=None)
@given(values=st.lists(st.floats(-0.2, 0.2), min_size=1, max_size=9))
def test_parts_in_points_add_up_as_they_are_read(language: i18n.Language, values: list[float]) -> None:
    with i18n.speaking(language):
        *parts, whole = map(read, adding.points(values))
    assert math.isclose(sum(parts), whole, abs_tol=1e-6)
    assert abs(whole - 100 * math.fsum(values)) <= 0.0051


@settings(max_examples=60, deadline=None)
@given(values=st.lists(st.integers(10**6, 15 * 10**6).map(lambda each: each * (-1) ** each), min_size=1, max_size=6))
def test_amounts_add_up_as_they_are_read(values: list[int]) -> None:
    with i18n.speaking("ja"):
        said = adding.amounts([float(each) for each in values], "JPY")
    *parts, whole = [read(each) * ("万" in each) for each in said]
    assert sum(parts) == whole
    assert abs(whole - sum(values) / 1e4) <= 0.5


def test_amounts_of_few_customers_stay_unknown() -> None:
    with i18n.speaking("ja"):
        assert adding.amounts([float("nan"), 1e7], "JPY")[-1] == fmt.UNKNOWN


def test_halves_are_rounded_as_slides_round_them() -> None:
    assert [fmt.decimal(each) for each in (2.25, 2.05, 2.35)] == ["2.3", "2.1", "2.4"]
    assert [fmt.decimal(2.125, 2), fmt.rate(0.0625), fmt.points(-0.0625)] == ["2.13", "6.3%", "−6.3 pt"]


@LANGUAGES
def test_every_fact_of_a_sentence_has_a_name(language: i18n.Language) -> None:
    with i18n.speaking(language):
        keys = {fact.key for seed in range(60) for said in made.some(seed) for fact in said.facts}
    names = [naming.name(key, language) for key in keys]
    assert len(keys) > 40
    assert [name for key, name in zip(keys, names, strict=True) if name == key] == []


@LANGUAGES
def test_an_alert_of_the_headline_is_counted(language: i18n.Language) -> None:
    rules = [rule for rule in reading.read().rules if rule.kind == "level"]
    with i18n.speaking(language):
        said = together([alert(rules[0], value=0.87, bound=0.92)], (), 1)
        alone = together([alert(rules[0], value=0.87, bound=0.92)])
    assert said is not None
    assert alone is not None
    assert [fact.value for fact in said.facts if fact.key in ("alerts", "above")] == [2, 1]
    assert said.text.startswith("アラート2件(うち1件は上の見出し)" if language == "ja" else "2 alerts (1 of them")
    assert alone.text.startswith("アラート1件: " if language == "ja" else "1 alert: ")


def test_two_ends_are_one_interval_on_paper() -> None:
    columns = tuple(Column(key, key, "points") for key in ("gap", "gap_low", "gap_high"))
    rows = pd.DataFrame({"gap": [0.01, 0.02], "gap_low": [-0.02, None], "gap_high": [0.03, 0.05]})
    got = joined(Table("teams", "", columns, rows), head("en", "all"))
    assert [each.head for each in got.columns] == ["gap", "95% interval"]
    assert got.shown["gap_low"] == ("−2.00 to +3.00 pt", fmt.UNKNOWN)


def test_bars_of_one_length_have_totals() -> None:
    chart = stacked()
    said = totals(chart, head("ja", "all"))
    assert said == tuple(value(float(wanted), chart.kind, head("ja", "all")) if wanted else "" for wanted in (
        sum(one.values[at] or 0.0 for one in chart.series) for at in range(len(chart.categories))))
    assert said[0]


@functools.cache
def part(demo: Path, where: tuple[tuple[str, str], ...] = ()) -> Part:
    """The report over the demo, made once."""
    assert demo
    return content.report([headless.frame(None, "ja", where)], LINK).parts[0]


def held(found: Part, key: str) -> Table:
    return next(each for section in found.sections for each in section.tables if each.key == key)


def test_a_report_says_what_the_pages_say(on_demo: Path) -> None:
    frame = headless.frame(None, "ja")
    found = part(on_demo)
    built = found.head.built_at
    assert built == standing.built(frame.build).replace(microsecond=0)
    assert built.utcoffset() == timedelta(hours=9)
    assert all(section.title != section.name for section in found.sections)
    saves, titled = held(found, "saves"), next(each for each in found.sections if each.key == "risk").says
    passed = [fact.value for said in titled for fact in said.facts if fact.key == "passed"]
    late = [each for each in saves.shown["auto_renew"] if each.startswith("■")]
    assert len(late) == sum(int(str(each)) for each in passed)
    levels = next(each for section in found.sections for each in section.charts if each.key == "levels")
    assert [day for day, _, _ in levels.ticks] == list(levels.categories)
    assert all("月" in name for _, name, _ in levels.ticks)


def test_teams_stand_as_on_their_page(on_demo: Path) -> None:
    frame = headless.frame(None, "ja")
    teams = held(part(on_demo), "teams")
    with i18n.speaking("ja"), framed(frame):
        page = forest.ordered(Questions(frame).teams())
        names = [words.name(frame.dimensions, each) for each in page[TEAM]]
    shown = teams.rows[TEAM].tolist()
    assert [each.removesuffix("(順位なし)") for each in shown[: len(names)]] == names
    assert sum(not each.endswith("(順位なし)") for each in shown) == len(words.ranked(page))
    assert "Holm" in teams.note


def test_a_narrowed_report_says_what_is_not_narrowed(on_demo: Path) -> None:
    narrow, whole = part(on_demo, (("segment", "SMB"),)), part(on_demo)
    wanted = i18n.text("ja", "report.note.whole")
    for key in ("actions", "decisions"):
        assert wanted in [each.text for each in _says(narrow, key)]
        assert wanted not in [each.text for each in _says(whole, key)]
    assert "grid" not in [each.key for section in narrow.sections for each in section.tables]
    grid = held(whole, "grid").rows
    unknown = grid[grid.claimed.isna() | grid.evidenced.isna()]
    assert unknown.contradicted.isna().all()


def _says(found: Part, key: str) -> tuple[Sentence, ...]:
    return next(each for each in found.sections if each.key == key).says


def test_the_weeks_changes_add_up(on_demo: Path) -> None:
    found = part(on_demo)
    for key, parts, whole in (("events", ("event", "roll"), "change"), ("cells", ("mix", "rate"), "contribution")):
        shown = held(found, key).shown
        for row in range(len(shown[whole])):
            assert math.isclose(sum(read(shown[name][row]) for name in parts), read(shown[whole][row]), abs_tol=1e-6)
    *shares, total = map(read, held(found, "movers").shown["contribution"])
    assert math.isclose(sum(shares), total, abs_tol=1e-6)
