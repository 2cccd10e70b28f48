"""kill -9 of a process and of all that it started, at random moments of what it does."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import duckdb

from data.pointing import Files
from data.store import open_store
from tests.faults.ground import PATIENCE, Ground, kill
from tests.faults.model import Fault, Outcome, judged
from tests.faults.swapper import number_of
from tests.test_store_crash import WRITERS, Writers, holds

SWAPS_SECONDS = 1.5
WRITES_SECONDS = 1.5
LEFT = Outcome("broken", "the next build leaves what the killed one left")


def swap(ground: Ground, random: Random, moments: int) -> Iterator[Outcome]:
    """Versions are published one after the other, of two companies in turn; the last acknowledged one, or the one that
    was just being published, must serve, whole.
    """
    for _ in range(moments):
        with ground.home() as home:
            files, notes = Files(home / "tenure.duckdb"), home / "notes"
            origin = Files(ground.origin / "tenure.duckdb")
            sources = [str(origin.path(each)) for each in origin.versions()]
            process = ground.started(home, "-m", "tests.faults.swapper", str(notes), *sources)
            _until(lambda notes=notes: _lines(notes))
            time.sleep(random.uniform(0, SWAPS_SECONDS))
            kill(process)
            serves, last = files.standing(), len(_lines(notes)) - 1
            number = number_of(files.path(serves.version or ""))
            if serves.why or number not in (last, last + 1):
                yield Outcome("broken", f"{last} was acknowledged, {number} serves ({serves.why})")
                continue
            of = ground.whole[ground.versions(ground.origin)[number % 2]]
            found = judged(ground.sees(home), {str(serves.version): of}, str(serves.version))
            yield found if cleared(ground, home) else LEFT


def build(ground: Ground, random: Random, moments: int) -> Iterator[Outcome]:
    """`data build --full`: the same figures before and after."""
    yield from _built(ground, random, moments, ["build", "--full"], ground.whole[ground.newest])


def load(ground: Ground, random: Random, moments: int) -> Iterator[Outcome]:
    """`data load` of other data: the figures before or those after, as the pointer says, never others."""
    folder = exported(ground)
    with ground.home("after") as home:
        done = ground.data(home, "load", str(folder))
        assert done.returncode == 0, done.stderr
        after = ground.figures(home)
    yield from _built(ground, random, moments, ["load", str(folder)], after)


def _built(ground: Ground, random: Random, moments: int, asked: list[str], after: dict[str, Any]) -> Iterator[Outcome]:
    with ground.home() as home:
        started = time.monotonic()
        done = ground.data(home, *asked)
        assert done.returncode == 0, done.stderr
        lasts = time.monotonic() - started
    for _ in range(moments):
        with ground.home() as home:
            process, moment = ground.started(home, "-m", "data", *asked), random.uniform(0, lasts)
            time.sleep(moment)
            kill(process)
            serves = str(Files(home / "tenure.duckdb").pointed())
            of = ground.whole[ground.newest] if serves == ground.newest else after
            found = judged(ground.sees(home), {serves: of}, serves)
            clean = cleared(ground, home)
            yield Outcome(found.came, f"after {moment:.1f} of {lasts:.1f} s {found.note}") if clean else LEFT


def exported(ground: Ground) -> Path:
    """The older version's loaded tables as files."""
    folder = ground.folder / "files"
    if not folder.exists():
        folder.mkdir()
        path = Files(ground.origin / "tenure.duckdb").path(ground.versions(ground.origin)[0])
        with duckdb.connect(str(path), read_only=True) as connection:
            names = connection.execute("SELECT table_name FROM duckdb_tables() WHERE schema_name = 'contract'")
            for (name,) in names.fetchall():
                connection.execute(f"COPY contract.{name} TO '{folder / name}.csv' (HEADER)")
    return folder


def cleared(ground: Ground, home: Path) -> bool:
    """The next build takes the lock and clears what a killed one left: at most two versions, each with its seal."""
    script = "from data.warehouse import new_version\nwith new_version(): pass"
    process = ground.started(home, "-c", script)
    _, err = process.communicate(timeout=PATIENCE)
    left = {each.name for each in home.iterdir() if each.name.startswith("tenure-") or each.name.endswith(".new")}
    versions = {name for name in left if name.endswith(".duckdb")}
    return process.returncode == 0 and not err and len(versions) <= 2 and left == {
        *versions, *(f"{name}.seal" for name in versions)}


def writes(ground: Ground, random: Random, moments: int) -> Iterator[Outcome]:
    """Four processes write decisions; every acknowledged one is there, whole, and the store takes more."""
    for _ in range(moments):
        with ground.home() as home:
            for file in home.glob("store.sqlite*"):
                file.unlink()
            writers = Writers(f"sqlite:///{home / 'store.sqlite'}", home)
            writers.start()
            try:
                writers.until(1)
                time.sleep(random.uniform(0, WRITES_SECONDS))
            finally:
                writers.kill()
            yield kept(writers)


def kept(writers: Writers) -> Outcome:
    """Whether a store holds what its writers were told that it holds."""
    noted = writers.noted()
    try:
        holds(open_store(writers.url), noted, unknown=len(WRITERS))
    except AssertionError as error:
        return Outcome("broken", str(error).splitlines()[0])
    return Outcome("held", f"{len(noted)} acknowledged")


def report(ground: Ground, random: Random, moments: int) -> Iterator[Outcome]:
    """A workbook that is being written is there whole or not at all, and the figures serve on."""
    asked = ["-m", "components.report", "weekly", "--lang", "en", "--format", "xlsx"]
    with ground.home() as home:
        started = time.monotonic()
        whole = ground.started(home, *asked, "--out", str(home / "out"))
        _, err = whole.communicate(timeout=PATIENCE)
        assert whole.returncode == 0, err
        lasts = time.monotonic() - started
    for _ in range(moments):
        with ground.home() as home:
            process, moment = ground.started(home, *asked, "--out", str(home / "out")), random.uniform(0, lasts)
            time.sleep(moment)
            kill(process)
            half = [each.name for each in (home / "out").glob("[!.]*") if not _opens(each)]
            found = judged(ground.sees(home), ground.whole, ground.newest)
            yield Outcome("broken", f"half a file: {half}") if half else Outcome(
                found.came, f"after {moment:.1f} of {lasts:.1f} s {found.note}")


def _opens(path: Path) -> bool:
    from zipfile import BadZipFile, ZipFile
    try:
        with ZipFile(path) as file:
            return file.testzip() is None
    except BadZipFile:
        return False


def _lines(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8").split("\n")[:-1] if file.exists() else []


def _until(said: Any) -> None:
    end = time.monotonic() + PATIENCE
    while not said():
        assert time.monotonic() < end
        time.sleep(0.02)


FAULTS = (
    Fault("kill-load", "kill -9 in `data load` of other data", "the data before or the new ones, whole", load),
    Fault("kill-build", "kill -9 in `data build --full`", "the version before or the new one, whole", build),
    Fault("kill-swap", "kill -9 while versions are published one after the other",
          "the last acknowledged version or the next, whole", swap),
    Fault("kill-write", "kill -9 of four writers of the store", "every acknowledged write is there", writes),
    Fault("kill-report", "kill -9 in a report's making", "a whole file or none; figures serve", report),
)
