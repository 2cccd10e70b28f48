"""Builds the marts of a draft warehouse with dbt, and writes what the build knows about itself.

dbt runs as a subprocess: inside this process it would hold the file under another configuration.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from data import decided, dimensions
from data.health.reading import ModelRefused
from data.health.record import record as record_health
from data.journey.plan import record as record_journey
from data.plan import NothingToMeasure, given_columns, last_sunday, plan, reporting_currency
from data.store import StoreError
from data.warehouse import home, time_zone

PROJECT = Path(__file__).parent / "transform"
PROFILE_WARNING = 20_000
FISCAL_YEAR_START = 4
Progress = Callable[[str, int, int], None]


@cache
def transform_version() -> str:
    """What the marts of this release look like: a digest of the models, of the measures' formulas and of
    how names are folded for the search.

    A warehouse built by another release has other columns or another meaning; build_info refuses it.
    """
    digest = hashlib.sha256()
    beside = [Path(__file__).with_name(name) for name in ("measures.py", "searching.py")]
    for file in sorted([*PROJECT.rglob("*.sql"), *beside]):
        digest.update(file.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()[:12]


class BuildFailed(Exception):
    """A model could not be built; the message names it and says why. The draft must not be published."""


def dbt_command(verb: str, variables: dict[str, Any], work: Path, *more: str) -> list[str]:
    """The dbt call: project and profile from here, everything that it writes under `work`."""
    return [sys.executable, "-m", "dbt.cli.main", verb, "--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT),
            "--target-path", str(work / "target"), "--log-path", str(work / "logs"), "--log-format", "json",
            "--no-version-check", "--vars", json.dumps(variables), *more]


def dbt_environment(path: Path) -> dict[str, str]:
    return {**os.environ, "TENURE_BUILD_PATH": str(path), "DO_NOT_TRACK": "1", "PYTHONWARNINGS": "ignore"}


def run_dbt(path: Path, variables: dict[str, Any], progress: Progress | None = None, work: Path | None = None,
            select: Sequence[str] = (), verb: str = "run") -> None:
    """Runs dbt on a draft file that nobody has open, its logs under `work`. Raises BuildFailed with dbt's own words.

    `select` limits the run to dbt node selectors; empty builds everything. `verb` compile: only writes the SQL.
    """
    command = dbt_command(verb, variables, work or home() / "dbt", *(["--select", *select] if select else []))
    process = subprocess.Popen(command, env=dbt_environment(path), stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                               text=True, encoding="utf-8")
    errors = []
    assert process.stdout is not None
    for line in process.stdout:
        try:
            event = json.loads(line)
        except json.JSONDecodeError:
            errors.append(line.strip())
            continue
        node = event.get("data", {})
        if progress and event["info"]["name"] == "LogModelResult":
            progress(node["node_info"]["node_name"], node["index"], node["total"])
        if event["info"]["level"] == "error":
            errors.append(event["info"]["msg"])
    if process.wait() != 0:
        raise BuildFailed("the transform failed: " + "\n".join(errors[-12:]))


@dataclass(frozen=True)
class How:
    """How a version was built, in words; `replaced`: customers carried on anew since the last full build."""

    said: str = "full"
    replaced: int = 0


def prepare(path: Path) -> dict[str, Any]:
    """Copies what people decided beside a draft's contract.*; gives what the transform is told. Raises BuildFailed."""
    try:
        with duckdb.connect(str(path)) as connection:
            decided.copy(connection)
            return plan(connection)
    except (NothingToMeasure, ModelRefused, StoreError) as error:
        raise BuildFailed(str(error)) from error


def build(path: Path, version: str, progress: Progress | None = None, variables: dict[str, Any] | None = None,
          how: How = How()) -> None:
    """Builds all of marts.* in a draft that holds contract.*, then meta.build, meta.dimension and meta.dimension_value.

    `variables`: of a draft that is prepared already. Grain of meta.build: one row.
    Raises BuildFailed; prints a warning to stderr above 20,000 profiles.
    """
    started = time.monotonic()
    variables = variables or prepare(path)
    run_dbt(path, variables, progress)
    record(path, version, variables, time.monotonic() - started, how)


