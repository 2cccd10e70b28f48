"""What `python -m data connect` says. Nothing of it holds a password."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from textwrap import wrap

from sqlalchemy.engine import URL

from data.configured import NAMES, PASSWORD
from data.connect.doing import Plan
from data.connect.doing import files as files_of
from data.connect.finding import Contract, Offer
from data.connect.looking import Schema, place_name
from data.connect.unlocks import UNLOCKS
from data.connect.writing import bare
from data.contract import REQUIRED_TABLES, TABLES
from data.sources.settings import path as sources_path

MOST = 8
WIDTH = 116


def reached(url: URL) -> None:
    """The database answers."""
    print(f"{place_name(url)} answers.")


def nothing(schemas: Sequence[Schema], only: str | None) -> None:
    """There is nothing that Tenure knows; what there is, and what to do."""
    if not schemas:
        print(f"There is no schema {only} with tables that this user may read." if only else
              "There is no table that this user may read: load data into it first, or let the user read them.")
        return
    print("No schema holds a table of the contract or the tables of a tool that Tenure knows:")
    for schema in schemas[:MOST]:
        print(f"  {schema.name}: {_some(schema.tables)}")
    print("Make tables or views named as the contract's (docs/loading.md), or map these tables onto it in "
          f"{sources_path()} (docs/sources.md).")


def offers(found: Sequence[Offer]) -> None:
    """What can be used, numbered, with what each would show."""
    for number, offer in enumerate(found, 1):
        if isinstance(offer, Contract):
            print(f"\n[{number}] schema {offer.schema}: {len(offer.tables)} of the contract's {len(TABLES)} tables"
                  + ("" if not offer.missing else ", not enough"))
        else:
            print(f"\n[{number}] schema {offer.schema.name}: {offer.preset.name} ({offer.preset.label}), by its "
                  f"{', '.join(offer.tables)}")
            _wrapped("without " + ", ".join(offer.absent) if offer.absent else "")
        _unlocked(offer.gives)
        for said in offer.missing if isinstance(offer, Contract) else ():
            _wrapped(f"missing: {said}")


def missing(own: Contract) -> None:
    """A schema of the contract that cannot be used as it stands."""
    print(f"\nThe schema {own.schema} cannot be used yet:")
    for said in own.missing:
        _wrapped(f"- {said}.")
    print(f"Then run this command again. Only {' and '.join(REQUIRED_TABLES)} are required; nothing was written.")


def plan(made: Plan) -> None:
    """What the choice gives, what stays unknown, and what is left to be decided."""
    left = [table for table in TABLES if table not in made.gives | made.given_before]
    print("\nStill unknown, and what it would show:" if left else "\nEvery table of the contract is there.")
    _unlocked(left)
    for note in made.notes:
        _wrapped(f"note: {note}")
    where = place_name(made.url) if made.read_there or made.there else "a file of this machine"
    print(f"\nThe board's tables are kept in {where}.")
    for at, _ in files_of(made):
        print(f"To be written: {at}")


def files(made: Plan) -> None:
    """The files as they would be written."""
    for at, text in files_of(made):
        print(f"\n--- {at}\n{text}", end="")


def lacking(made: Plan) -> None:
    """Required tables that nobody gives."""
    tables = ", ".join(f"{table} ({UNLOCKS[table]})" for table in made.lacking)
    print(f"Nothing gives {tables}: add a tool that does, or a [[mapping]] of a file or table, to {sources_path()} "
          "(docs/sources.md), then run `python -m data load`.")


def refused(made: Plan) -> None:
    """The data are at fault: how to go on."""
    if made.read_there:
        print("Nothing was written. Mend the tables or views, then run this command again.")
    else:
        print(f"{sources_path()} stays as it is written: mend it or the data (docs/sources.md), then run this command "
              "again, or `python -m data sources check`.")


def done(made: Plan) -> None:
    """How to go on."""
    print(f"From now on `python -m data {'build' if made.read_there else 'load'}` refreshes it; `make run` shows it.")
    if made.url.password:
        print(f"The password is in none of these files: set {PASSWORD} in the environment of the board and of builds.")
    set_ = os.environ.get(NAMES[0])
    if made.environment and set_ and set_ != bare(made.url):
        print(f"Mind: the environment sets {NAMES[0]}, which wins over the file.")


def _unlocked(tables: Iterable[str]) -> None:
    for table in tables:
        lines = wrap(UNLOCKS[table], WIDTH - 24)
        print(f"    {table:<18} {lines[0]}" + "".join(f"\n{' ' * 23}{line}" for line in lines[1:]))


def _wrapped(text: str) -> None:
    for number, line in enumerate(wrap(text, WIDTH - 4)):
        print(f"    {'  ' if number else ''}{line}")


def _some(tables: Iterable[str]) -> str:
    names = sorted(tables)
    return ", ".join(names[:MOST]) + (f" and {len(names) - MOST} more" if len(names) > MOST else "")
