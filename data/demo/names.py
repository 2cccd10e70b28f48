"""Names: companies by combining stem, industry word and form; people by combining family and given names."""

from __future__ import annotations

from math import gcd
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from data.demo.basis import Codes, Ints, stream
from data.demo.words import CITIES, FAMILY_NAMES, GIVEN_NAMES, INDUSTRY_WORDS, STEM_HEADS, STEM_TAILS

STEMS = len(STEM_HEADS) * len(STEM_TAILS)
WORDS = len(INDUSTRY_WORDS[0])
ROOM = STEMS * WORDS
"""Names that one industry has without a place name in front."""


def scatter(serial: Ints, size: int, rng: np.random.Generator) -> Ints:
    """A one-to-one shuffle of 0..size-1, so that names follow in no order and none comes twice."""
    step = int(rng.integers(size // 3, size // 2))
    while gcd(step, size) != 1:
        step += 1
    return ((serial.astype(np.int64) * step + int(rng.integers(size))) % size).astype(np.int32)


def serial_within(groups: Codes) -> Ints:
    """0, 1, 2 … within each group, in the order of the rows."""
    order = np.argsort(groups, kind="stable")
    counts = np.bincount(groups)
    offsets = np.repeat(np.cumsum(counts) - counts, counts)
    serial = np.empty(len(groups), dtype=np.int32)
    serial[order] = np.arange(len(groups)) - offsets
    return serial


def _taken(words: tuple[str, ...], codes: NDArray[Any]) -> pa.Array:
    return pa.array(words, pa.string()).take(pa.array(codes))


def company_names(industry: Codes, seed: int) -> pa.Array:
    """One unique Japanese company name per customer; a place name in front, then a number, only where needed."""
    rng = stream(seed, "names")
    serial = serial_within(industry)
    turn, place = np.divmod(serial // ROOM, len(CITIES) + 1)
    at = scatter(serial % ROOM, ROOM, rng)
    stem, word = np.divmod(at, WORDS)
    flat = tuple(word for words in INDUSTRY_WORDS for word in words)
    parts = [
        _taken(("", *CITIES), place),
        _taken(STEM_HEADS, stem // len(STEM_TAILS)), _taken(STEM_TAILS, stem % len(STEM_TAILS)),
        _taken(flat, industry.astype(np.int32) * WORDS + word),
        pc.if_else(pa.array(turn > 0), pc.cast(pa.array(turn + 1), pa.string()), ""),
    ]
    form = rng.choice(3, size=len(industry), p=[0.46, 0.5, 0.04])
    front = _taken(("株式会社", "", "合同会社"), form)
    return pc.binary_join_element_wise(front, *parts, _taken(("", "株式会社", ""), form), "")


def person_names(count: int, seed: int) -> list[str]:
    """Names of people, none twice for the first 520."""
    size = len(FAMILY_NAMES) * len(GIVEN_NAMES)
    mixed = scatter(np.arange(count, dtype=np.int32) % size, size, stream(seed, "people"))
    return [f"{FAMILY_NAMES[k // len(GIVEN_NAMES)]} {GIVEN_NAMES[k % len(GIVEN_NAMES)]}" for k in mixed]
