"""The way between two versions: `python -m tests.upgrade [--revision REV …] [--customers 60] [--markdown]`.

A home is made by the code of an older revision of this repository, with data and decisions, and its figures are noted.
Then this code opens it: what the doctor says, whether old data are refused with what to do, whether the store migrates
with every entry whole, and whether the figures after a rebuild are those that the old code gave, key by key. At last
the old code opens what this code has migrated: where the store's schema is newer it must refuse, and change nothing.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from data.store.migrate import head
from tests.conftest import ROOT, environment

REVISIONS = ("03df909", "28b2417", "c3c73ee")
"""With the store's schema 0002, 0003 and 0004. The first ones of 0002 have no command for the store yet; of the first
two of 0003 the queries do not import. Of 0001 there was none: tests/test_store_migrations."""
QUESTIONS = ("kpis", "kpis --by segment", "kpis --unit contract", "health --by segment", "charter --view kpis",
             "charter --view decisions")
ROW_NAMES = ("segment", "band", "measure", "key")
"""By which of their columns rows of the questions are told apart."""
AIMED = ("target", "status", "distance")
"""Where nobody decided on a target, the release's own: it may be another with each release."""
DECIDED = 30
DECIDE = """
import sys
from data.store import open_store
store = open_store()
for at in range(int(sys.argv[1])):
    store.put("setting", f"upgrade{at}", {"value": f"決定 {at}"}, "佐藤", 0)
print(store.version())
"""


@dataclass
class Way:
    """What one way brought: `steps`, each with whether it is as it must be and what was said."""

    revision: str
    home: Path
    schema: str = ""
    steps: list[tuple[str, bool, str]] = field(default_factory=list)

    def step(self, what: str, passed: bool, said: str) -> None:
        self.steps.append((what, passed, " ".join(said.replace(str(self.home), "…").split())[:220]))

    @property
    def passed(self) -> bool:
        return all(passed for _, passed, _ in self.steps)


def way(revision: str, folder: Path, customers: int) -> Way:
    """One way, from a revision to this code and back. Errors: AssertionError where the old code itself does not run."""
    home = folder / "home"
    found = Way(revision, home)
    with checked_out(revision, folder / "old") as old:
        _done(old, home, "data", "demo", "--customers", str(customers), "--years", "2")
        entries = int(_python(old, home, "-c", DECIDE, str(DECIDED)).stdout.split()[-1])
        found.schema = _schema(_done(old, home, "data", "store", "status").stdout)
        before = {asked: rows for asked in QUESTIONS if (rows := _rows(old, home, asked)) is not None}
        _upgraded(found, home, entries, before)
        _back(found, old, home)
    return found


def _upgraded(found: Way, home: Path, entries: int, before: Mapping[str, list[dict[str, Any]]]) -> None:
    doctor = json.loads(_python(ROOT, home, "-m", "data", "doctor", "--format", "json").stdout)
    lines = {line["check"]: line for line in doctor["lines"] if line["state"] != "ok"}
    release = lines.get("warehouse.release", {"do": "said nothing"})
    found.step("the doctor says that the data are another release's", "data build" in release["do"], release["do"])
    if found.schema != head():
        schema = lines.get("store.schema", {"said": "said nothing"})
        found.step("the doctor says that the store will be migrated", found.schema in schema["said"], schema["said"])
    asked = _python(ROOT, home, "-m", "queries", "kpis", "--format", "json")
    found.step("old data are refused, with what to do", asked.returncode == 1 and "data build" in asked.stderr,
               asked.stderr)
    status = _python(ROOT, home, "-m", "data", "store", "status")
    found.step(f"the store is migrated to {head()}, every entry whole",
               status.returncode == 0 and f"schema {head()}, {entries:,} entries" in status.stdout
               and "every entry is whole" in status.stdout, status.stdout.splitlines()[0] if status.stdout else
               status.stderr)
    built = _python(ROOT, home, "-m", "data", "build")
    found.step("the loaded rows are built anew", built.returncode == 0, built.stderr[-200:] if built.returncode else
               "exit status 0")
    compared, wrong = 0, []
    for question, rows in before.items():
        count, different = _compared(rows, _rows(ROOT, home, question) or [])
        compared += count
        wrong += [f"{question}: {each}" for each in different]
    found.step(f"{compared:,} figures of {len(before)} questions are the old code's", bool(compared) and not wrong,
               "; ".join(wrong[:4]) or "none differs")


