"""Runs a preset's dbt models over its raw tables: `made_<source>` of the scratch database.

dbt runs as a subprocess, like the transform (data/build.py): inside this process it would hold the file under another
configuration.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from data.sources.preset import FOLDER
from data.sources.settings import Entry
from data.warehouse import time_zone

Progress = Callable[[str, int, int], None]
TOLD = 12


class NotMade(Exception):
    """A model of a preset failed; the message names it and says why, in dbt's words."""


def make(path: Path, entry: Entry, progress: Progress) -> None:
    """Builds the models of a source in a scratch file that nobody has open. Errors: NotMade."""
    work = path.with_name(f"{path.name}.dbt.{entry.preset.name}")
    variables = {"source": entry.name, "options": dict(entry.options), "time_zone": time_zone()}
    command = [sys.executable, "-m", "dbt.cli.main", "run", "--project-dir", str(FOLDER), "--profiles-dir", str(FOLDER),
               "--target-path", str(work / "target"), "--log-path", str(work / "logs"), "--log-format", "json",
               "--no-version-check", "--no-use-colors", "--vars", json.dumps(variables)]
    environment = {**os.environ, "TENURE_SOURCES_PATH": str(path), "TENURE_SOURCES_SCHEMA": f"made_{entry.name}",
                   "TENURE_SOURCES_MODELS": f"{entry.preset.name}/models", "DO_NOT_TRACK": "1",
                   "PYTHONWARNINGS": "ignore"}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                               encoding="utf-8")
    assert process.stdout is not None
    errors = [said for line in process.stdout if (said := _heard(line, entry.name, progress))]
    if process.wait() != 0:
        raise NotMade(f"the models of the source {entry.name} failed: " + "\n".join(errors[-TOLD:]))


def _heard(line: str, name: str, progress: Progress) -> str:
    """What a line of dbt's log says of an error, empty where it is none; models that are done move the bar."""
    try:
        event = json.loads(line)
    except json.JSONDecodeError:
        return line.strip()
    node = event.get("data", {})
    if event["info"]["name"] == "LogModelResult":
        progress(f"{name}: {node['node_info']['node_name']}", node["index"], node["total"])
    return str(event["info"]["msg"]) if event["info"]["level"] == "error" else ""
