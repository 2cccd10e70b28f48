"""What the product and the oracle are both asked."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any, TypeVar

from queries.oracle import LINE_KEYS, UNITS, Company, Row, Tables, Where, label_keys, read_company
from queries.oracle.days import add_months, week_end

Choice = TypeVar("Choice")
Kpis = Callable[[date, str, Where, str | None], Sequence[Row]]
Bridge = Callable[[date, date, str, Where, str | None], Sequence[Row]]


@dataclass(frozen=True)
class Product:
    """What is tested: rows as `python -m queries kpis|bridge --format json` gives them (major units, None or NaN)."""

    kpis: Kpis
    bridge: Bridge


@dataclass(frozen=True)
class Question:
    """A kpis question on `day`, or, with `start`, a bridge from `start` to `day`."""

    day: date
    start: date | None = None
    unit: str = "customer"
    where: Where = ()
    by: str | None = None

    def __str__(self) -> str:
        dates = f"bridge {self.start} → {self.day}" if self.start else f"kpis {self.day}"
        filters = " ".join(f"{key}={'|'.join(str(value) for value in values)}" for key, values in self.where)
        return f"{dates} unit={self.unit} where=[{filters}] by={self.by}"

    def ask(self, product: Product) -> Sequence[Row]:
        """The product's rows."""
        if self.start:
            return product.bridge(self.start, self.day, self.unit, self.where, self.by)
        return product.kpis(self.day, self.unit, self.where, self.by)


@dataclass(frozen=True)
class Subject:
    """A company to ask about: its tables, and the oracle's reading of them."""

    tables: Tables
    company: Company

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """Every key that one can filter or group by: labels of customers, columns of lines that were given."""
        columns = [key for key in LINE_KEYS if any(key in row for row in self.tables["subscription"])]
        return (*label_keys(self.tables), *columns)

    @cached_property
    def days(self) -> list[date]:
        """Days on which something changes, in order."""
        return sorted({value for rows in self.tables.values() for row in rows for value in row.values()
                       if isinstance(value, date)}) or [date(2025, 1, 1)]

    @cached_property
    def values(self) -> dict[str, list[Any]]:
        """Per key the values that some unit bears on some day (nulls too)."""
        bearers = {line.customer for line in self.company.lines}
        bearers |= {self.company.tops[customer] for customer in bearers}
        found: dict[str, set[Any]] = {key: set() for key in self.keys}
        for key in self.keys:
            if key in LINE_KEYS:
                found[key] = {getattr(line, key) for line in self.company.lines}
            else:
                found[key] = {self.company.labels.on(who, key, day) for who in bearers for day in self.days}
        return {key: sorted(values, key=lambda value: (value is None, str(value))) for key, values in found.items()}

    @property
    def first_day(self) -> date | None:
        """The earliest start of any line."""
        return min((line.start for line in self.company.lines), default=None)


def subject(tables: Tables) -> Subject:
    return Subject(tables, read_company(tables))


def some(rng: random.Random, values: Sequence[Choice]) -> Choice:
    return values[rng.randrange(len(values))]


def random_day(asked: Subject, rng: random.Random) -> date:
    """Week ends, month ends, days at, soon and a year after a change, any day, days off both edges of the data."""
    first, last = asked.days[0], asked.days[-1]
    ends = [line.end for line in asked.company.lines if line.end] or [last]
    grace = some(rng, ends) + timedelta(days=rng.randrange(32))
    change = some(rng, asked.days) + timedelta(days=some(rng, [-1, 0, 0, 1, 29, 30, 31]))
    any_day = first + timedelta(days=rng.randrange((last - first).days + 1))
    month_end = add_months(any_day.replace(day=1), 1) - timedelta(days=1)
    edge = some(rng, [first - timedelta(days=rng.randrange(1, 500)), last + timedelta(days=rng.randrange(1, 500))])
    return some(rng, [week_end(any_day), week_end(any_day), month_end, change, grace, grace,
                      add_months(change, 12), any_day, edge])


def random_where(asked: Subject, rng: random.Random, keys: Sequence[str]) -> Where:
    """Up to three keys, up to two values each (one key twice means or), sorted."""
    chosen = rng.sample(list(keys), min(len(keys), some(rng, [0, 0, 1, 1, 2, 3])))
    filters = []
    for key in sorted(key for key in chosen if asked.values[key]):
        values = rng.sample(asked.values[key], min(len(asked.values[key]), some(rng, [1, 1, 2])))
        filters.append((key, tuple(sorted(values, key=lambda value: (value is None, str(value))))))
    return tuple(filters)


def random_questions(asked: Subject, rng: random.Random, count: int) -> Iterator[Question]:
    """`count` questions, each unit in its turn, half of them bridges."""
    for number in range(count):
        start, day = sorted((random_day(asked, rng), random_day(asked, rng)))
        by = some(rng, [None, *asked.keys])
        where = random_where(asked, rng, asked.keys)
        bridged = rng.random() < 0.5 and start < day
        yield Question(day, start if bridged else None, UNITS[number % len(UNITS)], where, by)
