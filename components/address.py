"""The address of a view: what the URL's parameters ask for, read strictly, and how a state is written back.

Pure. The URL is the one place where the state lives, so a link reopens the view it was copied from:
`?as_of=2026-11-22&unit=contract&segment=Enterprise&segment=&lang=ja`. A parameter that is none of the board's own
is a filter's key; an empty value selects what is unknown (null); no `as_of` follows the newest week. An attribute
that is called as one of the board's own parameters is written `f.<key>`. What these data do not have is reported,
never dropped: dropping it would widen the view unseen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from components.i18n import LANGUAGES, Language
from data.access import Viewer
from queries.dimensions import Build, Dimension
from queries.scope import UNITS, Filters, Scope, normalise

AS_OF, UNIT, LANGUAGE = "as_of", "unit", "lang"
PAGE_PARAMETERS = ("by", "metric", "account", "tab", "period", "movement", "cell", "span", "ages", "cut", "list",
                   "weeks", "feature", "principle", "measure", "function", "partner", "q", "view", "team",
                   "csm", "band", "reason", "owner", "least", "corner", "clock", "split", "start",
                   "margin", "cac", "term", "change", "years", "part", "shift", "all", "past")
"""What a page may keep in the URL for itself: no filter, and dropped when the page changes."""
RESERVED = (AS_OF, UNIT, LANGUAGE, *PAGE_PARAMETERS)
PREFIX = "f."

Params = Mapping[str, Sequence[str]]
Fault = Literal["key", "value", "unit", "not_a_date", "not_a_week_end", "outside", "language"]


@dataclass(frozen=True)
class Unknown:
    """One part of a link that these data do not have: the parameter, its value, and what is wrong with it."""

    parameter: str
    value: str
    fault: Fault


@dataclass(frozen=True)
class Address:
    """A view's state. `as_of` null follows the newest week; `unknown` is what could not be read."""

    as_of: date | None = None
    unit: str = "customer"
    where: Filters = ()
    unknown: tuple[Unknown, ...] = ()

    def scope(self, build: Build, viewer: Viewer) -> Scope:
        """The question that pages ask with. The newest week stands in for an address without a date."""
        return Scope(self.as_of or build.default_as_of, self.unit, self.where, viewer)

    def filtered(self, key: str, values: Sequence[str | None]) -> Address:
        """The same address with this key's values replaced; no values: without the key."""
        others = {name: found for name, found in self.where if name != key}
        return replace(self, where=normalise({**others, key: values} if values else others))


def language_of(params: Params) -> Language | None:
    """The language that the link asks for; null where it names none that the board speaks."""
    asked = _single(params, LANGUAGE)
    return next((known for known in LANGUAGES if known == asked), None)


def parameter(key: str) -> str:
    """The URL parameter of a filter's key."""
    return f"{PREFIX}{key}" if key in RESERVED or key.startswith(PREFIX) else key


def read(params: Params, dimensions: Mapping[str, Dimension], build: Build) -> Address:
    """The address that a URL's parameters ask for. Nothing is guessed: see `Address.unknown`."""
    as_of, faults = _as_of(params, build)
    unit = _single(params, UNIT) or "customer"
    if unit not in UNITS:
        faults, unit = [*faults, Unknown(UNIT, unit, "unit")], "customer"
    if LANGUAGE in params and language_of(params) is None:
        faults = [*faults, Unknown(LANGUAGE, _single(params, LANGUAGE) or "", "language")]
    where, unread = _filters(params, dimensions)
    return Address(as_of, unit, normalise(where), (*faults, *unread))


def write(address: Address, language: Language | None = None) -> dict[str, list[str]]:
    """The parameters of an address: only what differs from the defaults, filters in one order."""
    params: dict[str, list[str]] = {}
    if address.as_of:
        params[AS_OF] = [address.as_of.isoformat()]
    if address.unit != "customer":
        params[UNIT] = [address.unit]
    for key, values in address.where:
        params[parameter(key)] = [value or "" for value in values]
    if language:
        params[LANGUAGE] = [language]
    return params


def without(params: Params, unknown: Unknown) -> dict[str, list[str]]:
    """The parameters with just this one part cleared: the rest of the link stays as it was asked for."""
    kept = {name: list(values) for name, values in params.items()}
    rest = [value for value in kept.pop(unknown.parameter, []) if value != unknown.value]
    return {**kept, unknown.parameter: rest} if rest and unknown.fault == "value" else kept


def _single(params: Params, name: str) -> str | None:
    values = params.get(name, ())
    return values[-1] if values else None


def _as_of(params: Params, build: Build) -> tuple[date | None, list[Unknown]]:
    asked = _single(params, AS_OF)
    if not asked:
        return None, []
    try:
        day = date.fromisoformat(asked)
    except ValueError:
        return None, [Unknown(AS_OF, asked, "not_a_date")]
    if day in build.weeks:
        return day, []
    return None, [Unknown(AS_OF, asked, "outside" if day.isoweekday() == 7 else "not_a_week_end")]


def _filters(
    params: Params, dimensions: Mapping[str, Dimension]
) -> tuple[dict[str, list[str | None]], list[Unknown]]:
    where: dict[str, list[str | None]] = {}
    unknown: list[Unknown] = []
    for name in sorted(set(params) - set(RESERVED)):
        key = name.removeprefix(PREFIX)
        if key not in dimensions:
            unknown.append(Unknown(name, ", ".join(params[name]), "key"))
            continue
        known = {value.value for value in dimensions[key].values}
        for asked in params[name]:
            if (asked or None) in known:
                where.setdefault(key, []).append(asked or None)
            else:
                unknown.append(Unknown(name, asked, "value"))
    return where, unknown
