"""Whatever was said to somebody, searched for what they may not see: texts, and amounts beyond all permitted sums."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import Select

from data.access import Viewer
from data.warehouse import Warehouse
from queries import runner
from queries.kept import Fetched
from tests.canary import TOO_MUCH, Company


def found_in(company: Company, viewer: Viewer, said: Any) -> list[str]:
    """What the viewer may not see of it; amounts count where the viewer is limited."""
    texts, amounts = set[str](), set[str]()
    for each in _leaves(said):
        if isinstance(each, str):
            texts.update(company.leaks(viewer, each))
        elif viewer.filters and abs(each) >= TOO_MUCH:
            amounts.add(f"{each:,.0f}")
    return sorted(texts) + sorted(amounts)


def _leaves(said: Any) -> Iterator[str | float]:
    """Every text and number of a value, however deep; days and truth values are neither."""
    if isinstance(said, str):
        yield said
    elif isinstance(said, bool | date | datetime | np.bool_ | np.datetime64) or said is None:
        return
    elif isinstance(said, int | float | Decimal | np.number):
        if said == said:
            yield float(said)
    else:
        parts = _parts(said)
        yield from [str(said)] if parts is None else (leaf for each in parts for leaf in _leaves(each))


def _parts(said: Any) -> Iterable[Any] | None:
    """What a value is made of; null where it is one."""
    if isinstance(said, pd.DataFrame):
        return [list(said.columns), said.attrs, said.index, *(said[name] for name in said.columns)]
    if isinstance(said, pd.Series | pd.Index | np.ndarray):
        return said.tolist()  # type: ignore[no-any-return]
    if isinstance(said, Mapping):
        return [*said.keys(), *said.values()]
    if isinstance(said, list | tuple | set | frozenset):
        return said
    if isinstance(said, Select):
        return [str(said.compile()), said.compile().params]
    if dataclasses.is_dataclass(said):
        return [getattr(said, each.name) for each in dataclasses.fields(said)]
    return None


@contextmanager
def watching() -> Iterator[list[pd.DataFrame]]:
    """What the runner fetched while the block ran, apart from what was asked of the whole company."""
    from queries import access
    fetched: list[pd.DataFrame] = []
    real = runner._given

    def kept(found: Fetched) -> pd.DataFrame:
        made = real(found)
        if access.asking() is not None:
            fetched.append(made)
        return made

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(runner, "_given", kept)
        yield fetched


__all__ = ["Warehouse", "found_in", "watching"]
