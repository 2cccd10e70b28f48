"""Cases of the files that a company writes in TOML: what each reader makes of one that was good (toml)."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from data import targets
from data.access import reading as access
from data.alerts import reading as alerts
from data.delivery import reading as delivery
from data.economics import reading as economics
from data.faults import LoadRefused
from data.health import reading as health
from data.journey import reading as journey
from data.maturity import reading as maturity
from data.practice import reading as practice
from data.published import reading as published
from data.selling import reading as selling
from data.sources import settings as sources
from tests.fuzz.outcome import Kind, Outcome
from tests.fuzz.places import Found, lines_of
from tests.fuzz.toml_texts import mutated

Made = tuple[Any, tuple[object, ...]]
TARGETS = ('[[target]]\nkpi = "grr"\nquarter = "2026Q3"\nvalue = 0.92\n\n[[target]]\nkpi = "arr"\nquarter = "2026Q4"\n'
           'value = 1200000000\nwhere = {segment = "Enterprise", region = ["関東", ""]}\n')
SOURCES = ('company = "青葉"\n\n[[source]]\npreset = "salesforce"\nfrom = "sf"\n\n[[source]]\npreset = "zuora"\n'
           'from = ["a.csv", "b.csv"]\nskip = ["invoice"]\norphans = "leave_out"\n\n')
ROOT = Path(targets.__file__).parent
OF_WHOLE = frozenset(("no_model", "no_recipient", "no_stage", "no_rule", "no_source", "missing_stage", "unreadable",
                      "no_size", "not_a_table", "not_words", "out_of_bounds", "not_toml"))
"""Rules about what is not in the file at all: there may be no line to name."""


def _given(read: Callable[[Path], Any]) -> Callable[[Path], Made]:
    """Of a reader that gives what it holds with its faults."""
    def made(at: Path) -> Made:
        found = read(at)
        return found, tuple(found.faults)
    return made


def _raised(read: Callable[[Path], Any]) -> Callable[[Path], Made]:
    """Of a reader that raises its faults."""
    def made(at: Path) -> Made:
        try:
            return read(at), ()
        except (health.ModelRefused, maturity.RulesRefused) as error:
            return None, tuple(error.faults)
        except LoadRefused as error:
            return None, tuple(error.findings)
    return made


def _text(*parts: str) -> str:
    return ROOT.joinpath(*parts).read_text(encoding="utf-8")


READERS: dict[str, tuple[Callable[[], str], Callable[[Path], Made]]] = {
    "targets": (lambda: TARGETS, _given(targets.read)),
    "practice": (lambda: _text("practice", "default.toml"), _given(practice.read)),
    "alerts": (lambda: _text("alerts", "default.toml"), _given(alerts.read)),
    "published": (lambda: _text("published", "default.toml"), _given(published.read)),
    "delivery": (lambda: _text("delivery", "example.toml"), _given(delivery.read)),
    "economics": (lambda: "[assumptions]\ngross_margin = 0.75\ncac = 500000\nrenewal_months = 12\n",
                  _given(economics.read)),
    "selling": (lambda: _text("selling", "default.toml"), _given(selling.read)),
    "access": (lambda: _text("access", "example.toml"), _given(access.read)),
    "health": (lambda: _text("health", "default.toml"), _raised(health.read)),
    "journey": (lambda: _text("journey", "default.toml"), _raised(journey.read)),
    "maturity": (lambda: _text("maturity", "default.toml"), _raised(maturity.read)),
    "sources": (lambda: SOURCES + _text("sources", "mazrica", "example.toml"), _raised(sources.read)),
}
PARTIAL = ("access",)
"""Files of which a wrong entry bars one person, while the others hold."""


class Settings:
    """Each case is one of the files."""

    name, limit = "toml", 10.0

    def prepare(self, folder: Path) -> None:
        self.folder = folder

    def case(self, rng: random.Random) -> Outcome:
        name = rng.choice(sorted(READERS))
        good, read = READERS[name]
        at = self.folder / f"{name}.toml"
        at.write_bytes(mutated(rng, good()))
        made, faults = read(at)
        said = judged(at, name, made, faults)
        return Outcome(said.kind, f"{name}: {said.said}")


def judged(at: Path, name: str, made: Any, faults: tuple[object, ...]) -> Outcome:
    """What a reader made of a file: refused with its place, or read as tomllib reads it."""
    try:
        found = tomllib.loads(at.read_bytes().decode("utf-8-sig").replace("\r\n", "\n"))
    except (ValueError, RecursionError):
        found = None
    if faults:
        wrong = next((f"no {lacking}: {each}" for each in lines_of(faults) if (lacking := _unplaced(each))), None)
        return Outcome(Kind.UNPLACED, wrong) if wrong else Outcome(Kind.REFUSED, str(faults[0]))
    if found is None:
        return Outcome(Kind.WRONG, "was read, and tomllib cannot")
    otherwise = name in (*PARTIAL, *OTHERWISE)
    lost = [] if otherwise else sorted({*_leaves(found)} - {*_leaves(made), *_keys(made)}, key=str)
    return Outcome(Kind.WRONG, f"not found in what was read: {lost[:5]}") if lost else Outcome(Kind.READ)


OTHERWISE = ("sources", "maturity", "journey", "alerts", "delivery", "health")
"""Readers whose records hold something else than the file's own values: conditions, moments, addresses, paths."""


def _unplaced(found: Found) -> str | None:
    if not found.get("file") or not found.get("rule"):
        return "file or rule"
    return None if found.get("line") or found.get("rule") in OF_WHOLE else "line"


def _keys(made: Any) -> Iterator[str]:
    """The names by which a reader's record holds its entries."""
    for field in fields(made):
        if isinstance(held := getattr(made, field.name), Mapping):
            yield from (str(key).casefold() for key in held)


def _leaves(found: Any) -> Iterator[str | float]:
    """Every text and number, numbers as floats, texts as their letters alone, however deep they lie."""
    if is_dataclass(found):
        yield str(found).casefold()
        for field in fields(found):
            yield from _leaves(getattr(found, field.name))
    elif isinstance(found, Mapping):
        for value in found.values():
            yield from _leaves(value)
    elif isinstance(found, list | tuple | set | frozenset):
        for each in found:
            yield from _leaves(each)
    elif isinstance(found, str) and not isinstance(found, Enum):
        yield from (found.strip().casefold(),) if found.strip() else ()
    elif isinstance(found, int | float) and not isinstance(found, bool):
        yield float(found)
