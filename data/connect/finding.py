"""Which schemas hold tables of the contract, and which the tables of a tool that a preset knows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from data.connect.looking import Schema
from data.contract import REQUIRED_TABLES, TABLES, contract_columns
from data.sources.preset import Preset, preset, preset_names


@dataclass(frozen=True)
class Contract:
    """A schema with tables of the contract. `missing`: what of it is required and not there, a sentence each."""

    schema: str
    tables: Mapping[str, tuple[str, ...]]
    missing: tuple[str, ...]

    @property
    def gives(self) -> tuple[str, ...]:
        return tuple(name for name in TABLES if name in self.tables)


@dataclass(frozen=True)
class Known:
    """A schema with the tables of a preset. `absent`: those that the preset can do without, and that are not there."""

    schema: Schema
    preset: Preset
    tables: tuple[str, ...]
    absent: tuple[str, ...]

    @property
    def gives(self) -> tuple[str, ...]:
        return self.preset.gives

    def has(self, table: str, column: str) -> bool:
        return column.lower() in self.schema.lower().get(table, set())


Offer = Contract | Known
LIKELY = 0.5
"""Which part of the columns that a preset knows of its required tables makes a schema that tool's."""


def contracts(schemas: Iterable[Schema]) -> list[Contract]:
    """The schemas with at least one table that is named as the contract's and has its key."""
    found = []
    for schema in schemas:
        tables = {name: columns for name, columns in schema.tables.items()
                  if name in TABLES and set(_key(name)) <= set(columns)}
        if tables:
            found.append(Contract(schema.name, tables, tuple(_missing(schema, tables))))
    return sorted(found, key=lambda each: (len(each.missing), -len(each.tables), each.schema))


def _key(table: str) -> list[str]:
    key: tuple[str, ...] = TABLES[table].info["key"]
    return [name for name in key if not TABLES[table].columns[name].nullable]


def _missing(schema: Schema, tables: Mapping[str, tuple[str, ...]]) -> Iterable[str]:
    for name in REQUIRED_TABLES:
        if name not in tables:
            there = f"has no column {', '.join(_key(name))}" if name in schema.tables else "is not there"
            needed = ", ".join(column.name for column in contract_columns(name).values() if not column.nullable)
            yield f"{schema.name}.{name} {there}: make a table or view of that name with {needed}"
    for name, columns in tables.items():
        lacks = [column.name for column in contract_columns(name).values()
                 if not column.nullable and column.name not in columns]
        if lacks:
            yield f"{schema.name}.{name} has no column {', '.join(lacks)}: the contract requires it"


def known(schemas: Iterable[Schema], asked: Mapping[str, str | None] | None = None) -> list[Known]:
    """The presets whose tables a schema holds: of each schema the one that fits best, or those that are asked for
    (preset to schema, null: any)."""
    schemas = list(schemas)
    fits = [each for name in asked or preset_names() for schema in schemas
            if (asked or {}).get(name) in (None, schema.name) and (each := _known(schema, preset(name)))]
    if asked:
        likely = [each for each in fits if _score(each) >= LIKELY]
        found = likely + [each for each in fits if each.preset not in [one.preset for one in likely]]
    else:
        best = (max((each for each in fits if each.schema is schema and _score(each) >= LIKELY), key=_columns,
                    default=None) for schema in schemas)
        found = [each for each in best if each]
    return sorted(found, key=lambda each: (each.schema.name, each.preset.name))


def _known(schema: Schema, made: Preset) -> Known | None:
    """The preset on a schema, null where it lacks a table or column without which it cannot be read."""
    there = schema.lower()
    for name, raw in made.tables.items():
        if (raw.required and name not in there) or (name in there and not raw.must <= there[name]):
            return None
    return Known(schema, made, tuple(name for name in made.tables if name in there),
                 tuple(name for name in made.tables if name not in there))


def lacks(schemas: Iterable[Schema], name: str, asked: str | None) -> str:
    """Why a preset cannot be used on a schema, or on any: what the likeliest of them lacks."""
    made, best = preset(name), None
    for schema in schemas:
        if asked in (None, schema.name):
            there = schema.lower()
            missing = [each for each, raw in made.tables.items() if raw.required and each not in there]
            missing += [f"{each}.{column}" for each, raw in made.tables.items() if each in there
                        for column in sorted(raw.must - there[each])]
            best = min(best or (len(missing) + 1, "", [""]), (len(missing), schema.name, missing))
    if best is None:
        return f"there is no schema {asked} that this user may read." if asked else "there are no tables."
    return f"the schema {best[1]} lacks {', '.join(best[2])} (docs/sources/{name}.md)."


def _score(each: Known) -> float:
    """Which part of the columns that it knows of its required tables is there: an `account` may be anybody's."""
    there, needed = each.schema.lower(), [raw for raw in each.preset.tables.values() if raw.required]
    return sum(len(there[raw.name] & set(raw.columns)) for raw in needed) / sum(len(raw.columns) for raw in needed)


def _columns(each: Known) -> int:
    there = each.schema.lower()
    return sum(len(there[name] & set(each.preset.tables[name].columns)) for name in each.tables)
