"""The two files that a connection is written into: tenure.env and sources.toml. Neither ever holds a password."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy.engine import URL

from data.configured import NAMES, PASSWORD
from data.connect.choosing import Chosen
from data.connect.finding import Contract
from data.contract import contract_columns
from data.engines.names import secrets
from data.faults import WrongCall

HEAD = "# Written by `python -m data connect`; what it may say: docs/connect.md. No password stands here.\n"
FIELD = "password-of-the-environment"


def refuse_secrets(url: URL) -> None:
    """Errors: WrongCall where a secret stands among the URL's options: it could not be kept out of the files."""
    if set(secrets(url)) - {str(url.password)}:
        raise WrongCall("The URL has a secret among its options (after the ?), which would have to be written down: "
                        f"leave it out, and set {PASSWORD}, PGPASSWORD or PGPASSFILE in the environment.")


def bare(url: URL) -> str:
    """The URL without its password, a file's path from the root."""
    if url.get_backend_name() == "duckdb":
        return f"duckdb:///{Path(url.database or '').expanduser().resolve()}"
    made = URL.create(url.drivername, url.username, None, url.host, url.port, url.database, url.query)
    return made.render_as_string(hide_password=False)


def environment(url: URL, schema: str | None) -> str:
    """The text of tenure.env."""
    asked = {NAMES[0]: bare(url), NAMES[1]: schema}
    return HEAD + "".join(f"{name}={value}\n" for name, value in asked.items() if value)


def sources(url: URL, company: str | None, tools: Sequence[Chosen], own: Contract | None = None) -> str:
    """The text of sources.toml, or what is put at the end of one (company null): a source for each tool, a mapping
    for each table of the contract in a DuckDB file."""
    head = HEAD + f"company = {_toml(company)}\n" if company is not None else ""
    parts = [_source(url, each) for each in tools]
    parts += [_mapping(url, own, table) for table in own.gives] if own else []
    return head + "".join(f"\n{part}" for part in parts)


def _from(url: URL) -> str:
    if not url.password:
        return _toml(bare(url))
    text = url.set(password=FIELD).render_as_string(hide_password=False)
    return _toml(text.replace(f":{FIELD}@", f":${{{PASSWORD}}}@"))


def _source(url: URL, chosen: Chosen) -> str:
    lines = ["[[source]]", f"preset = {_toml(chosen.known.preset.name)}", f"name = {_toml(chosen.name)}",
             f"from = {_from(url)}", f"schema = {_toml(chosen.known.schema.name)}"]
    lines += [f"skip = {_toml(list(chosen.skip))}  # another source gives them"] if chosen.skip else []
    lines += ['# orphans = "leave_out"  # rows whose customer nobody gives; otherwise they are a fault'] if (
        "customer" not in chosen.gives) else []
    lines += ["[source.options]"]
    tables = []
    for name, option in chosen.known.preset.options.items():
        given = chosen.options.get(name)
        if isinstance(given, Mapping):
            tables += [f"[source.options.{name}]  # {option.help}"] + [
                f"{_toml(theirs)} = {_toml(ours)}" for theirs, ours in given.items()]
        elif name in chosen.options:
            lines.append(f"{name} = {_toml(given)}")
        else:
            lines.append(f"# {name} = {_toml(option.default)}  # {option.help}")
    return "\n".join([*lines, *tables]) + "\n"


def _mapping(url: URL, own: Contract, table: str) -> str:
    columns = [name for name in own.tables[table] if table == "customer" or name in contract_columns(table)]
    lines = ["[[mapping]]", f"name = {_toml(table)}", f"table = {_toml(table)}", f"from = {_from(url)}",
             f"schema = {_toml(own.schema)}", f"relation = {_toml(table)}", "[mapping.columns]"]
    return "\n".join(lines + [f"{_toml(name)} = {_toml(name)}" for name in columns]) + "\n"


def _toml(value: Any) -> str:
    """A value as TOML writes it; JSON's texts and lists are TOML's too. An empty table: {}."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def write(at: Path, text: str, after: str = "") -> None:
    """Writes a file in one step, `after` being what it says until now."""
    at.parent.mkdir(parents=True, exist_ok=True)
    new = at.with_name(f"{at.name}.new")
    new.write_text(after + text, encoding="utf-8")
    os.replace(new, at)
