"""The grammar of the report: every number is a fact's, and nothing is said that small numbers cannot bear."""

from __future__ import annotations

import math
import random

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from components import format as fmt
from components import i18n
from components.report.model import Fact, Sentence
from components.report.narrative import differences, facts, ordered, rates, say
from queries.findings import changes, ranked
from tests import report_sentences as made

SEEDS = 90
LANGUAGES = pytest.mark.parametrize("language", i18n.LANGUAGES)


@LANGUAGES
def test_no_pattern_has_a_number_of_its_own(language: i18n.Language) -> None:
    with i18n.speaking(language):
        assert [each for each in made.patterns() if any(sign.isdigit() for sign in made.literal(each))] == []


@LANGUAGES
def test_every_pattern_is_said_and_every_number_is_a_facts(language: i18n.Language) -> None:
    """Over random states of a company every rule comes to speak; what it says is made of its facts alone."""
    with i18n.speaking(language):
        found: dict[str, int] = {}
        for seed in range(SEEDS):
            for said in made.some(seed):
                known = [number for fact in said.facts for number in made.numbers(fact.shown)]
                assert sorted(made.numbers(said.text)) == sorted(known), said.text
                assert all(fact.shown in said.text for fact in said.facts), said
                assert [each for each in ("{", "nan", fmt.UNKNOWN) if each in said.text] == [], said.text
                key = made.pattern_of(said)
                found[key] = found.get(key, 0) + 1
        assert set(made.patterns()) - set(found) == set()


@LANGUAGES
@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10**9))
def test_what_is_shown_is_the_value(language: i18n.Language, seed: int) -> None:
    """A fact's words round its own value; its command is named wherever it is a figure."""
    with i18n.speaking(language):
        for said in made.some(seed):
            assert math.isfinite(said.weight)
            for fact in said.facts:
                assert isinstance(fact.value, str) or fact.value is not None
                assert _reads(fact), fact


def _reads(fact: Fact) -> bool:
    """Whether the words can be read back as the value, to their last digit."""
    if fact.kind in ("text", "date", "money"):  # amounts: below
        return True
    assert isinstance(fact.value, float | int)
    first = float(made.numbers(fact.shown)[0].replace(",", ""))
    value = abs(fact.value) * (100 if fact.kind in ("rate", "points") else 1)
    digits = len(made.numbers(fact.shown)[0].partition(".")[2])
    whole = 1.0 if fact.kind == "points" else 0.5  # parts are rounded so that they add up
    return bool(abs(first - value) <= whole * 10**-digits + 1e-6)


@LANGUAGES
@pytest.mark.parametrize("value", [0, 6_240, 19_170_756, 102_778_536, 2_065_645_754])
def test_an_amount_is_written_as_the_pages_write_it(language: i18n.Language, value: int) -> None:
    with i18n.speaking(language):
        assert facts.money("arr", value, "JPY").shown == fmt.money(value, "JPY", language)
        assert facts.size("arr", -value, "JPY").shown == fmt.money(value, "JPY", language)


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10**9))
def test_the_weightiest_comes_first(seed: int) -> None:
    said = ordered([None, *made.some(seed)])
    assert [each.weight for each in said] == sorted((each.weight for each in said), reverse=True)


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10**9))
def test_changes_within_chance_and_few_units_are_not_judged(seed: int) -> None:
    """A change is said only where queries.findings holds it for certain; below 10 units none is."""
    drawn = made.figures(random.Random(seed))
    for base in (0, 9, 10, 500):
        figures = drawn.assign(logos_base=base)
        said = [each for each in rates.moves(figures, "grr", "customer", made.COMMAND) if _is_change(each)]
        certain = {each.metric for each in ranked(changes(figures))} if base >= 10 else set()
        assert len(said) == len(certain)


def _is_change(said: Sentence) -> bool:
    with i18n.speaking("ja"):
        return any(fact.key.endswith("_change") for fact in said.facts)


def test_a_gap_within_both_intervals_is_no_gap() -> None:
    def labels(gap: float, units: int) -> pd.DataFrame:
        grr = [0.8, 0.8 + gap, 0.7]
        return pd.DataFrame({"name": made.LABELS, "logos_base": [50, 50, units], "grr": grr,
                             "grr_low": [each - 0.05 for each in grr], "grr_high": [each + 0.05 for each in grr]})

    with i18n.speaking("en"):
        wide = differences.apart(labels(0.09, 9), made.SEGMENT, made.COMMAND)
        assert wide
        assert "beyond chance" in wide.text
        assert "80.0%" in wide.text
        near = differences.apart(labels(0.06, 9), made.SEGMENT, made.COMMAND)
        assert near
        assert "no gap beyond chance" in near.text


def test_a_fact_too_many_or_too_few_is_a_fault() -> None:
    with i18n.speaking("en"):
        with pytest.raises(ValueError, match="says"):
            say("risk.passed", 1.0)
        with pytest.raises(ValueError, match="says"):
            say("risk.passed", 1.0, number=facts.number("n", 3), arr=facts.number("m", 4))
        with pytest.raises(KeyError):
            say("no.such", 1.0)
