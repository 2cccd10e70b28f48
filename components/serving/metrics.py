"""GET /metrics: what the process counts of itself, for Prometheus. docs/operation.md says what each line means.

Open to this machine alone; where TENURE_METRICS_TOKEN is set, to whoever brings it, from anywhere.
"""

from __future__ import annotations

import hmac
import os
import time

from prometheus_client import CONTENT_TYPE_LATEST, Gauge, generate_latest
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from components.serving.probes import Looker
from data import meters
from data.access.listening import elsewhere
from data.ready import Readiness
from queries.kept import kept

TOKEN = "TENURE_METRICS_TOKEN"
KEPT_BYTES = Gauge("tenure_statements_kept_bytes", "Rows of statements that are kept in memory.",
                   registry=meters.REGISTRY)
KEPT_BYTES.set_function(lambda: kept.bytes)


class Standing(Collector):
    """How the data and the store stood at the last look."""

    def __init__(self) -> None:
        self.found = Readiness()

    def collect(self) -> list[GaugeMetricFamily | InfoMetricFamily]:
        ready = GaugeMetricFamily("tenure_ready", "1 where it can be used.", labels=["part"])
        for part in ("warehouse", "store"):
            ready.add_metric([part], float(not [each for each in self.found.faults if each.startswith(part)]))
        noted = GaugeMetricFamily("tenure_warehouse_noted", "1 while it holds, though the board answers: down, behind "
                                  "(the server behind the extract), older (a damaged version is not served).",
                                  labels=["what"])
        for what in ("down", "behind", "older"):
            noted.add_metric([what], float(f"warehouse.{what}" in self.found.notes))
        return [ready, noted, *self._data()]

    def _data(self) -> list[GaugeMetricFamily | InfoMetricFamily]:
        if self.found.version is None or self.found.built_at is None:
            return []
        built = self.found.built_at.timestamp()
        return [InfoMetricFamily("tenure_data", "The version of the data in use.", {"version": self.found.version}),
                GaugeMetricFamily("tenure_data_built_timestamp_seconds", "When the data in use were built.", built),
                GaugeMetricFamily("tenure_data_age_seconds", "Since then.", max(time.time() - built, 0.0))]


class Sessions:
    """Counts the browsers that are connected: each holds one websocket."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket":
            await self.app(scope, receive, send)
            return
        with meters.SESSIONS.track_inprogress():
            await self.app(scope, receive, send)


def route(looker: Looker) -> Route:
    """/metrics."""
    standing = Standing()
    meters.REGISTRY.register(standing)

    async def metrics(request: Request) -> Response:
        if not allowed(request):
            return PlainTextResponse(f"{TOKEN} is not set, or was not brought\n", 403)
        standing.found = await looker.look()
        return Response(generate_latest(meters.REGISTRY), media_type=CONTENT_TYPE_LATEST)

    return Route("/metrics", metrics, methods=["GET"])


def allowed(request: Request) -> bool:
    """Whether whoever asks may know: they bring the token; or there is none, and they are on this machine."""
    wanted = os.environ.get(TOKEN)
    if not wanted:
        return elsewhere("127.0.0.1", request.client.host if request.client else None, request.headers) is None
    given = request.headers.get("authorization", "")
    return hmac.compare_digest(given.encode(), f"Bearer {wanted}".encode())
