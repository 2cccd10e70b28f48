"""Findings: which change is certain and in which order, what it is made of, and its sentences in both languages."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest

from components import i18n, narrative
from queries import findings
from queries.dimensions import Dimension, Value
from queries.findings import Change, Why

END = date(2026, 11, 22)
SEGMENT = Dimension("segment", "category", True, tuple(Value(v, v, 1) for v in ("Enterprise", "Startup")))


def figures(grr: list[float], reach: float = 0.03, base: int = 400) -> pd.DataFrame:
    """Weeks, oldest first, the newest on END; every rate is the same, with intervals of this half-width."""
    rows = pd.DataFrame({"as_of": [END - timedelta(weeks=back) for back in range(len(grr) - 1, -1, -1)]})
    rows["logos_base"] = base
    for rate, (low, high) in findings.RATES.items():
        rows[rate], rows[low], rows[high] = grr, [r - reach for r in grr], [r + reach for r in grr]
    return rows


LEVEL = [0.9 + 0.001 * (-1) ** week for week in range(54)]


def test_nothing_is_certain_in_a_level_year() -> None:
    found = findings.changes(figures(LEVEL))
    assert len(found) == 9
    assert findings.ranked(found) == []


def test_certain_ones_come_by_size_against_chance() -> None:
    fall = [*LEVEL[:-1], 0.82]
    found = findings.ranked(findings.changes(figures(fall)))
    assert {(each.span, each.change < 0) for each in found[:3]} == {("week", True)}
    assert [each.size for each in found] == sorted((each.size for each in found), reverse=True)
    assert found[0].earlier == END - timedelta(days=7)


def test_nothing_is_certain_over_a_base_of_few() -> None:
    slow = [0.9 - week * 0.002 for week in range(54)]
    assert "year" in {each.span for each in findings.ranked(findings.changes(figures(slow)))}
    then_few = figures(slow).assign(logos_base=[9] * 41 + [12] * 13)
    assert not {each.span for each in findings.ranked(findings.changes(then_few))} & {"quarter", "year"}


def test_a_change_that_does_not_show_is_not_certain() -> None:
    assert not Change("grr", "week", 0.9, 0.0004, 0.0001, END).matters
    assert not Change("grr", "week", 0.9, 0.01, float("nan"), END).matters


@pytest.mark.parametrize(("event", "roll", "part"), [
    (-0.0095, -0.0005, "event"), (-0.0005, -0.0095, "roll"), (-0.005, -0.005, "both"), (0.004, -0.014, "against"),
])
def test_event_or_roll(event: float, roll: float, part: str) -> None:
    assert Why(event + roll, event, roll).part == part


def test_few_accounts_are_counted_without_overshooting() -> None:
    assert findings.enough([-0.5, -0.2, -0.15], -1.0) == 3
    assert findings.enough([-1.5, 0.1], -1.0) == 0
    assert findings.enough([-0.1], 0.0) == 0


def shared(mix: float, rate: float, reach: float = 0.001) -> pd.DataFrame:
    made = pd.DataFrame({"segment": ["Enterprise", None], "contribution": [mix + rate - 0.001, 0.001], "n1": [40, 40]})
    made.attrs = {"mix": mix, "rate": rate, "mix_reach": reach, "rate_reach": reach}
    return made


@pytest.mark.parametrize(("mix", "rate", "reach", "effect"), [
    (-0.02, 0.001, 0.001, "mix"), (0.001, -0.02, 0.001, "rate"), (-0.01, -0.008, 0.001, None),
    (0.001, -0.02, 0.03, None),
])
def test_mix_or_rate_only_beyond_chance_and_twice_the_other(
    mix: float, rate: float, reach: float, effect: str | None
) -> None:
    events = pd.DataFrame([{"metric": "grr", "change": mix + rate, "event": mix + rate, "roll": 0.0}])
    found = findings.why(events, "grr", shared(mix, rate, reach))
    assert found is not None
    assert (found.by, found.effect, found.cell) == ("segment", effect, "Enterprise")


def test_a_single_cell_says_nothing_of_mix_and_rate() -> None:
    events = pd.DataFrame([{"metric": "grr", "change": -0.02, "event": -0.02, "roll": 0.0}])
    alone = shared(0.0, -0.02).head(1)
    alone.attrs = shared(0.0, -0.02).attrs
    found = findings.why(events, "grr", alone)
    assert found is not None
    assert (found.by, found.effect) == (None, None)


def test_an_unknown_change_has_no_why() -> None:
    events = pd.DataFrame([{"metric": "grr", "change": float("nan"), "event": float("nan"), "roll": float("nan")}])
    assert findings.why(events, "grr") is None


WHYS = (
    None, Why(-0.123, -0.12, -0.003, accounts=3), Why(-0.123, -0.12, -0.003), Why(-0.123, -0.003, -0.12),
    Why(-0.123, -0.06, -0.063), Why(-0.123, 0.123, -0.246),
    Why(-0.123, -0.1, -0.023, "segment", -0.12, -0.003, "mix", "Enterprise", -0.1),
    Why(-0.123, -0.1, -0.023, "segment", -0.003, -0.12, "rate", "Enterprise", -0.1),
)


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize("span", ["week", "quarter", "year"])
@pytest.mark.parametrize("why", WHYS)
def test_titles_fit_and_never_claim_a_cause(language: i18n.Language, span: findings.Span, why: Why | None) -> None:
    i18n.use(language)
    for metric in findings.RATES:
        for unit in ("customer", "department"):
            said = narrative.title(Change(metric, span, 1.082, -0.123, 0.01, END), why, unit)
            assert narrative.width(said) <= narrative.LONGEST[language], said
            assert "12.3 pt" in said
            assert not any(word in said.lower() for word in ("because", "due to", "caused", "原因"))


def test_the_parts_add_up_as_shown() -> None:
    i18n.use("en")
    why = Why(-0.05907, -0.0618, 0.00273, "segment", 0.00209, -0.06116, "rate", "Enterprise", -0.0288)
    assert narrative.parts(why, SEGMENT, "quarter") == (
        "Of −5.91 pt in 13 weeks, mix by segment is +0.21 pt and rate −6.12 pt; "
        "the largest part is Enterprise, −2.88 pt.")
    week = narrative.parts(why, SEGMENT, "week")
    assert "−6.18 pt" in week
    assert "+0.27 pt" in week
    assert narrative.parts(None, SEGMENT, "week") == ""
