"""The store's schema: where it stands, and the way up to this release's. Alembic, without a file of settings."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from data.store.engine import reading, shown, writing
from data.store.model import StoreNewer, StoreOutdated, StoreUnavailable

SCRIPTS = Path(__file__).with_name("migrations")


@cache
def head() -> str:
    """The revision that this release writes."""
    return str(ScriptDirectory(str(SCRIPTS)).get_current_head())


@cache
def known() -> frozenset[str]:
    """Every revision that this release can migrate from."""
    return frozenset(each.revision for each in ScriptDirectory(str(SCRIPTS)).walk_revisions())


def revision(connection: Connection) -> str | None:
    """The revision that the store stands at; null for an empty database."""
    return MigrationContext.configure(connection).get_current_revision()


def ready(engine: Engine, migrate: bool = True) -> None:
    """Brings an empty or older store up to this release's schema; does nothing where it is there already.

    Two processes that start at once: one migrates, the other waits and finds it done. All or nothing.
    Errors: StoreNewer; StoreOutdated where `migrate` is false or the migration failed; StoreUnavailable.
    """
    with reading(engine) as connection:
        if _is_head(engine, revision(connection)):
            return
    if not migrate:
        raise StoreOutdated(f"The store at {shown(engine.url)} has an older schema: open it once with this release.")
    with writing(engine) as connection:
        found = revision(connection)
        if not _is_head(engine, found):
            _upgrade(engine, connection, found)


def _is_head(engine: Engine, found: str | None) -> bool:
    if found is not None and found not in known():
        raise StoreNewer(f"The store at {shown(engine.url)} was migrated by a newer release (its schema is {found}, "
                         f"this release knows up to {head()}): update Tenure, or restore a backup into an empty store "
                         "(python -m data store restore FILE). Nothing was changed.")
    return found == head()


def _upgrade(engine: Engine, connection: Connection, found: str | None) -> None:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except StoreUnavailable:
        raise
    except Exception as error:
        raise StoreOutdated(f"The store at {shown(engine.url)} could not be migrated from {found or 'empty'} to "
                            f"{head()}; nothing was changed: {str(error).splitlines()[0]}") from error
