"""Cases of filters (filters): of a command line, as a scope, as SQL. The rows they choose are those Python chooses."""

from __future__ import annotations

import argparse
import random
from datetime import date
from pathlib import Path

import sqlalchemy
from sqlalchemy import Column, MetaData, Table, Text, insert, select
from sqlalchemy.pool import StaticPool

from queries.commands.common import filtered
from queries.dimensions import Dimension, Value, check
from queries.scope import Filters, Scope, UnknownFilter, conditions, normalise
from tests.fuzz.outcome import Kind, Outcome

VALUES = ("Enterprise", "SMB", "関東", "O'Neil", 'a"b', "", "a,b", "a;b", "%", "_", "\\", "null", "None", "ＡＢＣ", "é",
          "e\u0301", "🏯", "a b", "x" * 300, "'; DROP TABLE t; --", "${1}", ":a", "=1", "\u202e", "0", "true", "?",
          "%(a)s")
KEYS = ("segment", "region", "plan", "by_", "f.by_", "as_of", "a b", "顧客", "f.f.x", "x'y", 'x"y', "a:b",
        "%s")
WEEK = date(2026, 11, 22)
COLUMNS = tuple(dict.fromkeys(KEYS))


def known(rng: random.Random) -> dict[str, Dimension]:
    """The filters of a made-up company, whose keys and values are as bad as a customer's attribute may be."""
    return {key: _dimension(rng, key)
            for key in rng.sample(KEYS, rng.randint(1, 5))}


def _dimension(rng: random.Random, key: str) -> Dimension:
    values = tuple(Value(each or None, each or None, 1) for each in rng.sample(VALUES, rng.randint(1, 6)))
    return Dimension(key, "category", True, values)


class FilterCases:
    """Each case asks a table of fifty rows by filters; what is not known must be refused by name."""

    name, limit = "filters", 5.0

    def prepare(self, folder: Path) -> None:
        rng = random.Random("filters")
        self.rows = [{key: rng.choice(VALUES) or None for key in COLUMNS} for _ in range(50)]
        self.engine = sqlalchemy.create_engine("duckdb+tenure:///:memory:", poolclass=StaticPool)
        self.table = Table("t", MetaData(), *(Column(key, Text, key=f"k{at}") for at, key in enumerate(COLUMNS)),
                           Column("n", sqlalchemy.Integer))
        with self.engine.begin() as connection:
            self.table.create(connection)
            connection.execute(insert(self.table), [
                {f"k{at}": row[key] for at, key in enumerate(COLUMNS)} | {"n": number}
                for number, row in enumerate(self.rows)])

    def case(self, rng: random.Random) -> Outcome:
        dimensions = known(rng)
        try:
            keys = (*dimensions, *KEYS)
            where = _where([f"{rng.choice(keys)}={rng.choice(VALUES)}" for _ in range(rng.randint(0, 5))])
            scope = Scope(WEEK, "customer", where)
            check(scope, dimensions)
        except (UnknownFilter, argparse.ArgumentTypeError) as error:
            return Outcome(Kind.REFUSED, str(error))
        columns = self.table.c
        asked = conditions(scope.where, lambda key: columns[f"k{COLUMNS.index(key)}"])
        statement = select(columns.n).where(*asked)
        with self.engine.connect() as connection:
            found = {row[0] for row in connection.execute(statement)}
        right = {number for number, row in enumerate(self.rows) if all(row[key] in values for key, values in where)}
        return Outcome(Kind.READ) if found == right else Outcome(Kind.WRONG, f"{where}: {found ^ right}")


def _where(given: list[str]) -> Filters:
    """What `--where` gives, each read as the command line reads it."""
    asked: dict[str, list[str | None]] = {}
    for key, value in map(filtered, given):
        asked.setdefault(key, []).append(value)
    return normalise(asked)
