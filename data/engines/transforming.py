"""What dbt is told of a draft on a server: the target, and in the environment alone how it is reached."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from sqlalchemy.engine import URL

from data.engines.errors import scrubbed
from data.engines.names import PORTS, POSTGRES, kind

LIBPQ = {"sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT", "sslcert": "PGSSLCERT", "sslkey": "PGSSLKEY",
         "channel_binding": "PGCHANNELBINDING", "gssencmode": "PGGSSENCMODE", "passfile": "PGPASSFILE",
         "service": "PGSERVICE", "target_session_attrs": "PGTARGETSESSIONATTRS"}
"""Options of a PostgreSQL URL that the driver reads from the environment too."""
SECRET = "DBT_ENV_SECRET_TENURE"
"""By its name dbt knows that the value must not be written anywhere."""
GONE = (r"(?m)^\s*gone: (\w+(?:\.\w+)?)\s*$",
        r'relation "(?:[^".]+\.)?([^"]+)" does not exist',
        r"TABLE_OR_VIEW_NOT_FOUND[^`]*(?:`[^`]+`\.)*`([^`]+)`")


def environment(url: URL) -> dict[str, str]:
    """For the process that runs dbt. Nothing of it stands on a command line. Sessions live in UTC."""
    engine = kind(url) or ""
    host = url.host or str(url.query.get("host", "localhost"))
    options = {LIBPQ[name]: str(value) for name, value in url.query.items() if name in LIBPQ}
    told = {"TARGET": engine, "HOST": host, "PORT": str(url.port or PORTS[engine]), "USER": url.username or "",
            "DATABASE": url.database or ("default" if engine != POSTGRES else "")}
    secret = {SECRET: str(url.password)} if url.password else {}
    return {**{f"TENURE_BUILD_{name}": value for name, value in told.items()}, **secret, **options,
            "PGTZ": "UTC", "PGCONNECT_TIMEOUT": "10"}


def explained(lines: Sequence[str], url: URL, rooms: Mapping[str, str]) -> list[str]:
    """dbt's words without the URL's secrets; first, where a table went away under it, which one and what to do."""
    said = [scrubbed(line, url) for line in lines]
    for line in said:
        for pattern in GONE:
            found = re.search(pattern, line)
            if found:
                return [f"the table, view or column {found[1]} was there when the build began and is gone: see that "
                        f"nothing drops tables of the schema {rooms['contract']} or of this build, then build again.",
                        *said]
    return said
