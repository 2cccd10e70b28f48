"""A page's frame outside of Streamlit: the same Scope, cache and words as in the browser, for commands and deliveries.

Who asks is a Viewer, so that a report holds what its recipient may see and nothing else.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import date, timedelta

from components import i18n, loaders
from components.address import AS_OF, UNIT, Unknown, parameter, read
from components.i18n import Language
from components.router import PAGES, Frame
from data.access import EVERYONE, Viewer
from queries import people
from queries.dimensions import Build, Dimension
from queries.scope import UNITS

LINK = "TENURE_BOARD_URL"
"""The setting that says where the board is: the links of reports begin with it."""
DEFAULT_LINK = "http://localhost:8501"
SHOWN = 12
Where = Iterable[tuple[str, str | None]]


class Refused(ValueError):
    """The call asks for what these data do not have; the message (English) says what there is instead."""


def frame(
    as_of: date | None, language: Language, where: Where = (), viewer: Viewer = EVERYONE, unit: str = "customer",
    page: str = "weekly",
) -> Frame:
    """The frame of a page over one scope; without a date the newest week. Sets nothing: see `i18n.speaking`.

    `where`: pairs of a filter's key and value, null for unknown; one key twice means or. Errors: WarehouseMissing;
    Refused for a date that is no week of the data, an unknown filter, value or unit, and for whoever may see nothing.
    """
    if viewer.barred:
        raise Refused(f"{viewer.who or 'whoever asks'} may see nothing: {viewer.why}")
    build, known = loaders.build(), loaders.dimensions(viewer)
    params: dict[str, list[str]] = {UNIT: [unit], **({AS_OF: [as_of.isoformat()]} if as_of else {})}
    for key, value in where:
        params.setdefault(parameter(key), []).append(value or "")
    with i18n.speaking("en"):
        asked = read(params, known, build)
    if asked.unknown:
        raise Refused("; ".join(_said(each, known, build) for each in asked.unknown))
    shown = next(each for each in PAGES if each.key == page)
    return Frame(shown, asked.scope(build, viewer), build, known, language)


def seen_as(email: str | None) -> Viewer:
    """The person of an e-mail as the access file has them; without one whoever runs the command, who sees all.

    Errors: Refused for a person who may see nothing.
    """
    try:
        return people.seen_as(loaders.warehouse(), email)
    except people.NothingToSee as error:
        raise Refused(str(error)) from error


def link_base(given: str | None = None, otherwise: str = "") -> str:
    """Where the board is: as given, else the setting TENURE_BOARD_URL, else as `otherwise` knows, else this machine."""
    return (given or os.environ.get(LINK) or otherwise or DEFAULT_LINK).rstrip("/")


def _said(unknown: Unknown, known: dict[str, Dimension], build: Build) -> str:
    """One part of a call that these data do not have, and what they have instead."""
    name, value = unknown.parameter.removeprefix("f."), unknown.value
    if unknown.fault in ("outside", "not_a_week_end", "not_a_date"):
        return _day(value, build)
    if unknown.fault == "unit":
        return f"unknown unit {value!r}; known: {', '.join(UNITS)}"
    if unknown.fault == "key":
        return f"unknown filter {name!r}; known: {', '.join(known) or '(none)'}"
    values = [each.value or "(null)" for each in known[name].values]
    more = f", and {len(values) - SHOWN} more" if len(values) > SHOWN else ""
    return f"unknown value {value!r} of {name}; known: {', '.join(values[:SHOWN])}{more}"


def _day(value: str, build: Build) -> str:
    weeks = build.weeks or (build.first_day,)
    day = date.fromisoformat(value)
    near = day - timedelta(days=(day.weekday() + 1) % 7)
    hint = f"; the Sunday before it is {near}" if near != day and near in weeks else ""
    return f"{value} is no week of these data: Sundays from {weeks[0]} to {weeks[-1]}{hint}"
