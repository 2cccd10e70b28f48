"""The drill of backup and restore: `python -m tests.drill [--store sqlite | postgresql] [--writers 4] [--markdown]`.

Processes write decisions without a pause and note each one that was acknowledged. Meanwhile a backup is taken by its
command; then the writers are killed, the home is destroyed (PostgreSQL: the restore is into another database) and the
backup is restored by its command. Every decision that was acknowledged before the backup began must be there, word for
word; the store must be whole, the doctor content, and each figure what it was.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from data.store import Store, open_store
from data.store.backup import damaged
from data.store.engine import reading
from tests.conftest import ROOT, environment
from tests.figures_of import QUESTIONS, differing, figures
from tests.postgres import installed, own_cluster
from tests.store_writer import acknowledged

BEFORE = 25
"""Decisions that each writer must have had acknowledged before the backup begins."""
PATIENCE = 120.0
MOST = 100_000


@dataclass(frozen=True)
class Outcome:
    """Counts of one drill. `before`: acknowledged when the backup began, `during`: while it was taken, `after`: then
    until the writers were killed. `lost`: of `before`, not there as they were. `kept`: entries after the restore.
    """

    store: str
    writers: int
    before: int
    during: int
    after: int
    kept: int
    lost: int
    damaged: int
    questions: int
    differing: tuple[str, ...]
    faults: tuple[str, ...]
    backup_seconds: float
    restore_seconds: float

    @property
    def passed(self) -> bool:
        return not (self.lost or self.damaged or self.differing or self.faults)


def drill(home: Path, work: Path, urls: Sequence[str | None], writers: int,
          questions: Sequence[str] = QUESTIONS) -> Outcome:
    """One drill on a home, which is destroyed. urls: of the store before and after the loss; null: the home's file.

    Errors: AssertionError where a command fails.
    """
    settings, later = (_settings(home, url) for url in urls)
    asked = figures(settings, questions)
    notes = [work / f"writer-{at}.notes" for at in range(writers)]
    with _writing(_url(home, urls[0]), notes, settings) as started:
        _until(started, notes)
        before = [acknowledged(file) for file in notes]
        taking = time.monotonic()
        _command(["backup", str(work / "backup")], settings)
        taken = time.monotonic() - taking
        during = sum(map(len, map(acknowledged, notes))) - sum(map(len, before))
        time.sleep(0.5)
    after = sum(map(len, map(acknowledged, notes))) - sum(map(len, before)) - during
    shutil.rmtree(home)
    restoring = time.monotonic()
    _command(["restore", str(work / "backup")], later)
    restored = time.monotonic() - restoring
    store = open_store(_url(home, urls[1]))
    with reading(store.engine) as connection:
        kept, wrong = damaged(connection)
    lost = sum(not _held(store, note) for each in before for note in each)
    store.engine.dispose()
    return Outcome("SQLite" if urls[0] is None else "PostgreSQL", writers, sum(map(len, before)), during, after, kept,
                   lost, len(wrong), len(questions), tuple(differing(asked, figures(later, questions))),
                   tuple(_faults(later)), taken, restored)


def _settings(home: Path, url: str | None) -> dict[str, str]:
    return {**environment(home), **({"TENURE_STORE_URL": url} if url else {})}


def _url(home: Path, url: str | None) -> str:
    return url or f"sqlite:///{home / 'store.sqlite'}"


@contextmanager
def _writing(url: str, notes: Sequence[Path], settings: Mapping[str, str]) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Writers that go on for the block, and are killed at its end in the middle of whatever they do."""
    started = [subprocess.Popen([sys.executable, "-m", "tests.store_writer", url, file.stem, str(file), str(MOST)],
                                cwd=ROOT, env=dict(settings)) for file in notes]
    try:
        yield started
        assert all(each.poll() is None for each in started), "a writer ended by itself"
    finally:
        for each in started:
            if each.poll() is None:
                os.kill(each.pid, signal.SIGKILL)
            each.wait()


