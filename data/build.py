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
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from data import columns, decided
from data.engines.draft import RemoteDraft
from data.engines.place import Embedded, Place
from data.engines.transforming import environment, explained
from data.health.reading import ModelRefused
from data.health.record import record as record_health
from data.journey.plan import record as record_journey
from data.plan import NothingToMeasure, given_columns, last_sunday, plan, reporting_currency
from data.store import StoreError
from data.warehouse import home, time_zone

PROJECT = Path(__file__).parent / "transform"
PROFILE_WARNING = 20_000
FISCAL_YEAR_START = 4
URLS = ("TENURE_WAREHOUSE_URL", "TENURE_STORE_URL")
BUILD = {"version": "VARCHAR", "built_at": "TIMESTAMP", "first_day": "DATE", "newest_day": "DATE",
         "default_as_of": "DATE", "reporting_currency": "VARCHAR", "minor_digits": "INTEGER", "time_zone": "VARCHAR",
         "fiscal_year_start": "INTEGER", "profiles": "BIGINT", "cells": "BIGINT", "seconds": "DOUBLE",
         "transform": "VARCHAR"}
DIMENSION = {"key": "VARCHAR", "kind": "VARCHAR", "position": "INTEGER", "in_cube": "BOOLEAN",
             "distinct_values": "BIGINT"}
VALUE = {"key": "VARCHAR", "value": "VARCHAR", "position": "INTEGER", "name": "VARCHAR", "customers": "BIGINT"}
Progress = Callable[[str, int, int], None]


