"""What happened on a day and explains a figure: a launch, a price change, an outage, as people noted it. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import pandas as pd

from data.store import Record

KIND = "annotation"
COLUMNS = ("happened_on", "text", "author", "key")


@dataclass(frozen=True)
class Annotation:
    """One of them: when, what, who noted it, under which key and version of the store."""

    day: date
    text: str
    author: str
    key: str
    version: int


def happened(
    records: Iterable[Record], first: date | None = None, last: date | None = None
) -> tuple[Annotation, ...]:
    """Those that happened within the days (both included, null: no bound), by day, then text."""
    found = (Annotation(date.fromisoformat(str(each.get("happened_on"))), str(each.get("text")), each.author, each.key,
                        each.version) for each in records)
    kept = (each for each in found if (not first or each.day >= first) and (not last or each.day <= last))
    return tuple(sorted(kept, key=lambda each: (each.day, each.text)))


def listed(found: Iterable[Annotation]) -> pd.DataFrame:
    """Grain: annotation, by day. Columns: happened_on, text, author, key of the store."""
    return pd.DataFrame([(each.day, each.text, each.author, each.key) for each in found], columns=list(COLUMNS))