def _until(started: Sequence[subprocess.Popen[bytes]], notes: Sequence[Path]) -> None:
    end = time.monotonic() + PATIENCE
    while any(len(acknowledged(file)) < BEFORE for file in notes):
        assert all(each.poll() is None for each in started), "a writer ended by itself"
        assert time.monotonic() < end, "the writers are too slow"
        time.sleep(0.05)


def _command(asked: Sequence[str], settings: Mapping[str, str]) -> None:
    done = subprocess.run([sys.executable, "-m", "data", *asked], cwd=ROOT, env=dict(settings), capture_output=True,
                          text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, f"python -m data {' '.join(asked)}: {done.stderr}"


def _held(store: Store, note: Sequence[object]) -> bool:
    """Whether a version that was acknowledged is there, word for word."""
    key, version, body, author = note
    return any((each.version, each.body, each.author) == (version, body, author)
               for each in store.history("setting", str(key)))


def _faults(settings: Mapping[str, str]) -> Iterator[str]:
    done = subprocess.run([sys.executable, "-m", "data", "doctor", "--format", "json"], cwd=ROOT, env=dict(settings),
                          capture_output=True, text=True, encoding="utf-8", check=False)
    for line in json.loads(done.stdout)["lines"]:
        if line["state"] == "fault" and not line["check"].startswith("machine."):
            yield f"{line['check']}: {line['said']}"


def as_markdown(found: Sequence[Outcome]) -> str:
    """A row a drill."""
    head = ("store", "writers", "acknowledged before", "during", "after", "entries restored", "lost of those before",
            "damaged", "figures that differ", "backup", "restore")
    rows = [(each.store, f"{each.writers}", f"{each.before:,}", f"{each.during:,}", f"{each.after:,}", f"{each.kept:,}",
             f"{each.lost:,}", f"{each.damaged:,}", f"{len(each.differing)} of {each.questions}",
             f"{each.backup_seconds:.1f} s", f"{each.restore_seconds:.1f} s") for each in found]
    return "\n".join(f"| {' | '.join(row)} |" for row in [head, ("---",) * len(head), *rows])


def main(arguments: Sequence[str] | None = None) -> int:
    """Drills on a demo company made for it, in a folder of its own; 1 where anything was lost or differs."""
    parser = argparse.ArgumentParser(prog="python -m tests.drill", description=__doc__)
    parser.add_argument("--store", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument("--writers", type=int, default=4)
    parser.add_argument("--customers", type=int, default=150, help="of the demo company that is made for it")
    parser.add_argument("--home", type=Path, help="copy this home instead of making a demo company")
    parser.add_argument("--markdown", action="store_true")
    asked = parser.parse_args(arguments)
    found = []
    with tempfile.TemporaryDirectory(prefix="drill-") as folder:
        made = asked.home or Path(folder) / "made"
        if asked.home is None:
            _command(["demo", "--customers", str(asked.customers), "--years", "2"], environment(made))
        for store in ("sqlite", "postgresql") if asked.store == "both" else (asked.store,):
            work = Path(folder) / store
            shutil.copytree(made, work / "home")
            if store == "sqlite":
                found.append(drill(work / "home", work, [None, None], asked.writers))
            else:
                with own_cluster(installed()) as cluster:
                    urls = [moved(work / "home", cluster.database()), cluster.database()]
                    found.append(drill(work / "home", work, urls, asked.writers))
    print(as_markdown(found) if asked.markdown else "\n".join(map(str, found)))
    for each in found:
        for said in (*(f"differs: {question}" for question in each.differing), *each.faults):
            print(f"{each.store}: {said}", file=sys.stderr)
    return 0 if all(each.passed for each in found) else 1


def moved(home: Path, url: str) -> str:
    """The home's store in a database on a server, by the store's own backup; the URL."""
    _command(["store", "backup", str(home / "moved.jsonl")], environment(home))
    _command(["store", "restore", str(home / "moved.jsonl")], _settings(home, url))
    (home / "moved.jsonl").unlink()
    return url


if __name__ == "__main__":
    sys.exit(main())
