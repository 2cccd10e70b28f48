"""What a report says, before it takes a form: parts, sections, sentences, figures, tables, charts. Pure, frozen.

Numbers are kept as numbers, with their kind; words are in the report's language. Every figure, table and chart names
the command that gives the same numbers, so that a reader can recompute it. A renderer lays out what stands here and
adds no number of its own; the meeting mode shows the same sections.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

import pandas as pd

from components.charts.marks import Mark
from components.i18n import Language
from components.workbook import Kind

Status = Literal["good", "warn", "bad", "unknown", ""]
Role = Literal["accent", "ink", "ink2", "mute", "good", "warn", "bad", "unknown"]
Value = float | int | date | str | None
Command = tuple[str, ...]
"""What follows `python -m queries`: ("kpis", "--as-of", "2026-11-22"). Empty: the figure has no command."""


@dataclass(frozen=True)
class Head:
    """What every artefact prints: whose figures, of what, from which data, and the link that opens the same state."""

    title: str
    company: str
    as_of: date
    language: Language
    unit: str
    currency: str
    scope: str
    """What the figures are narrowed to, in words; also of whom they are, for somebody who sees a part."""
    version: str
    built_at: datetime
    """In the company's time zone."""
    link: str
    is_demo: bool = False


@dataclass(frozen=True)
class Fact:
    """A number that a sentence says: `key` names it (metric, account), `shown` is how the sentence writes it."""

    key: str
    value: Value
    kind: Kind
    shown: str
    command: Command = ()


@dataclass(frozen=True)
class Sentence:
    """A sentence and the facts in it. `weight`: how much it matters, larger first; `status` where it judges."""

    text: str
    facts: tuple[Fact, ...] = ()
    weight: float = 0.0
    status: Status = ""


@dataclass(frozen=True)
class Delta:
    """A change beside a figure: since what, by how much, whether that is good."""

    label: str
    value: float
    kind: Kind
    shown: str
    status: Status = ""


@dataclass(frozen=True)
class Kpi:
    """A figure of the strip. `value` null: unknown, `note` says why. `shown` is the value as the page writes it."""

    key: str
    name: str
    value: float | None
    kind: Kind
    shown: str
    deltas: tuple[Delta, ...] = ()
    below: str = ""
    note: str = ""
    status: Status = ""
    command: Command = ()


@dataclass(frozen=True)
class Column:
    """A column of a table: its key in the rows, its head, what it holds. `wide`: text that may take the room."""

    key: str
    head: str
    kind: Kind
    wide: bool = False


@dataclass(frozen=True)
class Table:
    """Rows under heads; unknown is null. `total`: the last row is the sum of the others.

    `shown` maps a column to how a row's value is written on paper, where the kind alone does not say (a name and a
    detail, a status word); the workbook always writes `rows`. `by_row`: what each row of a column holds, where the rows
    of one column differ (a rate above an amount).
    """

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: pd.DataFrame
    note: str = ""
    total: bool = False
    shown: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    command: Command = ()
    by_row: Mapping[str, tuple[Kind, ...]] = field(default_factory=dict)
    whole: int | None = None
    """How many there are in all, where the rows are only the first of them and one row, without an account, the others.
    Beside its columns `rows` may hold `account_id`: whose page a row leads to.
    """


@dataclass(frozen=True)
class Series:
    """A line or a set of bars: a value for each category, null where unknown. `roles`: one each bar, else `role`."""

    name: str
    values: tuple[float | None, ...]
    role: Role = "ink"
    low: tuple[float | None, ...] = ()
    high: tuple[float | None, ...] = ()
    roles: tuple[Role, ...] = ()


@dataclass(frozen=True)
class Chart:
    """line: series over days; bars: horizontal, a row a category; stacked: 100 % bars, a series a band; bridge:
    opening, movements and totals, where `totals` are the positions of the bars that start from zero.

    `alt` says in words what it shows. `target`: per series name, dashed.
    """

    key: str
    form: Literal["line", "bars", "stacked", "bridge"]
    title: str
    alt: str
    categories: tuple[date, ...] | tuple[str, ...]
    series: tuple[Series, ...]
    kind: Kind
    totals: tuple[int, ...] = ()
    targets: Mapping[str, float] = field(default_factory=dict)
    marks: tuple[Mark, ...] = ()
    note: str = ""
    command: Command = ()
    ticks: tuple[tuple[date, str, str], ...] = ()
    """What stands under the days of a line instead of months: day, its name, its year or nothing."""


@dataclass(frozen=True)
class Section:
    """One page of the running order. `title` is the claim with its number; `missing` says why there is nothing else."""

    key: str
    name: str
    title: str
    says: tuple[Sentence, ...] = ()
    kpis: tuple[Kpi, ...] = ()
    charts: tuple[Chart, ...] = ()
    tables: tuple[Table, ...] = ()
    missing: str = ""
    status: Status = ""


@dataclass(frozen=True)
class Definition:
    """A metric that the report shows: name, definition, formula, where the definition is from."""

    key: str
    name: str
    words: str
    formula: str
    source: str


@dataclass(frozen=True)
class Part:
    """The sections over one scope: a report may hold several (the company, Japan, the US)."""

    head: Head
    sections: tuple[Section, ...]
    definitions: tuple[Definition, ...]


@dataclass(frozen=True)
class Report:
    """What is handed out: one part or more, in one language, for one week."""

    parts: tuple[Part, ...]

    @property
    def head(self) -> Head:
        """The first part's: title, company, week, language, version are the same in all."""
        return self.parts[0].head