def record(path: Path, version: str, variables: dict[str, Any], seconds: float, how: How = How()) -> None:
    """Writes meta.* of a draft whose marts stand."""
    with duckdb.connect(str(path)) as connection:
        _record(connection, version, variables, seconds, how)


def _record(connection: duckdb.DuckDBPyConnection, version: str, variables: dict[str, Any], seconds: float,
            how: How = How()) -> None:
    count = {name: connection.execute(f"select count(*) from marts.{name}").fetchall()[0][0]
             for name in ("profile", "cube_customer", "cube_group", "cube_contract", "cube_department", "cube_product")}
    profiles = count.pop("profile")
    if profiles > PROFILE_WARNING:
        print(f"warning: {profiles:,} profiles; aim for {PROFILE_WARNING:,} or fewer: pages slow down with cells",
              file=sys.stderr)
    newest = date.fromisoformat(variables["newest_day"])
    row = {
        "version": version, "built_at": datetime.now(UTC).replace(tzinfo=None), "first_day": variables["first_day"],
        "newest_day": newest, "default_as_of": last_sunday(newest),
        "reporting_currency": reporting_currency(connection), "minor_digits": variables["minor_digits"],
        "time_zone": time_zone(), "fiscal_year_start": FISCAL_YEAR_START, "profiles": profiles,
        "cells": sum(count.values()), "seconds": round(seconds, 1), "transform": transform_version(),
        "how": how.said, "replaced": how.replaced,
    }
    connection.execute("create schema if not exists meta")
    connection.execute("create or replace table meta.build (version text, built_at timestamp, first_day date,"
                       " newest_day date, default_as_of date, reporting_currency text, minor_digits integer,"
                       " time_zone text, fiscal_year_start integer, profiles bigint, cells bigint, seconds double,"
                       " transform text, how text, replaced bigint)")
    connection.execute(f"insert into meta.build values ({', '.join('?' * len(row))})", list(row.values()))
    connection.execute("create or replace table meta.plan as select ? as plan", [json.dumps(variables)])
    record_health(connection, variables["health"])
    record_journey(connection, variables["journey"])
    _record_dimensions(connection, variables["dimensions"])


def _record_dimensions(connection: duckdb.DuckDBPyConnection, chosen: list[dict[str, Any]]) -> None:
    connection.execute("create or replace table meta.dimension (key text, kind text, position integer,"
                       " in_cube boolean, distinct_values bigint)")
    connection.execute("create or replace table meta.dimension_value (key text, value text, position integer,"
                       " name text, customers bigint)")
    named = {"team_id": "team", "csm_id": "csm", "partner_id": "partner"}
    given = given_columns(connection)
    for position, dimension in enumerate(chosen):
        key, column = dimension["key"], dimensions.quoted("a_" + dimension["key"])
        connection.execute("insert into meta.dimension values (?, ?, ?, ?, ?)",
                           [key, dimension["kind"], position, dimension["in_cube"], dimension["distinct_values"]])
        table = named.get(key)
        has_names = table in given
        connection.execute(
            f"insert into meta.dimension_value select $key, label.value,"
            f" coalesce(list_position($labels, label.value), 0),"
            f" {'coalesce(named.name, label.value)' if has_names else 'label.value'}, label.customers from"
            f" (select {column} as value, count(distinct customer_key) as customers from marts.label group by 1)"
            " as label"
            + (f" left join contract.{table} as named on named.{key} = label.value" if has_names else ""),
            {"key": key, "labels": dimension["labels"]})
    for position, key in enumerate(("product", "department", "kind"), start=len(chosen)):
        value = "coalesce(kind, 'paid')" if key == "kind" else key
        if key in given["subscription"] or key == "kind":
            source = value if key in given["subscription"] else "'paid'"
            connection.execute("insert into meta.dimension values (?, 'line', ?, false, 0)", [key, position])
            connection.execute(f"insert into meta.dimension_value select ?, {source}, 0, {source},"
                               " count(distinct customer_id) from contract.subscription group by 2, 4", [key])
