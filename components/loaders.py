"""Everything that is cached, and the only place that may: keyed by the question and the version of the data.

Never keyed by the clock or the session. Who asks is part of the Scope, so one person's frame cannot reach another.
An engine is cached, a connection never.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

import streamlit as st

from data.warehouse import Warehouse, WarehouseMissing, current_version, open_warehouse, warehouse_url
from queries.dimensions import Build, Dimension, build_info
from queries.dimensions import dimensions as read_dimensions

KEPT_SECONDS = 6 * 3600
KEPT_FRAMES = 1000
KEPT_VERSIONS = 3

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")


@st.cache_resource(max_entries=KEPT_VERSIONS, show_spinner=False)
def _opened(url: str, version: str) -> Warehouse:
    return open_warehouse(url)


@st.cache_resource(ttl=KEPT_SECONDS, max_entries=KEPT_VERSIONS, show_spinner=False)
def _described(url: str, version: str, _warehouse: Warehouse) -> tuple[Build, dict[str, Dimension]]:
    return build_info(_warehouse), read_dimensions(_warehouse)


@st.cache_data(ttl=KEPT_SECONDS, max_entries=KEPT_FRAMES, show_spinner=False)
def _answer(query: str, url: str, version: str, asked: tuple[object, ...], _ask: Callable[[], Answer]) -> Answer:
    return _ask()


def warehouse(url: str | None = None) -> Warehouse:
    """The version in use. WarehouseMissing where nothing is published; WarehouseUnsupported for an unknown engine."""
    at = url or warehouse_url()
    version = current_version(at)
    if version is None:
        return open_warehouse(at)  # says what to run
    return _opened(at, version)


def published() -> bool:
    """Whether anything is published to open."""
    try:
        warehouse()
    except WarehouseMissing:
        return False
    return True


def build() -> Build:
    """What the warehouse in use is: its company, days, currency, weeks."""
    house = warehouse()
    return _described(house.url, house.version, house)[0]


def dimensions() -> dict[str, Dimension]:
    """What one can filter by, in the contract's order."""
    house = warehouse()
    return _described(house.url, house.version, house)[1]


def load(
    query: Callable[Concatenate[Warehouse, Asked], Answer], /, *asked: Asked.args, **named: Asked.kwargs
) -> Answer:
    """`query(warehouse, *asked, **named)`, answered once per version of the data: `load(retention.kpis, scope)`.

    The key is the function's qualified name, what is asked (a Scope, words, dates: hashable, small) and the version.
    Each caller gets a copy of its own to change.
    """
    house = warehouse()
    name = f"{query.__module__}.{query.__qualname__}"
    key = (*asked, *sorted(named.items()))
    return _answer(name, house.url, house.version, key, lambda: query(house, *asked, **named))
