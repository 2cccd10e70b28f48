"""What a warehouse's URL means, and how the schemas of a version are named."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from data.configured import setting
from data.faults import WrongCall

ROOMS = ("contract", "quarantine", "decided", "staging", "marts", "meta")
POSTGRES, SPARK = "postgres", "spark"
KINDS = {"postgresql": POSTGRES, "postgres": POSTGRES, "hive": SPARK}
PORTS = {POSTGRES: 5432, SPARK: 10000}
VERSIONED = re.compile(rf"tenure_(\d{{8}}t\d{{12}})_({'|'.join(ROOMS)})")
HARD_PASSWORD = ("characters such as @ : / # in a user or password are written %40 %3A %2F %23")


def parsed(text: str) -> URL:
    """The URL. Errors: WrongCall, which shows nothing of a text that cannot be read: it may hold a password."""
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise WrongCall("TENURE_WAREHOUSE_URL is no database URL: write duckdb:///PATH, "
                        "postgresql://USER:PASSWORD@HOST/DATABASE or hive://HOST:PORT/DATABASE; "
                        f"{HARD_PASSWORD}.") from None
    if url.get_backend_name() in KINDS and "@" in f"{url.host}{url.database}":
        raise WrongCall(f"TENURE_WAREHOUSE_URL has an @ after its host: {HARD_PASSWORD}.")
    return url


def kind(url: URL) -> str | None:
    """The engine on a server that a URL names: postgres, spark; null for any other."""
    return KINDS.get(url.get_backend_name())


def is_remote(text: str) -> bool:
    """Whether the warehouse is on a server that Tenure can build on."""
    return kind(parsed(text)) is not None


def shown(url: URL) -> str:
    """The URL without its password, and without what else may be secret: its options."""
    folder = {"host": url.query["host"]} if "host" in url.query else {}
    hidden = url.set(query=folder).render_as_string(hide_password=True)
    return hidden.replace(f"{url.drivername}:", f"{url.get_backend_name()}:", 1)


def secrets(url: URL) -> list[str]:
    """What of a URL must appear nowhere, the longest first."""
    asked = [value for name, value in url.query.items() if re.search("pass|token|secret|key", name, re.IGNORECASE)]
    found = [str(url.password)] if url.password else []
    for value in asked:
        found += [value] if isinstance(value, str) else list(value)
    return sorted(filter(None, found), key=len, reverse=True)


def place_of(url: URL) -> str:
    """Short name of one database, the same for every user: names its lock and its folder under TENURE_HOME."""
    host = url.host or str(url.query.get("host", ""))
    name = f"{url.get_backend_name()}/{host}/{url.port or PORTS[KINDS[url.get_backend_name()]]}/{url.database}"
    return f"{KINDS[url.get_backend_name()]}-{hashlib.sha256(name.encode()).hexdigest()[:10]}"


def own_contract() -> str | None:
    """The schema of a company's own contract tables (TENURE_CONTRACT_SCHEMA of the environment or of tenure.env), null
    where they are loaded."""
    return setting("TENURE_CONTRACT_SCHEMA")


def rooms(version: str, contract: str | None = None) -> dict[str, str]:
    """The real schemas of a version by room. `contract`: the company's own schema that is read instead."""
    return {room: f"tenure_{version}_{room}" for room in ROOMS} | ({"contract": contract} if contract else {})


def versions(schemas: Iterable[str]) -> dict[str, list[str]]:
    """The schemas of each version that stand on a server, oldest version first."""
    found: dict[str, list[str]] = {}
    for name in sorted(schemas):
        match = VERSIONED.fullmatch(name)
        if match:
            found.setdefault(match[1], []).append(name)
    return found
