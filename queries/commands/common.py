"""What every command shares: its place in the registry, the scope that a command line asks for, and its answer."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd

from data.warehouse import Warehouse
from queries.dimensions import build_info
from queries.scope import Scope, normalise


@dataclass(frozen=True)
class Answer:
    """The scope that was asked, a row a line, and what else JSON says beside the rows (totals, what was left out)."""

    scope: Scope
    rows: pd.DataFrame
    beside: dict[str, Any] = field(default_factory=dict)
    status: int = 0
    """The exit status: 1 where the answer says that the data are at fault."""


@dataclass(frozen=True)
class Command:
    """One word of `python -m queries`. `arguments` adds its own; --unit, --where, --by and --format are everyone's."""

    name: str
    what: str
    answer: Callable[[Warehouse, argparse.Namespace], Answer]
    arguments: Callable[[argparse.ArgumentParser], None]


def day(text: str) -> date:
    """An ISO date of the command line."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"not a date (YYYY-MM-DD): {text!r}") from error


def filtered(text: str) -> tuple[str, str | None]:
    """KEY=VALUE of a command line; KEY= is null."""
    key, equals, value = text.partition("=")
    if not key or not equals:
        raise argparse.ArgumentTypeError(f"not KEY=VALUE: {text!r}")
    return key, value or None


def as_of(parser: argparse.ArgumentParser) -> None:
    """--as-of, with the latest week of the data as its default."""
    parser.add_argument("--as-of", type=day, metavar="DATE", help="default: the latest week of the data")


def scope_on(arguments: argparse.Namespace, moment: date) -> Scope:
    """The scope that a command line asks for, on a date."""
    filters: dict[str, list[str | None]] = {}
    for key, value in arguments.where:
        filters.setdefault(key, []).append(value)
    return Scope(moment, arguments.unit, normalise(filters), arguments.viewer)


def scope_of(warehouse: Warehouse, arguments: argparse.Namespace) -> Scope:
    """The scope of a command that has --as-of."""
    return scope_on(arguments, arguments.as_of or build_info(warehouse).default_as_of)
