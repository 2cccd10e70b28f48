"""A published version on a server, opened for reading."""

from __future__ import annotations

from functools import lru_cache

from data.engines import published
from data.engines.connecting import engine_for
from data.engines.names import parsed, rooms, shown
from data.engines.place import OnEngine
from data.warehouse import Warehouse, WarehouseMissing

KEPT = 4


@lru_cache(maxsize=KEPT)
def opened(text: str, version: str, limit: float | None = None) -> Warehouse:
    """The version, read-only. Its rooms are those that it was built with.

    Errors: WarehouseMissing where its schemas are gone, WarehouseUnavailable where the server does not answer.
    """
    url = parsed(text)
    real = rooms(version)
    engine = engine_for(url, real, limit=limit)
    with published.place(engine, url, real) as at:
        if not at.has("meta", "build"):
            raise WarehouseMissing(f"The version {version} that {shown(url)} names in tenure.published is not there: "
                                   "its schemas were dropped, or never filled. Run `python -m data build`, or "
                                   "`python -m data load DIR`.")
        contract = contract_of(at)
    if contract:
        engine = engine_for(url, rooms(version, contract), limit=limit)
    return Warehouse(shown(url), version, engine)


def contract_of(at: OnEngine) -> str | None:
    """The company's own schema that a version was built from, null where its tables were loaded."""
    if not at.has("meta", "own_contract"):
        return None
    return str(at.value(f"select schema_name from {at.table('meta', 'own_contract')}"))
