"""The books of the simulation: lines, contracts, owners, labels, intents, appended in blocks, read once at the end."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.demo.basis import NEVER, Flags, Ints

PAID, TRIAL, FREE, USAGE, SERVICE = range(5)
Columns = dict[str, NDArray[Any]]


class Book:
    """A table under construction: blocks of rows, each column of one type; scalars are spread over the block."""

    def __init__(self, **types: str) -> None:
        self.types = types
        self.blocks: list[Columns] = []
        self.rows = 0

    def add(self, **values: Any) -> Ints:
        """Appends a block; returns the numbers of its rows."""
        length = max(len(np.atleast_1d(value)) for value in values.values())
        if min(np.size(value) for value in values.values()) > 0:
            self.blocks.append({name: np.broadcast_to(np.asarray(values[name], dtype=kind), (length,))
                                for name, kind in self.types.items()})
            self.rows += length
            return np.arange(self.rows - length, self.rows, dtype=np.int32)
        return np.empty(0, dtype=np.int32)

    def read(self) -> Columns:
        empty = {name: np.empty(0, dtype=kind) for name, kind in self.types.items()}
        return {name: np.concatenate([empty[name], *(block[name] for block in self.blocks)]) for name in self.types}


class Books:
    """All books, and the changes to lines that were written earlier."""

    def __init__(self) -> None:
        self.lines = Book(customer="i4", contract="i4", slot="i1", start="i4", end="i4", seats="i4", price="f8",
                          kind="i1")
        self.contracts = Book(customer="i4", start="i4", term_end="i4", previous="i4", previous_end="i4")
        self.owners = Book(customer="i4", team="i1", csm="i2", since="i4")
        self.labels = Book(customer="i4", attribute="i1", value="i1", since="i4")
        self.intents = Book(customer="i4", decided="i4", term_end="i4", leaves="?", falling="?", silent="?")
        self.spells = Book(customer="i4", start="i4", starts="?")
        self.csm_changes = Book(customer="i4", day="i4")
        self.ends = Book(line="i4", end="i4")
        self.notices = Book(line="i4", day="i4", reason="i1")

    def closed_lines(self) -> Columns:
        """The lines with every later change of end and every notice written in."""
        lines, ends, notices = self.lines.read(), self.ends.read(), self.notices.read()
        lines["end"][ends["line"]] = ends["end"]
        lines["cancelled"] = np.full(self.lines.rows, NEVER, dtype=np.int32)
        lines["cancelled"][notices["line"]] = notices["day"]
        lines["reason"] = np.zeros(self.lines.rows, dtype=np.int8)
        lines["reason"][notices["line"]] = notices["reason"]
        return lines


def known(books: Books, end: int) -> tuple[Columns, Columns]:
    """Lines and contracts as known on the last day.

    What starts later is not known, but for the next line of a contract that ended before (renewed late, signed). An end
    after the last day is known only for a fixed term or where notice was given by then.
    """
    lines, contracts = books.closed_lines(), books.contracts.read()
    kept = (contracts["start"] <= end) | (contracts["previous_end"] <= end)
    late = kept[lines["contract"]] & (lines["start"] == contracts["start"][lines["contract"]])
    lines = _rows(lines, (lines["start"] <= end) | late)
    hidden = lines["cancelled"] > end
    lines["cancelled"][hidden] = NEVER
    lines["end"][(lines["end"] > end) & hidden & np.isin(lines["kind"], (PAID, FREE))] = NEVER
    contracts["number"] = np.arange(len(kept), dtype=np.int32)
    return lines, _rows(contracts, kept)


def _rows(columns: Columns, keep: Flags) -> Columns:
    return {name: values[keep] for name, values in columns.items()}
