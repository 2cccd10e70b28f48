"""The store's file, damaged; two servers that write to one store; a store of a newer release."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any

from tests.faults.files import Hurt, cut, flip, garbage
from tests.faults.ground import PATIENCE, Ground
from tests.faults.kills import kept
from tests.faults.model import Fault, Outcome, judged
from tests.test_store_crash import WRITERS, WRITES, Writers

Trials = Callable[[Ground, Random, int], Iterator[Outcome]]


def shown(ground: Ground, home: Path) -> dict[str, Any]:
    """What the store of a home shows to a new process."""
    process = ground.started(home, "-m", "tests.faults.storing")
    out, err = process.communicate(timeout=PATIENCE)
    if process.returncode:
        return {"raised": (err.strip().splitlines() or [f"ended with {process.returncode}"])[-1]}
    found: dict[str, Any] = json.loads(out)
    return found


def told(ground: Ground, home: Path, before: list[str]) -> Outcome:
    """Every record is there and another one is taken; or nothing is given, one message says why, and the page, whose
    figures serve on, says it too.
    """
    found = shown(ground, home)
    if "raised" in found:
        return Outcome("broken", found["raised"])
    seen = ground.sees(home)
    page = judged(seen, {ground.newest: ground.whole[ground.newest]}, ground.newest)
    if page.came != "held":
        return page
    if "refused" in found:
        said = " ".join(str(seen["words"]).split())
        if "store" not in said.lower() or not ("cannot" in said or "damaged" in said):
            return Outcome("broken", "the store refuses, and the page does not say so")
        return Outcome("refused", found["refused"][:160])
    return Outcome("held") if found["held"] == before else Outcome("broken", "records are lost or changed, unsaid")


def damaged(hurt: Hurt) -> Trials:
    def trials(ground: Ground, random: Random, moments: int) -> Iterator[Outcome]:
        for _ in range(moments):
            with ground.home() as home:
                shown(ground, home)  # in use until now: opened and written to
                before = shown(ground, home)["held"]
                hurt(home / "store.sqlite", random)
                yield told(ground, home, before)
    return trials


def emptied(path: Path, random: Random) -> None:
    """Emptied, or gone."""
    if random.random() < 0.5:
        path.unlink()
    else:
        os.truncate(path, 0)


def newer(ground: Ground, random: Random, moments: int) -> Iterator[Outcome]:
    """A store that a release of the future has migrated: refused, and not changed by a byte."""
    for _ in range(min(moments, 1)):
        with ground.home() as home:
            file = home / "store.sqlite"
            with closing(sqlite3.connect(file)) as connection:
                connection.execute("UPDATE alembic_version SET version_num = '9999'")
                connection.commit()
            before = file.read_bytes()
            build = ground.data(home, "build", "--full")
            found = told(ground, home, [])
            if build.returncode != 1 or build.stderr.count("error: ") != 1:
                yield Outcome("broken", f"the build does not refuse: {build.returncode} {build.stderr[-200:]}")
            elif file.read_bytes() != before:
                yield Outcome("broken", "the store was changed")
            else:
                yield found


def two_servers(ground: Ground, random: Random, moments: int) -> Iterator[Outcome]:
    """Four processes write to one store at once, a quarter of the time to the same record: nothing is lost."""
    for _ in range(moments):
        with ground.home() as home:
            for file in home.glob("store.sqlite*"):
                file.unlink()
            writers = Writers(f"sqlite:///{home / 'store.sqlite'}", home)
            writers.start()
            ended = writers.wait()
            found = kept(writers)
            whole = ended == [0] * len(WRITERS) and len(writers.noted()) == WRITES
            yield found if whole else Outcome("broken", f"writers ended with {ended}")


FAULTS = (
    Fault("store-flipped", "One bit of the store flipped, anywhere", "all records, or refused with a message",
          damaged(flip)),
    Fault("store-garbage", "Up to 64 KiB of the store overwritten with noise",
          "all records, or refused with a message", damaged(garbage)),
    Fault("store-cut", "The store truncated, anywhere", "refused with a message", damaged(cut)),
    Fault("store-gone", "The store emptied or deleted", "refused with a message", damaged(emptied)),
    Fault("store-newer", "A store that a newer release has migrated", "refused with a message, not changed", newer),
    Fault("two-servers", "Four processes write 200 decisions to one store at once", "every acknowledged write is there",
          two_servers),
)
