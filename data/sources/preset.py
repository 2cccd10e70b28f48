"""The presets: which raw tables and columns a source has, which options, and which models put it onto the contract.

A preset is a folder beside this module: preset.toml and models/<preset>__<contract table>.sql. Other models in that
folder (with one underscore after the preset's name) are steps in between. docs/sources.md says how to write one.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from data.sources.places import Places

FOLDER = Path(__file__).parent
KINDS = ("text", "number", "moment", "day", "flag")
LABELS = ("verified", "schema only", "unverified")


@dataclass(frozen=True)
class Raw:
    """A raw table of a source: its columns by kind. `must`: the columns without which it cannot be read."""

    name: str
    required: bool
    columns: Mapping[str, str]
    must: frozenset[str]


@dataclass(frozen=True)
class Option:
    """An option: kind column (of `table`, one or several with blanks between; COLUMN, or COLUMN.KEY of a column that
    holds JSON), text, flag, list, map. `words`: what the text, or the values of the map, may be (empty: anything).

    What `python -m data connect` makes of it: `joins` is what usually holds the customer's id as another tool knows it
    (null: it is no such option); `explains` the option whose column's values the map explains; `unless` a TABLE.COLUMN
    without which a text must be given."""

    name: str
    kind: str
    default: Any
    help: str
    table: str = ""
    words: tuple[str, ...] = ()
    joins: str | None = None
    explains: str = ""
    unless: str = ""


@dataclass(frozen=True)
class Preset:
    """A known source. `checked` says what the label rests on."""

    name: str
    label: str
    checked: str
    tables: Mapping[str, Raw]
    options: Mapping[str, Option]
    gives: tuple[str, ...]

    @property
    def models(self) -> Path:
        return FOLDER / self.name / "models"


@cache
def preset_names() -> tuple[str, ...]:
    """The presets there are."""
    return tuple(sorted(file.parent.name for file in FOLDER.glob("*/preset.toml")))


@cache
def preset(name: str) -> Preset:
    """One preset. KeyError where its file is not as it must be: that is a fault of this program."""
    given = tomllib.loads((FOLDER / name / "preset.toml").read_text(encoding="utf-8"))
    models = sorted((FOLDER / name / "models").glob(f"{name}__*.sql"))
    options = {each: Option(each, option["kind"], option["default"], option["help"], option.get("table", ""),
                            tuple(option.get("words", ())), option.get("joins"), option.get("explains", ""),
                            option.get("unless", "")) for each, option in given.get("option", {}).items()}
    return Preset(name, given["label"], given["checked"],
                  {table: _raw(table, columns) for table, columns in given["table"].items()}, options,
                  tuple(model.stem.removeprefix(f"{name}__") for model in models))


def _raw(name: str, given: Mapping[str, Any]) -> Raw:
    columns, must = {}, set()
    for kind in KINDS:
        for word in given.get(kind, "").split():
            columns[word.removesuffix("!")] = kind
            if word.endswith("!"):
                must.add(word.removesuffix("!"))
    return Raw(name, given.get("required", False), columns, frozenset(must))


def options_of(places: Places, head: int, made: Preset, given: Any) -> dict[str, Any] | None:
    """The options of a source with their defaults; null where they are no table. What is wrong is said."""
    if not isinstance(given, dict):
        places.add("wrong_form", "is not a table; write [source.options]", places.line(head, "options"), "options")
        return None
    for key in given:
        if key not in made.options:
            known = ", ".join(made.options) or "none"
            said = f"is no option of {made.name}; its options: {known}"
            places.add("unknown_option", said, places.line(head, key), key)
    chosen = {name: given.get(name, option.default) for name, option in made.options.items()}
    for name, value in chosen.items():
        said = _wrong(made.options[name], value)
        if said:
            places.add("wrong_value", said, places.line(head, name), name)
    return chosen


def _wrong(option: Option, value: Any) -> str:
    """What is wrong with an option's value, empty where nothing is."""
    words = option.words
    if option.kind == "flag":
        return "" if isinstance(value, bool) else "is neither true nor false"
    if option.kind == "list":
        fit = isinstance(value, list) and all(isinstance(each, str) for each in value)
        return "" if fit else 'is not a list of texts; write ["…", "…"]'
    if option.kind == "map":
        fit = isinstance(value, dict) and all(isinstance(each, str) for each in value.values())
        if not fit:
            return 'is not a table of texts; write { "theirs" = "ours" }'
        bad = sorted({each for each in value.values() if words and each not in words})
        return f"{', '.join(bad)}: is none of {', '.join(words)}" if bad else ""
    if not isinstance(value, str):
        return "is not a text"
    return f"is none of {', '.join(words)}" if words and value not in words else ""
