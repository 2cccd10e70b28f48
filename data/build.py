"""Builds the marts of a draft warehouse with dbt, and writes what the build knows about itself.

dbt runs as a subprocess: inside this process it would hold the file under another configuration.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from data import decided
from data.built import FULL, How
from data.built import record as record_built
from data.configured import ROOT
from data.engines.draft import RemoteDraft
from data.engines.place import Embedded, Place
from data.engines.transforming import environment, explained
from data.health.reading import ModelRefused
from data.plan import NothingToMeasure, plan
from data.store import StoreError
from data.warehouse import home

PROJECT = Path(__file__).parent / "transform"
URLS = ("TENURE_WAREHOUSE_URL", "TENURE_STORE_URL", "TENURE_WAREHOUSE_PASSWORD")
STACK = re.compile(r"^\s+(?:at [\w.$/]+\(.*|\.\.\. \d+ more)$\n?|^\s*Caused by: .*$\n?", re.MULTILINE)
"""What a server written in Java adds to its sentence."""
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
    return [sys.executable, "-m", "data.transformer", verb,
            "--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT),
            "--target-path", str(work / "target"), "--log-path", str(work / "logs"), "--log-format", "json",
            "--no-use-colors", "--no-version-check", "--log-level-file", "error",
            "--vars", json.dumps(variables), *more]


def dbt_environment(path: Path, there: Mapping[str, str] | None = None) -> dict[str, str]:
    """`there`: how a server is reached (data.engines.transforming.environment). The store's and the warehouse's URLs
    are not passed on: dbt has no use for them.
    """
    own = {name: value for name, value in os.environ.items() if name not in URLS}
    return {"TENURE_PARSED": str(home() / "dbt" / "parsed"), **own, "TENURE_BUILD_PATH": str(path), "DO_NOT_TRACK": "1",
            "PYTHONWARNINGS": "ignore", **(there or {})}


def run_dbt(path: Path, variables: dict[str, Any], progress: Progress | None = None, work: Path | None = None,
            select: Sequence[str] = (), there: Mapping[str, str] | None = None, verb: str = "run") -> None:
    """Runs dbt on a draft file that nobody has open, or on a server (`there`: its environment), its logs under `work`.

    `select` limits the run to dbt node selectors; empty builds everything. `verb` compile: only writes the SQL. dbt's
    artifacts are written only where a caller names the place (`work`) to read them there.
    Raises BuildFailed with dbt's own words.
    """
    more = [*([] if work else ["--no-write-json"]), *(["--select", *select] if select else [])]
    command = dbt_command(verb, variables, work or home() / "dbt", *more)
    process = subprocess.Popen(command, cwd=ROOT, env=dbt_environment(path, there), stdout=subprocess.PIPE,
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
            errors.append(STACK.sub("", event["info"]["msg"]).rstrip())
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


def prepare(path: Path) -> dict[str, Any]:
    """`prepared` on a draft's file."""
    with duckdb.connect(str(path)) as connection:
        return prepared(Embedded(connection))


def build(path: Path, version: str, progress: Progress | None = None, variables: dict[str, Any] | None = None,
          how: How = FULL) -> None:
    """Builds all of marts.* in a draft that holds contract.*, then meta.build, meta.dimension and meta.dimension_value.

    `variables`: of a draft that is prepared already. Grain of meta.build: one row.
    Raises BuildFailed; prints a warning to stderr above 20,000 profiles.
    """
    started = time.monotonic()
    variables = variables or prepare(path)
    run_dbt(path, variables, progress)
    record(path, version, variables, time.monotonic() - started, how)


def record(path: Path, version: str, variables: dict[str, Any], seconds: float, how: How = FULL) -> None:
    """Writes meta.* of a draft whose marts stand."""
    with duckdb.connect(str(path)) as connection:
        record_built(Embedded(connection), version, variables, seconds, transform_version(), how)


def build_there(draft: RemoteDraft, progress: Progress, how: How = FULL) -> None:
    """The same on a server. A file of this machine that holds contract.* is planned first and shipped; without one the
    version's rooms there hold them already. Errors: BuildFailed, WarehouseUnavailable.
    """
    started = time.monotonic()
    variables = _planned(draft, progress)
    try:
        told = {**variables, "schemas": draft.schemas, "present": draft.given}
        run_dbt(draft.path, told, progress, there=environment(draft.url))
    except BuildFailed as error:
        said = explained(error.said, draft.url, draft.schemas)
        raise BuildFailed("the transform failed: " + "\n".join([*said[:1], *said[1:][-11:]])) from None
    with draft.there() as at:
        _still_there(draft, at)
        record_built(at, draft.version, variables, time.monotonic() - started, transform_version(), how)


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
    lost = sorted(set(draft.given) - set(at.names("contract")))
    if lost:
        raise BuildFailed(f"the table or view {lost[0]} of the schema {draft.schemas['contract']} was there when the "
                          "build began and is gone: put it back, then build again.")
