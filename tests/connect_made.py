"""Databases to connect to, and a terminal to answer at: for the tests of `python -m data connect`."""

from __future__ import annotations

import csv
import os
import pty
import select
import signal
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from tests.conftest import ROOT
from tests.postgres import Cluster
from tests.sources_made import FIXTURES

PASSWORD = "p@ss:w/ör#d"
USER = "reader"
PATIENCE = 120.0


def guarded(cluster: Cluster) -> str:
    """A new, empty database that a user with a password owns; its URL without the password."""
    url = cluster.database()
    name = str(make_url(url).database)
    hba = cluster.folder / "data" / "pg_hba.conf"
    rule = f"local all {USER} scram-sha-256\n"
    if rule not in hba.read_text(encoding="utf-8"):
        hba.write_text(rule + hba.read_text(encoding="utf-8"), encoding="utf-8")
    with psycopg.connect(cluster.dsn(name), autocommit=True) as connection:
        if not connection.execute("select 1 from pg_roles where rolname = %s", [USER]).fetchall():
            connection.execute(sql.SQL("create role {} login password {}").format(sql.Identifier(USER), PASSWORD))
        connection.execute(sql.SQL("alter database {} owner to {}").format(sql.Identifier(name), sql.Identifier(USER)))
        connection.execute("select pg_reload_conf()")
    return url.replace("//tenure@", f"//{USER}@")


def owner(cluster: Cluster, url: str) -> psycopg.Connection[tuple[object, ...]]:
    """The superuser's connection to the database of a URL."""
    return psycopg.connect(cluster.dsn(str(make_url(url).database)), autocommit=True)


def fill(connection: psycopg.Connection[tuple[object, ...]], schema: str, tables: Mapping[str, str]) -> None:
    """A schema with tables of CSV texts, every column a text, that the user may read."""
    connection.execute(sql.SQL("create schema {}").format(sql.Identifier(schema)))
    connection.execute(sql.SQL("grant usage on schema {} to {}").format(sql.Identifier(schema), sql.Identifier(USER)))
    for name, text in tables.items():
        head, table = next(csv.reader([text.splitlines()[0]])), sql.Identifier(schema, name)
        columns = sql.SQL(", ").join(sql.SQL("{} text").format(sql.Identifier(column)) for column in head)
        connection.execute(sql.SQL("create table {} ({})").format(table, columns))
        asked = sql.SQL("copy {} from stdin (format csv, header)").format(table)
        with connection.cursor() as cursor, cursor.copy(asked) as copying:
            copying.write(text)
        connection.execute(sql.SQL("grant select on {} to {}").format(table, sql.Identifier(USER)))


def fixture(preset: str, **changed: str) -> dict[str, str]:
    """The tables of a preset's fixture as CSV texts, some of them replaced."""
    files = {file.stem: file.read_text(encoding="utf-8") for file in (FIXTURES / preset).iterdir()}
    return {**files, **changed}


def typed(arguments: Sequence[str], answers: Sequence[tuple[str, str]], environment: Mapping[str, str]
          ) -> tuple[int, str]:
    """Runs `python -m data` on a terminal of its own: each answer is typed when its question stands there, in
    whatever order. Gives the exit status and all that the terminal showed.
    """
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(ROOT)
        os.execve(sys.executable, [sys.executable, "-m", "data", *arguments], dict(environment))
    shown, left, end, at = "", list(answers), time.monotonic() + PATIENCE, 0
    waiting = select.poll()  # select() refuses the high numbers of a process with many open files
    waiting.register(terminal, select.POLLIN | select.POLLHUP)
    try:
        while time.monotonic() < end:
            if not waiting.poll(200):
                continue
            try:
                read = os.read(terminal, 4096)
            except OSError:  # Linux: the other side has closed
                break
            if not read:
                break
            shown += read.decode("utf-8", errors="replace")
            asked = next((each for each in left if each[0] in shown[at:]), None)
            if asked:
                at = len(shown)
                left.remove(asked)
                os.write(terminal, f"{asked[1]}\n".encode())
        else:
            os.kill(pid, signal.SIGKILL)
    finally:
        os.close(terminal)
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    assert not left, f"never asked {left[0][0]!r}:\n{shown}"
    return status, shown


def held(folder: Path) -> bytes:
    """All that stands in the files of a folder."""
    return b"".join(file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file())
