"""What was chosen, done: written down, and built as if it already stood in the environment."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.engine import URL

from data import commands
from data.configured import FILE, NAMES, PASSWORD, home
from data.connect import writing
from data.connect.choosing import Chosen
from data.connect.finding import Contract
from data.contract import REQUIRED_TABLES
from data.engines.names import kind
from data.faults import WrongCall
from data.sources.preset import preset, preset_names
from data.sources.settings import path as sources_path


@dataclass(frozen=True)
class Plan:
    """`own`: the company's own tables of the contract, else `tools`. `there`: the board's tables are kept in that
    database. `named`: the company's name where the call gives one; `notes`: what a person is to know."""

    url: URL
    company: str
    named: str | None
    own: Contract | None = None
    tools: tuple[Chosen, ...] = ()
    there: bool = False
    notes: tuple[str, ...] = ()

    @property
    def read_there(self) -> bool:
        """Whether the company's own tables are read where they stand, by the engine that holds them."""
        return self.own is not None and kind(self.url) is not None

    @property
    def gives(self) -> set[str]:
        return {table for each in self.tools for table in each.gives} | set(self.own.gives if self.own else ())

    @property
    def given_before(self) -> set[str]:
        """What the sources of sources.toml give until now, where they go on being loaded."""
        return set() if self.read_there else _given(before())

    @property
    def lacking(self) -> list[str]:
        """The required tables that nobody gives."""
        return [table for table in REQUIRED_TABLES if table not in self.gives | self.given_before]

    @property
    def environment(self) -> str:
        """The text of tenure.env; empty: the warehouse is a file of this machine."""
        if not self.read_there and not self.there:
            return ""
        return writing.environment(self.url, self.own.schema if self.own else None)

    @property
    def sources(self) -> str:
        """What is put into sources.toml; empty where it is not needed, or says it already."""
        if self.read_there:
            return ""
        names = _names(before())
        new = [each for each in self.tools if each.name not in names]
        own = self.own if self.own and not set(self.own.gives) & names else None
        if not new and own is None:
            return ""
        return writing.sources(self.url, None if before() else self.company, new, own)


def before() -> str:
    """What sources.toml says until now."""
    try:
        return sources_path().read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return ""


def _entries(text: str) -> list[dict[str, Any]]:
    """Its sources and mappings. Errors: WrongCall where it is not TOML."""
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise WrongCall(f"{sources_path()} is not TOML: {error}. Mend it, or move it away.") from error
    return [each for name in ("source", "mapping") for each in found.get(name, ()) if isinstance(each, dict)]


def _names(text: str) -> set[str]:
    return {str(each.get("name", each.get("preset", ""))) for each in _entries(text)}


def _given(text: str) -> set[str]:
    known = [each for each in _entries(text) if each.get("preset") in preset_names()]
    tables = {table for each in known for table in set(preset(each["preset"]).gives) - set(each.get("skip", ()))}
    return tables | {str(each["table"]) for each in _entries(text) if "table" in each}


def write_sources(plan: Plan) -> None:
    """Writes what sources.toml does not say yet."""
    text = plan.sources
    if text:
        writing.write(sources_path(), text, before())
        print(f"Wrote {sources_path()}.")


def write_warehouse(plan: Plan) -> None:
    """Writes which warehouse is in use, once it is built."""
    at, text = home() / FILE, plan.environment
    if text:
        writing.write(at, text)
        print(f"Wrote {at}.")
    elif at.exists():
        at.unlink()
        print(f"Removed {at}: the warehouse is a file of this machine again.")


@contextmanager
def as_if(plan: Plan) -> Iterator[None]:
    """For the block the environment says what the files will say, and the password."""
    new = dict(line.split("=", 1) for line in plan.environment.splitlines() if not line.startswith("#"))
    if not new and not os.environ.get(NAMES[0]):
        new = {NAMES[0]: f"duckdb:///{home() / 'tenure.duckdb'}"}
    new |= {NAMES[1]: ""} if NAMES[1] not in new else {}
    new |= {PASSWORD: str(plan.url.password)} if plan.url.password else {}
    kept = {name: os.environ.get(name) for name in new}
    os.environ.update(new)
    try:
        yield
    finally:
        for name, value in kept.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def build(plan: Plan) -> None:
    """Builds and publishes. Errors: as those of `python -m data build` and `load`."""
    if plan.read_there:
        commands.build(company=plan.named)
    else:
        commands.load(None, plan.named)


def files(plan: Plan) -> list[tuple[Path, str]]:
    """What would be written, and where."""
    asked = [(sources_path(), plan.sources), (home() / FILE, plan.environment)]
    return [(at, text) for at, text in asked if text]
