"""The clock, set on or back for the processes of a home (libfaketime)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

from data.pointing import Files
from data.store import open_store
from tests.faults.ground import Ground
from tests.faults.model import Fault, Outcome, Skipped, judged


def faked(hours: int) -> dict[str, str]:
    """The environment of a process whose clock is so many hours off. Errors: Skipped without libfaketime."""
    library = next(iter(sorted(Path("/usr/lib").glob("**/libfaketime.so.1"))), None)
    if library is None:
        raise Skipped("no libfaketime (Debian: apt-get install faketime)")
    return {"LD_PRELOAD": str(library), "FAKETIME": f"{hours:+d}h", "FAKETIME_DONT_FAKE_MONOTONIC": "1"}


def built(ground: Ground, random: Random, moments: int) -> Iterator[Outcome]:
    """A version published by a clock that is off, then one by the right clock: the newer one serves, in order."""
    for _ in range(moments):
        with ground.home() as home:
            hours = random.choice([-1, 1]) * random.randrange(1, 24 * 300)
            files = Files(home / "tenure.duckdb")
            before = files.standing().version
            names = [str(before)]
            for around in (faked(hours), {}):
                process = ground.started(home, "-m", "tests.faults.republish", **around)
                _, err = process.communicate(timeout=600)
                if process.returncode:
                    yield Outcome("broken", err.strip().splitlines()[-1])
                names.append(str(files.standing().version))
            if names != sorted(set(names)):
                yield Outcome("broken", f"{hours:+d} h: versions out of order: {names}")
                continue
            files.pointer.unlink()
            serves = str(files.standing().version)
            found = judged(ground.sees(home), {names[-1]: ground.whole[ground.newest]}, names[-1])
            yield found if serves == names[-1] else Outcome("broken", f"{hours:+d} h: {serves} serves of {names}")


def decided(ground: Ground, random: Random, moments: int) -> Iterator[Outcome]:
    """A decision written by a clock that is off, then others by the right one: all are there, in order."""
    script = ("import sys\nfrom data.store import open_store\n"
              "open_store().put('setting', sys.argv[1], {'value': sys.argv[1]}, 'a', 0)")
    for _ in range(moments):
        with ground.home() as home:
            hours = random.choice([-1, 1]) * random.randrange(1, 24 * 300)
            for key, around in (("first", {}), ("off", faked(hours)), ("last", {})):
                process = ground.started(home, "-c", script, key, **around)
                _, err = process.communicate(timeout=600)
                assert process.returncode == 0, err
            store = open_store(f"sqlite:///{home / 'store.sqlite'}")
            found = sorted((each for each in store.current("setting") if each.key in ("first", "off", "last")),
                           key=lambda each: each.at)
            ordered = [each.key for each in found] in (["first", "off", "last"], ["first", "last", "off"])
            yield Outcome("held" if len(found) == 3 and ordered else "broken", f"{hours:+d} h")


FAULTS = (
    Fault("clock-build", "A version published with the clock off by up to 300 days, then one with it right",
          "versions stay in order; the last one serves", built),
    Fault("clock-store", "A decision written with the clock off by up to 300 days, others with it right",
          "all are there, in the order they were written", decided),
)
