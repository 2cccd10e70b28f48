"""A list filtered further: by reason, how near the deadline is, band, owner, least ARR, a part of the name. Pure.

What is left out is left out of the sums too: number and amounts in attrs are those of the rows that are kept.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from queries.week import URGENCIES, sums

BANDS = ("green", "yellow", "red", "unknown")
REASON, BAND, OWNER, LEAST, TEXT, FEATURE = "reason", "band", "owner", "least", "q", "feature"
CELL, WEEKS, DUE = "cell", "weeks", "due"
PARAMETERS = (REASON, DUE, BAND, OWNER, LEAST, TEXT, FEATURE, CELL, WEEKS)
AMOUNTS = ("arr", "unused_arr", "renewal_arr", "arr_due")


@dataclass(frozen=True)
class Narrow:
    """What a list is filtered by. owners: names as the lists show them, "" for nobody's. least: ARR in the reporting
    currency; null with least_given where that is no number. due: of queries.week.URGENCIES. unknown: what no
    list can be filtered by.
    """

    reasons: tuple[str, ...] = ()
    bands: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    least: float | None = None
    least_given: str = ""
    text: str = ""
    feature: str = ""
    cell: str = ""
    weeks: str = ""
    due: tuple[str, ...] = ()
    unknown: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @classmethod
    def of(cls, params: Mapping[str, Sequence[Any]]) -> Narrow:
        """From parameters, a URL's or a saved view's. Nothing is dropped: what is not understood is in `unknown`."""
        given = {name: tuple(str(value or "") for value in values) for name, values in params.items() if values}
        least, text, feature, cell, weeks = (given.get(name, ("",))[-1] for name in (LEAST, TEXT, FEATURE, CELL, WEEKS))
        unknown = tuple(sorted((name, values) for name, values in given.items() if name not in PARAMETERS))
        return cls(given.get(REASON, ()), given.get(BAND, ()), given.get(OWNER, ()), _amount(least), least, text,
                   feature, cell, weeks, given.get(DUE, ()), unknown)

    def params(self) -> dict[str, list[str]]:
        """As parameters: only what is asked for."""
        single = {LEAST: self.least_given, TEXT: self.text, FEATURE: self.feature, CELL: self.cell, WEEKS: self.weeks}
        asked = {REASON: list(self.reasons), DUE: list(self.due), BAND: list(self.bands), OWNER: list(self.owners),
                 **{name: [value] if value else [] for name, value in single.items()},
                 **{name: list(values) for name, values in self.unknown}}
        return {name: values for name, values in asked.items() if values}

    @property
    def empty(self) -> bool:
        """Whether nothing is filtered."""
        return not self.params()

    @property
    def lacking(self) -> tuple[tuple[str, str], ...]:
        """What cannot be understood, whatever the list: parameter and value. A list so filtered is empty."""
        bands = tuple((BAND, each) for each in self.bands if each not in BANDS)
        least = ((LEAST, self.least_given),) if self.least_given and self.least is None else ()
        due = tuple((DUE, each) for each in self.due if each not in URGENCIES)
        return (*bands, *due, *least, *((name, ", ".join(values)) for name, values in self.unknown))


def _amount(given: str) -> float | None:
    try:
        value = float(given.replace(",", "")) if given else None
    except ValueError:
        return None
    return value if value is not None and math.isfinite(value) and value >= 0 else None


def folded(text: str) -> str:
    """A name as it is compared: width and case do not matter."""
    return unicodedata.normalize("NFKC", text).casefold().strip()


def narrowed(found: pd.DataFrame, asked: Narrow) -> pd.DataFrame:
    """The rows that fulfil every filter; attrs hold their number and amounts. Nobody, where one is not understood."""
    if asked.empty:
        return found
    keep = pd.Series(not asked.lacking, found.index, dtype=bool)
    if asked.reasons:
        keep &= _any_of(found, asked.reasons)
    if asked.due:
        keep &= _column(found, "urgency").isin(asked.due)
    if asked.bands:
        keep &= _column(found, "band").isin(asked.bands)
    if asked.owners:
        owner = _column(found, "owner")
        keep &= owner.isin(asked.owners) | (owner.isna() & ("" in asked.owners) & ("owner" in found))
    if asked.least is not None:
        keep &= pd.to_numeric(found["arr" if "arr" in found else "arr_due"]).fillna(0) >= asked.least
    if asked.text:
        wanted = folded(asked.text)
        keep &= pd.Series([wanted in folded(str(name or "")) for name in found.account], found.index, dtype=bool)
    return _summed(found[keep].reset_index(drop=True), found.attrs)


def _column(found: pd.DataFrame, name: str) -> pd.Series:
    """A column; unknown throughout where the list has none: a filter that cannot be applied lets nobody through."""
    return found[name] if name in found else pd.Series(None, found.index, dtype=object)


def _any_of(found: pd.DataFrame, reasons: tuple[str, ...]) -> pd.Series:
    """Rows with one of the reasons: a queue's are a tuple, a renewal's one text with spaces. Others have none."""
    said = found.reasons.tolist() if "reasons" in found else [()] * len(found)
    have = [set(each.split() if isinstance(each, str) else each) for each in said]
    return pd.Series([bool(each & set(reasons)) for each in have], found.index, dtype=bool)


def _summed(kept: pd.DataFrame, attrs: Mapping[Any, Any]) -> pd.DataFrame:
    amounts = {name: float(pd.to_numeric(kept[name]).sum()) for name in AMOUNTS if name in attrs and name in kept}
    counts = {name: len(kept) for name in ("total", "renewals") if name in attrs}
    queued = sums(kept) if "urgency" in kept else {}
    late = {"passed": _passed(kept)} if "passed" in attrs and "urgency" not in kept else {}
    kept.attrs = {**attrs, **counts, **amounts, **late, **queued}
    return kept


def _passed(kept: pd.DataFrame) -> int:
    """Renewals whose notice deadline has passed and that do not renew by themselves, as queries.renewal_lists."""
    return sum(bool(pd.notna(row.days_left) and row.days_left < 0 and row.auto_renew is not True)
               for row in kept.itertuples())
