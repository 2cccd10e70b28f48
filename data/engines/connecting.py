"""Engines of SQLAlchemy's for a warehouse on a server: read-only unless asked otherwise, with time limits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy
from sqlalchemy import event
from sqlalchemy.dialects import registry
from sqlalchemy.engine import URL
from sqlalchemy.exc import NoSuchModuleError
from sqlalchemy.pool import QueuePool

from data.engines.errors import no_driver
from data.engines.names import POSTGRES, kind

CONNECT_SECONDS = 10
POOL, MORE = 8, 8
registry.register("hive.tenure", "data.engines.hive", "Dialect")


def engine_for(url: URL, rooms: Mapping[str, str] | None = None, *, writes: bool = False, limit: float | None = None,
               name: str = "tenure") -> sqlalchemy.Engine:
    """An engine; it connects when it is first used. `rooms`: the schemas of a version, by which statements that name
    rooms are translated. `limit`: seconds that one statement may take.

    Sessions live in UTC. Errors: WarehouseUnavailable where the driver is not installed.
    """
    options: dict[str, Any] = {"schema_translate_map": dict(rooms)} if rooms else {}
    try:
        made = sqlalchemy.create_engine(
            _driven(url), execution_options=options, poolclass=QueuePool, pool_size=POOL, max_overflow=MORE,
            pool_timeout=CONNECT_SECONDS, pool_pre_ping=True, hide_parameters=True,
            connect_args=_arguments(url, limit, name))
    except (ImportError, NoSuchModuleError) as error:
        raise no_driver(url) from error
    begins = _postgres_begins(writes, limit) if kind(url) == POSTGRES else SPARK_BEGINS

    @event.listens_for(made, "connect")
    def _connected(connection: Any, _record: object) -> None:
        cursor = connection.cursor()
        for statement in begins:
            cursor.execute(statement)
        cursor.close()
        connection.commit()

    return made


def _driven(url: URL) -> URL:
    return url.set(drivername="postgresql+psycopg" if kind(url) == POSTGRES else "hive+tenure")


def _arguments(url: URL, limit: float | None, name: str) -> dict[str, Any]:
    if kind(url) != POSTGRES:
        return {"limit": limit} if limit else {}
    alive = {"keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3, "tcp_user_timeout": 30_000}
    asked: dict[str, Any] = {"connect_timeout": CONNECT_SECONDS, "application_name": name, **alive}
    return {key: value for key, value in asked.items() if key not in url.query}


def _postgres_begins(writes: bool, limit: float | None) -> list[str]:
    begins = ["set time zone 'UTC'"]
    begins += [] if writes else ["set default_transaction_read_only = on"]
    return begins + ([f"set statement_timeout = {int(limit * 1000)}"] if limit else [])


# A value that says ${…} would be replaced by a setting of the server.
SPARK_BEGINS = ["set time zone 'UTC'", "set spark.sql.variable.substitute=false"]
