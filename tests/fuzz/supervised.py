"""Runs cases in processes of their own, so that one that hangs or kills its process is counted like any other."""

from __future__ import annotations

import contextlib
import io
import multiprocessing
import random
import shutil
import signal
import tempfile
import time
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path

from tests.fuzz.outcome import Kind, Outcome, Target
from tests.fuzz.targets import target

READY = 300.0
"""Seconds in which a target must have made ready."""
Result = tuple[int, Outcome]


def chance(seed: int, name: str, number: int) -> random.Random:
    """The state of chance of one case: the same for the same seed, target and number, whatever ran before."""
    return random.Random(f"{seed}-{name}-{number}")


def tried(what: Target, seed: int, number: int) -> Outcome:
    """One case in this process. Whatever escapes from it is a crash, an argument parser's exit too.

    A case that waits for something is woken after the limit; one that never returns is for whoever watches to end.
    """
    signal.signal(signal.SIGALRM, _late)
    until = time.monotonic() + what.limit
    signal.setitimer(signal.ITIMER_REAL, what.limit)
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            return what.case(chance(seed, what.name, number))
    except _Late:
        return Outcome(Kind.HUNG, f"{what.limit:g} s passed")
    except (Exception, SystemExit) as error:  # noqa: BLE001  # the very thing that is looked for
        if time.monotonic() > until:  # DuckDB makes an interruption an error of its own
            return Outcome(Kind.HUNG, f"{what.limit:g} s passed")
        frames = traceback.extract_tb(error.__traceback__)
        at = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
        return Outcome(Kind.CRASHED, f"{type(error).__name__} at {at}: {error}"[:400])
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


class _Late(BaseException):
    """The limit of a case has passed."""


def _late(*_: object) -> None:
    raise _Late


def here(name: str, seed: int, numbers: Sequence[int], folder: Path) -> Iterator[Result]:
    """The cases in this process, one after another."""
    what = target(name)
    what.prepare(folder)
    for number in numbers:
        yield number, tried(what, seed, number)


@dataclass
class _Worker:
    """A process, what it has still to do, and until when its present step may take."""

    process: BaseProcess
    pipe: Connection
    left: list[int]
    until: float
    folder: Path
    begun: bool = field(default=False)


def apart(name: str, seed: int, numbers: Sequence[int], jobs: int) -> Iterator[Result]:
    """The cases in `jobs` processes. One that outlives the limit is killed, and the rest goes on in another."""
    limit = target(name).limit
    workers = [_started(name, seed, share) for at in range(jobs) if (share := list(numbers[at::jobs]))]
    try:
        while workers:
            for pipe in wait([each.pipe for each in workers], timeout=0.5):
                at = next(each for each in workers if each.pipe is pipe)
                yield from _heard(at, limit)
            for worker in list(workers):
                if time.monotonic() > worker.until or (not worker.process.is_alive() and not worker.pipe.poll()):
                    workers.remove(worker)
                    yield from _ended(worker)
                    if worker.left:
                        workers.append(_started(name, seed, worker.left))
    finally:
        for worker in workers:
            _stop(worker)


def _heard(worker: _Worker, limit: float) -> Iterator[Result]:
    """The results that a worker has sent by now; each moves on the time until which the next must come."""
    try:
        while worker.pipe.poll():
            outcome = worker.pipe.recv()
            worker.until = time.monotonic() + 2 * limit
            if outcome is not None:
                yield worker.left.pop(0), outcome
            worker.begun = True
    except EOFError:
        worker.until = 0.0


def _ended(worker: _Worker) -> Iterator[Result]:
    """A worker that is done, dead, or too late: what became of its case."""
    hung = worker.process.is_alive() and bool(worker.left)
    _stop(worker)
    if not worker.begun:
        raise RuntimeError(f"the target could not make ready (exit {worker.process.exitcode})")
    if worker.left:
        kind, said = (Kind.HUNG, "the limit passed") if hung else (
            Kind.CRASHED, f"the process ended with {worker.process.exitcode}")
        yield worker.left.pop(0), Outcome(kind, said)


def _stop(worker: _Worker) -> None:
    if worker.left:
        worker.process.kill()
    worker.process.join()
    worker.pipe.close()
    shutil.rmtree(worker.folder, ignore_errors=True)


def _started(name: str, seed: int, numbers: list[int]) -> _Worker:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    folder = Path(tempfile.mkdtemp(prefix="tenure-fuzz-"))
    process = context.Process(target=_work, args=(theirs, name, seed, numbers, folder), daemon=True)
    process.start()
    theirs.close()
    return _Worker(process, ours, numbers, time.monotonic() + READY, folder)


def _work(pipe: Connection, name: str, seed: int, numbers: list[int], folder: Path) -> None:
    tempfile.tempdir = str(folder)
    what = target(name)
    what.prepare(folder)
    pipe.send(None)
    for number in numbers:
        pipe.send(tried(what, seed, number))