@cache
def transform_version() -> str:
    """What the marts of this release look like: a digest of the models, of the measures' formulas and of
    how names are folded for the search.

    A warehouse built by another release has other columns or another meaning; build_info refuses it.
    """
    digest = hashlib.sha256()
    beside = [Path(__file__).with_name(name) for name in ("measures.py", "searching.py", "columns.py")]
    for file in sorted([*PROJECT.rglob("*.sql"), *beside]):
        digest.update(file.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()[:12]


class BuildFailed(Exception):
    """A model could not be built; the message names it and says why. The draft must not be published.

    `said`: dbt's errors, line by line.
    """

    def __init__(self, message: str, said: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.said = said


def dbt_command(verb: str, variables: dict[str, Any], work: Path, *more: str) -> list[str]:
    """The dbt call: project and profile from here, everything that it writes under `work`."""
    return [sys.executable, "-m", "dbt.cli.main", verb, "--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT),
            "--target-path", str(work / "target"), "--log-path", str(work / "logs"), "--log-format", "json",
            "--no-version-check", "--vars", json.dumps(variables), *more]


def dbt_environment(path: Path, there: Mapping[str, str] | None = None) -> dict[str, str]:
    """`there`: how a server is reached (data.engines.transforming.environment). The store's and the warehouse's URLs
    are not passed on: dbt has no use for them.
    """
    own = {name: value for name, value in os.environ.items() if name not in URLS}
    return {**own, "TENURE_BUILD_PATH": str(path), "DO_NOT_TRACK": "1", "PYTHONWARNINGS": "ignore", **(there or {})}


def run_dbt(path: Path, variables: dict[str, Any], progress: Progress | None = None, work: Path | None = None,
            select: Sequence[str] = (), there: Mapping[str, str] | None = None) -> None:
    """Runs dbt on a draft file that nobody has open, or on a server (`there`: its environment), its logs under `work`.

    `select` limits the run to dbt node selectors; empty builds everything. Raises BuildFailed with dbt's own words.
    """
    command = dbt_command("run", variables, work or home() / "dbt", *(["--select", *select] if select else []))
    process = subprocess.Popen(command, env=dbt_environment(path, there), stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT, text=True, encoding="utf-8")
    assert process.stdout is not None
    errors = _heard(process.stdout, progress)
    if process.wait() != 0:
        raise BuildFailed("the transform failed: " + "\n".join(errors[-12:]), errors)


def _heard(lines: Iterable[str], progress: Progress | None) -> list[str]:
    """Shows what dbt does, line by line; gives its errors."""
    errors = []
    for line in lines:
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
    return errors


def prepared(at: Place) -> dict[str, Any]:
    """Copies what people decided from the store beside contract.*, then gives the transform's variables.

    Errors: BuildFailed.
    """
    try:
        decided.copy(at)
        return plan(at)
    except (NothingToMeasure, ModelRefused, StoreError) as error:
        raise BuildFailed(str(error)) from error


def build(path: Path, version: str, progress: Progress | None = None) -> None:
    """Builds marts.* in a draft that holds contract.*, then meta.build, meta.dimension and meta.dimension_value.

    First of all what people decided is copied from the store. Grain of meta.build: one row.
    Raises BuildFailed; prints a warning to stderr above 20,000 profiles.
    """
    started = time.monotonic()
    with duckdb.connect(str(path)) as connection:
        variables = prepared(Embedded(connection))
    run_dbt(path, variables, progress)
    with duckdb.connect(str(path)) as connection:
        _record(Embedded(connection), version, variables, time.monotonic() - started)


def build_there(draft: RemoteDraft, progress: Progress) -> None:
    """The same on a server. A file of this machine that holds contract.* is planned first and shipped; without one the
    version's rooms there hold them already. Errors: BuildFailed, WarehouseUnavailable.
    """
    started = time.monotonic()
    variables = _planned(draft, progress)
    try:
        run_dbt(draft.path, {**variables, "schemas": draft.schemas}, progress, there=environment(draft.url))
    except BuildFailed as error:
        said = explained(error.said, draft.url, draft.schemas)
        raise BuildFailed("the transform failed: " + "\n".join([*said[:1], *said[1:][-11:]])) from None
    with draft.there() as at:
        _still_there(draft, at)
        _record(at, draft.version, variables, time.monotonic() - started)


def _planned(draft: RemoteDraft, progress: Progress) -> dict[str, Any]:
    progress("planning", 0, 0)
    if not draft.path.exists():
        with draft.there() as at:
            return prepared(at)
    connection = draft.connect()
    try:
        variables = prepared(Embedded(connection))
    finally:
        connection.close()
    draft.ship(progress)
    return variables


def _still_there(draft: RemoteDraft, at: Place) -> None:
    """A table of the company's own that vanished would be taken for one that was never given."""
    at.forget()
    lost = sorted(draft.given - set(at.names("contract")))
    if lost:
        raise BuildFailed(f"the table or view {lost[0]} of the schema {draft.schemas['contract']} was there when the "
                          "build began and is gone: put it back, then build again.")


def _record(at: Place, version: str, variables: dict[str, Any], seconds: float) -> None:
    count = {name: int(at.value(f"select count(*) from {at.table('marts', name)}"))
             for name in ("profile", "cube_customer", "cube_group", "cube_contract", "cube_department", "cube_product")}
    profiles = count.pop("profile")
    if profiles > PROFILE_WARNING:
        print(f"warning: {profiles:,} profiles; aim for {PROFILE_WARNING:,} or fewer: pages slow down with cells",
              file=sys.stderr)
    newest = date.fromisoformat(variables["newest_day"])
    row = {
        "version": version, "built_at": datetime.now(UTC).replace(tzinfo=None),
        "first_day": date.fromisoformat(variables["first_day"]), "newest_day": newest,
        "default_as_of": last_sunday(newest), "reporting_currency": reporting_currency(at),
        "minor_digits": variables["minor_digits"], "time_zone": time_zone(), "fiscal_year_start": FISCAL_YEAR_START,
        "profiles": profiles, "cells": sum(count.values()), "seconds": round(seconds, 1),
        "transform": transform_version(),
    }
    at.open_room("meta")
    at.create("meta", "build", BUILD, [[row[name] for name in BUILD]])
    record_health(at, variables["health"])
    record_journey(at, variables["journey"])
    _record_dimensions(at, variables["dimensions"])
    columns.record(at)


def _record_dimensions(at: Place, chosen: list[dict[str, Any]]) -> None:
    given = given_columns(at)
    lines = [(key, "coalesce(kind, 'paid')" if key == "kind" and key in given["subscription"] else
              "'paid'" if key == "kind" else key) for key in ("product", "department", "kind")
             if key == "kind" or key in given["subscription"]]
    at.create("meta", "dimension", DIMENSION, [
        *([each["key"], each["kind"], place, each["in_cube"], each["distinct_values"]]
          for place, each in enumerate(chosen)),
        *([key, "line", place, False, 0] for place, (key, _) in enumerate(lines, start=len(chosen)))])
    at.create("meta", "dimension_value", VALUE)
    into = f"insert into {at.table('meta', 'dimension_value')}"
    for dimension in chosen:
        at.run(f"{into} {_values(at, dimension, given)}")
    for key, value in lines:
        at.run(f"{into} select key, value, 0, value, count(distinct customer_id) from (select {at.words.text(key)}"
               f" as key, {value} as value, customer_id from {at.table('contract', 'subscription')}) as line"
               " group by key, value")


def _values(at: Place, dimension: dict[str, Any], given: dict[str, set[str]]) -> str:
    """The values of one dimension with their names, the place of a band and the customers that ever bore them."""
    key = dimension["key"]
    table = {"team_id": "team", "csm_id": "csm", "partner_id": "partner"}.get(key)
    named = table if table in given else None
    places = " ".join(f"when {at.words.text(label)} then {place}"
                      for place, label in enumerate(dimension["labels"], start=1))
    return (f"select {at.words.text(key)}, label.value, {f'case label.value {places} else 0 end' if places else '0'},"
            f" {'coalesce(named.name, label.value)' if named else 'label.value'}, label.customers from"
            f" (select {at.quoted('a_' + key)} as value, count(distinct customer_key) as customers"
            f" from {at.table('marts', 'label')} group by {at.quoted('a_' + key)}) as label"
            + (f" left join {at.table('contract', named)} as named on named.{key} = label.value" if named else ""))
