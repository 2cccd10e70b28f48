"""Saved views: a list with its filters under a name, one's own or shared. Pure, apart from `opened`.

A view holds a question, never an answer: whoever opens it asks with their own permission. A filter that no longer
exists makes it empty and is named (`gone`): leaving it out would show more than was saved.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from data.access import Viewer
from data.journey.model import STAGES
from data.store import Record
from queries.dimension import Dimension
from queries.journey_flow import NEW
from queries.narrowing import BANDS, CELL, FEATURE, WEEKS, Narrow
from queries.scope import UNITS, Filters, Scope, normalise
from queries.shelves import MORE, REASONS_OF, SHELVES

Part = Literal["list", "unit", "key", "value", "reason", "band", "owner", "least", "feature", "cell", "narrow"]


@dataclass(frozen=True)
class View:
    """One saved view. owner: who saved it (Viewer.who); author: who wrote it last, by name."""

    key: str
    version: int
    name: str
    list: str
    owner: str
    shared: bool = False
    unit: str = "customer"
    where: Filters = ()
    narrow: Narrow = field(default_factory=Narrow)
    author: str = ""

    def scope(self, as_of: date, viewer: Viewer) -> Scope:
        """The question, asked by whoever opens it."""
        return Scope(as_of, self.unit, self.where, viewer)


@dataclass(frozen=True)
class Gone:
    """One part of a view that these data, or this person, do not have: which, and what it asked for."""

    part: Part
    name: str
    value: str = ""


class ViewUnknown(LookupError, ValueError):
    """No view of that name or key that this person may open."""


class ViewGone(ValueError):
    """A view that asks for what is not there any more: it has no answer. `gone` says what."""

    def __init__(self, view: View, gone: tuple[Gone, ...]) -> None:
        self.view, self.gone = view, gone
        said = ", ".join(f"{each.part} {each.name}{'=' if each.value else ''}{each.value}" for each in gone)
        super().__init__(f"the view {view.name!r} asks for what these data do not have: {said}")


def of(record: Record) -> View:
    """A record of the kind `view`."""
    where = {str(key): tuple(values) for key, values in (record.get("where") or {}).items()}
    return View(record.key, record.version, str(record.get("name")), str(record.get("list")),
                str(record.get("owner")), record.get("shared") is True, str(record.get("unit") or "customer"),
                normalise(where), Narrow.of(record.get("narrow") or {}), record.author)


def body(view: View) -> dict[str, object]:
    """A view as the store keeps it."""
    made: dict[str, object] = {"name": view.name, "list": view.list, "owner": view.owner, "shared": view.shared,
                               "unit": view.unit, "where": {key: list(values) for key, values in view.where}}
    return {**made, "narrow": view.narrow.params()}


def readable(records: Iterable[Record], viewer: Viewer) -> tuple[View, ...]:
    """The views that this person may open: their own and the shared ones, by name."""
    if viewer.barred:
        return ()
    made = [of(each) for each in records if each.kind == "view"]
    return tuple(sorted((each for each in made if each.shared or mine(each, viewer)),
                        key=lambda each: (each.name.casefold(), each.key)))


def mine(view: View, viewer: Viewer) -> bool:
    """Whether this person may rename, change and remove it: only who saved it may."""
    return bool(view.owner) and view.owner == viewer.who


def found(records: Iterable[Record], named: str, viewer: Viewer) -> View:
    """The view of a key or a name. ViewUnknown where this person may open none, or several of that name."""
    able = readable(records, viewer)
    hits = [each for each in able if each.key == named] or [each for each in able if each.name == named]
    own = [each for each in hits if mine(each, viewer)]
    hits = own if len(hits) > 1 and len(own) == 1 else hits
    if len(hits) == 1:
        return hits[0]
    if hits:
        raise ViewUnknown(f"several views are called {named!r}: {', '.join(each.key for each in hits)}")
    raise ViewUnknown(f"unknown view {named!r}; known: {', '.join(each.name for each in able) or '(none)'}")


def taken(records: Iterable[Record], name: str, key: str, viewer: Viewer) -> bool:
    """Whether this person already has another view of that name; upper case and spaces around it do not matter."""
    wanted = name.strip().casefold()
    return any(each.kind == "view" and each.key != key and each.get("owner") == viewer.who
               and str(each.get("name")).strip().casefold() == wanted for each in records)


def gone(view: View, known: Mapping[str, Dimension], features: Iterable[str] = ()) -> tuple[Gone, ...]:
    """What of a view is not there any more; empty where it can be opened. `known`: the dimensions as this person may
    know them; `features`: the scored features.
    """
    if view.list not in SHELVES:
        return (Gone("list", view.list),)
    missing = [Gone("unit", view.unit)] if view.unit not in UNITS else []
    for key, values in view.where:
        have = {value.value for value in known[key].values} if key in known else None
        if have is None:
            missing.append(Gone("key", key, ", ".join(value or "" for value in values)))
        else:
            missing += [Gone("value", key, value or "") for value in values if value not in have]
    return (*missing, *_narrowed(view, known, tuple(features)))


def _narrowed(view: View, known: Mapping[str, Dimension], features: tuple[str, ...]) -> list[Gone]:
    asked = view.narrow
    owners = {value.name or value.value for key in ("csm_id", "team_id") if key in known
              for value in known[key].values if value.value is not None}
    missing = [Gone("reason", each) for each in asked.reasons if each not in REASONS_OF.get(view.list, ())]
    missing += [Gone("band", each) for each in asked.bands if each not in BANDS]
    missing += [Gone("owner", each) for each in asked.owners if each and each not in owners]
    missing += [Gone("feature", asked.feature)] if asked.feature and asked.feature not in features else []
    missing += _ways(view)
    missing += [Gone("least", asked.least_given)] if asked.least_given and asked.least is None else []
    return missing + [Gone("narrow", name, ", ".join(values)) for name, values in asked.unknown]


def _ways(view: View) -> list[Gone]:
    """Which of a list's own parameters it does not know, and stages that there are not."""
    asked, known = view.narrow, MORE.get(view.list, ())
    given = {FEATURE: asked.feature, CELL: asked.cell, WEEKS: asked.weeks}
    missing = [Gone("narrow", name, value) for name, value in given.items() if value and name not in known]
    before, dot, stage = asked.cell.rpartition(".")
    there = stage in STAGES and (not dot or before in (*STAGES, NEW))
    missing += [Gone("cell", asked.cell)] if asked.cell and CELL in known and not there else []
    return missing + ([Gone("narrow", WEEKS, asked.weeks)] if asked.weeks and WEEKS in known
                      and not (asked.weeks.isascii() and asked.weeks.isdigit() and int(asked.weeks)) else [])
