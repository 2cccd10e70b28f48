"""What a machine asks of the server: does it live, can it answer. Nothing of any customer in either.

One look at a time, in a thread of its own: a store that is frozen holds up neither the pages nor the next question.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from components.serving.ending import is_ending
from data.ready import Readiness, readiness, silent

PATIENCE_SECONDS = 5.0


@dataclass
class Looker:
    """Looks whether the board can answer; whoever asks meanwhile waits for the same look."""

    pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, thread_name_prefix="tenure: ready"))
    running: Future[Readiness] | None = None

    async def look(self) -> Readiness:
        """What stands now; `silent` where the look does not end within PATIENCE_SECONDS."""
        if self.running is None or self.running.done():
            self.running = self.pool.submit(readiness)
        try:
            return await asyncio.wait_for(asyncio.shield(asyncio.wrap_future(self.running)), PATIENCE_SECONDS)
        except TimeoutError:
            return silent()


def routes(looker: Looker) -> list[Route]:
    """/healthz and /readyz."""

    async def healthz(_request: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def readyz(_request: Request) -> Response:
        if is_ending():
            return _told(Readiness(("process.ending",)))
        return _told(await looker.look())

    return [Route("/healthz", healthz, methods=["GET"]), Route("/readyz", readyz, methods=["GET"])]


def _told(found: Readiness) -> Response:
    content = {"ready": found.ready, "faults": list(found.faults), "notes": list(found.notes),
               "version": found.version, "built_at": found.built_at.isoformat() if found.built_at else None}
    return JSONResponse(content, 200 if found.ready else 503)
