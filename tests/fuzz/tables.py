"""Mutations of a company's tables by what the contract says of them: each spoils a rule, or changes nothing at all."""

from __future__ import annotations

import random
from collections.abc import Callable

from sqlalchemy import Boolean, Date, DateTime, Double, Integer, Numeric

from data.contract import TABLES, contract_columns
from tests.fuzz import nasty
from tests.fuzz.company import EARLIER, ENDS, Company, Given

Mutation = Callable[[random.Random, Company], None]


def _one(rng: random.Random, made: Company) -> Given:
    return made.tables[rng.choice(sorted(made.tables))]


def value(rng: random.Random, made: Company) -> None:
    """A cell that its type may not hold, or only just."""
    given = _one(rng, made)
    if not given.rows or not given.columns:
        return
    key, made.sound = rng.choice(given.columns), False
    kind = contract_columns(given.name)[key].type if key in contract_columns(given.name) else None
    pool = (nasty.CURRENCIES if key == "currency" else nasty.MOMENTS + nasty.DATES if isinstance(kind, DateTime)
            else nasty.DATES if isinstance(kind, Date) else nasty.FLAGS if isinstance(kind, Boolean)
            else nasty.NUMBERS if isinstance(kind, Integer | Numeric | Double) else nasty.TEXTS)
    rng.choice(given.rows)[key] = rng.choice(pool if rng.random() < 0.85 else nasty.TEXTS)


def drop_column(rng: random.Random, made: Company) -> None:
    given = _one(rng, made)
    key = rng.choice(given.columns) if given.columns else ""
    column = contract_columns(given.name).get(key)
    made.sound &= column is not None and column.nullable is True and key not in TABLES[given.name].info["key"]
    given.columns = [each for each in given.columns if each != key]


def rename_column(rng: random.Random, made: Company) -> None:
    given = _one(rng, made)
    if not given.columns:
        return
    at, made.sound = rng.randrange(len(given.columns)), False
    old = given.columns[at]
    new = rng.choice((old + "s", old.replace("_", " "), old[::-1], "顧客ID", "", " ", "rowid", '"', "c0", "select", old,
                      "file_row_number", old + ".1", "x" * 300, rng.choice(given.columns), "\ufeff" + old))
    given.columns[at] = new
    for row in given.rows:
        row[new] = row.get(old, "")


def case_of_header(rng: random.Random, made: Company) -> None:
    """Names of columns are read in any case and with spaces around."""
    given = _one(rng, made)
    changed = {key: f" {key.upper()} " if rng.random() < 0.5 else key.title() for key in given.columns if key.strip()}
    given.columns = [changed.get(key, key) for key in given.columns]
    for row in given.rows:
        row.update({new: row.get(old, "") for old, new in changed.items()})


def twice(rng: random.Random, made: Company) -> None:
    """A column that stands there twice."""
    given = _one(rng, made)
    if given.columns:
        given.columns.append(rng.choice(given.columns))
        made.sound = False


def more_columns(rng: random.Random, made: Company) -> None:
    given = _one(rng, made)
    name = f"extra_{len(given.columns)}"
    given.columns.insert(rng.randint(0, len(given.columns)), name)
    for row in given.rows:
        row[name] = rng.choice(("", "a", "1", "=1+1", "日本"))


def order(rng: random.Random, made: Company) -> None:
    """Columns in another order."""
    rng.shuffle(_one(rng, made).columns)


def again(rng: random.Random, made: Company) -> None:
    """A row, or its key, that stands there before."""
    given = _one(rng, made)
    if given.rows:
        given.rows.append(dict(rng.choice(given.rows)))
        made.sound = False


def astray(rng: random.Random, made: Company) -> None:
    """A reference to what does not exist, or to what is almost called so."""
    given = _one(rng, made)
    keys = [key for key in given.columns if key.endswith("_id")]
    if keys and given.rows:
        row, key, made.sound = rng.choice(given.rows), rng.choice(keys), False
        row[key] = rng.choice(("NOBODY", row[key].lower(), row[key] + " ", "０", row[key] + "\u200b"))


def ring(rng: random.Random, made: Company) -> None:
    """Parents, survivors or contracts that point round in a circle, or at themselves."""
    given = made.tables.get(rng.choice(("customer", "contract")))
    keys = [key for key in (given.columns if given else ()) if key in EARLIER]
    if given and keys and given.rows and f"{given.name}_id" in given.columns:
        key, ids, made.sound = rng.choice(keys), [row.get(f"{given.name}_id", "") for row in given.rows], False
        for number, row in enumerate(given.rows[: rng.randint(1, len(ids))]):
            row[key] = ids[(number + 1) % len(ids)]


def backwards(rng: random.Random, made: Company) -> None:
    """A period that ends before it starts, overlaps another, or lies in the future."""
    given = _one(rng, made)
    for end, start in ENDS.items():
        if end in given.columns and start in given.columns and given.rows:
            row, made.sound = rng.choice(given.rows), False
            row[start], row[end] = rng.choice((("2024-05-01", "2024-04-30"), ("2031-01-01", "2032-01-01"),
                                               ("2024-01-01", "9999-12-31"), (row.get(end, ""), row.get(start, ""))))


def currencies(rng: random.Random, made: Company) -> None:
    """A second currency with a rate, without one, or with one that is no rate."""
    given = _one(rng, made)
    if "currency" in given.columns and given.rows:
        rng.choice(given.rows)["currency"], made.sound = rng.choice(("USD", "EUR", "KWD")), False
    if rng.random() < 0.5:
        made.sound = False
        made.tables["fx_rate"] = Given("fx_rate", ["currency", "to_reporting"], [
            {"currency": each, "to_reporting": rng.choice(("1", "1.0", "150", "0", "-1", "NaN", ""))}
            for each in rng.sample(("JPY", "USD", "EUR", "KWD"), rng.randint(0, 4))])


def drop_table(rng: random.Random, made: Company) -> None:
    name = rng.choice(sorted(made.tables))
    made.sound &= name not in ("customer", "subscription", "fx_rate")
    if len(made.tables) > 1:
        del made.tables[name]


def no_rows(rng: random.Random, made: Company) -> None:
    given = _one(rng, made)
    made.sound, given.rows = False, []


HARMLESS: tuple[Mutation, ...] = (case_of_header, more_columns, order)
"""Those that no file may be refused for."""

MUTATIONS: tuple[Mutation, ...] = (
    value, value, value, value, value, value, drop_column, rename_column, twice, again, astray, ring, backwards,
    currencies, drop_table, no_rows, *HARMLESS)
