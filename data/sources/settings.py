"""Reads sources.toml: which sources are switched on, where their tables lie, and what maps other tools' tables.

`sources.toml`, at TENURE_SOURCES or in `home()`. docs/sources.md says what it may hold. Whatever is wrong in it is a
fault with its line, and nothing is loaded.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from data.faults import FAULT, Finding, Findings, LoadRefused, WrongCall
from data.sources.mapping.model import Mapped
from data.sources.mapping.reading import mapping_of
from data.sources.places import Places
from data.sources.preset import Preset, options_of, preset, preset_names
from data.sources.where import Where, where_of
from data.toml_file import NotRead, opened
from data.warehouse import home

NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
TOP = ("company", "source", "mapping")
ENTRY = ("preset", "name", "from", "schema", "skip", "orphans", "options")
ORPHANS = ("refuse", "leave_out")


@dataclass(frozen=True)
class Entry:
    """One switched-on preset. `skip`: tables of the contract that it shall not give. `orphans`: what becomes of lines
    whose customer nobody gives."""

    name: str
    preset: Preset
    where: Where
    options: Mapping[str, Any]
    line: int
    skip: frozenset[str] = frozenset()
    orphans: str = "refuse"


@dataclass(frozen=True)
class Settings:
    """What sources.toml says."""

    path: Path
    company: str
    sources: tuple[Entry, ...] = ()
    mappings: tuple[Mapped, ...] = field(default=())


def path() -> Path:
    """Where the file stands: TENURE_SOURCES, else sources.toml in `home()`."""
    asked = os.environ.get("TENURE_SOURCES")
    return Path(asked).expanduser().resolve() if asked else home() / "sources.toml"


def read(at: Path | None = None) -> Settings:
    """The settings. Errors: WrongCall where there is no such file, LoadRefused with a fault for all that is wrong."""
    at = at or path()
    findings = Findings()
    try:
        text, found = opened(at)
    except NotRead as error:
        if error.absent:
            raise WrongCall(f"{at}: there is no such file. It says which sources are loaded (docs/sources.md); "
                            "`python -m data load DIR` loads a folder of files instead.") from error
        findings.add(Finding(FAULT, error.rule, error.message, file=at.name, line=error.line))
        raise LoadRefused(findings.all) from error
    settings = _Reader(at.name, text, findings).read(at, found)
    if findings.refused:
        raise LoadRefused(findings.all)
    return settings


class _Reader(Places):
    """Reads one file and collects what is wrong with it, by line."""

    def read(self, at: Path, found: Mapping[str, Any]) -> Settings:
        for key in found:
            if key not in TOP:
                self.add("unknown_key", f"is not known; known: {', '.join(TOP)}", self.line(0, key), key)
        company = found.get("company", at.parent.name)
        if not isinstance(company, str) or not company.strip():
            self.add("wrong_value", 'is not a name; write company = "…"', self.line(0, "company"), "company")
            company = ""
        sources = tuple(filter(None, (self.entry(head, each, at) for head, each in self.entries(found, "source"))))
        mappings = tuple(filter(None, (mapping_of(self, head, each, at.parent)
                                       for head, each in self.entries(found, "mapping"))))
        if not sources and not mappings and not self.findings.refused:
            self.add("no_source", "names no source: write at least one [[source]] or [[mapping]]")
        self.once([(entry.name, entry.line) for entry in sources] + [(each.name, each.line) for each in mappings])
        return Settings(at, company, sources, mappings)

    def entries(self, found: Mapping[str, Any], name: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
        given = found.get(name, [])
        if not isinstance(given, list) or not all(isinstance(each, dict) for each in given):
            self.add("wrong_form", f"is not a list of tables; write [[{name}]]", self.line(0, name), name)
            return
        for number, each in enumerate(given):
            yield self.head(name, number), each

    def entry(self, head: int, given: Mapping[str, Any], at: Path) -> Entry | None:
        for key in given:
            if key not in ENTRY:
                self.add("unknown_key", f"is not known; known: {', '.join(ENTRY)}", self.line(head, key), key)
        named = given.get("preset")
        if named not in preset_names():
            shown = f'"{named}" is no preset' if named else "is missing"
            self.add("unknown_preset", f"{shown}; there are {', '.join(preset_names())}. For any other tool write a "
                     "[[mapping]]", self.line(head, "preset"), "preset")
            return None
        made = preset(named)
        name = self.name(head, given.get("name", named))
        skip, orphans = given.get("skip", []), given.get("orphans", "refuse")
        self.skip(head, skip, made)
        if orphans not in ORPHANS:
            self.add("wrong_value", f"is none of {', '.join(ORPHANS)}", self.line(head, "orphans"), "orphans")
        where = where_of(self, head, given, at.parent)
        options = options_of(self, head, made, given.get("options", {}))
        if where is None or options is None:
            return None
        return Entry(name, made, where, options, head, frozenset(skip), orphans)

    def name(self, head: int, given: Any) -> str:
        if isinstance(given, str) and NAME.fullmatch(given):
            return given
        self.add("wrong_value", f"{given!r} is no name of a source: small letters, digits and _, at most 40",
                 self.line(head, "name"), "name")
        return "unnamed"

    def skip(self, head: int, given: Any, made: Preset) -> None:
        if not isinstance(given, list) or not all(isinstance(each, str) for each in given):
            self.add("wrong_value", 'is not a list of tables; write skip = ["customer"]', self.line(head, "skip"),
                     "skip")
            given = []
        for table in given:
            if table not in made.gives:
                self.add("unknown_table", f"{made.name} does not give {table!r}; it gives {', '.join(made.gives)}",
                         self.line(head, "skip"), "skip")

    def once(self, names: list[tuple[str, int]]) -> None:
        seen: dict[str, int] = {}
        for name, line in names:
            if name in seen:
                self.add("two_names", f'"{name}" is the name of the source of line {seen[name]} too; give one of them '
                         'another: name = "…"', line, "name")
            seen.setdefault(name, line)
