"""kill -9 in a delivery, and clocks that are set: against a mail server of its own on loopback."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from threading import Thread

from tests.delivery_company import Company, running
from tests.faults.ground import Ground
from tests.faults.model import Fault, Outcome

NAMES = ("one", "two", "three", "four")


def killed(ground: Ground, random: Random, moments: int) -> Iterator[Outcome]:
    """The process that sends is killed; a second run sends the rest. Nobody gets two; who got none was told of."""
    with running(ground.folder / f"servers-{os.getpid()}") as (nursery, smtp, http):
        lasts = 0.0
        for trial in range(moments + 1):
            with ground.home() as home:
                (home / "delivery").mkdir()
                company = Company(home / "delivery", home, nursery, smtp, http)
                company.writes(*(company.recipient(name) for name in NAMES))
                if not trial:
                    lasts = _timed(company)
                else:
                    yield _one(company, random.uniform(0, lasts))
            smtp.clear()


def _timed(company: Company) -> float:
    started = time.monotonic()
    assert company.delivers().status == 0
    return time.monotonic() - started


def _one(company: Company, moment: float) -> Outcome:
    thread = Thread(target=company.delivers)
    thread.start()
    time.sleep(moment)
    parent = company.nursery.process.pid
    for child in Path(f"/proc/{parent}/task/{parent}/children").read_text().split():
        os.kill(int(child), signal.SIGKILL)
    thread.join()
    second = company.delivers()
    third = company.delivers()
    unknown = {each.split()[0] for each in second.told("unknown")}
    company.settled(len(NAMES) - len(unknown))
    time.sleep(0.3)
    got = company.received()
    if any(count > 1 for count in got.values()):
        return Outcome("broken", f"somebody got two: {dict(got)}")
    missing = {name for name in NAMES if not got[f"{name}@example.com"]}
    if missing - unknown:
        return Outcome("broken", f"{missing - unknown} got none, and nobody was told")
    if third.told("sent"):
        return Outcome("broken", "a third run sent something")
    return Outcome("held", f"killed after {moment:.2f} s; {len(unknown)} said to be unknown, {len(missing)} missing")


def clock_back(ground: Ground, random: Random, moments: int) -> Iterator[Outcome]:
    """Delivered, then the clock set back by up to a month or on by up to a day, delivered again: nothing goes twice."""
    from tests.faults.clocks import faked
    with running(ground.folder / f"servers-{os.getpid()}") as (nursery, smtp, http):
        for _ in range(moments):
            with ground.home() as home:
                (home / "delivery").mkdir()
                company = Company(home / "delivery", home, nursery, smtp, http)
                company.writes(*(company.recipient(name) for name in NAMES))
                assert company.delivers().status == 0
                hours = random.choice([-random.randrange(1, 720), random.randrange(1, 24)])
                process = ground.started(home / "delivery", "-m", "components.report", "deliver",
                                         **{**company.around, **faked(hours)})
                _, err = process.communicate(timeout=600)
                got = company.received()
                twice = any(count != 1 for count in got.values()) or len(got) != len(NAMES)
                said = process.returncode in (0, 1) and "Traceback" not in err
                yield Outcome("broken" if twice or not said else "held", f"{hours:+d} h: {dict(got) if twice else ''}"
                              f"{'' if said else err.strip().splitlines()[-1]}")
            smtp.clear()


FAULTS = (
    Fault("kill-delivery", "kill -9 in a delivery to four mailboxes", "nobody gets two; who may have none is told of",
          killed),
    Fault("clock-delivery", "Delivered; the clock set back by up to 30 days or on by a day; delivered again",
          "nothing goes twice", clock_back),
)
