"""People at the board at the same time, each at their own pace, until the time is over."""

from __future__ import annotations

import asyncio
import random
import time
from dataclasses import dataclass

from benchmarks.load.mix import WEEKLY, Company, Visit
from benchmarks.load.person import Browser, Trouble
from benchmarks.server import Served, connected

ENDINGS: dict[str, str] = {"csv": "CSV", "xlsx": "XLSX", "pdf": "PDF"}


@dataclass(frozen=True)
class Clicked:
    """One click: what it was, where, seconds to its end, and what went wrong; null where nothing did."""

    kind: str
    path: str
    seconds: float
    wrong: str | None = None


@dataclass(frozen=True)
class Pace:
    """Seconds that a person looks at a page, on average, and the moment (time.monotonic()) when they go home."""

    think: float
    until: float


async def person(board: Served, company: Company, seed: int, pace: Pace, done: list[Clicked]) -> None:
    """One person: they come within the first pause, open the weekly review, then click until it is time to go.

    A connection that breaks is an error, and made again as a browser makes it again.
    """
    chance = random.Random(seed)
    visit = Visit(company, chance, language=chance.choice(("ja", "en")))
    await asyncio.sleep(chance.uniform(0, pace.think))
    arrived = False
    while time.monotonic() < pace.until:
        try:
            async with connected(board.port) as talk:
                await _visit(Browser(talk, board.base), visit, pace, done, arrived)
        except (Trouble, OSError) as error:
            done.append(Clicked("connection", visit.path, 0.0, f"{type(error).__name__}: {error}"))
        arrived = True


async def _visit(tab: Browser, visit: Visit, pace: Pace, done: list[Clicked], arrived: bool) -> None:
    """All that a person does on one connection. Errors: Trouble where it is gone."""
    done.append(await _tried(tab, visit, "again" if arrived else "first"))
    while True:
        pause = visit.chance.expovariate(1 / pace.think)
        if time.monotonic() + pause >= pace.until:
            return
        await asyncio.sleep(pause)
        before = visit.path
        kind = visit.click()
        if kind == "pdf" and visit.path != WEEKLY:
            visit.path = WEEKLY
            done.append(await _tried(tab, visit, "page"))
        done.append(await _tried(tab, visit, "page" if visit.path != before and kind == "page" else kind))


async def _tried(tab: Browser, visit: Visit, kind: str) -> Clicked:
    begun = time.perf_counter()
    try:
        taken, kind = await _clicked(tab, visit, kind)
    except Trouble as error:
        if str(error).startswith(("closed", "silence")):
            raise
        return Clicked(kind, visit.path, time.perf_counter() - begun, str(error))
    return Clicked(kind, visit.path, taken)


async def _clicked(tab: Browser, visit: Visit, kind: str) -> tuple[float, str]:
    """Seconds, and what was clicked in the end: where a page has no such file or panel it is opened again."""
    if kind in ENDINGS:
        files = [key for key, (label, _) in tab.shown.items() if ENDINGS[kind] in label]
        if files:
            return await tab.file(visit.chance.choice(files)), kind
    if kind == "panel" and tab.panels:
        return await tab.panel(visit.chance.choice(list(tab.panels)), visit.query), kind
    again = kind in ENDINGS or kind == "panel"
    return await tab.open(visit.path, visit.query), "reload" if again else kind
