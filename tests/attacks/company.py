"""The hostile company: its files, loaded; what its people wrote; its settings. Everything that somebody can fill."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from data.store import open_store
from tests.attacks import tables, written
from tests.attacks.payloads import Payload
from tests.attacks.tables import Poison, Size

KEPT = "poison.json"
ROOT = Path(__file__).resolve().parents[2]
NAME = '<img src=x onerror=canary()> =1+1 "co" **b**'


@dataclass(frozen=True)
class Company:
    """Where it stands, its hostile texts, and how many rows each table was given."""

    folder: Path
    poison: Poison
    rows: dict[str, int]

    @property
    def home(self) -> Path:
        return self.folder / "home"

    @property
    def made(self) -> dict[str, Payload]:
        """The hostile texts by the payload that each holds."""
        return self.poison.made


def around(home: Path) -> dict[str, str]:
    """This process's environment with nothing of Tenure's but its folder."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TENURE_")}
    return {**kept, "TENURE_HOME": str(home), "PYTHONUTF8": "1"}


@contextmanager
def at(home: Path) -> Iterator[None]:
    """This process reads and writes the company of a folder, while the block runs."""
    before = dict(os.environ)
    os.environ.clear()
    os.environ.update(around(home))
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def make(folder: Path, size: Size = tables.SMALL) -> None:
    """Writes, loads and builds it under `folder`. Errors: AssertionError where its load fails, with what it said."""
    poison, given, home = Poison(), folder / "given", folder / "home"
    given.mkdir(parents=True)
    home.mkdir()
    rows = tables.write(given, poison, size)
    with at(home):
        written.store(open_store(), poison)
    written.files(home, poison)
    asked = [sys.executable, "-m", "data", "load", str(given), "--company", NAME]
    run = subprocess.run(asked, cwd=ROOT, env=around(home), capture_output=True, text=True, encoding="utf-8",
                         check=False)
    assert run.returncode == 0, f"the hostile company was not loaded:\n{run.stdout}\n{run.stderr[-4000:]}"
    told = [[domain, value, text, payload.kind, payload.text] for domain, value, text, payload in poison.said()]
    (folder / KEPT).write_text(json.dumps({"said": told, "rows": rows}), encoding="utf-8")


def read(folder: Path) -> Company:
    """The company that `make` left in a folder, or in the one that this is a copy of."""
    held = json.loads((folder / KEPT).read_text(encoding="utf-8"))
    said = [(domain, value, text, Payload(kind, payload)) for domain, value, text, kind, payload in held["said"]]
    return Company(folder, Poison(said), held["rows"])
