"""Which label a customer bears on a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

Row = dict[str, Any]
Tables = dict[str, list[Row]]
Band = Callable[[str, Any], Any]

OWNER_KEYS = ("team_id", "csm_id")
NO_LABELS = ("customer_id", "name", "employees", "signed_on", "parent_customer_id", "merged_into", "url")


def as_it_is(key: str, value: Any) -> Any:
    """The band of an attribute that is not banded: its value."""
    return value


def label_keys(tables: Tables) -> tuple[str, ...]:
    """The text attributes one can filter by: the customer table's columns, and the owners where they are assigned."""
    columns = [key for row in tables.get("customer", ())[:1] for key in row if key not in NO_LABELS]
    owners = [key for key in OWNER_KEYS if tables.get("assignment") and key not in columns]
    return tuple(columns + owners)


def newest_begun(rows: Sequence[Row], day: date) -> Row | None:
    """The row that began last on or before the day (rows are in order); None before the first."""
    begun = [row for row in rows if row["from_on"] <= day]
    return begun[-1] if begun else None


@dataclass(frozen=True)
class Labels:
    """The customers' rows and the histories, each in order of from_on."""

    customers: dict[str, Row]
    assignments: dict[str, list[Row]]
    history: dict[tuple[str, str], list[Row]]
    band: Band

    def on(self, customer: str, key: str, day: date) -> Any:
        """The label on the day; None is a label of its own. KeyError for an attribute that nothing knows."""
        return self.band(key, self._value(customer, key, day))

    def _value(self, customer: str, key: str, day: date) -> Any:
        if key in OWNER_KEYS and customer in self.assignments:
            return self._owner(self.assignments[customer], key, day)
        rows = self.history.get((customer, key))
        if rows:
            return (newest_begun(rows, day) or rows[0])["value"]
        return self.customers[customer].get(key) if key in OWNER_KEYS else self.customers[customer][key]

    @staticmethod
    def _owner(rows: Sequence[Row], key: str, day: date) -> Any:
        row = newest_begun(rows, day)
        if row is None:
            return rows[0].get(key)
        ended = row.get("to_on") is not None and row["to_on"] <= day
        return None if ended else row.get(key)


def read_labels(tables: Tables, known: Iterable[str], band: Band) -> Labels:
    """Puts the histories of known customers in order; rows of unknown customers are set aside."""
    names = set(known)
    assignments: dict[str, list[Row]] = defaultdict(list)
    for row in sorted(tables.get("assignment", ()), key=lambda row: row["from_on"]):
        if row["customer_id"] in names:
            assignments[row["customer_id"]].append(row)
    history: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in sorted(tables.get("attribute_history", ()), key=lambda row: row["from_on"]):
        if row["customer_id"] in names:
            history[row["customer_id"], row["attribute"]].append(row)
    customers = {row["customer_id"]: row for row in tables.get("customer", ())}
    return Labels(customers, dict(assignments), dict(history), band)
