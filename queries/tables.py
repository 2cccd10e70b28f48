"""The marts as SQLAlchemy tables. Attribute columns are a company's own, so tables that have them are made per
question.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, TableClause, column

from data import measures
from data.days import EPOCH as EPOCH
from data.days import day_number as day_number

MEASURES = (*measures.CURRENT, *measures.BASE)
FLOWS = (*measures.ENTERING, *measures.LEAVING, *measures.EVENT)


def year_before(day: date) -> date:
    """d0: the same day twelve months earlier, clamped to the month's end (29 Feb → 28 Feb)."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)


def is_month_end(day: date) -> bool:
    return (day + timedelta(days=1)).day == 1


PROFILE = "\0profile"
"""To split an answer by all labels at once that the cubes know: what `by` may name beside a key. No company's key is
written so; an attribute of its own may well be called profile_id.
"""


def attribute(key: str) -> str:
    """The column of a customer attribute in label and profile."""
    return "profile_id" if key == PROFILE else f"a_{key}"


class Placed(TableClause):
    """A table whose schema is a room: an engine with `schema_translate_map` says where that room stands. SQLAlchemy
    looks there for tables of its metadata alone.
    """

    inherit_cache = True
    _use_schema_map = True


@cache
def mart(name: str, *columns: str, schema: str = "marts") -> TableClause:
    """A table of a room. Its name alone, where the engine maps no rooms."""
    return Placed(name, *(column(each) for each in columns), schema=schema)


def cube(unit: str) -> TableClause:
    """Grain: as-of date × profile."""
    return mart(f"cube_{unit}", "as_of", "profile_id", *MEASURES)


def total(unit: str) -> TableClause:
    """Grain: as-of date."""
    return mart(f"total_{unit}", "as_of", *MEASURES)


def flow(unit: str) -> TableClause:
    """Grain: period ('week', 'month') × its last day × profile."""
    return mart(f"flow_{unit}", "period", "as_of", "profile_id", *FLOWS)


def moved(unit: str) -> TableClause:
    return mart(f"moved_{unit}", "from_day", "to_day", "profile0_id", "profile_id", "arr", "units")


def piece(unit: str) -> TableClause:
    """Grain: unit × spell in which neither today's nor last year's state changes."""
    return mart(f"piece_{unit}", "unit_key", "from_day", "to_day", "arr", "arr0", "label_id", "label0_id", "paper",
                "seen0")


def step(unit: str, period: str) -> TableClause:
    """Grain: unit × last day of a period in which its state changed; `_a` is the state one period earlier."""
    return mart(f"step_{period}_{unit}", "as_of", "unit_key", "arr", "arr0", "label_id", "label0_id", "arr_a", "arr0_a",
                "label_a_id", "label0_a_id", "seen_a")


def change(unit: str) -> TableClause:
    return mart(f"change_{unit}", "unit_key", "day", "delta")


def renewing(unit: str) -> TableClause:
    return mart(f"renewing_{unit}", "unit_key", "open_until")


def unit_table(unit: str) -> TableClause:
    return mart(f"unit_{unit}", "unit_key", "owner_key", "key", "first_day")


def life(unit: str) -> TableClause:
    """Grain: unit, with its label, profile and ARR on its first active day."""
    return mart(f"life_{unit}", "unit_key", "first_day", "start_day", "in_cohort", "entry", "label_id", "profile_id",
                "base")


def lapse(unit: str) -> TableClause:
    """Grain: unit × spell without ARR after it had some."""
    return mart(f"lapse_{unit}", "unit_key", "from_day", "to_day", "amount", "start_day", "entry", "age", "label_id",
                "profile_id")


def cohort(unit: str) -> TableClause:
    """Grain: month of the first active day × profile × age in months: changes of additive amounts."""
    return mart(f"cohort_{unit}", "cohort", "profile_id", "age", "arr", "kept", "active", "last_day")


def line() -> TableClause:
    units = (f"{unit}_unit" for unit in ("customer", "group", "contract", "department", "product"))
    return mart("line", "customer_key", "chain", "product", "department", "kind", "from_day", "to_day", "arr", "seats",
                "cancelled_day", "recorded_at", *units)


def customer() -> TableClause:
    return mart("customer", "customer_key", "customer_id", "name", "root_key", "group_key", "search")


def as_of_dates() -> TableClause:
    return mart("as_of", "g", "as_of", "day", "is_week", "is_month")


def labels(keys: Iterable[str]) -> TableClause:
    """Grain: customer × spell without a change of label, with the asked attributes."""
    columns = ("label_id", "customer_key", "from_day", "to_day", "profile_id", *map(attribute, keys))
    return mart("label", *dict.fromkeys(columns))


def health() -> TableClause:
    """Grain: active customer × Sunday that is scored. Points, measures and features: name their columns by `mart`."""
    return mart("health", "customer_key", "week_day", "label_id", "profile_id", "arr", "score", "computed", "given",
                "band", "model", "known")


def health_cube() -> TableClause:
    """Grain: Sunday × profile × band."""
    return mart("health_cube", "week_day", "profile_id", "band", "customers", "arr")


def journey() -> TableClause:
    """Grain: customer (survivor) × spell in one stage of the journey; from_day inclusive, to_day exclusive, given."""
    return mart("journey", "customer_key", "stage", "from_day", "to_day", "entry", "begun", "label_id")


def journey_cube() -> TableClause:
    """Grain: judged Sunday × profile × stage."""
    return mart("journey_cube", "week_day", "profile_id", "stage", "customers", "arr")


def renewal() -> TableClause:
    """Grain: renewal."""
    return mart("renewal", "renewal_key", "renewal_id", "customer_key", "group_key", "contract_id", "owner_id",
                "due_day", "decided_day", "settled_day", "status", "arr_due", "arr_renewed", "notice_day", "auto_renew",
                "cancelled_day")


def renewal_week() -> TableClause:
    """Grain: renewal × Sunday on which it was undecided, as known then."""
    return mart("renewal_week", "renewal_key", "customer_key", "group_key", "week_day", "due_day", "arr_due",
                "label_id", "band", "score", "category", "arr_expected", "rating", "trend", "by_band", "by_forecast",
                "by_pulse", "by_usage", "at_risk")


def usage() -> TableClause:
    """Grain: customer × week (by its Sunday) × feature."""
    return mart("usage", "customer_key", "week_day", "feature", "events", "users")


def profiles(keys: Iterable[str]) -> TableClause:
    return mart("profile", *dict.fromkeys(("profile_id", *map(attribute, keys))))


def spans(source: Any, day: int) -> list[ColumnElement[bool]]:
    """The spells of pieces that hold a day: from_day inclusive, to_day exclusive and always given."""
    return [source.c.from_day <= day, source.c.to_day > day]


def holds(source: Any, day: int) -> list[ColumnElement[bool]]:
    """The label that holds on a day: from_day inclusive, to_day exclusive, null = still."""
    return [source.c.from_day <= day, (source.c.to_day > day) | source.c.to_day.is_(None)]
