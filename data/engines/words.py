"""How the engines spell what a build says itself. Types are named as DuckDB names them; the models are dbt's matter."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

# As data/transform/macros/engines.sql reads them: what a dimension is must not depend on who counts.
NUMBER = "^[ ]*[-+]?([0-9]{1,40}[.]?[0-9]{0,40}|[.][0-9]{1,40})([eE][-+]?[0-9]{1,2})?[ ]*$"
DAY = ("^[ ]*([0-9]{4}-[0-9]{1,2}-[0-9]{1,2}|[0-9]{4}/[0-9]{1,2}/[0-9]{1,2})"
       "([ T][0-9]{1,2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?)?[ ]*$")


class Words(ABC):
    """One engine's words."""

    kind: ClassVar[str]
    mark: ClassVar[str] = '"'
    types: ClassVar[Mapping[str, str]] = {}
    closed: ClassVar[str] = r"""'(?:[^']|'')*'|"(?:[^"]|"")*\""""
    """A text or a name in its quotation marks: whatever is in it is no part of the statement."""

    def quoted(self, name: str) -> str:
        """A name of a schema, table or column."""
        return f"{self.mark}{name.replace(self.mark, 2 * self.mark)}{self.mark}"

    def type(self, word: str) -> str:
        """A column's type from DuckDB's word for it, of any case."""
        bare, _, size = word.upper().partition("(")
        said = self.types.get(bare.strip(), bare.strip())
        return (f"{said}({size}" if size and bare.strip() in ("DECIMAL", "NUMERIC") else said).lower()

    def text(self, value: str) -> str:
        """A text as a literal."""
        return "'" + value.replace("'", "''") + "'"

    def value(self, value: Any) -> str:
        """A value as a literal of its type."""
        if value is None or isinstance(value, bool):
            return {None: "null", True: "true", False: "false"}[value]
        if isinstance(value, datetime):
            return f"{self.type('TIMESTAMP')} '{value:%Y-%m-%d %H:%M:%S.%f}'"
        if isinstance(value, date):
            return f"date '{value:%Y-%m-%d}'"
        if isinstance(value, int | Decimal):
            return f"{value:f}" if isinstance(value, Decimal) else str(value)
        return self.number_text(value) if isinstance(value, float) else self.text(str(value))

    def number_text(self, value: float) -> str:
        """A binary fraction as a literal."""
        return f"cast('{value!r}' as {self.type('DOUBLE')})"

    @abstractmethod
    def number(self, text: str) -> str:
        """The number that a value of any type says, null where it says none."""

    @abstractmethod
    def year(self, text: str) -> str:
        """The year of the date that a value of any type says, as text; null where it says none."""

    def matches(self, text: str, pattern: str) -> str:
        """Whether the whole text has a pattern, in which there is no backslash."""
        return f"{text} ~ '^({pattern})$'"

    def as_text(self, text: str) -> str:
        return f"cast({text} as {self.type('VARCHAR')})"


class DuckDB(Words):
    kind = "duckdb"

    def number(self, text: str) -> str:
        return f"try_cast({text} as double)"

    def year(self, text: str) -> str:
        return f"cast(extract(year from try_cast({text} as date)) as text)"


class Plain(Words):
    """An engine that has no cast which gives null, or one that takes 2024 for a date."""

    like: ClassVar[str] = "~"

    def number(self, text: str) -> str:
        said = self.as_text(text)
        return f"(case when {said} {self.like} '{NUMBER}' then cast(trim({said}) as {self.type('DOUBLE')}) end)"

    def year(self, text: str) -> str:
        said = self.as_text(text)
        day = f"replace(trim({said}), '/', '-')"
        year, month = (f"cast(split_part({day}, '-', {part}) as integer)" for part in (1, 2))
        number = f"cast(trim(both 'T ' from substr(split_part({day}, '-', 3), 1, 2)) as integer)"
        last = (f"case when {month} in (4, 6, 9, 11) then 30 when {month} <> 2 then 31 when mod({year}, 4) = 0"
                f" and (mod({year}, 100) <> 0 or mod({year}, 400) = 0) then 29 else 28 end")
        return (f"(case when {said} {self.like} '{DAY}' then case when {month} between 1 and 12 and {number} between 1"
                f" and {last} then {self.as_text(year)} end end)")


class Postgres(Plain):
    kind = "postgres"
    types: ClassVar[Mapping[str, str]] = {"VARCHAR": "text", "DOUBLE": "double precision", "DATETIME": "timestamp",
                                          "HUGEINT": "numeric(38, 0)", "TINYINT": "smallint", "UTINYINT": "smallint"}


class Spark(Plain):
    kind = "spark"
    mark = "`"
    closed = r"""'(?:[^'\\]|\\.)*'|`(?:[^`]|``)*`"""
    like = "rlike"
    types: ClassVar[Mapping[str, str]] = {"VARCHAR": "string", "TEXT": "string", "INTEGER": "int",
                                          "TIMESTAMP": "timestamp_ntz", "DATETIME": "timestamp_ntz",
                                          "HUGEINT": "decimal(38, 0)", "UTINYINT": "smallint"}

    def matches(self, text: str, pattern: str) -> str:
        return f"{text} rlike '^({pattern})$'"

    def text(self, value: str) -> str:
        """A backslash escapes there."""
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


WORDS: Mapping[str, Words] = {each.kind: each for each in (DuckDB(), Postgres(), Spark())}
