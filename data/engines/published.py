"""Which version of a warehouse on a server is in use: the newest row of tenure.published."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache

import sqlalchemy
from sqlalchemy.engine import URL

from data.engines.connecting import engine_for
from data.engines.errors import DRIVER_ERRORS, told
from data.engines.names import SPARK, kind, parsed, versions
from data.engines.place import OnEngine
from data.warehouse import WarehouseUnavailable

ROOM = {"published": "tenure"}
COLUMNS = {"version": "VARCHAR", "published_at": "TIMESTAMP"}
FRESH_SECONDS = 5.0
LIMIT_SECONDS = 10
ABSENT = re.compile(r"TABLE_OR_VIEW_NOT_FOUND|UndefinedTable|42P01|does not exist")


@dataclass
class Answer:
    """What the server said last, kept for a few seconds: a version, none, or that it does not answer."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    at: float = float("-inf")
    version: str | None = None
    error: WarehouseUnavailable | None = None


_answers: dict[str, Answer] = {}


def current(text: str, fresh: bool = False) -> str | None:
    """The published version, null where there is none. Asked at most every few seconds of one URL, unless `fresh`.

    Errors: WarehouseUnavailable where the server does not answer; kept as long as an answer.
    """
    answer = _answers.setdefault(text, Answer())
    with answer.lock:
        if fresh or time.monotonic() - answer.at > FRESH_SECONDS:
            answer.version, answer.error = None, None
            try:
                answer.version = next(iter(_asked(parsed(text))), None)
            except WarehouseUnavailable as error:
                answer.error = error
            answer.at = time.monotonic()
        if answer.error is not None:
            raise WarehouseUnavailable(*answer.error.args)
        return answer.version


def forget(text: str) -> None:
    """The next question is put to the server."""
    _answers.pop(text, None)


@contextmanager
def place(engine: sqlalchemy.Engine, url: URL, rooms: Mapping[str, str]) -> Iterator[OnEngine]:
    """A connection for the block. Errors: WarehouseUnavailable for whatever its driver raises."""
    try:
        with engine.connect() as connection:
            yield OnEngine(connection, kind(url) or "", rooms)
    except DRIVER_ERRORS as error:
        raise told(error, url) from None


def history(at: OnEngine) -> list[str]:
    """The published versions, the newest first; none where nothing was ever published."""
    table = at.table("published", "published")
    try:
        if at.words.kind == SPARK:
            at.run(f"refresh table {table}")  # another session's files are not seen otherwise
        return [str(row[0]) for row in at.rows(
            f"select version from {table} order by published_at desc, version desc limit 20")]
    except sqlalchemy.exc.DBAPIError as error:
        if ABSENT.search(str(error)) or ABSENT.search(type(error.orig).__name__):
            return []
        raise


def publish(at: OnEngine, version: str) -> None:
    """Points at a version, in one step. By the server's clock."""
    at.open_room("published")
    typed = ", ".join(f"{name} {at.words.type(word)}" for name, word in COLUMNS.items())
    stored = " using parquet" if at.words.kind == SPARK else ""
    at.run(f"create table if not exists {at.table('published', 'published')} ({typed}){stored}")
    at.run(f"insert into {at.table('published', 'published')} "
           f"select {at.words.text(version)}, cast(current_timestamp as {at.words.type('TIMESTAMP')})")


def schemas(at: OnEngine) -> list[str]:
    """Every schema of every version."""
    if at.words.kind == SPARK:
        return [str(row[0]) for row in at.rows("show schemas like 'tenure_*'")]
    return [str(row[0]) for row in at.rows(
        "select nspname from pg_namespace where nspname like 'tenure!_%' escape '!'")]


def drop(at: OnEngine, names: list[str]) -> None:
    """Drops schemas with all that they hold."""
    for name in names:
        at.run(f"drop schema if exists {at.quoted(name)} cascade")


def drop_older(at: OnEngine, version: str, previous: str | None) -> None:
    """Drops every version older than the previous one: readers may still follow that."""
    for found, names in versions(schemas(at)).items():
        if found < (previous or version):
            drop(at, names)


@lru_cache(maxsize=8)
def _engine(text: str) -> sqlalchemy.Engine:
    return engine_for(parsed(text), limit=LIMIT_SECONDS, name="tenure: version")


def _asked(url: URL) -> list[str]:
    engine = _engine(url.render_as_string(hide_password=False))
    with place(engine, url, ROOM) as at:
        return history(at)
