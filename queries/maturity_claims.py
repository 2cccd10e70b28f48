"""What people say of each cell: assessments as loaded, overlaid with those of the store."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Protocol

import pandas as pd
from sqlalchemy import select

from data.maturity.model import CAPABILITIES
from data.maturity.reading import plain
from data.warehouse import Warehouse
from queries import tables
from queries.access import OPEN, answers
from queries.measures.calendar import quarter_name
from queries.measures.family import Words
from queries.records import HIDDEN
from queries.runner import run
from queries.scope import Scope

Cell = tuple[str, str, str]
SAID = ("function", "capability", "assessed_on", "level", "assessor", "source")


class Record(Protocol):
    """A record of the store, as far as it is read here."""

    @property
    def key(self) -> str: ...
    @property
    def version(self) -> int: ...
    @property
    def author(self) -> str: ...
    @property
    def at(self) -> datetime: ...
    @property
    def body(self) -> dict[str, Any]: ...


Records = tuple[Any, ...]
"""Records of the store, hashable: what is decided is an argument, never read here."""


@dataclass(frozen=True)
class Claim:
    """One assessment. `source`: loaded or store; `entered_at` and `version` of the store's own."""

    function: str
    capability: str
    assessed_on: date
    level: int
    assessor: str
    evidence: str | None
    source: str
    entered_at: datetime | None = None
    version: int = 0

    @property
    def cell(self) -> Cell:
        """Function, capability, quarter."""
        return self.function, self.capability, quarter_name(self.assessed_on)


@answers(OPEN)
def loaded(warehouse: Warehouse, scope: Scope, words: Words) -> list[Claim]:
    """The rows of `assessment`, of any day; what names no function or capability of the rules is left out.

    Who assessed, and the evidence in their words, is told to nobody who may not see names.
    """
    staged = tables.mart("stg_assessment", "function", "capability", "assessed_on", "level", "assessor", "evidence",
                         schema="staging")
    called = {word: function for function, said in words for word in said}
    rows = run(warehouse, select(*staged.c)).to_dict("records")
    made = []
    for row in rows:
        function, capability = called.get(plain(str(row["function"]))), plain(str(row["capability"]))
        if function and capability in CAPABILITIES:
            evidence = row["evidence"] if isinstance(row["evidence"], str) else None
            made.append(Claim(function, capability, _day(row["assessed_on"]), int(row["level"]), str(row["assessor"]),
                              evidence, "loaded"))
    return made if scope.viewer.names else [replace(each, assessor=HIDDEN, evidence=None) for each in made]


def stored(records: Records) -> list[Claim]:
    """The assessments of the store, as they stand."""
    made = []
    for record in records:
        body = record.body
        made.append(Claim(str(body["function"]), str(body["capability"]), date.fromisoformat(body["assessed_on"]),
                          int(body["level"]), str(body["assessor"]), body.get("evidence"), "store", record.at,
                          record.version))
    return made


@answers(OPEN)
def claims(warehouse: Warehouse, scope: Scope, words: Words, records: Records) -> dict[Cell, Claim]:
    """The claim that holds for each cell: the newest of its quarter on or before a day; the store's wins ties."""
    held: dict[Cell, Claim] = {}
    for claim in (*loaded(warehouse, scope, words), *stored(records)):
        before = held.get(claim.cell)
        if claim.assessed_on <= scope.as_of and (before is None or _rank(claim) >= _rank(before)):
            held[claim.cell] = claim
    return held


@answers(OPEN)
def said(warehouse: Warehouse, scope: Scope, words: Words, records: Records) -> pd.DataFrame:
    """The claims that hold on a day. Grain: function × capability × quarter. Columns: SAID."""
    held = claims(warehouse, scope, words, records).values()
    return pd.DataFrame([[getattr(each, name) for name in SAID] for each in held], columns=list(SAID), dtype=object)


def claims_in(rows: pd.DataFrame) -> dict[Cell, Claim]:
    """The rows of `said` as claims by their cells."""
    made = [Claim(row.function, row.capability, row.assessed_on, row.level, row.assessor, None, row.source)
            for row in rows.itertuples()]
    return {each.cell: each for each in made}


def _rank(claim: Claim) -> tuple[date, bool]:
    return claim.assessed_on, claim.source == "store"


@answers(OPEN)
def history(
    warehouse: Warehouse, scope: Scope, words: Words, records: Records, function: str, capability: str
) -> list[Claim]:
    """Every assessment of a function's capability, the newest first."""
    found = [claim for claim in (*loaded(warehouse, scope, words), *stored(records))
             if (claim.function, claim.capability) == (function, capability)]
    return sorted({*found}, key=_rank, reverse=True)


def _day(value: Any) -> date:
    return value.date() if isinstance(value, datetime) else value
