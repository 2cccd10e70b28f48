"""Versions of a company published on a PostgreSQL of the tests' own, each recognisable; servers that fall asleep."""

from __future__ import annotations

import os
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
from sqlalchemy.engine import make_url

from data.engines.connecting import engine_for
from data.engines.names import parsed, rooms
from data.engines.published import ROOM, place, publish
from data.warehouse import Warehouse
from tests.engines import on_postgres
from tests.postgres import Cluster, _children

VERSIONS = ("20261101t000000000001", "20261108t000000000002")


def put(source: Warehouse, url: str, folder: Path, version: str) -> None:
    """The company as this version, published. Its total of customers' ARR and that of contracts say which it is."""
    on_postgres(source, url, folder, rooms(version))
    with psycopg.connect(dsn(url)) as connection:
        marts = rooms(version)["marts"]
        for table in ("total_customer", "total_contract"):
            connection.execute(f"update {marts}.{table} set arr = {mark(version)}")
    engine = engine_for(parsed(url), writes=True)
    with place(engine, parsed(url), ROOM) as at:
        publish(at, version)
    engine.dispose()


def mark(version: str) -> int:
    return int(version[-3:])


def dsn(url: str) -> str:
    made = make_url(url)
    return f"host={made.query['host']} user={made.username} dbname={made.database}"


@contextmanager
def frozen(cluster: Cluster) -> Iterator[None]:
    """The server keeps every connection, takes new ones, and says nothing, as when its machine is paused."""
    assert cluster.process is not None
    every = [cluster.process.pid, *_children(cluster.process.pid)]
    for pid in every:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in every:
            os.kill(pid, signal.SIGCONT)


@contextmanager
def silent() -> Iterator[int]:
    """The port of a listener that takes connections and never answers."""
    taken: list[socket.socket] = []
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        def take() -> None:
            while True:
                try:
                    taken.append(server.accept()[0])
                except OSError:
                    return

        threading.Thread(target=take, daemon=True).start()
        yield server.getsockname()[1]
    for each in taken:
        each.close()
