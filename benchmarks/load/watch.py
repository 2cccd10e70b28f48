"""What a server holds while it serves, sample by sample, and whether it grows."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.server import cpu, handles, mebibytes, threads

EVERY = 3.0
HOUR = 3600.0


@dataclass(frozen=True)
class Sample:
    """At a moment (seconds since the first): memory, open handles, threads, seconds of CPU taken so far."""

    at: float
    mib: float
    handles: int
    threads: int
    cpu: float


def sample(process: int, begun: float) -> Sample:
    """One look at a process. begun: time.monotonic() of the first look."""
    return Sample(time.monotonic() - begun, mebibytes(process), handles(process), threads(process), cpu(process))


async def watch(process: int, found: list[Sample], every: float = EVERY) -> None:
    """Samples until it is cancelled."""
    begun = time.monotonic()
    while True:
        found.append(sample(process, begun))
        await asyncio.sleep(every)


def slope(at: Sequence[float], values: Sequence[float]) -> float | None:
    """Growth of the values for each unit of `at`, by least squares; null of fewer than three, or of one moment."""
    if len(at) < 3 or min(at) == max(at):
        return None
    return float(np.polyfit(np.asarray(at, dtype=float), np.asarray(values, dtype=float), 1)[0])


def hourly(samples: Sequence[Sample], name: str, second_half: bool = False) -> float | None:
    """Growth an hour of one of a sample's numbers, over all samples or those of the second half of the time."""
    middle = samples[-1].at / 2 if samples and second_half else 0.0
    kept = [each for each in samples if each.at >= middle]
    found = slope([each.at for each in kept], [getattr(each, name) for each in kept])
    return None if found is None else found * HOUR
