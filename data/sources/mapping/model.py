"""What one [[mapping]] of sources.toml says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from data.sources.mapping.filters import Filter
from data.sources.where import Where

OTHERS = ("refuse", "null", "keep")


@dataclass(frozen=True)
class Rule:
    """How one column of the contract is made: from a `column` of theirs, or `constant`.

    `values`: their values to ours; `other` says what becomes of one that is not listed (refuse, null, keep: as it
    stands; word: `word`). `formats` read a date or time, `zone` is where its clock stands. `remove`: characters that
    are left out of a number, `divide`: by what it is divided, `minor`: their column of currencies, by whose minor unit
    (yen: 1, dollar: 100) it is divided.
    """

    name: str
    line: int
    column: str = ""
    constant: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    other: str = "refuse"
    word: str = ""
    formats: tuple[str, ...] = ()
    zone: str = "UTC"
    remove: str = ""
    divide: int = 1
    minor: str = ""

    @property
    def reads(self) -> tuple[str, ...]:
        """Their columns that it needs."""
        return tuple(filter(None, (self.column, self.minor)))


@dataclass(frozen=True)
class Mapped:
    """One table or some files of any tool, onto one table of the contract. `relation`: the table of a database."""

    name: str
    table: str
    where: Where
    columns: tuple[Rule, ...]
    line: int
    relation: str = ""
    keep: Filter | None = None
    keep_line: int = 0
    orphans: str = "refuse"
