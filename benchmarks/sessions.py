"""People at one board, as browsers without a screen: python -m benchmarks.sessions [--sessions 20 --seconds 120].

Each session speaks Streamlit's websocket as a browser does: it opens a page, waits (10 s on average), then asks for
another filter, week or page by its URL, and takes everything that the run sends. Reported: seconds from the question
to the end of the run (median, p95, the longest), the servers' CPU for one, and MiB for each further session, told by
ten that open a page which was opened before. `--new`: the share of questions drawn from all filters, weeks and pages of
the company, most of them new to the servers' caches; the rest are the pages as they open. `--processes`: servers, each
person at the same one throughout, as a sticky route would have it.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import statistics
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack, ExitStack
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection

from benchmarks.server import connected, cpu, mebibytes, server
from data.warehouse import open_warehouse
from queries.dimensions import build_info, dimensions

THINK = 10.0
PAGES = ("weekly", "retention", "cohorts", "health", "renewals", "teams")
ENDED = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_WITH_COMPILE_ERROR)
IDLE = 10
Question = tuple[str, str]


@dataclass(frozen=True)
class Rhythm:
    """Seconds between questions on average, and the share of them that is new."""

    think: float
    new: float


def question(chance: random.Random, new: float) -> Question:
    """A page, and the query string of a filter on it; or the page as it opens."""
    if chance.random() >= new:
        return chance.choice(PAGES), urlencode({"lang": chance.choice(("ja", "en"))})
    warehouse = open_warehouse()
    found = dimensions(warehouse)
    key = chance.choice([key for key in ("segment", "region", "team_id", "csm_id", "plan") if key in found])
    value = chance.choice([each.value for each in found[key].values if each.value] or [""])
    day = build_info(warehouse).default_as_of - timedelta(weeks=chance.randrange(8))
    asked = {"lang": chance.choice(("ja", "en")), "as_of": day.isoformat(), key.removesuffix("_id"): value}
    return chance.choice(PAGES), urlencode(asked)


async def ask(talk: ClientConnection, asked: Question) -> float:
    """Seconds until the run of a question has ended and everything of it has arrived."""
    run = BackMsg()
    run.rerun_script.page_name, run.rerun_script.query_string = asked
    begun = time.perf_counter()
    await talk.send(run.SerializeToString())
    while True:
        said = ForwardMsg.FromString(await talk.recv(decode=False))
        if said.WhichOneof("type") == "script_finished" and said.script_finished in ENDED:
            return time.perf_counter() - begun


async def session(port: int, seed: int, until: float, taken: list[float], rhythm: Rhythm) -> None:
    """One person: a first page, then questions until the time is over. The first page is not counted."""
    chance = random.Random(seed)
    async with connected(port) as talk:
        await asyncio.sleep(chance.uniform(0, rhythm.think))
        await ask(talk, question(chance, rhythm.new))
        while time.monotonic() < until:
            await asyncio.sleep(chance.expovariate(1 / rhythm.think))
            taken.append(await ask(talk, question(chance, rhythm.new)))


async def everything(port: int) -> None:
    """Opens each page in each language: whoever comes first fills the caches that all share."""
    async with connected(port) as talk:
        for language in ("ja", "en"):
            for page in PAGES:
                await ask(talk, (page, urlencode({"lang": language})))


async def further(port: int, process: int) -> float:
    """MiB for each of ten more sessions that look at a page which has been looked at before."""
    seen = PAGES[0], urlencode({"lang": "ja"})
    async with AsyncExitStack() as stack:
        async def opened() -> None:
            talk = await stack.enter_async_context(connected(port))
            await ask(talk, seen)

        await opened()
        before = mebibytes(process)
        for _ in range(IDLE):
            await opened()
        return (mebibytes(process) - before) / IDLE


async def load(servers: Sequence[tuple[int, int]], sessions: int, seconds: float, rhythm: Rhythm) -> dict[str, float]:
    taken: list[float] = []
    for port, _ in servers:
        await everything(port)
    used = sum(cpu(process) for _, process in servers)
    first = mebibytes(servers[0][1])
    until = time.monotonic() + seconds
    await asyncio.gather(*(session(servers[seed % len(servers)][0], seed + 1, until, taken, rhythm)
                           for seed in range(sessions)))
    used, asked = sum(cpu(process) for _, process in servers) - used, sorted(taken)
    return {
        "sessions": sessions, "processes": len(servers), "think_seconds": rhythm.think, "new": rhythm.new,
        "reruns": len(asked), "median_seconds": round(statistics.median(asked), 3),
        "p95_seconds": round(asked[int(0.95 * len(asked))], 3), "longest_seconds": round(asked[-1], 3),
        "cpu_seconds_per_rerun": round(used / len(asked), 3), "first_mib": round(first),
        "after_mib": round(mebibytes(servers[0][1])), "mib_per_further_session": round(await further(*servers[0]), 2),
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sessions", description=__doc__)
    parser.add_argument("--sessions", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--think", type=float, default=THINK)
    parser.add_argument("--new", type=float, default=1.0)
    parser.add_argument("--processes", type=int, default=1)
    asked = parser.parse_args()
    with ExitStack() as stack:
        servers = [stack.enter_context(server()) for _ in range(asked.processes)]
        print(json.dumps(asyncio.run(load(servers, asked.sessions, asked.seconds, Rhythm(asked.think, asked.new)))))


if __name__ == "__main__":
    main()
