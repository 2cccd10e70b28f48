"""Where a source's tables lie: a folder of files, some files, or a schema of a database."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from data.sources.places import Places

ENGINES = ("duckdb", "postgresql")
VARIABLE = re.compile(r"\$\{(\w+)\}")


@dataclass(frozen=True)
class Where:
    """`paths` (a folder, or files) or `url` with a schema. `shown` is fit for messages: it holds no password."""

    shown: str
    paths: tuple[Path, ...] = ()
    url: URL | None = None
    schema: str = ""


def where_of(places: Places, head: int, given: Mapping[str, Any], base: Path) -> Where | None:
    """What `from` and `schema` say; null where they are at fault, which is said."""
    line, value = places.line(head, "from"), given.get("from")
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, list) or not names or not all(isinstance(name, str) and name for name in names):
        said = 'is missing or no text; write from = "folder", or the URL of a database'
        places.add("missing_key", said, line, "from")
        return None
    if any("://" in name for name in names):
        if len(names) == 1:
            return _database(places, head, names[0], given.get("schema"))
        places.add("wrong_value", "names a database among others; one source reads one database", line, "from")
        return None
    if "schema" in given:
        places.add("wrong_value", "goes with the URL of a database, not with files", places.line(head, "schema"),
                   "schema")
    return Where(", ".join(names), tuple(path for name in names for path in _paths(base, name)))


def _paths(base: Path, name: str) -> list[Path]:
    """The path of a name; of a name with * or ?, the files that it matches (itself where there is none)."""
    path = Path(name).expanduser()
    whole = path if path.is_absolute() else base / path
    if not any(mark in whole.name for mark in "*?"):
        return [whole]
    return sorted(whole.parent.glob(whole.name)) or [whole]


def _filled(text: str) -> URL:
    """The URL with the environment's values as they are: a password may hold any character."""
    def value(given: str) -> str:
        return VARIABLE.sub(lambda found: os.environ[found[1]], given)

    url = make_url(re.sub(r":\$\{\w+\}(?=[/?]|$)", lambda found: value(found[0]), text))  # a port
    query = {name: value(each) if isinstance(each, str) else tuple(map(value, each))
             for name, each in url.query.items()}
    return url.set(query=query, username=value(url.username or "") or None, password=value(str(url.password or "")) or
                   None, host=value(url.host or "") or None, database=value(url.database or "") or None)


def _database(places: Places, head: int, text: str, schema: Any) -> Where | None:
    line = places.line(head, "from")
    missing = sorted({name for name in VARIABLE.findall(text) if not os.environ.get(name)})
    if missing:
        said = f"the environment has no {', '.join(missing)}: set it before this command"
        places.add("missing_variable", said, line, "from")
        return None
    try:
        url = _filled(text)
    except (ArgumentError, ValueError):
        places.add("wrong_value", "is not the URL of a database; write for example duckdb:////data/raw.duckdb or "
                   "postgresql+psycopg://reader:${PASSWORD}@host/database", line, "from")
        return None
    if url.get_backend_name() not in ENGINES:
        places.add("wrong_value", f"{url.get_backend_name()} cannot be read from here; {' and '.join(ENGINES)} can. "
                   "From others export CSV or Parquet files", line, "from")
        return None
    if not isinstance(schema, str) or not schema:
        places.add("missing_key", 'is missing: the schema that holds the tables; write schema = "…"', line, "schema")
        return None
    return Where(f"{url.render_as_string(hide_password=True)} {schema}", url=url, schema=schema)
