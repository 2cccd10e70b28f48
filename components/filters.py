"""The filters that all pages share: popovers that say their state, and write it to the URL when it changes.

Each widget shows what the URL says, set before it is drawn; its callback writes the URL. So there is one truth, and a
link, a reload, Back and a change of page all show the same view.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import partial

import streamlit as st

from components import format as fmt
from components import sentence, url
from components.address import AS_OF, UNIT, Address, parameter, write
from components.i18n import language, t
from queries.dimensions import Build, Dimension
from queries.scope import UNITS, Filters

LISTED = 50
"""Up to so many values are listed; of more, those that a search finds."""

FIRST = ("segment", "team_id", "team", "csm_id", "csm", "region", "plan", "touch_model")


def draw(address: Address, dimensions: Mapping[str, Dimension], build: Build, own: Filters = ()) -> None:
    """The three popovers, in the row that the header has opened. `own`: the permission of whoever sees a part."""
    with st.popover(sentence.as_of_label(address, build), key="popover.as_of"):
        _as_of(address, build)
    with st.popover(sentence.unit_label(address), key="popover.unit"):
        _unit(address)
    with st.popover(sentence.plain(sentence.filter_label(address.where, dimensions, own)), key="popover.filters"):
        _values(address, dimensions)


def inside(address: Address, dimensions: Mapping[str, Dimension], build: Build) -> None:
    """The same beneath each other, in a menu that is open already."""
    _as_of(address, build)
    _unit(address)
    _values(address, dimensions)


def _write_single(key: str, name: str, default: str) -> None:
    chosen = st.session_state[key]
    url.change(name, [] if chosen == default else [chosen])


def _write_values(key: str, name: str) -> None:
    url.change(name, [value or "" for value in st.session_state[key]])


def _as_of(address: Address, build: Build) -> None:
    key = f"filter.{AS_OF}"
    newest = fmt.full_day(build.default_as_of, language())
    names = {week.isoformat(): fmt.full_day(week, language()) for week in reversed(build.weeks)}
    names = {"": t("filter.latest", day=newest), **names}
    st.session_state[key] = address.as_of.isoformat() if address.as_of else ""
    st.selectbox(
        t("filter.as_of"), list(names), key=key, format_func=names.__getitem__, on_change=_write_single,
        args=(key, AS_OF, ""),
    )


def _unit(address: Address) -> None:
    key = f"filter.{UNIT}"
    names = {unit: t(f"unit.{unit}") for unit in UNITS}
    st.session_state[key] = address.unit
    st.radio(
        t("filter.unit"), UNITS, key=key, format_func=names.__getitem__, on_change=_write_single,
        args=(key, UNIT, "customer"),
    )


def _values(address: Address, dimensions: Mapping[str, Dimension]) -> None:
    if address.where:
        st.button(t("filter.clear_all"), key="filter.clear", on_click=partial(clear, address))
    chosen = dict(address.where)
    for dimension in sorted(dimensions.values(), key=_rank):
        _dimension(dimension, chosen.get(dimension.key, ()))


def _rank(dimension: Dimension) -> int:
    """What is asked for most comes first; the others follow in the order of the data."""
    return FIRST.index(dimension.key) if dimension.key in FIRST else len(FIRST)


def clear(address: Address) -> None:
    """Drop every filter and leave the rest of the URL."""
    filters = {parameter(key) for key, _ in address.where}
    url.put({name: values for name, values in url.remembered().items() if name not in filters})


def _dimension(dimension: Dimension, chosen: tuple[str | None, ...]) -> None:
    name = sentence.plain(sentence.dimension_name(dimension.key))
    labels = option_labels(dimension)
    options = list(labels)
    if len(options) > LISTED:
        hint = t("filter.search_hint", n=f"{len(options):,}")
        sought = st.text_input(t("filter.search", name=name), key=f"search.{dimension.key}", placeholder=hint)
        options = found(labels, sought, chosen)
        if not options:
            return
    key = f"filter.{parameter(dimension.key)}"
    st.session_state[key] = list(chosen)
    st.multiselect(
        name, options, key=key, format_func=labels.__getitem__, placeholder=t("filter.all"), select_all=False,
        on_change=_write_values, args=(key, parameter(dimension.key)),
    )


def option_labels(dimension: Dimension) -> dict[str | None, str]:
    """Each value with the words it is chosen by, no two alike: people who share a name are told apart by their id."""
    labels = {value.value: sentence.option(dimension, value) for value in dimension.values}
    times = Counter(labels.values())
    return {value: f"{label} {value}" if times[label] > 1 else label for value, label in labels.items()}


def found(labels: Mapping[str | None, str], sought: str, chosen: tuple[str | None, ...]) -> list[str | None]:
    """What was chosen, then the first LISTED values that hold what is sought; without a search only the chosen."""
    wanted = sought.strip().casefold()
    hits = [value for value, label in labels.items() if wanted in label.casefold()] if wanted else []
    return [*chosen, *[value for value in hits if value not in chosen][:LISTED]]


def link(address: Address) -> dict[str, list[str]]:
    """The URL parameters that reopen this view in the reader's language."""
    return write(address, language())
