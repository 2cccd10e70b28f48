"""The small language of `where` in a mapping, made into SQL whose values are bound: nothing of it is SQL text.

    Status = "Solved" and not (Type in ("Spam", "Test") or [Deleted at] is not empty) and Amount >= 100

A column is a name, or any name in square brackets; a value is a text in quotes (doubled inside) or a number. Against a
number the column counts as a number (what is none is unequal and neither above nor below), against a text as text. An
empty cell equals nothing, differs from everything, and is neither above nor below: every condition is true or false.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

TOKEN = re.compile(r"""\s*(?:
    (?P<text>"(?:[^"]|"")*"|'(?:[^']|'')*') | (?P<number>-?\d+(?:\.\d+)?) | (?P<column>\[[^\]]+\]) |
    (?P<mark><=|>=|!=|=|<|>|\(|\)|,) | (?P<word>[^\W\d]\w*))""", re.VERBOSE)
WORDS = ("and", "or", "not", "in", "is", "empty")
SIGNS = ("=", "!=", "<", "<=", ">", ">=")
DEEPEST = 100
Value = str | Decimal


class NotUnderstood(Exception):
    """The text is no filter; the message says where and why."""


@dataclass(frozen=True)
class Condition:
    """`column` against `values` by `sign`: one of SIGNS with one value, in, or empty."""

    column: str
    sign: str
    values: tuple[Value, ...] = ()


@dataclass(frozen=True)
class Joined:
    """`word` is and, or, not."""

    word: str
    parts: tuple[Filter, ...]


Filter = Condition | Joined


def columns(filter_: Filter) -> set[str]:
    """The columns that a filter names."""
    if isinstance(filter_, Condition):
        return {filter_.column}
    return {name for part in filter_.parts for name in columns(part)}


def compiled(filter_: Filter, sql: Callable[[str], str]) -> tuple[str, list[Value]]:
    """The filter as SQL with a ? for each value, and the values. `sql` gives the SQL of a column by its name."""
    if isinstance(filter_, Condition):
        return _condition(filter_, sql(filter_.column))
    made = [compiled(part, sql) for part in filter_.parts]
    values = [value for _, given in made for value in given]
    if filter_.word == "not":
        return f"(NOT {made[0][0]})", values
    return "(" + f" {filter_.word.upper()} ".join(text for text, _ in made) + ")", values


def _condition(asked: Condition, column: str) -> tuple[str, list[Value]]:
    if asked.sign == "empty":
        return f"({column} IS NULL)", []
    made = [f"coalesce({_as(column, value)} {'=' if asked.sign == 'in' else asked.sign} ?, {_unknown(asked.sign)})"
            for value in asked.values]
    return "(" + " OR ".join(made) + ")", list(asked.values)


def _as(column: str, value: Value) -> str:
    return f"TRY_CAST({column} AS DECIMAL(38, 10))" if isinstance(value, Decimal) else column


def _unknown(sign: str) -> str:
    return "true" if sign == "!=" else "false"


def parsed(text: str) -> Filter:
    """The filter that a text says. Errors: NotUnderstood."""
    reader = _Reader(text)
    found = reader.any_of()
    if reader.kind:
        raise NotUnderstood(f"what should {reader.said} do here? expected and, or, or the end")
    return found


class _Reader:
    """Reads one token after another."""

    def __init__(self, text: str) -> None:
        self.text, self.at, self.depth = text, 0, 0
        self.kind, self.token = "", ""
        self.step()

    @property
    def said(self) -> str:
        return f"“{self.token}”" if self.kind else "the end"

    def step(self) -> None:
        if not self.text[self.at:].strip():
            self.kind, self.token = "", ""
            return
        found = TOKEN.match(self.text, self.at)
        if found is None:
            raise NotUnderstood(f"“{self.text[self.at:].strip()[:20]}” is no column, value or sign")
        self.at = found.end()
        self.kind, self.token = found.lastgroup or "", found[found.lastgroup or 0]
        if self.kind == "word" and self.token.lower() in WORDS:
            self.kind, self.token = "key", self.token.lower()

    def take(self, *tokens: str) -> bool:
        if self.kind in ("key", "mark") and self.token in tokens:
            self.step()
            return True
        return False

    def expect(self, token: str) -> None:
        if not self.take(token):
            raise NotUnderstood(f"expected {token}, found {self.said}")

    def any_of(self) -> Filter:
        return self.chain("or", lambda: self.chain("and", self.one))

    def chain(self, word: str, part: Callable[[], Filter]) -> Filter:
        parts = [part()]
        while self.take(word):
            parts.append(part())
        return parts[0] if len(parts) == 1 else Joined(word, tuple(parts))

    def one(self) -> Filter:
        self.depth += 1
        if self.depth > DEEPEST:
            raise NotUnderstood(f"it holds more than {DEEPEST} conditions")
        if self.take("not"):
            return Joined("not", (self.one(),))
        if self.take("("):
            inside = self.any_of()
            self.expect(")")
            return inside
        return self.condition()

    def condition(self) -> Filter:
        if self.kind not in ("word", "column"):
            raise NotUnderstood(f"expected the name of a column, found {self.said}")
        column = self.token.strip("[]") if self.kind == "column" else self.token
        self.step()
        if self.take("is"):
            negated = self.take("not")
            self.expect("empty")
            return _negated(Condition(column, "empty"), negated)
        negated = self.take("not")
        if self.take("in"):
            return _negated(Condition(column, "in", tuple(self.listed())), negated)
        sign = self.token
        if negated or self.kind != "mark" or not self.take(*SIGNS):
            raise NotUnderstood(f"expected {', '.join(SIGNS)}, in or is after the column {column}, found {self.said}")
        return Condition(column, sign, (self.value(),))

    def listed(self) -> Sequence[Value]:
        self.expect("(")
        values = [self.value()]
        while self.take(","):
            values.append(self.value())
        self.expect(")")
        return values

    def value(self) -> Value:
        kind, token = self.kind, self.token
        if kind not in ("text", "number"):
            raise NotUnderstood(f'expected a text in quotes or a number, found {self.said}')
        self.step()
        return Decimal(token) if kind == "number" else token[1:-1].replace(token[0] * 2, token[0])


def _negated(condition: Condition, negated: bool) -> Filter:
    return Joined("not", (condition,)) if negated else condition
