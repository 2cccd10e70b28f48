"""data: what each loaded table holds, how fresh and how far filled it is, and how large the build's cube is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from data.contract import REQUIRED_TABLES, TABLES, contract_columns
from queries import databuild, datastatus, functions_it
from queries.measures import measured
from queries.oracle import cube as counted
from queries.oracle import loaded as second
from queries.oracle.labels import Row
from queries.reconcile.asked import Asked, Way
from queries.reconcile.pair import Kind, Pair
from queries.reconcile.ways.common import keyed, together
from queries.scope import UNITS

BEAT: dict[str, Kind] = {"event_days": "exact", "typical": "exact", "longest": "exact"}
STANDS: dict[str, Kind] = {"status": "text", "newest": "text", "silent_days": "exact"}
ROWS: dict[str, Kind] = {"rows": "exact", "set_aside": "exact", "joinable": "double"}
FILLED: dict[str, Kind] = {"rows": "exact", "filled": "exact", "share": "double"}


@dataclass(frozen=True)
class Load:
    """What came in, read row by row."""

    asked: Asked

    @cached_property
    def columns(self) -> dict[str, tuple[str, ...]]:
        """The columns of each table that was loaded."""
        return self.asked.tables.loaded()

    @cached_property
    def sources(self) -> dict[str, Row]:
        """Each loaded table: how many rows, how many were set aside, its beat and its filled cells."""
        asked, until = self.asked, datastatus.loaded_on(self.asked.warehouse)
        found: dict[str, Row] = {}
        for table, names in self.columns.items():
            rows = asked.tables.as_loaded(table)
            events = [name for name in names if name in contract_columns(table)]
            beat = second.beat(second.event_days(rows, events, until, asked.build.time_zone))
            kept, aside = len(rows), asked.tables.set_aside(table)
            found[table] = {"beat": beat, "rows": kept, "set_aside": aside,
                            "joinable": second.ratio(kept, kept + aside), "event_days": beat.days,
                            "typical": beat.typical, "longest": beat.longest,
                            "filled": second.filled(rows, self._optional(table))}
        return found

    def _optional(self, table: str) -> list[str]:
        known = contract_columns(table)
        return [name for name in self.columns[table] if name not in known or known[name].nullable]

    def stands(self, on: date) -> dict[str, Row]:
        """Each table of the contract on a day."""
        found: dict[str, Row] = {table: {"status": "missing"} for table in TABLES}
        for table, row in self.sources.items():
            beat = row["beat"]
            silent = None if beat.newest is None else second.quiet(table, beat.newest, on)
            found[table] = {"status": second.standing(beat, silent), "newest": beat.newest, "silent_days": silent}
        return found

    def fresh(self, on: date) -> tuple[int, int]:
        """Sources on time, and those whose rhythm is known."""
        states = [row["status"] for row in self.stands(on).values()]
        return states.count("on_time"), sum(state in second.DATED for state in states)

    def joined(self, optional: bool) -> tuple[int, int]:
        """Rows that are in the data, and all that came; of optional tables, or of all."""
        rows = [row for table, row in self.sources.items() if not (optional and table in REQUIRED_TABLES)]
        kept = sum(row["rows"] for row in rows)
        return kept, kept + sum(row["set_aside"] for row in rows)

    def filled(self) -> tuple[int, int]:
        """Filled cells, and all, of the columns in which empty means unknown."""
        cells = [(n, row["rows"]) for table, row in self.sources.items() for name, n in row["filled"].items()
                 if name not in datastatus.NONE_MEANS_NONE.get(table, ())]
        return sum(n for n, _ in cells), sum(rows for _, rows in cells)


def pairs(asked: Asked) -> Iterator[Pair]:
    """Company-wide, whatever is filtered: nothing of a part of the customers."""
    asked.needs_all()
    load = Load(asked)
    yield from _sources(asked, load)
    yield from _columns(asked, load)
    yield from _measures(asked, load)
    yield from cube(asked)


def _sources(asked: Asked, load: Load) -> Iterator[Pair]:
    """As the data page has them today, and the page of functions on its date."""
    today = datastatus.today_in(asked.build.time_zone)
    found = datastatus.judged(datastatus.sources(asked.warehouse), today)
    ours, nothing = keyed(found, "table"), {"status": "missing"}
    yield from together("data.freshness", f"on={today}", ours, load.stands(today), STANDS, nothing, "table")
    yield from together("data.rhythm", "", ours, load.sources, BEAT, {}, "table")
    yield from together("data.joinable", "", ours, load.sources, ROWS, {}, "table")
    states = list(found.status)
    for said, mine, theirs in zip(("on_time", "known"), (states.count("on_time"), sum(
            state in second.DATED for state in states)), load.fresh(today), strict=True):
        yield Pair("data.freshness", f"on={today} of={said}", mine, theirs, "exact")
    kept = found[found.loaded.astype(bool)]
    came = int(kept["rows"].sum()) + int(kept.set_aside.sum())
    yield Pair("data.joinable", "of=all", int(kept["rows"].sum()) / came if came else None,
               second.ratio(*load.joined(False)))
    then = keyed(functions_it.sources(asked.warehouse, asked.scope), "table")
    yield from together("data.fresh", f"on={asked.as_of}", then, load.stands(asked.as_of), STANDS, nothing, "table")
    yield from together("data.joined", "", then, load.sources, ROWS, {}, "table")


def _columns(asked: Asked, load: Load) -> Iterator[Pair]:
    found = datastatus.coverage(asked.warehouse)
    wanted = {(table, name): {"rows": row["rows"], "filled": n, "share": second.ratio(n, row["rows"])}
              for table, row in load.sources.items() for name, n in row["filled"].items()}
    given = keyed(found[found.given.astype(bool)], "table", "column")
    yield from together("data.columns", "", given, wanted, FILLED, {}, "of")
    yield Pair("data.columns", "of=all", datastatus.known_share(found), second.ratio(*load.filled()))


def _measures(asked: Asked, load: Load) -> Iterator[Pair]:
    """What functions and principles say of the load; on a day before it nothing is known of it."""
    wanted = {"fresh": ("data.fresh", load.fresh(asked.as_of)), "joinable": ("data.joined", load.joined(True)),
              "filled": ("data.filled", load.filled())}
    told = asked.as_of >= asked.build.default_as_of
    for row in measured(asked.warehouse, asked.scope, tuple(wanted), (asked.as_of,)).to_dict("records"):
        check, (top, bottom) = wanted[row["measure"]]
        value: Any = second.ratio(top, bottom) if told else None
        yield Pair(check, f"on={asked.as_of}", row["value"], value)
        if told:
            yield Pair(check, f"on={asked.as_of} numerator", row["numerator"], top, "exact")
            yield Pair(check, f"on={asked.as_of} denominator", row["denominator"], bottom, "exact")


def cube(asked: Asked) -> Iterator[Pair]:
    """The combinations of labels, and the cells that they have in each unit's cube."""
    keys = [key for key, dimension in asked.dimensions.items() if dimension.in_cube]
    borne = counted.profiles(asked.company, keys)
    every = {profile for spells in borne.values() for _, _, profile in spells}
    yield Pair("data.profiles", "of=all", asked.build.profiles, len(every), "exact")
    ours, total = keyed(databuild.cells(asked.warehouse), "unit"), 0
    for unit in UNITS:
        found = counted.cells(asked.company, unit, borne, asked.build.first_day, asked.build.newest_day)
        total += sum(found.values())
        yield Pair("data.profiles", f"unit={unit}", ours[unit]["profiles"], len(found), "exact")
        yield Pair("data.cells", f"unit={unit}", ours[unit]["cells"], sum(found.values()), "exact")
    yield Pair("data.cells", "of=all", asked.build.cells, total, "exact")


WAY = Way("data", "every loaded row read: days with events walked one by one, cells counted; labels and ARR on each"
          " date", pairs)
