"""Which of the found schemas are used, and how the tools among them go together."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.engine import URL

from data.connect.asking import Asking
from data.connect.finding import Contract, Known, Offer
from data.connect.looking import MOST_VALUES, values
from data.faults import WrongCall
from data.sources.preset import Option


@dataclass(frozen=True)
class Chosen:
    """A tool that is switched on: its name in sources.toml, the tables that another gives, the options that are set."""

    known: Known
    name: str
    skip: tuple[str, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def gives(self) -> tuple[str, ...]:
        return tuple(table for table in self.known.gives if table not in self.skip)


def pick(offers: Sequence[Offer], asking: Asking) -> list[Offer]:
    """Either one schema of the contract or tools. Errors: WrongCall where that is not clear."""
    default = _default(offers)
    if asking.yes or len(offers) == 1:
        return [offers[at - 1] for at in default]
    taken = [offers[at - 1] for at in asking.numbers("Which shall be used", len(offers), default)]
    if len(taken) > 1 and any(isinstance(each, Contract) for each in taken):
        raise WrongCall("A schema of the contract is used alone: its tables are read where they stand. Tools are put "
                        "together with one another.")
    return taken


def _default(offers: Sequence[Offer]) -> list[int]:
    """A whole schema of the contract, else every tool, else what there is of the contract."""
    numbered = list(enumerate(offers, 1))
    whole = [at for at, each in numbered if isinstance(each, Contract) and not each.missing]
    if len(whole) > 1:
        schemas = ", ".join(each.schema for each in offers if isinstance(each, Contract) and not each.missing)
        raise WrongCall(f"Several schemas hold the contract's tables: {schemas}. Name one: --schema NAME.")
    return whole or [at for at, each in numbered if isinstance(each, Known)] or [1]


def tools(taken: Sequence[Known]) -> list[Chosen]:
    """The tools by name. One gives the customers: a CRM before a billing tool; one kind gives the contracts: who gives
    the lines."""
    names = [each.preset.name for each in taken]
    crm = next((each for each in taken if "customer" in each.gives and "subscription" not in each.gives), None)
    lead = crm or next((each for each in taken if "customer" in each.gives), None)
    billed = any("subscription" in each.gives for each in taken)
    made = []
    for each in taken:
        name = each.preset.name if names.count(each.preset.name) == 1 else f"{each.preset.name}_{each.schema.name}"
        skip = ["customer"] if "customer" in each.gives and each is not lead else []
        skip += ["contract"] if billed and "contract" in each.gives and "subscription" not in each.gives else []
        made.append(Chosen(each, re.sub(r"[^a-z0-9_]", "_", name.lower())[:40], tuple(skip)))
    return made


def explained(url: URL, chosen: Chosen, given: Mapping[str, str], asking: Asking) -> tuple[Chosen, list[str]]:
    """The tool with its options: those of the call (NAME.OPTION=VALUE), else asked. And what is left to be said."""
    options: dict[str, Any] = {}
    notes: list[str] = []
    for option in chosen.known.preset.options.values():
        asked = given.get(f"{chosen.name}.{option.name}")
        if asked is not None:
            options[option.name] = _value(option, asked)
        elif option.joins is not None and "customer" not in chosen.gives:
            options |= _joining(chosen, option, asking, notes)
        elif option.explains:
            options |= _words(url, chosen, option, {**options}, asking, notes)
        elif option.unless and not chosen.known.has(*option.unless.split(".", 1)):
            text = asking.text(f"{chosen.name}: {option.help}")
            options |= {option.name: text} if text else {}
    return Chosen(chosen.known, chosen.name, chosen.skip, options), notes


def _value(option: Option, text: str) -> Any:
    if option.kind == "map":
        raise WrongCall(f"{option.name} is a table: write it into sources.toml.")
    if option.kind == "flag":
        return text.lower() in ("true", "yes", "1")
    return [part.strip() for part in text.split(",")] if option.kind == "list" else text


def _joining(chosen: Chosen, option: Option, asking: Asking, notes: list[str]) -> dict[str, str]:
    """The column by which a tool's rows find their customer."""
    usual = option.joins or ""
    fits = usual and any(chosen.known.has(table, usual) for table in option.table.split())
    column = asking.text(f"{chosen.name}: {option.help}", usual if fits else "")
    if not column:
        notes.append(f"{chosen.name}: set {option.name} in sources.toml, the column that holds the customer's id as "
                     "the other tool knows it; until then its rows join nobody.")
    return {option.name: column} if column else {}


def _words(url: URL, chosen: Chosen, option: Option, options: Mapping[str, Any], asking: Asking,
           notes: list[str]) -> dict[str, dict[str, str]]:
    """What each value of a column means; what nobody explains is ignored, which is said."""
    about = chosen.known.preset.options[option.explains]
    column, table = str(options.get(about.name, about.default)), about.table
    if not column or not chosen.known.has(table, column):
        return {}
    real = next(name for name in chosen.known.schema.tables if name.lower() == table)
    exact = next(name for name in chosen.known.schema.tables[real] if name.lower() == column.lower())
    found = values(url, chosen.known.schema.name, real, exact)
    made = {}
    for value, rows in found[:MOST_VALUES]:
        question = f"{chosen.name}: {table}.{column} “{value}” ({rows:,} rows) is"
        made[value] = asking.one_of(f"{question} {', '.join(option.words)}", option.words, "ignore")
    ignored = [f"“{value}”" for value, word in made.items() if word == "ignore"]
    if ignored:
        notes.append(f"{chosen.name}: rows whose {column} is {', '.join(ignored)} are left out: say in {option.name} "
                     f"of sources.toml what they are ({', '.join(option.words)}).")
    return {option.name: made}