def _back(found: Way, old: Path, home: Path) -> None:
    """A store of the same schema the old code may use; a newer one it must leave alone."""
    before = (home / "store.sqlite").read_bytes()
    status = _python(old, home, "-m", "data", "store", "status")
    if found.schema == head():
        found.step("the old code reads the store: its schema is the same", status.returncode == 0, status.stderr or
                   "exit status 0")
    else:
        found.step("the old code refuses the newer store and changes nothing",
                   status.returncode == 1 and "newer release" in status.stderr
                   and (home / "store.sqlite").read_bytes() == before, status.stderr)
    asked = _python(old, home, "-m", "queries", "kpis", "--format", "json")
    found.step("the old code refuses the newer data", asked.returncode == 1 and "data build" in asked.stderr,
               asked.stderr)


def _compared(old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]]) -> tuple[int, list[str]]:
    """How many values of two answers are held against each other, by row and key that both have; which differ."""
    if len(old) != len(new):
        return 1, [f"{len(old)} rows, now {len(new)}"]
    before, now = _by_name(old), _by_name(new)
    missing = [f"{name} is no more" for name in before if name not in now]
    pairs = [(name, key, row[key], now[name][key]) for name, row in before.items() if name in now
             for key in row if key in now[name] and not (key in AIMED and now[name].get("source") == "practice")]
    return len(pairs) + len(missing), missing + [f"{name} {key}: {one} is now {two}" for name, key, one, two in pairs
                                                 if not _same(one, two)]


def _by_name(rows: Sequence[Mapping[str, Any]]) -> dict[tuple[Any, ...], Mapping[str, Any]]:
    """Rows by their own texts, where those tell them apart, else by their place: an order is no figure."""
    names = [tuple(row[key] for key in ROW_NAMES if key in row) for row in rows]
    named = all(names) and len(set(names)) == len(names)
    return dict(zip(names if named else [(number,) for number in range(len(rows))], rows, strict=True))


def _same(one: Any, other: Any) -> bool:
    """Doubles to 1e-9, as everywhere; anything else to the letter."""
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        return all(map(_same, one, other))
    if isinstance(one, float) and isinstance(other, int | float):
        return abs(one - other) <= 1e-9 * max(1.0, abs(one))
    return bool(one == other)


@contextmanager
def checked_out(revision: str, at: Path) -> Iterator[Path]:
    """The tree of a revision, for the block. Errors: AssertionError where the history does not hold it."""
    at.mkdir(parents=True)
    archive = subprocess.run(["git", "archive", revision], cwd=ROOT, capture_output=True, check=False)
    assert archive.returncode == 0, f"{revision} is not in this repository's history: {archive.stderr.decode()}"
    subprocess.run(["tar", "-x", "-C", str(at)], input=archive.stdout, check=True)
    try:
        yield at
    finally:
        shutil.rmtree(at, ignore_errors=True)


def _python(code: Path, home: Path, *asked: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *asked], cwd=code, env=environment(home), capture_output=True, text=True,
                          encoding="utf-8", check=False)


def _done(code: Path, home: Path, *asked: str) -> subprocess.CompletedProcess[str]:
    done = _python(code, home, "-m", *asked)
    assert done.returncode == 0, f"{' '.join(asked)}: {done.stderr[-2000:]}"
    return done


def _rows(code: Path, home: Path, question: str) -> list[dict[str, Any]] | None:
    """The rows of an answer; null where that code does not know the question."""
    done = _python(code, home, "-m", "queries", *question.split(), "--format", "json")
    rows: list[dict[str, Any]] | None = json.loads(done.stdout)["rows"] if done.returncode == 0 else None
    return rows


def _schema(status: str) -> str:
    return status.partition("schema ")[2].partition(",")[0]


def main(arguments: Sequence[str] | None = None) -> int:
    """Goes the ways and prints them; 1 where a step is not as it must be."""
    parser = argparse.ArgumentParser(prog="python -m tests.upgrade", description=__doc__)
    parser.add_argument("--revision", nargs="+", default=list(REVISIONS))
    parser.add_argument("--customers", type=int, default=60)
    parser.add_argument("--markdown", action="store_true")
    asked = parser.parse_args(arguments)
    found = []
    for revision in asked.revision:
        with tempfile.TemporaryDirectory(prefix="upgrade-") as folder:
            found.append(way(revision, Path(folder), asked.customers))
        for what, passed, said in found[-1].steps:
            state, whence = "yes" if passed else "NO", f"{revision} (store {found[-1].schema})"
            row = f"| {whence} | {what} | {state} | {said} |"
            print(row if asked.markdown else f"{state:<4}{whence} {what}: {said}", flush=True)
    return 0 if all(each.passed for each in found) else 1


if __name__ == "__main__":
    sys.exit(main())
