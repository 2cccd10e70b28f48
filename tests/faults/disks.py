"""Disks that are full or read-only: a small file system in memory of its own for each trial (needs root)."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from random import Random

from tests.faults.ground import PATIENCE, Ground
from tests.faults.kills import LEFT, cleared
from tests.faults.model import Fault, Outcome, Skipped, judged
from tests.faults.stores import shown

MIB = 1 << 20


@contextmanager
def disk(ground: Ground, free: int) -> Iterator[Path]:
    """A home on a disk of its own with so many bytes left. Errors: Skipped where nothing can be mounted."""
    at = ground.folder / f"disk-{os.getpid()}"
    at.mkdir(exist_ok=True)
    with ground.home() as home:
        used = sum(file.stat().st_size + 4096 for file in home.rglob("*") if file.is_file())
        asked = ["mount", "-t", "tmpfs", "-o", f"size={used + free + MIB}", "tmpfs", str(at)]
        if subprocess.run(asked, capture_output=True, check=False).returncode:
            raise Skipped("nothing can be mounted here (needs root)")
        try:
            shutil.copytree(home, at, dirs_exist_ok=True)
            yield at
        finally:
            subprocess.run(["umount", "-l", str(at)], check=False)


def left(home: Path) -> set[str]:
    """What there is of the warehouse."""
    return {each.name for each in home.iterdir() if each.name.startswith("tenure")}


def ended(ground: Ground, home: Path, before: set[str], process: subprocess.Popen[str]) -> Outcome:
    """A build that could not end: one message, nothing left of it, and the figures as they were."""
    _, err = process.communicate(timeout=PATIENCE)
    found = judged(ground.sees(home), dict.fromkeys(versions(ground, home), ground.whole[ground.newest]),
                   versions(ground, home)[-1])
    if found.came != "held" or process.returncode == 0:
        return found
    if process.returncode != 1 or err.count("error: ") != 1 or "Traceback" in err:
        return Outcome("broken", f"ended with {process.returncode}: {err.strip()[-300:]}")
    if left(home) != before:
        return Outcome("broken", f"left behind: {sorted(left(home) - before)}")
    return Outcome("held", err.strip()[-160:])


def versions(ground: Ground, home: Path) -> list[str]:
    """The newest of the ground's, and what was published after it."""
    return [each for each in ground.versions(home) if each >= ground.newest]


def full_build(ground: Ground, random: Random, moments: int) -> Iterator[Outcome]:
    """A full build on a disk that has room for a part of it."""
    for _ in range(moments):
        with disk(ground, random.randrange(0, 60 * MIB)) as home:
            before = left(home) | {"tenure.lock"}
            process = ground.started(home, "-m", "data", "build", "--full")
            yield ended(ground, home, before, process)


def full_store(ground: Ground, random: Random, moments: int) -> Iterator[Outcome]:
    """A decision on a full disk: refused with a message; what was there stays, and with room again it is taken."""
    for _ in range(moments):
        with disk(ground, 4 * MIB) as home:
            before = shown(ground, home)["held"]
            filler = home / "filler"
            with filler.open("wb") as file, suppress(OSError):
                while os.write(file.fileno(), b"x" * 65536):
                    continue
            refused = shown(ground, home)
            page = judged(ground.sees(home), {ground.newest: ground.whole[ground.newest]}, ground.newest)
            filler.unlink()
            after = shown(ground, home).get("held", [])
            if page.came != "held":
                yield page
            elif "raised" in refused or not set(before) <= set(after):
                yield Outcome("broken", f"{refused.get('raised')}; {len(before)} records before, {len(after)} after")
            else:
                yield Outcome("refused" if "refused" in refused else "held", str(refused.get("refused", ""))[:160])


def read_only(ground: Ground, random: Random, moments: int) -> Iterator[Outcome]:
    """The whole home read-only: figures serve; a build and a decision are refused with a message."""
    for _ in range(min(moments, 1)):
        with disk(ground, 4 * MIB) as home:
            subprocess.run(["mount", "-o", "remount,ro", str(home)], check=True)
            build = ground.data(home, "build", "--full")
            store = shown(ground, home)
            page = judged(ground.sees(home), {ground.newest: ground.whole[ground.newest]}, ground.newest)
            if page.came != "held":
                yield page
            elif build.returncode != 1 or build.stderr.count("error: ") != 1:
                yield Outcome("broken", f"the build ended with {build.returncode}: {build.stderr.strip()[-300:]}")
            elif "refused" not in store:
                yield Outcome("broken", f"the store: {store.get('raised', 'took a decision')}")
            else:
                yield Outcome("held", f"{build.stderr.strip()[-80:]} / {store['refused'][-80:]}")


def memory(ground: Ground, random: Random, moments: int) -> Iterator[Outcome]:
    """A full build within too little memory (RLIMIT_AS, for all that it starts)."""
    if shutil.which("prlimit") is None:
        raise Skipped("no prlimit")
    for _ in range(moments):
        with ground.home() as home:
            before, limit = left(home) | {"tenure.lock"}, random.randrange(250 * MIB, 2500 * MIB)
            script = ("import resource, runpy, sys\n"
                      f"resource.setrlimit(resource.RLIMIT_AS, ({limit}, {limit}))\n"
                      "sys.argv = ['data', 'build', '--full']\nrunpy.run_module('data', run_name='__main__')")
            process = ground.started(home, "-c", script)
            if process.wait(PATIENCE) in (0, 1):
                found = ended(ground, home, before, process)
            else:  # a library that gets no memory may end the process itself: the next build clears up then
                found = judged(ground.sees(home), {ground.newest: ground.whole[ground.newest]}, ground.newest)
                found = found if cleared(ground, home) else LEFT
            yield Outcome(found.came, f"{limit // MIB} MiB, ended with {process.returncode}: {found.note}")


def two_builds(ground: Ground, random: Random, moments: int) -> Iterator[Outcome]:
    """Two full builds at once: one is done, the other says who builds."""
    for _ in range(moments):
        with ground.home() as home:
            both = [ground.started(home, "-m", "data", "build", "--full") for _ in range(2)]
            said = [each.communicate(timeout=PATIENCE)[1] for each in both]
            status = sorted(each.returncode for each in both)
            found = judged(ground.sees(home), dict.fromkeys(versions(ground, home), ground.whole[ground.newest]),
                           versions(ground, home)[-1])
            one = status == [0, 1] and any("Another build is running" in each for each in said)
            yield found if one or status == [0, 0] else Outcome("broken", f"{status}: {said}")


FAULTS = (
    Fault("full-build", "A full build on a disk with room for a part of it",
          "refused with a message, nothing left behind; the data before serve", full_build),
    Fault("full-store", "A decision on a full disk", "refused with a message; nothing lost", full_store),
    Fault("read-only", "The whole home on a read-only disk", "figures serve; build and decision refused", read_only),
    Fault("memory", "A full build within 250 to 2,500 MiB of address space",
          "refused or died; nothing left behind; the data before serve", memory),
    Fault("two-builds", "Two full builds at once", "one is done, the other refused", two_builds),
)
