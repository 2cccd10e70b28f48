"""The drivers on demo companies whose truth is known: causes have their sign, noise is not found, training shows none.

A reduced version of `python -m tests.power`, whose counts stand in docs/demo-company.md.
"""

from __future__ import annotations

import pandas as pd
import pytest

from queries.drivers import CHANCE
from tests.power import CAUSES, NOISE, is_noise, measured, scaled

CUSTOMERS, SEEDS = 1000, (2001, 2002, 2003)


def companies(share: float) -> pd.DataFrame:
    """The drivers of a few companies at that share of the effects. Grain: seed × condition."""
    return pd.concat([measured(CUSTOMERS, seed, scaled(share)) for seed in SEEDS], ignore_index=True)


@pytest.fixture(scope="module")
def full() -> pd.DataFrame:
    return companies(1.0)


@pytest.fixture(scope="module")
def off() -> pd.DataFrame:
    return companies(0.0)


def test_causes_have_their_sign(full: pd.DataFrame) -> None:
    """On average over the companies; a CSM change touches too few customers here to say anything."""
    means = full.groupby("condition").adjusted.mean()
    for condition in ("icp_fit=good", "ttv_fast"):
        assert means[condition] * CAUSES[condition] > 0.02
    assert (full[full.condition == "ttv_fast"].p < 0.1).all()


@pytest.mark.thorough
def test_noise_is_hardly_ever_found(full: pd.DataFrame, off: pd.DataFrame) -> None:
    """Of all companies at most one noise, where one in twenty companies is to be expected."""
    rows = pd.concat([full, off])
    noise = rows[rows.condition.map(is_noise) & rows.p.notna()]
    assert len(noise) > 20 * 2 * len(SEEDS)
    assert (noise.p_adjusted < CHANCE).sum() <= 1


def test_intervals_cover_zero_where_there_is_nothing(off: pd.DataFrame) -> None:
    """Of what was planted as noise and as a cause alike, with every effect at zero."""
    rows = off[off.p.notna() & (off.condition.map(is_noise) | off.condition.isin(CAUSES))]
    cover = (rows.adjusted_low <= 0) & (rows.adjusted_high >= 0)
    assert 0.85 <= cover.mean() <= 1


def test_training_in_the_year_itself_looks_good_and_known_before_shows_none(off: pd.DataFrame) -> None:
    """It has no effect in any company, and here nothing else has one either."""
    naive = off[off.condition == "training in the year itself"].difference
    landmark = off[off.condition == "training"]
    assert (naive > 0.03).all()
    assert landmark.difference.abs().mean() < naive.mean() / 2
    assert ((landmark.adjusted_low <= 0) & (landmark.adjusted_high >= 0)).sum() >= len(SEEDS) - 1


def test_every_planted_noise_is_there(full: pd.DataFrame) -> None:
    seen = set(full.condition)
    assert all(name in seen or any(each.startswith(name) for each in seen) for name in NOISE)
