"""The warehouse's file and pointer, damaged on the disk."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

from data.pointing import Files
from tests.faults.ground import Ground
from tests.faults.model import Fault, Outcome, judged

Hurt = Callable[[Path, Random], None]


def flip(path: Path, random: Random) -> None:
    """One bit, anywhere."""
    place = random.randrange(path.stat().st_size)
    with path.open("r+b") as file:
        file.seek(place)
        byte = file.read(1)[0]
        file.seek(place)
        file.write(bytes([byte ^ (1 << random.randrange(8))]))


def cut(path: Path, random: Random) -> None:
    os.truncate(path, random.randrange(path.stat().st_size))


def garbage(path: Path, random: Random) -> None:
    """A stretch of up to 64 KiB of noise, anywhere."""
    size = path.stat().st_size
    place = random.randrange(size)
    with path.open("r+b") as file:
        file.seek(place)
        file.write(random.randbytes(min(random.randrange(1, 65536), size - place)))


def noise(path: Path, random: Random) -> None:
    """Not what it was at all: empty, noise, or something else."""
    path.write_bytes(random.choice([b"", random.randbytes(random.randrange(1, 200)), b"\0" * 35, b"tenure.duckdb"]))


def file_trials(hurt: Hurt, older: bool = True) -> Callable[[Ground, Random, int], Iterator[Outcome]]:
    """The file of the version in use. Without `older` no other version is left to serve."""
    def trials(ground: Ground, random: Random, moments: int) -> Iterator[Outcome]:
        for _ in range(moments):
            with ground.home() as home:
                files = Files(home / "tenure.duckdb")
                if not older:
                    files.clear(keep={ground.newest})
                hurt(files.path(ground.newest), random)
                yield judged(ground.sees(home), ground.whole, ground.newest)
    return trials


def pointer_trials(hurt: Hurt) -> Callable[[Ground, Random, int], Iterator[Outcome]]:
    """The pointer. The newest whole version serves then; that it does is to be said."""
    def trials(ground: Ground, random: Random, moments: int) -> Iterator[Outcome]:
        for _ in range(moments):
            with ground.home() as home:
                hurt(Files(home / "tenure.duckdb").pointer, random)
                seen = ground.sees(home)
                found = judged(seen, ground.whole, ground.newest)
                unsaid = found.came == "held" and not (seen["noted"] and seen["warned"])
                yield Outcome("broken", "the damaged pointer is not said") if unsaid else found
    return trials


FAULTS = (
    Fault("flipped", "One bit of the warehouse file flipped, anywhere", "the version before serves, said",
          file_trials(flip)),
    Fault("cut", "The warehouse file truncated, anywhere", "the version before serves, said", file_trials(cut)),
    Fault("garbage", "Up to 64 KiB of the warehouse file overwritten with noise", "the version before serves, said",
          file_trials(garbage)),
    Fault("flipped-alone", "One bit flipped, and no other version there", "refused with a message",
          file_trials(flip, older=False)),
    Fault("pointer", "The pointer empty, cut or noise", "the newest whole version serves, said",
          pointer_trials(noise)),
    Fault("pointer-flipped", "One bit of the pointer flipped", "the newest whole version serves, said",
          pointer_trials(flip)),
)
