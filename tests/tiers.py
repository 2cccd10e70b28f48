"""What CI leaves to `make thorough`: the same law on further companies, engines and languages."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Any

import pytest


def first(count: int, values: Iterable[Any]) -> list[Any]:
    """Values for parametrize; those after the first so many are left to `make thorough`. A tuple is one set of them."""
    rest = iter(values)
    at_once = list(islice(rest, count))
    sets = (value if isinstance(value, tuple) else (value,) for value in rest)
    return [*at_once, *(pytest.param(*each, marks=pytest.mark.thorough) for each in sets)]
